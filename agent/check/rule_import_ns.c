// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Namespaces "module:..." are for the modules that they name, and must not be
 * imported: setup_modinfo() of kernel/module/main.c since 6.16, before any
 * symbol is looked up.
 */
#include "check/check.h"
#include "check/emit.h"

/**
 * ks_rule_import_ns - the module imports no namespace that is for others
 * @needs: import_ns
 * @facts: series
 * @sink: findings: one, as the kernel stops at the first
 */
void ks_rule_import_ns(const struct ks_needs *needs, const struct ks_facts *facts,
		       struct ks_sink *sink)
{
	enum ks_tri refused = ks_since(facts, 6, 16);

	for (size_t i = 0; i < needs->namespace_count && refused != KS_NO; i++) {
		if (strncmp(needs->namespaces[i], KS_MODULE_NAMESPACE, strlen(KS_MODULE_NAMESPACE)))
			continue;
		ks_emit(sink, (struct ks_finding){
			.rule = KS_RULE_IMPORT_NS,
			.level = refused == KS_YES ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN,
			.reason = KS_REASON_IMPORT_NS,
			.error = refused == KS_YES ? KS_EPERM : 0,
			.module = needs->namespaces[i],
		});
		return;
	}
}
