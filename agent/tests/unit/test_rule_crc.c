// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rule_module_layout.c and rule_symbol_crc.c against check_version() of
 * kernel/module/version.c (6.1, 6.12; 7.2 for the extended tables), over every
 * state of both tables, of the kernel's export and of the gates.
 */
#include "outcome.h"

#define EQUAL	0x1a2b3c4dULL

/* That there is no table at all is said once, by the rule on module_layout. */
#define SAID_ONCE	0x100u

enum record { ABSENT, SAME, OTHER, HIGH_BIT, NO_TABLE, RECORD_MAX };
enum exporter { HAS_CRC, NO_CRC_LIVE, NO_CRC_FILE, EXPORTER_MAX };

static const char *const record_names[] = { "no record", "equal", "different", "a high bit",
					    "no table" };
static const char *const exporter_names[] = { "has a CRC", "has none (live)", "has none (file)" };

static struct ks_crc make(enum record record)
{
	static const uint64_t values[] = { 0, EQUAL, EQUAL ^ 1, EQUAL | 1ULL << 40, 0 };

	return (struct ks_crc){ record != ABSENT && record != NO_TABLE, values[record] };
}

static unsigned int force(bool force_load)
{
	return force_load ? OUTCOME_OK : OUTCOME_REFUSES;
}

/*
 * check_version(): "Exporting module didn't supply crcs?  OK, we're already
 * tainted"; "No versions at all?  modprobe --force does this"; the extended
 * table first since 6.14, where a missing name is accepted; "Broken toolchain.
 * Warn once, then let it go" was never in these series for __versions.
 */
static unsigned int kernel_says(enum record basic, enum record ext, enum exporter exporter,
				bool has_crc, bool knows_ext, bool force_load)
{
	if (exporter == NO_CRC_LIVE || !has_crc)
		return OUTCOME_OK;
	if (knows_ext && ext != NO_TABLE) {
		if (ext == ABSENT)
			return OUTCOME_OK;
		return ext == SAME ? OUTCOME_OK : OUTCOME_REFUSES;
	}
	if (basic == NO_TABLE)
		return force(force_load) | SAID_ONCE;
	return basic == SAME ? OUTCOME_OK : OUTCOME_REFUSES;
}

static unsigned int collect(const struct world *w, enum record basic, enum record ext,
			    enum exporter exporter, unsigned int series, bool layout)
{
	enum ks_tri modversions = w->facts.gates[KS_GATE_MODVERSIONS].value;
	enum ks_tri force_load = w->facts.gates[KS_GATE_FORCE_LOAD].value;
	unsigned int outcomes = 0;

	for (int bits = 0; bits < 16; bits++) {
		bool m = bits & 1, f = bits & 2, x = bits & 4, c = bits & 8;

		if (!outcome_may_be(modversions, m) || !outcome_may_be(force_load, f) ||
		    (series && x != (series >= SERIES(6, 14))) || (!c && exporter != NO_CRC_FILE))
			continue;
		if (!m)
			outcomes |= OUTCOME_OK;
		else if (exporter == NO_CRC_FILE)
			outcomes |= OUTCOME_OK | OUTCOME_REFUSES;
		else
			outcomes |= kernel_says(basic, ext, exporter, c, x, f);
	}
	return layout ? outcomes & ~SAID_ONCE : outcomes;
}

static void set(struct world *w, enum record basic, enum record ext, enum exporter exporter)
{
	w->needs.has_versions = basic != NO_TABLE;
	w->needs.has_ext_versions = ext != NO_TABLE;
	w->needs.module_layout.basic = w->imports[0].basic = make(basic);
	w->needs.module_layout.ext = w->imports[0].ext = make(ext);
	w->needs.import_count = 1;
	for (size_t i = 0; i < 2; i++) {
		w->exports[i].crc = EQUAL;
		w->exports[i].has_crc = exporter == HAS_CRC;
		w->exports[i].origin = exporter == NO_CRC_FILE ? KS_ORIGIN_FILE : KS_ORIGIN_LIVE;
	}
}

static void judge(struct world *w, unsigned int outcomes, bool open, int error)
{
	char what[64];

	snprintf(what, sizeof(what), "modversions %d, force %d",
		 w->facts.gates[KS_GATE_MODVERSIONS].value,
		 w->facts.gates[KS_GATE_FORCE_LOAD].value);
	if (outcomes & SAID_ONCE)
		expect(outcome_worst(w) <= KS_LEVEL_UNKNOWN);
	else
		outcome_expect(w, outcomes, open, error, what);
}

static void one(enum record basic, enum record ext, enum exporter exporter, unsigned int series,
		int tris)
{
	struct world w;
	bool open = !(tris % 3) || !(tris / 3) || !series || exporter == NO_CRC_FILE;

	world_init(&w, series);
	set(&w, basic, ext, exporter);
	w.facts.gates[KS_GATE_MODVERSIONS].value = tris % 3;
	w.facts.gates[KS_GATE_FORCE_LOAD].value = tris / 3;
	world_rule(&w, ks_rule_module_layout);
	judge(&w, collect(&w, basic, ext, exporter, series, true), open, 8);
	world_rule(&w, ks_rule_symbol_crc);
	judge(&w, collect(&w, basic, ext, exporter, series, false), open, 22);
	/* check_version() does not look at the binding. */
	w.imports[0].weak = true;
	world_rule(&w, ks_rule_symbol_crc);
	judge(&w, collect(&w, basic, ext, exporter, series, false), open, 22);
	world_free(&w);
}

