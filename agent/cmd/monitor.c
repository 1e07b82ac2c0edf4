// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kmodsafe monitor: what becomes of modules from now on, as the kernel tells it,
 * beside what a check says of their files.  Loads nothing.
 */
#include <errno.h>
#include <json-c/json.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/verdict.h"
#include "facts/system.h"
#include "nl/genl.h"
#include "report/happening.h"
#include "resolve/resolve.h"
#include "watch/kmsg.h"
#include "watch/monitor.h"

/* How often to look whether the kmodsafe kernel module is still there. */
#define LOOK_AGAIN	2000

/* Events between two looks at the log; more are taken the next time. */
#define EVENTS_MAX	256

/* Everything that is watched. */
struct watching {
	const struct ks_options *options;
	struct ks_watch *events;
	struct ks_kmsg log;
	sigset_t waiting;	/* signals that are held back while waiting */
	struct ks_monitor monitor;
	uint64_t told;		/* things that happened, so far */
	uint64_t end;		/* of --timeout; 0: never */
	bool stopped;
};

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool is_enough(const struct watching *w)
{
	return w->stopped || (w->options->count && w->told >= w->options->count);
}

/* A check of the file that has this name; without one the verdict is not known. */
static void put(struct watching *w, const struct ks_happening *happening)
{
	struct ks_opinion opinion = { .candidate.input.fd = -1 };
	struct ks_happening_view view = { .happening = happening };
	char path[4096];
	struct ks_err err;
	bool wanted = happening->outcome != KS_OUTCOME_UNLOADED && *happening->module;

	if (wanted && !ks_resolve_find(happening->module, path, sizeof(path), &err)) {
		view.path = path;
		if (!ks_opinion_form_without(&opinion, w->options, path, happening->module, &err)) {
			view.needs = &opinion.candidate.needs;
			view.facts = &opinion.snapshot.facts;
			view.result = &opinion.judgement.result;
		}
	}
	if (wanted && !view.result)
		view.why_not = err.text;
	if (w->options->json)
		ks_json_happening(stdout, &view);
	else
		ks_text_happening(stdout, &w->options->style, &view);
	fflush(stdout);
	if (view.path)
		ks_opinion_free(&opinion);
}

static void take_happening(const struct ks_happening *happening, void *data)
{
	struct watching *w = data;

	if (is_enough(w))
		return;
	w->told++;
	put(w, happening);
}

static void say_lost(const struct watching *w, const char *source, uint64_t count)
{
	if (w->options->json)
		ks_json_lost(stdout, source, count);
	else
		ks_text_lost(stdout, source, count);
	fflush(stdout);
}

static int read_log(struct watching *w)
{
	struct ks_kmsg_record record;
	int ret = 0;

	while (w->log.fd >= 0 && (ret = ks_kmsg_read(&w->log, &record)) > 0) {
		if (w->log.overrun)
			say_lost(w, "log", w->log.lost);
		w->log.overrun = false;
		w->log.lost = 0;
		/* What programs write there is not the kernel's. */
		if (record.priority < 8)
			ks_monitor_line(&w->monitor, record.text, now());
	}
	return ret;
}

/* Events are kept until the lines that were printed before them have been read. */
struct batch {
	struct { char module[KS_NAME_MAX]; uint32_t event; } items[EVENTS_MAX];
	size_t count;
	size_t lost;
};

static void keep_event(const char *module, uint32_t event, void *data)
{
	struct batch *batch = data;

	if (batch->count == EVENTS_MAX) {
		batch->lost++;
		return;
	}
	snprintf(batch->items[batch->count].module, KS_NAME_MAX, "%s", module);
	batch->items[batch->count++].event = event;
}

static int read_events(struct watching *w)
{
	struct batch batch = { .count = 0 };
	int lost = ks_watch_read(w->events, keep_event, &batch);
	int ret = read_log(w);

	for (size_t i = 0; i < batch.count; i++)
		ks_monitor_event(&w->monitor, batch.items[i].module, batch.items[i].event);
	if (lost == -ENOBUFS || batch.lost)
		say_lost(w, "events", batch.lost);
	return ret || lost == -ENOBUFS ? ret : lost;
}

