// SPDX-License-Identifier: GPL-2.0-or-later
/* The running kernel, for loading a set: see system.h. */
#include "load/system.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "facts/lines.h"
#include "facts/system.h"
#include "lib/cleanup.h"
#include "lib/macro.h"
#include "nl/genl.h"

#define PAUSE_NS	(50 * 1000 * 1000)

/* Signals that ask to stop. */
static const int stop_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

/**
 * struct kernel - what is kept between calls
 * @watch: listener of the kmodsafe kernel module, or NULL
 * @old: what signals did before, by place in stop_signals
 * @old_pipe: what SIGPIPE did before
 * @old_child: what SIGCHLD did before
 * @mask: which signals were blocked before
 */
struct kernel {
	struct ks_watch *watch;
	struct sigaction old[KS_ARRAY_SIZE(stop_signals)];
	struct sigaction old_pipe, old_child;
	sigset_t mask;
};

static int kernel_load(void *context, const struct ks_load_source *source, const char *parameters)
{
	struct kernel *kernel = context;
	struct ks_err why;

	/* Without it a failure cannot be told apart, which is said then. */
	if (!kernel->watch && ks_system_helper_is_loaded() &&
	    ks_watch_open(&kernel->watch, &why))
		kernel->watch = NULL;
	return ks_load(source, parameters);
}

static int kernel_load_file(void *context, const struct ks_load_source *source,
			    const char *parameters, int error)
{
	(void)context;
	return ks_load_file(source, parameters, error);
}

static int kernel_remove(void *context, const char *name)
{
	(void)context;
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}

static enum ks_module_state state_of(const char *word)
{
	if (!strcmp(word, "Loading"))
		return KS_MODULE_COMING;
	return strcmp(word, "Unloading") ? KS_MODULE_LIVE : KS_MODULE_GOING;
}

/* "-" for none, "a,b," for some; "[permanent]," at the end is no module. */
static void trim_holders(char *holders)
{
	static const char permanent[] = "[permanent],";
	size_t length = strlen(holders), tail = strlen(permanent);

	if (length >= tail && !strcmp(holders + length - tail, permanent))
		holders[length -= tail] = '\0';
	if (length && (holders[length - 1] == ',' || !strcmp(holders, "-")))
		holders[length - 1] = '\0';
}

/* "name size count holders state address" */
static int take_line(struct ks_load_presents *presents, size_t *room, char *line)
{
	struct ks_load_present *new;
	char *f[6];

	line[strcspn(line, "\n")] = '\0';
	if (ks_split(line, ' ', f, KS_ARRAY_SIZE(f)) < 5)
		return 0;
	if (presents->count == *room) {
		*room = *room ? *room * 2 : 64;
		new = reallocarray(presents->items, *room, sizeof(*new));
		if (!new)
			return -ENOMEM;
		presents->items = new;
	}
	trim_holders(f[3]);
	new = &presents->items[presents->count++];
	*new = (struct ks_load_present){
		.name = ks_pool_copy(&presents->strings, f[0]),
		.state = state_of(f[4]),
		.holders = ks_pool_copy(&presents->strings, f[3]),
	};
	return new->name && new->holders ? 0 : -ENOMEM;
}

/**
 * ks_load_presents_read - what is there, as /proc/modules has it
 * @presents: all zeroes; ks_load_presents_free() releases it, also after a failure
 * @f: the file; stays open
 *
 * Return: 0 or -ENOMEM.
 */
int ks_load_presents_read(struct ks_load_presents *presents, FILE *f)
{
	ks_auto_free char *line = NULL;
	size_t size = 0, room = 0;
	int ret = 0;

	while (!ret && getline(&line, &size, f) > 0)
		ret = take_line(presents, &room, line);
	return ret;
}

static int kernel_list(void *context, struct ks_load_presents *presents)
{
	ks_auto_fclose FILE *f = fopen("/proc/modules", "re");

	(void)context;
	return f ? ks_load_presents_read(presents, f) : -errno;
}

/* The kernel does not give the number of a directory of sysfs to another one soon. */
static uint64_t kernel_load_id(void *context, const char *name)
{
	char path[4096];
	struct stat st;

	(void)context;
	if (snprintf(path, sizeof(path), "/sys/module/%s", name) >= (int)sizeof(path))
		return 0;
	return stat(path, &st) ? 0 : st.st_ino;
}

static enum ks_tri kernel_reached_init(void *context, const char *name)
{
	struct kernel *kernel = context;
	int saw = kernel->watch ? ks_watch_saw_coming(kernel->watch, name) : -ENOTCONN;

	return saw < 0 ? KS_UNKNOWN : ks_tri(saw);
}

/* libkmod has parameters put in place of this word. */
static char *with_parameters(const char *command, const char *parameters)
{
	static const char word[] = "$CMDLINE_OPTS";
	size_t size = strlen(command) + 1, at = 0;
	char *text;

	for (const char *p = command; (p = strstr(p, word)); p += sizeof(word) - 1)
		size += strlen(parameters);
	text = calloc(1, size);
	while (text && *command) {
		bool is_word = !strncmp(command, word, sizeof(word) - 1);

		if (is_word) {
			memcpy(text + at, parameters, strlen(parameters));
			at += strlen(parameters);
		} else {
			text[at++] = *command;
		}
		command += is_word ? sizeof(word) - 1 : 1;
	}
	return text;
}

