/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Content of sections and strings of tables, as far as the file has them. */
#ifndef KS_ELF_CONTENT_H
#define KS_ELF_CONTENT_H

#include "model/needs.h"

/* Longer names than this nobody exports: they are as good as without an end. */
#define KS_CONTENT_NAME_MAX	4096

/** ks_content - bytes of a section; without content, or outside, none */
static inline struct ks_image ks_content(const struct ks_needs *needs,
					 const struct ks_elf_section *section)
{
	const uint8_t *data = NULL;

	if (section->type != KS_SHT_NOBITS)
		data = ks_image_range(&needs->image, section->offset, section->size);
	return (struct ks_image){ data, data ? section->size : 0 };
}

/**
 * ks_content_raw - bytes at a section's offset, whatever its type
 *
 * What the loader reads from its temporary copy of the file it reads there, for
 * SHT_NOBITS too; behind the file there is nothing for us.
 */
static inline struct ks_image ks_content_raw(const struct ks_needs *needs,
					     const struct ks_elf_section *section)
{
	const uint8_t *data = ks_image_range(&needs->image, section->offset, 0);
	uint64_t left = data ? needs->image.size - section->offset : 0;

	return (struct ks_image){ data, section->size < left ? section->size : left };
}

/**
 * ks_content_string - a string of a table
 * @needs: candidate
 * @table: content of a section
 * @offset: any value
 *
 * It may run on to the end of the file as it would in the kernel's copy.
 *
 * Return: NULL outside, or without an end.
 */
static inline const char *ks_content_string(const struct ks_needs *needs,
					    const struct ks_image *table, uint64_t offset)
{
	const uint8_t *end = needs->image.data + needs->image.size;
	const uint8_t *start;

	if (!table->data || offset > (uint64_t)(end - table->data))
		return NULL;
	start = table->data + offset;
	if (end - start > KS_CONTENT_NAME_MAX)
		end = start + KS_CONTENT_NAME_MAX;
	return memchr(start, '\0', end - start) ? (const char *)start : NULL;
}

#endif
