// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GPL-only exports are invisible to a module whose licence is not compatible:
 * find_symbol() with gplok = false, kernel/module/main.c.  The kernel's answer
 * looks exactly like a missing symbol.  All series; see also symbols.c.
 */
#include "check/check.h"
#include "check/symbols.h"

/**
 * ks_rule_symbol_gpl - the licence allows every imported symbol
 * @needs: licence, imports
 * @facts: exports
 * @sink: findings
 */
void ks_rule_symbol_gpl(const struct ks_needs *needs, const struct ks_facts *facts,
			struct ks_sink *sink)
{
	struct ks_walk walk = ks_walk_start(needs, facts);

	if (needs->imports_are & KS_IMPORTS_FOUND)
		return;
	while (ks_walk_next(&walk)) {
		bool stays;

		if (walk.sight != KS_SIGHT_HIDDEN)
			continue;
		stays = ks_may_stay_unresolved(needs, walk.import);
		ks_emit(sink, (struct ks_finding){
			.rule = KS_RULE_SYMBOL_GPL,
			.level = stays ? KS_LEVEL_NOTE : KS_LEVEL_REFUSES,
			.reason = KS_REASON_SYMBOL_GPL,
			.error = stays ? 0 : KS_ENOENT,
			.order = walk.import->index,
			.subject = walk.import->name,
			.owner = walk.export->owner,
			.module = needs->license,
		});
	}
}
