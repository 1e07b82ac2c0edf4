// SPDX-License-Identifier: GPL-2.0-or-later
/* Texts with places for the values of a finding; see template.h. */
#include "report/template.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NO_NAME	"(missing .modinfo section or name field)"

static int put_number(char *text, size_t size, uint64_t number)
{
	return snprintf(text, size, "%" PRIu64, number);
}

static int put_value(char *text, size_t size, char what, const struct ks_template_values *v)
{
	const struct ks_finding *f = v->finding;
	const char *value = NULL;

	if (v->letters && !strchr(v->letters, what))
		return what == 'w' ? 0 : snprintf(text, size, "%s", v->absent);
	switch (what) {
	case 'i':
		value = v->needs->iname;
		break;
	case 'n':
		value = v->needs->modinfo_name ? v->needs->modinfo_name : NO_NAME;
		break;
	case 'o':
		value = v->needs->mname ? v->needs->mname : "";
		break;
	case 's':
		value = f->subject;
		break;
	case 'm':
		value = f->module;
		break;
	case 'k':
		value = f->kernel;
		break;
	case 'w':
		return f->owner ? snprintf(text, size, " of module %s", f->owner) : 0;
	case 'l':
		return snprintf(text, size, "insmod");
	case 'c':
		return snprintf(text, size, "%.*s", (int)f->module_number,
				f->module ? f->module : "");
	case 'C':
		return snprintf(text, size, "%.*s", (int)f->module_number, f->subject);
	case 'M':
		return put_number(text, size, f->module_number);
	case 'D':
		return snprintf(text, size, "%" PRId32, (int32_t)f->module_number);
	case 'K':
		return put_number(text, size, f->kernel_number);
	case 'X':
		return snprintf(text, size, "%" PRIx64, f->kernel_number);
	case 'N':
		return put_number(text, size, f->number);
	}
	return snprintf(text, size, "%s", value ? value : v->absent);
}

/**
 * ks_template - put values into a text
 * @format: text with %letters
 * @values: what they stand for
 * @text: to fill; what does not fit is cut
 * @size: of @text
 */
void ks_template(const char *format, const struct ks_template_values *values, char *text,
		 size_t size)
{
	size_t at = 0;

	for (; *format && at + 1 < size; format++) {
		if (*format == '%')
			at += put_value(text + at, size - at, *++format, values);
		else
			text[at++] = *format;
	}
	text[at < size ? at : size - 1] = '\0';
}
