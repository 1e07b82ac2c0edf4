// SPDX-License-Identifier: GPL-2.0-or-later
/* Fills struct ks_err; see err.h for the convention. */
#include "lib/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"

/* A path may be longer than a line.  Why it failed stands at the end, so that
 * what does not fit is left out of the middle.
 */
static void shorten(struct ks_err *err, const char *whole, size_t length)
{
	static const char gap[] = "...";
	size_t half = (sizeof(err->text) - sizeof(gap)) / 2;

	snprintf(err->text, sizeof(err->text), "%.*s%s%s", (int)half, whole, gap,
		 whole + length - half);
}

/**
 * ks_err_set - record a failure
 * @err: where to record it
 * @code: negative errno
 * @fmt: printf format of the line, without a newline
 *
 * Return: @code, so that a caller can "return ks_err_set(...)".
 */
int ks_err_set(struct ks_err *err, int code, const char *fmt, ...)
{
	ks_auto_free char *whole = NULL;
	va_list ap, again;
	int length;

	err->code = code;
	va_start(ap, fmt);
	va_copy(again, ap);
	length = vsnprintf(err->text, sizeof(err->text), fmt, ap);
	if (length >= (int)sizeof(err->text) && vasprintf(&whole, fmt, again) < 0)
		whole = NULL;
	if (whole)
		shorten(err, whole, length);
	va_end(again);
	va_end(ap);
	return code;
}

/**
 * ks_err_sys - record the failure of a system call on an object
 * @err: where to record it
 * @code: negative errno
 * @object: path or name that the call was about
 * @tried: what was tried, such as "open"
 *
 * Return: @code
 */
int ks_err_sys(struct ks_err *err, int code, const char *object, const char *tried)
{
	return ks_err_set(err, code, "%s: %s: %s", object, tried, strerror(-code));
}
