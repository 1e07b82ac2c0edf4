// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Licences in the loop over symbols: every sequence of three symbols, of the
 * kernel and of modules that are proprietary, are not, or may be, against a
 * transcription of find_symbol(), inherit_taint() and simplify_symbols().
 */
#include "outcome.h"
#include "check/symbols.h"
#include "report/kernel_log.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define LENGTH		3

static const struct kind {
	const char *what, *owner;
	bool gpl_only, weak;
} kinds[] = {
	{ "of the kernel", NULL, false, false },
	{ "of the kernel, GPL-only", NULL, true, false },
	{ "of a clean module", "clean", false, false },
	{ "of a proprietary one", "closed", false, false },
	{ "of a proprietary one, GPL-only", "closed", true, false },
	{ "of a proprietary one, weak", "closed", false, true },
	{ "of one that may be proprietary", "dark", false, false },
	{ "of one that may be proprietary, GPL-only", "dark", true, false },
};

static const struct ks_module modules[] = {
	{ .name = "clean", .state = KS_MODULE_LIVE, .taints = "OE" },
	{ .name = "closed", .state = KS_MODULE_LIVE, .taints = "PO" },
	{ .name = "dark", .state = KS_MODULE_LIVE },
};

/* 0 or the errno; @dark: the third of the modules is proprietary. */
static int kernel_says(const size_t *which, bool gpl_module, bool dark, bool *proprietary)
{
	bool using_gplonly = false, tainted = !gpl_module;
	int ret = 0;

	for (int i = 0; i < LENGTH; i++) {
		const struct kind *k = &kinds[which[i]];
		bool owner = k->owner && (!strcmp(k->owner, "closed") ||
					  (dark && !strcmp(k->owner, "dark")));
		bool found = !k->gpl_only || !tainted;

		if (found && k->gpl_only)
			using_gplonly = true;
		if (found && owner && using_gplonly)
			found = false;
		else if (found && owner)
			tainted = true;
		if (!found && !k->weak)
			ret = 2;
	}
	*proprietary = tainted;
	return ret;
}

static void prepare(struct world *w, const size_t *which, bool gpl_module)
{
	static const char *const names[] = { "alpha", "beta", "gamma" };

	world_init(w, SERIES(6, 12));
	w->needs.license = gpl_module ? "GPL" : "Proprietary";
	memcpy(w->modules, modules, sizeof(modules));
	w->facts.module_count = COUNT(modules);
	for (int i = 0; i < LENGTH; i++) {
		w->imports[i] = (struct ks_import){ .name = names[i], .index = i + 1,
						    .weak = kinds[which[i]].weak,
						    .basic = { true, 7 } };
		w->exports[i + 1] = (struct ks_export){
			.name = names[i], .owner = kinds[which[i]].owner, .crc = 7,
			.has_crc = true, .gpl_only = kinds[which[i]].gpl_only,
			.exported = KS_YES, .origin = KS_ORIGIN_LIVE,
		};
	}
	w->needs.import_count = LENGTH;
	w->facts.export_count = LENGTH + 1;
}

static void one(const size_t *which, bool gpl_module)
{
	bool no, yes;
	int without = kernel_says(which, gpl_module, false, &no);
	int with = kernel_says(which, gpl_module, true, &yes);
	enum ks_tri at_last;
	struct world w;

	prepare(&w, which, gpl_module);
	world_check(&w);
	if (without == with) {
		/* Where a doubtful symbol fails or not, a later one may fail anyway. */
		expect(w.result.accept == (with ? KS_ACCEPT_REFUSES : KS_ACCEPTS) ||
		       w.result.accept == KS_ACCEPT_UNKNOWN);
		if (with && w.result.accept == KS_ACCEPT_REFUSES)
			expect_int(w.result.error, with);
	} else {
		expect_int(w.result.accept, KS_ACCEPT_UNKNOWN);
	}
	at_last = ks_proprietary_at_last(&w.needs, &w.facts);
	expect(at_last == KS_UNKNOWN || (no == yes && at_last == ks_tri(yes)));
	for (int i = 0; i < LENGTH; i++)
		if (kinds[which[i]].owner && !strcmp(kinds[which[i]].owner, "dark"))
			goto out;
	/* Nothing is unknown: exactly. */
	expect_int(w.result.accept, with ? KS_ACCEPT_REFUSES : KS_ACCEPTS);
	expect_int(w.result.error, with);
	expect_int(at_last, ks_tri(yes));
out:
	world_free(&w);
}

