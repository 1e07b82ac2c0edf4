// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The CRC of each imported symbol: check_version() of kernel/module/version.c.
 * EINVAL, and weak symbols are no exception.  All series, only with
 * MODVERSIONS.
 */
#include "check/check.h"
#include "check/symbols.h"

static void emit(const struct ks_import *import, const struct ks_export *export,
		 struct ks_sink *sink, enum ks_level level, enum ks_reason reason,
		 uint64_t module_crc)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_SYMBOL_CRC,
		.level = level,
		.reason = reason,
		.error = level == KS_LEVEL_REFUSES ? KS_EINVAL : 0,
		.order = import->index,
		.taint = reason == KS_REASON_SYMBOL_NO_TABLE ? KS_TAINT_FORCED : 0,
		.subject = import->name,
		.owner = export->owner,
		.module_number = module_crc,
		.kernel_number = export->crc,
	});
}

/* Does the rule on module_layout say, once for all, that there is no table. */
static bool says_layout(const struct ks_needs *needs, const struct ks_facts *facts)
{
	const struct ks_export *layout = ks_facts_export(facts, "module_layout");
	uint64_t crc;

	return !layout || layout->exported != KS_YES ||
	       ks_compare_crc(needs, facts, &needs->module_layout, layout, &crc) !=
		       KS_COMPARE_ACCEPTED;
}

static void compare(const struct ks_needs *needs, const struct ks_facts *facts,
		    const struct ks_import *import, const struct ks_export *export,
		    struct ks_sink *sink)
{
	uint64_t crc;

	switch (ks_compare_crc(needs, facts, import, export, &crc)) {
	case KS_COMPARE_DIFFERS:
		emit(import, export, sink, KS_LEVEL_REFUSES, KS_REASON_SYMBOL_CRC, crc);
		break;
	case KS_COMPARE_NO_RECORD:
		emit(import, export, sink, KS_LEVEL_REFUSES, KS_REASON_SYMBOL_NO_RECORD, 0);
		break;
	case KS_COMPARE_UNKNOWN:
		emit(import, export, sink, KS_LEVEL_UNKNOWN, KS_REASON_SYMBOL_CRC_UNKNOWN, 0);
		break;
	case KS_COMPARE_NO_TABLE:
		if (!says_layout(needs, facts))
			emit(import, export, sink, ks_force_load_level(facts),
			     KS_REASON_SYMBOL_NO_TABLE, 0);
		break;
	case KS_COMPARE_EQUAL:
	case KS_COMPARE_ACCEPTED:
		break;
	}
}

/**
 * ks_rule_symbol_crc - every imported symbol has the kernel's CRC
 * @needs: imports with their records
 * @facts: MODVERSIONS, FORCE_LOAD, exports
 * @sink: findings
 */
void ks_rule_symbol_crc(const struct ks_needs *needs, const struct ks_facts *facts,
			struct ks_sink *sink)
{
	enum ks_tri modversions = facts->gates[KS_GATE_MODVERSIONS].value;
	struct ks_walk walk = ks_walk_start(needs, facts);
	/* Once a boot, and module_layout comes first. */
	bool warned = !needs->module_layout.ext.present;

	if (modversions == KS_NO || needs->imports_are & KS_IMPORTS_EQUAL)
		return;
	while (ks_walk_next(&walk)) {
		if (!ks_is_checked(&walk))
			continue;
		if (!warned && modversions == KS_YES &&
		    ks_lacks_ext(needs, facts, walk.import, walk.export)) {
			emit(walk.import, walk.export, sink, KS_LEVEL_NOTE,
			     KS_REASON_SYMBOL_NO_EXT, 0);
			warned = true;
		}
		if (modversions == KS_UNKNOWN)
			emit(walk.import, walk.export, sink, KS_LEVEL_UNKNOWN,
			     KS_REASON_SYMBOL_CRC_UNKNOWN, 0);
		else
			compare(needs, facts, walk.import, walk.export, sink);
	}
}
