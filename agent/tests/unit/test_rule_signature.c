// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rule_signature.c against mod_verify_sig() and module_sig_check() of
 * kernel/module/signing.c: every state of the trailer, of MODULE_SIG, of
 * enforcement and of lockdown.
 */
#include "outcome.h"

static const char *const words[] = { "unknown", "no", "yes" };

/*
 * module_sig_check() for one kernel: 0, or the errno; -1: the signature's own
 * validity decides, which no rule knows.
 */
static int kernel_says(enum ks_signature signature, bool sig, bool enforced, bool locked)
{
	if (!sig)
		return 0;
	switch (signature) {
	case KS_SIGNATURE_BROKEN:
	case KS_SIGNATURE_RESERVED:
		return 74;
	case KS_SIGNATURE_PKCS7:
		return enforced || locked ? -1 : 0;
	default:
		if (enforced)
			return 129;
		return locked ? 1 : 0;
	}
}

struct answers {
	unsigned int outcomes;
	int error;
	bool open;
	bool undecidable;
	bool two_errors;
};

static void collect(struct answers *a, const struct world *w, enum ks_signature signature)
{
	enum ks_tri sig = w->facts.gates[KS_GATE_MODULE_SIG].value;
	enum ks_tri enforced = w->facts.gates[KS_GATE_SIG_ENFORCED].value;
	enum ks_tri locked = w->facts.states[KS_STATE_LOCKED_DOWN].value;

	for (int bits = 0; bits < 8; bits++) {
		bool s = bits & 1, e = bits & 2, l = bits & 4;
		int error;

		if (!outcome_may_be(sig, s) || !outcome_may_be(enforced, e) ||
		    !outcome_may_be(locked, l) || (e && !s && sig == KS_UNKNOWN))
			continue;
		error = kernel_says(signature, s, e, l);
		if (error < 0)
			a->undecidable = true;
		else if (error == 0)
			a->outcomes |= OUTCOME_OK;
		else if (a->error && a->error != error)
			a->two_errors = true;
		else
			a->error = error;
		if (error > 0)
			a->outcomes |= OUTCOME_REFUSES;
	}
	a->open = sig == KS_UNKNOWN || enforced == KS_UNKNOWN || locked == KS_UNKNOWN;
}

static void test_all(void)
{
	static const char *const names[] = { "none", "pkcs7", "foreign", "broken",
					     "reserved" };

	for (int bits = 0; bits < 5 * 27; bits++) {
		struct answers a = { 0 };
		struct world w;
		enum ks_signature signature = bits / 27;
		enum ks_tri sig = bits % 3, enforced = bits / 3 % 3, locked = bits / 9 % 3;

		ktap_case("signature %s, MODULE_SIG %s, enforced %s, locked down %s",
			  names[signature], words[sig], words[enforced], words[locked]);
		world_init(&w, SERIES(6, 1));
		w.needs.signature = signature;
		w.facts.gates[KS_GATE_MODULE_SIG].value = sig;
		w.facts.gates[KS_GATE_SIG_ENFORCED].value = enforced;
		w.facts.states[KS_STATE_LOCKED_DOWN].value = locked;
		collect(&a, &w, signature);
		world_rule(&w, ks_rule_signature);
		if (a.undecidable)
			expect_int(outcome_worst(&w), KS_LEVEL_UNKNOWN);
		else if (a.two_errors)
			expect(outcome_fits(outcome_worst(&w), a.outcomes, true));
		else
			outcome_expect(&w, a.outcomes, a.open, a.error, names[signature]);
		world_free(&w);
	}
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
	test_residual();
	return ktap_end();
}
