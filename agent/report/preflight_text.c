// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a person reads of a tree: causes instead of modules, worst first, on one
 * screen.
 */
#include <stdio.h>
#include <string.h>

#include "report/preflight.h"
#include "report/words.h"

#define LABEL		"  %-10s "
#define INDENT		"             "

/* On one screen: 40 lines. */
#define SHOWN_GROUPS	6
#define SHOWN_NAMES	6
#define SHOWN_LINES	6
#define SHOWN_READERS	3
#define SHOWN_NOTES	4

/* What is listed of a group. */
enum part { OWN, DRAGGED };

static const char *s(size_t count)
{
	return count == 1 ? "" : "s";
}

static bool is_part(const struct ks_preflight_column *column, const struct ks_preflight_module *m,
		    uint32_t group, enum part part)
{
	bool dragged = m->culprit != KS_PREFLIGHT_NONE && !column->foreign;

	return m->group == group && dragged == (part == DRAGGED);
}

static void put_separator(FILE *out, size_t *shown)
{
	fputs((*shown)++ ? ", " : "", out);
}

static bool is_listed(const struct ks_style *style, const struct ks_preflight_column *column,
		      const struct ks_preflight_module *m, uint32_t group, enum part part)
{
	return is_part(column, m, group, part) && (!m->known || style->verbose);
}

static bool has_names(const struct ks_style *style, const struct ks_preflight_column *column,
		      uint32_t group, enum part part)
{
	for (size_t i = 0; i < column->module_count; i++)
		if (is_listed(style, column, &column->modules[i], group, part))
			return true;
	return false;
}

/* Names of what is not known already, those that are loaded at boot first. */
static void put_names(FILE *out, const struct ks_style *style,
		      const struct ks_preflight_column *column, uint32_t group, enum part part)
{
	size_t shown = 0, total = 0;

	if (!has_names(style, column, group, part))
		return;
	fputs(part == DRAGGED ? INDENT "brings down " : INDENT, out);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < column->module_count; i++) {
			const struct ks_preflight_module *m = &column->modules[i];

			if (!is_listed(style, column, m, group, part) ||
			    m->at_boot != (pass == 0))
				continue;
			total++;
			if (!style->verbose && shown == SHOWN_NAMES)
				continue;
			put_separator(out, &shown);
			ks_put_clean(out, ks_preflight_label(m));
			fputs(m->known ? " (known)" : "", out);
		}
	if (total > shown)
		fprintf(out, " and %zu more", total - shown);
	fputc('\n', out);
}

static void put_subjects(FILE *out, const struct ks_preflight_group *group)
{
	size_t shown = group->subject_count < KS_PREFLIGHT_SUBJECTS ? group->subject_count :
								      KS_PREFLIGHT_SUBJECTS;

	if (group->subject_count < 2 || group->cause != KS_PREFLIGHT_FINDING)
		return;
	fputs(INDENT "about ", out);
	for (size_t i = 0; i < shown; i++) {
		fputs(i ? ", " : "", out);
		ks_put_clean(out, group->subjects[i].name);
		if (group->subjects[i].count > 1)
			fprintf(out, " (%zu)", group->subjects[i].count);
	}
	if (group->subject_count > shown)
		fprintf(out, " and %zu more", group->subject_count - shown);
	fputc('\n', out);
}

static void put_group(FILE *out, const struct ks_style *style,
		      const struct ks_preflight_column *column, uint32_t index)
{
	const struct ks_preflight_group *group = &column->groups[index];
	char text[KS_SENTENCE_MAX];

	fprintf(out, LABEL "%zu module%s", ks_verdict_name(group->verdict), group->count,
		s(group->count));
	if (group->dragged)
		fprintf(out, ", and %zu that need%s %s", group->dragged,
			group->dragged == 1 ? "s" : "", group->count == 1 ? "it" : "them");
	if (group->known)
		fprintf(out, " (%zu known)", group->known);
	fputs(": ", out);
	ks_preflight_explain(column, index, text, sizeof(text));
	ks_put_clean(out, text);
	fputc('\n', out);
	put_names(out, style, column, index, OWN);
	put_subjects(out, group);
	put_names(out, style, column, index, DRAGGED);
	ks_preflight_advise(column, index, text, sizeof(text));
	if (*text) {
		fputs(INDENT "do: ", out);
		ks_put_clean(out, text);
		fputc('\n', out);
	}
}

