// SPDX-License-Identifier: GPL-2.0-or-later
/* Fills struct ks_err; see err.h for the convention. */
#include "lib/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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
	va_list ap;

	err->code = code;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
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
