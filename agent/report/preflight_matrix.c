// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Several kernels side by side: a column each, a row for each verdict, cause and
 * line of a boot list.
 */
#include <stdio.h>
#include <string.h>

#include "report/preflight.h"
#include "report/words.h"

/* On one screen, with up to sixteen kernels. */
#define SHOWN_ROWS	10
#define SHOWN_LINES	6
#define SHOWN_NAMES	3
#define SHOWN_NOTES	5
#define CELL		"%9s"

static void put_cell(FILE *out, size_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%zu", number);
	fprintf(out, CELL, number ? text : "-");
}

static char letter(size_t column)
{
	return 'A' + column;
}

static void put_kernels(FILE *out, const struct ks_preflight *preflight)
{
	for (size_t i = 0; i < preflight->column_count; i++) {
		const struct ks_preflight_column *c = &preflight->columns[i];

		fprintf(out, "%c  ", letter(i));
		ks_put_clean(out, ks_preflight_title(c));
		if (c->facts && c->facts->release.value) {
			fputs(" (", out);
			ks_put_clean(out, c->spec);
			fputc(')', out);
		}
		if (!c->facts || !c->module_count) {
			fputs(": could not be checked\n", out);
			continue;
		}
		fprintf(out, ": %s, %zu module%s in ", ks_verdict_name(ks_preflight_verdict(c)),
			c->module_count, c->module_count == 1 ? "" : "s");
		ks_put_clean(out, c->trees[0]);
		if (c->tree_count > 1)
			fprintf(out, " and %zu more", c->tree_count - 1);
		fputc('\n', out);
	}
}

static void put_header(FILE *out, const struct ks_preflight *preflight)
{
	for (size_t i = 0; i < preflight->column_count; i++) {
		char text[2] = { letter(i) };

		fprintf(out, CELL, text);
	}
	fputc('\n', out);
}

static void put_verdicts(FILE *out, const struct ks_preflight *preflight)
{
	static const enum ks_verdict order[] = { KS_VERDICT_OK, KS_VERDICT_UNKNOWN,
						 KS_VERDICT_UNSAFE, KS_VERDICT_REFUSED };

	for (size_t v = 0; v < KS_VERDICT_MAX; v++) {
		size_t total = 0;

		for (size_t i = 0; i < preflight->column_count; i++)
			total += preflight->columns[i].by_verdict[order[v]];
		if (!total)
			continue;
		for (size_t i = 0; i < preflight->column_count; i++)
			put_cell(out, preflight->columns[i].by_verdict[order[v]]);
		fprintf(out, "  %s\n", ks_verdict_name(order[v]));
	}
}

static bool is_same(const struct ks_preflight_group *a, const struct ks_preflight_group *b)
{
	return a->cause == b->cause && a->verdict == b->verdict && a->reason == b->reason;
}

static const struct ks_preflight_group *find(const struct ks_preflight_column *column,
					     const struct ks_preflight_group *like)
{
	for (size_t i = 0; i < column->group_count; i++)
		if (is_same(&column->groups[i], like))
			return &column->groups[i];
	return NULL;
}

static bool is_earlier(const struct ks_preflight *preflight, size_t column,
		       const struct ks_preflight_group *group)
{
	for (size_t i = 0; i < column; i++)
		if (find(&preflight->columns[i], group))
			return true;
	return false;
}

static void put_names(FILE *out, const struct ks_style *style,
		      const struct ks_preflight_column *column, uint32_t group)
{
	size_t shown = 0, total = 0;

	for (size_t i = 0; i < column->module_count; i++) {
		if (column->modules[i].group != group)
			continue;
		total++;
		if (shown == SHOWN_NAMES && !style->verbose)
			continue;
		fputs(shown++ ? ", " : ": ", out);
		ks_put_clean(out, ks_preflight_label(&column->modules[i]));
	}
	if (total > shown)
		fprintf(out, " and %zu more", total - shown);
}

