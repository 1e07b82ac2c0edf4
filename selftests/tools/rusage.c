// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Run a program with its output thrown away and print what it took: CPU time in
 * microseconds and peak memory in KiB. Small and static, because a child counts
 * the memory of the process that it was forked from.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct rusage use;
	int status, null;
	pid_t pid;

	if (argc < 2)
		errx(2, "usage: rusage PROGRAM [ARGUMENT...]");
	pid = fork();
	if (pid < 0)
		err(2, "fork");
	if (!pid) {
		null = open("/dev/null", O_WRONLY);
		dup2(null, 1);
		dup2(null, 2);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &use) < 0)
		err(2, "wait4");
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 127)
		errx(1, "%s did not run to its end", argv[1]);
	printf("%ld %ld\n",
	       (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000L +
	       use.ru_utime.tv_usec + use.ru_stime.tv_usec, use.ru_maxrss);
	return 0;
}
