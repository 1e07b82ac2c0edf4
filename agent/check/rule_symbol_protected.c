// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Android's CONFIG_MODULE_SIG_PROTECT, the use of symbols: resolve_symbol() of
 * kernel/module/main.c and gki_is_module_unprotected_symbol() of
 * kernel/module/gki_module.c (android14 and later).  A module without a signature
 * that holds uses symbols of the KMI, and of other such modules, and no others.
 * With an empty list nothing is protected.  Weak imports are no exception.
 */
#include "check/check.h"
#include "check/protection.h"

/* May a module whose signature does not hold use this: what its owner says. */
static enum ks_tri is_allowed(const struct ks_facts *facts, const struct ks_walk *walk)
{
	const struct ks_module *owner;

	if (ks_list_has(&facts->kmi_symbols, walk->import->name))
		return KS_YES;
	if (!walk->export->owner)
		return KS_NO;
	owner = ks_facts_owner(facts, walk->export);
	if (!owner || owner->is_signed == KS_UNKNOWN)
		return KS_UNKNOWN;
	return ks_tri(owner->is_signed == KS_NO);
}

/**
 * ks_rule_symbol_protected - an unsigned module keeps to the KMI
 * @needs: signature, imports
 * @facts: exports, list of KMI symbols
 * @sink: findings
 */
void ks_rule_symbol_protected(const struct ks_needs *needs, const struct ks_facts *facts,
			      struct ks_sink *sink)
{
	struct ks_walk walk = ks_walk_start(needs, facts);
	enum ks_tri is_signed = ks_is_signed(needs);

	if (!facts->kmi_symbols.count || is_signed == KS_YES)
		return;
	while (ks_walk_next(&walk)) {
		enum ks_tri allowed;
		bool certain;

		if (!ks_is_checked(&walk) || !walk.export)
			continue;
		allowed = is_allowed(facts, &walk);
		if (allowed == KS_YES)
			continue;
		certain = allowed == KS_NO && is_signed == KS_NO;
		ks_emit(sink, (struct ks_finding){
			.rule = KS_RULE_SYMBOL_PROTECTED,
			.level = certain ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN,
			.reason = certain ? KS_REASON_SYMBOL_PROTECTED :
					    KS_REASON_SYMBOL_PROTECTED_UNKNOWN,
			.error = certain ? KS_EACCES : 0,
			.order = walk.import->index,
			.subject = walk.import->name,
			.owner = walk.export->owner,
		});
	}
}
