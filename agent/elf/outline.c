// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the reader and the rules look at beyond the sections that the reader
 * fetches itself: headers, names, symbols and the end of the file.  Of a file
 * that every linker could have written this is known beforehand; where anything
 * is odd, such as a string without an end or a header of another class, a look
 * may go anywhere, and all of the file is read.
 */
#include "elf/outline.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>

#include "lib/macro.h"
#include "model/elf_index.h"

/* A name is compared as a whole, also where the table ends before it. */
#define NAME_SLACK	64
/* Looking for the last NUL of a file begins at its end. */
#define END_ROOM	64
#define RECORD		64	/* struct modversion_info */

struct outline {
	struct ks_input *input;
	const struct ks_needs *needs;
	struct ks_elf_view view;	/* without the signature */
};

/* Fetched; NULL where the file does not have it all. */
static const uint8_t *bytes_at(const struct outline *o, uint64_t offset, uint64_t len)
{
	ks_input_fetch(o->input, offset, len);
	return ks_image_range(&o->view.image, offset, len);
}

/* The kernel does not look at e_ident: it must say what the kernel assumes. */
static bool is_of_layout(const struct outline *o, const struct ks_facts *facts)
{
	const uint8_t *ident = o->view.image.data;
	uint8_t class = o->view.layout.is64 ? ELFCLASS64 : ELFCLASS32;
	uint8_t data = o->view.layout.big ? ELFDATA2MSB : ELFDATA2LSB;

	if (ident[EI_CLASS] != class || ident[EI_DATA] != data || ident[EI_VERSION] != EV_CURRENT)
		return false;
	if (!facts || facts->elf_class.origin == KS_ORIGIN_NONE ||
	    facts->elf_data.origin == KS_ORIGIN_NONE)
		return true;
	return facts->elf_class.value == class && facts->elf_data.value == data;
}

/* The headers, and their names, which are compared as a whole. */
static void fetch_headers(const struct outline *o)
{
	const struct ks_elf_view *view = &o->view;
	size_t size = ks_elf_section_size(&view->layout);
	struct ks_elf_section names;

	if (!bytes_at(o, view->shoff, view->shnum * size) || view->shstrndx >= view->shnum)
		return;
	names = ks_elf_view_section(view, view->shstrndx);
	ks_input_fetch(o->input, names.offset, names.size + NAME_SLACK);
}

/* A table of names that all end in it. */
static bool is_table(const struct outline *o, const struct ks_elf_section *table)
{
	const uint8_t *bytes = bytes_at(o, table->offset, table->size);

	return table->type != SHT_NOBITS && table->size && bytes && !bytes[table->size - 1];
}

struct range {
	uint64_t start;
	uint64_t end;
};

/* What the reader and rules look at of most modules, by one call where it is near. */
static void fetch_sections(const struct outline *o)
{
	static const char *const names[] = {
		".modinfo", "__versions", ".gnu.linkonce.this_module", "__param", "__ksymtab",
		"__ksymtab_gpl", "__kcrctab", "__kcrctab_gpl", "__ksymtab_strings",
	};
	struct range ranges[KS_ARRAY_SIZE(names)], all = { 0, 0 };
	size_t count = 0;

	for (size_t n = 0; n < KS_ARRAY_SIZE(names); n++) {
		struct ks_elf_section s;
		size_t at;

		if (!ks_elf_view_find(&o->view, names[n], &s) || s.type == SHT_NOBITS ||
		    !ks_image_range(&o->view.image, s.offset, s.size))
			continue;
		for (at = count++; at && ranges[at - 1].start > s.offset; at--)
			ranges[at] = ranges[at - 1];
		ranges[at] = (struct range){ s.offset, s.offset + s.size };
	}
	for (size_t i = 0; i < count; i++) {
		if (ranges[i].start > all.end + KS_INPUT_GAP) {
			ks_input_fetch(o->input, all.start, all.end - all.start);
			all.start = ranges[i].start;
		}
		if (ranges[i].end > all.end)
			all.end = ranges[i].end;
	}
	ks_input_fetch(o->input, all.start, all.end - all.start);
}

