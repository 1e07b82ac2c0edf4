// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Run a program and hold it up at the moment when it, or a child of it, hands its NTH
 * module to the kernel: run COMMAND there, then let it go on. So what is between the
 * check and a load happens every time and not by luck. With 0 it is a child before it
 * does anything. COMMAND finds the process in HELD.
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

#define OPTIONS		(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK | \
			 PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC)

static bool hands_over_a_module(pid_t pid)
{
	struct ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) < 0)
		err(2, "ptrace");
	return info.op == PTRACE_SYSCALL_INFO_ENTRY &&
	       (info.entry.nr == SYS_init_module || info.entry.nr == SYS_finit_module);
}

static void hold(pid_t pid, const char *command)
{
	char held[16];

	snprintf(held, sizeof(held), "%d", pid);
	setenv("HELD", held, 1);
	if (system(command))
		errx(2, "%s failed", command);
	fprintf(stderr, "holdup: held up\n");
}

/* What a tracee that stopped is to get; @left counts down to the one that is held. */
static int on_stop(pid_t pid, pid_t first, int status, int *left, const char *command)
{
	int sig = WSTOPSIG(status);

	/* A child begins with it. */
	if (sig == SIGSTOP && pid != first) {
		if (!*left) {
			*left = -1;
			hold(pid, command);
		}
		return 0;
	}
	if (status >> 16)
		return 0;
	if (sig != (SIGTRAP | 0x80))
		return sig;
	if (*left > 0 && hands_over_a_module(pid) && !--*left) {
		*left = -1;
		hold(pid, command);
	}
	return 0;
}

int main(int argc, char **argv)
{
	int left = argc > 1 ? atoi(argv[1]) : -1;
	pid_t first, pid;
	int status;

	if (argc < 4 || left < 0)
		errx(2, "usage: holdup NTH COMMAND PROGRAM [ARGUMENT...]");
	first = fork();
	if (first < 0)
		err(2, "fork");
	if (!first) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execvp(argv[3], argv + 3);
		err(2, "%s", argv[3]);
	}
	if (waitpid(first, &status, 0) < 0 || !WIFSTOPPED(status))
		errx(2, "%s did not start", argv[3]);
	ptrace(PTRACE_SETOPTIONS, first, NULL, OPTIONS);
	ptrace(PTRACE_SYSCALL, first, NULL, 0);
	for (;;) {
		pid = waitpid(-1, &status, __WALL);
		if (pid < 0)
			err(2, "waitpid");
		if (WIFSTOPPED(status))
			ptrace(PTRACE_SYSCALL, pid, NULL,
			       on_stop(pid, first, status, &left, argv[2]));
		else if (pid == first)
			break;
	}
	if (left >= 0)
		fprintf(stderr, "holdup: too little was handed over\n");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
