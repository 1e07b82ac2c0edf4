// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Modules that are wrong in how they are to be linked into the kernel: flags
 * and sizes of sections, section indices of symbols, relocations, BTF.
 */
#include <string.h>

#include "content.h"
#include "variant.h"

#define NO_RELOCATION	"no such relocation"

/* Value: flags to add. */
static const char *add_flags(struct image *im, const struct variant *v)
{
	int index = section_find(im, v->where);
	uint64_t flags = section_get(im, index, SH_FLAGS);

	return section_set(im, index, SH_FLAGS, flags | v->value) ? NULL : "no such section";
}

/* Value: the section index that a spare symbol gets. */
static const char *place_symbol(struct image *im, const struct variant *v)
{
	size_t symbol = symbol_spare(im);

	return symbol && symbol_set(im, symbol, ST_SHNDX, v->value) ? NULL : "no symbol to spare";
}

static bool is_loaded(const struct image *im, int section)
{
	return section_get(im, section, SH_FLAGS) & SHF_ALLOC;
}

/* The first section of relocations that the loader will apply, or -1. */
static int applied_relocations(const struct image *im)
{
	for (int i = 1; i < section_count(im); i++)
		if (relocation_count(im, i) && section_get(im, i, SH_INFO) &&
		    is_loaded(im, section_get(im, i, SH_INFO)) &&
		    relocation_get(im, i, 0, REL_TYPE))
			return i;
	return -1;
}

/* Field, value: of the first relocation that is applied. */
static const char *set_relocation(struct image *im, const struct variant *v)
{
	int section = applied_relocations(im);

	return relocation_set(im, section, 0, v->field, v->value) ? NULL : NO_RELOCATION;
}

/* Field, value: of the header of that section. */
static const char *set_relocations(struct image *im, const struct variant *v)
{
	int section = applied_relocations(im);

	return section > 0 && section_set(im, section, v->field, v->value) ? NULL : NO_RELOCATION;
}

/* What is not zero where a relocation goes is not overwritten on x86. */
static const char *fill_target(struct image *im, const struct variant *v)
{
	int section = applied_relocations(im);
	int target = section_get(im, section, SH_INFO);
	uint64_t at = relocation_get(im, section, 0, REL_OFFSET);

	if (section < 0 || !section_has_bytes(im, target) ||
	    at >= section_get(im, target, SH_SIZE))
		return NO_RELOCATION;
	return image_set(im, section_get(im, target, SH_OFFSET) + at, 1, v->value) ?
	       NULL : NO_RELOCATION;
}

/* The first relocation of one type gets another: width and value. */
static const char *retype(struct image *im, const struct variant *v)
{
	if (header_get(im, EH_MACHINE) != v->field)
		return "another machine";
	for (int i = 1; i < section_count(im); i++) {
		if (!is_loaded(im, section_get(im, i, SH_INFO)))
			continue;
		for (size_t n = 0; n < relocation_count(im, i); n++)
			if (relocation_get(im, i, n, REL_TYPE) == v->width)
				return relocation_set(im, i, n, REL_TYPE, v->value) ?
				       NULL : NO_RELOCATION;
	}
	return NO_RELOCATION;
}

/* Text: the name of a section more, of VALUE bytes, none of them in the file. */
static const char *add_empty(struct image *im, const struct variant *v)
{
	int index = section_add(im, section_find(im, ".modinfo"));

	if (index < 0 || !section_rename(im, index, v->text))
		return "no .modinfo";
	section_set(im, index, SH_TYPE, SHT_NOBITS);
	section_set(im, index, SH_FLAGS, SHF_ALLOC | SHF_WRITE);
	section_set(im, index, SH_SIZE, v->value);
	section_set(im, index, SH_ALIGN, 8);
	return NULL;
}

/* Both kinds of constructors: each is there without a function. */
static const char *add_constructors(struct image *im, const struct variant *v)
{
	static const struct variant ctors = { .text = ".ctors" };
	static const struct variant init_array = { .text = ".init_array" };
	const char *reason = add_empty(im, &ctors);

	(void)v;
	return reason ? reason : add_empty(im, &init_array);
}

/* Text: a table of one entry, which has no relocation and points anywhere. */
static const char *add_table(struct image *im, const struct variant *v)
{
	int index = section_add(im, section_find(im, ".modinfo"));

	if (index < 0 || !section_rename(im, index, v->text))
		return "no .modinfo";
	section_set(im, index, SH_SIZE, im->is64 ? 8 : 4);
	return NULL;
}

static uint64_t parameter_size(const struct image *im)
{
	return im->is64 ? 40 : 20;
}

