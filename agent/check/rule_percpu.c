// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Per-cpu data: percpu_modalloc() of kernel/module/main.c gets memory for
 * .data..percpu from __alloc_reserved_percpu() of mm/percpu.c, which has its
 * own limits.  A kernel for one processor never looks for the section: there
 * it is one like any other.
 */
#include "check/check.h"
#include "check/emit.h"
#include "check/layout.h"

/* PCPU_MIN_UNIT_SIZE, the most that can be asked for, with pages of 4 KiB. */
#define LARGEST		32768
/* PERCPU_MODULE_RESERVE, which x86-64 has for all modules together. */
#define RESERVED	8192
#define PAGE		4096
/* Pages of other architectures may be larger. */
#define LARGEST_PAGE	65536

static void emit(struct ks_sink *sink, enum ks_level level, enum ks_reason reason,
		 uint64_t number, uint64_t size)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_PERCPU,
		.level = level,
		.reason = reason,
		.error = level == KS_LEVEL_REFUSES ? KS_ENOMEM : 0,
		.module_number = number,
		.kernel_number = size,
	});
}

/* What is above a page is cut to one; small ones become four bytes. */
static bool alignment_fits(uint64_t alignment)
{
	return alignment <= 4 || alignment > PAGE || !(alignment & (alignment - 1));
}

static void check_size(const struct ks_facts *facts, uint64_t size, uint64_t page,
		       struct ks_sink *sink)
{
	uint64_t largest = page > LARGEST ? page : LARGEST;

	if (facts->gates[KS_GATE_SMP].value == KS_UNKNOWN && size > RESERVED)
		emit(sink, KS_LEVEL_UNKNOWN, KS_REASON_PERCPU_LARGE, size, size);
	else if (size > largest)
		emit(sink, KS_LEVEL_REFUSES, KS_REASON_PERCPU_SIZE, size, size);
	else if (size > RESERVED)
		emit(sink, KS_LEVEL_RESIDUAL, KS_REASON_PERCPU_LARGE, size, size);
}

/**
 * ks_rule_percpu - the kernel can have such per-cpu data
 * @needs: raw bytes
 * @facts: SMP, architecture
 * @sink: findings
 */
void ks_rule_percpu(const struct ks_needs *needs, const struct ks_facts *facts,
		    struct ks_sink *sink)
{
	bool x86 = facts->machine.value == KS_EM_386 || facts->machine.value == KS_EM_X86_64;
	uint64_t page = x86 ? PAGE : LARGEST_PAGE;
	struct ks_elf_section s;
	struct ks_elf_view view;

	ks_elf_view_init(&view, needs, facts);
	if (!ks_section_percpu(&view, facts, &s) || !s.size)
		return;
	if (!alignment_fits(s.addralign) && facts->gates[KS_GATE_SMP].value == KS_YES)
		emit(sink, KS_LEVEL_REFUSES, KS_REASON_PERCPU_ALIGNMENT, s.addralign, s.size);
	else if (!alignment_fits(s.addralign))
		emit(sink, KS_LEVEL_UNKNOWN, KS_REASON_PERCPU_ALIGNMENT, s.addralign, s.size);
	else if (s.addralign > page)
		emit(sink, KS_LEVEL_NOTE, KS_REASON_PERCPU_ALIGNMENT_CUT, s.addralign, s.size);
	if (alignment_fits(s.addralign))
		check_size(facts, s.size, page, sink);
}
