// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What can be said of a signature without verifying it: module_sig_check() of
 * kernel/module/signing.c.  It runs before anything in the file is parsed, so
 * it beats every other refusal.  Whether a well-formed signature verifies is
 * not decided here.
 */
#include "check/check.h"
#include "check/emit.h"

static void emit(struct ks_sink *sink, enum ks_level level, enum ks_reason reason, int error)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_SIGNATURE,
		.level = level,
		.reason = reason,
		.error = error,
	});
}

/* A refusal, if this kernel looks at signatures at all. */
static void emit_if_checked(const struct ks_facts *facts, enum ks_reason reason, int error,
			    struct ks_sink *sink)
{
	if (facts->gates[KS_GATE_MODULE_SIG].value == KS_YES)
		emit(sink, KS_LEVEL_REFUSES, reason, error);
	else
		emit(sink, KS_LEVEL_UNKNOWN, reason, 0);
}

/* An unsigned module: fine unless enforced, or locked down; in that order. */
static void judge_unsigned(const struct ks_facts *facts, enum ks_reason reason,
			   struct ks_sink *sink)
{
	enum ks_tri enforced = facts->gates[KS_GATE_SIG_ENFORCED].value;
	enum ks_tri locked = facts->states[KS_STATE_LOCKED_DOWN].value;

	if (enforced == KS_YES)
		emit(sink, KS_LEVEL_REFUSES, reason, KS_EKEYREJECTED);
	else if (locked == KS_YES)
		emit_if_checked(facts, KS_REASON_SIGNATURE_LOCKDOWN, KS_EPERM, sink);
	else if (enforced == KS_UNKNOWN)
		emit(sink, KS_LEVEL_UNKNOWN, reason, 0);
	else if (locked == KS_UNKNOWN)
		emit(sink, KS_LEVEL_UNKNOWN, KS_REASON_LOCKDOWN_UNKNOWN, 0);
}

/* With enforcement or lockdown the signature alone decides, and we cannot. */
static void judge_unverified(const struct ks_facts *facts, struct ks_sink *sink)
{
	bool decides = facts->gates[KS_GATE_SIG_ENFORCED].value != KS_NO ||
		       facts->states[KS_STATE_LOCKED_DOWN].value == KS_YES;

	if (!decides && facts->states[KS_STATE_LOCKED_DOWN].value == KS_UNKNOWN)
		emit(sink, KS_LEVEL_UNKNOWN, KS_REASON_LOCKDOWN_UNKNOWN, 0);
	else
		emit(sink, decides ? KS_LEVEL_UNKNOWN : KS_LEVEL_RESIDUAL,
		     KS_REASON_SIGNATURE_UNVERIFIED, 0);
}

/**
 * ks_rule_signature - a signature is there where this kernel wants one
 * @needs: state of the trailer
 * @facts: MODULE_SIG, enforcement, lockdown
 * @sink: findings
 */
void ks_rule_signature(const struct ks_needs *needs, const struct ks_facts *facts,
		       struct ks_sink *sink)
{
	if (facts->gates[KS_GATE_MODULE_SIG].value == KS_NO)
		return;
	switch (needs->signature) {
	case KS_SIGNATURE_NONE:
		judge_unsigned(facts, KS_REASON_SIGNATURE_MISSING, sink);
		break;
	case KS_SIGNATURE_FOREIGN:
		judge_unsigned(facts, KS_REASON_SIGNATURE_FOREIGN, sink);
		break;
	case KS_SIGNATURE_BROKEN:
		emit_if_checked(facts, KS_REASON_SIGNATURE_BROKEN, KS_EBADMSG, sink);
		break;
	case KS_SIGNATURE_RESERVED:
		emit_if_checked(facts, KS_REASON_SIGNATURE_RESERVED, KS_EBADMSG, sink);
		break;
	case KS_SIGNATURE_PKCS7:
		judge_unverified(facts, sink);
		break;
	}
}