/* A group, and those like it in the columns behind. */
static void put_row(FILE *out, const struct ks_style *style, const struct ks_preflight *preflight,
		    size_t first, uint32_t group)
{
	const struct ks_preflight_column *column = &preflight->columns[first];
	char text[KS_SENTENCE_MAX];

	for (size_t i = 0; i < preflight->column_count; i++) {
		const struct ks_preflight_group *g = find(&preflight->columns[i],
							  &column->groups[group]);

		put_cell(out, g ? g->count + g->dragged : 0);
	}
	ks_preflight_explain(column, group, text, sizeof(text));
	fprintf(out, "  %s: ", ks_verdict_name(column->groups[group].verdict));
	ks_put_clean(out, text);
	put_names(out, style, column, group);
	fputc('\n', out);
}

static void put_rows(FILE *out, const struct ks_style *style, const struct ks_preflight *preflight)
{
	size_t rows = 0;

	for (size_t i = 0; i < preflight->column_count; i++) {
		const struct ks_preflight_column *column = &preflight->columns[i];

		for (size_t g = 0; g < column->group_count; g++) {
			if (is_earlier(preflight, i, &column->groups[g]))
				continue;
			if (rows++ < SHOWN_ROWS || style->verbose)
				put_row(out, style, preflight, i, g);
		}
	}
	if (rows > SHOWN_ROWS && !style->verbose)
		fprintf(out, "%zu more cause%s (--verbose)\n", rows - SHOWN_ROWS,
			rows - SHOWN_ROWS == 1 ? "" : "s");
}

/* The worst of the lines with that name, or NULL. */
static const struct ks_preflight_boot *find_line(const struct ks_preflight_column *column,
						 const char *name)
{
	const struct ks_preflight_boot *found = NULL;
	enum ks_verdict worst = KS_VERDICT_OK;

	for (size_t i = 0; i < column->boot_count; i++) {
		enum ks_verdict verdict = ks_preflight_line_verdict(column, &column->boot[i]);

		if (strcmp(column->boot[i].name, name) ||
		    (found && ks_verdict_worse(verdict, worst) == worst))
			continue;
		found = &column->boot[i];
		worst = verdict;
	}
	return found;
}

static enum ks_verdict verdict_of(const struct ks_preflight_column *column, const char *name)
{
	const struct ks_preflight_boot *found = find_line(column, name);

	return found ? ks_preflight_line_verdict(column, found) : KS_VERDICT_OK;
}

static const char *cell_of(const struct ks_preflight_column *column, const char *name)
{
	const struct ks_preflight_boot *found = find_line(column, name);

	if (!found)
		return "-";
	if (found->state == KS_PREFLIGHT_ABSENT)
		return "absent";
	return ks_verdict_name(ks_preflight_line_verdict(column, found));
}

static bool is_told(const struct ks_preflight *preflight, size_t column, size_t line)
{
	const char *name = preflight->columns[column].boot[line].name;

	for (size_t i = 0; i <= column; i++)
		for (size_t j = 0; j < (i < column ? preflight->columns[i].boot_count : line); j++)
			if (!strcmp(preflight->columns[i].boot[j].name, name))
				return true;
	return false;
}

static bool put_line(FILE *out, const struct ks_preflight *preflight,
		     const struct ks_preflight_boot *line, bool show)
{
	enum ks_verdict worst = KS_VERDICT_OK;

	for (size_t i = 0; i < preflight->column_count; i++)
		worst = ks_verdict_worse(worst, verdict_of(&preflight->columns[i], line->name));
	if (worst == KS_VERDICT_OK || !show)
		return worst != KS_VERDICT_OK;
	for (size_t i = 0; i < preflight->column_count; i++)
		fprintf(out, CELL, cell_of(&preflight->columns[i], line->name));
	fputs("  at boot: ", out);
	ks_put_clean(out, line->name);
	fputs(" (", out);
	ks_put_clean(out, line->list);
	fprintf(out, ":%u)\n", line->line);
	return true;
}

