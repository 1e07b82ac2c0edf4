// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The rules with few inputs: facts, file, blacklist, loaded, builtin.  Their
 * order among the others is for test_verdict.c.
 */
#include "outcome.h"

static void test_facts(void)
{
	for (size_t count = 0; count <= 16; count++) {
		struct world w;

		ktap_case("%zu contradictions", count);
		world_init(&w, SERIES(6, 1));
		w.facts.conflict_count = count;
		for (size_t i = 0; i < count; i++)
			w.conflicts[i] = (struct ks_conflict){ .what = "release", .first = "a", .second = "b" };
		world_rule(&w, ks_rule_facts);
		expect_int(w.sink.count > 0, count > 0);
		if (count)
			expect(world_has(&w, KS_LEVEL_UNKNOWN, KS_REASON_FACTS_CONTRADICT));
		world_check(&w);
		expect_int(w.result.verdict, count ? KS_VERDICT_UNKNOWN : KS_VERDICT_OK);
		world_free(&w);
	}
}

/* may_init_module(), then kernel_read_file(): type, size 0, size > INT_MAX. */
static void test_file(void)
{
	static const struct {
		uint64_t size;
		int error;
	} sizes[] = { { 0, 22 }, { 1, 0 }, { 4096, 0 }, { 0x7fffffff, 0 }, { 0x80000000, 27 },
		      { UINT64_MAX, 27 } };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (int disabled = 0; disabled < 3; disabled++) {
			struct world w;

			ktap_case("a file of %" PRIu64 " bytes, modules_disabled %d", sizes[i].size,
				  disabled);
			world_init(&w, SERIES(6, 1));
			w.needs.file_size = sizes[i].size;
			w.facts.states[KS_STATE_MODULES_DISABLED].value = disabled;
			world_rule(&w, ks_rule_file);
			if (disabled == KS_YES)
				expect_int(w.findings[0].error, 1);
			else if (sizes[i].error)
				expect_int(w.findings[w.sink.count - 1].error, sizes[i].error);
			else
				expect_int(outcome_worst(&w),
					   disabled == KS_NO ? KS_LEVEL_NOTE : KS_LEVEL_UNKNOWN);
			world_free(&w);
		}
}

/* blacklisted(): exact, no patterns, no folding, and info->name counts. */
static void test_blacklist(void)
{
	static const struct {
		const char *list, *name;
		bool listed;
	} rows[] = {
		{ "", "mod", false },	   { "mod", "mod", true },
		{ "a,mod,b", "mod", true }, { "a,mod", "mod", true },
		{ "mod,a", "mod", true },  { "modx", "mod", false },
		{ "mo", "mod", false },	   { "xmod", "mod", false },
		{ "m*", "mod", false },	   { "a-b", "a_b", false },
		{ "a_b", "a_b", true },	   { "a,,mod", "mod", true },
		{ ",", "mod", false },	   { " mod", "mod", false },
		{ "mod ", "mod", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world w;

		ktap_case("module_blacklist=%s and module %s", rows[i].list, rows[i].name);
		world_init(&w, SERIES(6, 1));
		w.facts.blacklist.value = rows[i].list;
		w.needs.iname = rows[i].name;
		w.needs.mname = "another";
		world_rule(&w, ks_rule_blacklist);
		if (rows[i].listed)
			world_expect_one(&w, KS_LEVEL_REFUSES, KS_REASON_BLACKLISTED, 1);
		else
			world_expect_none(&w);
		world_free(&w);
	}
	ktap_case("an unknown blacklist is not an empty one");
	struct world w;

	world_init(&w, SERIES(6, 1));
	w.facts.blacklist = (struct ks_fact_text){ 0 };
	world_rule(&w, ks_rule_blacklist);
	expect_int(outcome_worst(&w), KS_LEVEL_UNKNOWN);
	world_free(&w);
}

/* add_unformed_module() and mod_sysfs_init() go by mod->name. */
static void test_loaded(void)
{
	static const struct {
		enum ks_module_state state;
		enum ks_accept accept;
		int error;
		enum ks_verdict verdict;
	} rows[] = {
		{ KS_MODULE_LIVE, KS_ACCEPT_REFUSES, 17, KS_VERDICT_REFUSED },
		{ KS_MODULE_COMING, KS_ACCEPT_UNKNOWN, 0, KS_VERDICT_UNKNOWN },
		{ KS_MODULE_GOING, KS_ACCEPT_UNKNOWN, 0, KS_VERDICT_UNKNOWN },
		{ KS_MODULE_BUILTIN, KS_ACCEPTS, 0, KS_VERDICT_UNSAFE },
		{ KS_MODULE_BUILTIN_SYSFS, KS_ACCEPT_REFUSES, 22, KS_VERDICT_REFUSED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int other = 0; other < 3; other += 1) {
			struct world w;

			ktap_case("a module of this name in state %zu, the others known %d", i, other);
			world_init(&w, SERIES(6, 1));
			w.needs.iname = "another";
			w.modules[0] = (struct ks_module){ "before", KS_MODULE_LIVE, "", KS_ORIGIN_LIVE, KS_UNKNOWN };
			w.modules[1] = (struct ks_module){ "mod", rows[i].state, "", KS_ORIGIN_LIVE, KS_UNKNOWN };
			w.facts.module_count = 2;
			w.facts.other_modules = other;
			world_check(&w);
			expect_int(w.result.accept, rows[i].accept);
			expect_int(w.result.error, rows[i].error);
			expect_int(w.result.verdict, rows[i].verdict);
			world_free(&w);
		}
	ktap_case("a module of another name is no hindrance, unless not all are known");
	for (int other = 0; other < 2; other++) {
		struct world w;

		world_init(&w, SERIES(6, 1));
		w.modules[0] = (struct ks_module){ "before", KS_MODULE_LIVE, "", KS_ORIGIN_LIVE, KS_UNKNOWN };
		w.facts.module_count = 1;
		w.facts.other_modules = other ? KS_NO : KS_UNKNOWN;
		world_check(&w);
		expect_int(w.result.verdict, other ? KS_VERDICT_OK : KS_VERDICT_UNKNOWN);
		world_free(&w);
	}
}

/* kobject_add_internal(); without SYSFS an empty name is like any other. */
static void test_nameless(void)
{
	static const int levels[] = {
		[KS_UNKNOWN] = KS_LEVEL_UNKNOWN, [KS_NO] = -1, [KS_YES] = KS_LEVEL_REFUSES,
	};

	for (int sysfs = 0; sysfs < 3; sysfs++) {
		struct world w;

		ktap_case("a module without a name, sysfs %d", sysfs);
		world_init(&w, SERIES(6, 1));
		w.needs.mname = "";
		w.facts.gates[KS_GATE_SYSFS].value = sysfs;
		world_rule(&w, ks_rule_builtin);
		if (levels[sysfs] < 0)
			world_expect_none(&w);
		else
			world_expect_one(&w, levels[sysfs], KS_REASON_BUILTIN_NAMELESS,
					 sysfs == KS_YES ? 22 : 0);
		world_free(&w);
	}
}

int main(void)
{
	test_facts();
	test_file();
	test_blacklist();
	test_loaded();
	test_nameless();
	return ktap_end();
}
