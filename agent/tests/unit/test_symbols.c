// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The rules on imported symbols together, against simplify_symbols() and
 * resolve_symbol() of kernel/module/main.c: one symbol in every state, then
 * several, of which the last that fails gives the errno.
 */
#include "outcome.h"

enum state { FOUND, ABSENT, UNKNOWN, STATE_MAX };
enum crc { CRC_SAME, CRC_OTHER, CRC_NO_RECORD, CRC_MAX };
enum ns { NS_NONE, NS_IMPORTED, NS_FOREIGN, NS_FOR_US, NS_MAX };

struct symbol {
	enum state state;
	enum crc crc;
	enum ns ns;
	bool gpl_only;
	bool weak;
	const char *name;
};

static const char *const ns_names[] = { NULL, "IMPORTED", "FOREIGN", "module:other,m*" };

/* resolve_symbol() and its caller: 0 or the errno, for one kernel. */
static int kernel_says(const struct symbol *s, bool found, bool gpl_module, bool modversions,
		       bool enforced, bool module_ns)
{
	/* find_symbol() with gplok */
	if (!found || (s->gpl_only && !gpl_module))
		return s->weak || !strcmp(s->name, "_GLOBAL_OFFSET_TABLE_") ? 0 : 2;
	if (modversions && s->crc != CRC_SAME)
		return 22;
	if (s->ns == NS_FOREIGN || (s->ns == NS_FOR_US && !module_ns))
		return enforced ? 22 : 0;
	return 0;
}

static void put_symbol(struct world *w, size_t i, const struct symbol *s)
{
	w->imports[i] = (struct ks_import){
		.name = s->name,
		.index = i + 1,
		.weak = s->weak,
		.basic = { s->crc != CRC_NO_RECORD, s->crc == CRC_SAME ? 0x77 : 0x78 },
	};
	w->exports[i + 1] = (struct ks_export){
		.name = s->name,
		.exported = s->state == FOUND ? KS_YES : s->state == ABSENT ? KS_NO : KS_UNKNOWN,
		.crc = 0x77,
		.has_crc = s->state == FOUND,
		.gpl_only = s->gpl_only && s->state == FOUND,
		.ns = s->state == FOUND ? ns_names[s->ns] : NULL,
		.origin = KS_ORIGIN_LIVE,
	};
	w->needs.import_count = i + 1;
	w->facts.export_count = i + 2;
}

static void prepare(struct world *w, unsigned int series, bool gpl_module)
{
	world_init(w, series);
	w->needs.license = gpl_module ? "GPL v2" : "Proprietary";
	w->needs.namespaces = w->namespaces;
	w->namespaces[0] = "IMPORTED";
	w->needs.namespace_count = 1;
}

static unsigned int collect(const struct world *w, const struct symbol *s, bool gpl_module,
			    unsigned int series, int *error)
{
	enum ks_tri modversions = w->facts.gates[KS_GATE_MODVERSIONS].value;
	enum ks_tri enforced = w->facts.gates[KS_GATE_NAMESPACES_ENFORCED].value;
	unsigned int outcomes = 0;

	for (int bits = 0; bits < 16; bits++) {
		bool m = bits & 1, e = bits & 2, x = bits & 4, f = bits & 8;
		int says;

		if (!outcome_may_be(modversions, m) || !outcome_may_be(enforced, e) ||
		    (series && x != (series >= SERIES(6, 16))) ||
		    (s->state != UNKNOWN && f != (s->state == FOUND)) ||
		    /* The linker's own name: no kernel exports it. */
		    (s->state == UNKNOWN && f && *s->name == '_'))
			continue;
		says = kernel_says(s, f, gpl_module, m, e, x);
		/* What an unknown export is like is not known either. */
		if (s->state == UNKNOWN && f)
			outcomes |= OUTCOME_OK | OUTCOME_REFUSES;
		outcomes |= says ? OUTCOME_REFUSES : OUTCOME_OK;
		if (says)
			*error = says;
	}
	return outcomes;
}

