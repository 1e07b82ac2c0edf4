// SPDX-License-Identifier: GPL-2.0-or-later
/* Raw ELF structures through the one bounds-checked accessor; see elf.h. */
#include "model/elf.h"

#include "model/hash.h"

/**
 * ks_elf_view_open - read the ELF header
 * @view: to fill; all fields are zero when the file is shorter than a header
 * @image: bytes up to where this kernel sees the end of the file
 * @layout: this kernel's
 * @index: of the file, or NULL; it is used where it was read in the same way
 */
void ks_elf_view_open(struct ks_elf_view *view, const struct ks_image *image,
		      const struct ks_layout *layout, const struct ks_elf_index *index)
{
	const uint8_t *h;

	*view = (struct ks_elf_view){ .image = *image, .layout = *layout };
	h = ks_image_range(&view->image, 0, ks_elf_header_size(layout));
	if (!h)
		return;
	view->type = ks_elf_field(layout, h, 16, 16, 2);
	view->machine = ks_elf_field(layout, h, 18, 18, 2);
	view->entry = ks_elf_address(layout, h, 24, 24);
	view->shoff = ks_elf_address(layout, h, 32, 40);
	view->flags = ks_elf_field(layout, h, 36, 48, 4);
	view->shentsize = ks_elf_field(layout, h, 46, 58, 2);
	view->shnum = ks_elf_field(layout, h, 48, 60, 2);
	view->shstrndx = ks_elf_field(layout, h, 50, 62, 2);
	if (index && index->layout.is64 == layout->is64 && index->layout.big == layout->big &&
	    index->size <= image->size)
		view->index = index;
}

/* Where a section's name starts, and how many bytes of the file follow from there. */
static const char *name_start(const struct ks_elf_view *view, const struct ks_elf_section *section,
			      uint64_t *room)
{
	struct ks_elf_section names = ks_elf_view_section(view, view->shstrndx);

	if (section->name > names.size || names.offset > view->image.size ||
	    section->name >= view->image.size - names.offset)
		return NULL;
	*room = view->image.size - names.offset - section->name;
	return (const char *)view->image.data + names.offset + section->name;
}

static bool starts_with(const struct ks_elf_view *view, const struct ks_elf_section *section,
			const char *text, size_t len)
{
	uint64_t room;
	const char *name = name_start(view, section, &room);

	return name && room >= len && !memcmp(name, text, len);
}

/**
 * ks_elf_view_name_is - is this the section's name
 * @view: file whose section name table was found valid
 * @section: header
 * @name: wanted
 *
 * Return: false also where the name lies outside of the file.
 */
bool ks_elf_view_name_is(const struct ks_elf_view *view, const struct ks_elf_section *section,
			 const char *name)
{
	return starts_with(view, section, name, strlen(name) + 1);
}

/** ks_elf_view_name_begins - the same of the beginning of the name */
bool ks_elf_view_name_begins(const struct ks_elf_view *view, const struct ks_elf_section *section,
			     const char *prefix)
{
	return starts_with(view, section, prefix, strlen(prefix));
}

/* The hash table has it, or nobody does. */
static uint32_t first_named(const struct ks_elf_view *view, const char *name)
{
	const struct ks_elf_index *index = view->index;
	uint32_t slot = ks_name_hash(name) & index->mask;

	for (; index->slots[slot]; slot = (slot + 1) & index->mask)
		if (ks_elf_view_name_is(view, &index->sections[index->slots[slot]], name))
			return index->slots[slot];
	return 0;
}

/**
 * ks_elf_view_next - the next section of a name
 * @view: file whose section name table was found valid
 * @name: wanted
 * @i: index of the one before, which has this name, or 0 for the first
 * @found: the header; all zeroes when there is none
 *
 * Return: its index, or 0.
 */
uint32_t ks_elf_view_next(const struct ks_elf_view *view, const char *name, uint32_t i,
			  struct ks_elf_section *found)
{
	size_t size = ks_elf_section_size(&view->layout);
	uint64_t count = 0;

	if (view->index) {
		i = i ? view->index->next[i] : first_named(view, name);
		*found = i ? view->index->sections[i] : (struct ks_elf_section){ 0 };
		return i;
	}
	if (view->shoff <= view->image.size)
		count = (view->image.size - view->shoff) / size;
	for (i++; i < view->shnum && i < count; i++) {
		*found = ks_elf_view_section(view, i);
		if (ks_elf_view_name_is(view, found, name))
			return i;
	}
	*found = (struct ks_elf_section){ 0 };
	return 0;
}

/**
 * ks_elf_view_find - find_sec() of kernel/module/main.c
 * @view: file whose section name table was found valid
 * @name: wanted
 * @found: the header
 *
 * Return: index of the first allocated section of this name, or 0.
 */
uint32_t ks_elf_view_find(const struct ks_elf_view *view, const char *name,
			  struct ks_elf_section *found)
{
	uint32_t i = ks_elf_view_next(view, name, 0, found);

	while (i && !(found->flags & KS_SHF_ALLOC))
		i = ks_elf_view_next(view, name, i, found);
	return i;
}

/* Longer than any line of the kernel; no file makes looking for an end take long. */
#define NAME_ROOM	1024

/**
 * ks_elf_view_name - a section's name
 * @view: file whose section name table was found valid
 * @section: header
 *
 * Return: the name, or "" where it has no end that is near and inside the file.
 */
const char *ks_elf_view_name(const struct ks_elf_view *view, const struct ks_elf_section *section)
{
	uint64_t room;
	const char *name = name_start(view, section, &room);

	return name && memchr(name, '\0', room < NAME_ROOM ? room : NAME_ROOM) ? name : "";
}

/**
 * ks_elf_view_table - a section as entries of one size
 * @view: file
 * @section: header, not of type NOBITS
 * @entry: bytes of an entry
 */
struct ks_elf_table ks_elf_view_table(const struct ks_elf_view *view,
				      const struct ks_elf_section *section, size_t entry)
{
	const uint8_t *bytes = ks_image_range(&view->image, section->offset, section->size);

	return (struct ks_elf_table){ bytes, bytes ? section->size / entry : 0 };
}

/**
 * ks_elf_view_symtab - the first table of symbols
 * @view: file
 * @found: the header; all zeroes when there is none
 *
 * Return: its index, or 0.
 */
uint32_t ks_elf_view_symtab(const struct ks_elf_view *view, struct ks_elf_section *found)
{
	uint32_t i = view->index ? view->index->symtab : 1;

	for (; i && i < view->shnum; i++) {
		*found = ks_elf_view_section(view, i);
		if (found->type == KS_SHT_SYMTAB)
			return i;
	}
	*found = (struct ks_elf_section){ 0 };
	return 0;
}

/** ks_elf_view_last_name - the largest st_name of a table of symbols */
uint32_t ks_elf_view_last_name(const struct ks_elf_view *view, const struct ks_elf_table *symbols)
{
	const struct ks_layout layout = view->layout;
	size_t size = ks_elf_symbol_size(&layout);
	const uint8_t *symbol = symbols->bytes;
	uint32_t last = 0;

	if (symbol && view->index && view->index->named == symbol)
		return view->index->last_name;
	for (uint64_t left = symbols->count; left; left--, symbol += size) {
		uint32_t name = ks_get(&layout, symbol, 4);

		last = name > last ? name : last;
	}
	return last;
}
