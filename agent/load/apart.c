// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A check in a process of its own: see apart.h.  The one that waits keeps the time, as
 * what waits for a lock of the kernel gets no signal, and need not end even when it is
 * killed.
 */
#include "load/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What the process that checks tells: how far it is.  The last one begins a text. */
#define MARK_ANSWERED	1
#define MARK_LOADING	2
#define MARK_WHY	3

/**
 * struct check - the process that checks, as the one that waits for it sees it
 * @pid: of it
 * @from: what it tells
 * @begun: when it was started, in milliseconds
 * @answered: the kernel has answered
 * @loading: something may have been given to the kernel
 * @tells_why: what comes now is text
 * @was_killed: all that there is to hear was told
 */
struct check {
	pid_t pid;
	int from;
	long long begun;
	bool answered, loading, tells_why, was_killed;
};

/**
 * ks_apart_no_answer - note why there is no answer
 * @apart: for which check
 * @fmt: not for who asked, but for the log
 *
 * Return: KS_APART_NO_ANSWER.
 */
int ks_apart_no_answer(struct ks_apart *apart, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(apart->why, sizeof(apart->why), fmt, ap);
	va_end(ap);
	return KS_APART_NO_ANSWER;
}

static int tell(const struct ks_apart *apart, char mark)
{
	return write(apart->pipe, &mark, 1) == 1 ? 0 : -EPIPE;
}

/** ks_apart_tell_answered - the kernel has answered; 0, or -EPIPE where nobody waits */
int ks_apart_tell_answered(const struct ks_apart *apart)
{
	return tell(apart, MARK_ANSWERED);
}

/**
 * ks_apart_tell_loading - the kernel is given a module next
 * @apart: of this process
 *
 * From here on nobody else may try, and there is no limit: an init() may take its time.
 *
 * Return: 0, or -EPIPE where nobody waits: then it must not be given.
 */
int ks_apart_tell_loading(const struct ks_apart *apart)
{
	return tell(apart, MARK_LOADING);
}

static void tell_why(const struct ks_apart *apart)
{
	ssize_t got = -1;

	if (!tell(apart, MARK_WHY))
		got = write(apart->pipe, apart->why, strlen(apart->why));
	/* Nobody waits: nobody wants to know. */
	(void)got;
}

static long long milliseconds(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* How long to wait for the next word. */
static int patience(const struct ks_apart *apart, const struct check *check)
{
	long long limit = check->answered ? apart->check_ms : apart->answer_ms;
	long long left = check->begun + limit - milliseconds();

	if (check->loading)
		return -1;
	return check->was_killed || left < 0 ? 0 : (int)left;
}

static void hear(struct ks_apart *apart, struct check *check, char c)
{
	size_t length = strlen(apart->why);

	if (!check->tells_why) {
		check->answered |= c == MARK_ANSWERED;
		check->loading |= c == MARK_LOADING;
		check->tells_why = c == MARK_WHY;
	} else if (length + 1 < sizeof(apart->why)) {
		apart->why[length] = c;
		apart->why[length + 1] = '\0';
	}
}

/* To the end; false once the time is up. */
static bool listen(struct ks_apart *apart, struct check *check)
{
	struct pollfd from = { .fd = check->from, .events = POLLIN };
	int ready;
	char c;

	for (;;) {
		ready = poll(&from, 1, patience(apart, check));
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return false;
		if (read(check->from, &c, 1) != 1)
			return true;
		hear(apart, check, c);
	}
}

static int code_of(struct ks_apart *apart, const struct check *check)
{
	int status;

	while (waitpid(check->pid, &status, 0) < 0)
		if (errno != EINTR)
			return check->loading ? KS_APART_BROKEN_OFF :
						ks_apart_no_answer(apart, "the check was lost");
	if (!WIFEXITED(status))
		return check->loading ? KS_APART_BROKEN_OFF :
					ks_apart_no_answer(apart, "the check crashed");
	if (WEXITSTATUS(status) == KS_APART_NO_ANSWER && check->loading)
		return KS_APART_BROKEN_OFF;
	return WEXITSTATUS(status);
}

/*
 * One that takes too long is killed and not waited for.  It gives nothing to the kernel
 * any more: a signal that ends it comes before its next system call, and what it did
 * until then is heard.
 */
static int wait_for(struct ks_apart *apart, struct check *check)
{
	if (listen(apart, check))
		return code_of(apart, check);
	kill(check->pid, SIGKILL);
	check->was_killed = true;
	listen(apart, check);
	if (check->loading)
		return code_of(apart, check);
	return ks_apart_no_answer(apart, check->answered ? "the check took too long" :
							   "the kernel did not answer in time");
}

/**
 * ks_apart_run - check in a process of its own
 * @apart: with its limits
 * @check: what is done there; its result is that process' exit code
 * @context: for @check
 *
 * Returns twice, in both processes.  Who ignores SIGCHLD, as some of our callers do and
 * we inherit, never hears how a process ended: meanwhile it is not ignored.
 *
 * Return: what @check says, KS_APART_NO_ANSWER only if nothing was given to the kernel,
 * or KS_APART_BROKEN_OFF.
 */
int ks_apart_run(struct ks_apart *apart, int (*check)(void *context), void *context)
{
	const struct sigaction heard = { .sa_handler = SIG_DFL };
	struct check process = { .begun = milliseconds() };
	struct sigaction before;
	int ends[2], code;

	if (pipe2(ends, O_CLOEXEC))
		return ks_apart_no_answer(apart, "no pipe: %s", strerror(errno));
	sigaction(SIGCHLD, &heard, &before);
	process.pid = fork();
	if (process.pid < 0) {
		sigaction(SIGCHLD, &before, NULL);
		close(ends[0]);
		close(ends[1]);
		return ks_apart_no_answer(apart, "no process: %s", strerror(errno));
	}
	apart->is_child = !process.pid;
	if (apart->is_child) {
		/* Who ends the one ends the other. */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		close(ends[0]);
		apart->pipe = ends[1];
		code = check(context);
		if (code == KS_APART_NO_ANSWER)
			tell_why(apart);
		return code;
	}
	close(ends[1]);
	process.from = ends[0];
	code = wait_for(apart, &process);
	sigaction(SIGCHLD, &before, NULL);
	close(ends[0]);
	return code;
}
