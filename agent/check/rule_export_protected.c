// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Android's CONFIG_MODULE_SIG_PROTECT, exports: verify_exported_symbols() of
 * kernel/module/main.c and gki_is_module_protected_export() of
 * kernel/module/gki_module.c (android14 and later).  A module without a signature
 * that holds exports nothing that only Google's own modules may export; the first
 * such name ends the load.
 */
#include "check/check.h"
#include "check/protection.h"

/**
 * ks_rule_export_protected - an unsigned module exports no protected symbol
 * @needs: signature, exports
 * @facts: list of protected exports
 * @sink: findings
 */
void ks_rule_export_protected(const struct ks_needs *needs, const struct ks_facts *facts,
			      struct ks_sink *sink)
{
	enum ks_tri is_signed = ks_is_signed(needs);

	if (is_signed == KS_YES)
		return;
	for (size_t i = 0; i < needs->export_count; i++) {
		if (!ks_list_has(&facts->protected_exports, needs->exports[i].name))
			continue;
		ks_emit(sink, (struct ks_finding){
			.rule = KS_RULE_EXPORT_PROTECTED,
			.level = is_signed == KS_NO ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN,
			.reason = is_signed == KS_NO ? KS_REASON_EXPORT_PROTECTED :
						       KS_REASON_EXPORT_PROTECTED_UNKNOWN,
			.error = is_signed == KS_NO ? KS_EACCES : 0,
			.order = i + 1,
			.subject = needs->exports[i].name,
		});
		return;
	}
}
