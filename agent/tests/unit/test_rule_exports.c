// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The rules on what a module brings itself: tables of exports, clashes with
 * what others export, symbols without a place, and namespaces that must not be
 * imported; in all series and with every fact unknown once.
 */
#include <stdlib.h>
#include <unistd.h>

#include "elf/candidate.h"
#include "outcome.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* Another file, read as the agent reads it, for the world's kernel. */
static void read_file(struct world *w, struct ks_candidate *c, const char *const *options,
		      size_t count)
{
	struct ks_err err;
	char path[64];
	int fd;

	free(w->file.data);
	module_file_make(&w->file, options, count);
	fd = module_file_memfd(&w->file, path, sizeof(path));
	expect_int(ks_candidate_open(c, path, KS_DEPTH_DEEP, &w->facts, &err), 0);
	close(fd);
	w->needs = c->needs;
}

static void run_rule(struct world *w, ks_rule_fn *rule)
{
	/* world_rule() puts its own arrays in place. */
	w->sink = (struct ks_sink){ .items = w->findings, .room = WORLD_FINDINGS };
	rule(&w->needs, &w->facts, &w->sink);
}

/* --- exports: check_export_symbol_versions() and its kin */

struct tables {
	const char *what;
	const char *options[6];
	bool crcs, gpl, gpl_crcs, flags;
};

static const struct tables tables[] = {
	{ "no exports", { "import=alpha:0x10" }, true, false, true, true },
	{ "exports with CRCs", { "export=a:1", "export=b:2:gpl" }, true, true, true, false },
	{ "exports without CRCs", { "export=a" }, false, false, true, false },
	{ "GPL-only exports without CRCs", { "export=a:1", "export=b:-:gpl" }, true, true, false,
	  false },
	{ "exports with flags", { "export=a:1", "export=b:2:gpl", "exports=flags" }, true, false,
	  true, true },
	{ "exports with flags, without CRCs", { "export=a", "exports=flags" }, false, false, true,
	  true },
	{ "a CRC table that is not allocated", { "export=a:1", "__kcrctab/sh_flags=0" }, false,
	  false, true, false },
	{ "a GPL-only export without a CRC", { "export=b:-:gpl" }, true, true, false, true },
	{ "less than one export", { "export=a", "__ksymtab/sh_size=11" }, true, false, true, true },
};

/* A transcription: 0, the errno, or -1 for "taken, and tainted by force". */
static int kernel_says(const struct tables *t, unsigned int series, bool modversions, bool force)
{
	if (series >= SERIES(7, 1)) {
		if (!t->flags)
			return 8;
		if (modversions && !t->crcs)
			return force ? -1 : 8;
		return 0;
	}
	if (modversions && (!t->crcs || (t->gpl && !t->gpl_crcs)))
		return force ? -1 : 8;
	return 0;
}

static void one_table(const struct tables *t, unsigned int series, int tris)
{
	static const unsigned int all[] = { SERIES(5, 10), SERIES(6, 12), SERIES(7, 2) };
	unsigned int outcomes = 0;
	struct ks_candidate c;
	struct world w;
	size_t count = 0;

	world_init(&w, series);
	w.facts.gates[KS_GATE_MODVERSIONS].value = tris % 3;
	w.facts.gates[KS_GATE_FORCE_LOAD].value = tris / 3;
	while (count < COUNT(t->options) && t->options[count])
		count++;
	read_file(&w, &c, t->options, count);
	run_rule(&w, ks_rule_exports);
	for (int bits = 0; bits < 4; bits++)
		for (size_t s = 0; s < COUNT(all); s++) {
			int says = kernel_says(t, series ? series : all[s], bits & 1, bits & 2);

			if (outcome_may_be(tris % 3, bits & 1) &&
			    outcome_may_be(tris / 3, bits & 2) && !(series && s))
				outcomes |= says > 0 ? OUTCOME_REFUSES : OUTCOME_OK;
		}
	if (outcomes == (OUTCOME_OK | OUTCOME_REFUSES))
		expect_int(outcome_worst(&w), KS_LEVEL_UNKNOWN);
	else
		outcome_expect(&w, outcomes, !series || !(tris % 3) || !(tris / 3), 8, t->what);
	if (series && tris % 3 == KS_YES && tris / 3 == KS_YES && outcomes == OUTCOME_OK)
		expect_int(world_has(&w, KS_LEVEL_NOTE, KS_REASON_EXPORTS_NO_CRCS),
			   kernel_says(t, series, true, true) < 0);
	ks_candidate_close(&c);
	world_free(&w);
}

