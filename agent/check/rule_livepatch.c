// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module that says that it is a livepatch: check_modinfo_livepatch() of
 * kernel/module/main.c (of kernel/module.c before 5.19) refuses it without
 * LIVEPATCH, behind the version magic.  All series.
 */
#include "check/check.h"
#include "check/emit.h"

/**
 * ks_rule_livepatch - this kernel takes livepatches, if it is one
 * @needs: modinfo livepatch
 * @facts: LIVEPATCH
 * @sink: findings
 */
void ks_rule_livepatch(const struct ks_needs *needs, const struct ks_facts *facts,
		       struct ks_sink *sink)
{
	enum ks_tri livepatch = facts->gates[KS_GATE_LIVEPATCH].value;
	bool refuses = livepatch == KS_NO;

	if (!(needs->marks & KS_MARK_LIVEPATCH) || livepatch == KS_YES)
		return;
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_LIVEPATCH,
		.level = refuses ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN,
		.reason = refuses ? KS_REASON_LIVEPATCH : KS_REASON_LIVEPATCH_UNKNOWN,
		.error = refuses ? KS_ENOEXEC : 0,
	});
}
