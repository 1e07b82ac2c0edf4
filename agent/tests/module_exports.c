// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Export tables of a module in the making, as EXPORT_SYMBOL() and modpost of
 * each series write them: entries that relocations fill, strings, CRCs, flags.
 */
#include "module_maker.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One export= in pieces; empty where it was left out. */
struct export {
	char name[400];
	char crc[24];
	bool gpl;
	char ns[200];
};

/* A table while it is filled. */
struct table {
	struct bytes entries, entry_relocs, crcs, crc_relocs, flags;
	bool has_crcs;
};

static bool has_style(const struct maker *m, const char *word)
{
	return m->exports && strstr(m->exports, word);
}

static bool is_relative(const struct maker *m)
{
	bool x86 = m->machine == EM_X86_64 || m->machine == EM_386;

	return x86 ? !has_style(m, "absolute") : m->machine == EM_AARCH64;
}

static bool has_addends(const struct maker *m)
{
	return m->machine != EM_386 && m->machine != EM_ARM &&
	       !(m->machine == EM_MIPS && !m->is64);
}

/* The relocation that a field of a table has on this machine. */
static unsigned int reloc_type(const struct maker *m, bool relative)
{
	switch (m->machine) {
	case EM_X86_64:
		return relative ? R_X86_64_PC32 : R_X86_64_64;
	case EM_386:
		return relative ? R_386_PC32 : R_386_32;
	case EM_AARCH64:
		return relative ? R_AARCH64_PREL32 : R_AARCH64_ABS64;
	case EM_ARM:
		return R_ARM_ABS32;
	case EM_MIPS:
		return m->is64 ? R_MIPS_64 : R_MIPS_32;
	case EM_PPC:
		return R_PPC_ADDR32;
	case EM_PPC64:
		return R_PPC64_ADDR64;
	default:
		return m->is64 ? R_RISCV_64 : R_RISCV_32;
	}
}

static void add_reloc(const struct maker *m, struct bytes *relocs, uint64_t offset, uint64_t symbol,
		      unsigned int type, uint64_t addend)
{
	unsigned int w = module_word(m);

	module_add_number(m, relocs, offset, w);
	if (m->machine == EM_MIPS && m->is64) {
		module_add_number(m, relocs, symbol, 4);
		module_add_number(m, relocs, 0, 3);
		module_add_number(m, relocs, type, 1);
	} else {
		module_add_number(m, relocs, m->is64 ? symbol << 32 | type : symbol << 8 | type, w);
	}
	if (has_addends(m))
		module_add_number(m, relocs, addend, w);
}

/* A field that will hold a place: a symbol there, or one of the section and an addend. */
static void add_field(struct maker *m, struct bytes *table, struct bytes *relocs, const char *name,
		      uint16_t section, uint64_t value)
{
	bool relative = is_relative(m), stripped = has_style(m, "stripped");
	uint64_t symbol = m->symbol_count;

	module_add_symbol(m, stripped ? "" : name, stripped ? STT_SECTION : STT_NOTYPE, section);
	m->symbols[symbol].value = stripped ? 0 : value;
	add_reloc(m, relocs, table->size, symbol, reloc_type(m, relative), stripped ? value : 0);
	module_add_number(m, table, stripped && !has_addends(m) ? value : 0,
			  relative ? 4 : module_word(m));
}

static void add_crc(struct maker *m, struct table *t, const struct export *e, uint16_t section,
		    struct bytes *crc_places)
{
	uint32_t crc = *e->crc ? module_number(e->crc) : 0;
	bool by_reloc = has_style(m, "crc-absolute"), by_place = has_style(m, "crc-place");
	uint64_t symbol = m->symbol_count;
	char name[MODULE_NAME_ROOM];

	t->has_crcs |= *e->crc;
	snprintf(name, sizeof(name), "__crc_%s", e->name);
	if (by_reloc || by_place) {
		module_add_symbol(m, name, STB_WEAK << 4, by_reloc ? SHN_ABS : section);
		m->symbols[symbol].value = by_reloc ? crc : crc_places->size;
		add_reloc(m, &t->crc_relocs, t->crcs.size, symbol,
			  m->machine == EM_X86_64 ? R_X86_64_32 : reloc_type(m, true), 0);
		module_add_number(m, crc_places, crc, 4);
		crc = 0;
	}
	module_add_number(m, &t->crcs, crc, 4);
}

/* NAME[:CRC[:gpl[:NAMESPACE]]] */
static struct export parse(const char *text)
{
	struct export e = { 0 };
	char gpl[8] = "";

