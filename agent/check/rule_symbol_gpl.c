// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GPL-only exports are invisible to a module whose licence is not compatible:
 * find_symbol() with gplok = false, kernel/module/main.c.  The kernel's answer
 * looks exactly like a missing symbol.  All series.
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
	for (size_t i = 0; i < needs->import_count; i++) {
		const struct ks_import *import = &needs->imports[i];
		const struct ks_export *export = ks_facts_export(facts, import->name);
		bool stays = ks_may_stay_unresolved(needs, import);

		if (!export || export->exported != KS_YES || !ks_is_hidden(needs, export))
			continue;
		ks_emit(sink, (struct ks_finding){
			.rule = KS_RULE_SYMBOL_GPL,
			.level = stays ? KS_LEVEL_NOTE : KS_LEVEL_REFUSES,
			.reason = KS_REASON_SYMBOL_GPL,
			.error = stays ? 0 : KS_ENOENT,
			.order = import->index,
			.subject = import->name,
			.owner = export->owner,
			.module = needs->license,
		});
	}
}
