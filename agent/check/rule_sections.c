// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * No section is both writable and executable: module_enforce_rwx_sections() of
 * kernel/module/strict_rwx.c (kernel/module.c before 5.19).  It looks at every
 * section header, at those that are not loaded, too.
 */
#include "check/check.h"
#include "check/elf_view.h"
#include "check/emit.h"

static void emit(const struct ks_elf_view *view, struct ks_sink *sink, enum ks_tri strict,
		 uint32_t index)
{
	struct ks_elf_section section = ks_elf_view_section(view, index);

	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_SECTIONS,
		.level = strict == KS_YES ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN,
		.reason = strict == KS_YES ? KS_REASON_SECTION_RWX : KS_REASON_SECTION_RWX_UNKNOWN,
		.error = strict == KS_YES ? KS_ENOEXEC : 0,
		.subject = ks_elf_view_name(view, &section),
		.module_number = index,
	});
}

/**
 * ks_rule_sections - no section is written to and executed
 * @needs: raw bytes
 * @facts: STRICT_MODULE_RWX
 * @sink: findings: one at most, as the loader stops at the first
 */
void ks_rule_sections(const struct ks_needs *needs, const struct ks_facts *facts,
		      struct ks_sink *sink)
{
	const uint64_t both = KS_SHF_WRITE | KS_SHF_EXECINSTR;
	enum ks_tri strict = facts->gates[KS_GATE_STRICT_RWX].value;
	struct ks_elf_view view;

	ks_elf_view_init(&view, needs, facts);
	for (uint32_t i = 0; i < view.shnum && strict != KS_NO; i++) {
		if ((ks_elf_view_section(&view, i).flags & both) != both)
			continue;
		emit(&view, sink, strict, i);
		return;
	}
}
