// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bytes and numbers of a module in memory, and the fields of its headers.
 * Decides nothing about which change is worth making.
 */
#include "image.h"

#include <endian.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

static const char signature_mark[] = "~Module signature appended~\n";

#define MARK_SIZE	(sizeof(signature_mark) - 1)
#define TRAILER_SIZE	12

/* Where a field is, and how wide: of the 32-bit class, of the 64-bit class. */
struct place {
	uint8_t at[2];
	uint8_t width[2];
};

#define FIELD(type, member)							\
	{ { offsetof(Elf32_##type, member), offsetof(Elf64_##type, member) },	\
	  { sizeof(((Elf32_##type *)0)->member), sizeof(((Elf64_##type *)0)->member) } }

static const struct place header_places[EH_FIELDS] = {
	[EH_TYPE] = FIELD(Ehdr, e_type),
	[EH_MACHINE] = FIELD(Ehdr, e_machine),
	[EH_VERSION] = FIELD(Ehdr, e_version),
	[EH_ENTRY] = FIELD(Ehdr, e_entry),
	[EH_SHOFF] = FIELD(Ehdr, e_shoff),
	[EH_FLAGS] = FIELD(Ehdr, e_flags),
	[EH_SHENTSIZE] = FIELD(Ehdr, e_shentsize),
	[EH_SHNUM] = FIELD(Ehdr, e_shnum),
	[EH_SHSTRNDX] = FIELD(Ehdr, e_shstrndx),
};

static const struct place section_places[SH_FIELDS] = {
	[SH_NAME] = FIELD(Shdr, sh_name),
	[SH_TYPE] = FIELD(Shdr, sh_type),
	[SH_FLAGS] = FIELD(Shdr, sh_flags),
	[SH_ADDR] = FIELD(Shdr, sh_addr),
	[SH_OFFSET] = FIELD(Shdr, sh_offset),
	[SH_SIZE] = FIELD(Shdr, sh_size),
	[SH_LINK] = FIELD(Shdr, sh_link),
	[SH_INFO] = FIELD(Shdr, sh_info),
	[SH_ALIGN] = FIELD(Shdr, sh_addralign),
	[SH_ENTSIZE] = FIELD(Shdr, sh_entsize),
};

static const struct place symbol_places[ST_FIELDS] = {
	[ST_NAME] = FIELD(Sym, st_name),
	[ST_INFO] = FIELD(Sym, st_info),
	[ST_OTHER] = FIELD(Sym, st_other),
	[ST_SHNDX] = FIELD(Sym, st_shndx),
	[ST_VALUE] = FIELD(Sym, st_value),
	[ST_SIZE] = FIELD(Sym, st_size),
};

static const struct place relocation_places[REL_FIELDS] = {
	[REL_OFFSET] = FIELD(Rela, r_offset),
	[REL_SYMBOL] = FIELD(Rela, r_info),
	[REL_TYPE] = FIELD(Rela, r_info),
	[REL_ADDEND] = FIELD(Rela, r_addend),
};

static bool image_has(const struct image *im, uint64_t at, uint64_t size)
{
	return at <= im->size && size <= im->size - at;
}

bool image_put(struct image *im, uint64_t at, const void *from, size_t size)
{
	if (!image_has(im, at, size))
		return false;
	memcpy(im->bytes + at, from, size);
	return true;
}

bool image_flip(struct image *im, uint64_t at, uint8_t mask)
{
	if (!image_has(im, at, 1))
		return false;
	im->bytes[at] ^= mask;
	return true;
}

/* A number in the byte order of the file; 0 outside of it. */
uint64_t image_number(const struct image *im, uint64_t at, size_t width)
{
	uint64_t value = 0;

	if (!image_has(im, at, width))
		return 0;
	for (size_t i = 0; i < width; i++)
		value = value << 8 | im->bytes[at + (im->big ? i : width - 1 - i)];
	return value;
}

bool image_set(struct image *im, uint64_t at, size_t width, uint64_t value)
{
	if (!image_has(im, at, width))
		return false;
	for (size_t i = 0; i < width; i++, value >>= 8)
		im->bytes[at + (im->big ? width - 1 - i : i)] = value;
	return true;
}

/* The text at an offset; NULL when it does not end within the file. */
const char *image_string(const struct image *im, uint64_t at)
{
	if (at >= im->size || !memchr(im->bytes + at, 0, im->size - at))
		return NULL;
	return (const char *)im->bytes + at;
}

/* Add bytes at the end, aligned for headers; where they are now. FROM may lie inside. */
uint64_t image_append(struct image *im, const void *from, size_t size)
{
	size_t at = (im->size + 7) & ~(size_t)7;
	uint8_t *bytes = calloc(1, at + size + 1);

	if (!bytes)
		err(2, "memory");
	memcpy(bytes, im->bytes, im->size);
	memcpy(bytes + at, from, size);
	free(im->bytes);
	im->bytes = bytes;
	im->size = at + size;
	return at;
}

/* A broken signature is refused before all else; a base has none. */
void image_strip_signature(struct image *im)
{
	uint32_t length;
	size_t end;

	if (im->size < MARK_SIZE + TRAILER_SIZE)
		return;
	end = im->size - MARK_SIZE;
	if (memcmp(im->bytes + end, signature_mark, MARK_SIZE))
		return;
	memcpy(&length, im->bytes + end - sizeof(length), sizeof(length));
	end -= TRAILER_SIZE;
	length = be32toh(length);
	if (length <= end)
		im->size = end - length;
}

const char *section_field_name(enum section_field field)
{
	static const char *const names[SH_FIELDS] = {
		"sh_name", "sh_type", "sh_flags", "sh_addr", "sh_offset", "sh_size", "sh_link",
		"sh_info", "sh_addralign", "sh_entsize",
	};

	return names[field];
}

const char *symbol_field_name(enum symbol_field field)
{
	static const char *const names[ST_FIELDS] = {
		"st_name", "st_info", "st_other", "st_shndx", "st_value", "st_size",
	};

	return names[field];
}

const char *relocation_field_name(enum relocation_field field)
{
	static const char *const names[REL_FIELDS] = { "offset", "symbol", "type", "addend" };

	return names[field];
}

/* Also takes note of class and byte order, which a later change leaves alone. */
bool image_is_known(struct image *im)
{
	if (im->size < sizeof(Elf32_Ehdr) || memcmp(im->bytes, ELFMAG, SELFMAG))
		return false;
	im->is64 = im->bytes[EI_CLASS] == ELFCLASS64;
	im->big = im->bytes[EI_DATA] == ELFDATA2MSB;
	return header_get(im, EH_TYPE) == ET_REL &&
	       header_get(im, EH_SHENTSIZE) == section_header_size(im) &&
	       image_has(im, header_get(im, EH_SHOFF),
			 header_get(im, EH_SHNUM) * section_header_size(im));
}

size_t header_size(const struct image *im)
{
	return im->is64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
}

size_t section_header_size(const struct image *im)
{
	return im->is64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
}

static uint64_t get(const struct image *im, uint64_t base, const struct place *place)
{
	return image_number(im, base + place->at[im->is64], place->width[im->is64]);
}

static bool set(struct image *im, uint64_t base, const struct place *place, uint64_t value)
{
	return image_set(im, base + place->at[im->is64], place->width[im->is64], value);
}

uint64_t header_get(const struct image *im, enum header_field field)
{
	return get(im, 0, &header_places[field]);
}

bool header_set(struct image *im, enum header_field field, uint64_t value)
{
	return set(im, 0, &header_places[field], value);
}

int section_count(const struct image *im)
{
	return header_get(im, EH_SHNUM);
}

/* Where the header of a section lies, or 0. */
static uint64_t header_at(const struct image *im, int index)
{
	uint64_t table = header_get(im, EH_SHOFF), at;

	if (index < 0 || index >= section_count(im) || table > im->size)
		return 0;
	at = table + (uint64_t)index * section_header_size(im);
	return image_has(im, at, section_header_size(im)) ? at : 0;
}

uint64_t section_get(const struct image *im, int index, enum section_field field)
{
	uint64_t at = header_at(im, index);

	return at ? get(im, at, &section_places[field]) : 0;
}

bool section_set(struct image *im, int index, enum section_field field, uint64_t value)
{
	uint64_t at = header_at(im, index);

	return at && set(im, at, &section_places[field], value);
}

/* Whether all of its bytes are in the file. */
bool section_has_bytes(const struct image *im, int index)
{
	return header_at(im, index) && section_get(im, index, SH_TYPE) != SHT_NOBITS &&
	       section_get(im, index, SH_OFFSET) &&
	       image_has(im, section_get(im, index, SH_OFFSET), section_get(im, index, SH_SIZE));
}

static uint64_t symbol_at(const struct image *im, size_t index)
{
	size_t size = im->is64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	int table = section_find_type(im, SHT_SYMTAB, 0);

	return index < symbol_count(im) ? section_get(im, table, SH_OFFSET) + index * size : 0;
}

size_t symbol_count(const struct image *im)
{
	size_t size = im->is64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	int table = section_find_type(im, SHT_SYMTAB, 0);

	return section_has_bytes(im, table) ? section_get(im, table, SH_SIZE) / size : 0;
}

uint64_t symbol_get(const struct image *im, size_t index, enum symbol_field field)
{
	uint64_t at = symbol_at(im, index);

	return at ? get(im, at, &symbol_places[field]) : 0;
}

bool symbol_set(struct image *im, size_t index, enum symbol_field field, uint64_t value)
{
	uint64_t at = symbol_at(im, index);

	return at && set(im, at, &symbol_places[field], value);
}

/* The name; NULL for none and for one that does not end. */
const char *symbol_name(const struct image *im, size_t index)
{
	int names = section_get(im, section_find_type(im, SHT_SYMTAB, 0), SH_LINK);
	uint64_t name = symbol_get(im, index, ST_NAME);
	const char *text;

	if (!name || !section_has_bytes(im, names))
		return NULL;
	text = image_string(im, section_get(im, names, SH_OFFSET) + name);
	return text && *text ? text : NULL;
}

/* Of one entry, by the type of the section; 0 when it has no relocations. */
size_t relocation_size(const struct image *im, int section)
{
	switch (section_get(im, section, SH_TYPE)) {
	case SHT_RELA:
		return im->is64 ? sizeof(Elf64_Rela) : sizeof(Elf32_Rela);
	case SHT_REL:
		return im->is64 ? sizeof(Elf64_Rel) : sizeof(Elf32_Rel);
	default:
		return 0;
	}
}

size_t relocation_count(const struct image *im, int section)
{
	size_t size = relocation_size(im, section);

	return size && section_has_bytes(im, section) ? section_get(im, section, SH_SIZE) / size :
							0;
}

static uint64_t relocation_at(const struct image *im, int section, size_t index)
{
	if (index >= relocation_count(im, section))
		return 0;
	return section_get(im, section, SH_OFFSET) + index * relocation_size(im, section);
}

uint64_t relocation_get(const struct image *im, int section, size_t index,
			enum relocation_field field)
{
	uint64_t at = relocation_at(im, section, index), value;

	if (!at || (field == REL_ADDEND && section_get(im, section, SH_TYPE) != SHT_RELA))
		return 0;
	value = get(im, at, &relocation_places[field]);
	if (field == REL_SYMBOL)
		return value >> (im->is64 ? 32 : 8);
	return field == REL_TYPE ? value & (im->is64 ? UINT32_MAX : UINT8_MAX) : value;
}

bool relocation_set(struct image *im, int section, size_t index, enum relocation_field field,
		    uint64_t value)
{
	uint64_t at = relocation_at(im, section, index), info;
	int shift = im->is64 ? 32 : 8;
	uint64_t low = ((uint64_t)1 << shift) - 1;

	if (!at || (field == REL_ADDEND && section_get(im, section, SH_TYPE) != SHT_RELA))
		return false;
	info = get(im, at, &relocation_places[REL_TYPE]);
	if (field == REL_SYMBOL)
		value = value << shift | (info & low);
	else if (field == REL_TYPE)
		value = (info & ~low) | (value & low);
	return set(im, at, &relocation_places[field], value);
}
