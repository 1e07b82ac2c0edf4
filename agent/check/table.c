// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table of rules, and how their findings become a verdict.  Rows of
 * KS_RULES stand in the loader's order; this file only adds the functions.
 */
#include "check/check.h"
#include "check/emit.h"
#include "check/seen.h"
#include "check/symbols.h"

static ks_rule_fn *const rules[KS_RULE_MAX] = {
	[KS_RULE_FACTS] = ks_rule_facts,
	[KS_RULE_FILE] = ks_rule_file,
	[KS_RULE_SIGNATURE] = ks_rule_signature,
	[KS_RULE_ELF] = ks_rule_elf,
	[KS_RULE_MODULE_SIZE] = ks_rule_module_size,
	[KS_RULE_BLACKLIST] = ks_rule_blacklist,
	[KS_RULE_MODULE_LAYOUT] = ks_rule_module_layout,
	[KS_RULE_VERMAGIC] = ks_rule_vermagic,
	[KS_RULE_LIVEPATCH] = ks_rule_livepatch,
	[KS_RULE_LOADED] = ks_rule_loaded,
	[KS_RULE_ARCH_SECTIONS] = ks_rule_arch_sections,
	[KS_RULE_SECTIONS] = ks_rule_sections,
	[KS_RULE_MEMORY] = ks_rule_memory,
	[KS_RULE_THIS_MODULE] = ks_rule_this_module,
	[KS_RULE_TAINT] = ks_rule_taint,
	[KS_RULE_PERCPU] = ks_rule_percpu,
	[KS_RULE_CONSTRUCTORS] = ks_rule_constructors,
	[KS_RULE_EXPORTS] = ks_rule_exports,
	[KS_RULE_IMPORT_NS] = ks_rule_import_ns,
	[KS_RULE_SYMBOL_TABLE] = ks_rule_symbol_table,
	[KS_RULE_SYMBOL_MISSING] = ks_rule_symbol_missing,
	[KS_RULE_SYMBOL_GPL] = ks_rule_symbol_gpl,
	[KS_RULE_SYMBOL_PROTECTED] = ks_rule_symbol_protected,
	[KS_RULE_EXPORT_PROTECTED] = ks_rule_export_protected,
	[KS_RULE_SYMBOL_OWNER] = ks_rule_symbol_owner,
	[KS_RULE_SYMBOL_CRC] = ks_rule_symbol_crc,
	[KS_RULE_NAMESPACE] = ks_rule_namespace,
	[KS_RULE_RELOCATIONS] = ks_rule_relocations,
	[KS_RULE_TABLES] = ks_rule_tables,
	[KS_RULE_FINALIZE] = ks_rule_finalize,
	[KS_RULE_EXPORT_CLASH] = ks_rule_export_clash,
	[KS_RULE_PARAMETERS] = ks_rule_parameters,
	[KS_RULE_BUILTIN] = ks_rule_builtin,
	[KS_RULE_PARAMETER_NAMES] = ks_rule_parameter_names,
	[KS_RULE_SECTION_NAMES] = ks_rule_section_names,
	[KS_RULE_LIVEPATCH_NAME] = ks_rule_livepatch_name,
	[KS_RULE_BTF] = ks_rule_btf,
	[KS_RULE_BTF_BASE] = ks_rule_btf_base,
	[KS_RULE_KERNEL_HASH] = ks_rule_kernel_hash,
};

/*
 * Shallow rules that look at the bytes of the file; the others know only what is
 * in the needs beside them.  All deep ones look at them.
 */
static const bool looks_at_bytes[KS_RULE_MAX] = {
	[KS_RULE_ELF] = true,
	[KS_RULE_ARCH_SECTIONS] = true,
	[KS_RULE_SECTIONS] = true,
	[KS_RULE_MEMORY] = true,
	[KS_RULE_THIS_MODULE] = true,
	[KS_RULE_PERCPU] = true,
	[KS_RULE_CONSTRUCTORS] = true,
	[KS_RULE_EXPORTS] = true,
	[KS_RULE_SYMBOL_TABLE] = true,
	[KS_RULE_FINALIZE] = true,
	[KS_RULE_SECTION_NAMES] = true,
	[KS_RULE_BTF_BASE] = true,
};

#define STAGE_ROW(id, name, stage, depth, what) [KS_RULE_##id] = KS_STAGE_##stage,
static const enum ks_stage stages[KS_RULE_MAX] = { KS_RULES(STAGE_ROW) };

static void count_import(const struct ks_needs *needs, const struct ks_facts *facts,
			 const struct ks_import *import, const struct ks_export *export,
			 enum ks_tri exported, struct ks_tally *tally)
{
	uint64_t crc;

