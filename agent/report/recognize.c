// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a printed line means; see recognize.h.  A line may mean several things:
 * of the formats that it has, those with the most bytes of their own count.
 */
#include "report/recognize.h"

#include <stdio.h>
#include <string.h>

#include "lib/number.h"
#include "report/kernel_log.h"
#include "report/loaders.h"
#include "report/form.h"
#include "report/words.h"

/* Behind these a line may start: times, facilities, names of programs. */
#define STARTS_MAX	8

/* One line on its way. */
struct reading {
	char line[KS_LINE_MAX];
	const char *starts[STARTS_MAX];
	size_t start_count;
	struct ks_recognized *told;
	size_t literal;		/* of what was found, 0: nothing yet */
};

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* "\x5c" is how /dev/kmsg and dmesg show what is not printable. */
static size_t unescape(const char *from, char *to)
{
	char digits[3] = { 0 };
	uint64_t value;

	if (strncmp(from, "\\x", 2) || !is_hex(from[2]) || !is_hex(from[3])) {
		*to = *from;
		return 1;
	}
	memcpy(digits, from + 2, 2);
	if (ks_parse_number(digits, 16, 255, &value) || !value) {
		*to = *from;
		return 1;
	}
	*to = value;
	return 4;
}

static void take_line(struct reading *r, const char *line)
{
	size_t at = 0;

	while (*line && *line != '\n' && *line != '\r' && at + 1 < sizeof(r->line))
		line += unescape(line, &r->line[at++]);
	r->line[at] = '\0';
}

/* "<4>" of printk, "4,1234,5678,-;" of /dev/kmsg. */
static const char *skip_record(const char *line)
{
	const char *end;

	if (*line == '<') {
		end = line + 1 + strspn(line + 1, "0123456789");
		return *end == '>' ? end + 1 : line;
	}
	end = line + strcspn(line, ";:[ ");
	return *end == ';' && strspn(line, "0123456789") ? end + 1 : line;
}

static void find_starts(struct reading *r)
{
	const char *at = skip_record(r->line);

	r->starts[r->start_count++] = at;
	for (; *at && r->start_count < STARTS_MAX; at++)
		if (!strncmp(at, ": ", 2) || !strncmp(at, "] ", 2))
			r->starts[r->start_count++] = at + 1 + strspn(at + 1, " ");
}

static const char *keep(struct ks_recognized *told, const char *text, size_t len)
{
	char *copy = told->store + told->used;

	if (told->used + len + 1 > sizeof(told->store))
		return "";
	memcpy(copy, text, len);
	copy[len] = '\0';
	told->used += len + 1;
	return copy;
}

static const char *text_of(struct reading *r, const struct ks_form *match, char letter)
{
	const struct ks_place *place = ks_form_place(match, letter);

	return place ? keep(r->told, place->start, place->len) : NULL;
}

static uint64_t number_of(const struct ks_form *match, char letter)
{
	const struct ks_place *place = ks_form_place(match, letter);
	int base = letter == 'X' ? 16 : 10;
	bool negative = place && *place->start == '-';
	char digits[24];
	uint64_t value;

	if (!place || place->len >= sizeof(digits))
		return 0;
	snprintf(digits, sizeof(digits), "%.*s", (int)(place->len - negative),
		 place->start + negative);
	if (ks_parse_number(digits, base, UINT64_MAX, &value))
		return 0;
	return negative ? -value : value;
}

/*
 * Does the line have this form, and is nothing surer known, or as sure where that
 * excludes it.  Forgets what was less sure.
 */
static bool matches(struct reading *r, const char *format, bool exclusive, struct ks_form *match)
{
	bool found = false;

	/* The last of them, so that nothing that stands before gets into a value. */
	for (size_t i = r->start_count; i > 0 && !found; i--)
		found = ks_form_of(format, r->starts[i - 1], match);
	if (!found || match->literal < r->literal + exclusive)
		return false;
	if (match->literal > r->literal)
		*r->told = (struct ks_recognized){ 0 };
	r->literal = match->literal;
	return true;
}

static void take_module(struct reading *r, const struct ks_form *match)
{
	static const char letters[] = { 'o', 'i', 'n' };

	for (size_t i = 0; i < sizeof(letters) && !r->told->module; i++)
		r->told->module = text_of(r, match, letters[i]);
}

static struct ks_cause *add_cause(struct reading *r, const struct ks_form *match,
				  enum ks_rule_id rule, bool refuses)
{
	struct ks_recognized *told = r->told;
	struct ks_cause *cause = &told->causes[told->cause_count];

	told->by = "kernel";
	take_module(r, match);
	if (told->cause_count == KS_CAUSES_MAX)
		return NULL;
	told->cause_count++;
	*cause = (struct ks_cause){
		.finding = { .rule = rule, .level = refuses ? KS_LEVEL_REFUSES : KS_LEVEL_NOTE },
		.refuses = refuses,
	};
	return cause;
}

/* A cut or signed value is the value, as far as words about it go. */
static char letter_of(char letter)
{
	switch (letter) {
	case 'C':
		return 's';
	case 'c':
		return 'm';
	case 'D':
		return 'M';
	default:
		return letter;
	}
}

