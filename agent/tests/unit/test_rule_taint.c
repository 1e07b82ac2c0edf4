// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * taint: which taints a load brings, and the lines that the kernel prints for
 * them, in its order, by series, for modules that it takes and for those that
 * it refuses.
 */
#include <stdlib.h>

#include "report/kernel_log.h"
#include "report/words.h"
#include "world.h"

#define ALL_MARKS	(KS_MARK_INTREE | KS_MARK_RETPOLINE)

struct log {
	char once[1024];
	char all[2048];
};

static void append(char *text, size_t size, const char *line)
{
	snprintf(text + strlen(text), size - strlen(text), "%s\n", line);
}

static void take(const char *line, enum ks_line_kind kind, void *data)
{
	struct log *log = data;

	append(log->all, sizeof(log->all), line);
	if (kind == KS_LINE_ONCE)
		append(log->once, sizeof(log->once), line);
}

static void run(struct world *w, struct log *log)
{
	*log = (struct log){ 0 };
	world_check(w);
	ks_kernel_log(&w->needs, &w->facts, &w->result, take, log);
}

static void expect_taints(const struct world *w, const char *certain, const char *possible)
{
	char letters[KS_TAINT_LETTERS];

	ks_taint_letters(w->result.taints, letters);
	expect_text(letters, certain);
	ks_taint_letters(w->result.taints_possible, letters);
	expect_text(letters, possible);
}

#define E_LINE	"mod: module verification failed: signature and/or required key missing - tainting kernel\n"
#define LOCK	"Disabling lock debugging due to kernel taint\n"

/* One property each, of a module that is taken. */
static const struct {
	const char *what;
	unsigned int marks;
	const char *license;
	const char *mname;
	uint64_t tainted;
	const char *taints;
	const char *lines;	/* 6.4 and later */
	const char *old;	/* before, NULL: the same */
} rows[] = {
	{ "nothing but the signature", ALL_MARKS, "GPL", "mod", 0, "E", E_LINE, NULL },
	{ "the signature, again", ALL_MARKS, "GPL", "mod", 1 << 13, "E", "", NULL },
	{ "out of tree", KS_MARK_RETPOLINE, "GPL", "mod", 1 << 13, "OE",
	  "mod: loading out-of-tree module taints kernel.\n", NULL },
	{ "out of tree, again", KS_MARK_RETPOLINE, "GPL", "mod", 1 << 13 | 1 << 12, "OE", "", NULL },
	{ "without retpolines", KS_MARK_INTREE, "GPL", "mod", 1 << 13, "E",
	  "Spectre V2 : System may be vulnerable to spectre v2\n"
	  "mod: loading module not compiled with retpoline compiler.\n", NULL },
	{ "staging, each time", ALL_MARKS | KS_MARK_STAGING, "GPL", "mod", 1 << 13 | 1 << 10, "CE",
	  "mod: module is from the staging directory, the quality is unknown, you have been warned.\n",
	  NULL },
	{ "live patch", ALL_MARKS | KS_MARK_LIVEPATCH, "GPL", "mod", 0, "EK",
	  "mod: tainting kernel with TAINT_LIVEPATCH\n" E_LINE, NULL },
	{ "proprietary", ALL_MARKS, "Proprietary", "mod", 1 << 13, "PE",
	  "mod: module license 'Proprietary' taints kernel.\n" LOCK
	  "mod: module license taints kernel.\n",
	  "mod: module license 'Proprietary' taints kernel.\n" LOCK },
	{ "without a licence", ALL_MARKS, NULL, "mod", 1 << 13, "PE",
	  "mod: module license 'unspecified' taints kernel.\n" LOCK
	  "mod: module license taints kernel.\n",
	  "mod: module license 'unspecified' taints kernel.\n" LOCK },
	{ "proprietary, again", ALL_MARKS, "x", "mod", 1 << 13 | 1, "PE", "", NULL },
	{ "proprietary, after an oops", ALL_MARKS, "x", "mod", 1 << 13 | 1 << 7, "PE",
	  "mod: module license 'x' taints kernel.\nmod: module license taints kernel.\n",
	  "mod: module license 'x' taints kernel.\n" },
	{ "disbelieved", ALL_MARKS, "GPL", "lve", 1 << 13, "PE",
	  LOCK "lve: module license taints kernel.\n", NULL },
	{ "disbelieved and proprietary", ALL_MARKS, "x", "ndiswrapper", 1 << 13, "PE",
	  "ndiswrapper: module license 'x' taints kernel.\n" LOCK
	  "ndiswrapper: module license taints kernel.\n",
	  "ndiswrapper: module license 'x' taints kernel.\n" LOCK },
	{ "all at once", KS_MARK_STAGING | KS_MARK_LIVEPATCH, "x", "mod", 0, "PCOEK",
	  "mod: loading out-of-tree module taints kernel.\n"
	  "Spectre V2 : System may be vulnerable to spectre v2\n"
	  "mod: loading module not compiled with retpoline compiler.\n"
	  "mod: module is from the staging directory, the quality is unknown, you have been warned.\n"
	  "mod: tainting kernel with TAINT_LIVEPATCH\n"
	  "mod: module license 'x' taints kernel.\n" LOCK E_LINE
	  "mod: module license taints kernel.\n",
	  "mod: loading out-of-tree module taints kernel.\n"
	  "Spectre V2 : System may be vulnerable to spectre v2\n"
	  "mod: loading module not compiled with retpoline compiler.\n"
	  "mod: module is from the staging directory, the quality is unknown, you have been warned.\n"
	  "mod: tainting kernel with TAINT_LIVEPATCH\n"
	  "mod: module license 'x' taints kernel.\n" LOCK E_LINE },
};

