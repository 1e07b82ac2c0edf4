// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Symbols that are neither imported nor placed in a section of the file:
 * simplify_symbols() of kernel/module/main.c.  It goes on after a failure.
 */
#include "check/check.h"
#include "check/emit.h"
#include "check/layout.h"

#define SHN_LORESERVE	0xff00

/* The linker's own, for link-time optimization. */
static bool is_ignored(const char *name)
{
	return !strncmp(name, "__gnu_lto", strlen("__gnu_lto"));
}

/*
 * Later than 5.10, and in 6.1 at the latest, an index behind the last section
 * is refused; before, whatever lies there is taken for a section header.
 */
static enum ks_level level_of_index(const struct ks_facts *facts)
{
	return ks_since(facts, 6, 1) == KS_YES ? KS_LEVEL_REFUSES : KS_LEVEL_UNDEFINED;
}

/*
 * The first symbol is nobody's, and the loop leaves it out.  elf_type() of
 * kernel/module/kallsyms.c does not, and takes its section for granted.
 */
static void check_first(const struct ks_needs *needs, const struct ks_facts *facts,
			struct ks_sink *sink)
{
	struct ks_elf_symbol first;
	struct ks_elf_section symtab;
	struct ks_elf_table table;
	struct ks_elf_view view;

	if (!needs->readable || facts->gates[KS_GATE_KALLSYMS].value == KS_NO)
		return;
	ks_elf_view_init(&view, needs, facts);
	ks_elf_view_symtab(&view, &symtab);
	table = ks_elf_view_table(&view, &symtab, ks_elf_symbol_size(&view.layout));
	if (!table.count)
		return;
	first = ks_elf_view_symbol(&view, &table, 0);
	if (first.shndx < view.shnum || first.shndx >= SHN_LORESERVE)
		return;
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_SYMBOL_TABLE,
		.level = KS_LEVEL_UNDEFINED,
		.reason = KS_REASON_SYMBOL_SECTION,
		.order = KS_ORDER_LATE,
		.subject = "0",
		.module_number = first.shndx,
		.kernel_number = view.shnum - 1,
	});
}

/**
 * ks_rule_symbol_table - every symbol belongs somewhere
 * @needs: odd symbols
 * @facts: series, KALLSYMS
 * @sink: findings
 */
void ks_rule_symbol_table(const struct ks_needs *needs, const struct ks_facts *facts,
			  struct ks_sink *sink)
{
	check_first(needs, facts, sink);
	for (size_t i = 0; i < needs->odd_symbol_count; i++) {
		const struct ks_odd_symbol *symbol = &needs->odd_symbols[i];
		enum ks_level level = KS_LEVEL_REFUSES;

		if (symbol->is_common && is_ignored(symbol->name))
			continue;
		if (!symbol->is_common)
			level = level_of_index(facts);
		ks_emit(sink, (struct ks_finding){
			.rule = KS_RULE_SYMBOL_TABLE,
			.level = level,
			.reason = symbol->is_common ? KS_REASON_SYMBOL_COMMON
						    : KS_REASON_SYMBOL_SECTION,
			.error = level == KS_LEVEL_REFUSES ? KS_ENOEXEC : 0,
			.order = symbol->index,
			.subject = symbol->name,
			.module_number = symbol->section,
			.kernel_number = symbol->section_count - 1,
		});
	}
}