static bool is_new(const struct ks_style *style, const struct ks_preflight_group *group)
{
	return style->verbose || group->known < group->count + group->dragged;
}

static void put_groups(FILE *out, const struct ks_style *style,
		       const struct ks_preflight_column *column)
{
	size_t shown = 0, left = 0, modules = 0;

	for (size_t i = 0; i < column->group_count; i++) {
		if (!is_new(style, &column->groups[i]))
			continue;
		if (!style->verbose && shown == SHOWN_GROUPS) {
			left++;
			modules += column->groups[i].count + column->groups[i].dragged;
			continue;
		}
		put_group(out, style, column, i);
		shown++;
	}
	if (left)
		fprintf(out, LABEL "%zu more cause%s, %zu module%s (--verbose)\n", "also", left,
			s(left), modules, s(modules));
}

static bool is_trouble(const struct ks_preflight_column *column,
		       const struct ks_preflight_boot *line)
{
	bool known = line->state == KS_PREFLIGHT_MODULE ? column->modules[line->module].known :
							  line->known;

	return ks_preflight_line_verdict(column, line) != KS_VERDICT_OK && !known;
}

static void put_boot_line(FILE *out, const struct ks_preflight_column *column,
			  const struct ks_preflight_boot *line)
{
	char text[KS_SENTENCE_MAX];

	fputs(INDENT, out);
	ks_put_clean(out, line->name);
	fputs(" (", out);
	ks_put_clean(out, line->list);
	fprintf(out, ":%u): ", line->line);
	ks_preflight_boot_text(column, line, text, sizeof(text));
	ks_put_clean(out, text);
	fputc('\n', out);
}

/* How readers end, of those that do not come to the end of their lists. */
static size_t put_readers(FILE *out, const struct ks_style *style,
			  const struct ks_preflight_column *column)
{
	char text[KS_SENTENCE_MAX];
	size_t shown = 0;

	for (size_t i = 0; i < column->reader_count; i++) {
		ks_preflight_reader_text(column, &column->readers[i], text, sizeof(text));
		if (!*text || (shown++ >= SHOWN_READERS && !style->verbose) || !out)
			continue;
		fputs(INDENT, out);
		ks_put_clean(out, text);
		fputc('\n', out);
	}
	return shown;
}

/* What a reader never comes to is said of the reader. */
static bool is_told(const struct ks_preflight_column *column, const struct ks_preflight_boot *line)
{
	return is_trouble(column, line) && line->state != KS_PREFLIGHT_NEVER;
}

static void put_boot(FILE *out, const struct ks_style *style,
		     const struct ks_preflight_column *column)
{
	size_t bad = 0, shown = 0, most = SHOWN_LINES;

	if (!column->boot_lists)
		return;
	for (size_t i = 0; i < column->boot_count; i++)
		bad += is_told(column, &column->boot[i]);
	if (bad)
		fprintf(out, LABEL "%zu of %zu lines of boot lists name what is not there or not ok:\n",
			"boot", bad, column->boot_count);
	else
		fprintf(out, LABEL "%zu line%s in %zu boot list%s: %s\n", "boot",
			column->boot_count, s(column->boot_count), column->boot_lists,
			s(column->boot_lists), put_readers(NULL, style, column) ?
			"what they name is there and ok, but" : "all of them are there and ok");
	/* All of it is one screen. */
	shown = put_readers(out, style, column);
	most -= shown < SHOWN_READERS ? shown : SHOWN_READERS;
	shown = 0;
	for (size_t i = 0; i < column->boot_count; i++) {
		if (!is_told(column, &column->boot[i]) && !style->verbose)
			continue;
		if (shown++ < most || style->verbose)
			put_boot_line(out, column, &column->boot[i]);
	}
	if (!style->verbose && shown > most)
		fprintf(out, INDENT "and %zu more\n", shown - most);
}