	tally->total++;
	if (exported == KS_NO) {
		/* What stays unresolved has nothing to compare. */
		tally->missing += !ks_may_stay_unresolved(needs, import);
		tally->total -= ks_may_stay_unresolved(needs, import);
		return;
	}
	if (exported == KS_UNKNOWN || facts->gates[KS_GATE_MODVERSIONS].value != KS_YES) {
		tally->unchecked++;
		return;
	}
	switch (ks_compare_crc(needs, facts, import, export, &crc)) {
	case KS_COMPARE_EQUAL:
		tally->equal++;
		break;
	case KS_COMPARE_DIFFERS:
	case KS_COMPARE_NO_RECORD:
		tally->differ++;
		break;
	default:
		tally->unchecked++;
	}
}

static struct ks_tally count_imports(const struct ks_needs *needs, const struct ks_facts *facts)
{
	const struct ks_import *layout = &needs->module_layout;
	struct ks_walk walk = ks_walk_start(needs, facts);
	struct ks_tally tally = { 0 };

	if (!needs->readable)
		return tally;
	if (layout->basic.present || layout->ext.present)
		count_import(needs, facts, layout, ks_import_export(facts, layout),
			     ks_import_exported(facts, layout), &tally);
	if (needs->imports_are & KS_IMPORTS_EQUAL) {
		tally.total += needs->import_count;
		tally.equal += needs->import_count;
		return tally;
	}
	while (ks_walk_next(&walk)) {
		enum ks_tri exported = KS_NO;

		if (walk.sight == KS_SIGHT_UNKNOWN)
			exported = KS_UNKNOWN;
		else if (ks_is_checked(&walk))
			exported = KS_YES;
		count_import(needs, facts, walk.import, walk.export, exported, &tally);
	}
	return tally;
}

/*
 * Up to 6.3 a name is compared with those of loaded modules only once memory
 * is laid out, after layout_and_allocate(); later early_mod_check() does it.
 */
static enum ks_stage place_of_loaded(const struct ks_facts *facts)
{
	return ks_since(facts, 6, 4) == KS_NO ? KS_STAGE_MEMORY : KS_STAGE_LOADED;
}

/* Up to 6.3 most taints come before memory is laid out, with check_modinfo(). */
static enum ks_stage place_of_taint(const struct ks_facts *facts, const struct ks_finding *finding)
{
	if (ks_since(facts, 6, 4) != KS_NO)
		return KS_STAGE_TAINT;
	switch (finding->reason) {
	case KS_REASON_TAINT_OUT_OF_TREE:
	case KS_REASON_TAINT_RETPOLINE:
	case KS_REASON_TAINT_RETPOLINE_UNKNOWN:
	case KS_REASON_TAINT_STAGING:
		return KS_STAGE_TAINT_EARLY;
	case KS_REASON_TAINT_LIVEPATCH:
		return KS_STAGE_LIVEPATCH;
	case KS_REASON_TAINT_LICENSE:
	case KS_REASON_TAINT_TEST:
	case KS_REASON_TAINT_TEST_UNKNOWN:
		return KS_STAGE_TAINT_LICENSE;
	case KS_REASON_TAINT_NAME:
	case KS_REASON_TAINT_PROPRIETARY:
		return KS_STAGE_TAINT_NAME;
	default:
		return KS_STAGE_TAINT;
	}
}

/*
 * What nobody looks at in time, such as a struct module that is too small before
 * 6.4, hurts once memory is laid out, after the early checks.
 */
static enum ks_stage stage_of(const struct ks_facts *facts, const struct ks_finding *finding)
{
	if (finding->level == KS_LEVEL_UNDEFINED && finding->order == KS_ORDER_LATE)
		return KS_STAGE_MEMORY;
	if (stages[finding->rule] == KS_STAGE_LOADED)
		return place_of_loaded(facts);
	if (finding->rule == KS_RULE_TAINT)
		return place_of_taint(facts, finding);
	/* Said by find_module_sections(), which looks for constructors next. */
	if (finding->reason == KS_REASON_EXPORTS_OBSOLETE)
		return KS_STAGE_CONSTRUCTORS;
	return stages[finding->rule];
}

/*
 * Which of two refusals the loader answers with.  Stages run in order and the
 * first refusal ends the load, except that the loop over symbols goes on: there
 * the last symbol counts, and of one symbol the first check.
 */
