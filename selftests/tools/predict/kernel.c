// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The judge: finit_module(2) with flags 0 by a process of its own, the
 * tracepoint module:module_load of that very process, and the kernel log. Holds
 * no opinion on modules.
 */
#include "kernel.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"

#define TRACING	"/sys/kernel/tracing/"

/*
 * What a load prints besides refusing: taints, which come once a boot, or once
 * a module, and say nothing on the verdict.
 */
static const char *const aside[] = {
	"kernel taint", "taints kernel", "tainting kernel", "kernel tainted.",
	"not compiled with retpoline compiler", "may be vulnerable to spectre v2",
};

static void enable_trace(void)
{
	const char *path = TRACING "events/module/module_load/enable";
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "1", 1) != 1)
		err(2, "%s", path);
	close(fd);
}

void kernel_open(struct kernel *kernel)
{
	enable_trace();
	kernel->trace = open(TRACING "trace_pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kernel->trace < 0)
		err(2, TRACING "trace_pipe");
	kernel->log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kernel->log < 0 || lseek(kernel->log, 0, SEEK_END) < 0)
		err(2, "/dev/kmsg");
}

static bool is_aside(const char *line)
{
	for (size_t i = 0; i < sizeof(aside) / sizeof(aside[0]); i++)
		if (strstr(line, aside[i]))
			return true;
	return false;
}

/* What was logged since the last call; NULL: forget it. */
static void read_log(struct kernel *kernel, struct lines *lines)
{
	char record[8192], *text;
	ssize_t length;

	for (;;) {
		length = read(kernel->log, record, sizeof(record) - 1);
		/* EPIPE: overwritten before it was read */
		if (length < 0 && errno == EPIPE)
			continue;
		if (length <= 0)
			return;
		record[length] = '\0';
		text = strchr(record, ';');
		if (!text || !lines)
			continue;
		/* the lines after the first are its dictionary */
		text[strcspn(text, "\n")] = '\0';
		if (!is_aside(text + 1))
			lines_add(lines, text + 1);
	}
}

/* Whether the process came to a module's init() since the last call. */
static bool read_trace(struct kernel *kernel, pid_t pid)
{
	char text[16384], mark[32], *line, *rest;
	bool fired = false;
	ssize_t length;

	snprintf(mark, sizeof(mark), "-%d ", pid);
	while ((length = read(kernel->trace, text, sizeof(text) - 1)) > 0) {
		text[length] = '\0';
		rest = text;
		while ((line = strsep(&rest, "\n")))
			fired |= strstr(line, "module_load: ") && strstr(line, mark);
	}
	return fired;
}

static pid_t start_load(const char *path)
{
	pid_t pid = fork();
	int fd;

	if (pid < 0)
		err(2, "fork");
	if (pid)
		return pid;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		err(255, "%s", path);
	_exit(syscall(SYS_finit_module, fd, "", 0) ? errno : 0);
}

static const char *end_load(pid_t pid, const char *path)
{
	int code = child_wait(pid);
	const char *name;

	if (code == CHILD_HANGS)
		return "hangs";
	if (code == 255)
		errx(2, "%s: cannot be opened", path);
	if (!code)
		return "ok";
	/* above the last errno: killed by an oops */
	name = strerrorname_np(code);
	return name ? name : "crashes";
}

/* Load a module without looking: for those that a candidate needs. */
const char *kernel_load(const char *path)
{
	return end_load(start_load(path), path);
}

void kernel_ask(struct kernel *kernel, const char *path, struct answer *answer)
{
	pid_t pid;

	*answer = (struct answer){ 0 };
	read_log(kernel, NULL);
	read_trace(kernel, 0);
	pid = start_load(path);
	answer->result = end_load(pid, path);
	answer->accepted = read_trace(kernel, pid);
	read_log(kernel, &answer->log);
}

/* The names of what is loaded, the newest first. */
void kernel_modules(struct lines *names)
{
	lines_read(names, "/proc/modules");
	for (size_t i = 0; i < names->count; i++)
		names->items[i][strcspn(names->items[i], " ")] = '\0';
}

/* A module goes with what uses it, as far as they let themselves be removed. */
void kernel_unload(const char *name)
{
	struct lines loaded = { 0 };
	char field[64], users[4096];

	if (!syscall(SYS_delete_module, name, O_NONBLOCK) || errno == ENOENT)
		return;
	lines_read(&loaded, "/proc/modules");
	for (size_t i = 0; i < loaded.count; i++) {
		char *rest = users, *user;

		if (sscanf(loaded.items[i], "%63s %*s %*s %4095s", field, users) != 2 ||
		    strcmp(field, name) || !strcmp(users, "-"))
			continue;
		while ((user = strsep(&rest, ",")))
			if (*user && *user != '[')
				kernel_unload(user);
	}
	lines_free(&loaded);
	syscall(SYS_delete_module, name, O_NONBLOCK);
}

/* Whatever came since KEEP goes; the newest first, as it may use the others. */
void kernel_unload_others(const struct lines *keep)
{
	struct lines loaded = { 0 };

	kernel_modules(&loaded);
	for (size_t i = 0; i < loaded.count; i++)
		if (!lines_have(keep, loaded.items[i]))
			syscall(SYS_delete_module, loaded.items[i], O_NONBLOCK);
	lines_free(&loaded);
}
