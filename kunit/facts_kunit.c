// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of what is decided about facts: origins, for each combination of what
 * is known; whether an unexported function may be called; the vermagic string;
 * and which event a notifier call is.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/string.h>

#include "kmod/discover.h"
#include "kmod/facts_kernel.h"
#include "kmod/facts_module.h"

#define PROOFS	64

static struct kmodsafe_proof proof_of(unsigned int bits)
{
	return (struct kmodsafe_proof){
		.forced = bits & 1,
		.modversions = bits & 2,
		.crcs_proven = bits & 4,
		.size_checked = bits & 8,
		.stripped = bits & 16,
		.sig_live = bits & 32,
	};
}

static void vermagic_origin_test(struct kunit *test)
{
	unsigned int bits, loader = 0;

	for (bits = 0; bits < PROOFS; bits++) {
		const struct kmodsafe_proof proof = proof_of(bits);
		enum kmodsafe_origin origin = kmodsafe_vermagic_origin(&proof);
		/* only with CRCs, proven, and neither forced nor stripped */
		bool proven = (bits & (1 | 2 | 4 | 16)) == (2 | 4);

		KUNIT_EXPECT_EQ(test, (int)origin,
				proven ? KMODSAFE_ORIGIN_LOADER : KMODSAFE_ORIGIN_BUILD);
		loader += origin == KMODSAFE_ORIGIN_LOADER;
	}
	KUNIT_EXPECT_EQ(test, loader, 4U);
}

static void size_origin_test(struct kunit *test)
{
	unsigned int bits, loader = 0;

	for (bits = 0; bits < PROOFS; bits++) {
		const struct kmodsafe_proof proof = proof_of(bits);
		enum kmodsafe_origin origin = kmodsafe_module_size_origin(&proof);
		/* by the loader's own check or by module_layout's CRC, and without force */
		bool proven = !(bits & 1) && (bits & 8 || (bits & (2 | 4)) == (2 | 4));

		KUNIT_EXPECT_EQ(test, (int)origin,
				proven ? KMODSAFE_ORIGIN_LOADER : KMODSAFE_ORIGIN_BUILD);
		loader += origin == KMODSAFE_ORIGIN_LOADER;
	}
	KUNIT_EXPECT_EQ(test, loader, 16U + 4U);
}

static void elf_origin_test(struct kunit *test)
{
	unsigned int bits;

	for (bits = 0; bits < PROOFS; bits++) {
		const struct kmodsafe_proof proof = proof_of(bits);

		KUNIT_EXPECT_EQ(test, (int)kmodsafe_elf_origin(&proof),
				bits & 1 ? KMODSAFE_ORIGIN_BUILD : KMODSAFE_ORIGIN_LOADER);
	}
}

static int expected_gate_origin(unsigned int gate, unsigned int bits)
{
	bool vermagic = (bits & (1 | 2 | 4 | 16)) == (2 | 4);

	if (gate == KMODSAFE_GATE_SIG_ENFORCED)
		return bits & 32 ? KMODSAFE_ORIGIN_LIVE : KMODSAFE_ORIGIN_BUILD;
	if (gate == KMODSAFE_GATE_MODVERSIONS && bits & 4)
		return KMODSAFE_ORIGIN_LIVE;
	if (vermagic && (gate == KMODSAFE_GATE_SMP || gate == KMODSAFE_GATE_UNLOAD))
		return KMODSAFE_ORIGIN_LOADER;
	return KMODSAFE_ORIGIN_BUILD;
}

static void gate_origin_test(struct kunit *test)
{
	unsigned int bits, gate, loader = 0;

	for (gate = 1; gate <= KMODSAFE_GATES; gate++) {
		for (bits = 0; bits < PROOFS; bits++) {
			const struct kmodsafe_proof proof = proof_of(bits);
			int origin = kmodsafe_gate_origin(gate, &proof);

			KUNIT_EXPECT_EQ(test, origin, expected_gate_origin(gate, bits));
			loader += origin == KMODSAFE_ORIGIN_LOADER;
			/* nothing is the loader's word after force */
			if (proof.forced)
				KUNIT_EXPECT_NE(test, origin, (int)KMODSAFE_ORIGIN_LOADER);
		}
	}
	KUNIT_EXPECT_EQ(test, loader, 2U * 4U);
}

static bool value_of(const struct kmodsafe_kernel *kernel, enum kmodsafe_gate gate)
{
	return kernel->gates[gate - 1].value;
}

