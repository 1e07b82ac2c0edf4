// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does a line have the form of a template; see form.h.  Values are as short as
 * possible.  What was tried in vain is remembered, so that no line, however it is
 * made, takes more time than its length times the places of a template.
 */
#include "report/form.h"

#include <stdint.h>
#include <string.h>

#include "model/happening.h"

/* What the kernel prints for a name that it cannot find. */
#define NO_NAME	"(missing .modinfo section or name field)"

struct search {
	struct ks_form *match;
	const char *line;
	/* Places, by number, from which no value leads to the end. */
	uint8_t failed[KS_PLACES_MAX][KS_LINE_MAX / 8 + 1];
};

enum kind { NAME, NUMBER, SIGNED, HEX, TEXT };

static enum kind kind_of(char letter)
{
	switch (letter) {
	case 'i':
	case 'o':
	case 'n':
		return NAME;
	case 'M':
	case 'K':
	case 'N':
		return NUMBER;
	case 'D':
		return SIGNED;
	case 'X':
		return HEX;
	default:
		return TEXT;
	}
}

/* May a value of this kind have this byte at this place. */
static bool fits(enum kind kind, char c, size_t place)
{
	bool digit = c >= '0' && c <= '9';

	switch (kind) {
	case NAME:
		return (unsigned char)c > ' ';
	case NUMBER:
		return digit;
	case SIGNED:
		return digit || (c == '-' && !place);
	case HEX:
		return digit || (c >= 'a' && c <= 'f');
	default:
		return true;
	}
}

static bool match_from(struct search *search, const char *format, const char *at);

static bool try_end(struct search *search, const char *format, size_t n, const char *end)
{
	struct ks_place *place = &search->match->places[n];

	place->len = end - place->start;
	return match_from(search, format, end);
}

/* A value starts here; what follows it in the template has to fit, too. */
static bool match_value(struct search *search, char letter, const char *format, const char *at)
{
	size_t n = search->match->count, from = at - search->line;
	enum kind kind = kind_of(letter);

	if (n == KS_PLACES_MAX || search->failed[n][from / 8] & 1 << from % 8)
		return false;
	search->match->places[n] = (struct ks_place){ .letter = letter, .start = at };
	search->match->count = n + 1;
	if (kind == NAME && !strncmp(at, NO_NAME, strlen(NO_NAME)) &&
	    try_end(search, format, n, at + strlen(NO_NAME)))
		return true;
	for (size_t len = 0; len == 0 || fits(kind, at[len - 1], len - 1); len++) {
		if ((len > 0 || kind == TEXT || kind == NAME) &&
		    try_end(search, format, n, at + len))
			return true;
		if (!at[len])
			break;
	}
	search->match->count = n;
	search->failed[n][from / 8] |= 1 << from % 8;
	return false;
}

static bool match_from(struct search *search, const char *format, const char *at)
{
	for (; *format; format++, at++) {
		if (*format == '%')
			return match_value(search, format[1], format + 2, at);
		if (*format == '*')
			return match_value(search, '*', format + 1, at);
		if (*format != *at)
			return false;
	}
	return !*at;
}

static size_t literal_length(const char *format)
{
	size_t length = 0;

	for (; *format; format++) {
		if (*format == '%')
			format++;
		else
			length += *format != '*';
	}
	return length;
}

/* The bytes before the first place and behind the last one: most lines end here. */
static bool may_match(const char *format, const char *line)
{
	size_t head = strcspn(format, "%*"), length = strlen(line);
	const char *tail = format + head;

	if (strncmp(format, line, head))
		return false;
	for (const char *c = tail; *c; c++)
		if (*c == '%' || *c == '*')
			tail = c + 1 + (*c == '%');
	return strlen(tail) <= length && !strcmp(line + length - strlen(tail), tail);
}

/**
 * ks_form_of - has a line the form of a template
 * @format: letters as in template.h, a star for anything
 * @line: shorter than KS_LINE_MAX
 * @match: to fill; borrows from @line
 */
bool ks_form_of(const char *format, const char *line, struct ks_form *match)
{
	struct search search;

	match->count = 0;
	if (!may_match(format, line))
		return false;
	search = (struct search){ .match = match, .line = line };
	match->literal = literal_length(format);
	return match_from(&search, format, line);
}

/** ks_form_place - the value of a letter, or NULL where the template has none */
const struct ks_place *ks_form_place(const struct ks_form *match, char letter)
{
	for (size_t i = 0; i < match->count; i++)
		if (match->places[i].letter == letter)
			return &match->places[i];
	return NULL;
}
