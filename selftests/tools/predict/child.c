// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Child processes that must end in time. One that hangs in the kernel cannot
 * even be killed, so nobody waits for it then. Output goes through memory
 * files: no pipe can fill up.
 */
#include "child.h"

#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The exit code, 128 and the signal, or CHILD_HANGS. */
int child_wait(pid_t pid)
{
	struct pollfd ended = { .events = POLLIN };
	int status;

	ended.fd = syscall(SYS_pidfd_open, pid, 0);
	if (ended.fd < 0)
		err(2, "pidfd_open");
	if (poll(&ended, 1, CHILD_LIMIT * 1000) != 1) {
		kill(pid, SIGKILL);
		if (poll(&ended, 1, 2000) == 1)
			waitpid(pid, &status, 0);
		close(ended.fd);
		return CHILD_HANGS;
	}
	close(ended.fd);
	if (waitpid(pid, &status, 0) != pid)
		err(2, "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int memory_file(void)
{
	int fd = memfd_create("output", MFD_CLOEXEC);

	if (fd < 0)
		err(2, "memfd_create");
	return fd;
}

static char *take(int fd)
{
	struct stat st;
	char *text;

	if (fstat(fd, &st))
		err(2, "fstat");
	text = calloc(1, st.st_size + 1);
	if (!text || pread(fd, text, st.st_size, 0) != st.st_size)
		err(2, "output");
	close(fd);
	return text;
}

/* Run a program, by its path, and keep what it says. */
void child_run(struct output *output, const char *const argv[])
{
	int out = memory_file(), errors = memory_file();
	pid_t pid = fork();

	if (pid < 0)
		err(2, "fork");
	if (!pid) {
		dup2(out, STDOUT_FILENO);
		dup2(errors, STDERR_FILENO);
		execv(argv[0], (char *const *)argv);
		err(127, "%s", argv[0]);
	}
	output->code = child_wait(pid);
	output->out = take(out);
	output->err = take(errors);
}

void output_free(struct output *output)
{
	free(output->out);
	free(output->err);
}