static void gate_values_test(struct kunit *test)
{
	struct kmodsafe_kernel *kernel = kunit_kzalloc(test, sizeof(*kernel), GFP_KERNEL);
	unsigned int algorithms;

	KUNIT_ASSERT_NOT_NULL(test, kernel);
	kmodsafe_kernel_collect(kernel);
	KUNIT_EXPECT_EQ(test, value_of(kernel, KMODSAFE_GATE_SYSFS), IS_ENABLED(CONFIG_SYSFS));
	KUNIT_EXPECT_EQ(test, value_of(kernel, KMODSAFE_GATE_KALLSYMS),
			IS_ENABLED(CONFIG_KALLSYMS));
	/* one kernel unpacks one algorithm, or none */
	algorithms = value_of(kernel, KMODSAFE_GATE_DECOMPRESS_GZIP) +
		value_of(kernel, KMODSAFE_GATE_DECOMPRESS_XZ) +
		value_of(kernel, KMODSAFE_GATE_DECOMPRESS_ZSTD);
	KUNIT_EXPECT_EQ(test, algorithms,
			(unsigned int)value_of(kernel, KMODSAFE_GATE_DECOMPRESS));
	/* what is enforced is there */
	KUNIT_EXPECT_TRUE(test, value_of(kernel, KMODSAFE_GATE_BTF_MODULES) ||
			  !value_of(kernel, KMODSAFE_GATE_BTF_ENFORCED));
}

static void kernel_collect_test(struct kunit *test)
{
	struct kmodsafe_kernel *kernel = kunit_kzalloc(test, sizeof(*kernel), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, kernel);
	kmodsafe_kernel_collect(kernel);
	for (i = 0; i < KMODSAFE_GATES; i++) {
		KUNIT_EXPECT_EQ(test, (unsigned int)kernel->gates[i].id, i + 1);
		KUNIT_EXPECT_TRUE(test, kernel->gates[i].known);
		KUNIT_EXPECT_NE(test, (int)kernel->gates[i].origin, 0);
	}
	KUNIT_EXPECT_EQ(test, kernel->module_size, (u32)sizeof(struct module));
	/* no discovery ran in this module: nothing may claim to be proven by it */
	KUNIT_EXPECT_EQ(test, (int)kernel->backend, KMODSAFE_BACKEND_NONE);
	KUNIT_EXPECT_EQ(test, kernel->vmlinux_symbols, 0U);
	KUNIT_EXPECT_EQ(test, (int)kernel->vermagic_origin, KMODSAFE_ORIGIN_BUILD);
	KUNIT_EXPECT_EQ(test, strncmp(kernel->vermagic, kernel->release,
				      strlen(kernel->release)), 0);
	KUNIT_EXPECT_EQ(test, kernel->vermagic[strlen(kernel->vermagic) - 1], ' ');
	KUNIT_EXPECT_FALSE(test, kernel->helper_forced);
}

