// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tags of a .modinfo section: "tag=value" strings with any number of NULs
 * between them, read as get_next_modinfo() of kernel/module/main.c does: a
 * string begins inside the section, but ends where its NUL is.
 */
#include "elf/modinfo.h"

/* The string at p, which begins before END; NULL when none ends before LIMIT. */
static const char *string_at(const char *p, const char *end, const char *limit)
{
	while (p < end && *p == '\0')
		p++;
	return p < end && memchr(p, '\0', limit - p) ? p : NULL;
}

/**
 * ks_modinfo_next - value of the next string with this tag
 * @section: content of .modinfo
 * @limit: end of the bytes in which it lies
 * @tag: name before the '='
 * @previous: value returned before, or NULL to start
 *
 * Return: the value, borrowed from @section, or NULL.
 */
const char *ks_modinfo_next(const struct ks_image *section, const uint8_t *limit, const char *tag,
			    const char *previous)
{
	const char *p = (const char *)section->data, *end = p + section->size;
	size_t len = strlen(tag);

	if (!p)
		return NULL;
	if (previous)
		p = previous + strlen(previous) + 1;
	while ((p = string_at(p, end, (const char *)limit))) {
		if (!strncmp(p, tag, len) && p[len] == '=')
			return p + len + 1;
		p += strlen(p) + 1;
	}
	return NULL;
}
