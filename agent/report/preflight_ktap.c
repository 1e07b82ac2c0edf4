// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a test runner reads: a line for each module, each line of a boot list and
 * each note that counts; of a kernel that is the wrong one altogether one line.
 * Unknown is "not ok", as it is never ok; what the baseline has is an expected
 * failure.
 */
#include <stdio.h>

#include "report/preflight.h"
#include "report/words.h"

struct ktap {
	FILE *out;
	const char *indent;
	unsigned int count;
};

/* A '#' would begin a directive. */
static void put_name(FILE *out, const char *name)
{
	for (; *name; name++) {
		char one[2] = { *name };

		if (*name == '#')
			fputs("\\x23", out);
		else
			ks_put_clean(out, one);
	}
}

static void put_line(struct ktap *ktap, bool good, bool known, const char *kind, const char *name)
{
	fprintf(ktap->out, "%s%s %u - %s", ktap->indent, good || known ? "ok" : "not ok",
		++ktap->count, kind);
	put_name(ktap->out, name);
	fputs(known && !good ? " # XFAIL known\n" : "\n", ktap->out);
}

static void put_reason(struct ktap *ktap, const char *word, const char *text)
{
	fprintf(ktap->out, "%s# %s: ", ktap->indent, word);
	ks_put_clean(ktap->out, text);
	fputc('\n', ktap->out);
}

static void put_modules(struct ktap *ktap, const struct ks_preflight_column *column)
{
	char text[KS_SENTENCE_MAX];

	for (size_t i = 0; i < column->module_count; i++) {
		const struct ks_preflight_module *m = &column->modules[i];

		if (m->result->verdict != KS_VERDICT_OK) {
			ks_headline(m->result, column->facts, text, sizeof(text));
			put_reason(ktap, ks_verdict_name(m->result->verdict), text);
		}
		put_line(ktap, m->result->verdict == KS_VERDICT_OK, m->known, "", m->path);
	}
}

static void put_foreign(struct ktap *ktap, const struct ks_preflight_column *column)
{
	char text[KS_SENTENCE_MAX];

	for (size_t i = 0; i < column->group_count; i++) {
		const struct ks_preflight_group *g = &column->groups[i];

		ks_preflight_explain(column, i, text, sizeof(text));
		put_reason(ktap, ks_verdict_name(g->verdict), text);
		put_line(ktap, false, g->known == g->count, "kernel ", ks_preflight_title(column));
	}
}

static void put_boot(struct ktap *ktap, const struct ks_preflight_column *column)
{
	char text[KS_SENTENCE_MAX];

	for (size_t i = 0; i < column->reader_count; i++) {
		ks_preflight_reader_text(column, &column->readers[i], text, sizeof(text));
		if (*text)
			put_reason(ktap, column->readers[i].format, text);
	}
	for (size_t i = 0; i < column->boot_count; i++) {
		const struct ks_preflight_boot *b = &column->boot[i];
		enum ks_verdict verdict = ks_preflight_line_verdict(column, b);
		bool is_module = b->state == KS_PREFLIGHT_MODULE;

		if (verdict != KS_VERDICT_OK) {
			ks_preflight_boot_text(column, b, text, sizeof(text));
			put_reason(ktap, b->list, text);
		}
		put_line(ktap, verdict == KS_VERDICT_OK,
			 is_module ? column->modules[b->module].known : b->known, "at boot ",
			 b->name);
	}
}

static void put_notes(struct ktap *ktap, const struct ks_preflight_column *column)
{
	char text[KS_SENTENCE_MAX];

	for (size_t i = 0; i < column->note_count; i++) {
		const struct ks_preflight_note *note = &column->notes[i];
		bool good = ks_preflight_note_verdict(note->id) == KS_VERDICT_OK;

		ks_preflight_note_text(note, text, sizeof(text));
		put_reason(ktap, ks_preflight_note_name(note->id), text);
		if (!good)
			put_line(ktap, false, note->known, "tree ", note->subject);
	}
}

static void put_errors(struct ktap *ktap, const struct ks_preflight_column *column)
{
	for (size_t i = 0; i < column->error_count; i++)
		put_line(ktap, false, false, "read ", column->errors[i].text);
	if (!column->facts || !column->module_count)
		put_line(ktap, false, false, "check ", column->spec);
}

static void put_column(struct ktap *ktap, const struct ks_preflight_column *column)
{
	if (column->foreign)
		put_foreign(ktap, column);
	else
		put_modules(ktap, column);
	put_boot(ktap, column);
	put_notes(ktap, column);
	put_errors(ktap, column);
	fprintf(ktap->out, "%s1..%u\n", ktap->indent, ktap->count);
}

/* With errors it is not good, whatever the verdict. */
static bool is_good(const struct ks_preflight_column *column)
{
	return column->facts && column->module_count && !column->error_count &&
	       ks_preflight_verdict(column) == KS_VERDICT_OK;
}

/**
 * ks_ktap_preflight - what comes of checking trees, as KTAP version 1
 * @out: stream
 * @preflight: of several kernels each is a test of its own
 */
void ks_ktap_preflight(FILE *out, const struct ks_preflight *preflight)
{
	struct ktap ktap = { .out = out, .indent = "" }, inner;

	fputs("KTAP version 1\n", out);
	if (preflight->column_count == 1) {
		put_column(&ktap, &preflight->columns[0]);
		return;
	}
	fprintf(out, "1..%zu\n", preflight->column_count);
	for (size_t i = 0; i < preflight->column_count; i++) {
		const struct ks_preflight_column *column = &preflight->columns[i];

		inner = (struct ktap){ .out = out, .indent = "  " };
		fputs("  KTAP version 1\n", out);
		put_column(&inner, column);
		put_line(&ktap, is_good(column), false, "", ks_preflight_title(column));
	}
}
