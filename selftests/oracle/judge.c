// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hold predictions against the kernel's answers.
 *
 *	judge plan CASES ANSWERS WHICH JSON...		what the guest is still to try
 *	judge suspects CASES ANSWERS JSON...		what to try again, alone
 *	judge list CASES ANSWERS NAME JSON...		disagreements, by kind
 *	judge table|rst CASES ANSWERS NAME JSON...	the confusion table
 *	judge ktap CASES ANSWERS NAME JSON...		one result a group
 *
 * CASES: a case a line, tab separated: id, group, key, modules before, file,
 * state, title. ANSWERS: see oracle/run. JSON: documents of "kmodsafe check".
 * WHICH: "defined", or "all" where a kernel may crash. Exit code 1: disagreements.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "judge/case.h"
#include "judge/report.h"

static void die_of_usage(void)
{
	errx(2, "usage: judge plan|suspects|list|table|rst|ktap CASES ANSWERS ... JSON...");
}

static void plan_line(const struct trial *t)
{
	printf("%s\t%s\t%s\n", t->id, t->before, t->file);
}

/* What may crash comes last: the others get their answers first. */
static void plan(const struct trials *trials, bool all)
{
	for (int deadly = 0; deadly <= (all ? 1 : 0); deadly++)
		for (size_t i = 0; i < trials->count; i++) {
			const struct trial *t = &trials->items[i];
			bool undefined = t->prediction.kind == PREDICTED_UNDEFINED ||
					 (!strcmp(t->state, "deadly") &&
					  t->prediction.kind != PREDICTED_REFUSES);

			if (!t->answer.verdict && undefined == (deadly == 1))
				plan_line(t);
		}
}

static bool disagrees(const struct trial *t)
{
	return t->outcome == OUTCOME_WRONG_ANSWER || t->outcome == OUTCOME_WRONG_LINES;
}

static int suspects(const struct trials *trials, bool print)
{
	int code = 0;

	for (size_t i = 0; i < trials->count; i++) {
		if (!disagrees(&trials->items[i]))
			continue;
		code = 1;
		if (print && trials->items[i].answer.verdict)
			plan_line(&trials->items[i]);
	}
	return code;
}

int main(int argc, char **argv)
{
	const char *command = argc > 3 ? argv[1] : "";
	int first = strcmp(command, "suspects") ? 5 : 4;
	const char *word = argc > first - 1 ? argv[first - 1] : "";
	struct trials trials;

	if (argc <= first)
		die_of_usage();
	trials_read(&trials, argv[2]);
	answers_read(&trials, argv[3]);
	predictions_read(&trials, argv + first, argc - first);
	trials_compare(&trials);
	if (!strcmp(command, "plan")) {
		plan(&trials, !strcmp(word, "all"));
		return 0;
	}
	if (!strcmp(command, "suspects"))
		return suspects(&trials, true);
	if (!strcmp(command, "list")) {
		report_disagreements(&trials, word, 3);
		report_exempt(&trials, word);
	} else if (!strcmp(command, "table") || !strcmp(command, "rst")) {
		report_table(&trials, word, !strcmp(command, "rst"));
	} else if (!strcmp(command, "ktap")) {
		return report_ktap(&trials, word) ? 0 : 1;
	} else {
		die_of_usage();
	}
	return suspects(&trials, false);
}
