/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One piece of work for each of many items, done by several threads. */
#ifndef KS_TREE_CREW_H
#define KS_TREE_CREW_H

#include <pthread.h>

#include "crypto/libcrypto.h"
#include "elf/input.h"
#include "lib/err.h"
#include "model/finding.h"

/**
 * struct ks_crew_desk - what a thread keeps from one item to the next; all zeroes to start
 * @sink: for findings; ks_crew_room() makes it fit
 * @room: for files
 * @crypto: for signatures
 */
struct ks_crew_desk {
	struct ks_sink sink;
	struct ks_input_room room;
	struct ks_crypto crypto;
};

/**
 * struct ks_crew - the work, and who does it
 * @jobs: threads, the calling one among them
 * @count: items
 * @work: does one item; what it shares with others it touches between ks_crew_lock() and
 *	ks_crew_unlock().  A failure ends the whole work
 * @context: for @work
 * @progress: called by the calling thread, or NULL
 * @progress_context: for @progress
 */
struct ks_crew {
	unsigned int jobs;
	size_t count;
	int (*work)(struct ks_crew *crew, struct ks_crew_desk *desk, size_t item,
		    struct ks_err *err);
	void *context;
	void (*progress)(void *context, size_t done, size_t total);
	void *progress_context;
	pthread_mutex_t lock;
	size_t next;
	size_t done;
	int ret;
	struct ks_err err;
};

unsigned int ks_crew_cpus(void);
int ks_crew_run(struct ks_crew *crew, struct ks_err *err) ks_must_check;
void ks_crew_desk_free(struct ks_crew_desk *desk);
int ks_crew_room(struct ks_sink *sink, const struct ks_needs *needs) ks_must_check;

static inline void ks_crew_lock(struct ks_crew *crew)
{
	pthread_mutex_lock(&crew->lock);
}

static inline void ks_crew_unlock(struct ks_crew *crew)
{
	pthread_mutex_unlock(&crew->lock);
}

#endif
