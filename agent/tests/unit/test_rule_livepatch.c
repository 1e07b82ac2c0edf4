// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rule_livepatch.c and rule_livepatch_name.c: check_modinfo_livepatch() and
 * klp_module_coming(), the same in all series.
 */
#include "outcome.h"

static void test_modinfo(void)
{
	for (size_t s = 0; s < world_series_count; s++)
		for (int gate = 0; gate < 3; gate++)
			for (int marked = 0; marked < 2; marked++) {
				unsigned int outcomes = 0;
				struct world w;

				ktap_case("marked %d, livepatch %d, %s", marked, gate,
					  world_series_name(world_series[s]));
				world_init(&w, world_series[s]);
				w.needs.marks = KS_MARK_INTREE | (marked ? KS_MARK_LIVEPATCH : 0);
				w.facts.gates[KS_GATE_LIVEPATCH].value = gate;
				if (!marked || outcome_may_be(gate, true))
					outcomes |= OUTCOME_OK;
				if (marked && outcome_may_be(gate, false))
					outcomes |= OUTCOME_REFUSES;
				world_rule(&w, ks_rule_livepatch);
				outcome_expect(&w, outcomes, gate == KS_UNKNOWN, 8, "");
				world_free(&w);
			}
}

static void test_name(void)
{
	static const char *const names[] = { "vmlinux", "vmlinux2", "Vmlinux", "mod", NULL };

	for (int gate = 0; gate < 3; gate++)
		for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
			bool kept = n == 0;
			unsigned int outcomes = 0;
			struct world w;

			ktap_case("named %s, livepatch %d", names[n] ? names[n] : "nothing", gate);
			world_init(&w, SERIES(6, 12));
			w.needs.mname = names[n];
			w.facts.gates[KS_GATE_LIVEPATCH].value = gate;
			if (!kept || outcome_may_be(gate, false))
				outcomes |= OUTCOME_OK;
			if (kept && outcome_may_be(gate, true))
				outcomes |= OUTCOME_REFUSES;
			world_rule(&w, ks_rule_livepatch_name);
			outcome_expect(&w, outcomes, gate == KS_UNKNOWN, 22, "");
			world_free(&w);
		}
}

/* Behind the version magic, before names are compared; and at the very end. */
static void test_order(void)
{
	struct world w;

	ktap_case("vermagic first, then livepatch, then what is loaded");
	world_init(&w, SERIES(6, 12));
	w.needs.marks |= KS_MARK_LIVEPATCH;
	w.facts.gates[KS_GATE_LIVEPATCH].value = KS_NO;
	w.modules[w.facts.module_count++] = (struct ks_module){ .name = "mod" };
	world_check(&w);
	expect_int(w.result.cause->rule, KS_RULE_LIVEPATCH);
	w.needs.vermagic = "else";
	world_check(&w);
	expect_int(w.result.cause->rule, KS_RULE_VERMAGIC);
	world_free(&w);

	ktap_case("symbols before the name");
	world_init(&w, SERIES(6, 12));
	w.needs.mname = "vmlinux";
	world_check(&w);
	expect_int(w.result.cause->rule, KS_RULE_LIVEPATCH_NAME);
	w.imports[0].name = "nowhere";
	world_check(&w);
	expect_int(w.result.cause->rule, KS_RULE_SYMBOL_MISSING);
	world_free(&w);
}

int main(void)
{
	test_modinfo();
	test_name();
	test_order();
	return ktap_end();
}