static int spawn(const struct kernel *kernel, char *command, pid_t *pid)
{
	char name[] = "sh", option[] = "-c";
	char *words[] = { name, option, command, NULL };
	posix_spawnattr_t attributes;
	sigset_t defaults;
	int ret = posix_spawnattr_init(&attributes);

	if (ret)
		return -ret;
	sigemptyset(&defaults);
	if (kernel->old_pipe.sa_handler != SIG_IGN)
		sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &kernel->mask);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	ret = posix_spawn(pid, "/bin/sh", NULL, &attributes, words, environ);
	posix_spawnattr_destroy(&attributes);
	return -ret;
}

static int kernel_run(void *context, const char *command, const char *name,
		      const char *parameters)
{
	ks_auto_free char *text = with_parameters(command, parameters);
	int status, ret;
	pid_t pid;

	/* As libkmod has it. */
	if (!text || setenv("MODPROBE_MODULE", name, 1))
		return -ENOMEM;
	ret = spawn(context, text, &pid);
	unsetenv("MODPROBE_MODULE");
	if (ret)
		return ret;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -EINTR;
}

static void kernel_pause(void *context)
{
	(void)context;
	nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
}

static int kernel_stopped(void *context)
{
	sigset_t pending;

	(void)context;
	if (sigpending(&pending))
		return 0;
	for (size_t i = 0; i < KS_ARRAY_SIZE(stop_signals); i++)
		if (sigismember(&pending, stop_signals[i]))
			return stop_signals[i];
	return 0;
}

/*
 * A signal interrupts what the kernel is doing, and is pending from then on: that
 * is the flag that is looked at.  Behind this handler it stays blocked.
 */
static void keep_pending(int number, siginfo_t *info, void *context)
{
	ucontext_t *interrupted = context;

	(void)info;
	sigaddset(&interrupted->uc_sigmask, number);
	raise(number);
}

static void catch_signals(struct kernel *kernel)
{
	struct sigaction catcher = { .sa_sigaction = keep_pending, .sa_flags = SA_SIGINFO };
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	const struct sigaction usual = { .sa_handler = SIG_DFL };

	/* None of them inside of another's handler. */
	sigfillset(&catcher.sa_mask);
	sigprocmask(SIG_BLOCK, NULL, &kernel->mask);
	for (size_t i = 0; i < KS_ARRAY_SIZE(stop_signals); i++) {
		sigaction(stop_signals[i], NULL, &kernel->old[i]);
		/* Who is told to ignore them goes on doing so. */
		if (kernel->old[i].sa_handler != SIG_IGN)
			sigaction(stop_signals[i], &catcher, NULL);
	}
	/* Half a set, because a reader of our words has gone, is worse than words unread. */
	sigaction(SIGPIPE, &ignore, &kernel->old_pipe);
	/* Who ignores it never hears how a command ended. */
	sigaction(SIGCHLD, &usual, &kernel->old_child);
}

/**
 * ks_load_system_open - the running kernel
 * @system: to fill; ks_load_system_close() releases it
 * @err: one line on failure
 *
 * Until then SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGPIPE do not end this process.
 *
 * Return: 0 or -ENOMEM.
 */
int ks_load_system_open(struct ks_load_system *system, struct ks_err *err)
{
	struct kernel *kernel = calloc(1, sizeof(*kernel));

	if (!kernel)
		return ks_err_sys(err, -ENOMEM, "modules", "load");
	catch_signals(kernel);
	*system = (struct ks_load_system){
		.load = kernel_load,
		.load_file = kernel_load_file,
		.remove = kernel_remove,
		.list = kernel_list,
		.load_id = kernel_load_id,
		.reached_init = kernel_reached_init,
		.run = kernel_run,
		.pause = kernel_pause,
		.stopped = kernel_stopped,
		.context = kernel,
	};
	return 0;
}

/* Also forgets one that is pending. */
static void ignore_stop_signals(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	for (size_t i = 0; i < KS_ARRAY_SIZE(stop_signals); i++)
		sigaction(stop_signals[i], &ignore, NULL);
}

/**
 * ks_load_system_close - let go of the kernel
 * @system: opened, or all zeroes
 * @is_done: all is loaded, and this process ends with the exit code that says so:
 *	what asks it to stop comes too late, as who sees a signal takes the set for
 *	undone
 *
 * Without @is_done a signal that came meanwhile does now what it did before, which
 * may end this process: all must have been said.
 */
void ks_load_system_close(struct ks_load_system *system, bool is_done)
{
	struct kernel *kernel = system->context;
	struct kernel before;

	if (!kernel)
		return;
	before = *kernel;
	ks_watch_close(kernel->watch);
	free(kernel);
	*system = (struct ks_load_system){ 0 };
	if (is_done)
		ignore_stop_signals();
	for (size_t i = 0; !is_done && i < KS_ARRAY_SIZE(stop_signals); i++)
		sigaction(stop_signals[i], &before.old[i], NULL);
	sigaction(SIGPIPE, &before.old_pipe, NULL);
	sigaction(SIGCHLD, &before.old_child, NULL);
	sigprocmask(SIG_SETMASK, &before.mask, NULL);
}

/** ks_load_presents_free - release a list */
void ks_load_presents_free(struct ks_load_presents *presents)
{
	free(presents->items);
	ks_pool_free(&presents->strings);
	*presents = (struct ks_load_presents){ 0 };
}

/** ks_load_present - what is there of a name, or NULL */
const struct ks_load_present *ks_load_present(const struct ks_load_presents *presents,
					      const char *name)
{
	for (size_t i = 0; i < presents->count; i++)
		if (!strcmp(presents->items[i].name, name))
			return &presents->items[i];
	return NULL;
}
