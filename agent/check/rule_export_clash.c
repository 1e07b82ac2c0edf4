// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Exports that somebody else has already: verify_exported_symbols() of
 * kernel/module/main.c (verify_export_symbols() up to 5.18).  It looks entry by
 * entry, table by table, and ends with the first; licence flags and namespaces
 * do not matter.  All series.
 */
#include "check/check.h"
#include "check/emit.h"

enum clash { CLASH_NO, CLASH_YES, CLASH_IF_LOADED, CLASH_UNKNOWN };

/* A file describes exports of modules that need not be loaded, this one's too. */
static enum clash judge(const struct ks_needs *needs, const struct ks_facts *facts,
			const struct ks_export *export)
{
	const struct ks_module *owner;

	if (!export)
		return facts->other_exports == KS_NO ? CLASH_NO : CLASH_UNKNOWN;
	if (export->exported != KS_YES)
		return export->exported == KS_NO ? CLASH_NO : CLASH_UNKNOWN;
	owner = ks_facts_owner(facts, export);
	if (!export->owner || export->origin != KS_ORIGIN_FILE ||
	    (owner && owner->state == KS_MODULE_LIVE))
		return CLASH_YES;
	return needs->mname && !strcmp(export->owner, needs->mname) ? CLASH_NO : CLASH_IF_LOADED;
}

static void emit(struct ks_sink *sink, size_t i, const char *name, const struct ks_export *export,
		 enum clash clash)
{
	static const enum ks_level levels[] = {
		[CLASH_YES] = KS_LEVEL_REFUSES,
		[CLASH_IF_LOADED] = KS_LEVEL_RESIDUAL,
		[CLASH_UNKNOWN] = KS_LEVEL_UNKNOWN,
	};
	static const enum ks_reason reasons[] = {
		[CLASH_YES] = KS_REASON_EXPORT_CLASH,
		[CLASH_IF_LOADED] = KS_REASON_EXPORT_CLASH_IF_LOADED,
		[CLASH_UNKNOWN] = KS_REASON_EXPORT_CLASH_UNKNOWN,
	};
	const char *owner = export ? export->owner : NULL;

	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_EXPORT_CLASH,
		.level = levels[clash],
		.reason = reasons[clash],
		.error = clash == CLASH_YES ? KS_ENOEXEC : 0,
		.order = i + 1,
		.subject = name,
		.owner = owner,
		.kernel = owner ? owner : "kernel",
	});
}

/**
 * ks_rule_export_clash - nobody exports what this module exports
 * @needs: exports
 * @facts: exports, loaded modules
 * @sink: findings: the first of each kind
 */
void ks_rule_export_clash(const struct ks_needs *needs, const struct ks_facts *facts,
			  struct ks_sink *sink)
{
	bool said[CLASH_UNKNOWN + 1] = { [CLASH_NO] = true };

	if (needs->exports_broken)
		ks_emit(sink, (struct ks_finding){
			.rule = KS_RULE_EXPORT_CLASH,
			.level = KS_LEVEL_UNDEFINED,
			.reason = KS_REASON_EXPORT_NAME,
			.order = 1,
		});
	for (size_t i = 0; i < needs->export_count && !said[CLASH_YES]; i++) {
		const char *name = needs->exports[i].name;
		const struct ks_export *export = ks_facts_export(facts, name);
		enum clash clash = judge(needs, facts, export);

		if (!said[clash])
			emit(sink, i, name, export, clash);
		said[clash] = true;
	}
}
