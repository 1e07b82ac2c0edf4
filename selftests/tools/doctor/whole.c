// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Modules that are wrong as files: cut, not ELF, or with an ELF header, section
 * or symbol table that is none. Which modules they were does not matter, so one
 * base is enough for these. Some are not survived by older kernels, which read
 * or write outside of the file then; the table says since when they are.
 */
#include "variant.h"

#include <string.h>

static const char *nothing(struct image *im, const struct variant *v)
{
	(void)im;
	(void)v;
	return NULL;
}

/* Value: how long it stays. */
static const char *cut(struct image *im, const struct variant *v)
{
	if (im->size <= v->value)
		return "the base is shorter";
	im->size = v->value;
	return NULL;
}

static const char *cut_half(struct image *im, const struct variant *v)
{
	(void)v;
	im->size /= 2;
	return NULL;
}

static const char *cut_last_byte(struct image *im, const struct variant *v)
{
	(void)v;
	im->size--;
	return NULL;
}

/* Text: what comes behind the file; width: how much of it, if not a string. */
static const char *append(struct image *im, const struct variant *v)
{
	size_t at = im->size, length = v->width ? v->width : strlen(v->text);

	image_append(im, v->text, length);
	memmove(im->bytes + at, v->text, length);
	im->size = at + length;
	return NULL;
}

/* Text: what stands there instead, a hundred times. */
static const char *replace(struct image *im, const struct variant *v)
{
	im->size = 0;
	for (int i = 0; i < 100; i++)
		append(im, v);
	return NULL;
}

static const char *set_header(struct image *im, const struct variant *v)
{
	return image_put(im, v->field, &v->value, v->width) ? NULL : "no ELF header";
}

/* Where: a section, "" for the first; field, width, value: of its header. */
const char *set_section(struct image *im, const struct variant *v)
{
	int index = *v->where ? section_find(im, v->where) : 0;
	Elf64_Shdr s;

	if (!section_get(im, index, &s))
		return "no such section";
	memcpy((char *)&s + v->field, &v->value, v->width);
	return section_put(im, index, &s) ? NULL : "no such section";
}

const char *clear_alloc(struct image *im, const struct variant *v)
{
	int index = section_find(im, v->where);
	Elf64_Shdr s;

	if (!section_get(im, index, &s))
		return "no such section";
	s.sh_flags &= ~(uint64_t)SHF_ALLOC;
	return section_put(im, index, &s) ? NULL : "no such section";
}

/* The name loses its first letter; its bytes may be part of other names. */
const char *hide_section(struct image *im, const struct variant *v)
{
	int index = section_find(im, v->where);
	Elf64_Shdr s;

	if (!section_get(im, index, &s))
		return "no such section";
	s.sh_name++;
	return section_put(im, index, &s) ? NULL : "no such section";
}

/* Where: a section; field: the byte of its content, its last when ~0. */
static const char *set_content(struct image *im, const struct variant *v)
{
	uint8_t byte = v->value;
	Elf64_Shdr s;
	uint64_t at;

	if (!section_get(im, section_find(im, v->where), &s) || !s.sh_size)
		return "no such section";
	at = v->field == (size_t)-1 ? s.sh_size - 1 : v->field;
	if (at >= s.sh_size || !image_put(im, s.sh_offset + at, &byte, 1))
		return "the section is too short";
	return NULL;
}

/* A second section of that name and content, which is not loaded. */
static const char *double_section(struct image *im, const struct variant *v)
{
	Elf64_Shdr s;

	if (!section_get(im, section_find(im, v->where), &s))
		return "no such section";
	s.sh_flags &= ~(uint64_t)SHF_ALLOC;
	return section_add(im, &s) ? NULL : "no room for a section";
}

/* Value: by how much struct module grows. */
static const char *resize_module(struct image *im, const struct variant *v)
{
	int index = section_find(im, ".gnu.linkonce.this_module");
	Elf64_Shdr s;

	if (!section_get(im, index, &s))
		return "no such section";
	s.sh_size += v->value;
	return section_put(im, index, &s) ? NULL : "no such section";
}

static const char *lose_symbol_name(struct image *im, const struct variant *v)
{
	Elf64_Sym symbol;
	uint64_t at = symbol_import(im, true, &symbol);

	symbol.st_name = v->value;
	return at && image_put(im, at, &symbol, sizeof(symbol)) ? NULL : "no imports";
}

#define sizeof_field(type, member)	sizeof(((type *)NULL)->member)
#define IDENT(index, value_) \
	.field = (index), .width = 1, .value = (value_)
#define HEADER(member, value_) \
	.field = offsetof(Elf64_Ehdr, member), .width = sizeof_field(Elf64_Ehdr, member), \
	.value = (value_)
#define SECTION(where_, member, value_) \
	.where = (where_), .field = offsetof(Elf64_Shdr, member), \
	.width = sizeof_field(Elf64_Shdr, member), .value = (value_)
#define LAST		.field = (size_t)-1
#define MODULE		".gnu.linkonce.this_module"
#define MARK		"~Module signature appended~\n"