static void test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t s = 0; world_series[s]; s++) {
			bool old = world_series[s] < SERIES(6, 4);
			struct world w;
			struct log log;

			ktap_case("%s, %s", rows[i].what, world_series_name(world_series[s]));
			world_init(&w, world_series[s]);
			w.needs.marks = rows[i].marks;
			w.needs.license = rows[i].license;
			w.needs.iname = w.needs.mname = rows[i].mname;
			w.facts.taints.value = rows[i].tainted;
			run(&w, &log);
			expect_int(w.result.accept, KS_ACCEPTS);
			expect_taints(&w, rows[i].taints, "");
			expect_text(log.all, old && rows[i].old ? rows[i].old : rows[i].lines);
			world_free(&w);
		}
}

/* T5 came with 6.0; a series that is not known makes it possible. */
static void test_selftests(void)
{
	for (size_t s = 0; s < world_series_count; s++) {
		bool known = world_series[s], taints = world_series[s] >= SERIES(6, 0);
		struct world w;
		struct log log;

		ktap_case("a test, %s", world_series_name(world_series[s]));
		world_init(&w, world_series[s]);
		w.needs.marks |= KS_MARK_TEST;
		w.facts.taints.value = 1 << 13;
		run(&w, &log);
		expect_taints(&w, taints ? "EN" : "E", known ? "" : "N");
		if (known)
			expect_text(log.all, taints ? "mod: loading test module taints kernel.\n" : "");
		world_free(&w);
	}
}

static void test_force(void)
{
	for (int layout = 0; layout < 2; layout++) {
		struct world w;
		struct log log;

		ktap_case("by force: %s", layout ? "vermagic and versions are missing" : "vermagic is");
		world_init(&w, SERIES(6, 12));
		w.needs.vermagic = NULL;
		w.needs.has_versions = !layout;
		w.facts.taints.value = 1 << 13;
		w.needs.license = "x";
		run(&w, &log);
		expect_int(w.result.accept, KS_ACCEPTS);
		expect_taints(&w, "PFE", "");
		/* The first taint that makes locks unreliable says so, and only that. */
		expect_text(log.all, layout ? "mod: module_layout: kernel tainted.\n" LOCK
					      "mod: module license 'x' taints kernel.\n"
					      "mod: module license taints kernel.\n"
					    : "mod: bad vermagic: kernel tainted.\n" LOCK
					      "mod: module license 'x' taints kernel.\n"
					      "mod: module license taints kernel.\n");
		expect_text(log.once, log.all);
		world_free(&w);
	}
	for (int compared = 0; compared < 2; compared++) {
		struct world w;
		struct log log;

		ktap_case("vermagic is missing, and %s", compared ? "no force" : "nobody compares");
		world_init(&w, SERIES(6, 12));
		w.needs.vermagic = NULL;
		w.facts.gates[compared ? KS_GATE_FORCE_LOAD
				       : KS_GATE_VERMAGIC_COMPARED].value = KS_NO;
		w.facts.taints.value = 1 << 13;
		run(&w, &log);
		expect_int(w.result.accept, compared ? KS_ACCEPT_REFUSES : KS_ACCEPTS);
		expect_taints(&w, compared ? "" : "E", "");
		expect_text(log.all, "");
		world_free(&w);
	}
}

