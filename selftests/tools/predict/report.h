/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What came out: a KTAP result for each module, and the table of all. */
#ifndef PREDICT_REPORT_H
#define PREDICT_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "agent.h"
#include "kernel.h"

/* So many modules of a group, with this answer and that prediction. */
struct row {
	const char *group;
	char *did;
	char *said;
	size_t count;
};

struct report {
	size_t count;
	size_t bad;
	size_t tried;
	size_t right;
	size_t foretold;
	size_t refused;
	size_t same_log;
	struct row *rows;
	size_t row_count;
};

void report_trial(struct report *report, const char *group, const char *name,
		  const struct prediction *prediction, const struct answer *answer);
void report_foretold(struct report *report, const char *group, const char *name,
		     const struct prediction *prediction);
void report_skip(struct report *report, const char *name, const char *why);
void report_check(struct report *report, const char *name, bool good);
bool report_end(struct report *report);

#endif
