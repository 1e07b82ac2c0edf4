// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names of symbols up to 6.13, which nobody checks: simplify_symbols() and
 * layout_symtab() read each from where st_name says up to the next NUL.
 */
#include "check/elf_check.h"

/* The symbol table that counts, and the section of its names. */
static struct ks_elf_table find_symbols(const struct ks_elf_view *view,
					struct ks_elf_section *names)
{
	struct ks_elf_section s;

	ks_elf_view_symtab(view, &s);
	*names = ks_elf_view_section(view, s.link);
	return ks_elf_view_table(view, &s, ks_elf_symbol_size(&view->layout));
}

/**
 * ks_elf_symbol_starts - names start inside of their table
 * @view: file whose sections were found valid
 * @facts: not looked at
 * @f: what is wrong
 *
 * add_kallsyms() reads a copy of the table, and has nothing behind it.
 */
bool ks_elf_symbol_starts(const struct ks_elf_view *view, const struct ks_facts *facts,
			  struct ks_elf_failure *f)
{
	uint64_t end = view->image.size;
	struct ks_elf_section names;
	struct ks_elf_table symbols = find_symbols(view, &names);
	uint64_t name;

	(void)facts;
	f->level = KS_LEVEL_UNDEFINED;
	/* A name that starts behind the last NUL of the file has no end. */
	while (end && view->image.data[end - 1])
		end--;
	if (!symbols.count)
		return true;
	name = ks_elf_view_last_name(view, &symbols);
	if (name >= names.size || names.offset >= end || name >= end - names.offset)
		return ks_elf_fail(f, KS_REASON_ELF_SYMBOL_NAME, 0, 0);
	return true;
}

/* struct region - bytes of the file from @start to before @end */
struct region {
	uint64_t start;
	uint64_t end;
};

static bool overlaps(const struct region *a, uint64_t start, uint64_t size)
{
	return start < a->end && (size > UINT64_MAX - start || start + size > a->start);
}

/* module_frob_arch_sections() of some architectures sorts relocations in place. */
static bool sorts_relocations(const struct ks_elf_view *view, const struct ks_facts *facts)
{
	switch (view->machine) {
	case KS_EM_ARM:
	case KS_EM_AARCH64:
		return facts->gates[KS_GATE_MODULE_PLTS].value != KS_NO;
	case KS_EM_PPC:
	case KS_EM_PPC64:
		return true;
	default:
		return false;
	}
}

/* Does the loader write there before it looks at names: headers of sections. */
static bool is_changed(const struct ks_elf_view *view, const struct ks_facts *facts,
		       const struct region *region)
{
	bool sorts = sorts_relocations(view, facts);

	if (overlaps(region, view->shoff, view->shnum * ks_elf_section_size(&view->layout)))
		return true;
	for (uint32_t i = 1; sorts && i < view->shnum; i++) {
		struct ks_elf_section s = ks_elf_view_section(view, i);

		if (ks_elf_is_reloc(&s) && overlaps(region, s.offset, s.size))
			return true;
	}
	return false;
}

/* Such symbols are looked up by name, or complained of. */
static bool is_named(const struct ks_elf_view *view, const struct ks_elf_symbol *symbol)
{
	return symbol->shndx == KS_SHN_UNDEF || symbol->shndx >= view->shnum;
}

/**
 * ks_elf_symbol_ends - names end inside of their table, or in what stays as it is
 * @view: file whose names of symbols start inside of their table
 * @facts: module-plts
 * @f: what is wrong
 */
bool ks_elf_symbol_ends(const struct ks_elf_view *view, const struct ks_facts *facts,
			struct ks_elf_failure *f)
{
	struct ks_elf_section names;
	struct ks_elf_table symbols = find_symbols(view, &names);
	const uint8_t *text = ks_image_range(&view->image, names.offset, names.size);
	uint64_t last = names.size;
	struct region tail = { names.offset + names.size, names.offset + names.size };

	f->level = KS_LEVEL_UNDEFINED;
	while (text && last && text[last - 1])
		last--;
	if (!text || last == names.size)
		return true;
	while (tail.end < view->image.size && view->image.data[tail.end++])
		;
	if (!is_changed(view, facts, &tail))
		return true;
	for (uint64_t i = 1; i < symbols.count; i++) {
		struct ks_elf_symbol symbol = ks_elf_view_symbol(view, &symbols, i);

		if (symbol.name >= last && is_named(view, &symbol))
			return ks_elf_fail(f, KS_REASON_ELF_SYMBOL_END, 0, 0);
	}
	return true;
}
