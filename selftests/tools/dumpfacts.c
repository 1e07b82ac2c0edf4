// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Write down all facts of the running kernel as "kmodsafe facts --save" does,
 * on raw system calls and netlink: for guests that have neither libraries nor
 * their own agent.  "dumpfacts" in a guest of selftests/kernels loads
 * ./kmodsafe.ko with what ./parameters says, writes ./facts and, where an agent
 * lies beside it, lets that write ./facts.agent; "dumpfacts FILE" only writes
 * FILE.
 */
#include "dumpfacts/rows.h"

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOADER	"./agent/ld.so"

static void load_helper(void)
{
	int fd = open("kmodsafe.ko", O_RDONLY | O_CLOEXEC);
	char parameters[100] = "";

	rows_line("parameters", parameters, sizeof(parameters));
	if (fd < 0 || syscall(SYS_finit_module, fd, parameters, 0))
		err(2, "kmodsafe.ko");
	close(fd);
}

/* Where the agent looks for what is built in. */
static void show_builtin(void)
{
	struct utsname uts;
	char path[400];

	uname(&uts);
	mkdir("/lib", 0755);
	mkdir("/lib/modules", 0755);
	snprintf(path, sizeof(path), "/lib/modules/%s", uts.release);
	if (symlink("/job", path))
		err(2, "%s", path);
}

static int run_agent(void)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		execl(LOADER, LOADER, "--library-path", "./agent", "./agent/kmodsafe",
		      "facts", "--save", "facts.agent", NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status != 0;
}

static int write_facts(const char *path)
{
	FILE *f = fopen(path, "we");

	if (!f)
		err(2, "%s", path);
	fputs("# kmodsafe facts 1\n", f);
	rows_kernel(f);
	rows_system(f);
	rows_lists(f);
	if (fclose(f))
		err(2, "%s", path);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return write_facts(argv[1]);
	if (access("kmodsafe.ko", F_OK))
		errx(2, "usage: dumpfacts FILE, or in a folder with kmodsafe.ko");
	load_helper();
	show_builtin();
	write_facts("facts");
	return access(LOADER, X_OK) ? 0 : run_agent();
}
