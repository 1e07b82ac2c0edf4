// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Modules that are wrong as files: cut, not ELF, or with an ELF header, section
 * or symbol table that is none. Some are not survived by older kernels, which
 * read or write outside of the file then; the table says since when they are.
 */
#include <string.h>

#include "content.h"
#include "variant.h"

#define MODULE	".gnu.linkonce.this_module"

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

static const char *cut_to_header(struct image *im, const struct variant *v)
{
	(void)v;
	im->size = header_size(im);
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
	return header_set(im, v->field, v->value) ? NULL : "no ELF header";
}

/* Field: a byte of e_ident. */
static const char *set_ident(struct image *im, const struct variant *v)
{
	uint8_t byte = v->value;

	if (im->bytes[v->field] == byte)
		return "it is so already";
	return image_put(im, v->field, &byte, 1) ? NULL : "no ELF header";
}

/* Where: a section, "" for the first; field, value: of its header. */
const char *set_section(struct image *im, const struct variant *v)
{
	int index = *v->where ? section_find(im, v->where) : 0;

	return section_set(im, index, v->field, v->value) ? NULL : "no such section";
}

const char *clear_alloc(struct image *im, const struct variant *v)
{
	int index = section_find(im, v->where);
	uint64_t flags = section_get(im, index, SH_FLAGS);

	return section_set(im, index, SH_FLAGS, flags & ~(uint64_t)SHF_ALLOC) ?
	       NULL : "no such section";
}

/* The name loses its first letter; its bytes may be part of other names. */
const char *hide_section(struct image *im, const struct variant *v)
{
	int index = section_find(im, v->where);

	return section_set(im, index, SH_NAME, section_get(im, index, SH_NAME) + 1) ?
	       NULL : "no such section";
}

/* Where: a section; field: the byte of its content, its last when ~0. */
const char *set_content(struct image *im, const struct variant *v)
{
	int index = section_find(im, v->where);
	uint64_t size = section_get(im, index, SH_SIZE), at = v->field;
	uint8_t byte = v->value;

	if (!section_has_bytes(im, index) || !size)
		return "no such section";
	if (v->field == ~0u)
		at = size - 1;
	if (at >= size || !image_put(im, section_get(im, index, SH_OFFSET) + at, &byte, 1))
		return "the section is too short";
	return NULL;
}

/* A second section of that name and content, which is not loaded. */
static const char *double_section(struct image *im, const struct variant *v)
{
	int index = section_add(im, section_find(im, v->where));
	uint64_t flags = section_get(im, index, SH_FLAGS);

	if (index < 0)
		return "no such section";
	section_set(im, index, SH_FLAGS, flags & ~(uint64_t)SHF_ALLOC);
	return NULL;
}

/* Value: by how much struct module grows. */
static const char *grow_module(struct image *im, const struct variant *v)
{
	int index = section_find(im, ".gnu.linkonce.this_module");

	return section_set(im, index, SH_SIZE, section_get(im, index, SH_SIZE) + v->value) ?
	       NULL : "no such section";
}

/* char name[MODULE_NAME_LEN] of struct module: filled with a letter, or emptied. */
static const char *set_name(struct image *im, const struct variant *v)
{
	int index = section_find(im, MODULE);
	uint64_t at = section_get(im, index, SH_OFFSET) + (im->is64 ? 24 : 12);
	size_t room = 64 - (im->is64 ? 8 : 4);

	if (!section_has_bytes(im, index) || section_get(im, index, SH_SIZE) < 128)
		return "no struct module";
	for (size_t i = 0; i < room; i++)
		image_set(im, at + i, 1, v->value);
	return NULL;
}

static const char *lose_symbol_name(struct image *im, const struct variant *v)
{
	size_t symbol = symbol_import(im, true);

	return symbol && symbol_set(im, symbol, ST_NAME, v->value) ? NULL : "no imports";
}

/* Value: how long the symbol names are. */
static const char *cut_symbol_names(struct image *im, const struct variant *v)
{
	int names = section_get(im, section_find_type(im, SHT_SYMTAB, 0), SH_LINK);

	return section_set(im, names, SH_SIZE, v->value) ? NULL : "no symbol names";
}

#define HEADER(field_, value_)	.field = (field_), .value = (value_)
#define MARK		"~Module signature appended~\n"

