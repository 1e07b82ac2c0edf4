// SPDX-License-Identifier: GPL-2.0-or-later
/* The series of a kernel, out of its release. */
#include <errno.h>
#include <string.h>

#include "facts/snapshot.h"
#include "lib/number.h"

/* Digits up to a dot or the end of them. */
static int leading_number(const char **text, uint64_t *value)
{
	size_t len = strspn(*text, "0123456789");
	char digits[8];

	if (!len || len >= sizeof(digits))
		return -EINVAL;
	memcpy(digits, *text, len);
	digits[len] = '\0';
	*text += len;
	return ks_parse_number(digits, 10, 255, value);
}

/**
 * ks_parse_version - series of a release string
 * @text: such as "6.1.0-56-amd64" or "6.12"
 * @code: major and minor as KERNEL_VERSION() has them; the patch level is left
 *	out, as distributions count it in their own ways
 *
 * Return: 0 or -EINVAL.
 */
int ks_parse_version(const char *text, uint64_t *code)
{
	uint64_t major, minor;

	if (leading_number(&text, &major) || *text++ != '.' || leading_number(&text, &minor))
		return -EINVAL;
	*code = ks_version_code(major, minor);
	return 0;
}