static bool comes_before(const struct ks_finding *a, const struct ks_finding *b)
{
	if (a->stage != b->stage)
		return a->stage < b->stage;
	/* A loop that goes on comes to what it does not survive, too. */
	if (ks_stage_goes_on(a->stage) && a->level != b->level &&
	    (a->level == KS_LEVEL_UNDEFINED || b->level == KS_LEVEL_UNDEFINED))
		return a->level == KS_LEVEL_UNDEFINED;
	if (a->order == b->order)
		return a->rule < b->rule;
	return ks_stage_goes_on(a->stage) == (a->order > b->order);
}

static const struct ks_finding *first_of(const struct ks_sink *sink, enum ks_level level)
{
	const struct ks_finding *first = NULL;

	for (size_t i = 0; i < sink->count; i++) {
		const struct ks_finding *f = &sink->items[i];

		if (f->level == level && (!first || comes_before(f, first)))
			first = f;
	}
	return first;
}

/* A kernel that does not survive the input never comes to a later refusal. */
static void answer_accept(const struct ks_sink *sink, struct ks_result *result)
{
	const struct ks_finding *refuses = first_of(sink, KS_LEVEL_REFUSES);
	const struct ks_finding *undefined = first_of(sink, KS_LEVEL_UNDEFINED);
	const struct ks_finding *unknown = first_of(sink, KS_LEVEL_UNKNOWN);

	if (undefined && (!refuses || comes_before(undefined, refuses))) {
		result->accept = KS_ACCEPT_UNDEFINED;
		result->cause = undefined;
	} else if (refuses) {
		result->accept = KS_ACCEPT_REFUSES;
		result->cause = refuses;
		result->error = refuses->error;
		result->error_certain = !sink->lost &&
					(!unknown || comes_before(refuses, unknown));
	} else if (unknown || sink->lost) {
		result->accept = KS_ACCEPT_UNKNOWN;
		result->cause = unknown;
	} else {
		result->accept = KS_ACCEPTS;
	}
}

/* Builds that share a key differ in their release. */
static bool is_same_vermagic(const struct ks_needs *needs, const struct ks_facts *facts)
{
	const char *release = facts->release.value, *flags = facts->vermagic_flags.value;
	size_t len = release ? strlen(release) : 0;

	if (!needs->vermagic)
		return false;
	if (facts->vermagic.value)
		return !strcmp(needs->vermagic, facts->vermagic.value);
	return release && flags && !strncmp(needs->vermagic, release, len) &&
	       !strcmp(needs->vermagic + len, flags);
}

/* A key that was made for one build, and is thrown away after it. */
static bool is_of_this_build(const struct ks_needs *needs, const struct ks_facts *facts)
{
	return needs->signature == KS_SIGNATURE_VALID && needs->signer &&
	       needs->signer->is_build_key && is_same_vermagic(needs, facts);
}

/*
 * What could be had from this kernel's own build only.  Every import and
 * module_layout was compared by CRC and is equal, or its own key signed the module.
 */
static bool is_proven(const struct ks_needs *needs, const struct ks_facts *facts,
		      const struct ks_result *result)
{
	const struct ks_tally *t = &result->tally;

	return (t->equal && t->equal == t->total) || is_of_this_build(needs, facts);
}

/*
 * Evidence adds up: one contradiction outweighs all that agrees, proof counts
 * more than agreement, and a kernel module that was loaded by force is no
 * witness.
 */
static void answer_match(const struct ks_needs *needs, const struct ks_facts *facts,
			 const struct ks_sink *sink, struct ks_result *result)
{
	const struct ks_finding *contradiction = first_of(sink, KS_LEVEL_CONTRADICTS);

	if (contradiction || result->tally.differ) {
		result->match = KS_MATCH_CONTRADICTED;
		if (contradiction && (!result->cause || result->accept == KS_ACCEPT_UNKNOWN))
			result->cause = contradiction;
	} else if (facts->helper.forced) {
		result->match = KS_MATCH_UNKNOWN;
	} else if (is_proven(needs, facts, result)) {
		result->match = KS_MATCH_PROVEN;
	} else if (first_of(sink, KS_LEVEL_AGREES)) {
		result->match = KS_MATCH_CONSISTENT;
	} else {
		result->match = KS_MATCH_UNKNOWN;
	}
}

/* Does the loader come to this place, or has it refused before. */
static bool is_reached(const struct ks_finding *finding, const struct ks_result *result)
{
	const struct ks_finding *cause = result->cause;

	if (result->accept != KS_ACCEPT_REFUSES || finding->stage < cause->stage)
		return true;
	if (finding->stage > cause->stage)
		return false;
	return ks_stage_goes_on(cause->stage) || finding->order <= cause->order;
}

