// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Run a program with its output thrown away and print what it took: CPU time in
 * microseconds and peak memory in KiB; with "wall" the time that passed, in
 * microseconds, alone. Small and static, because a child counts
 * the memory of the process that it was forked from.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long passed(const struct timespec *start)
{
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	return (end.tv_sec - start->tv_sec) * 1000000L + (end.tv_nsec - start->tv_nsec) / 1000;
}

int main(int argc, char **argv)
{
	int wall = argc > 2 && !strcmp(argv[1], "wall");
	struct timespec start;
	struct rusage use;
	int status, null;
	pid_t pid;

	argv += wall;
	if (argc < 2)
		errx(2, "usage: rusage [wall] PROGRAM [ARGUMENT...]");
	clock_gettime(CLOCK_MONOTONIC, &start);
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
	if (wall) {
		printf("%ld\n", passed(&start));
		return 0;
	}
	printf("%ld %ld\n",
	       (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000L +
	       use.ru_utime.tv_usec + use.ru_stime.tv_usec, use.ru_maxrss);
	return 0;
}