static void judge(const struct world *w, const struct symbol *s, unsigned int outcomes, int error,
		  bool open)
{
	enum ks_accept accept = w->result.accept;
	bool fits = open && accept == KS_ACCEPT_UNKNOWN;

	if (outcomes == OUTCOME_OK)
		fits |= accept == KS_ACCEPTS;
	else if (outcomes == OUTCOME_REFUSES)
		fits |= accept == KS_ACCEPT_REFUSES && (open || w->result.error == error);
	else
		fits |= accept == KS_ACCEPT_UNKNOWN;
	if (!expect(fits) && ktap.bad <= 10)
		printf("# accept %d errno %d; outcomes %u errno %d: state %d crc %d ns %d%s%s, modversions %d, enforced %d\n",
		       accept, w->result.error, outcomes, error, s->state, s->crc, s->ns,
		       s->gpl_only ? " gpl" : "", s->weak ? " weak" : "",
		       w->facts.gates[KS_GATE_MODVERSIONS].value,
		       w->facts.gates[KS_GATE_NAMESPACES_ENFORCED].value);
}

static void one(const struct symbol *s, unsigned int series, bool gpl_module, int tris)
{
	struct world w;
	bool open = !(tris % 3) || !(tris / 3) || !series || s->state == UNKNOWN;
	unsigned int outcomes;
	int error = 0;

	prepare(&w, series, gpl_module);
	put_symbol(&w, 0, s);
	w.facts.gates[KS_GATE_MODVERSIONS].value = tris % 3;
	w.facts.gates[KS_GATE_NAMESPACES_ENFORCED].value = tris / 3;
	/* module_layout is not the question here. */
	outcomes = collect(&w, s, gpl_module, series, &error);
	world_check(&w);
	if (w.facts.gates[KS_GATE_MODVERSIONS].value != KS_UNKNOWN)
		judge(&w, s, outcomes, error, open);
	else
		expect(w.result.verdict != KS_VERDICT_OK);
	world_free(&w);
}

static void test_one(void)
{
	for (size_t series = 0; series < world_series_count; series++)
		for (int kind = 0; kind < 16; kind++) {
			bool gpl_module = kind & 1;

			ktap_case("one %ssymbol%s%s for a %s module, %s",
				  kind & 2 ? "GPL-only " : "", kind & 4 ? ", weak" : "",
				  kind & 8 ? ", _GLOBAL_OFFSET_TABLE_" : "",
				  gpl_module ? "GPL" : "proprietary",
				  world_series_name(world_series[series]));
			for (int i = 0; i < STATE_MAX * CRC_MAX * NS_MAX * 9; i++) {
				struct symbol s = {
					.state = i % STATE_MAX,
					.crc = i / STATE_MAX % CRC_MAX,
					.ns = i / STATE_MAX / CRC_MAX % NS_MAX,
					.gpl_only = kind & 2,
					.weak = kind & 4,
					.name = kind & 8 ? "_GLOBAL_OFFSET_TABLE_" : "alpha",
				};

				one(&s, world_series[series], gpl_module,
				    i / STATE_MAX / CRC_MAX / NS_MAX);
			}
		}
}

/* Ways in which one symbol fails, or does not, for a proprietary module. */
static const struct {
	const char *name;
	struct symbol symbol;
	int error;
} ways[] = {
	{ "fine", { .state = FOUND }, 0 },
	{ "absent", { .state = ABSENT }, 2 },
	{ "absent and weak", { .state = ABSENT, .weak = true }, 0 },
	{ "GPL-only", { .state = FOUND, .gpl_only = true }, 2 },
	{ "GPL-only with another CRC", { .state = FOUND, .gpl_only = true, .crc = CRC_OTHER }, 2 },
	{ "another CRC", { .state = FOUND, .crc = CRC_OTHER }, 22 },
	{ "another CRC and a namespace",
	  { .state = FOUND, .crc = CRC_OTHER, .ns = NS_FOREIGN }, 22 },
	{ "a namespace", { .state = FOUND, .ns = NS_FOREIGN }, 22 },
};

#define WAYS	(sizeof(ways) / sizeof(ways[0]))

static void test_three(void)
{
	static const char *const names[] = { "alpha", "beta", "gamma" };

	for (size_t a = 0; a < WAYS; a++) {
		ktap_case("first symbol %s: the last one that fails decides", ways[a].name);
		for (size_t rest = 0; rest < WAYS * WAYS; rest++) {
			const size_t which[] = { a, rest % WAYS, rest / WAYS };
			int error = 0;
			struct world w;

			prepare(&w, SERIES(6, 1), false);
			for (size_t i = 0; i < 3; i++) {
				struct symbol s = ways[which[i]].symbol;

				s.name = names[i];
				put_symbol(&w, i, &s);
				if (ways[which[i]].error)
					error = ways[which[i]].error;
			}
			world_check(&w);
			expect_int(w.result.error, error);
			expect_int(w.result.accept, error ? KS_ACCEPT_REFUSES : KS_ACCEPTS);
			if (error)
				expect(w.result.error_certain);
			world_free(&w);
		}
	}
}