static void put_notes(FILE *out, const struct ks_style *style,
		      const struct ks_preflight_column *column)
{
	char text[KS_SENTENCE_MAX];
	size_t shown = 0;

	for (size_t i = 0; i < column->note_count; i++) {
		const struct ks_preflight_note *note = &column->notes[i];
		enum ks_verdict verdict = ks_preflight_note_verdict(note->id);

		if (note->known && !style->verbose)
			continue;
		if (shown++ >= SHOWN_NOTES && !style->verbose)
			continue;
		ks_preflight_note_text(note, text, sizeof(text));
		fprintf(out, LABEL, verdict == KS_VERDICT_OK ? "note" : ks_verdict_name(verdict));
		ks_put_clean(out, text);
		fputc('\n', out);
	}
	if (shown > SHOWN_NOTES && !style->verbose)
		fprintf(out, LABEL "%zu more (--verbose)\n", "note", shown - SHOWN_NOTES);
}

static const char *color_of(enum ks_verdict verdict)
{
	if (verdict == KS_VERDICT_OK)
		return "\033[32m";
	return verdict == KS_VERDICT_UNKNOWN ? "\033[33m" : "\033[31m";
}

static void put_counts(FILE *out, const struct ks_preflight_column *column)
{
	static const enum ks_verdict order[] = { KS_VERDICT_REFUSED, KS_VERDICT_UNSAFE,
						 KS_VERDICT_UNKNOWN, KS_VERDICT_OK };

	fprintf(out, "%zu module%s", column->module_count, s(column->module_count));
	if (column->by_verdict[KS_VERDICT_OK] == column->module_count)
		return;
	for (size_t i = 0, shown = 0; i < KS_VERDICT_MAX; i++)
		if (column->by_verdict[order[i]])
			fprintf(out, "%s%zu %s", shown++ ? ", " : ": ",
				column->by_verdict[order[i]], ks_verdict_name(order[i]));
}

/* "TREE on KERNEL: verdict: counts" */
static void put_headline(FILE *out, const struct ks_style *style,
			 const struct ks_preflight_column *column)
{
	enum ks_verdict verdict = ks_preflight_verdict(column);
	const char *end = "\n";

	ks_put_clean(out, column->trees[0]);
	if (column->tree_count > 1)
		fprintf(out, " and %zu more", column->tree_count - 1);
	fputs(" on ", out);
	ks_put_clean(out, ks_preflight_title(column));
	fprintf(out, ": %s%s%s", style->color ? color_of(verdict) : "", ks_verdict_name(verdict),
		style->color ? "\033[0m" : "");
	fputs(verdict == KS_VERDICT_OK ? " (" : ": ", out);
	put_counts(out, column);
	if (verdict == KS_VERDICT_OK)
		end = ")\n";
	fputs(end, out);
}

static void put_baseline(FILE *out, const struct ks_preflight *preflight)
{
	if (!preflight->baseline)
		return;
	fprintf(out, LABEL "%zu problem%s in ", "known", preflight->known, s(preflight->known));
	ks_put_clean(out, preflight->baseline);
	if (preflight->gone)
		fprintf(out, "; %zu more in it %s gone", preflight->gone,
			preflight->gone == 1 ? "is" : "are");
	fputc('\n', out);
}

/**
 * ks_text_preflight - what comes of checking a tree against one kernel
 * @out: stream
 * @style: how much, and in colour or not
 * @preflight: with one column
 */
void ks_text_preflight(FILE *out, const struct ks_style *style,
		       const struct ks_preflight *preflight)
{
	const struct ks_preflight_column *column = &preflight->columns[0];

	if (!column->facts || !column->module_count)
		return;
	put_headline(out, style, column);
	if (style->quiet)
		return;
	put_boot(out, style, column);
	put_groups(out, style, column);
	put_notes(out, style, column);
	put_baseline(out, preflight);
	fprintf(out, LABEL "%s\n", "checked",
		preflight->deep ? "every byte (--deep)" :
				  "headers, modinfo, symbols and versions; with --deep also what needs every byte");
}
