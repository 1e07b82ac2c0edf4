// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rule_signature.c against mod_verify_sig() and module_sig_check() of
 * kernel/module/signing.c: every state of the trailer, of MODULE_SIG, of
 * enforcement and of lockdown, and what of the signature is known.
 */
#include "outcome.h"

static const char *const words[] = { "unknown", "no", "yes" };

/* What mod_verify_sig() may answer, as far as it is known. */
static const struct row {
	const char *name;
	int errors[4];	/* ends with -1; 61 is ENODATA, 65 ENOPKG, 126 ENOKEY */
	bool open;	/* more than one */
} rows[KS_SIGNATURE_MAX] = {
	[KS_SIGNATURE_NONE] = { "none", { 61, -1 }, false },
	[KS_SIGNATURE_PKCS7] = { "not verified", { 0, 126, 129, -1 }, true },
	[KS_SIGNATURE_FOREIGN] = { "foreign", { 65, -1 }, false },
	[KS_SIGNATURE_BROKEN] = { "broken", { 74, -1 }, false },
	[KS_SIGNATURE_RESERVED] = { "reserved", { 74, -1 }, false },
	[KS_SIGNATURE_FAULTY] = { "faulty", { 22, -1 }, false },
	[KS_SIGNATURE_VALID] = { "valid", { 0, -1 }, false },
	[KS_SIGNATURE_MISMATCH] = { "mismatch", { 129, -1 }, false },
	[KS_SIGNATURE_UNKNOWN_KEY] = { "unknown key", { 126, -1 }, false },
	[KS_SIGNATURE_LISTED] = { "listed key", { 0, 129, -1 }, true },
	[KS_SIGNATURE_MAYBE_VALID] = { "maybe valid", { 0, 126, -1 }, true },
	[KS_SIGNATURE_MAYBE_MISMATCH] = { "maybe a mismatch", { 126, 129, -1 }, true },
	[KS_SIGNATURE_REVOKED] = { "revoked key", { 129, -1 }, false },
	[KS_SIGNATURE_MAYBE_REVOKED] = { "maybe a revoked key", { 0, 126, 129, -1 }, true },
	[KS_SIGNATURE_HASH_LISTED] = { "hash on the blacklist", { 0, 129, -1 }, true },
};

/* module_sig_check() for one kernel: 0, or the errno. */
static int kernel_says(int error, bool sig, bool enforced, bool locked)
{
	if (!sig || !error)
		return 0;
	switch (error) {
	case 61:
	case 65:
	case 126:
		if (enforced)
			return 129;
		return locked ? 1 : 0;
	default:
		return error;
	}
}

struct answers {
	unsigned int outcomes;
	int error;
	bool open;
	bool two_errors;
};

static void collect_one(struct answers *a, int error)
{
	a->outcomes |= error ? OUTCOME_REFUSES : OUTCOME_OK;
	if (error && a->error && a->error != error)
		a->two_errors = true;
	else if (error)
		a->error = error;
}

static void collect(struct answers *a, const struct world *w, enum ks_signature signature)
{
	enum ks_tri sig = w->facts.gates[KS_GATE_MODULE_SIG].value;
	enum ks_tri enforced = w->facts.gates[KS_GATE_SIG_ENFORCED].value;
	enum ks_tri locked = w->facts.states[KS_STATE_LOCKED_DOWN].value;

	for (int bits = 0; bits < 8; bits++) {
		bool s = bits & 1, e = bits & 2, l = bits & 4;

		if (!outcome_may_be(sig, s) || !outcome_may_be(enforced, e) ||
		    !outcome_may_be(locked, l) || (e && !s && sig == KS_UNKNOWN))
			continue;
		for (const int *error = rows[signature].errors; *error >= 0; error++)
			collect_one(a, kernel_says(*error, s, e, l));
	}
	a->open = rows[signature].open || sig == KS_UNKNOWN || enforced == KS_UNKNOWN ||
		  locked == KS_UNKNOWN;
}

/*
 * Of a signature that nobody verified a bad end is a risk that is named, where
 * nothing is enforced; under other conditions it must not be called good.
 */
static bool is_residual(const struct world *w, enum ks_signature signature)
{
	return (signature == KS_SIGNATURE_PKCS7 || signature == KS_SIGNATURE_LISTED) &&
	       w->facts.gates[KS_GATE_SIG_ENFORCED].value == KS_NO &&
	       w->facts.states[KS_STATE_LOCKED_DOWN].value == KS_NO &&
	       w->facts.gates[KS_GATE_MODULE_SIG].value != KS_NO;
}

static void judge(struct world *w, enum ks_signature signature, const struct answers *a)
{
	if (is_residual(w, signature)) {
		expect_int(w->sink.count, 1);
		expect_int(w->findings[0].level, KS_LEVEL_RESIDUAL);
	} else if (a->two_errors) {
		expect(outcome_fits(outcome_worst(w), a->outcomes, true));
	} else {
		outcome_expect(w, a->outcomes, a->open, a->error, rows[signature].name);
	}
}

