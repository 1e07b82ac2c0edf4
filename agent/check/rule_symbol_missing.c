// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Imported symbols that nobody exports: find_symbol() in resolve_symbol() of
 * kernel/module/main.c.  ENOENT, one "Unknown symbol" line each.  All series.
 */
#include "check/check.h"
#include "check/symbols.h"

static void emit(const struct ks_import *import, struct ks_sink *sink, enum ks_level level,
		 enum ks_reason reason, const char *owner)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_SYMBOL_MISSING,
		.level = level,
		.reason = reason,
		.error = level == KS_LEVEL_REFUSES ? KS_ENOENT : 0,
		.order = import->index,
		.subject = import->name,
		.owner = owner,
		.kernel = owner,
	});
}

/**
 * ks_rule_symbol_missing - every imported symbol is exported
 * @needs: imports
 * @facts: exports
 * @sink: findings
 *
 * A file describes the exports of modules that need not be loaded; that they
 * are loaded first is a condition of the answer and is said.  Of modules that
 * are checked in one set with the candidate it is known which do load.
 */
void ks_rule_symbol_missing(const struct ks_needs *needs, const struct ks_facts *facts,
			    struct ks_sink *sink)
{
	if (needs->imports_are & KS_IMPORTS_FOUND)
		return;
	for (size_t i = 0; i < needs->import_count; i++) {
		const struct ks_import *import = &needs->imports[i];
		const struct ks_export *export = ks_import_export(facts, import);
		enum ks_tri exported = export ? export->exported : facts->other_exports;
		const char *owner = export ? export->owner : NULL;

		if (exported == KS_YES && ks_must_be_loaded(facts, export))
			emit(import, sink, KS_LEVEL_RESIDUAL, KS_REASON_SYMBOL_OF_MODULE,
			     export->owner);
		if (exported == KS_NO && !ks_may_stay_unresolved(needs, import))
			emit(import, sink, KS_LEVEL_REFUSES,
			     owner ? KS_REASON_SYMBOL_OF_REFUSED : KS_REASON_SYMBOL_MISSING,
			     owner);
		/* A weak one may be there, with another CRC. */
		else if (exported == KS_UNKNOWN && !ks_is_no_symbol(needs, import))
			emit(import, sink, KS_LEVEL_UNKNOWN,
			     owner ? KS_REASON_SYMBOL_OF_UNKNOWN : KS_REASON_SYMBOL_UNKNOWN,
			     owner);
	}
}
