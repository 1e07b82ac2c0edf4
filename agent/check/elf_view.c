// SPDX-License-Identifier: GPL-2.0-or-later
/* Raw ELF structures through the one bounds-checked accessor; see elf_view.h. */
#include "check/elf_view.h"

#define ELFCLASS64	2
#define ELFDATA2MSB	2

/**
 * ks_elf_view_init - read the ELF header
 * @view: to fill; all fields are zero when the file is shorter than a header
 * @needs: candidate
 * @facts: class, byte order, and whether a signature is cut off
 */
void ks_elf_view_init(struct ks_elf_view *view, const struct ks_needs *needs,
		      const struct ks_facts *facts)
{
	bool known = facts->elf_class.origin != KS_ORIGIN_NONE &&
		     facts->elf_data.origin != KS_ORIGIN_NONE;
	const uint8_t *h;

	*view = (struct ks_elf_view){ .image = needs->image, .layout = needs->layout };
	if (known) {
		view->layout.is64 = facts->elf_class.value == ELFCLASS64;
		view->layout.big = facts->elf_data.value == ELFDATA2MSB;
	}
	/* Without MODULE_SIG the trailer is just bytes at the end. */
	if (facts->gates[KS_GATE_MODULE_SIG].value != KS_NO &&
	    needs->signed_size < view->image.size)
		view->image.size = needs->signed_size;

	h = ks_image_range(&view->image, 0, ks_elf_header_size(&view->layout));
	if (!h)
		return;
	view->type = ks_elf_field(&view->layout, h, 16, 16, 2);
	view->machine = ks_elf_field(&view->layout, h, 18, 18, 2);
	view->entry = ks_elf_address(&view->layout, h, 24, 24);
	view->shoff = ks_elf_address(&view->layout, h, 32, 40);
	view->flags = ks_elf_field(&view->layout, h, 36, 48, 4);
	view->shentsize = ks_elf_field(&view->layout, h, 46, 58, 2);
	view->shnum = ks_elf_field(&view->layout, h, 48, 60, 2);
	view->shstrndx = ks_elf_field(&view->layout, h, 50, 62, 2);
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
	struct ks_elf_section names = ks_elf_view_section(view, view->shstrndx);
	size_t size = ks_elf_section_size(&view->layout), len = strlen(name) + 1;
	uint64_t room = 0, count = 0;

	*found = (struct ks_elf_section){ 0 };
	if (view->shoff <= view->image.size)
		count = (view->image.size - view->shoff) / size;
	if (names.offset <= view->image.size)
		room = view->image.size - names.offset;
	/* Called by many rules: of most headers only flags and name are read. */
	for (uint32_t i = 1; i < view->shnum && i < count; i++) {
		const uint8_t *s = view->image.data + view->shoff + i * size;
		uint64_t start = ks_get(&view->layout, s, 4);

		if (!(ks_elf_address(&view->layout, s, 8, 8) & KS_SHF_ALLOC) ||
		    start > names.size || start >= room || room - start < len ||
		    memcmp(view->image.data + names.offset + start, name, len))
			continue;
		*found = ks_elf_view_section(view, i);
		return i;
	}
	return 0;
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
