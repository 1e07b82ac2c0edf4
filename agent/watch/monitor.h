/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events of modules and lines of the kernel's log, put together: what became of
 * which module, and why.  Knows no clock and no file: the caller feeds it.
 */
#ifndef KS_WATCH_MONITOR_H
#define KS_WATCH_MONITOR_H

#include "model/happening.h"
#include "report/recognize.h"

typedef void ks_take_happening(const struct ks_happening *happening, void *data);

/* More modules than this are not refused at the same moment. */
#define KS_PENDING_MAX	16

/* A refusal is one when nothing more came of it for this long: milliseconds. */
#define KS_PENDING_TIME	500

/**
 * struct ks_pending - lines about a module of which nothing else is known yet
 * @happening: what it will be
 * @until: when it is settled: milliseconds of the caller's clock
 * @group: which lines belong to it, see monitor.c
 * @may_load: the kernel prints these lines with modules that it takes, too
 */
struct ks_pending {
	struct ks_happening happening;
	uint64_t until;
	int group;
	bool may_load;
};

/**
 * struct ks_monitor - what is known
 * @take: called for each thing that happened
 * @data: for @take
 * @told: the last two lines
 * @count: lines so far
 * @pending: what is not settled
 * @pending_count: entries of @pending
 */
struct ks_monitor {
	ks_take_happening *take;
	void *data;
	struct ks_recognized told[2];
	size_t count;
	struct ks_pending pending[KS_PENDING_MAX];
	size_t pending_count;
};

void ks_monitor_event(struct ks_monitor *monitor, const char *module, uint32_t event);
void ks_monitor_line(struct ks_monitor *monitor, const char *line, uint64_t now);
void ks_monitor_settle(struct ks_monitor *monitor, uint64_t now);

#endif
