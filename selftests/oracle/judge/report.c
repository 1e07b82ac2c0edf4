// SPDX-License-Identifier: GPL-2.0-or-later
/* The confusion table, the disagreements by kind, and the results as KTAP. */
#include "report.h"

#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many trials with these texts. */
struct row {
	char *texts[3];
	size_t count;
	const struct trial *first;
};

struct rows {
	struct row *items;
	size_t count;
};

static void count_row(struct rows *rows, const struct trial *trial, const char *a, const char *b,
		      const char *c)
{
	const char *texts[3] = { a, b, c };
	struct row *row;

	for (size_t i = 0; i < rows->count; i++) {
		row = &rows->items[i];
		if (!strcmp(row->texts[0], a) && !strcmp(row->texts[1], b) &&
		    !strcmp(row->texts[2], c)) {
			row->count++;
			return;
		}
	}
	rows->items = reallocarray(rows->items, rows->count + 1, sizeof(*row));
	if (!rows->items)
		err(2, "memory");
	row = &rows->items[rows->count++];
	*row = (struct row){ .count = 1, .first = trial };
	for (int i = 0; i < 3; i++)
		row->texts[i] = copy_text(texts[i]);
}

static void rows_free(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		for (int k = 0; k < 3; k++)
			free(rows->items[i].texts[k]);
	free(rows->items);
}

static int by_texts(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = 0;

	for (int i = 0; i < 3 && !order; i++)
		order = strcmp(x->texts[i], y->texts[i]);
	return order;
}

static int by_count(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return x->count == y->count ? by_texts(a, b) : x->count < y->count ? 1 : -1;
}

static const char *answer_of(const struct trial *t)
{
	if (!t->answer.verdict)
		return "not asked";
	return t->answer.reached ? "accepts" : t->answer.verdict;
}

/* Rows: what was predicted; columns: what the kernel answered. */
void report_table(const struct trials *trials, const char *kernel, bool rst)
{
	static const char line[] = "============ ============ ============ ============ =======";
	struct rows rows = { 0 };

	for (size_t i = 0; i < trials->count; i++)
		count_row(&rows, &trials->items[i], trials->items[i].group,
			  trials->items[i].prediction.verdict, answer_of(&trials->items[i]));
	qsort(rows.items, rows.count, sizeof(*rows.items), by_texts);
	if (rst)
		puts(line);
	printf("%-12s %-12s %-12s %-12s %7s\n", "kernel", "cases", "predicted", "kernel said",
	       "count");
	if (rst)
		puts(line);
	for (size_t i = 0; i < rows.count; i++)
		printf("%-12s %-12s %-12s %-12s %7zu\n", kernel, rows.items[i].texts[0],
		       rows.items[i].texts[1], rows.items[i].texts[2], rows.items[i].count);
	if (rst)
		puts(line);
	rows_free(&rows);
}

static bool disagrees(const struct trial *t)
{
	return t->outcome == OUTCOME_WRONG_ANSWER || t->outcome == OUTCOME_WRONG_LINES;
}

/* A text of TEXT's length whose words in quotes, and before colons, are gone. */
static void forget_names(char *text)
{
	char *to = text, *end;

	for (char *from = text; *from; from++) {
		end = *from == '\'' ? strchr(from + 1, '\'') : NULL;
		*to++ = *from;
		if (!end)
			continue;
		*to++ = '\'';
		from = end;
	}
	*to = '\0';
}

/* Names and numbers of a line are not what it is about. */
static void generalise(char *text, const struct trial *t)
{
	static const char *const symbol[] = { "ymbol ", "module " };
	const char *base = strchr(t->id, '-') + 1;
	size_t length = strcspn(base, "-");
	char *at = text, *to = text;

	forget_names(text);
	while (*at) {
		bool name = false;

		for (size_t i = 0; i < 2; i++)
			name |= at - text > 7 && !strncmp(at - strlen(symbol[i]), symbol[i],
							  strlen(symbol[i]));
		if (length && !strncmp(at, base, length)) {
			at += length;
			*to++ = 'M';
		} else if (isdigit((unsigned char)*at)) {
			at += strspn(at, "0123456789abcdefABCDEFx");
			*to++ = 'N';
		} else if (name && (isalpha((unsigned char)*at) || *at == '_')) {
			at += strcspn(at, " :\"');,");
			*to++ = 'S';
		} else {
			*to++ = *at++;
		}
	}
	*to = '\0';
}

/* Of a console that ends with a crash. */
static bool says_why(const char *line)
{
	static const char *const words[] = {
		"panic", "BUG", "Oops", "fault", "RIP", "load_module", "apply_relocate",
		"find_module_sections", "add_kallsyms", "jump_label", "static_call", "KASAN",
		"notifier", "unable to handle",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(line, words[i]))
			return true;
	return false;
}

