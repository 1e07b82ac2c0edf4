/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One case: what is loaded, what was predicted, what the kernel answered. */
#ifndef JUDGE_CASE_H
#define JUDGE_CASE_H

#include "lines.h"

enum predicted { PREDICTED_NOTHING, PREDICTED_ACCEPTS, PREDICTED_REFUSES, PREDICTED_UNDEFINED,
		 PREDICTED_UNKNOWN };

/* Texts are never NULL once read; verdict is what a table shows. */
struct prediction {
	enum predicted kind;
	char *verdict;		/* "accepts", an errno, "undefined", "unknown" or "nothing" */
	char *cause;		/* reason of the finding that decides */
	bool certain;		/* nothing unknown stands before the refusal */
	bool residual;		/* it names risks that cannot be known */
	struct lines log;
};

struct answer {
	char *verdict;		/* "ok", an errno, "crashed", "hung"; NULL: not asked */
	bool reached;		/* init() */
	bool alone;		/* what should have been loaded before was not taken */
	struct lines log;
	struct lines console;	/* of a crash */
};

/* What came of holding them against each other. */
enum outcome { OUTCOME_NOT_ASKED, OUTCOME_AGREES, OUTCOME_UNDEFINED, OUTCOME_UNKNOWN,
	       OUTCOME_RESIDUAL, OUTCOME_ALONE, OUTCOME_WARNED, OUTCOME_WRONG_ANSWER,
	       OUTCOME_WRONG_LINES, OUTCOMES };

struct trial {
	char *id;
	char *group;
	char *key;		/* of candidate and what is loaded before */
	char *before;
	char *file;
	char *state;		/* as forge has it */
	char *title;
	bool live;		/* init() runs, and may say anything */
	bool once;		/* all lines count: it has a boot of its own */
	struct prediction prediction;
	struct answer answer;
	enum outcome outcome;
};

struct trials {
	struct trial *items;
	size_t count;
};

void trials_read(struct trials *trials, const char *path);
void predictions_read(struct trials *trials, char *const *paths, size_t count);
void answers_read(struct trials *trials, const char *path);
void trials_compare(struct trials *trials);
const char *trial_disagreement(const struct trial *trial, char *text, size_t size);

typedef void line_fn(void *data, char *line);
void each_line(const char *path, line_fn *take, void *data);

#endif
