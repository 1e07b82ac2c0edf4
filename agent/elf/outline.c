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

/* A name is compared as a whole, also where the table ends before it. */
#define NAME_SLACK	64
/* Looking for the last NUL of a file begins at its end. */
#define END_ROOM	64
#define RECORD		64	/* struct modversion_info */

struct header {
	uint32_t name;
	uint32_t type;
	uint64_t offset;
	uint64_t size;
	uint32_t link;
};

struct outline {
	struct ks_input *input;
	const struct ks_needs *needs;
	struct ks_layout layout;
	struct ks_image file;	/* without the signature */
	uint64_t shoff;
	uint32_t shnum;
	struct header names;
	struct header symbols;
};

static uint64_t field(const struct outline *o, const uint8_t *base, size_t off32, size_t off64,
		      unsigned int bytes32, unsigned int bytes64)
{
	return o->layout.is64 ? ks_get(&o->layout, base + off64, bytes64)
			      : ks_get(&o->layout, base + off32, bytes32);
}

/* Fetched; NULL where the file does not have it all. */
static const uint8_t *bytes_at(const struct outline *o, uint64_t offset, uint64_t len)
{
	ks_input_fetch(o->input, offset, len);
	return ks_image_range(&o->file, offset, len);
}

static struct header header_at(const struct outline *o, uint32_t i)
{
	const uint8_t *h = o->file.data + o->shoff + i * (o->layout.is64 ? 64ull : 40ull);

	return (struct header){
		.name = ks_get(&o->layout, h, 4),
		.type = ks_get(&o->layout, h + 4, 4),
		.offset = field(o, h, 16, 24, 4, 8),
		.size = field(o, h, 20, 32, 4, 8),
		.link = field(o, h, 24, 40, 4, 4),
	};
}

/* The kernel does not look at e_ident: it must say what the kernel assumes. */
static bool is_of_layout(const struct outline *o, const struct ks_facts *facts)
{
	const uint8_t *ident = o->file.data;
	uint8_t class = o->layout.is64 ? ELFCLASS64 : ELFCLASS32;
	uint8_t data = o->layout.big ? ELFDATA2MSB : ELFDATA2LSB;

	if (ident[EI_CLASS] != class || ident[EI_DATA] != data || ident[EI_VERSION] != EV_CURRENT)
		return false;
	if (!facts || facts->elf_class.origin == KS_ORIGIN_NONE ||
	    facts->elf_data.origin == KS_ORIGIN_NONE)
		return true;
	return facts->elf_class.value == class && facts->elf_data.value == data;
}

static bool read_header(struct outline *o)
{
	const uint8_t *h = bytes_at(o, 0, o->layout.is64 ? 64 : 52);
	uint64_t entry = o->layout.is64 ? 64 : 40, strings;

	if (!h)
		return false;
	o->shoff = field(o, h, 32, 40, 4, 8);
	o->shnum = field(o, h, 48, 60, 2, 2);
	strings = field(o, h, 50, 62, 2, 2);
	if (field(o, h, 46, 58, 2, 2) != entry || o->shnum >= SHN_LORESERVE || !strings ||
	    strings >= o->shnum || !bytes_at(o, o->shoff, o->shnum * entry))
		return false;
	o->names = header_at(o, strings);
	return true;
}

/* A table of names that all end in it. */
static bool is_table(const struct outline *o, const struct header *table)
{
	const uint8_t *bytes = bytes_at(o, table->offset, table->size);

	return table->type != SHT_NOBITS && table->size && bytes && !bytes[table->size - 1];
}

static bool is_named(const struct outline *o, const struct header *header, const char *name)
{
	return !strcmp((const char *)o->file.data + o->names.offset + header->name, name);
}

/* The kernel reads strings to their end, wherever that is. */
static bool is_closed(const struct outline *o, const struct header *header, uint64_t size)
{
	const uint8_t *last = size ? bytes_at(o, header->offset + size - 1, 1) : NULL;

	return !size || (last && !*last);
}

/* What of a section matters to somebody before the reader comes to it. */
static bool is_plain(struct outline *o, const struct header *header)
{
	if (is_named(o, header, ".modinfo"))
		return header->type != SHT_NOBITS && is_closed(o, header, header->size);
	if (is_named(o, header, "__versions"))
		return header->type != SHT_NOBITS &&
		       is_closed(o, header, header->size - header->size % RECORD);
	if (is_named(o, header, "__version_ext_names") ||
	    is_named(o, header, "__version_ext_crcs") ||
	    is_named(o, header, ".gnu.linkonce.this_module"))
		return header->type != SHT_NOBITS &&
		       bytes_at(o, header->offset, header->size);
	return true;
}

static bool has_plain_sections(struct outline *o)
{
	unsigned int tables = 0;

	ks_input_fetch(o->input, o->names.offset, o->names.size + NAME_SLACK);
	if (!is_table(o, &o->names))
		return false;
	for (uint32_t i = 0; i < o->shnum; i++) {
		struct header header = header_at(o, i);

		if (header.name >= o->names.size || !is_plain(o, &header))
			return false;
		if (header.type != SHT_SYMTAB)
			continue;
		o->symbols = header;
		tables++;
	}
	return tables == 1;
}

static bool has_plain_symbols(const struct outline *o)
{
	size_t entry = o->layout.is64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	const uint8_t *symbol = bytes_at(o, o->symbols.offset, o->symbols.size);
	struct header names;

	if (!symbol || o->symbols.link >= o->shnum)
		return false;
	names = header_at(o, o->symbols.link);
	if (!is_table(o, &names))
		return false;
	for (uint64_t left = o->symbols.size / entry; left; left--, symbol += entry)
		if (ks_get(&o->layout, symbol, 4) >= names.size)
			return false;
	return true;
}

/* With and without the signature. */
static bool has_plain_end(const struct outline *o, uint64_t size)
{
	uint64_t room = size < END_ROOM ? size : END_ROOM;

	ks_input_fetch(o->input, size - room, room);
	return memchr(o->needs->image.data + size - room, '\0', room);
}

/**
 * ks_outline_fetch - read what a shallow check looks at outside of sections
 * @input: opened with KS_INPUT_PARTS, at least an ELF header large
 * @needs: image, end of what is signed and layout
 * @facts: kernel that it is to be checked against, or NULL
 *
 * An odd file is read as a whole.
 */
void ks_outline_fetch(struct ks_input *input, const struct ks_needs *needs,
		      const struct ks_facts *facts)
{
	struct outline o = {
		.input = input,
		.needs = needs,
		.layout = needs->layout,
		.file = { needs->image.data, needs->signed_size },
	};

	if (!input->filled)
		return;
	if (!is_of_layout(&o, facts) || !has_plain_end(&o, needs->image.size) ||
	    !has_plain_end(&o, needs->signed_size) || !read_header(&o) ||
	    !has_plain_sections(&o) || !has_plain_symbols(&o))
		ks_input_fetch(input, 0, input->size);
}