const struct variant file_variants[] = {
	VARIANT("signature cut off", nothing),
	VARIANT("signature: mark only", append, .text = MARK),
	VARIANT("signature: length past the file", append, .width = 40,
		.text = "\0\0\2\0\0\0\0\0\x7f\xff\xff\xff" MARK),
	VARIANT("signature: reserved field set", append, .width = 40,
		.text = "\1\0\2\0\0\0\0\0\0\0\0\x20" MARK),

	VARIANT("cut: empty", cut, .value = 0),
	VARIANT("cut: one byte", cut, .value = 1),
	VARIANT("cut: 16 bytes", cut, .value = 16),
	VARIANT("cut: ELF header only", cut, .value = sizeof(Elf64_Ehdr)),
	VARIANT("cut: half", cut_half),
	VARIANT("cut: last byte missing", cut_last_byte),
	VARIANT("text instead of a module", replace, .text = "this is no module\n"),

	VARIANT("ELF header: magic", set_header, IDENT(EI_MAG0, 0)),
	VARIANT("ELF header: class 32 bit", set_header, IDENT(EI_CLASS, ELFCLASS32)),
	VARIANT("ELF header: big endian", set_header, IDENT(EI_DATA, ELFDATA2MSB)),
	VARIANT("ELF header: type executable", set_header, HEADER(e_type, ET_EXEC)),
	VARIANT("ELF header: machine i386", set_header, HEADER(e_machine, EM_386)),
	VARIANT("ELF header: machine arm64", set_header, HEADER(e_machine, EM_AARCH64)),
	VARIANT("ELF header: version", set_header, HEADER(e_version, 0x5a5a5a5a)),
	VARIANT("ELF header: flags", set_header, HEADER(e_flags, 0x5a5a5a5a)),
	VARIANT("ELF header: section header size", set_header, HEADER(e_shentsize, 40)),
	VARIANT("ELF header: sections past the end",
		set_header, HEADER(e_shoff, 1ULL << 40)),
	VARIANT("ELF header: no sections", set_header, HEADER(e_shnum, 0)),
	VARIANT("ELF header: no section names", set_header, HEADER(e_shstrndx, 0)),
	VARIANT("ELF header: section names past the last",
		set_header, HEADER(e_shstrndx, 0xfff0)),

	VARIANT("section 0: size", set_section, SECTION("", sh_size, 1)),
	VARIANT("section 0: type", set_section, SECTION("", sh_type, SHT_PROGBITS)),
	VARIANT("section 0: address", set_section, SECTION("", sh_addr, 1)),
	VARIANT("section names: not a string table",
		set_section, SECTION(".shstrtab", sh_type, SHT_PROGBITS)),
	VARIANT("section names: past the end",
		set_section, SECTION(".shstrtab", sh_offset, 1ULL << 40)),
	VARIANT("section names: none",
		set_section, SECTION(".shstrtab", sh_size, 0), .survived = SINCE(5, 17)),
	VARIANT("section names: no end",
		set_content, .where = ".shstrtab", LAST, .value = 'x'),
	VARIANT("section .text: name past the table",
		set_section, SECTION(".text", sh_name, 0x7fffffff)),
	VARIANT("section .comment: name past the table",
		set_section, SECTION(".comment", sh_name, 0x7fffffff), .survived = SINCE(6, 12)),
	VARIANT("section .modinfo: past the end",
		set_section, SECTION(".modinfo", sh_offset, 1ULL << 40)),
	VARIANT("section .modinfo: offset overflows",
		set_section, SECTION(".modinfo", sh_offset, ~0ULL)),
	VARIANT("section .modinfo: twice", double_section, .where = ".modinfo"),

	VARIANT("symbol table: not one",
		set_section, SECTION(".symtab", sh_type, SHT_PROGBITS)),
	VARIANT("symbol table: twice", double_section, .where = ".symtab"),
	VARIANT("symbol table: no names", set_section, SECTION(".symtab", sh_link, 0)),
	VARIANT("symbol table: names past the last",
		set_section, SECTION(".symtab", sh_link, 0xfff0)),
	VARIANT("symbol names: not a string table",
		set_section, SECTION(".strtab", sh_type, SHT_PROGBITS)),
	VARIANT("symbol names: no empty one",
		set_content, .where = ".strtab", .field = 0, .value = 'x'),
	VARIANT("symbol names: no end",
		set_content, .where = ".strtab", LAST, .value = 'x'),
	VARIANT("symbol names: an import has none", lose_symbol_name, .value = 0),
	VARIANT("symbol names: one past the table",
		lose_symbol_name, .value = 0x7fffffff, .survived = SINCE(6, 14)),

	VARIANT("struct module: another section name", hide_section, .where = MODULE),
	VARIANT("struct module: not loaded", clear_alloc, .where = MODULE),
	VARIANT("struct module: twice", double_section, .where = MODULE),
	VARIANT("struct module: no bytes",
		set_section, SECTION(MODULE, sh_type, SHT_NOBITS), .survived = SINCE(6, 4)),
	VARIANT("struct module: 64 bytes shorter",
		resize_module, .value = -64ULL, .survived = SINCE(6, 4)),
	VARIANT("struct module: 64 bytes longer", resize_module, .value = 64),
};

const size_t file_variant_count = sizeof(file_variants) / sizeof(file_variants[0]);