/*
 * Up to 6.3 the tree, the licence and the rest taint before the module's name
 * is looked up, later only after.
 */
static void test_refused(void)
{
	static const struct {
		const char *what;
		enum { LOADED, CRC, VERMAGIC } how;
		const char *old, *old_taints, *later, *later_taints;
	} refused[] = {
		{ "loaded already", LOADED, "mod: loading out-of-tree module taints kernel.\n", "O",
		  "", "" },
		{ "CRC of a symbol", CRC,
		  "mod: loading out-of-tree module taints kernel.\n" E_LINE
		  "mod: disagrees about version of symbol alpha\nmod: Unknown symbol alpha (err -22)\n",
		  "OE",
		  "mod: loading out-of-tree module taints kernel.\n" E_LINE
		  "mod: disagrees about version of symbol alpha\nmod: Unknown symbol alpha (err -22)\n",
		  "OE" },
		{ "vermagic", VERMAGIC, "mod: version magic 'x' should be '" MODULE_VERMAGIC "'\n", "",
		  "mod: version magic 'x' should be '" MODULE_VERMAGIC "'\n", "" },
	};

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		for (size_t s = 0; world_series[s]; s++) {
			bool old = world_series[s] < SERIES(6, 4);
			struct world w;
			struct log log;

			ktap_case("refused: %s, %s", refused[i].what,
				  world_series_name(world_series[s]));
			world_init(&w, world_series[s]);
			w.needs.marks = KS_MARK_RETPOLINE;
			if (refused[i].how == LOADED)
				w.modules[w.facts.module_count++] =
					(struct ks_module){ "mod", KS_MODULE_LIVE, "", KS_ORIGIN_LIVE, KS_UNKNOWN };
			else if (refused[i].how == CRC)
				w.imports[0].basic.value = w.imports[0].ext.value = 1;
			else
				w.needs.vermagic = "x";
			run(&w, &log);
			expect_int(w.result.accept, KS_ACCEPT_REFUSES);
			expect_taints(&w, old ? refused[i].old_taints : refused[i].later_taints, "");
			expect_text(log.all, old ? refused[i].old : refused[i].later);
			world_free(&w);
		}
}

static void test_unknown(void)
{
	struct world w;
	struct log log;

	ktap_case("a signature that was not verified makes the taint possible");
	world_init(&w, SERIES(6, 12));
	w.needs.signature = KS_SIGNATURE_PKCS7;
	run(&w, &log);
	expect_taints(&w, "", "E");
	expect_text(log.all, "");
	world_free(&w);

	ktap_case("a kernel that does not look at signatures is not tainted by none");
	world_init(&w, SERIES(6, 12));
	w.facts.gates[KS_GATE_MODULE_SIG].value = KS_NO;
	run(&w, &log);
	expect_taints(&w, "", "");
	world_free(&w);

	ktap_case("whether it looks at them is not known");
	world_init(&w, SERIES(6, 12));
	w.facts.gates[KS_GATE_MODULE_SIG].value = KS_UNKNOWN;
	run(&w, &log);
	expect_taints(&w, "", "E");
	world_free(&w);

	for (int i = 0; i < 4; i++) {
		ktap_case("without retpolines, which do not matter: %d", i);
		world_init(&w, SERIES(6, 12));
		w.needs.marks = KS_MARK_INTREE;
		w.facts.taints.value = 1 << 13;
		if (i == 0)
			w.facts.gates[KS_GATE_RETPOLINE].value = KS_NO;
		else if (i == 1)
			w.facts.states[KS_STATE_SPECTRE_V2_MITIGATED].value = KS_NO;
		else if (i == 2)
			w.facts.states[KS_STATE_SPECTRE_V2_MITIGATED].value = KS_UNKNOWN;
		else
			w.facts.gates[KS_GATE_RETPOLINE].value = KS_UNKNOWN;
		run(&w, &log);
		expect_text(log.all, "");
		expect_int(world_has(&w, KS_LEVEL_RESIDUAL, KS_REASON_TAINT_RETPOLINE_UNKNOWN),
			   i >= 2);
		expect_int(w.result.verdict, KS_VERDICT_OK);
		world_free(&w);
	}

	ktap_case("what cannot be read is no finding");
	world_init(&w, SERIES(6, 12));
	w.needs.readable = false;
	world_rule(&w, ks_rule_taint);
	world_expect_none(&w);
	world_free(&w);
}

int main(void)
{
	test_rows();
	test_selftests();
	test_force();
	test_refused();
	test_unknown();
	return ktap_end();
}