static void take_values(struct reading *r, const struct ks_form *match, struct ks_cause *cause)
{
	struct ks_finding *f = &cause->finding;
	const char *cut = text_of(r, match, 'C'), *cut_value = text_of(r, match, 'c');

	f->subject = cut ? cut : text_of(r, match, 's');
	f->module = cut_value ? cut_value : text_of(r, match, 'm');
	f->kernel = text_of(r, match, 'k');
	f->module_number = number_of(match, ks_form_place(match, 'D') ? 'D' : 'M');
	f->kernel_number = number_of(match, ks_form_place(match, 'X') ? 'X' : 'K');
	f->number = number_of(match, 'N');
	for (size_t i = 0; i < match->count; i++)
		cause->letters[i] = letter_of(match->places[i].letter);
	/* What a rule says of the module as a whole, it says of its name. */
	if (!f->subject && r->told->module) {
		f->subject = r->told->module;
		cause->letters[match->count] = 's';
	}
}

static struct ks_cause *find_cause(struct ks_recognized *told, enum ks_rule_id rule,
				   enum ks_reason reason)
{
	for (size_t i = 0; i < told->cause_count; i++)
		if (told->causes[i].finding.rule == rule &&
		    told->causes[i].finding.reason == reason)
			return &told->causes[i];
	return NULL;
}

static void take_format(enum ks_reason reason, bool refuses, const char *format, void *data)
{
	enum ks_rule_id rule = ks_rule_of(reason);
	struct reading *r = data;
	struct ks_cause *cause;
	struct ks_form match;

	if (rule == KS_RULE_MAX || !matches(r, format, false, &match))
		return;
	cause = find_cause(r->told, rule, reason);
	if (cause) {
		cause->may_load |= !refuses;
		return;
	}
	cause = add_cause(r, &match, rule, refuses);
	if (!cause)
		return;
	cause->finding.reason = reason;
	cause->has_reason = true;
	/* What is wrong with types is said of modules that are taken, too. */
	cause->may_load = !refuses || rule == KS_RULE_BTF;
	take_values(r, &match, cause);
}

static void take_rule_format(enum ks_rule_id rule, bool refuses, const char *format,
			     const char *words, void *data)
{
	struct reading *r = data;
	struct ks_cause *cause;
	struct ks_form match;

	if (!matches(r, format, false, &match))
		return;
	cause = add_cause(r, &match, rule, refuses);
	if (cause) {
		cause->words = words;
		cause->may_load = !refuses || rule == KS_RULE_BTF;
	}
	r->told->error = number_of(&match, 'N');
}

static void take_saying(const char *by, const char *format, int error, const char *meaning,
			const char *advice, void *data)
{
	struct reading *r = data;
	struct ks_form match;
	const char *text;

	if (!matches(r, format, true, &match))
		return;
	take_module(r, &match);
	text = text_of(r, &match, 'e');
	r->told->by = by;
	r->told->error = text ? ks_errno_of_text(text) : error;
	r->told->meaning = meaning;
	r->told->advice = advice;
}

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

/*
 * "disagrees about version of symbol S" is followed by "Unknown symbol S (err
 * -22)", which alone might have other causes: those of the line before count.
 */
static void narrow(struct ks_recognized *told, struct ks_recognized *before)
{
	struct ks_cause kept[KS_CAUSES_MAX];
	size_t count = 0;

	if (!told->cause_count || !before->cause_count || !same(told->module, before->module) ||
	    !same(told->causes[0].finding.subject, before->causes[0].finding.subject))
		return;
	for (size_t i = 0; i < told->cause_count; i++)
		if (find_cause(before, told->causes[i].finding.rule,
			       told->causes[i].finding.reason))
			kept[count++] = told->causes[i];
	if (!count)
		return;
	memcpy(told->causes, kept, count * sizeof(kept[0]));
	told->cause_count = count;
}

/* Of a path or a name, the letter n of the module's name; 0 at its end. */
static char name_letter(const char *module, size_t n)
{
	const char *slash = strrchr(module, '/');
	const char *name = slash ? slash + 1 : module;
	const char *end = strstr(name, ".ko");
	size_t len = end ? (size_t)(end - name) : strlen(name);

	if (n >= len)
		return '\0';
	return name[n] == '-' ? '_' : name[n];
}

static bool is_same_module(const char *a, const char *b)
{
	size_t n = 0;

	while (name_letter(a, n) && name_letter(a, n) == name_letter(b, n))
		n++;
	return name_letter(a, n) == name_letter(b, n);
}

/* A program repeats in its own words what the kernel has just refused. */
static bool does_follow(const struct ks_recognized *told, const struct ks_recognized *before)
{
	return told->meaning && told->error && told->module && before->module &&
	       before->cause_count && before->causes[0].refuses &&
	       is_same_module(told->module, before->module);
}

/**
 * ks_recognize - what a printed line means
 * @line: as printed, with whatever stands before it: time, level, program
 * @before: what the line before it told, or NULL
 * @told: to fill; not moved afterwards, as parts of it point to others
 *
 * Return: false when it is no line about loading a module.
 */
bool ks_recognize(const char *line, struct ks_recognized *before, struct ks_recognized *told)
{
	struct reading r = { .told = told };

	*told = (struct ks_recognized){ 0 };
	take_line(&r, line);
	find_starts(&r);
	ks_kernel_formats(take_format, take_rule_format, &r);
	ks_loader_sayings(take_saying, &r);
	if (before) {
		narrow(told, before);
		told->follows = does_follow(told, before);
	}
	return told->by;
}

/**
 * ks_cause_explain - a cause as a sentence
 * @cause: of a line
 * @text: to fill
 * @size: of @text
 */
void ks_cause_explain(const struct ks_cause *cause, char *text, size_t size)
{
	if (cause->has_reason)
		ks_explain_partly(&cause->finding, cause->letters, text, size);
	else
		snprintf(text, size, "%s", cause->words ? cause->words :
						ks_rule_models(cause->finding.rule));
}
