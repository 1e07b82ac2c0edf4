// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kernel answers to a signature: module_sig_check() of
 * kernel/module/signing.c.  It runs before anything in the file is parsed, so
 * it beats every other refusal.  The cryptography is done before, in
 * agent/crypto; here its outcome meets enforcement and lockdown.
 */
#include "check/check.h"
#include "check/emit.h"

#define FAULT_ERROR(id, error) [KS_FAULT_##id] = error,
static const int fault_errors[KS_FAULT_MAX] = { KS_FAULTS(FAULT_ERROR) };

/* One candidate against one kernel. */
struct judge {
	const struct ks_needs *needs;
	struct ks_sink *sink;
	enum ks_tri checked;
	enum ks_tri enforced;
	enum ks_tri locked;
};

/* Who signed, as far as the file says it. */
static const char *signer_of(const struct ks_needs *needs)
{
	const struct ks_signer *signer = needs->signer;

	if (!signer)
		return NULL;
	if (*signer->name)
		return signer->name;
	return *signer->id ? signer->id : NULL;
}

static void emit(const struct judge *j, enum ks_level level, enum ks_reason reason, int error)
{
	ks_emit(j->sink, (struct ks_finding){
		.rule = KS_RULE_SIGNATURE,
		.level = level,
		.reason = reason,
		.error = error,
		.module = signer_of(j->needs),
		.number = j->needs->fault,
	});
}

/* A refusal, if this kernel looks at signatures at all. */
static void emit_if_checked(const struct judge *j, enum ks_reason reason, int error)
{
	if (j->checked == KS_YES)
		emit(j, KS_LEVEL_REFUSES, reason, error);
	else
		emit(j, KS_LEVEL_UNKNOWN, reason, 0);
}

/* As good as unsigned: fine unless enforced, or locked down; in that order. */
static void judge_unsigned(const struct judge *j, enum ks_reason reason)
{
	if (j->enforced == KS_YES)
		emit(j, KS_LEVEL_REFUSES, reason, KS_EKEYREJECTED);
	else if (j->locked == KS_YES)
		emit_if_checked(j, KS_REASON_SIGNATURE_LOCKDOWN, KS_EPERM);
	else if (j->enforced == KS_UNKNOWN)
		emit(j, KS_LEVEL_UNKNOWN, reason == KS_REASON_SIGNATURE_MISSING
		     ? KS_REASON_SIGNATURE_MISSING_UNKNOWN : reason, 0);
	else if (j->locked == KS_UNKNOWN)
		emit(j, KS_LEVEL_UNKNOWN, KS_REASON_LOCKDOWN_UNKNOWN, 0);
	else if (reason != KS_REASON_SIGNATURE_MISSING && reason != KS_REASON_SIGNATURE_FOREIGN)
		emit(j, KS_LEVEL_NOTE, reason, 0);
}

/*
 * It may not verify, which is fatal everywhere, or be as good as unsigned:
 * @otherwise stands where nothing is enforced.  A shallow candidate leaves it
 * open, which its report says.
 */
static void judge_open(const struct judge *j, enum ks_reason reason, enum ks_level otherwise)
{
	if (j->needs->depth == KS_DEPTH_SHALLOW)
		emit(j, KS_LEVEL_RESIDUAL, reason, 0);
	else if (j->enforced == KS_NO && j->locked == KS_NO)
		emit(j, otherwise, reason, 0);
	else if (j->enforced == KS_NO && j->locked == KS_UNKNOWN)
		emit(j, KS_LEVEL_UNKNOWN, KS_REASON_LOCKDOWN_UNKNOWN, 0);
	else
		emit(j, KS_LEVEL_UNKNOWN, reason, 0);
}

static void judge_faulty(const struct judge *j)
{
	int error = fault_errors[j->needs->fault];

	if (error == KS_ENOPKG)
		judge_unsigned(j, KS_REASON_SIGNATURE_UNSUPPORTED);
	else
		emit_if_checked(j, KS_REASON_SIGNATURE_FAULTY, error);
}

static void judge_trailer(const struct judge *j)
{
	switch (j->needs->signature) {
	case KS_SIGNATURE_NONE:
		judge_unsigned(j, KS_REASON_SIGNATURE_MISSING);
		break;
	case KS_SIGNATURE_FOREIGN:
		/* mod_check_sig() says so whatever follows from it. */
		if (j->checked == KS_YES)
			emit(j, KS_LEVEL_NOTE, KS_REASON_SIGNATURE_FORMAT, 0);
		judge_unsigned(j, KS_REASON_SIGNATURE_FOREIGN);
		break;
	case KS_SIGNATURE_BROKEN:
		emit_if_checked(j, KS_REASON_SIGNATURE_BROKEN, KS_EBADMSG);
		break;
	case KS_SIGNATURE_RESERVED:
		emit_if_checked(j, KS_REASON_SIGNATURE_RESERVED, KS_EBADMSG);
		break;
	case KS_SIGNATURE_FAULTY:
		judge_faulty(j);
		break;
	default:
		judge_open(j, KS_REASON_SIGNATURE_UNVERIFIED, KS_LEVEL_RESIDUAL);
	}
}

/**
 * ks_rule_signature - the signature is one that this kernel takes
 * @needs: what is known of the signature
 * @facts: MODULE_SIG, enforcement, lockdown
 * @sink: findings
 */
void ks_rule_signature(const struct ks_needs *needs, const struct ks_facts *facts,
		       struct ks_sink *sink)
{
	const struct judge j = {
		.needs = needs,
		.sink = sink,
		.checked = facts->gates[KS_GATE_MODULE_SIG].value,
		.enforced = facts->gates[KS_GATE_SIG_ENFORCED].value,
		.locked = facts->states[KS_STATE_LOCKED_DOWN].value,
	};

	if (j.checked == KS_NO)
		return;
	switch (needs->signature) {
	case KS_SIGNATURE_VALID:
		emit(&j, KS_LEVEL_NOTE, KS_REASON_SIGNATURE_VALID, 0);
		break;
	case KS_SIGNATURE_MISMATCH:
		emit_if_checked(&j, KS_REASON_SIGNATURE_MISMATCH, KS_EKEYREJECTED);
		break;
	case KS_SIGNATURE_REVOKED:
		emit_if_checked(&j, KS_REASON_SIGNATURE_REVOKED, KS_EKEYREJECTED);
		break;
	case KS_SIGNATURE_UNKNOWN_KEY:
		judge_unsigned(&j, KS_REASON_SIGNATURE_UNKNOWN_KEY);
		break;
	case KS_SIGNATURE_LISTED:
		judge_open(&j, KS_REASON_SIGNATURE_LISTED, KS_LEVEL_RESIDUAL);
		break;
	case KS_SIGNATURE_MAYBE_VALID:
		judge_open(&j, KS_REASON_SIGNATURE_MAYBE_VALID, KS_LEVEL_NOTE);
		break;
	case KS_SIGNATURE_MAYBE_MISMATCH:
		emit(&j, KS_LEVEL_UNKNOWN, KS_REASON_SIGNATURE_MAYBE_MISMATCH, 0);
		break;
	case KS_SIGNATURE_MAYBE_REVOKED:
		emit(&j, KS_LEVEL_UNKNOWN, KS_REASON_SIGNATURE_MAYBE_REVOKED, 0);
		break;
	case KS_SIGNATURE_HASH_LISTED:
		emit(&j, KS_LEVEL_UNKNOWN, KS_REASON_SIGNATURE_HASH, 0);
		break;
	default:
		judge_trailer(&j);
	}
}