static void release_test(struct kunit *test)
{
	static const struct {
		const char *release;
		bool checks;
	} rows[] = {
		{ "5.10.0-46-amd64", false }, { "6.1.0-56-amd64", false },
		{ "6.3.13", false }, { "6.4.0", true }, { "6.4-rc1", true },
		{ "6.12.117+deb12-amd64", true }, { "7.0.1", true }, { "7.2.13+deb14-amd64", true },
		{ "10.0", true }, { "5.99", false }, { "", false },
		{ "six", false }, { "6", false },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		KUNIT_EXPECT_EQ_MSG(test, kmodsafe_release_checks_size(rows[i].release),
				    rows[i].checks, "%s", rows[i].release);
}

static void vermagic_test(struct kunit *test)
{
	static const char built[] = "6.1.0-56-amd64 SMP mod_unload ";
	char out[64];

	KUNIT_EXPECT_EQ(test, kmodsafe_vermagic_compose(out, sizeof(out), "6.1.0-57-amd64", built,
							KMODSAFE_ORIGIN_LOADER, false), 30);
	KUNIT_EXPECT_STREQ(test, out, "6.1.0-57-amd64 SMP mod_unload ");
	/* nothing proven, but nobody forced us: the live release still */
	kmodsafe_vermagic_compose(out, sizeof(out), "6.1.0-57-amd64", built,
				  KMODSAFE_ORIGIN_BUILD, false);
	KUNIT_EXPECT_STREQ(test, out, "6.1.0-57-amd64 SMP mod_unload ");
	/* forced: as it was built */
	kmodsafe_vermagic_compose(out, sizeof(out), "6.1.0-57-amd64", built,
				  KMODSAFE_ORIGIN_BUILD, true);
	KUNIT_EXPECT_STREQ(test, out, built);
	/* no word behind the release */
	kmodsafe_vermagic_compose(out, sizeof(out), "6.1.0-57-amd64", "6.1.0-56",
				  KMODSAFE_ORIGIN_LOADER, false);
	KUNIT_EXPECT_STREQ(test, out, "6.1.0-56");
	/* the last size that fits, and one less */
	KUNIT_EXPECT_EQ(test, kmodsafe_vermagic_compose(out, 4, "a", "b x", KMODSAFE_ORIGIN_LOADER,
							false), -E2BIG);
	KUNIT_EXPECT_EQ(test, kmodsafe_vermagic_compose(out, 5, "a", "b x", KMODSAFE_ORIGIN_LOADER,
							false), 3);
}

static void may_call_test(struct kunit *test)
{
	unsigned int bits, allowed = 0;

	for (bits = 0; bits < 64; bits++) {
		const struct kmodsafe_call_rules rules = {
			.x86 = bits & 1,
			.static_call = bits & 2,
			.ibt = bits & 4,
			.cfi = bits & 8,
			.bti = bits & 16,
			.descriptors = bits & 32,
		};
		bool may = kmodsafe_may_call(&rules);

		/* x86: a direct call or none. Elsewhere: only if nothing looks at pointers. */
		if (bits & 1)
			KUNIT_EXPECT_EQ(test, may, !!(bits & 2));
		else
			KUNIT_EXPECT_EQ(test, may, !(bits & (4 | 8 | 16 | 32)));
		allowed += may;
	}
	KUNIT_EXPECT_EQ(test, allowed, 16U + 2U);
}

static void event(struct kunit *test, struct module *mod, unsigned long state,
		  enum kmodsafe_module_event wanted, u32 generations)
{
	u32 before = kmodsafe_generation();
	struct kmodsafe_module fact;

	KUNIT_ASSERT_TRUE(test, kmodsafe_module_collect(state, mod, &fact));
	KUNIT_EXPECT_EQ(test, (int)fact.event, (int)wanted);
	KUNIT_EXPECT_STREQ(test, fact.name, mod->name);
	KUNIT_EXPECT_EQ(test, kmodsafe_generation(), before + generations);
	KUNIT_EXPECT_EQ(test, fact.generation, before + generations);
}

static void event_test(struct kunit *test)
{
	struct module *mods = kunit_kcalloc(test, 65, sizeof(*mods), GFP_KERNEL);
	struct kmodsafe_module fact;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, mods);
	for (i = 0; i < 65; i++)
		snprintf(mods[i].name, sizeof(mods[i].name), "module_%u", i);

	/* loaded and removed */
	event(test, &mods[0], MODULE_STATE_COMING, KMODSAFE_MODULE_COMING, 1);
	event(test, &mods[0], MODULE_STATE_LIVE, KMODSAFE_MODULE_LIVE, 0);
	event(test, &mods[0], MODULE_STATE_GOING, KMODSAFE_MODULE_GOING, 1);
	/* failed in init(), and again at the same address */
	for (i = 0; i < 2; i++) {
		event(test, &mods[0], MODULE_STATE_COMING, KMODSAFE_MODULE_COMING, 1);
		event(test, &mods[0], MODULE_STATE_GOING, KMODSAFE_MODULE_INIT_FAILED, 1);
	}
	/* loaded before we listened */
	event(test, &mods[1], MODULE_STATE_GOING, KMODSAFE_MODULE_GOING, 1);
	/* as many as are noted at a time, all failing; one more is taken for going */
	for (i = 0; i < 65; i++)
		event(test, &mods[i], MODULE_STATE_COMING, KMODSAFE_MODULE_COMING, 1);
	for (i = 0; i < 65; i++)
		event(test, &mods[i], MODULE_STATE_GOING,
		      i < 64 ? KMODSAFE_MODULE_INIT_FAILED : KMODSAFE_MODULE_GOING, 1);
	/* neither we ourselves nor what is no state is an event */
	KUNIT_EXPECT_FALSE(test, kmodsafe_module_collect(MODULE_STATE_LIVE, THIS_MODULE, &fact));
	KUNIT_EXPECT_FALSE(test, kmodsafe_module_collect(MODULE_STATE_UNFORMED, &mods[0], &fact));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(vermagic_origin_test),
	KUNIT_CASE(size_origin_test),
	KUNIT_CASE(elf_origin_test),
	KUNIT_CASE(gate_origin_test),
	KUNIT_CASE(gate_values_test),
	KUNIT_CASE(kernel_collect_test),
	KUNIT_CASE(release_test),
	KUNIT_CASE(vermagic_test),
	KUNIT_CASE(may_call_test),
	KUNIT_CASE(event_test),
	{}
};

static struct kunit_suite suite = {
	.name = "kmodsafe_facts",
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("Tests of the kmodsafe kernel module");
MODULE_LICENSE("GPL");
