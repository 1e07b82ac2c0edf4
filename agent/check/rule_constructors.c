// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What find_module_sections() of kernel/module/main.c minds: constructors of
 * both kinds, which no linker puts into one file, and parameters of an age that
 * is no longer understood.  All series.
 */
#include "check/check.h"
#include "check/elf_view.h"
#include "check/emit.h"

static void emit(struct ks_sink *sink, enum ks_level level, enum ks_reason reason)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_CONSTRUCTORS,
		.level = level,
		.reason = reason,
		.error = level == KS_LEVEL_REFUSES ? KS_EINVAL : 0,
		.order = level == KS_LEVEL_NOTE ? 1 : 0,
	});
}

/**
 * ks_rule_constructors - constructors are of one kind
 * @needs: raw bytes
 * @facts: CONSTRUCTORS
 * @sink: findings
 */
void ks_rule_constructors(const struct ks_needs *needs, const struct ks_facts *facts,
			  struct ks_sink *sink)
{
	enum ks_tri gate = facts->gates[KS_GATE_CONSTRUCTORS].value;
	struct ks_elf_section s;
	struct ks_elf_view view;

	ks_elf_view_init(&view, needs, facts);
	if (!needs->readable)
		return;
	if (gate != KS_NO && ks_elf_view_find(&view, ".ctors", &s) &&
	    ks_elf_view_find(&view, ".init_array", &s))
		emit(sink, gate == KS_YES ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN,
		     KS_REASON_CONSTRUCTORS);
	if (ks_elf_view_find(&view, "__obsparm", &s))
		emit(sink, KS_LEVEL_NOTE, KS_REASON_OBSOLETE_PARAMETERS);
}
