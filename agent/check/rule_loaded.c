// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module of this name is there already: module_patient_check_exists() and
 * add_unformed_module() of kernel/module/main.c.  They go by the name inside
 * struct module, and come after vermagic and before any symbol.  All series.
 */
#include "check/check.h"
#include "check/emit.h"

static void emit(struct ks_sink *sink, const char *name, enum ks_level level,
		 enum ks_reason reason, int error)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_LOADED,
		.level = level,
		.reason = reason,
		.error = error,
		.subject = name,
	});
}

/**
 * ks_rule_loaded - no module of this name is loaded
 * @needs: mname
 * @facts: loaded modules
 * @sink: findings
 */
void ks_rule_loaded(const struct ks_needs *needs, const struct ks_facts *facts,
		    struct ks_sink *sink)
{
	if (!needs->mname)
		return;
	for (size_t i = 0; i < facts->module_count; i++) {
		const struct ks_module *module = &facts->modules[i];

		if (strcmp(module->name, needs->mname))
			continue;
		if (module->state == KS_MODULE_LIVE)
			emit(sink, needs->mname, KS_LEVEL_REFUSES, KS_REASON_LOADED, KS_EEXIST);
		else if (module->state == KS_MODULE_COMING || module->state == KS_MODULE_GOING)
			emit(sink, needs->mname, KS_LEVEL_UNKNOWN, KS_REASON_LOADING, 0);
		return;
	}
	if (facts->other_modules == KS_UNKNOWN)
		emit(sink, needs->mname, KS_LEVEL_UNKNOWN, KS_REASON_LOADED_UNKNOWN, 0);
}