/* The kernel reads strings to their end, wherever that is. */
static bool is_closed(const struct outline *o, const struct ks_elf_section *section,
		      uint64_t size)
{
	const uint8_t *last = size ? bytes_at(o, section->offset + size - 1, 1) : NULL;

	return section->type != SHT_NOBITS && (!size || (last && !*last));
}

/* What of these sections matters to somebody before the reader comes to them. */
static bool has_plain_sections(const struct outline *o)
{
	static const char *const whole[] = {
		"__version_ext_names", "__version_ext_crcs", ".gnu.linkonce.this_module",
	};
	const struct ks_elf_view *view = &o->view;
	struct ks_elf_section s;

	for (uint32_t i = 0; (i = ks_elf_view_next(view, ".modinfo", i, &s));)
		if (!s.size || !is_closed(o, &s, s.size))
			return false;
	for (uint32_t i = 0; (i = ks_elf_view_next(view, "__versions", i, &s));)
		if (!is_closed(o, &s, s.size - s.size % RECORD))
			return false;
	for (size_t n = 0; n < KS_ARRAY_SIZE(whole); n++)
		for (uint32_t i = 0; (i = ks_elf_view_next(view, whole[n], i, &s));)
			if (s.type == SHT_NOBITS || !bytes_at(o, s.offset, s.size))
				return false;
	return true;
}

static bool has_plain_symbols(const struct outline *o, struct ks_elf_index *index)
{
	const struct ks_elf_view *view = &o->view;
	struct ks_elf_section symbols, names;
	struct ks_elf_table table;

	if (index->symtab_count != 1 || !ks_elf_view_symtab(view, &symbols) ||
	    symbols.link >= view->shnum)
		return false;
	names = ks_elf_view_section(view, symbols.link);
	/* Mostly one lies behind the other: one call brings both. */
	if (names.offset == symbols.offset + symbols.size)
		ks_input_fetch(o->input, symbols.offset, symbols.size + names.size);
	if (!bytes_at(o, symbols.offset, symbols.size) || !is_table(o, &names))
		return false;
	table = ks_elf_view_table(view, &symbols, ks_elf_symbol_size(&view->layout));
	index->last_name = ks_elf_view_last_name(view, &table);
	index->named = table.bytes;
	return index->last_name < names.size;
}

/* With and without the signature. */
static bool has_plain_end(const struct outline *o, uint64_t size)
{
	uint64_t room = size < END_ROOM ? size : END_ROOM;

	ks_input_fetch(o->input, size - room, room);
	return memchr(o->needs->image.data + size - room, '\0', room);
}

/* Does nobody look anywhere else than at what is fetched here and by the reader. */
static bool is_plain(const struct outline *o, const struct ks_facts *facts,
		     struct ks_elf_index *index)
{
	return o->view.index && is_of_layout(o, facts) &&
	       has_plain_end(o, o->needs->image.size) &&
	       has_plain_end(o, o->needs->signed_size) && has_plain_sections(o) &&
	       has_plain_symbols(o, index);
}

/**
 * ks_outline_read - index the headers, and read what is looked at outside of sections
 * @input: opened, at least an ELF header large
 * @needs: image, end of what is signed and layout
 * @facts: kernel that it is to be checked against, or NULL
 * @index: to fill
 * @room: set to its memory, which the caller frees; NULL where it cannot be made
 *
 * An odd file is read as a whole.
 *
 * Return: 0 or -ENOMEM.
 */
int ks_outline_read(struct ks_input *input, const struct ks_needs *needs,
		    const struct ks_facts *facts, struct ks_elf_index *index, void **room)
{
	const struct ks_image file = { needs->image.data, needs->signed_size };
	struct outline o = { .input = input, .needs = needs };

	ks_elf_view_open(&o.view, &file, &needs->layout, NULL);
	fetch_headers(&o);
	*room = malloc(ks_elf_index_room(&o.view));
	if (!*room)
		return -ENOMEM;
	if (ks_elf_index_build(index, &o.view, *room)) {
		o.view.index = index;
	} else {
		free(*room);
		*room = NULL;
	}
	if (input->filled && o.view.index)
		fetch_sections(&o);
	if (input->filled && !is_plain(&o, facts, index))
		ks_input_fetch(input, 0, input->size);
	return 0;
}
