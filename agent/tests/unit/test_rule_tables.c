// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rule_tables.c: tables as compilers make them, and one thing wrong at a time,
 * with relocations that carry their addend and with ones that do not.
 */
#include "check/seen.h"
#include "relocs.h"

static const struct arch x86_64 = { "x86_64", true, false, 62, SHT_RELA };
static const struct arch i386 = { "i386", false, false, 3, SHT_REL };
static const struct arch arm64 = { "arm64", true, false, 183, SHT_RELA };
static const struct arch mips = { "mips", false, true, 8, SHT_REL };
static const struct arch mips64 = { "mips64", true, true, 8, SHT_RELA };

#define PC32	2
#define ABS64	1

struct table {
	struct elf_file file;
	struct world w;
	unsigned int index;	/* of the table */
	unsigned int relocs;	/* of its relocations */
};

static void start(struct table *t, const struct arch *a, const char *name, uint64_t size)
{
	char relocs[64];

	relocs_file(&t->file, a, COMMENT);
	elf_file_put(&t->file, TEXT, HERE, 0xe8, 1);
	elf_file_put(&t->file, TEXT, HERE + 8, 0xe9, 1);
	t->index = elf_file_section(&t->file, name, SHT_PROGBITS, 2, size);
	snprintf(relocs, sizeof(relocs), ".rel%s%s", a->format == SHT_RELA ? "a" : "", name);
	t->relocs = elf_file_section(&t->file, relocs, a->format, 0, 0);
	t->file.sections[t->relocs].info = t->index;
}

static void add(struct table *t, uint64_t offset, uint32_t symbol, uint32_t type, int64_t addend)
{
	elf_file_reloc(&t->file, t->relocs, offset, symbol, type, addend);
}

/* By itself, and with what the rule of relocations has seen. */
static void expect_table(struct table *t, unsigned int series, bool sound)
{
	struct ks_seen seen = { 0 };

	relocs_use(&t->w, &t->file, series);
	t->w.facts.gates[KS_GATE_UML].value = KS_NO;
	for (int shared = 0; shared < 2; shared++) {
		t->w.needs.seen = shared ? &seen : NULL;
		if (shared)
			world_rule(&t->w, ks_rule_relocations);
		world_rule(&t->w, ks_rule_tables);
		if (sound)
			world_expect_none(&t->w);
		else
			world_expect_one(&t->w, KS_LEVEL_UNDEFINED, KS_REASON_TABLE, 0);
	}
	t->w.needs.seen = NULL;
	world_free_elf(&t->w, &t->file);
}

struct row {
	const char *name;
	struct entry e[2];
	bool sound;
};

