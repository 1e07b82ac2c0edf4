// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Put before the C library of a program that stands in for insmod or modprobe: what it
 * sees of the system in shim.test.  The kmodsafe kernel module is there as far as sysfs
 * says ("initstate"), the kernel's log is a file ("kmsg"), and with SHIM_HANGS the
 * process that checks hangs, deaf to all that it can be.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

int open(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
	mode_t mode;
	va_list ap;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	if (!strcmp(path, "/sys/module/kmodsafe/initstate"))
		return real("initstate", flags);
	if (!strcmp(path, "/dev/kmsg"))
		return real("kmsg", flags | O_CREAT | O_APPEND, 0600);
	return real(path, flags, mode);
}

pid_t fork(void)
{
	pid_t (*real)(void) = (pid_t (*)(void))dlsym(RTLD_NEXT, "fork");
	pid_t child = real();
	sigset_t all;

	/* The tool in our place may be a script. */
	if (child || !getenv("SHIM_HANGS") || strcmp(program_invocation_short_name, "modprobe"))
		return child;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (;;)
		pause();
}
