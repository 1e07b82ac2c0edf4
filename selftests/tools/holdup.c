// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Run a program and hold it up at the moment when it hands its NTH module to the
 * kernel: run COMMAND there, then let it go on. So what is between the check and a
 * load happens every time and not by luck.
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
	int left = argc > 1 ? atoi(argv[1]) : 0;
	int status, sig;
	pid_t pid;

	if (argc < 4 || left < 1)
		errx(2, "usage: holdup NTH COMMAND PROGRAM [ARGUMENT...]");
	pid = fork();
	if (pid < 0)
		err(2, "fork");
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execvp(argv[3], argv + 3);
		err(2, "%s", argv[3]);
	}
	if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status))
		errx(2, "%s did not start", argv[3]);
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
		if (left && hands_over_a_module(pid) && !--left) {
			if (system(argv[2]))
				errx(2, "%s failed", argv[2]);
			fprintf(stderr, "holdup: held up\n");
		}
	}
	if (left)
		fprintf(stderr, "holdup: too few modules were handed over\n");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