static void test_tables(void)
{
	for (size_t i = 0; i < COUNT(tables); i++)
		for (size_t s = 0; s < world_series_count; s++) {
			ktap_case("%s, %s", tables[i].what, world_series_name(world_series[s]));
			for (int tris = 0; tris < 9; tris++)
				one_table(&tables[i], world_series[s], tris);
		}
}

/* Half an entry of user-mode Linux is a whole one of x86-64. */
static void test_entry_size(void)
{
	static const char *const options[] = { "export=a", "__ksymtab/sh_size=12" };
	static const struct {
		enum ks_tri uml, force;
		int level;
	} rows[] = {
		{ KS_NO, KS_NO, KS_LEVEL_REFUSES },
		{ KS_NO, KS_YES, KS_LEVEL_NOTE },
		{ KS_YES, KS_NO, -1 },
		{ KS_YES, KS_YES, -1 },
		{ KS_UNKNOWN, KS_NO, KS_LEVEL_UNKNOWN },
		{ KS_UNKNOWN, KS_YES, KS_LEVEL_RESIDUAL },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ks_candidate c;
		struct world w;

		ktap_case("12 bytes of exports without CRCs, uml %d, force-load %d", rows[i].uml,
			  rows[i].force);
		world_init(&w, SERIES(6, 12));
		w.facts.gates[KS_GATE_UML].value = rows[i].uml;
		w.facts.gates[KS_GATE_FORCE_LOAD].value = rows[i].force;
		read_file(&w, &c, options, 2);
		run_rule(&w, ks_rule_exports);
		if (rows[i].level < 0)
			world_expect_none(&w);
		else
			world_expect_one(&w, rows[i].level, KS_REASON_EXPORTS_NO_CRCS,
					 rows[i].level == KS_LEVEL_REFUSES ? 8 : 0);
		ks_candidate_close(&c);
		world_free(&w);
	}
}

static void test_obsolete(void)
{
	static const char *const options[] = { "export=b:2:gpl" };
	struct ks_candidate c;
	struct world w;

	ktap_case("tables that are no longer read are said");
	world_init(&w, SERIES(7, 2));
	read_file(&w, &c, options, 1);
	run_rule(&w, ks_rule_exports);
	expect_int(w.sink.count, 2);
	expect(world_has(&w, KS_LEVEL_NOTE, KS_REASON_EXPORTS_OBSOLETE));
	expect_text(w.findings[0].subject, "__ksymtab_gpl");
	expect_text(w.findings[1].subject, "__kcrctab_gpl");
	expect_int(w.needs.export_count, 0);
	ks_candidate_close(&c);
	world_free(&w);
	world_init(&w, SERIES(6, 12));
	read_file(&w, &c, options, 1);
	run_rule(&w, ks_rule_exports);
	world_expect_none(&w);
	ks_candidate_close(&c);
	world_free(&w);
}

/* --- export-clash */

static const struct ks_own_export own[] = { { .name = "alpha" }, { .name = "beta" } };

static void prepare_clash(struct world *w)
{
	world_init(w, SERIES(6, 12));
	w->needs.exports = own;
	w->needs.export_count = 2;
	w->exports[1].exported = w->exports[2].exported = KS_NO;
}

