/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags of a .modinfo section, as get_next_modinfo() of the kernel finds them. */
#ifndef KS_ELF_MODINFO_H
#define KS_ELF_MODINFO_H

#include "model/image.h"

/**
 * struct ks_modinfo - a walk through the strings
 * @tag: of the string at hand: what stands before its first '='; no NUL behind it
 * @tag_len: length of @tag
 * @value: what stands behind the '='
 * @at: the string after it
 * @end: of the section
 * @limit: of the bytes in which it lies
 */
struct ks_modinfo {
	const char *tag;
	size_t tag_len;
	const char *value;
	const char *at;
	const char *end;
	const char *limit;
};

struct ks_modinfo ks_modinfo_start(const struct ks_image *section, const uint8_t *limit);
bool ks_modinfo_next(struct ks_modinfo *modinfo);

/** ks_modinfo_is - is this the tag of the string at hand */
static inline bool ks_modinfo_is(const struct ks_modinfo *modinfo, const char *tag)
{
	return modinfo->tag_len == strlen(tag) && !memcmp(modinfo->tag, tag, modinfo->tag_len);
}

#endif
