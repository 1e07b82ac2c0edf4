// SPDX-License-Identifier: GPL-2.0-or-later
/* rule_arch_sections.c and rule_constructors.c: sections that must, or must not, be there. */
#include "relocs.h"

static const struct arch x86_64 = { "x86_64", true, false, 62, SHT_RELA };
static const struct arch arm64 = { "arm64", true, false, 183, SHT_RELA };
static const struct arch arm = { "arm", false, false, 40, SHT_REL };
static const struct arch riscv = { "riscv", true, false, 243, SHT_RELA };
static const struct arch ppc = { "powerpc", false, true, 20, SHT_RELA };
static const struct arch ppc64 = { "powerpc64", true, false, 21, SHT_RELA };

struct row {
	const struct arch *arch;
	const char *names[3];
	enum ks_tri gate;
	int level;
	enum ks_reason reason;
	const char *log;
};

#define MISSING(what)	KS_LEVEL_REFUSES, KS_REASON_ARCH_##what
#define OPEN(what)	KS_LEVEL_UNKNOWN, KS_REASON_ARCH_##what, NULL
#define FINE		NOTHING, 0, NULL
#define PLT_LINE	"mod: module PLT section(s) missing"

static const struct row rows[] = {
	{ &x86_64, { NULL }, KS_YES, FINE },
	{ &arm64, { ".plt", ".init.plt" }, KS_YES, FINE },
	{ &arm64, { ".plt" }, KS_YES, MISSING(PLT), PLT_LINE },
	{ &arm64, { ".init.plt" }, KS_YES, MISSING(PLT), PLT_LINE },
	{ &arm64, { NULL }, KS_NO, FINE },
	{ &arm64, { NULL }, KS_UNKNOWN, OPEN(PLT) },
	{ &arm, { ".plt", ".init.plt" }, KS_YES, FINE },
	{ &arm, { ".plt" }, KS_YES, MISSING(PLT), PLT_LINE },
	{ &riscv, { ".plt", ".got", ".got.plt" }, KS_YES, FINE },
	{ &riscv, { ".got", ".got.plt" }, KS_YES, MISSING(PLT), PLT_LINE },
	{ &riscv, { ".plt", ".got.plt" }, KS_YES, MISSING(GOT),
	  "mod: module GOT section(s) missing" },
	{ &riscv, { ".plt", ".got" }, KS_YES, MISSING(GOT_PLT),
	  "mod: module GOT.PLT section(s) missing" },
	{ &ppc, { ".plt", ".init.plt" }, KS_NO, FINE },
	{ &ppc, { ".plt" }, KS_NO, MISSING(PPC_PLT),
	  "module_32: Module doesn't contain .plt or .init.plt sections." },
	{ &ppc64, { ".stubs" }, KS_NO, FINE },
	{ &ppc64, { NULL }, KS_NO, MISSING(STUBS), "module_64: mod: doesn't contain .stubs." },
};

static void start(struct world *w, struct elf_file *f, const struct arch *a,
		  const char *const *names, size_t count, unsigned int series)
{
	relocs_file(f, a, TEXT);
	for (size_t i = 0; i < count && names[i]; i++)
		elf_file_section(f, names[i], SHT_PROGBITS, 2, 8);
	relocs_use(w, f, series);
}

static void test_arch_sections(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct elf_file f;
		struct world w;

		ktap_case("%s row %zu: gate %d", row->arch->name, i, row->gate);
		start(&w, &f, row->arch, row->names, 3, SERIES(6, 12));
		w.facts.gates[KS_GATE_MODULE_PLTS].value = row->gate;
		world_rule(&w, ks_rule_arch_sections);
		if (row->level == NOTHING)
			world_expect_none(&w);
		else
			world_expect_one(&w, row->level, row->reason,
					 row->level == KS_LEVEL_REFUSES ? 8 : 0);
		if (row->log)
			relocs_expect_log(&w, row->log);
		world_free_elf(&w, &f);
	}
}