static void test_sequences(void)
{
	for (int gpl = 0; gpl < 2; gpl++)
		for (size_t first = 0; first < COUNT(kinds); first++) {
			ktap_case("a %s module, first a symbol %s", gpl ? "GPL" : "proprietary",
				  kinds[first].what);
			for (size_t rest = 0; rest < COUNT(kinds) * COUNT(kinds); rest++) {
				const size_t which[LENGTH] = { first, rest % COUNT(kinds),
							       rest / COUNT(kinds) };

				one(which, gpl);
			}
		}
}

struct log {
	char text[1024];
};

static void take(const char *line, enum ks_line_kind kind, void *data)
{
	struct log *log = data;

	if (kind == KS_LINE_ONCE)
		return;
	strncat(log->text, line, sizeof(log->text) - strlen(log->text) - 1);
	strncat(log->text, "\n", sizeof(log->text) - strlen(log->text) - 1);
}

static void expect_log(unsigned int series, const size_t *which, const char *want)
{
	struct log log = { "" };
	struct world w;

	prepare(&w, which, true);
	world_set_series(&w, series);
	w.facts.module_size.value = w.needs.module_size;
	w.needs.marks = KS_MARK_INTREE | KS_MARK_RETPOLINE;
	world_check(&w);
	ks_kernel_log(&w.needs, &w.facts, &w.result, take, &log);
	expect_text(log.text, want);
	world_free(&w);
}

static void test_lines(void)
{
	static const size_t inherits[] = { 3, 1, 0 }, barred[] = { 1, 3, 5 };

	ktap_case("lines of a module that inherits the taint, 6.12");
	expect_log(SERIES(6, 12), inherits,
		   "mod: module uses symbols alpha from proprietary module closed, inheriting taint.\n"
		   "mod: Unknown symbol beta (err -2)\n");
	ktap_case("lines of a module that inherits the taint, 5.10");
	expect_log(SERIES(5, 10), inherits,
		   "mod: module uses symbols from proprietary module closed, inheriting taint.\n"
		   "mod: Unknown symbol beta (err -2)\n");
	ktap_case("lines of a module that must not inherit, 6.12");
	expect_log(SERIES(6, 12), barred,
		   "mod: module using GPL-only symbols uses symbols beta from proprietary module closed.\n"
		   "mod: Unknown symbol beta (err -2)\n"
		   "mod: module using GPL-only symbols uses symbols gamma from proprietary module closed.\n");
	ktap_case("lines of a module that must not inherit, 5.10");
	expect_log(SERIES(5, 10), barred,
		   "mod: module using GPL-only symbols uses symbols from proprietary module closed.\n"
		   "mod: Unknown symbol beta (err -2)\n"
		   "mod: module using GPL-only symbols uses symbols from proprietary module closed.\n");
}

/* Names that the kernel does not believe, whatever their licence says. */
static void test_names(void)
{
	static const struct {
		const char *name;
		bool proprietary;
	} rows[] = { { "mod", false }, { "driverloader", true }, { "lve", true },
		     { "ndiswrapper", false } };
	static const size_t which[] = { 1, 0, 0 };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct world w;

		ktap_case("a module named %s and a GPL-only symbol", rows[i].name);
		prepare(&w, which, true);
		w.needs.mname = rows[i].name;
		world_rule(&w, ks_rule_symbol_gpl);
		expect_int(w.sink.count, rows[i].proprietary);
		world_free(&w);
	}
}

static void test_states(void)
{
	static const size_t which[] = { 2, 0, 0 };

	for (int state = 0; state < KS_MODULE_STATE_MAX; state++) {
		bool moves = state == KS_MODULE_COMING || state == KS_MODULE_GOING;
		struct world w;

		ktap_case("an owner in state %d", state);
		prepare(&w, which, true);
		w.modules[0].state = state;
		world_rule(&w, ks_rule_symbol_owner);
		if (moves)
			world_expect_one(&w, KS_LEVEL_UNKNOWN, KS_REASON_SYMBOL_OWNER_MOVES, 0);
		else
			world_expect_none(&w);
		world_free(&w);
	}
}

/* Modules that only a file knows are part of that kernel. */
static void test_of_file(void)
{
	static const size_t which[] = { 1, 6, 0 };
	struct world w;

	ktap_case("an owner that is only in a file");
	prepare(&w, which, true);
	w.facts.module_count = 0;
	w.exports[2].origin = KS_ORIGIN_FILE;
	world_rule(&w, ks_rule_symbol_owner);
	world_expect_none(&w);
	ktap_case("an owner that runs, of which nothing is known");
	w.exports[2].origin = KS_ORIGIN_LIVE;
	world_rule(&w, ks_rule_symbol_owner);
	world_expect_one(&w, KS_LEVEL_UNKNOWN, KS_REASON_SYMBOL_DOUBTFUL, 0);
	world_free(&w);
}

int main(void)
{
	test_sequences();
	test_lines();
	test_names();
	test_states();
	test_of_file();
	return ktap_end();
}
