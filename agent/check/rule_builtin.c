// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A name that is part of the kernel image: mod_sysfs_init() of
 * kernel/module/sysfs.c refuses it, late, where the built-in code has an entry
 * under /sys/module; otherwise the loader does not notice.  An empty name gets no
 * entry there either.
 */
#include "check/check.h"
#include "check/emit.h"

/* kobject_add_internal() wants one; without SYSFS nobody does. */
static void emit_nameless(const struct ks_facts *facts, struct ks_sink *sink)
{
	enum ks_tri sysfs = facts->gates[KS_GATE_SYSFS].value;

	if (sysfs == KS_NO)
		return;
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_BUILTIN,
		.level = sysfs == KS_YES ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN,
		.reason = KS_REASON_BUILTIN_NAMELESS,
		.error = sysfs == KS_YES ? KS_EINVAL : 0,
	});
}

/**
 * ks_rule_builtin - the module has a name, and is not part of the kernel image
 * @needs: mname
 * @facts: built-in modules
 * @sink: findings
 */
void ks_rule_builtin(const struct ks_needs *needs, const struct ks_facts *facts,
		     struct ks_sink *sink)
{
	if (!needs->mname)
		return;
	if (!*needs->mname) {
		emit_nameless(facts, sink);
		return;
	}
	for (size_t i = 0; i < facts->module_count; i++) {
		const struct ks_module *module = &facts->modules[i];
		bool sysfs = module->state == KS_MODULE_BUILTIN_SYSFS;

		if (!sysfs && module->state != KS_MODULE_BUILTIN)
			continue;
		if (strcmp(module->name, needs->mname))
			continue;
		ks_emit(sink, (struct ks_finding){
			.rule = KS_RULE_BUILTIN,
			.level = sysfs ? KS_LEVEL_REFUSES : KS_LEVEL_CONTRADICTS,
			.reason = sysfs ? KS_REASON_BUILTIN_SYSFS : KS_REASON_BUILTIN,
			.error = sysfs ? KS_EINVAL : 0,
			.subject = needs->mname,
		});
		return;
	}
}