static void put_boot(FILE *out, const struct ks_style *style, const struct ks_preflight *preflight)
{
	size_t lines = 0;

	for (size_t i = 0; i < preflight->column_count; i++)
		for (size_t j = 0; j < preflight->columns[i].boot_count; j++)
			if (!is_told(preflight, i, j))
				lines += put_line(out, preflight, &preflight->columns[i].boot[j],
						  lines < SHOWN_LINES || style->verbose);
	if (lines > SHOWN_LINES && !style->verbose)
		fprintf(out, "%zu more that are loaded at boot (--verbose)\n",
			lines - SHOWN_LINES);
}

/*
 * What is only worth knowing stands in the report on one kernel, but for what has
 * no column here, or nothing in it: a tree that is left over is said once.
 */
static bool is_shown(const struct ks_preflight *preflight, size_t column,
		     const struct ks_preflight_note *note)
{
	if (note->id != KS_PREFLIGHT_ORPHAN)
		return note->id == KS_PREFLIGHT_KERNEL_UNREAD ||
		       ks_preflight_note_verdict(note->id) != KS_VERDICT_OK;
	for (size_t i = 0; i < column; i++)
		for (size_t j = 0; j < preflight->columns[i].note_count; j++)
			if (preflight->columns[i].notes[j].id == note->id &&
			    !strcmp(preflight->columns[i].notes[j].subject, note->subject))
				return false;
	return true;
}

static void put_note(FILE *out, size_t column, const struct ks_preflight_note *note)
{
	char text[KS_SENTENCE_MAX];

	ks_preflight_note_text(note, text, sizeof(text));
	fprintf(out, "%c  ", note->id == KS_PREFLIGHT_ORPHAN ? ' ' : letter(column));
	ks_put_clean(out, text);
	fputc('\n', out);
}

static void put_notes(FILE *out, const struct ks_style *style, const struct ks_preflight *preflight)
{
	size_t left_over = 0;

	for (size_t i = 0; i < preflight->column_count; i++)
		for (size_t j = 0; j < preflight->columns[i].note_count; j++) {
			const struct ks_preflight_note *note = &preflight->columns[i].notes[j];

			if (!is_shown(preflight, i, note))
				continue;
			left_over += note->id == KS_PREFLIGHT_ORPHAN;
			if (note->id != KS_PREFLIGHT_ORPHAN || left_over <= SHOWN_NOTES ||
			    style->verbose)
				put_note(out, i, note);
		}
	if (left_over > SHOWN_NOTES && !style->verbose)
		fprintf(out, "   %zu more that are left over (--verbose)\n",
			left_over - SHOWN_NOTES);
}

/**
 * ks_text_matrix - what comes of checking against several kernels
 * @out: stream
 * @style: how much
 * @preflight: with any number of columns
 */
void ks_text_matrix(FILE *out, const struct ks_style *style, const struct ks_preflight *preflight)
{
	put_kernels(out, preflight);
	if (style->quiet)
		return;
	put_notes(out, style, preflight);
	fputc('\n', out);
	put_header(out, preflight);
	put_verdicts(out, preflight);
	put_rows(out, style, preflight);
	put_boot(out, style, preflight);
	if (preflight->baseline) {
		fprintf(out, "\n%zu known problem%s in ", preflight->known,
			preflight->known == 1 ? "" : "s");
		ks_put_clean(out, preflight->baseline);
		if (preflight->gone)
			fprintf(out, "; %zu more in it %s gone", preflight->gone,
				preflight->gone == 1 ? "is" : "are");
		fputc('\n', out);
	}
	fprintf(out, "\nchecked: %s\n", preflight->deep ?
		"every byte (--deep)" :
		"headers, modinfo, symbols and versions; with --deep also what needs every byte");
}
