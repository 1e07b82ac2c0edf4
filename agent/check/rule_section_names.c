// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each loaded section gets a file under /sys/module/NAME/sections:
 * add_sect_attrs() of kernel/module/sysfs.c.  Two of one name cannot both have
 * theirs; older kernels go on without any, 6.12 refuses the module.
 */
#include "check/check.h"
#include "check/emit.h"
#include "check/layout.h"

/* Twenty times what the largest of Debian's modules has; a power of two. */
#define NAMES_MAX	4096

/* Names of sections by their hash; twice as many places as names. */
struct names {
	uint16_t slots[2 * NAMES_MAX];	/* index of the section, 0 is free */
	size_t count;
};

/* sect_empty(): with KALLSYMS the symbol table and its names are loaded, too. */
static bool has_file(const struct ks_sections *sections, uint32_t i,
		     const struct ks_elf_section *section)
{
	if (!section->size)
		return false;
	if (i == sections->symbols || i == sections->strings)
		return true;
	return ks_section_is_loaded(sections, i, section);
}

/* Put a section's name in; false when it is there already. */
static bool add(struct names *names, const struct ks_elf_view *view, uint32_t i, const char *name)
{
	uint32_t mask = 2 * NAMES_MAX - 1, slot = ks_name_hash(name) & mask;

	for (; names->slots[slot]; slot = (slot + 1) & mask) {
		struct ks_elf_section other = ks_elf_view_section(view, names->slots[slot]);

		if (!strcmp(ks_elf_view_name(view, &other), name))
			return false;
	}
	names->slots[slot] = i;
	names->count++;
	return true;
}

static void emit_many(size_t count, struct ks_sink *sink)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_SECTION_NAMES,
		.level = KS_LEVEL_UNKNOWN,
		.reason = KS_REASON_SECTION_NAMES_MANY,
		.module_number = count,
	});
}

static void emit_twice(const struct ks_facts *facts, uint32_t i, const char *name,
		       struct ks_sink *sink)
{
	bool has_files = facts->gates[KS_GATE_SYSFS].value == KS_YES &&
			 facts->gates[KS_GATE_KALLSYMS].value == KS_YES;
	bool refuses = has_files && ks_since(facts, 6, 12) == KS_YES;
	bool accepts = ks_since(facts, 6, 4) == KS_NO;

	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_SECTION_NAMES,
		.level = refuses ? KS_LEVEL_REFUSES : accepts ? KS_LEVEL_NOTE : KS_LEVEL_UNKNOWN,
		.reason = KS_REASON_SECTION_TWICE,
		.error = refuses ? KS_EEXIST : 0,
		.subject = name,
		.module_number = i,
	});
}

static void check_names(const struct ks_elf_view *view, const struct ks_facts *facts,
			struct ks_sink *sink)
{
	struct ks_sections sections = ks_sections_find(view, facts);
	struct names names = { .count = 0 };

	/* The files are made in the order of the sections. */
	for (uint32_t i = 1; i < view->shnum; i++) {
		struct ks_elf_section section = ks_elf_view_section(view, i);
		const char *name = ks_elf_view_name(view, &section);

		if (!has_file(&sections, i, &section))
			continue;
		if (names.count == NAMES_MAX) {
			emit_many(names.count, sink);
			return;
		}
		if (!add(&names, view, i, name)) {
			emit_twice(facts, i, name, sink);
			return;
		}
	}
}

/**
 * ks_rule_section_names - no two loaded sections have one name
 * @needs: raw bytes
 * @facts: SYSFS and KALLSYMS, without which there are no such files
 * @sink: findings
 */
void ks_rule_section_names(const struct ks_needs *needs, const struct ks_facts *facts,
			   struct ks_sink *sink)
{
	struct ks_elf_view view;

	if (facts->gates[KS_GATE_SYSFS].value == KS_NO ||
	    facts->gates[KS_GATE_KALLSYMS].value == KS_NO)
		return;
	ks_elf_view_init(&view, needs, facts);
	/* Mostly one look tells. */
	if (!view.index || view.index->has_twins || view.shnum > NAMES_MAX)
		check_names(&view, facts, sink);
}
