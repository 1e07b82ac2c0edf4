// SPDX-License-Identifier: GPL-2.0-or-later
/* Sections of a module in memory: finding, adding, moving and renaming them. */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"

const char *section_name(const struct image *im, int index)
{
	int names = header_get(im, EH_SHSTRNDX);

	if (!section_has_bytes(im, names))
		return NULL;
	return image_string(im, section_get(im, names, SH_OFFSET) +
				section_get(im, index, SH_NAME));
}

/* The index of a section, or -1. */
int section_find(const struct image *im, const char *name)
{
	for (int i = 1; i < section_count(im); i++) {
		const char *text = section_name(im, i);

		if (text && !strcmp(text, name))
			return i;
	}
	return -1;
}

/* The first section of a type behind AFTER, or -1. */
int section_find_type(const struct image *im, uint64_t type, int after)
{
	for (int i = after + 1; i < section_count(im); i++)
		if (section_get(im, i, SH_TYPE) == type)
			return i;
	return -1;
}

/* A copy of a header as one more: the table moves to the end of the file. */
int section_add(struct image *im, int like)
{
	size_t size = section_header_size(im), count = section_count(im);
	uint64_t table = header_get(im, EH_SHOFF);
	uint8_t *bytes;

	if (like < 0 || (size_t)like >= count || count + 1 >= SHN_LORESERVE ||
	    table > im->size || count * size > im->size - table)
		return -1;
	bytes = malloc((count + 1) * size);
	if (!bytes)
		err(2, "memory");
	memcpy(bytes, im->bytes + table, count * size);
	memcpy(bytes + count * size, bytes + like * size, size);
	table = image_append(im, bytes, (count + 1) * size);
	free(bytes);
	header_set(im, EH_SHOFF, table);
	header_set(im, EH_SHNUM, count + 1);
	return count;
}

/* Its bytes move to the end of the file, with MORE zeroes behind them. */
bool section_move(struct image *im, int index, size_t more)
{
	uint64_t size = section_get(im, index, SH_SIZE);
	uint8_t *bytes;
	bool good;

	if (!section_has_bytes(im, index))
		return false;
	bytes = calloc(1, size + more + 1);
	if (!bytes)
		err(2, "memory");
	memcpy(bytes, im->bytes + section_get(im, index, SH_OFFSET), size);
	good = section_set(im, index, SH_OFFSET, image_append(im, bytes, size + more)) &&
	       section_set(im, index, SH_SIZE, size + more);
	free(bytes);
	return good;
}

/* Any name: it is added to the section names. */
bool section_rename(struct image *im, int index, const char *name)
{
	int names = header_get(im, EH_SHSTRNDX);
	uint64_t size = section_get(im, names, SH_SIZE);

	return section_move(im, names, strlen(name) + 1) &&
	       image_put(im, section_get(im, names, SH_OFFSET) + size, name, strlen(name) + 1) &&
	       section_set(im, index, SH_NAME, size);
}
