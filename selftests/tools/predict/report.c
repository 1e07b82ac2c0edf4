// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * KTAP for each module, and the table: what the kernel answered against what
 * was predicted. Only acceptance and errno decide; differing logs are counted
 * and shown.
 */
#include "report.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#define SHOWN_LINES	40

static void count_row(struct report *report, const char *group, const char *did,
		      const char *said)
{
	struct row *row;

	for (size_t i = 0; i < report->row_count; i++) {
		row = &report->rows[i];
		if (!strcmp(row->group, group) && !strcmp(row->did, did) &&
		    !strcmp(row->said, said)) {
			row->count++;
			return;
		}
	}
	report->rows = reallocarray(report->rows, report->row_count + 1, sizeof(*row));
	if (!report->rows)
		err(2, "memory");
	row = &report->rows[report->row_count++];
	*row = (struct row){ group, strdup(did), strdup(said), 1 };
	if (!row->did || !row->said)
		err(2, "memory");
}

static void show(const char *text)
{
	for (int i = 0; *text && i < SHOWN_LINES; i++) {
		size_t length = strcspn(text, "\n");

		printf("#   %.*s\n", (int)length, text);
		text += length + (text[length] == '\n');
	}
}

/* Facts of the kernel come first in the document, and are the same for all. */
static void show_said(const struct prediction *prediction)
{
	const char *files = strstr(prediction->said.out, "\"files\"");

	show(files ? files : prediction->said.out);
	show(prediction->said.err);
}

static void show_miss(const struct prediction *prediction, const struct answer *answer,
		      const char *did)
{
	printf("# predicted %s, the kernel: %s (finit_module: %s)\n", prediction->verdict, did,
	       answer->result);
	for (size_t i = 0; i < answer->log.count; i++)
		printf("# log seen:      %s\n", answer->log.items[i]);
	show_said(prediction);
}

static void compare_logs(struct report *report, const struct lines *said, const struct lines *did)
{
	report->refused++;
	if (lines_equal(said, did)) {
		report->same_log++;
		return;
	}
	for (size_t i = 0; i < said->count; i++)
		printf("# log predicted: %s\n", said->items[i]);
	for (size_t i = 0; i < did->count; i++)
		printf("# log seen:      %s\n", did->items[i]);
}

static void result(struct report *report, bool good)
{
	report->count++;
	report->bad += !good;
	printf("%sok %zu ", good ? "" : "not ", report->count);
}

void report_trial(struct report *report, const char *group, const char *name,
		  const struct prediction *prediction, const struct answer *answer)
{
	const char *did = answer->accepted ? "accept" : answer->result;
	/* "ok" without having come to init() cannot be */
	bool good = !strcmp(prediction->verdict, did) && strcmp(did, "ok");

	count_row(report, group, did, prediction->verdict);
	report->tried++;
	report->right += good;
	if (!good)
		show_miss(prediction, answer, did);
	else if (!answer->accepted)
		compare_logs(report, &prediction->log, &answer->log);
	result(report, good);
	printf("%s: %s: %s", group, name, did);
	if (answer->accepted && strcmp(answer->result, "ok"))
		printf(" (init: %s)", answer->result);
	putchar('\n');
	fflush(stdout);
}

/* The kernel is not asked: it would not live to answer. */
void report_foretold(struct report *report, const char *group, const char *name,
		     const struct prediction *prediction)
{
	bool good = !strcmp(prediction->verdict, "undefined");

	count_row(report, group, "not asked", prediction->verdict);
	report->foretold++;
	if (!good) {
		printf("# predicted %s, the kernel may not survive it\n", prediction->verdict);
		show_said(prediction);
	}
	result(report, good);
	printf("%s: %s: not asked\n", group, name);
	fflush(stdout);
}

void report_skip(struct report *report, const char *name, const char *why)
{
	result(report, true);
	printf("%s # SKIP %s\n", name, why);
}

void report_check(struct report *report, const char *name, bool good)
{
	result(report, good);
	puts(name);
}

static int by_texts(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = strcmp(x->group, y->group);

	if (!order)
		order = strcmp(x->did, y->did);
	return order ? order : strcmp(x->said, y->said);
}

/* The table, the sums and the plan; whether all went well. */
bool report_end(struct report *report)
{
	struct utsname uts;

	uname(&uts);
	if (report->row_count)
		qsort(report->rows, report->row_count, sizeof(*report->rows), by_texts);
	printf("# %-24s  %-13s %-16s %-12s %7s\n", "kernel", "group", "kernel's answer",
	       "predicted", "modules");
	for (size_t i = 0; i < report->row_count; i++) {
		struct row *row = &report->rows[i];

		printf("# %-24s  %-13s %-16s %-12s %7zu\n", uts.release, row->group, row->did,
		       row->said, row->count);
		free(row->did);
		free(row->said);
	}
	free(report->rows);
	printf("# %s: %zu of %zu predictions right\n", uts.release, report->right,
	       report->tried);
	printf("# %s: %zu not tried, as the kernel may not survive them\n", uts.release,
	       report->foretold);
	printf("# %s: %zu of %zu refusals logged as predicted\n", uts.release,
	       report->same_log, report->refused);
	printf("1..%zu\n", report->count);
	return !report->bad && report->tried;
}
