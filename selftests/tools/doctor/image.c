// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finding and changing parts of a module in memory. Offsets into the file are
 * the currency; 0, where the ELF header lies, means that there is no such
 * thing. Decides nothing about which change is worth making.
 */
#include "image.h"

#include <endian.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

static const char signature_mark[] = "~Module signature appended~\n";

#define MARK_SIZE	(sizeof(signature_mark) - 1)
#define TRAILER_SIZE	12

bool image_get(const struct image *im, uint64_t offset, void *to, size_t size)
{
	if (offset > im->size || size > im->size - offset)
		return false;
	memcpy(to, im->bytes + offset, size);
	return true;
}

bool image_put(struct image *im, uint64_t offset, const void *from, size_t size)
{
	if (offset > im->size || size > im->size - offset)
		return false;
	memcpy(im->bytes + offset, from, size);
	return true;
}

bool image_flip(struct image *im, uint64_t offset, uint8_t mask)
{
	if (offset >= im->size)
		return false;
	im->bytes[offset] ^= mask;
	return true;
}

/* The text at an offset; NULL when it does not end within the file. */
const char *image_string(const struct image *im, uint64_t offset)
{
	if (offset >= im->size || !memchr(im->bytes + offset, 0, im->size - offset))
		return NULL;
	return (const char *)im->bytes + offset;
}

