// SPDX-License-Identifier: GPL-2.0-or-later
/* Finding what a module says of itself, and taking its init() away. */
#include "content.h"

#include <string.h>

/* The value of the first such tag behind AFTER (0: of all), or 0. */
uint64_t modinfo_find(const struct image *im, const char *tag, uint64_t after)
{
	int section = section_find(im, ".modinfo");
	size_t length = strlen(tag);
	uint64_t at, end;
	const char *text;

	if (!section_has_bytes(im, section))
		return 0;
	at = section_get(im, section, SH_OFFSET);
	for (end = at + section_get(im, section, SH_SIZE); at < end; at += strlen(text) + 1) {
		text = image_string(im, at);
		if (!text)
			return 0;
		if (at > after && !strncmp(text, tag, length) && text[length] == '=')
			return at + length + 1;
	}
	return 0;
}

/* One entry more, at the end. */
bool modinfo_add(struct image *im, const char *text)
{
	int section = section_find(im, ".modinfo");
	uint64_t size = section_get(im, section, SH_SIZE);

	return section_move(im, section, strlen(text) + 1) &&
	       image_put(im, section_get(im, section, SH_OFFSET) + size, text, strlen(text) + 1);
}

/* Where the name is in a record: behind an unsigned long. */
size_t version_name(const struct image *im)
{
	return im->is64 ? 8 : 4;
}

size_t version_count(const struct image *im)
{
	int section = section_find(im, "__versions");

	return section_has_bytes(im, section) ? section_get(im, section, SH_SIZE) / VERSION_SIZE :
						0;
}

uint64_t version_at(const struct image *im, size_t index)
{
	if (index >= version_count(im))
		return 0;
	return section_get(im, section_find(im, "__versions"), SH_OFFSET) + index * VERSION_SIZE;
}

uint64_t version_find(const struct image *im, const char *name)
{
	for (size_t i = 0; i < version_count(im); i++) {
		const char *text = image_string(im, version_at(im, i) + version_name(im));

		if (text && !strcmp(text, name))
			return version_at(im, i);
	}
	return 0;
}

/* The record of the nth import, counted in the order of the symbol table. */
uint64_t version_of_import(const struct image *im, size_t nth)
{
	for (size_t i = 1; i < symbol_count(im); i++) {
		uint64_t at = 0;

		if (symbol_get(im, i, ST_SHNDX) == SHN_UNDEF && symbol_name(im, i))
			at = version_find(im, symbol_name(im, i));
		if (at && !nth--)
			return at;
	}
	return 0;
}

/* The first or last undefined symbol with a name, or 0. */
size_t symbol_import(const struct image *im, bool last)
{
	size_t found = 0;

	for (size_t i = 1; i < symbol_count(im); i++) {
		if (symbol_get(im, i, ST_SHNDX) != SHN_UNDEF || !symbol_name(im, i))
			continue;
		found = i;
		if (!last)
			break;
	}
	return found;
}

/* Whether some relocation refers to the symbol. */
static bool symbol_is_used(const struct image *im, size_t symbol)
{
	for (int i = 1; i < section_count(im); i++)
		for (size_t n = 0; n < relocation_count(im, i); n++)
			if (relocation_get(im, i, n, REL_SYMBOL) == symbol)
				return true;
	return false;
}

/*
 * A symbol that can become anything, as nothing refers to it: those which name
 * the strings of .modinfo are such.
 */
size_t symbol_spare(const struct image *im)
{
	int modinfo = section_find(im, ".modinfo");

	for (size_t i = 1; modinfo > 0 && i < symbol_count(im); i++)
		if (symbol_get(im, i, ST_SHNDX) == (uint64_t)modinfo && symbol_name(im, i) &&
		    ELF64_ST_TYPE(symbol_get(im, i, ST_INFO)) == STT_OBJECT &&
		    !symbol_is_used(im, i))
			return i;
	return 0;
}

static bool is_entry(const char *name)
{
	return name && (!strcmp(name, "init_module") || !strcmp(name, "cleanup_module"));
}

/*
 * Without the relocations of mod->init and mod->exit these stay NULL: the
 * loader accepts the module, runs nothing of it, and lets it go again.
 */
bool make_inert(struct image *im)
{
	int target = section_find(im, ".gnu.linkonce.this_module");

	for (int i = 1; target > 0 && i < section_count(im); i++) {
		if (section_get(im, i, SH_INFO) != (uint64_t)target)
			continue;
		for (size_t n = 0; n < relocation_count(im, i); n++)
			if (is_entry(symbol_name(im, relocation_get(im, i, n, REL_SYMBOL))))
				relocation_set(im, i, n, REL_TYPE, 0);
	}
	return target > 0;
}
