// SPDX-License-Identifier: GPL-2.0-or-later
/* What lines and errnos mean, for people; see why.h. */
#include "report/why.h"

#include <errno.h>
#include <string.h>

#include "report/errnos.h"
#include "report/words.h"

static void row(FILE *out, const char *label, const char *text)
{
	fprintf(out, "  %-10s ", label);
	ks_put_clean(out, text);
	fputc('\n', out);
}

/* "module-size, since 6.4" */
static void name_rule(const struct ks_errno_cause *cause, char *text, size_t size)
{
	if (cause->since)
		snprintf(text, size, "%s, since %u.%u", ks_rule_name(cause->rule),
			 (unsigned int)(cause->since >> 16),
			 (unsigned int)(cause->since >> 8 & 255));
	else
		snprintf(text, size, "%s", ks_rule_name(cause->rule));
}

static void put_errno_causes(FILE *out, int error)
{
	char name[64], text[KS_SENTENCE_MAX];
	const struct ks_errno_cause *cause;

	for (size_t i = 0; (cause = ks_errno_cause(error, i)); i++) {
		if (cause->rule == KS_RULE_MAX) {
			row(out, i ? "or" : "perhaps", cause->words);
			continue;
		}
		name_rule(cause, name, sizeof(name));
		snprintf(text, sizeof(text), "%s (%s)", cause->words, name);
		row(out, i ? "or" : "perhaps", text);
	}
}

/* Two reasons of one rule may have the same words. */
static bool is_said(const struct ks_recognized *told, size_t n, const char *text)
{
	char other[KS_SENTENCE_MAX];

	for (size_t i = 0; i < n; i++) {
		if (told->causes[i].finding.rule != told->causes[n].finding.rule)
			continue;
		ks_cause_explain(&told->causes[i], other, sizeof(other));
		if (!strcmp(other, text))
			return true;
	}
	return false;
}

static void put_causes(FILE *out, const struct ks_recognized *told)
{
	char sentence[KS_SENTENCE_MAX], text[KS_SENTENCE_MAX + 64];

	for (size_t i = 0; i < told->cause_count; i++) {
		ks_cause_explain(&told->causes[i], sentence, sizeof(sentence));
		if (is_said(told, i, sentence))
			continue;
		snprintf(text, sizeof(text), "%s (%s)", sentence,
			 ks_rule_name(told->causes[i].finding.rule));
		row(out, i ? "or" : told->causes[i].refuses ? "cause" : "note", text);
	}
}

/**
 * ks_recognized_advice - what to do about a line
 * @told: the line
 * @text: to fill; empty when there is nothing to do
 * @size: of @text
 */
void ks_recognized_advice(const struct ks_recognized *told, char *text, size_t size)
{
	const struct ks_needs needs = { 0 };
	const struct ks_facts facts = { 0 };
	const struct ks_cause *cause = &told->causes[0];
	const struct ks_result result = { .cause = &cause->finding };

	text[0] = '\0';
	if (told->advice)
		snprintf(text, size, "%s", told->advice);
	else if (told->cause_count && cause->refuses && cause->has_reason)
		ks_advise(&needs, &facts, &result, text, size);
}

/**
 * ks_text_recognized - a line and what it means
 * @out: stream
 * @style: how
 * @line: as printed
 * @told: what it means
 */
void ks_text_recognized(FILE *out, const struct ks_style *style, const char *line,
			const struct ks_recognized *told)
{
	char text[KS_SENTENCE_MAX];

	ks_put_clean(out, line);
	fputc('\n', out);
	if (told->meaning) {
		snprintf(text, sizeof(text), "%s: %s", told->by, told->meaning);
		row(out, "says", text);
	}
	put_causes(out, told);
	if (told->follows)
		row(out, "cause", "that of the line before");
	if (told->error && !told->cause_count && !told->follows && !style->quiet) {
		snprintf(text, sizeof(text), "%s: %s", ks_errno_name(told->error),
			 strerror(told->error));
		row(out, "errno", text);
		put_errno_causes(out, told->error);
	}
	ks_recognized_advice(told, text, sizeof(text));
	if (*text && !told->follows && !style->quiet)
		row(out, "do", text);
}

/**
 * ks_text_opinion - what a check says of the module that a line names
 * @out: stream
 * @path: of its file
 * @result: of the check
 * @facts: kernel
 */
void ks_text_opinion(FILE *out, const char *path, const struct ks_result *result,
		     const struct ks_facts *facts)
{
	char headline[KS_SENTENCE_MAX], text[2 * KS_SENTENCE_MAX];

	ks_headline(result, facts, headline, sizeof(headline));
	snprintf(text, sizeof(text), "%s: %s: %s", path, ks_verdict_name(result->verdict),
		 headline);
	row(out, "check", text);
}

/**
 * ks_text_errno - what an errno of a load means
 * @out: stream
 * @style: how
 * @error: positive
 */
void ks_text_errno(FILE *out, const struct ks_style *style, int error)
{
	fprintf(out, "%s (%d): %s; insmod says \"%s\"\n", ks_errno_name(error), error,
		strerror(error), ks_insmod_text(error));
	if (!ks_errno_cause(error, 0))
		row(out, "perhaps", "the module's init(): no check of the loader answers with it");
	put_errno_causes(out, error);
	if (!style->quiet)
		row(out, "do", "look for the kernel's own line (dmesg | kmodsafe why), or check the file (kmodsafe check)");
}
