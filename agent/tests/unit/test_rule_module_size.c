// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rule_module_size.c: the exact comparison of elf_validity_check() since 6.4,
 * and what a wrong size does before, over every series and state.
 */
#include "outcome.h"

static unsigned int kernel_says(uint64_t module, uint64_t kernel, unsigned int series)
{
	if (module == kernel)
		return OUTCOME_OK;
	if (series >= SERIES(6, 4))
		return OUTCOME_REFUSES;
	return module < kernel ? OUTCOME_UNDEFINED : OUTCOME_CONTRADICTS;
}

static unsigned int all_series(uint64_t module, uint64_t kernel, unsigned int series)
{
	unsigned int outcomes = 0;

	if (series)
		return kernel_says(module, kernel, series);
	for (size_t i = 0; i < world_series_count; i++)
		if (world_series[i])
			outcomes |= kernel_says(module, kernel, world_series[i]);
	return outcomes;
}

static void test_known(void)
{
	static const uint64_t sizes[] = {
		0, 1, 256, MODULE_SIZE - 64, MODULE_SIZE - 1, MODULE_SIZE,
		MODULE_SIZE + 1, MODULE_SIZE + 64, UINT32_MAX, UINT64_MAX,
	};

	for (size_t s = 0; s < world_series_count; s++)
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			struct world w;

			ktap_case("struct module of %" PRIu64 " for %d bytes, %s", sizes[i],
				  MODULE_SIZE, world_series_name(world_series[s]));
			world_init(&w, world_series[s]);
			w.needs.module_size = sizes[i];
			world_rule(&w, ks_rule_module_size);
			outcome_expect(&w, all_series(sizes[i], MODULE_SIZE, world_series[s]),
				       !world_series[s], 8, "");
			world_free(&w);
		}
}

/* Where nobody compares it, module_layout or vermagic stand for it. */
static void test_unknown(void)
{
	for (size_t s = 0; s < world_series_count; s++)
		for (int modversions = 0; modversions < 3; modversions++) {
			bool stands = world_series[s] && world_series[s] < SERIES(6, 4) &&
				      modversions == KS_YES;
			struct world w;

			ktap_case("unknown sizeof(struct module), %s, modversions %d",
				  world_series_name(world_series[s]), modversions);
			world_init(&w, world_series[s]);
			w.facts.module_size = (struct ks_fact_number){ 0 };
			w.facts.gates[KS_GATE_MODVERSIONS].value = modversions;
			world_rule(&w, ks_rule_module_size);
			world_expect_one(&w, stands ? KS_LEVEL_NOTE : KS_LEVEL_UNKNOWN,
					 KS_REASON_MODULE_SIZE_UNKNOWN, 0);
			world_free(&w);
		}
}

int main(void)
{
	test_known();
	test_unknown();
	return ktap_end();
}