static int next_timeout(const struct watching *w)
{
	uint64_t wait = w->monitor.pending_count ? KS_PENDING_TIME / 5 : LOOK_AGAIN;
	uint64_t at = now();

	if (w->end && w->end <= at)
		return 0;
	return w->end && w->end - at < wait ? (int)(w->end - at) : (int)wait;
}

/* One round; a signal of open_signals() ends the last one. */
static int watch_once(struct watching *w, struct pollfd *fds, struct ks_err *err)
{
	int wait = next_timeout(w);
	struct timespec limit = { .tv_sec = wait / 1000, .tv_nsec = wait % 1000 * 1000000 };
	int ready = ppoll(fds, 2, &limit, &w->waiting), error = errno, ret;

	if (ready < 0 && error != EINTR)
		return ks_err_sys(err, -error, "monitor", "wait");
	w->stopped = ready < 0 || (w->end && now() >= w->end);
	ret = read_events(w);
	ks_monitor_settle(&w->monitor, w->stopped || ret ? UINT64_MAX : now());
	if (ret)
		return ks_err_sys(err, ret, "monitor", "read");
	if (!ready && !ks_system_helper_is_loaded())
		return ks_err_set(err, -ENODEV,
				  "monitor: the kmodsafe kernel module was removed: nothing more will be seen");
	return 0;
}

static int watch(struct watching *w, struct ks_err *err)
{
	struct pollfd fds[] = {
		{ .fd = ks_watch_fd(w->events), .events = POLLIN },
		{ .fd = w->log.fd, .events = POLLIN },
	};
	int ret = 0;

	while (!ret && !is_enough(w))
		ret = watch_once(w, fds, err);
	return ret;
}

/* It only has to interrupt ppoll(2). */
static void interrupt(int signal)
{
	(void)signal;
}

/* These signals arrive while waiting, and never in between. */
static void open_signals(struct watching *w)
{
	const struct sigaction action = { .sa_handler = interrupt };
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigprocmask(SIG_BLOCK, &held, &w->waiting);
	sigdelset(&w->waiting, SIGINT);
	sigdelset(&w->waiting, SIGTERM);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static int open_all(struct watching *w, struct ks_err *err)
{
	struct ks_err log_err;
	int ret;

	if (!ks_system_helper_is_loaded())
		return ks_err_set(err, -ENOENT,
				  "monitor: the kernel module is not loaded: run \"modprobe kmodsafe\" as root");
	open_signals(w);
	ret = ks_watch_open(&w->events, err);
	/* Loads that fail in init() are seen all the same. */
	if (!ret && ks_kmsg_open(&w->log, &log_err)) {
		ks_kmsg_close(&w->log);
		ks_usage_error("%s: refusals will not be seen", log_err.text);
	}
	return ret;
}

static int run(const struct ks_options *options, int argc, char **argv)
{
	struct watching *w = calloc(1, sizeof(*w));
	struct ks_err err;
	int code = KS_EXIT_OK;

	(void)argv;
	if (argc)
		code = ks_misuse(options, "monitor", "monitor: takes no arguments");
	if (!w)
		code = ks_usage_error("monitor: out of memory");
	if (code) {
		free(w);
		return code;
	}
	*w = (struct watching){ .options = options, .log.fd = -1 };
	w->monitor.take = take_happening;
	w->monitor.data = w;
	w->end = options->timeout ? now() + options->timeout * 1000 : 0;
	if (open_all(w, &err) || watch(w, &err))
		code = ks_complain(options, "monitor", &err);
	ks_watch_close(w->events);
	ks_kmsg_close(&w->log);
	free(w);
	return code;
}

const struct ks_cmd ks_cmd_monitor = {
	.name = "monitor",
	.summary = "tell what becomes of modules, and why, as it happens",
	.usage = "",
	.takes = KS_TAKES_JSON | KS_TAKES_WATCH,
	.run = run,
};