/* verify_module_namespace() of 6.16 and later, with mname. */
static void test_module_namespaces(void)
{
	static const struct {
		const char *ns, *mname;
		bool allowed;
	} rows[] = {
		{ "module:kvm", "kvm", true },	       { "module:kvm", "kvm2", false },
		{ "module:kvm", "kv", false },	       { "module:kvm-intel", "kvm_intel", true },
		{ "module:kvm_intel", "kvm-intel", true }, { "module:a,b,c", "b", true },
		{ "module:a,b,c", "c", true },	       { "module:a,b,c", "d", false },
		{ "module:a,b,c", "a,b", false },      { "module:kvm-*", "kvm_amd", true },
		{ "module:kvm*", "kvm", true },	       { "module:kvm*", "kv", false },
		{ "module:*", "anything", true },      { "module:a*,b", "b", true },
		{ "module:", "kvm", false },	       { "module:,kvm", "kvm", true },
		{ "module:*vm", "kvm", false },	       { "MODULE:kvm", "kvm", false },
		{ "kvm", "kvm", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t s = 0; s < world_series_count; s++) {
			bool knows = world_series[s] >= SERIES(6, 16);
			struct world w;

			ktap_case("namespace \"%s\" and module %s, %s", rows[i].ns, rows[i].mname,
				  world_series_name(world_series[s]));
			prepare(&w, world_series[s], true);
			w.needs.mname = rows[i].mname;
			w.needs.iname = "kvm";
			w.exports[1].ns = rows[i].ns;
			world_rule(&w, ks_rule_namespace);
			if (!world_series[s] && rows[i].allowed)
				expect_int(outcome_worst(&w), KS_LEVEL_UNKNOWN);
			else if (knows && rows[i].allowed)
				world_expect_none(&w);
			else
				world_expect_one(&w, KS_LEVEL_REFUSES, KS_REASON_NAMESPACE, 22);
			world_free(&w);
		}
}

/* The list of include/linux/license.h, exactly. */
static void test_licenses(void)
{
	static const struct {
		const char *license;
		bool gpl;
	} rows[] = {
		{ "GPL", true }, { "GPL v2", true }, { "GPL and additional rights", true },
		{ "Dual BSD/GPL", true }, { "Dual MIT/GPL", true }, { "Dual MPL/GPL", true },
		{ "GP", false }, { "GPLv2", false }, { "gpl", false }, { "GPL ", false },
		{ "", false }, { NULL, false }, { "MIT", false }, { "BSD", false },
		{ "Proprietary", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world w;

		ktap_case("license \"%s\" and a GPL-only symbol",
			  rows[i].license ? rows[i].license : "(none)");
		prepare(&w, SERIES(6, 1), true);
		w.needs.license = rows[i].license;
		w.exports[1].gpl_only = true;
		world_rule(&w, ks_rule_symbol_gpl);
		if (rows[i].gpl)
			world_expect_none(&w);
		else
			world_expect_one(&w, KS_LEVEL_REFUSES, KS_REASON_SYMBOL_GPL, 2);
		world_free(&w);
	}
}

/* What a file says of other modules holds once they are loaded. */
static void test_other_module(void)
{
	struct world w;

	ktap_case("a symbol of another module is said when only a file knows it");
	prepare(&w, SERIES(6, 1), true);
	w.exports[1].owner = "other";
	w.exports[1].origin = KS_ORIGIN_FILE;
	world_rule(&w, ks_rule_symbol_missing);
	world_expect_one(&w, KS_LEVEL_RESIDUAL, KS_REASON_SYMBOL_OF_MODULE, 0);
	w.exports[1].origin = KS_ORIGIN_LIVE;
	world_rule(&w, ks_rule_symbol_missing);
	world_expect_none(&w);
	world_free(&w);
}

int main(void)
{
	test_one();
	test_three();
	test_module_namespaces();
	test_licenses();
	test_other_module();
	return ktap_end();
}
