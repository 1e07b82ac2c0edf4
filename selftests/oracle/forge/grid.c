// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One field of one section header, symbol or relocation, changed to a value at which
 * loaders branch: each of these changes of a module has its number. Random ones seldom
 * come to them, as one section among forty is rarely given one type among twenty.
 */
#include "grid.h"

#include <inttypes.h>

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* How a field's new value is found from the old one. */
enum way { BECOMES, GROWS, FLIPS, OF_FILE };

struct step {
	int field;
	enum way way;
	uint64_t value;
};

static const struct step section_steps[] = {
	{ SH_TYPE, BECOMES, SHT_NULL },		{ SH_TYPE, BECOMES, SHT_PROGBITS },
	{ SH_TYPE, BECOMES, SHT_SYMTAB },	{ SH_TYPE, BECOMES, SHT_STRTAB },
	{ SH_TYPE, BECOMES, SHT_RELA },		{ SH_TYPE, BECOMES, SHT_HASH },
	{ SH_TYPE, BECOMES, SHT_NOTE },		{ SH_TYPE, BECOMES, SHT_NOBITS },
	{ SH_TYPE, BECOMES, SHT_REL },		{ SH_TYPE, BECOMES, SHT_DYNSYM },
	{ SH_TYPE, BECOMES, SHT_INIT_ARRAY },	{ SH_TYPE, BECOMES, SHT_GROUP },
	{ SH_TYPE, BECOMES, 0x70000001 },	{ SH_TYPE, BECOMES, 0xffffffff },
	{ SH_SIZE, BECOMES, 0 },		{ SH_SIZE, BECOMES, 1 },
	{ SH_SIZE, BECOMES, 4 },		{ SH_SIZE, BECOMES, 8 },
	{ SH_SIZE, BECOMES, 63 },		{ SH_SIZE, BECOMES, 64 },
	{ SH_SIZE, GROWS, 1 },			{ SH_SIZE, GROWS, -1ULL },
	{ SH_SIZE, GROWS, 8 },			{ SH_SIZE, GROWS, -8ULL },
	{ SH_SIZE, OF_FILE, 0 },		{ SH_SIZE, BECOMES, -1ULL },
	{ SH_OFFSET, BECOMES, 0 },		{ SH_OFFSET, BECOMES, 1 },
	{ SH_OFFSET, GROWS, 1 },		{ SH_OFFSET, GROWS, -1ULL },
	{ SH_OFFSET, GROWS, 8 },		{ SH_OFFSET, OF_FILE, 0 },
	{ SH_OFFSET, OF_FILE, -1ULL },		{ SH_OFFSET, OF_FILE, 1 },
	{ SH_FLAGS, FLIPS, SHF_WRITE },		{ SH_FLAGS, FLIPS, SHF_ALLOC },
	{ SH_FLAGS, FLIPS, SHF_EXECINSTR },	{ SH_FLAGS, FLIPS, SHF_MERGE },
	{ SH_FLAGS, FLIPS, SHF_STRINGS },	{ SH_FLAGS, FLIPS, SHF_INFO_LINK },
	{ SH_FLAGS, FLIPS, SHF_GROUP },		{ SH_FLAGS, FLIPS, SHF_TLS },
	{ SH_FLAGS, FLIPS, SHF_COMPRESSED },	{ SH_FLAGS, FLIPS, 0x00100000 },
	{ SH_FLAGS, FLIPS, SHF_ALLOC | SHF_WRITE }, { SH_FLAGS, BECOMES, 0 },
	{ SH_FLAGS, BECOMES, SHF_ALLOC | SHF_EXECINSTR }, { SH_FLAGS, BECOMES, SHF_ALLOC },
	{ SH_ADDR, BECOMES, 1 },		{ SH_ADDR, BECOMES, -1ULL },
	{ SH_LINK, BECOMES, 0 },		{ SH_LINK, GROWS, 1 },
	{ SH_LINK, BECOMES, 0xffff },		{ SH_INFO, BECOMES, 0 },
	{ SH_INFO, GROWS, 1 },			{ SH_INFO, BECOMES, 0xffff },
	{ SH_ALIGN, BECOMES, 0 },		{ SH_ALIGN, BECOMES, 1 },
	{ SH_ALIGN, BECOMES, 3 },		{ SH_ALIGN, BECOMES, 4096 },
	{ SH_ALIGN, BECOMES, 1 << 20 },		{ SH_ALIGN, BECOMES, 1ULL << 63 },
	{ SH_ENTSIZE, BECOMES, 0 },		{ SH_ENTSIZE, BECOMES, 1 },
	{ SH_NAME, BECOMES, 0 },		{ SH_NAME, GROWS, 1 },
	{ SH_NAME, BECOMES, 0xffffffff },
};