/* Add bytes at the end, aligned for headers; where they are now. FROM may lie inside. */
uint64_t image_append(struct image *im, const void *from, size_t size)
{
	size_t at = (im->size + 7) & ~(size_t)7;
	uint8_t *bytes = calloc(1, at + size);

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

bool image_is_known(const struct image *im)
{
	Elf64_Ehdr eh;

	return image_get(im, 0, &eh, sizeof(eh)) && !memcmp(eh.e_ident, ELFMAG, SELFMAG) &&
	       eh.e_ident[EI_CLASS] == ELFCLASS64 && eh.e_ident[EI_DATA] == ELFDATA2LSB &&
	       eh.e_type == ET_REL && eh.e_shentsize == sizeof(Elf64_Shdr);
}

/* Where the header of a section lies; an index below e_shnum keeps it small. */
static uint64_t header_at(const struct image *im, int index)
{
	Elf64_Ehdr eh;

	if (!image_get(im, 0, &eh, sizeof(eh)) || index < 0 || index >= eh.e_shnum ||
	    eh.e_shoff > im->size)
		return 0;
	return eh.e_shoff + (uint64_t)index * sizeof(Elf64_Shdr);
}

bool section_get(const struct image *im, int index, Elf64_Shdr *section)
{
	uint64_t at = header_at(im, index);

	return at && image_get(im, at, section, sizeof(*section)) &&
	       (section->sh_type == SHT_NOBITS ||
		(section->sh_offset <= im->size &&
		 section->sh_size <= im->size - section->sh_offset));
}

bool section_put(struct image *im, int index, const Elf64_Shdr *section)
{
	uint64_t at = header_at(im, index);

	return at && image_put(im, at, section, sizeof(*section));
}

/* The index of a section, or -1. */
int section_find(const struct image *im, const char *name)
{
	Elf64_Shdr names, section;
	const char *text;
	Elf64_Ehdr eh;

	if (!image_get(im, 0, &eh, sizeof(eh)) || !section_get(im, eh.e_shstrndx, &names))
		return -1;
	for (int i = 1; i < eh.e_shnum; i++) {
		if (!section_get(im, i, &section))
			continue;
		text = image_string(im, names.sh_offset + section.sh_name);
		if (text && !strcmp(text, name))
			return i;
	}
	return -1;
}

/* One section more: the table of headers moves to the end of the file. */
bool section_add(struct image *im, const Elf64_Shdr *section)
{
	Elf64_Shdr *table;
	Elf64_Ehdr eh;
	size_t size;
	bool good;

	if (!image_get(im, 0, &eh, sizeof(eh)) || eh.e_shnum + 1 >= SHN_LORESERVE)
		return false;
	size = eh.e_shnum * sizeof(*table);
	table = malloc(size + sizeof(*table));
	if (!table)
		err(2, "memory");
	good = image_get(im, eh.e_shoff, table, size);
	if (good) {
		table[eh.e_shnum++] = *section;
		eh.e_shoff = image_append(im, table, size + sizeof(*table));
		good = image_put(im, 0, &eh, sizeof(eh));
	}
	free(table);
	return good;
}

/* The value of the first such tag behind AFTER (0: of all), or 0. */
uint64_t modinfo_find(const struct image *im, const char *tag, uint64_t after)
{
	size_t length = strlen(tag);
	uint64_t at, end;
	Elf64_Shdr s;
	const char *text;

	if (!section_get(im, section_find(im, ".modinfo"), &s))
		return 0;
	end = s.sh_offset + s.sh_size;
	for (at = s.sh_offset; at < end; at += strlen(text) + 1) {
		text = image_string(im, at);
		if (!text)
			return 0;
		if (at > after && !strncmp(text, tag, length) && text[length] == '=')
			return at + length + 1;
	}
	return 0;
}

size_t version_count(const struct image *im)
{
	Elf64_Shdr s;

	return section_get(im, section_find(im, "__versions"), &s) ? s.sh_size / VERSION_SIZE : 0;
}

uint64_t version_at(const struct image *im, size_t index)
{
	Elf64_Shdr s;

	if (index >= version_count(im) || !section_get(im, section_find(im, "__versions"), &s))
		return 0;
	return s.sh_offset + index * VERSION_SIZE;
}

uint64_t version_find(const struct image *im, const char *name)
{
	for (size_t i = 0; i < version_count(im); i++) {
		const char *text = image_string(im, version_at(im, i) + VERSION_NAME);

		if (text && !strcmp(text, name))
			return version_at(im, i);
	}
	return 0;
}

/* The record of the nth import, counted in the order of the symbol table. */
uint64_t version_of_import(const struct image *im, size_t nth)
{
	Elf64_Sym symbol;

	for (size_t i = 1; i < symbol_count(im); i++) {
		uint64_t at = 0;

		if (symbol_get(im, i, &symbol) && symbol.st_shndx == SHN_UNDEF &&
		    symbol_name(im, &symbol))
			at = version_find(im, symbol_name(im, &symbol));
		if (at && !nth--)
			return at;
	}
	return 0;
}

size_t symbol_count(const struct image *im)
{
	Elf64_Shdr s;

	return section_get(im, section_find(im, ".symtab"), &s) ? s.sh_size / sizeof(Elf64_Sym) : 0;
}

uint64_t symbol_get(const struct image *im, size_t index, Elf64_Sym *symbol)
{
	uint64_t at;
	Elf64_Shdr s;

	if (index >= symbol_count(im) || !section_get(im, section_find(im, ".symtab"), &s))
		return 0;
	at = s.sh_offset + index * sizeof(*symbol);
	return image_get(im, at, symbol, sizeof(*symbol)) ? at : 0;
}

/* The name; NULL for none and for one that does not end. */
const char *symbol_name(const struct image *im, const Elf64_Sym *symbol)
{
	const char *text;
	Elf64_Shdr s;

	if (!symbol->st_name || !section_get(im, section_find(im, ".strtab"), &s))
		return NULL;
	text = image_string(im, s.sh_offset + symbol->st_name);
	return text && *text ? text : NULL;
}

/* The first or last undefined symbol with a name: where it is, or 0. */
uint64_t symbol_import(const struct image *im, bool last, Elf64_Sym *symbol)
{
	uint64_t at, found = 0;
	Elf64_Sym next;

	for (size_t i = 1; i < symbol_count(im); i++) {
		at = symbol_get(im, i, &next);
		if (!at || next.st_shndx != SHN_UNDEF || !symbol_name(im, &next))
			continue;
		found = at;
		*symbol = next;
		if (!last)
			break;
	}
	return found;
}

/* Whether some relocation refers to the symbol. */
static bool symbol_is_used(const struct image *im, size_t index)
{
	Elf64_Ehdr eh;
	Elf64_Shdr s;
	Elf64_Rela rela;

	if (!image_get(im, 0, &eh, sizeof(eh)))
		return true;
	for (int i = 1; i < eh.e_shnum; i++) {
		if (!section_get(im, i, &s) || s.sh_type != SHT_RELA)
			continue;
		for (uint64_t at = 0; at + sizeof(rela) <= s.sh_size; at += sizeof(rela))
			if (image_get(im, s.sh_offset + at, &rela, sizeof(rela)) &&
			    ELF64_R_SYM(rela.r_info) == index)
				return true;
	}
	return false;
}

/*
 * A symbol that can become anything, as nothing refers to it: those which name
 * the strings of .modinfo are such.
 */
uint64_t symbol_spare(const struct image *im, Elf64_Sym *symbol)
{
	int modinfo = section_find(im, ".modinfo");
	uint64_t at;

	for (size_t i = 1; modinfo > 0 && i < symbol_count(im); i++) {
		at = symbol_get(im, i, symbol);
		if (at && symbol->st_shndx == modinfo && symbol_name(im, symbol) &&
		    ELF64_ST_TYPE(symbol->st_info) == STT_OBJECT && !symbol_is_used(im, i))
			return at;
	}
	return 0;
}
