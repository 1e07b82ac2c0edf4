// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the sections of a module add up to: layout_sections(), layout_symtab() and
 * move_module() of kernel/module.  How much memory is free is not known beforehand;
 * how much can be had at all is.
 */
#include "check/check.h"
#include "check/emit.h"
#include "check/layout.h"

/* MODULES_VADDR without RANDOMIZE_BASE to MODULES_END, the most there is. */
#define X86_64_MODULES	0x5f000000ull
/* What is less is nothing out of the ordinary. */
#define LARGE		(64ull << 20)
/* Sizes are counted in an unsigned int. */
#define COUNTED		(1ull << 32)
#define PAGE		4096ull

static void emit(struct ks_sink *sink, enum ks_level level, enum ks_reason reason, uint64_t total)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_MEMORY,
		.level = level,
		.reason = reason,
		.error = level == KS_LEVEL_REFUSES ? KS_ENOMEM : 0,
		.order = KS_ORDER_LATE,
		.module_number = total >> 20,
	});
}

/* The kinds of memory, in the order of layout_sections(). */
enum kind { CODE, CONSTANT, AFTER_INIT, DATA, KINDS };

static enum kind kind_of(const struct ks_elf_view *view, const struct ks_elf_section *s, bool init)
{
	if (s->flags & KS_SHF_EXECINSTR)
		return CODE;
	if (!(s->flags & KS_SHF_WRITE))
		return CONSTANT;
	if (!init && (ks_elf_view_name_is(view, s, ".data..ro_after_init") ||
		      ks_elf_view_name_is(view, s, "__jump_table")))
		return AFTER_INIT;
	return DATA;
}

/* ALIGN() of the kernel: no less than its argument, unless it wraps around. */
static uint64_t align_up(uint64_t at, uint64_t alignment)
{
	uint64_t mask = alignment ? alignment - 1 : 0;

	return (at + mask) & ~mask;
}

/*
 * Put a section behind @at.  False when its offset or its end does not fit into
 * the unsigned int that counts it, or it would lie over another.
 */
static bool put(uint64_t *at, const struct ks_elf_section *section, uint64_t size)
{
	uint64_t start = align_up(*at, section->addralign);

	if (start < *at || start >= COUNTED || size >= COUNTED || start + size >= COUNTED)
		return false;
	*at = start + size;
	return true;
}

/*
 * layout_symtab(): with KALLSYMS the symbol table and its names come last among
 * what is freed after init(), and a part of them last among the data.
 */
static bool lay_out_symbols(const struct ks_elf_view *view, const struct ks_facts *facts,
			    const struct ks_sections *sections, unsigned int area, uint64_t *at)
{
	struct ks_elf_section symbols = ks_elf_view_section(view, sections->symbols);
	struct ks_elf_section strings = ks_elf_view_section(view, sections->strings);

	if (!sections->symbols || facts->gates[KS_GATE_KALLSYMS].value == KS_NO)
		return true;
	if (area == DATA)
		return put(at, &symbols, 0);
	return area != DATA + KINDS ||
	       (put(at, &symbols, symbols.size) && put(at, &strings, strings.size));
}

/* Put the sections of one kind behind @at. */
static bool lay_out(const struct ks_elf_view *view, const struct ks_facts *facts,
		    const struct ks_sections *sections, unsigned int area, uint64_t *at)
{
	for (uint32_t i = 0; i < view->shnum; i++) {
		struct ks_elf_section s = ks_elf_view_section(view, i);
		bool init;

		if (!ks_section_is_loaded(sections, i, &s))
			continue;
		init = ks_section_is_init(view, facts, &s);
		if (area == kind_of(view, &s, init) + init * KINDS && !put(at, &s, s.size))
			return false;
	}
	return lay_out_symbols(view, facts, sections, area, at);
}

/*
 * Since 6.4 each kind has memory of its own; before there are two blocks, one
 * for init() and one for what stays.  All of it comes out of one range.
 */
static void check_sizes(const struct ks_elf_view *view, const struct ks_facts *facts,
			struct ks_sink *sink)
{
	struct ks_sections sections = ks_sections_find(view, facts);
	bool own = ks_since(facts, 6, 4) != KS_NO;
	bool x86_64 = facts->machine.value == KS_EM_X86_64 &&
		      facts->gates[KS_GATE_UML].value == KS_NO;
	uint64_t at = 0, total = 0;

	for (unsigned int area = 0; area < 2 * KINDS; area++) {
		if (own || area == KINDS)
			at = 0;
		total -= at;
		if (!lay_out(view, facts, &sections, area, &at)) {
			emit(sink, KS_LEVEL_UNDEFINED, KS_REASON_SECTION_SIZES, total);
			return;
		}
		at = align_up(at, PAGE);
		total += at;
	}
	if (total > X86_64_MODULES && x86_64)
		emit(sink, KS_LEVEL_REFUSES, KS_REASON_MEMORY, total);
	else if (total > LARGE)
		emit(sink, KS_LEVEL_RESIDUAL, KS_REASON_MEMORY_LARGE, total);
}

/*
 * Whatever their order: no more than all sizes, with all room for alignment.  What
 * is little anyway needs no layout.
 */
static bool is_little(const struct ks_elf_view *view)
{
	uint64_t most = 2 * KINDS * PAGE;

	for (uint32_t i = 0; i < view->shnum; i++) {
		struct ks_elf_section s = ks_elf_view_section(view, i);

		if (s.size > LARGE || s.addralign > LARGE ||
		    (s.type == KS_SHT_SYMTAB && s.link >= view->shnum))
			return false;
		/* Symbols and their names may be put once more than the others. */
		most += 2 * s.size + 3 * s.addralign;
	}
	return most <= LARGE;
}

/**
 * ks_rule_memory - what the sections add up to
 * @needs: raw bytes
 * @facts: series, architecture
 * @sink: findings
 */
void ks_rule_memory(const struct ks_needs *needs, const struct ks_facts *facts,
		    struct ks_sink *sink)
{
	struct ks_elf_view view;

	ks_elf_view_init(&view, needs, facts);
	if (!is_little(&view))
		check_sizes(&view, facts, sink);
}
