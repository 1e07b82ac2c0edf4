// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tags of a .modinfo section: "tag=value" strings with any number of NULs
 * between them, read as get_next_modinfo() of kernel/module/main.c does: a
 * string begins inside the section, but ends where its NUL is.  The first one is
 * looked at whatever the section's size.
 */
#include "elf/modinfo.h"

/**
 * ks_modinfo_start - before the first string
 * @section: content of .modinfo
 * @limit: end of the bytes in which it lies
 */
struct ks_modinfo ks_modinfo_start(const struct ks_image *section, const uint8_t *limit)
{
	const char *start = (const char *)section->data;

	return (struct ks_modinfo){
		.at = start,
		.end = start && !section->size ? start + 1 : start + section->size,
		.limit = (const char *)limit,
	};
}

/**
 * ks_modinfo_next - go to the next string that has a tag
 * @modinfo: started
 *
 * Return: false where there is none, or a string without an end.
 */
bool ks_modinfo_next(struct ks_modinfo *modinfo)
{
	const char *p = modinfo->at, *nul, *sign;

	for (; p < modinfo->end; p = nul + 1) {
		nul = memchr(p, '\0', modinfo->limit - p);
		if (!nul)
			return false;
		sign = memchr(p, '=', nul - p);
		if (!sign)
			continue;
		modinfo->tag = p;
		modinfo->tag_len = sign - p;
		modinfo->value = sign + 1;
		modinfo->at = nul + 1;
		return true;
	}
	return false;
}