static void test_all(void)
{
	for (int bits = 0; bits < KS_SIGNATURE_MAX * 27; bits++) {
		struct answers a = { 0 };
		struct world w;
		enum ks_signature signature = bits / 27;
		enum ks_tri sig = bits % 3, enforced = bits / 3 % 3, locked = bits / 9 % 3;

		ktap_case("signature %s, MODULE_SIG %s, enforced %s, locked down %s",
			  rows[signature].name, words[sig], words[enforced], words[locked]);
		world_init(&w, SERIES(6, 1));
		w.needs.signature = signature;
		w.needs.fault = signature == KS_SIGNATURE_FAULTY ? KS_FAULT_VERSION : KS_FAULT_NONE;
		w.facts.gates[KS_GATE_MODULE_SIG].value = sig;
		w.facts.gates[KS_GATE_SIG_ENFORCED].value = enforced;
		w.facts.states[KS_STATE_LOCKED_DOWN].value = locked;
		collect(&a, &w, signature);
		world_rule(&w, ks_rule_signature);
		judge(&w, signature, &a);
		world_free(&w);
	}
}

/* Each fault with its errno; those of algorithms are as good as no signature. */
static void test_faults(void)
{
	static const int errors[KS_FAULT_MAX] = {
		[KS_FAULT_ASN1] = 74, [KS_FAULT_TOO_LONG] = 90, [KS_FAULT_CONTENT_TYPE] = 22,
		[KS_FAULT_VERSION] = 22, [KS_FAULT_DATA_TYPE] = 22, [KS_FAULT_SIGNER_VERSION] = 22,
		[KS_FAULT_VERSION_MISMATCH] = 74, [KS_FAULT_ATTRIBUTE] = 74,
		[KS_FAULT_ATTRIBUTE_TWICE] = 129, [KS_FAULT_ATTRIBUTE_SMIME] = 129,
		[KS_FAULT_ATTRIBUTE_MISSING] = 74,
		[KS_FAULT_AUTHENTICODE] = 74, [KS_FAULT_AUTHATTRS_DIFFER] = 22,
		[KS_FAULT_CONTENT] = 74, [KS_FAULT_NOT_DATA] = 129, [KS_FAULT_AUTHATTRS] = 129,
		[KS_FAULT_KEY_ID] = 22,
	};

	for (int fault = KS_FAULT_NONE + 1; fault < KS_FAULT_MAX; fault++) {
		struct world w;

		ktap_case("fault %d, enforced and not", fault);
		world_init(&w, SERIES(6, 1));
		w.needs.signature = KS_SIGNATURE_FAULTY;
		w.needs.fault = fault;
		world_rule(&w, ks_rule_signature);
		if (errors[fault])
			world_expect_one(&w, KS_LEVEL_REFUSES, KS_REASON_SIGNATURE_FAULTY,
					 errors[fault]);
		else
			world_expect_one(&w, KS_LEVEL_NOTE, KS_REASON_SIGNATURE_UNSUPPORTED, 0);
		w.facts.gates[KS_GATE_SIG_ENFORCED].value = KS_YES;
		world_rule(&w, ks_rule_signature);
		expect_int(w.findings[0].error, errors[fault] ? errors[fault] : 129);
		world_free(&w);
	}
}

/* The second question: the build's own key, and the build's own release. */
static void test_build_key(void)
{
	struct world w;

	ktap_case("signed with the key of this kernel's build: proven without CRCs");
	world_init(&w, SERIES(7, 2));
	w.facts.gates[KS_GATE_MODVERSIONS].value = KS_NO;
	w.needs.signature = KS_SIGNATURE_VALID;
	world_check(&w);
	expect_int(w.result.match, KS_MATCH_UNKNOWN);
	w.signer.is_build_key = true;
	world_check(&w);
	expect_int(w.result.match, KS_MATCH_PROVEN);
	expect_int(w.result.verdict, KS_VERDICT_OK);
	ktap_case("the same key, another release: a sibling of this build");
	w.facts.vermagic.value = "6.1.0-56-rt-amd64 SMP preempt mod_unload modversions ";
	world_check(&w);
	expect(w.result.match != KS_MATCH_PROVEN);
	ktap_case("the same key and release, vermagic known in two parts");
	w.facts.vermagic = (struct ks_fact_text){ 0 };
	world_check(&w);
	expect_int(w.result.match, KS_MATCH_PROVEN);
	w.facts.vermagic_flags.value = " SMP mod_unload ";
	world_check(&w);
	expect(w.result.match != KS_MATCH_PROVEN);
	ktap_case("the same key, but it does not verify");
	world_free(&w);
	world_init(&w, SERIES(7, 2));
	w.facts.gates[KS_GATE_MODVERSIONS].value = KS_NO;
	w.signer.is_build_key = true;
	for (int s = 0; s < KS_SIGNATURE_MAX; s++) {
		w.needs.signature = s;
		world_check(&w);
		expect_int(w.result.match == KS_MATCH_PROVEN, s == KS_SIGNATURE_VALID);
	}
	world_free(&w);
}

/* A signature that may not verify is said even where it need not be there. */
static void test_residual(void)
{
	struct world w;

	ktap_case("a signature that nobody verified is said");
	world_init(&w, SERIES(6, 1));
	w.needs.signature = KS_SIGNATURE_PKCS7;
	world_rule(&w, ks_rule_signature);
	world_expect_one(&w, KS_LEVEL_RESIDUAL, KS_REASON_SIGNATURE_UNVERIFIED, 0);
	world_free(&w);
}

int main(void)
{
	test_all();
	test_faults();
	test_build_key();
	test_residual();
	return ktap_end();
}