/* Two entries of .return_sites: distances to jumps. */
static const struct row sites[] = {
	{ "right", { { 0, IN_TEXT, PC32, 8 }, { 4, IN_TEXT, PC32, 8 } }, true },
	{ "in another order", { { 4, IN_TEXT, PC32, 8 }, { 0, IN_TEXT, PC32, 8 } }, true },
	{ "one entry twice", { { 0, IN_TEXT, PC32, 8 }, { 0, IN_TEXT, PC32, 8 } }, false },
	{ "type", { { 0, IN_TEXT, ABS64, 8 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "place", { { 1, IN_TEXT, PC32, 8 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "no jump", { { 0, IN_TEXT, PC32, 0 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "nothing there", { { 0, IN_TEXT, PC32, 9 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "behind the code", { { 0, IN_TEXT, PC32, 0x31 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "before the code", { { 0, IN_TEXT, PC32, -0x11 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "data", { { 0, IN_DATA, PC32, 0 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "an import", { { 0, ALPHA, PC32, 0 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "not loaded", { { 0, IN_COMMENT, PC32, 0 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "no symbol", { { 0, 0, PC32, 0 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "no such symbol", { { 0, 999, PC32, 0 }, { 4, IN_TEXT, PC32, 8 } }, false },
};

static void test_sites(void)
{
	static struct table t;

	for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++) {
		ktap_case(".return_sites: %s", sites[i].name);
		start(&t, &x86_64, ".return_sites", 8);
		for (int e = 0; e < 2; e++)
			add(&t, sites[i].e[e].offset, sites[i].e[e].symbol, sites[i].e[e].type,
			    sites[i].e[e].addend);
		expect_table(&t, SERIES(6, 12), sites[i].sound);
	}
}

/* The same without a demand for what they point to, so that they need not be read twice. */
static const struct row calls[] = {
	{ "right", { { 0, IN_TEXT, PC32, 8 }, { 4, IN_TEXT, PC32, 0 } }, true },
	{ "the end of the code", { { 0, IN_TEXT, PC32, 0x30 }, { 4, IN_TEXT, PC32, 8 } }, true },
	{ "behind the code", { { 0, IN_TEXT, PC32, 0x31 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "and the second", { { 0, IN_TEXT, PC32, 8 }, { 4, IN_TEXT, PC32, 0x31 } }, false },
	{ "before the code", { { 0, IN_TEXT, PC32, -0x11 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "type", { { 0, IN_TEXT, 4, 8 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "another type", { { 0, IN_TEXT, 4, 8 }, { 4, IN_TEXT, 4, 8 } }, false },
	{ "a gap", { { 0, IN_TEXT, PC32, 8 }, { 5, IN_TEXT, PC32, 8 } }, false },
	{ "in another order", { { 4, IN_TEXT, PC32, 8 }, { 0, IN_TEXT, PC32, 8 } }, true },
	{ "data", { { 0, IN_TEXT, PC32, 8 }, { 4, IN_DATA, PC32, 0 } }, false },
	{ "data first", { { 0, IN_DATA, PC32, 0 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "per-cpu data", { { 0, IN_TEXT, PC32, 8 }, { 4, IN_PERCPU, PC32, 0 } }, false },
	{ "an import", { { 0, IN_TEXT, PC32, 8 }, { 4, ALPHA, PC32, 0 } }, false },
	{ "an import first", { { 0, ALPHA, PC32, 0 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "only imports", { { 0, ALPHA, PC32, 0 }, { 4, ALPHA, PC32, 0 } }, false },
	{ "nowhere", { { 0, IN_TEXT, PC32, 8 }, { 4, ABSOLUTE, PC32, 0 } }, false },
	{ "not loaded", { { 0, IN_COMMENT, PC32, 0 }, { 4, IN_TEXT, PC32, 8 } }, false },
	{ "no symbol", { { 0, IN_TEXT, PC32, 8 }, { 4, 0, PC32, 0 } }, false },
};

static void test_calls(void)
{
	static struct table t;

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		ktap_case(".call_sites: %s", calls[i].name);
		start(&t, &x86_64, ".call_sites", 8);
		for (int e = 0; e < 2; e++)
			add(&t, calls[i].e[e].offset, calls[i].e[e].symbol, calls[i].e[e].type,
			    calls[i].e[e].addend);
		expect_table(&t, SERIES(6, 12), calls[i].sound);
	}
	ktap_case(".call_sites: a relocation is missing");
	start(&t, &x86_64, ".call_sites", 8);
	add(&t, 0, IN_TEXT, PC32, 8);
	expect_table(&t, SERIES(6, 12), false);

	ktap_case(".call_sites: one of them in another section");
	start(&t, &x86_64, ".call_sites", 8);
	add(&t, 0, IN_TEXT, PC32, 8);
	add(&t, 4, IN_TEXT, PC32, 8);
	t.relocs = elf_file_section(&t.file, ".rela.more", SHT_RELA, 0, 0);
	t.file.sections[t.relocs].info = t.index;
	add(&t, 0, IN_TEXT, PC32, 8);
	expect_table(&t, SERIES(6, 12), false);
}

/* What was seen is noted, and believed: a table that is wrong is not looked at. */
static void test_seen(void)
{
	static struct table t;
	struct ks_seen seen = { 0 };

	for (int wrong = 0; wrong < 2; wrong++) {
		ktap_case(".call_sites that were seen, %d", wrong);
		start(&t, &x86_64, ".call_sites", 8);
		add(&t, 0, IN_TEXT, PC32, 8);
		add(&t, 4, wrong ? IN_DATA : IN_TEXT, PC32, 8);
		relocs_use(&t.w, &t.file, SERIES(6, 12));
		t.w.facts.gates[KS_GATE_UML].value = KS_NO;
		t.w.needs.seen = &seen;
		if (!wrong)
			world_rule(&t.w, ks_rule_relocations);
		expect_int(seen.count, 1);
		expect_int(seen.runs[0].target, t.index);
		expect_int(seen.runs[0].size, 4);
		expect_int(seen.runs[0].is_code, true);
		world_rule(&t.w, ks_rule_tables);
		world_expect_none(&t.w);
		t.w.needs.seen = NULL;
		world_free_elf(&t.w, &t.file);
	}
}

static void test_shape(void)
{
	static struct table t;

	ktap_case("a relocation is missing");
	start(&t, &x86_64, ".return_sites", 8);
	add(&t, 0, IN_TEXT, PC32, 8);
	expect_table(&t, SERIES(6, 12), false);

	ktap_case("a size that is no multiple");
	start(&t, &x86_64, ".return_sites", 6);
	add(&t, 0, IN_TEXT, PC32, 8);
	expect_table(&t, SERIES(6, 12), false);

	ktap_case("no content");
	start(&t, &x86_64, ".return_sites", 4);
	add(&t, 0, IN_TEXT, PC32, 8);
	t.file.sections[t.index].type = SHT_NOBITS;
	expect_table(&t, SERIES(6, 12), false);

	ktap_case("not loaded");
	start(&t, &x86_64, ".return_sites", 6);
	t.file.sections[t.index].flags = 0;
	expect_table(&t, SERIES(6, 12), true);

	ktap_case("empty");
	start(&t, &x86_64, ".return_sites", 0);
	expect_table(&t, SERIES(6, 12), true);

	ktap_case("no table of the kernel");
	start(&t, &x86_64, ".rodata.sites", 6);
	add(&t, 1, ALPHA, ABS64, 8);
	expect_table(&t, SERIES(6, 12), true);
}

/* Tables with several fields. */
static void test_fields(void)
{
	static struct table t;

	for (int arg = 0; arg < 3; arg++) {
		ktap_case("__param: %d arguments", arg);
		start(&t, &x86_64, "__param", 80);
		for (int i = 0; i < 2; i++) {
			add(&t, 40 * i, IN_DATA, ABS64, 0);
			add(&t, 40 * i + 8, IN_DATA, ABS64, 8);
			add(&t, 40 * i + 16, ALPHA, ABS64, 0);
			if (i < arg)
				add(&t, 40 * i + 32, IN_DATA, ABS64, 0);
		}
		expect_table(&t, SERIES(6, 12), true);
	}
	ktap_case("__param: no operations");
	start(&t, &x86_64, "__param", 40);
	add(&t, 0, IN_DATA, ABS64, 0);
	add(&t, 8, IN_DATA, ABS64, 8);
	add(&t, 32, IN_DATA, ABS64, 0);
	expect_table(&t, SERIES(6, 12), false);

	for (int pointer = 0; pointer < 3; pointer++) {
		static const char *const names[] = { "one is null", "two", "one has none" };

		ktap_case("__trace_printk_fmt: %s", names[pointer]);
		start(&t, &x86_64, "__trace_printk_fmt", 16);
		add(&t, 8, IN_DATA, ABS64, 0);
		if (pointer == 1)
			add(&t, 0, IN_DATA, ABS64, 0);
		if (pointer == 2)
			elf_file_put(&t.file, t.index, 7, 1, 1);
		expect_table(&t, SERIES(6, 12), pointer != 2);
	}
	for (int named = 0; named < 2; named++) {
		ktap_case("__dyndbg_classes: named %d", named);
		start(&t, &x86_64, "__dyndbg_classes", 56);
		add(&t, 16, IN_DATA, ABS64, 0);
		if (named)
			add(&t, 24, IN_DATA, ABS64, 0);
		add(&t, 32, IN_DATA, ABS64, 0);
		expect_table(&t, SERIES(6, 12), named);
	}
	for (int there = 0; there < 2; there++) {
		ktap_case("___srcu_struct_ptrs: weak, and %s", there ? "there" : "nowhere");
		start(&t, &x86_64, "___srcu_struct_ptrs", 8);
		add(&t, 0, WEAK, ABS64, 0);
		relocs_use(&t.w, &t.file, SERIES(6, 12));
		if (there)
			t.w.imports[1].name = "alpha";
		world_rule(&t.w, ks_rule_tables);
		expect_int(t.w.sink.count, !there);
		world_free_elf(&t.w, &t.file);
	}
	for (int weak = 64; weak <= 65; weak++) {
		ktap_case("___srcu_struct_ptrs: %d weak ones", weak);
		start(&t, &x86_64, "___srcu_struct_ptrs", 8 * weak);
		for (int i = 0; i < weak; i++)
			add(&t, 8 * i, WEAK, ABS64, 0);
		relocs_use(&t.w, &t.file, SERIES(6, 12));
		t.w.imports[1].name = "alpha";
		world_rule(&t.w, ks_rule_tables);
		expect_int(t.w.sink.count, weak > 64);
		world_free_elf(&t.w, &t.file);
	}
	ktap_case("__ksymtab: per-cpu data");
	start(&t, &x86_64, "__ksymtab", 12);
	add(&t, 0, IN_PERCPU, PC32, 0);
	add(&t, 4, IN_DATA, PC32, 0);
	add(&t, 8, IN_DATA, PC32, 0);
	expect_table(&t, SERIES(6, 12), true);

	for (int size = 12; size <= 14; size++) {
		ktap_case(".altinstructions: entries of %d bytes", size);
		start(&t, &x86_64, ".altinstructions", size);
		add(&t, 0, IN_TEXT, PC32, 0);
		add(&t, 4, IN_TEXT, PC32, 0x30);
		expect_table(&t, SERIES(6, 12), true);
	}
}

/* Entries of other architectures, and addends that stand at the place. */
static void test_archs(void)
{
	static struct table t;

	ktap_case("arm64: __jump_table");
	start(&t, &arm64, "__jump_table", 16);
	add(&t, 0, IN_TEXT, 261, 0);
	add(&t, 4, IN_TEXT, 261, 4);
	add(&t, 8, ALPHA, 260, 1);
	expect_table(&t, SERIES(6, 1), true);

	ktap_case("mips: __jump_table");
	start(&t, &mips, "__jump_table", 12);
	for (int i = 0; i < 3; i++)
		add(&t, 4 * i, IN_TEXT, 2, 0);
	elf_file_put(&t.file, t.index, 4, 0x30, 4);
	expect_table(&t, SERIES(6, 12), true);

	ktap_case("mips: __jump_table, behind the code");
	start(&t, &mips, "__jump_table", 12);
	for (int i = 0; i < 3; i++)
		add(&t, 4 * i, IN_TEXT, 2, 0);
	elf_file_put(&t.file, t.index, 4, 0x31, 4);
	expect_table(&t, SERIES(6, 12), false);

	ktap_case("mips64: __ex_table");
	start(&t, &mips64, "__ex_table", 16);
	add(&t, 0, IN_TEXT, 18, 0);
	add(&t, 8, IN_TEXT, 18, 8);
	expect_table(&t, SERIES(6, 12), true);

	ktap_case("mips64: __ex_table, type");
	start(&t, &mips64, "__ex_table", 16);
	add(&t, 0, IN_TEXT, 2, 0);
	add(&t, 8, IN_TEXT, 18, 8);
	expect_table(&t, SERIES(6, 12), false);
}

/* An address, two bytes, and padding, which the last entry of 5.10 does not have. */
static void test_padding(void)
{
	static const struct {
		const struct arch *arch;
		uint64_t size, second;
		bool sound;
	} cases[] = {
		{ &x86_64, 32, 16, true }, { &x86_64, 28, 16, true }, { &x86_64, 26, 16, true },
		{ &x86_64, 25, 16, false }, { &x86_64, 24, 16, false }, { &x86_64, 33, 16, false },
		{ &x86_64, 32, 8, false }, { &i386, 16, 8, true }, { &i386, 14, 8, true },
		{ &i386, 13, 8, false }, { &i386, 24, 12, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct table t;

		ktap_case("%s: .parainstructions of %" PRIu64 " bytes, second at %" PRIu64,
			  cases[i].arch->name, cases[i].size, cases[i].second);
		start(&t, cases[i].arch, ".parainstructions", cases[i].size);
		add(&t, 0, IN_TEXT, ABS64, 0);
		add(&t, cases[i].second, IN_TEXT, ABS64, 0);
		expect_table(&t, SERIES(5, 10), cases[i].sound);
	}
}

/* Up to 5.15 each entry has its handler, which the kernel mostly exports. */
static void test_handlers(void)
{
	for (int own = 0; own < 2; own++) {
		struct table t;

		ktap_case("__ex_table with a handler %s", own ? "of its own" : "of the kernel's");
		start(&t, &x86_64, "__ex_table", 12);
		add(&t, 0, IN_TEXT, PC32, 0);
		add(&t, 4, IN_TEXT, PC32, 8);
		add(&t, 8, own ? IN_TEXT : ALPHA, PC32, 0);
		expect_table(&t, SERIES(5, 10), true);
	}
}

#define LARGE	100000
#define SITES	40

/*
 * Three tables that go through a large section of code, and a small one in
 * between: in step, and each for itself.  @wrong of the sites is no jump.
 */
static void put_tables(struct table *t, int wrong)
{
	static const char *const names[] = { ".retpoline_sites", ".return_sites",
					     "__mcount_loc" };
	static const uint32_t sizes[] = { 4, 4, 8 }, types[] = { PC32, PC32, ABS64 };
	static const uint8_t opcodes[] = { 0xe8, 0xe9, 0x0f };
	unsigned int code, symbol;

	relocs_file(&t->file, &x86_64, COMMENT);
	elf_file_put(&t->file, TEXT, HERE, 0xe9, 1);
	code = elf_file_section(&t->file, ".text.large", SHT_PROGBITS, 6, LARGE);
	symbol = elf_file_symbol(&t->file, "large", code, 0, 0);
	for (int table = 0; table < 3; table++) {
		char relocs[64];

		t->index = elf_file_section(&t->file, names[table], SHT_PROGBITS, 2,
					    SITES * sizes[table]);
		snprintf(relocs, sizeof(relocs), ".rela%s", names[table]);
		t->relocs = elf_file_section(&t->file, relocs, SHT_RELA, 0, 0);
		t->file.sections[t->relocs].info = t->index;
		for (int i = 0; i < SITES; i++) {
			/* Backwards at the end; the middle one is elsewhere. */
			int place = i < 30 ? i * 2500 : LARGE - i * 10;
			bool small = i == 20 && table < 2;

			place += table;
			if (table * SITES + i != wrong)
				elf_file_put(&t->file, code, place, opcodes[table], 1);
			add(t, i * sizes[table], small ? (uint32_t)IN_TEXT : symbol, types[table],
			    small ? 0 : place);
		}
	}
}

static void test_in_step(void)
{
	static const int wrong[] = { -1, 0, 29, 35, 39, 40, 69, 79, 80, 100, 119 };
	static struct table t;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		ktap_case("three tables in step, site %d is none", wrong[i]);
		put_tables(&t, wrong[i]);
		expect_table(&t, SERIES(6, 12), wrong[i] < 0);
	}
}

static void test_uml(void)
{
	for (int uml = 0; uml < 3; uml++) {
		static struct table t;

		ktap_case("a table that user-mode Linux leaves alone, uml %d", uml);
		start(&t, &x86_64, ".return_sites", 6);
		relocs_use(&t.w, &t.file, SERIES(6, 12));
		t.w.facts.gates[KS_GATE_UML].value = uml;
		world_rule(&t.w, ks_rule_tables);
		if (uml == KS_YES)
			world_expect_none(&t.w);
		else
			world_expect_one(&t.w, KS_LEVEL_UNDEFINED, KS_REASON_TABLE, 0);
		world_free_elf(&t.w, &t.file);
	}
}

static void test_bug_table(void)
{
	static const unsigned int series[] = { SERIES(6, 12), SERIES(7, 2) };

	for (int s = 0; s < 2; s++) {
		static struct table t;

		ktap_case("__bug_table of an entry more, %s", world_series_name(series[s]));
		start(&t, &x86_64, "__bug_table", 16);
		add(&t, 0, IN_TEXT, PC32, 0);
		add(&t, 4, IN_DATA, PC32, 0);
		add(&t, 8, IN_DATA, PC32, 0);
		expect_table(&t, series[s], s == 1);
	}
}

int main(void)
{
	test_sites();
	test_calls();
	test_seen();
	test_shape();
	test_fields();
	test_archs();
	test_padding();
	test_handlers();
	test_in_step();
	test_uml();
	test_bug_table();
	return ktap_end();
}