const struct variant file_variants[] = {
	VARIANT("signature cut off", nothing),
	VARIANT("signature: mark only", append, .text = MARK),
	VARIANT("signature: length past the file", append, .width = 40,
		.text = "\0\0\2\0\0\0\0\0\x7f\xff\xff\xff" MARK),
	VARIANT("signature: reserved field set", append, .width = 40,
		.text = "\1\0\2\0\0\0\0\0\0\0\0\x20" MARK),
	VARIANT("signature: not of kind PKCS#7", append, .width = 40,
		.text = "\0\0\1\0\0\0\0\0\0\0\0\x20" MARK),
	VARIANT("signature: of no known form", append, .width = 40,
		.text = "\0\0\2\0\0\0\0\0\0\0\0\x20" MARK),

	VARIANT("cut: empty", cut, .value = 0),
	VARIANT("cut: one byte", cut, .value = 1),
	VARIANT("cut: 16 bytes", cut, .value = 16),
	VARIANT("cut: ELF header only", cut_to_header),
	VARIANT("cut: half", cut_half),
	VARIANT("cut: last byte missing", cut_last_byte),
	VARIANT("text instead of a module", replace, .text = "this is no module\n"),

	VARIANT("ELF header: magic", set_ident, HEADER(EI_MAG0, 0)),
	VARIANT("ELF header: class 32 bit", set_ident, HEADER(EI_CLASS, ELFCLASS32)),
	VARIANT("ELF header: class 64 bit", set_ident, HEADER(EI_CLASS, ELFCLASS64)),
	VARIANT("ELF header: little endian", set_ident, HEADER(EI_DATA, ELFDATA2LSB)),
	VARIANT("ELF header: big endian", set_ident, HEADER(EI_DATA, ELFDATA2MSB)),
	VARIANT("ELF header: type executable", set_header, HEADER(EH_TYPE, ET_EXEC)),
	VARIANT("ELF header: machine i386", set_header, HEADER(EH_MACHINE, EM_386)),
	VARIANT("ELF header: machine x86-64", set_header, HEADER(EH_MACHINE, EM_X86_64)),
	VARIANT("ELF header: machine arm64", set_header, HEADER(EH_MACHINE, EM_AARCH64)),
	VARIANT("ELF header: version", set_header, HEADER(EH_VERSION, 0x5a5a5a5a)),
	VARIANT("ELF header: flags", set_header, HEADER(EH_FLAGS, 0x5a5a5a5a)),
	VARIANT("ELF header: section header size", set_header, HEADER(EH_SHENTSIZE, 48)),
	VARIANT("ELF header: sections past the end",
		set_header, HEADER(EH_SHOFF, 0x7fffff00)),
	VARIANT("ELF header: no sections", set_header, HEADER(EH_SHNUM, 0)),
	VARIANT("ELF header: no section names", set_header, HEADER(EH_SHSTRNDX, 0)),
	VARIANT("ELF header: section names past the last",
		set_header, HEADER(EH_SHSTRNDX, 0xfff0)),

	VARIANT("section 0: size", set_section, SECTION("", SH_SIZE, 1)),
	VARIANT("section 0: type", set_section, SECTION("", SH_TYPE, SHT_PROGBITS)),
	VARIANT("section 0: address", set_section, SECTION("", SH_ADDR, 1)),
	VARIANT("section names: not a string table",
		set_section, SECTION(".shstrtab", SH_TYPE, SHT_PROGBITS)),
	VARIANT("section names: past the end",
		set_section, SECTION(".shstrtab", SH_OFFSET, 0x7fffff00)),
	VARIANT("section names: none",
		set_section, SECTION(".shstrtab", SH_SIZE, 0), .survived = SINCE(5, 17)),
	VARIANT("section names: no end",
		set_content, .where = ".shstrtab", LAST, .value = 'x'),
	VARIANT("section .text: name past the table",
		set_section, SECTION(".text", SH_NAME, 0x7fffffff)),
	VARIANT("section .comment: name past the table",
		set_section, SECTION(".comment", SH_NAME, 0x7fffffff), .survived = SINCE(6, 12)),
	VARIANT("section .modinfo: past the end",
		set_section, SECTION(".modinfo", SH_OFFSET, 0x7fffff00)),
	VARIANT("section .modinfo: offset overflows",
		set_section, SECTION(".modinfo", SH_OFFSET, ~0ULL)),
	VARIANT("section .modinfo: no bytes",
		set_section, SECTION(".modinfo", SH_TYPE, SHT_NOBITS)),
	VARIANT("section .modinfo: no type",
		set_section, SECTION(".modinfo", SH_TYPE, SHT_NULL)),
	VARIANT("section .modinfo: empty", set_section, SECTION(".modinfo", SH_SIZE, 0)),
	VARIANT("section .modinfo: ends in its first tag",
		set_section, SECTION(".modinfo", SH_SIZE, 4)),
	VARIANT("section .modinfo: twice", double_section, .where = ".modinfo"),

	VARIANT("symbol table: not one",
		set_section, SECTION(".symtab", SH_TYPE, SHT_PROGBITS)),
	VARIANT("symbol table: twice", double_section, .where = ".symtab"),
	VARIANT("symbol table: no names", set_section, SECTION(".symtab", SH_LINK, 0)),
	VARIANT("symbol table: names past the last",
		set_section, SECTION(".symtab", SH_LINK, 0xfff0)),
	VARIANT("symbol names: not a string table",
		set_section, SECTION(".strtab", SH_TYPE, SHT_PROGBITS)),
	VARIANT("symbol names: no empty one",
		set_content, .where = ".strtab", .field = 0, .value = 'x'),
	VARIANT("symbol names: no end",
		set_content, .where = ".strtab", LAST, .value = 'x'),
	VARIANT("symbol names: none at all", cut_symbol_names, .value = 0),
	VARIANT("symbol names: an import has none", lose_symbol_name, .value = 0),
	VARIANT("symbol names: one past the table",
		lose_symbol_name, .value = 0x7fffffff, .survived = SINCE(6, 14)),

	VARIANT("struct module: another section name", hide_section, .where = MODULE),
	VARIANT("struct module: not loaded", clear_alloc, .where = MODULE),
	VARIANT("struct module: twice", double_section, .where = MODULE),
	VARIANT("struct module: no bytes",
		set_section, SECTION(MODULE, SH_TYPE, SHT_NOBITS), .survived = SINCE(6, 4)),
	VARIANT("struct module: 64 bytes shorter",
		grow_module, .value = -64ULL, .survived = SINCE(6, 4)),
	VARIANT("struct module: 256 bytes",
		set_section, SECTION(MODULE, SH_SIZE, 256), .survived = SINCE(6, 4)),
	VARIANT("struct module: 64 bytes longer", grow_module, .value = 64),
	VARIANT("struct module: no name", set_name, .value = 0),
	VARIANT("struct module: a name without an end",
		set_name, .value = 'x', .survived = NEVER),
};

const size_t file_variant_count = sizeof(file_variants) / sizeof(file_variants[0]);
