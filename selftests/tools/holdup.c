// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Run a program and hold it up at the moment when it hands a module to the
 * kernel: run COMMAND there, then let it go on. So a file can be swapped after
 * it was checked and before it is loaded, every time and not by luck.
 */
#include <err.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/ptrace.h>

static bool hands_over_a_module(pid_t pid)
{
	struct ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) < 0)
		err(2, "ptrace");
	return info.op == PTRACE_SYSCALL_INFO_ENTRY &&
	       (info.entry.nr == SYS_init_module || info.entry.nr == SYS_finit_module);
}

int main(int argc, char **argv)
{
	bool done = false;
	int status, sig;
	pid_t pid;

	if (argc < 3)
		errx(2, "usage: holdup COMMAND PROGRAM [ARGUMENT...]");
	pid = fork();
	if (pid < 0)
		err(2, "fork");
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execvp(argv[2], argv + 2);
		err(2, "%s", argv[2]);
	}
	if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status))
		errx(2, "%s did not start", argv[2]);
	ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
	for (sig = 0;;) {
		ptrace(PTRACE_SYSCALL, pid, NULL, sig);
		if (waitpid(pid, &status, 0) < 0)
			err(2, "waitpid");
		if (!WIFSTOPPED(status))
			break;
		sig = WSTOPSIG(status);
		if (sig != (SIGTRAP | 0x80))
			continue;
		sig = 0;
		if (!done && hands_over_a_module(pid)) {
			done = true;
			if (system(argv[1]))
				errx(2, "%s failed", argv[1]);
			fprintf(stderr, "holdup: held up\n");
		}
	}
	if (!done)
		fprintf(stderr, "holdup: no module was handed over\n");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