static const struct step symbol_steps[] = {
	{ ST_NAME, BECOMES, 0 },		{ ST_NAME, GROWS, 1 },
	{ ST_NAME, BECOMES, 0xffffffff },
	{ ST_INFO, BECOMES, ELF64_ST_INFO(STB_LOCAL, STT_NOTYPE) },
	{ ST_INFO, BECOMES, ELF64_ST_INFO(STB_LOCAL, STT_SECTION) },
	{ ST_INFO, BECOMES, ELF64_ST_INFO(STB_LOCAL, STT_FILE) },
	{ ST_INFO, BECOMES, ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE) },
	{ ST_INFO, BECOMES, ELF64_ST_INFO(STB_GLOBAL, STT_FUNC) },
	{ ST_INFO, BECOMES, ELF64_ST_INFO(STB_GLOBAL, STT_TLS) },
	{ ST_INFO, BECOMES, ELF64_ST_INFO(STB_GLOBAL, STT_COMMON) },
	{ ST_INFO, BECOMES, ELF64_ST_INFO(STB_WEAK, STT_NOTYPE) },
	{ ST_INFO, BECOMES, ELF64_ST_INFO(STB_WEAK, STT_OBJECT) },
	{ ST_INFO, BECOMES, ELF64_ST_INFO(STB_GNU_UNIQUE, STT_GNU_IFUNC) },
	{ ST_INFO, BECOMES, 0xff },
	{ ST_OTHER, BECOMES, STV_HIDDEN },	{ ST_OTHER, BECOMES, 0xff },
	{ ST_SHNDX, BECOMES, SHN_UNDEF },	{ ST_SHNDX, BECOMES, 1 },
	{ ST_SHNDX, GROWS, 1 },			{ ST_SHNDX, BECOMES, SHN_ABS },
	{ ST_SHNDX, BECOMES, SHN_COMMON },	{ ST_SHNDX, BECOMES, 0xff20 },
	{ ST_SHNDX, BECOMES, SHN_LORESERVE },	{ ST_SHNDX, BECOMES, SHN_XINDEX },
	{ ST_VALUE, BECOMES, 0 },		{ ST_VALUE, GROWS, 1 },
	{ ST_VALUE, GROWS, -1ULL },		{ ST_VALUE, GROWS, 1ULL << 31 },
	{ ST_VALUE, GROWS, 1ULL << 40 },	{ ST_VALUE, BECOMES, -1ULL },
	{ ST_SIZE, BECOMES, 0 },		{ ST_SIZE, BECOMES, -1ULL },
};

