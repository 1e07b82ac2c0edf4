// SPDX-License-Identifier: GPL-2.0-or-later
/* One piece of work for each of many items; see crew.h. */
#include "tree/crew.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>

#define JOBS_MAX	64

/** ks_crew_cpus - CPUs that this process may use */
unsigned int ks_crew_cpus(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	return CPU_COUNT(&set);
}

/**
 * ks_crew_room - make a thread's sink fit a candidate, and empty it
 * @sink: all zeroes, or used before
 * @needs: candidate
 *
 * Return: 0 or -ENOMEM.
 */
int ks_crew_room(struct ks_sink *sink, const struct ks_needs *needs)
{
	size_t wanted = KS_SINK_ROOM(needs);
	struct ks_finding *bigger;

	sink->count = sink->lost = 0;
	if (wanted <= sink->room)
		return 0;
	bigger = reallocarray(sink->items, wanted, sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	sink->items = bigger;
	sink->room = wanted;
	return 0;
}

/**
 * ks_crew_desk_free - release what a thread has kept
 * @desk: all zeroes, or used
 */
void ks_crew_desk_free(struct ks_crew_desk *desk)
{
	free(desk->sink.items);
	ks_crypto_end(&desk->crypto);
	ks_input_room_free(&desk->room);
}

static bool next_item(struct ks_crew *crew, size_t *item)
{
	bool more;

	ks_crew_lock(crew);
	more = !crew->ret && crew->next < crew->count;
	*item = crew->next;
	crew->next += more;
	ks_crew_unlock(crew);
	return more;
}

static size_t finish_item(struct ks_crew *crew, int ret, const struct ks_err *err)
{
	size_t done;

	ks_crew_lock(crew);
	done = ++crew->done;
	if (ret && !crew->ret) {
		crew->ret = ret;
		crew->err = *err;
	}
	ks_crew_unlock(crew);
	return done;
}

static void labour(struct ks_crew *crew, bool is_caller)
{
	struct ks_crew_desk desk = { 0 };
	struct ks_err err;
	size_t item, done;

	while (next_item(crew, &item)) {
		done = finish_item(crew, crew->work(crew, &desk, item, &err), &err);
		if (is_caller && crew->progress)
			crew->progress(crew->progress_context, done, crew->count);
	}
	ks_crew_desk_free(&desk);
}

static void *helper(void *context)
{
	labour(context, false);
	return NULL;
}

/**
 * ks_crew_run - do the work
 * @crew: its members up to @progress_context set
 * @err: one line on failure
 *
 * A thread that cannot be had is done without.
 *
 * Return: 0, or what a piece of the work returned.
 */
int ks_crew_run(struct ks_crew *crew, struct ks_err *err)
{
	pthread_t helpers[JOBS_MAX];
	unsigned int started = 0;

	pthread_mutex_init(&crew->lock, NULL);
	while (started + 1 < crew->jobs && started < JOBS_MAX && started + 1 < crew->count &&
	       !pthread_create(&helpers[started], NULL, helper, crew))
		started++;
	labour(crew, true);
	while (started)
		pthread_join(helpers[--started], NULL);
	pthread_mutex_destroy(&crew->lock);
	if (crew->ret)
		*err = crew->err;
	return crew->ret;
}
