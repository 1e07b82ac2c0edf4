// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Holding the prediction against the kernel's answer. What is left out of the
 * comparison has an outcome of its own, so that it is counted.
 */
#include <stdio.h>
#include <string.h>

#include "case.h"

static bool survived(const struct answer *a)
{
	return strcmp(a->verdict, "crashed") && strcmp(a->verdict, "hung");
}

/* Memory that is short is no property of the module. */
static bool is_residual(const struct trial *t)
{
	return !t->answer.reached && !strcmp(t->answer.verdict, "ENOMEM") &&
	       strcmp(t->prediction.verdict, "ENOMEM");
}

static enum outcome compare_accepted(const struct trial *t)
{
	if (is_residual(t))
		return OUTCOME_RESIDUAL;
	if (!t->answer.reached)
		return OUTCOME_WRONG_ANSWER;
	if (t->live)
		return OUTCOME_AGREES;
	if (!lines_equal(&t->prediction.log, &t->answer.log))
		return OUTCOME_WRONG_LINES;
	return t->answer.log.warnings ? OUTCOME_WARNED : OUTCOME_AGREES;
}

static enum outcome compare_refused(const struct trial *t)
{
	if (is_residual(t))
		return OUTCOME_RESIDUAL;
	if (t->answer.reached)
		return OUTCOME_WRONG_ANSWER;
	if (strcmp(t->prediction.verdict, t->answer.verdict))
		return t->prediction.certain ? OUTCOME_WRONG_ANSWER : OUTCOME_UNKNOWN;
	if (lines_equal(&t->prediction.log, &t->answer.log))
		return OUTCOME_AGREES;
	return t->prediction.certain ? OUTCOME_WRONG_LINES : OUTCOME_UNKNOWN;
}

static enum outcome compare(const struct trial *t)
{
	/* made so that this kernel may not survive it, unless it refuses before */
	if (!strcmp(t->state, "deadly") && t->prediction.kind != PREDICTED_UNDEFINED &&
	    !(t->prediction.kind == PREDICTED_REFUSES && t->answer.verdict))
		return OUTCOME_WRONG_ANSWER;
	if (t->prediction.kind == PREDICTED_UNDEFINED)
		return OUTCOME_UNDEFINED;
	if (!t->answer.verdict)
		return OUTCOME_NOT_ASKED;
	if (t->answer.alone)
		return OUTCOME_ALONE;
	if (!survived(&t->answer))
		return OUTCOME_WRONG_ANSWER;
	switch (t->prediction.kind) {
	case PREDICTED_ACCEPTS:
		return compare_accepted(t);
	case PREDICTED_REFUSES:
		return compare_refused(t);
	case PREDICTED_UNKNOWN:
		return OUTCOME_UNKNOWN;
	default:
		return OUTCOME_WRONG_ANSWER;
	}
}

void trials_compare(struct trials *trials)
{
	for (size_t i = 0; i < trials->count; i++)
		trials->items[i].outcome = compare(&trials->items[i]);
}

/* The first line that only one of them has. */
static const char *odd_line(const struct lines *a, const struct lines *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (i >= b->count || strcmp(a->items[i], b->items[i]))
			return a->items[i];
	return NULL;
}

/* In which way they disagree, with all names and numbers. */
const char *trial_disagreement(const struct trial *t, char *text, size_t size)
{
	const char *did = !t->answer.verdict ? "not asked" :
			  t->answer.reached ? "accepts" : t->answer.verdict;
	const char *line = odd_line(&t->answer.log, &t->prediction.log);
	const char *said = odd_line(&t->prediction.log, &t->answer.log);

	if (t->outcome == OUTCOME_WRONG_ANSWER)
		snprintf(text, size, "predicted %s%s%s, kernel: %s%s%s", t->prediction.verdict,
			 *t->prediction.cause ? " for " : "", t->prediction.cause, did,
			 line ? ": " : "", line ? line : "");
	else
		snprintf(text, size, "lines of %s %s: predicted \"%s\", kernel \"%s\"",
			 t->prediction.verdict, t->prediction.cause, said ? said : "",
			 line ? line : "");
	return text;
}
