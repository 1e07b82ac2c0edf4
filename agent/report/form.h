/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does a line have the form of a template, and which values has it. */
#ifndef KS_REPORT_FORM_H
#define KS_REPORT_FORM_H

#include <stdbool.h>
#include <stddef.h>

/* No template has more places. */
#define KS_PLACES_MAX	8

/** struct ks_place - where in the line the value of a letter stands */
struct ks_place {
	char letter;
	const char *start;
	size_t len;
};

/**
 * struct ks_form - a line and a template that go together
 * @places: of the letters, in the template's order
 * @count: entries of @places
 * @literal: how many bytes are the template's own: the more, the surer
 */
struct ks_form {
	struct ks_place places[KS_PLACES_MAX];
	size_t count;
	size_t literal;
};

bool ks_form_of(const char *format, const char *line, struct ks_form *match);
const struct ks_place *ks_form_place(const struct ks_form *match, char letter);

#endif