static void test_all(void)
{
	for (size_t s = 0; s < world_series_count; s++)
		for (int record = 0; record < RECORD_MAX * RECORD_MAX * EXPORTER_MAX; record++) {
			enum record basic = record % RECORD_MAX;
			enum record ext = record / RECORD_MAX % RECORD_MAX;
			enum exporter exporter = record / RECORD_MAX / RECORD_MAX;

			ktap_case("__versions: %s, extended: %s, exporter %s, %s",
				  record_names[basic], record_names[ext], exporter_names[exporter],
				  world_series_name(world_series[s]));
			if (ext == HIGH_BIT)
				ext = OTHER;
			for (int tris = 0; tris < 9; tris++)
				one(basic, ext, exporter, world_series[s], tris);
		}
}

/* module_layout itself not known: with MODVERSIONS that is no answer. */
static void test_layout_not_known(void)
{
	for (int state = 0; state < 3; state++)
		for (int modversions = 0; modversions < 3; modversions++) {
			struct world w;

			ktap_case("module_layout exported %d, modversions %d", state, modversions);
			world_init(&w, SERIES(6, 1));
			w.facts.gates[KS_GATE_MODVERSIONS].value = modversions;
			w.exports[0].exported = state;
			world_rule(&w, ks_rule_module_layout);
			if (modversions == KS_NO || (modversions == KS_YES && state == KS_YES))
				world_expect_none(&w);
			else
				world_expect_one(&w, KS_LEVEL_UNKNOWN, KS_REASON_LAYOUT_UNKNOWN, 0);
			world_free(&w);
		}
}

/* Where module_layout has no CRC, each symbol that has one asks for a table. */
static void test_no_table(void)
{
	static const struct {
		enum ks_tri force;
		int level, error;
	} rows[] = {
		{ KS_YES, KS_LEVEL_NOTE, 0 },
		{ KS_NO, KS_LEVEL_REFUSES, 22 },
		{ KS_UNKNOWN, KS_LEVEL_UNKNOWN, 0 },
	};

	for (int i = 0; i < 3; i++) {
		struct world w;

		ktap_case("no table, module_layout without a CRC, force-load %d", rows[i].force);
		world_init(&w, SERIES(6, 12));
		w.needs.has_versions = false;
		w.exports[0].has_crc = false;
		w.exports[0].unversioned = true;
		w.facts.gates[KS_GATE_FORCE_LOAD].value = rows[i].force;
		world_rule(&w, ks_rule_module_layout);
		world_expect_none(&w);
		world_rule(&w, ks_rule_symbol_crc);
		expect_int(w.sink.count, 2);
		expect_int(w.findings[0].level, rows[i].level);
		expect_int(w.findings[0].reason, KS_REASON_SYMBOL_NO_TABLE);
		expect_int(w.findings[0].error, rows[i].error);
		world_check(&w);
		expect_int(w.result.accept, i == 0 ? KS_ACCEPTS : i == 1 ? KS_ACCEPT_REFUSES :
									   KS_ACCEPT_UNKNOWN);
		expect_int(w.result.taints & KS_TAINT_FORCED, i == 0 ? KS_TAINT_FORCED : 0);
		world_free(&w);
	}
}

/* pr_warn_once(): said of the first, and not again of another. */
static void test_ext_missing(void)
{
	struct world w;

	ktap_case("symbols that the extended table lacks are taken, and said once");
	world_init(&w, SERIES(7, 2));
	w.needs.has_ext_versions = true;
	w.imports[0].ext.present = w.imports[1].ext.present = false;
	world_rule(&w, ks_rule_symbol_crc);
	world_expect_one(&w, KS_LEVEL_NOTE, KS_REASON_SYMBOL_NO_EXT, 0);
	expect_text(w.findings[0].subject, "alpha");
	w.needs.module_layout.ext.present = false;
	world_rule(&w, ks_rule_symbol_crc);
	world_expect_none(&w);
	world_rule(&w, ks_rule_module_layout);
	world_expect_one(&w, KS_LEVEL_NOTE, KS_REASON_LAYOUT_NO_EXT, 0);
	world_check(&w);
	expect_int(w.result.accept, KS_ACCEPTS);
	expect_int(w.result.match, KS_MATCH_UNKNOWN);
	world_set_series(&w, SERIES(6, 12));
	world_rule(&w, ks_rule_module_layout);
	world_expect_none(&w);
	world_free(&w);
}

int main(void)
{
	test_ext_missing();
	test_no_table();
	test_all();
	test_layout_not_known();
	return ktap_end();
}