	sscanf(text, "%399[^:]:%23[^:]:%7[^:]:%199s", e.name, e.crc, gpl, e.ns);
	e.gpl = !strcmp(gpl, "gpl");
	if (!strcmp(e.crc, "-"))
		e.crc[0] = '\0';
	return e;
}

static void add_entry(struct maker *m, struct table *t, const struct export *e, uint16_t strings,
		      struct bytes *text)
{
	char name[MODULE_NAME_ROOM];
	uint64_t at = text->size;

	module_add(text, e->name, strlen(e->name) + 1);
	module_add(text, e->ns, strlen(e->ns) + 1);
	add_field(m, &t->entries, &t->entry_relocs, "", 1, 0);
	snprintf(name, sizeof(name), "__kstrtab_%s", e->name);
	add_field(m, &t->entries, &t->entry_relocs, name, strings, at);
	snprintf(name, sizeof(name), "__kstrtabns_%s", e->name);
	add_field(m, &t->entries, &t->entry_relocs, name, strings, at + strlen(e->name) + 1);
	module_add_number(m, &t->flags, e->gpl, 1);
}

static void put_relocs(struct maker *m, const char *name, size_t target, struct bytes relocs)
{
	size_t i;

	if (!relocs.size)
		return;
	i = module_add_section(m, name, has_addends(m) ? SHT_RELA : SHT_REL, SHF_INFO_LINK, relocs);
	m->sections[i].info = target;
	m->sections[i].is_relocs = true;
}

static void put_table(struct maker *m, struct table *t, const char *suffix, bool flags)
{
	char name[64];
	size_t i;

	snprintf(name, sizeof(name), "__ksymtab%s", suffix);
	i = module_add_section(m, name, SHT_PROGBITS, SHF_ALLOC, t->entries);
	snprintf(name, sizeof(name), ".rela__ksymtab%s", suffix);
	put_relocs(m, name, i, t->entry_relocs);
	if (t->has_crcs) {
		snprintf(name, sizeof(name), "__kcrctab%s", suffix);
		i = module_add_section(m, name, SHT_PROGBITS, SHF_ALLOC, t->crcs);
		snprintf(name, sizeof(name), ".rela__kcrctab%s", suffix);
		put_relocs(m, name, i, t->crc_relocs);
	} else {
		free(t->crcs.data);
		free(t->crc_relocs.data);
	}
	if (flags)
		module_add_section(m, "__kflagstab", SHT_PROGBITS, SHF_ALLOC, t->flags);
	else
		free(t->flags.data);
}

/* The names that modpost gives the entries; nobody needs them. */
static void add_entry_names(struct maker *m, const char *const *exports, size_t count)
{
	char name[MODULE_NAME_ROOM];

	for (size_t i = 0; i < count && !has_style(m, "stripped"); i++) {
		snprintf(name, sizeof(name), "__ksymtab_%s", parse(exports[i]).name);
		module_add_symbol(m, name, STB_LOCAL << 4, 1);
	}
}

/**
 * module_make_exports - add the tables of what a module exports
 * @m: module
 * @exports: NAME[:CRC[:gpl[:NAMESPACE]]], in the order in which they are to stand
 * @count: entries of @exports
 *
 * m->exports names the style, any of these words: "flags" (one table, as 7.1
 * has it), "absolute" (addresses in entries on x86, as User-Mode Linux has
 * them), "stripped" (symbols of sections only), "crc-absolute" and "crc-place"
 * (as 5.10 has CRCs).
 */
void module_make_exports(struct maker *m, const char *const *exports, size_t count)
{
	struct table tables[2] = { 0 };
	struct bytes text = { 0 }, crc_places = { 0 };
	bool flags = has_style(m, "flags");
	size_t strings, places;

	if (!count)
		return;
	strings = module_add_section(m, "__ksymtab_strings", SHT_PROGBITS, SHF_ALLOC,
				     (struct bytes){ 0 });
	places = module_add_section(m, ".rodata", SHT_PROGBITS, SHF_ALLOC, (struct bytes){ 0 });
	for (size_t i = 0; i < count; i++) {
		struct export e = parse(exports[i]);
		struct table *t = &tables[e.gpl && !flags];

		add_entry(m, t, &e, strings, &text);
		add_crc(m, t, &e, places, &crc_places);
	}
	add_entry_names(m, exports, count);
	m->sections[strings].content = text;
	m->sections[places].content = crc_places;
	for (int i = 0; i < 2; i++)
		if (tables[i].entries.size)
			put_table(m, &tables[i], i ? "_gpl" : "", flags);
}
