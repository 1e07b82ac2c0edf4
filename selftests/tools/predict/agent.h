/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one who is judged: what kmodsafe says that the kernel will do. */
#ifndef PREDICT_AGENT_H
#define PREDICT_AGENT_H

#include "child.h"
#include "lines.h"

struct prediction {
	char *verdict;		/* "accept", an errno's name, or what it said instead */
	struct lines log;
	struct output said;
};

void agent_ask(const char *agent, const char *path, struct prediction *prediction);
void prediction_free(struct prediction *prediction);

#endif
