// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What comes of using another module's symbols: inherit_taint() of
 * kernel/module/main.c, which a proprietary owner decides, and ref_module(),
 * which waits for an owner that is just coming.  All series; the line names the
 * symbol in 6.1 and later.
 */
#include "check/check.h"
#include "check/symbols.h"

static void emit(const struct ks_walk *walk, struct ks_sink *sink, enum ks_level level,
		 enum ks_reason reason)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_SYMBOL_OWNER,
		.level = level,
		.reason = reason,
		.error = level == KS_LEVEL_REFUSES ? KS_ENOENT : 0,
		.order = walk->import->index,
		.subject = walk->import->name,
		.owner = walk->export->owner,
		.kernel = walk->export->owner,
	});
}

static enum ks_level level_of_barred(const struct ks_needs *needs, const struct ks_import *import)
{
	return ks_may_stay_unresolved(needs, import) ? KS_LEVEL_NOTE : KS_LEVEL_REFUSES;
}

/**
 * ks_rule_symbol_owner - the owners of symbols let the module use them
 * @needs: licence, imports
 * @facts: exports, taints and states of modules
 * @sink: findings
 */
void ks_rule_symbol_owner(const struct ks_needs *needs, const struct ks_facts *facts,
			  struct ks_sink *sink)
{
	bool named = ks_since(facts, 6, 0) != KS_NO;
	struct ks_walk walk = ks_walk_start(needs, facts);

	if (needs->imports_are & KS_IMPORTS_FOUND)
		return;
	while (ks_walk_next(&walk)) {
		if (walk.sight == KS_SIGHT_BARRED)
			emit(&walk, sink, level_of_barred(needs, walk.import),
			     named ? KS_REASON_SYMBOL_BARRED : KS_REASON_SYMBOL_BARRED_UNNAMED);
		else if (walk.sight == KS_SIGHT_TAINTS)
			emit(&walk, sink, KS_LEVEL_NOTE,
			     named ? KS_REASON_SYMBOL_TAINTS : KS_REASON_SYMBOL_TAINTS_UNNAMED);
		else if (walk.sight == KS_SIGHT_DOUBTFUL)
			emit(&walk, sink, KS_LEVEL_UNKNOWN, KS_REASON_SYMBOL_DOUBTFUL);
		if (ks_is_checked(&walk) && ks_is_moving(facts, walk.export))
			emit(&walk, sink, KS_LEVEL_UNKNOWN, KS_REASON_SYMBOL_OWNER_MOVES);
	}
}