/* The next parameter with a file in sysfs behind AFTER, or -1. */
static int visible_parameter(const struct image *im, int table, int after)
{
	uint64_t at = section_get(im, table, SH_OFFSET), perm = im->is64 ? 24 : 12;
	int count = section_get(im, table, SH_SIZE) / parameter_size(im);

	for (int i = after + 1; i < count; i++)
		if (image_number(im, at + i * parameter_size(im) + perm, 2))
			return i;
	return -1;
}

/* The relocation of a parameter's name, or -1. */
static int name_relocation(const struct image *im, int relocations, int parameter)
{
	for (size_t n = 0; n < relocation_count(im, relocations); n++)
		if (relocation_get(im, relocations, n, REL_OFFSET) ==
		    parameter * parameter_size(im))
			return n;
	return -1;
}

/* A second parameter with a file has the name of the first. */
static const char *twin_parameters(struct image *im, const struct variant *v)
{
	int table = section_find(im, "__param"), relocations = 1, first, second, from, to;

	(void)v;
	if (!section_has_bytes(im, table))
		return "no parameters";
	while (relocations < section_count(im) &&
	       (section_get(im, relocations, SH_INFO) != (uint64_t)table ||
		section_get(im, relocations, SH_TYPE) != SHT_RELA))
		relocations++;
	first = visible_parameter(im, table, -1);
	second = first < 0 ? -1 : visible_parameter(im, table, first);
	from = name_relocation(im, relocations, first);
	to = name_relocation(im, relocations, second);
	if (second < 0 || from < 0 || to < 0)
		return "no two parameters with files";
	relocation_set(im, relocations, to, REL_SYMBOL,
		       relocation_get(im, relocations, from, REL_SYMBOL));
	relocation_set(im, relocations, to, REL_ADDEND,
		       relocation_get(im, relocations, from, REL_ADDEND));
	return NULL;
}

const struct variant linked_variants[] = {
	VARIANT("section .text: writable", add_flags, .where = ".text", .value = SHF_WRITE),
	VARIANT("section .comment: writable and executable",
		add_flags, .where = ".comment", .value = SHF_WRITE | SHF_EXECINSTR),
	VARIANT("section .bss: 3 GiB",
		set_section, SECTION(".bss", SH_SIZE, 3ULL << 30)),
	VARIANT("section .data..percpu: 1 MiB",
		add_empty, .text = ".data..percpu", .value = 1 << 20),
	VARIANT("section .ctors beside .init_array", add_constructors),
	VARIANT("section __obsparm", add_empty, .text = "__obsparm", .value = 8),

	VARIANT("section __trace_printk_fmt: not relocated",
		add_table, .text = "__trace_printk_fmt", .survived = NEVER),
	VARIANT("parameters: two of one name", twin_parameters),

	VARIANT("symbol: common", place_symbol, .value = SHN_COMMON),
	VARIANT("symbol: section past the last",
		place_symbol, .value = 0x7000, .survived = SINCE(5, 17)),
	VARIANT("symbol: absolute", place_symbol, .value = SHN_ABS),
	VARIANT("symbol: of a livepatch", place_symbol, .value = 0xff20),

	VARIANT("relocation: type 5", set_relocation, .field = REL_TYPE, .value = 5),
	VARIANT("relocation: type 250", set_relocation, .field = REL_TYPE, .value = 250),
	VARIANT("relocation: none", set_relocation, .field = REL_TYPE, .value = 0),
	VARIANT("relocation: target not zero", fill_target, .value = 0x55),
	VARIANT("relocation: PC32 becomes 32",
		retype, .field = EM_X86_64, .width = R_X86_64_PC32, .value = R_X86_64_32),
	VARIANT("relocation: PLT32 becomes 32S",
		retype, .field = EM_X86_64, .width = R_X86_64_PLT32, .value = R_X86_64_32S),
	VARIANT("relocation: 64 becomes 32",
		retype, .field = EM_X86_64, .width = R_X86_64_64, .value = R_X86_64_32),
	VARIANT("relocations: not RELA", set_relocations, .field = SH_TYPE, .value = SHT_REL),
	VARIANT("relocations: for no section", set_relocations, .field = SH_INFO, .value = 9999),
	VARIANT("relocations: without symbols",
		set_relocations, .field = SH_TYPE, .value = SHT_PROGBITS),

	VARIANT("BTF: magic", set_content, .where = ".BTF", .field = 0, .value = 0),
	VARIANT("BTF: version", set_content, .where = ".BTF", .field = 2, .value = 9),
	VARIANT("BTF: another section name", hide_section, .where = ".BTF"),
};

const size_t linked_variant_count = sizeof(linked_variants) / sizeof(linked_variants[0]);
