// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The CRC of module_layout, which stands for struct module and everything in
 * it: check_modstruct_version() of kernel/module/version.c.  It runs before
 * vermagic is looked at.  All series, only with MODVERSIONS.
 */
#include "check/check.h"
#include "check/symbols.h"

static void emit(struct ks_sink *sink, enum ks_level level, enum ks_reason reason,
		 uint64_t module_crc, uint64_t kernel_crc)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_MODULE_LAYOUT,
		.level = level,
		.reason = reason,
		.error = level == KS_LEVEL_REFUSES ? KS_ENOEXEC : 0,
		.taint = reason == KS_REASON_LAYOUT_NO_TABLE ? KS_TAINT_FORCED : 0,
		.subject = "module_layout",
		.module_number = module_crc,
		.kernel_number = kernel_crc,
	});
}

/**
 * ks_rule_module_layout - module and kernel have the same struct module
 * @needs: version records
 * @facts: MODVERSIONS, FORCE_LOAD, the export
 * @sink: findings
 */
void ks_rule_module_layout(const struct ks_needs *needs, const struct ks_facts *facts,
			   struct ks_sink *sink)
{
	const struct ks_export *export;
	enum ks_tri modversions = facts->gates[KS_GATE_MODVERSIONS].value;
	uint64_t crc;

	if (!needs->readable || modversions == KS_NO)
		return;
	export = ks_import_export(facts, &needs->module_layout);
	if (modversions == KS_UNKNOWN || !export || export->exported != KS_YES) {
		emit(sink, KS_LEVEL_UNKNOWN, KS_REASON_LAYOUT_UNKNOWN, 0, 0);
		return;
	}
	switch (ks_compare_crc(needs, facts, &needs->module_layout, export, &crc)) {
	case KS_COMPARE_DIFFERS:
		emit(sink, KS_LEVEL_REFUSES, KS_REASON_LAYOUT_CRC, crc, export->crc);
		break;
	case KS_COMPARE_NO_RECORD:
		emit(sink, KS_LEVEL_REFUSES, KS_REASON_LAYOUT_NO_RECORD, 0, export->crc);
		break;
	case KS_COMPARE_NO_TABLE:
		emit(sink, ks_force_load_level(facts), KS_REASON_LAYOUT_NO_TABLE, 0, export->crc);
		break;
	case KS_COMPARE_UNKNOWN:
		emit(sink, KS_LEVEL_UNKNOWN, KS_REASON_LAYOUT_UNKNOWN, 0, 0);
		break;
	case KS_COMPARE_ACCEPTED:
		if (ks_lacks_ext(needs, facts, &needs->module_layout, export))
			emit(sink, KS_LEVEL_NOTE, KS_REASON_LAYOUT_NO_EXT, 0, export->crc);
		break;
	case KS_COMPARE_EQUAL:
		break;
	}
}