static void finalize(const char *const *names, unsigned int series, enum ks_tri ftrace,
		     enum ks_tri plts, int level)
{
	struct elf_file f;
	struct world w;

	ktap_case("arm64: trampolines %s %s, %s, ftrace %d, PLTs %d", names[0] ? "core" : "",
		  names[0] && names[1] ? "init" : "", world_series_name(series), ftrace, plts);
	start(&w, &f, &arm64, names, 2, series);
	w.facts.gates[KS_GATE_DYNAMIC_FTRACE].value = ftrace;
	w.facts.gates[KS_GATE_MODULE_PLTS].value = plts;
	world_rule(&w, ks_rule_finalize);
	if (level == NOTHING)
		world_expect_none(&w);
	else
		world_expect_one(&w, level, KS_REASON_ARCH_TRAMPOLINE,
				 level == KS_LEVEL_REFUSES ? 8 : 0);
	world_free_elf(&w, &f);
}

static void test_finalize(void)
{
	static const char *const none[] = { NULL, NULL };
	static const char *const core[] = { ".text.ftrace_trampoline", NULL };
	static const char *const both[] = { ".text.ftrace_trampoline",
					    ".init.text.ftrace_trampoline" };
	const unsigned int old = SERIES(6, 1), middle = SERIES(6, 12), new = SERIES(7, 2);

	finalize(none, old, KS_YES, KS_YES, KS_LEVEL_REFUSES);
	finalize(none, old, KS_NO, KS_YES, NOTHING);
	finalize(none, old, KS_YES, KS_NO, NOTHING);
	finalize(none, old, KS_UNKNOWN, KS_YES, KS_LEVEL_UNKNOWN);
	finalize(none, old, KS_YES, KS_UNKNOWN, KS_LEVEL_UNKNOWN);
	finalize(core, old, KS_YES, KS_YES, NOTHING);
	finalize(core, middle, KS_YES, KS_YES, KS_LEVEL_UNKNOWN);
	finalize(core, new, KS_YES, KS_YES, KS_LEVEL_REFUSES);
	finalize(both, middle, KS_YES, KS_YES, NOTHING);
	finalize(both, new, KS_YES, KS_YES, NOTHING);
	finalize(none, new, KS_YES, KS_YES, KS_LEVEL_REFUSES);
}

static void constructors(const char *const *names, enum ks_tri gate, int level)
{
	struct elf_file f;
	struct world w;

	ktap_case("constructors: %s %s, gate %d", names[0], names[1] ? names[1] : "", gate);
	start(&w, &f, &x86_64, names, 2, SERIES(6, 1));
	w.facts.gates[KS_GATE_CONSTRUCTORS].value = gate;
	world_rule(&w, ks_rule_constructors);
	if (level == NOTHING)
		world_expect_none(&w);
	else
		world_expect_one(&w, level, level == KS_LEVEL_NOTE ? KS_REASON_OBSOLETE_PARAMETERS :
								     KS_REASON_CONSTRUCTORS,
				 level == KS_LEVEL_REFUSES ? 22 : 0);
	if (level == KS_LEVEL_REFUSES)
		relocs_expect_log(&w, "mod: has both .ctors and .init_array.");
	world_free_elf(&w, &f);
}

static void test_constructors(void)
{
	static const char *const one[] = { ".ctors", NULL };
	static const char *const other[] = { ".init_array", NULL };
	static const char *const both[] = { ".ctors", ".init_array" };
	static const char *const old[] = { "__obsparm", NULL };

	for (int gate = 0; gate < 3; gate++) {
		constructors(one, gate, NOTHING);
		constructors(other, gate, NOTHING);
		constructors(old, gate, KS_LEVEL_NOTE);
	}
	constructors(both, KS_YES, KS_LEVEL_REFUSES);
	constructors(both, KS_NO, NOTHING);
	constructors(both, KS_UNKNOWN, KS_LEVEL_UNKNOWN);
}

int main(void)
{
	test_arch_sections();
	test_finalize();
	test_constructors();
	return ktap_end();
}
