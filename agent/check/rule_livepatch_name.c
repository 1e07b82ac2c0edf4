// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module called vmlinux: klp_module_coming() of kernel/livepatch/core.c
 * refuses it, as livepatches call the kernel image so.  It runs before the
 * notifiers.  All series, only with LIVEPATCH.
 */
#include "check/check.h"
#include "check/emit.h"

/**
 * ks_rule_livepatch_name - the module is not called as the kernel image is
 * @needs: mname
 * @facts: LIVEPATCH
 * @sink: findings
 */
void ks_rule_livepatch_name(const struct ks_needs *needs, const struct ks_facts *facts,
			    struct ks_sink *sink)
{
	enum ks_tri livepatch = facts->gates[KS_GATE_LIVEPATCH].value;
	bool refuses = livepatch == KS_YES;

	if (!needs->mname || strcmp(needs->mname, "vmlinux") || livepatch == KS_NO)
		return;
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_LIVEPATCH_NAME,
		.level = refuses ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN,
		.reason = refuses ? KS_REASON_LIVEPATCH_NAME : KS_REASON_LIVEPATCH_NAME_UNKNOWN,
		.error = refuses ? KS_EINVAL : 0,
	});
}