static void answer_taints(const struct ks_sink *sink, struct ks_result *result)
{
	for (size_t i = 0; i < sink->count; i++) {
		const struct ks_finding *f = &sink->items[i];

		if (f->level == KS_LEVEL_NOTE && is_reached(f, result))
			result->taints |= f->taint;
		else if (f->level == KS_LEVEL_RESIDUAL && is_reached(f, result))
			result->taints_possible |= f->taint;
	}
	result->taints_possible &= ~result->taints;
}

/* Facts of two kernels describe none of them: they refuse nothing, either. */
static void answer_nothing(const struct ks_sink *sink, struct ks_result *result)
{
	const struct ks_finding *clash = NULL;

	for (size_t i = 0; i < sink->count && !clash; i++)
		if (sink->items[i].reason == KS_REASON_FACTS_CONTRADICT)
			clash = &sink->items[i];
	if (!clash)
		return;
	result->accept = KS_ACCEPT_UNKNOWN;
	result->match = KS_MATCH_UNKNOWN;
	result->cause = clash;
	result->error = 0;
	result->error_certain = false;
}

static enum ks_verdict judge(const struct ks_result *result)
{
	if (result->accept == KS_ACCEPT_REFUSES)
		return KS_VERDICT_REFUSED;
	if (result->accept == KS_ACCEPT_UNDEFINED || result->match == KS_MATCH_CONTRADICTED)
		return KS_VERDICT_UNSAFE;
	if (result->accept == KS_ACCEPT_UNKNOWN || result->match == KS_MATCH_UNKNOWN)
		return KS_VERDICT_UNKNOWN;
	return KS_VERDICT_OK;
}

static void answer(const struct ks_needs *needs, const struct ks_facts *facts,
		   struct ks_sink *sink, struct ks_result *result)
{
	for (size_t i = 0; i < sink->count; i++)
		sink->items[i].stage = stage_of(facts, &sink->items[i]);

	*result = (struct ks_result){
		.depth = needs->depth,
		.tally = count_imports(needs, facts),
		.findings = sink->items,
		.finding_count = sink->count,
	};
	answer_accept(sink, result);
	answer_taints(sink, result);
	answer_match(needs, facts, sink, result);
	answer_nothing(sink, result);
	result->verdict = judge(result);
}

/**
 * ks_check - the verdict on one candidate
 * @needs: what it asks; what is shallow is not asked for what it does not have
 * @facts: what the kernel offers
 * @sink: empty, with room for KS_SINK_ROOM(@needs) findings
 * @result: the verdict; borrows from @sink
 */
void ks_check(const struct ks_needs *needs, const struct ks_facts *facts, struct ks_sink *sink,
	      struct ks_result *result)
{
	struct ks_needs shared = *needs;
	struct ks_seen seen = { 0 };

	shared.seen = &seen;
	shared.imports_are = ks_imports_look(needs, facts);
	for (size_t i = 0; i < KS_RULE_MAX; i++)
		if (needs->depth == KS_DEPTH_DEEP || ks_rule_depth(i) == KS_DEPTH_SHALLOW)
			rules[i](&shared, facts, sink);
	answer(&shared, facts, sink, result);
}

/**
 * ks_check_bytes - first half of a shallow ks_check(): rules that look at the file
 * @needs: what it asks, with the bytes of the file
 * @facts: what the kernel offers; exports need not be known
 * @sink: empty, with room for KS_SINK_ROOM(@needs) findings
 */
void ks_check_bytes(const struct ks_needs *needs, const struct ks_facts *facts,
		    struct ks_sink *sink)
{
	for (size_t i = 0; i < KS_RULE_MAX; i++)
		if (looks_at_bytes[i])
			rules[i](needs, facts, sink);
}

/**
 * ks_check_needs - second half of a shallow ks_check(), once the bytes are gone
 * @needs: what it asks, without bytes
 * @facts: what the kernel offers
 * @bytes: what ks_check_bytes() found
 * @sink: empty, with room for KS_SINK_ROOM(@needs) findings
 * @result: the verdict; borrows from @sink
 */
void ks_check_needs(const struct ks_needs *needs, const struct ks_facts *facts,
		    const struct ks_sink *bytes, struct ks_sink *sink, struct ks_result *result)
{
	struct ks_needs shared = *needs;
	size_t next = 0;

	shared.imports_are = ks_imports_look(needs, facts);
	sink->lost += bytes->lost;
	for (size_t i = 0; i < KS_RULE_MAX; i++) {
		if (!looks_at_bytes[i] && ks_rule_depth(i) == KS_DEPTH_SHALLOW)
			rules[i](&shared, facts, sink);
		while (next < bytes->count && bytes->items[next].rule == i)
			ks_emit(sink, bytes->items[next++]);
	}
	answer(&shared, facts, sink, result);
}