static void test_clash(void)
{
	static const struct {
		const char *what, *owner;
		enum ks_origin origin;
		bool live;
		enum ks_level level;
		enum ks_reason reason;
	} rows[] = {
		{ "the kernel", NULL, KS_ORIGIN_LIVE, false, KS_LEVEL_REFUSES,
		  KS_REASON_EXPORT_CLASH },
		{ "the kernel, says a file", NULL, KS_ORIGIN_FILE, false, KS_LEVEL_REFUSES,
		  KS_REASON_EXPORT_CLASH },
		{ "a module", "other", KS_ORIGIN_LIVE, true, KS_LEVEL_REFUSES,
		  KS_REASON_EXPORT_CLASH },
		{ "a module that is loaded, says a file", "other", KS_ORIGIN_FILE, true,
		  KS_LEVEL_REFUSES, KS_REASON_EXPORT_CLASH },
		{ "a module that need not be loaded", "other", KS_ORIGIN_FILE, false,
		  KS_LEVEL_RESIDUAL, KS_REASON_EXPORT_CLASH_IF_LOADED },
		{ "this module, says a file", "mod", KS_ORIGIN_FILE, false, KS_LEVEL_NOTE, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct world w;

		ktap_case("an export that is there already, of %s", rows[i].what);
		prepare_clash(&w);
		w.exports[2].exported = KS_YES;
		w.exports[2].owner = rows[i].owner;
		w.exports[2].origin = rows[i].origin;
		if (rows[i].live)
			w.modules[w.facts.module_count++] = (struct ks_module){
				.name = "other", .state = KS_MODULE_LIVE };
		world_rule(&w, ks_rule_export_clash);
		if (rows[i].level == KS_LEVEL_NOTE) {
			world_expect_none(&w);
		} else {
			world_expect_one(&w, rows[i].level, rows[i].reason,
					 rows[i].level == KS_LEVEL_REFUSES ? 8 : 0);
			expect_text(w.findings[0].subject, "beta");
			expect_text(w.findings[0].kernel, rows[i].owner ? rows[i].owner : "kernel");
		}
		world_free(&w);
	}
}

static void test_clash_order(void)
{
	struct world w;

	ktap_case("the first clash only");
	prepare_clash(&w);
	w.exports[1].exported = w.exports[2].exported = KS_YES;
	world_rule(&w, ks_rule_export_clash);
	world_expect_one(&w, KS_LEVEL_REFUSES, KS_REASON_EXPORT_CLASH, 8);
	expect_text(w.findings[0].subject, "alpha");
	world_free(&w);

	ktap_case("a clash behind what is not known");
	prepare_clash(&w);
	w.exports[1].exported = KS_UNKNOWN;
	w.exports[2].exported = KS_YES;
	world_check(&w);
	expect_int(w.result.accept, KS_ACCEPT_REFUSES);
	expect_int(w.result.error, 8);
	expect(!w.result.error_certain);
	world_free(&w);

	ktap_case("an export of which nothing is known");
	prepare_clash(&w);
	w.facts.export_count = 1;
	world_rule(&w, ks_rule_export_clash);
	world_expect_none(&w);
	w.facts.other_exports = KS_UNKNOWN;
	world_rule(&w, ks_rule_export_clash);
	world_expect_one(&w, KS_LEVEL_UNKNOWN, KS_REASON_EXPORT_CLASH_UNKNOWN, 0);
	world_free(&w);

	ktap_case("an export without a name");
	world_init(&w, SERIES(6, 12));
	w.needs.exports_broken = true;
	world_check(&w);
	expect_int(w.result.verdict, KS_VERDICT_UNSAFE);
	world_free(&w);
}

/* --- import-ns */

static void test_import_ns(void)
{
	static const struct {
		const char *ns;
		bool refused;
	} rows[] = { { "module:kvm", true }, { "module:", true }, { "MODULE:kvm", false },
		     { "modules", false }, { "", false } };

	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t s = 0; s < world_series_count; s++) {
			unsigned int series = world_series[s];
			struct world w;

			ktap_case("import_ns=%s, %s", rows[i].ns, world_series_name(series));
			world_init(&w, series);
			w.needs.namespace_count = 3;
			w.namespaces[0] = "FINE";
			w.namespaces[1] = rows[i].ns;
			w.namespaces[2] = "module:another";
			world_rule(&w, ks_rule_import_ns);
			if (series && series < SERIES(6, 16))
				world_expect_none(&w);
			else if (series)
				world_expect_one(&w, KS_LEVEL_REFUSES, KS_REASON_IMPORT_NS, 1);
			else
				world_expect_one(&w, KS_LEVEL_UNKNOWN, KS_REASON_IMPORT_NS, 0);
			if (w.sink.count)
				expect_text(w.findings[0].module, rows[i].refused ? rows[i].ns
										  : "module:another");
			world_free(&w);
		}
}

/* --- symbol-table */

static const char *const layouts[][3] = {
	{ "class=64", "data=lsb", "machine=62" }, { "class=32", "data=lsb", "machine=3" },
	{ "class=64", "data=msb", "machine=22" }, { "class=32", "data=msb", "machine=8" },
};

static void read_layout(struct world *w, struct ks_candidate *c, size_t layout,
			const char *const *more, size_t count)
{
	const char *options[16];

	w->facts.machine.origin = w->facts.elf_class.origin = w->facts.elf_data.origin =
		KS_ORIGIN_NONE;
	memcpy(options, layouts[layout], sizeof(layouts[layout]));
	memcpy(options + 3, more, count * sizeof(*more));
	read_file(w, c, options, 3 + count);
}