static void show_trial(const struct trial *t)
{
	printf("    %s: %s\n      kept/%s.ko, before %s\n", t->id, t->title, t->id, t->before);
	for (size_t i = 0; i < t->prediction.log.count; i++)
		printf("      predicted: %s\n", t->prediction.log.items[i]);
	for (size_t i = 0; i < t->answer.log.count; i++)
		printf("      kernel:    %s\n", t->answer.log.items[i]);
	for (size_t i = 0; i < t->answer.console.count; i++)
		if (says_why(t->answer.console.items[i]))
			printf("      console:   %s\n", t->answer.console.items[i]);
}

static void show_examples(const struct trials *trials, const char *kind, size_t examples)
{
	char text[600];

	for (size_t i = 0; i < trials->count && examples; i++) {
		if (!disagrees(&trials->items[i]))
			continue;
		trial_disagreement(&trials->items[i], text, sizeof(text));
		generalise(text, &trials->items[i]);
		if (strcmp(text, kind))
			continue;
		show_trial(&trials->items[i]);
		examples--;
	}
}

void report_disagreements(const struct trials *trials, const char *kernel, size_t examples)
{
	struct rows rows = { 0 };
	char text[600];
	size_t count = 0;

	for (size_t i = 0; i < trials->count; i++) {
		if (!disagrees(&trials->items[i]))
			continue;
		trial_disagreement(&trials->items[i], text, sizeof(text));
		generalise(text, &trials->items[i]);
		count_row(&rows, &trials->items[i], text, "", "");
		count++;
	}
	if (rows.count)
		qsort(rows.items, rows.count, sizeof(*rows.items), by_count);
	printf("%s: %zu cases, %zu disagreements of %zu kinds\n", kernel, trials->count, count,
	       rows.count);
	for (size_t i = 0; i < rows.count; i++) {
		printf("  %zu times: %s\n", rows.items[i].count, rows.items[i].texts[0]);
		show_examples(trials, rows.items[i].texts[0], examples);
	}
	rows_free(&rows);
}

/* What was not held against the kernel's answer, by the name of the reason. */
void report_exempt(const struct trials *trials, const char *kernel)
{
	static const char *const names[OUTCOMES] = {
		[OUTCOME_NOT_ASKED] = "not asked", [OUTCOME_UNDEFINED] = "undefined",
		[OUTCOME_UNKNOWN] = "unknown", [OUTCOME_RESIDUAL] = "residual risk: memory",
		[OUTCOME_ALONE] = "what should be loaded before was refused",
		[OUTCOME_WARNED] = "accepted, and something in the kernel warned",
	};
	struct rows rows = { 0 };

	for (size_t i = 0; i < trials->count; i++)
		if (names[trials->items[i].outcome])
			count_row(&rows, &trials->items[i], names[trials->items[i].outcome],
				  trials->items[i].prediction.cause,
				  answer_of(&trials->items[i]));
	if (rows.count)
		qsort(rows.items, rows.count, sizeof(*rows.items), by_texts);
	for (size_t i = 0; i < rows.count; i++)
		printf("%s: not compared: %s %s (kernel: %s): %zu\n", kernel,
		       rows.items[i].texts[0], rows.items[i].texts[1], rows.items[i].texts[2],
		       rows.items[i].count);
	rows_free(&rows);
}

static void count_group(const struct trials *trials, const char *group, size_t counts[OUTCOMES])
{
	for (size_t i = 0; i < trials->count; i++)
		if (!strcmp(trials->items[i].group, group))
			counts[trials->items[i].outcome]++;
}

/* One result a group; nothing compared is no success. */
bool report_ktap(const struct trials *trials, const char *kernel)
{
	struct rows groups = { 0 };
	bool good = true;

	for (size_t i = 0; i < trials->count; i++)
		count_row(&groups, &trials->items[i], trials->items[i].group, "", "");
	for (size_t i = 0; i < groups.count; i++) {
		size_t n[OUTCOMES] = { 0 };
		bool ok;

		count_group(trials, groups.items[i].texts[0], n);
		ok = n[OUTCOME_AGREES] && !n[OUTCOME_WRONG_ANSWER] && !n[OUTCOME_WRONG_LINES] &&
		     !n[OUTCOME_NOT_ASKED];
		good &= ok;
		printf("%sok %zu %s: %s: %zu cases: %zu agree, %zu and %zu disagree in answer and lines, %zu undefined, %zu unknown, %zu short of memory, %zu with a refused set, %zu with a warning, %zu not asked\n",
		       ok ? "" : "not ", i + 1, kernel, groups.items[i].texts[0],
		       groups.items[i].count, n[OUTCOME_AGREES], n[OUTCOME_WRONG_ANSWER],
		       n[OUTCOME_WRONG_LINES], n[OUTCOME_UNDEFINED], n[OUTCOME_UNKNOWN],
		       n[OUTCOME_RESIDUAL], n[OUTCOME_ALONE], n[OUTCOME_WARNED],
		       n[OUTCOME_NOT_ASKED]);
	}
	printf("1..%zu\n", groups.count);
	rows_free(&groups);
	return good && trials->count;
}
