// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sizeof(struct module): elf_validity_cache_index_mod() of
 * kernel/module/main.c compares it with .gnu.linkonce.this_module since 6.4,
 * exactly.  Older kernels copy what is there: a shorter section makes them
 * read and write behind it.
 */
#include "check/check.h"
#include "check/emit.h"

static void emit(const struct ks_needs *needs, const struct ks_facts *facts, struct ks_sink *sink,
		 enum ks_level level, enum ks_reason reason)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_MODULE_SIZE,
		.level = level,
		.reason = reason,
		.error = level == KS_LEVEL_REFUSES ? KS_ENOEXEC : 0,
		.order = level == KS_LEVEL_REFUSES ? KS_ORDER_MODULE_SIZE : KS_ORDER_LATE,
		.module_number = needs->module_size,
		.kernel_number = facts->module_size.value,
	});
}

/*
 * A size that cannot be compared leaves the answer open only where the loader
 * compares it; elsewhere the CRC of module_layout or vermagic decides.
 */
static void size_not_known(const struct ks_needs *needs, const struct ks_facts *facts,
			   enum ks_tri checked, struct ks_sink *sink)
{
	enum ks_level level = KS_LEVEL_UNKNOWN;

	if (checked == KS_NO && facts->gates[KS_GATE_MODVERSIONS].value == KS_YES)
		level = KS_LEVEL_NOTE;
	emit(needs, facts, sink, level, KS_REASON_MODULE_SIZE_UNKNOWN);
}

/**
 * ks_rule_module_size - the module was built with this struct module
 * @needs: size of .gnu.linkonce.this_module
 * @facts: sizeof(struct module), series
 * @sink: findings
 */
void ks_rule_module_size(const struct ks_needs *needs, const struct ks_facts *facts,
			 struct ks_sink *sink)
{
	enum ks_tri checked = ks_since(facts, 6, 4);

	if (!needs->readable || !needs->has_module)
		return;
	if (facts->module_size.origin == KS_ORIGIN_NONE) {
		size_not_known(needs, facts, checked, sink);
		return;
	}
	if (needs->module_size == facts->module_size.value)
		return;
	if (checked == KS_YES)
		emit(needs, facts, sink, KS_LEVEL_REFUSES, KS_REASON_MODULE_SIZE);
	else if (needs->module_size < facts->module_size.value)
		emit(needs, facts, sink, KS_LEVEL_UNDEFINED, KS_REASON_MODULE_SIZE);
	else
		emit(needs, facts, sink, KS_LEVEL_CONTRADICTS, KS_REASON_MODULE_SIZE);
}