static void test_odd_symbols(void)
{
	static const struct {
		const char *what, *patch;
		int odd;	/* 1 common, 2 behind the last section */
	} rows[] = {
		{ "in no section of the file", "@odd/st_shndx=0x7000", 2 },
		{ "in the section behind the last one", "@odd/st_shndx=8", 2 },
		{ "in the last section", "@odd/st_shndx=7", 0 },
		{ "with an extended index", "@odd/st_shndx=0xffff", 2 },
		{ "with a processor's index", "@odd/st_shndx=0xff00", 2 },
		{ "with an absolute value", "@odd/st_shndx=0xfff1", 0 },
		{ "for livepatch", "@odd/st_shndx=0xff20", 0 },
		{ "that is common", "@odd/st_shndx=0xfff2", 1 },
	};

	for (size_t i = 0; i < COUNT(rows) * 4; i++) {
		const char *more[] = { "common=odd", rows[i / 4].patch };
		struct ks_candidate c;
		struct world w;

		ktap_case("a symbol %s, %s %s", rows[i / 4].what, layouts[i % 4][0],
			  layouts[i % 4][1]);
		world_init(&w, SERIES(6, 12));
		read_layout(&w, &c, i % 4, more, 2);
		run_rule(&w, ks_rule_symbol_table);
		if (!rows[i / 4].odd) {
			world_expect_none(&w);
		} else {
			world_expect_one(&w, KS_LEVEL_REFUSES,
					 rows[i / 4].odd == 1 ? KS_REASON_SYMBOL_COMMON
							      : KS_REASON_SYMBOL_SECTION, 8);
			expect_text(w.findings[0].subject, "odd");
			expect_int(w.findings[0].order, 1);
			expect_int(w.findings[0].kernel_number, 7);
		}
		ks_candidate_close(&c);
		world_free(&w);
	}
}

static void test_odd_series(void)
{
	static const struct ks_odd_symbol rows[] = {
		{ "behind", 2, 9, 9, false }, { "common", 2, 0xfff2, 9, true },
		{ "__gnu_lto_slim", 2, 0xfff2, 9, true }, { "__gnu_lt", 2, 0xfff2, 9, true },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t s = 0; s < world_series_count; s++) {
			bool known = world_series[s] >= SERIES(6, 1) || rows[i].is_common;
			struct world w;

			ktap_case("symbol %s, %s", rows[i].name, world_series_name(world_series[s]));
			world_init(&w, world_series[s]);
			w.needs.odd_symbols = &rows[i];
			w.needs.odd_symbol_count = 1;
			world_rule(&w, ks_rule_symbol_table);
			if (i == 2)
				world_expect_none(&w);
			else if (known)
				world_expect_one(&w, KS_LEVEL_REFUSES,
						 rows[i].is_common ? KS_REASON_SYMBOL_COMMON
								   : KS_REASON_SYMBOL_SECTION, 8);
			else
				world_expect_one(&w, KS_LEVEL_UNDEFINED,
						 KS_REASON_SYMBOL_SECTION, 0);
			world_free(&w);
		}
}

/* One loop: the last symbol that fails counts, whatever is wrong with it. */
static void test_one_loop(void)
{
	static const struct ks_odd_symbol odd = { "odd", 5, 0xfff2, 9, true };
	struct world w;

	ktap_case("a common symbol behind an absent one: ENOEXEC");
	world_init(&w, SERIES(6, 12));
	w.needs.odd_symbols = &odd;
	w.needs.odd_symbol_count = 1;
	w.exports[1].exported = KS_NO;
	world_check(&w);
	expect_int(w.result.error, 8);
	w.imports[0].index = 6;
	ktap_case("an absent symbol behind a common one: ENOENT");
	world_check(&w);
	expect_int(w.result.error, 2);
	world_free(&w);
}

static void test_undefined_in_loop(void)
{
	static const struct ks_odd_symbol odd = { "odd", 1, 9, 9, false };
	struct world w;

	ktap_case("what the loop does not survive, before what it refuses");
	world_init(&w, SERIES(5, 10));
	w.needs.odd_symbols = &odd;
	w.needs.odd_symbol_count = 1;
	w.imports[1].index = 7;
	w.exports[2].exported = KS_NO;
	world_check(&w);
	expect_int(w.result.accept, KS_ACCEPT_UNDEFINED);
	world_free(&w);
}

int main(void)
{
	test_tables();
	test_entry_size();
	test_obsolete();
	test_clash();
	test_clash_order();
	test_import_ns();
	test_odd_symbols();
	test_odd_series();
	test_one_loop();
	test_undefined_in_loop();
	return ktap_end();
}