static const struct step relocation_steps[] = {
	{ REL_OFFSET, BECOMES, 0 },		{ REL_OFFSET, GROWS, 1 },
	{ REL_OFFSET, GROWS, 8 },		{ REL_OFFSET, GROWS, 1ULL << 32 },
	{ REL_OFFSET, BECOMES, -1ULL },		{ REL_SYMBOL, BECOMES, 0 },
	{ REL_SYMBOL, GROWS, 1 },		{ REL_SYMBOL, BECOMES, 0xffffff },
	{ REL_TYPE, BECOMES, 0 },		{ REL_TYPE, BECOMES, 1 },
	{ REL_TYPE, BECOMES, 2 },		{ REL_TYPE, BECOMES, 4 },
	{ REL_TYPE, BECOMES, 10 },		{ REL_TYPE, BECOMES, 11 },
	{ REL_TYPE, BECOMES, 24 },		{ REL_TYPE, BECOMES, 99 },
	{ REL_TYPE, GROWS, 1 },			{ REL_TYPE, GROWS, -1ULL },
	{ REL_ADDEND, BECOMES, 0 },		{ REL_ADDEND, GROWS, 1 },
	{ REL_ADDEND, GROWS, -1ULL },		{ REL_ADDEND, GROWS, 1ULL << 31 },
	{ REL_ADDEND, GROWS, 1ULL << 62 },
};

/* Of a section of relocations only the first ones: the others are like them. */
#define RELOCATIONS	8

static uint64_t value_of(const struct image *im, const struct step *step, uint64_t old)
{
	switch (step->way) {
	case GROWS:
		return old + step->value;
	case FLIPS:
		return old ^ step->value;
	case OF_FILE:
		return im->size + step->value;
	default:
		return step->value;
	}
}

static bool change_section(struct image *im, uint64_t number, FILE *note)
{
	const struct step *step = &section_steps[number % COUNT(section_steps)];
	int section = number / COUNT(section_steps);
	uint64_t old = section_get(im, section, step->field), new = value_of(im, step, old);
	const char *name = section_name(im, section);

	fprintf(note, "[%d] %s %s 0x%" PRIx64 " to 0x%" PRIx64 "; ", section, name ? name : "?",
		section_field_name(step->field), old, new);
	return new != old && section_set(im, section, step->field, new);
}

static bool change_symbol(struct image *im, uint64_t number, FILE *note)
{
	const struct step *step = &symbol_steps[number % COUNT(symbol_steps)];
	size_t symbol = number / COUNT(symbol_steps);
	uint64_t old = symbol_get(im, symbol, step->field), new = value_of(im, step, old);
	const char *name = symbol_name(im, symbol);

	fprintf(note, "symbol %zu %s: %s 0x%" PRIx64 " to 0x%" PRIx64 "; ", symbol,
		name ? name : "?", symbol_field_name(step->field), old, new);
	return new != old && symbol_set(im, symbol, step->field, new);
}

static size_t relocations_of(const struct image *im, int section)
{
	size_t count = relocation_count(im, section);

	return count < RELOCATIONS ? count : RELOCATIONS;
}

static bool change_relocation(struct image *im, uint64_t number, FILE *note)
{
	const struct step *step = &relocation_steps[number % COUNT(relocation_steps)];
	size_t index = number / COUNT(relocation_steps);
	uint64_t old, new;
	const char *name;
	int section = 0;

	for (; index >= relocations_of(im, section); section++)
		index -= relocations_of(im, section);
	old = relocation_get(im, section, index, step->field);
	new = value_of(im, step, old);
	name = section_name(im, section);
	fprintf(note, "[%d] %s: relocation %zu: %s 0x%" PRIx64 " to 0x%" PRIx64 "; ", section,
		name ? name : "?", index, relocation_field_name(step->field), old, new);
	return new != old && relocation_set(im, section, index, step->field, new);
}

bool grid(struct image *im, uint64_t number, FILE *note)
{
	uint64_t sections = COUNT(section_steps) * section_count(im);
	uint64_t symbols = COUNT(symbol_steps) * symbol_count(im), relocations = 0;

	for (int i = 0; i < section_count(im); i++)
		relocations += COUNT(relocation_steps) * relocations_of(im, i);
	/* Neighbours in number are far from each other: any run of numbers is a sample. */
	number = number * 104729 % (sections + symbols + relocations);
	if (number < sections)
		return change_section(im, number, note);
	if (number < sections + symbols)
		return change_symbol(im, number - sections, note);
	return change_relocation(im, number - sections - symbols, note);
}
