// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * taint: what a load leaves on the kernel.  module_augment_kernel_taints() of
 * kernel/module/main.c (6.4 and later), before that check_modinfo(),
 * load_module() and check_module_license_and_versions().  Never refuses.
 */
#include "check/check.h"
#include "check/symbols.h"

/* The order of module_augment_kernel_taints(), which the older places keep. */
enum order {
	ORDER_OUT_OF_TREE = 1,
	ORDER_RETPOLINE,
	ORDER_STAGING,
	ORDER_LIVEPATCH,
	ORDER_LICENSE,
	ORDER_TEST,
	ORDER_UNSIGNED,
	ORDER_NAME,
	ORDER_PROPRIETARY,
};

static void emit(const struct ks_needs *needs, struct ks_sink *sink, enum ks_reason reason,
		 enum order order, uint32_t taint)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_TAINT,
		.level = KS_LEVEL_NOTE,
		.reason = reason,
		.order = order,
		.taint = taint,
		.subject = needs->mname,
		.module = needs->license,
	});
}

/* A fact is missing that changes no verdict: the taint is possible. */
static void emit_possible(const struct ks_needs *needs, struct ks_sink *sink,
			  enum ks_reason reason, enum order order, uint32_t taint)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_TAINT,
		.level = KS_LEVEL_RESIDUAL,
		.reason = reason,
		.order = order,
		.taint = taint,
		.subject = needs->mname,
	});
}

/* retpoline_module_ok() of arch/x86/kernel/cpu/bugs.c: a line, but no taint. */
static void retpoline(const struct ks_needs *needs, const struct ks_facts *facts,
		      struct ks_sink *sink)
{
	enum ks_tri gate = facts->gates[KS_GATE_RETPOLINE].value;
	enum ks_tri mitigated = facts->states[KS_STATE_SPECTRE_V2_MITIGATED].value;

	if (needs->marks & KS_MARK_RETPOLINE || gate == KS_NO || mitigated == KS_NO ||
	    (needs->machine != KS_EM_X86_64 && needs->machine != KS_EM_386))
		return;
	if (gate == KS_YES && mitigated == KS_YES)
		emit(needs, sink, KS_REASON_TAINT_RETPOLINE, ORDER_RETPOLINE, 0);
	else
		emit_possible(needs, sink, KS_REASON_TAINT_RETPOLINE_UNKNOWN, ORDER_RETPOLINE, 0);
}

/* Selftests taint since 6.0. */
static void test(const struct ks_needs *needs, const struct ks_facts *facts, struct ks_sink *sink)
{
	enum ks_tri taints = ks_since(facts, 6, 0);

	if (!(needs->marks & KS_MARK_TEST) || taints == KS_NO)
		return;
	if (taints == KS_YES)
		emit(needs, sink, KS_REASON_TAINT_TEST, ORDER_TEST, KS_TAINT_TEST);
	else
		emit_possible(needs, sink, KS_REASON_TAINT_TEST_UNKNOWN, ORDER_TEST,
			      KS_TAINT_TEST);
}

static void unsigned_(const struct ks_needs *needs, const struct ks_facts *facts,
		      struct ks_sink *sink)
{
	enum ks_tri checked = facts->gates[KS_GATE_MODULE_SIG].value;
	enum ks_tri verified = ks_signature_verifies(needs);

	if (checked == KS_NO || verified == KS_YES)
		return;
	if (checked == KS_YES && verified == KS_NO)
		emit(needs, sink, KS_REASON_TAINT_UNSIGNED, ORDER_UNSIGNED, KS_TAINT_UNSIGNED);
	else
		emit_possible(needs, sink, KS_REASON_TAINT_UNSIGNED_UNKNOWN, ORDER_UNSIGNED,
			      KS_TAINT_UNSIGNED);
}

/* Under the GPL by their own account, which the kernel does not believe. */
static bool is_disbelieved(const char *mname)
{
	return mname && (!strcmp(mname, "ndiswrapper") || !strcmp(mname, "driverloader") ||
			 !strcmp(mname, "lve"));
}

/*
 * The second line on a licence: for the first proprietary module of a boot.
 * Up to 6.3 the first line comes earlier and has set the taint by then.
 */
static void proprietary(const struct ks_needs *needs, const struct ks_facts *facts,
			struct ks_sink *sink)
{
	bool named = is_disbelieved(needs->mname), licensed = ks_license_is_gpl(needs->license);

	if (named)
		emit(needs, sink, KS_REASON_TAINT_NAME, ORDER_NAME, KS_TAINT_PROPRIETARY);
	if (ks_since(facts, 6, 4) == KS_NO ? named && licensed : named || !licensed)
		emit(needs, sink, KS_REASON_TAINT_PROPRIETARY, ORDER_PROPRIETARY, 0);
}

/**
 * ks_rule_taint - what a load leaves on the kernel
 * @needs: candidate
 * @facts: kernel
 * @sink: findings
 *
 * The taint of a forced load is not here: it comes with what is missing, in
 * module-layout and vermagic.
 */
void ks_rule_taint(const struct ks_needs *needs, const struct ks_facts *facts,
		   struct ks_sink *sink)
{
	if (!needs->readable)
		return;
	if (!(needs->marks & KS_MARK_INTREE))
		emit(needs, sink, KS_REASON_TAINT_OUT_OF_TREE, ORDER_OUT_OF_TREE,
		     KS_TAINT_OUT_OF_TREE);
	retpoline(needs, facts, sink);
	if (needs->marks & KS_MARK_STAGING)
		emit(needs, sink, KS_REASON_TAINT_STAGING, ORDER_STAGING, KS_TAINT_STAGING);
	if (needs->marks & KS_MARK_LIVEPATCH && facts->gates[KS_GATE_LIVEPATCH].value == KS_YES)
		emit(needs, sink, KS_REASON_TAINT_LIVEPATCH, ORDER_LIVEPATCH, KS_TAINT_LIVEPATCH);
	if (!ks_license_is_gpl(needs->license))
		emit(needs, sink, KS_REASON_TAINT_LICENSE, ORDER_LICENSE, KS_TAINT_PROPRIETARY);
	test(needs, facts, sink);
	unsigned_(needs, facts, sink);
	proprietary(needs, facts, sink);
}
