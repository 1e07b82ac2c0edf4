// SPDX-License-Identifier: GPL-2.0-or-later
/* rule_parameter_names.c: names that relocations give to records of __param. */
#include "relocs.h"

static const struct arch archs[] = {
	{ "x86_64", true, false, 62, SHT_RELA },
	{ "mips", false, true, 8, SHT_REL },
	{ "mips64", true, true, 8, SHT_RELA },
	{ "i386", false, false, 3, SHT_REL },
};

#define PARAMETERS	3

/* A parameter: where its name stands in .data, and who may see it. */
struct parameter {
	unsigned int name;
	unsigned int perm;
};

/* In .data: "one" at 0x10, "two" at 0x14, "one" again at 0x18, no end at 0x3e. */
static const struct row {
	const char *name;
	struct parameter p[PARAMETERS];
	const char *twin;
} rows[] = {
	{ "right", { { 0x10, 0444 }, { 0x14, 0644 }, { 0x11, 0400 } }, NULL },
	{ "the same text", { { 0x10, 0444 }, { 0x14, 0444 }, { 0x10, 0200 } }, "one" },
	{ "the same elsewhere", { { 0x18, 0444 }, { 0x10, 0444 }, { 0x14, 0444 } }, "one" },
	{ "side by side", { { 0x10, 0444 }, { 0x14, 0444 }, { 0x14, 0444 } }, "two" },
	{ "the first has no file", { { 0x10, 0 }, { 0x14, 0444 }, { 0x10, 0444 } }, NULL },
	{ "the last has no file", { { 0x10, 0444 }, { 0x14, 0444 }, { 0x10, 0 } }, NULL },
	{ "none has a file", { { 0x10, 0 }, { 0x10, 0 }, { 0x10, 0 } }, NULL },
	{ "without an end", { { 0x3e, 0444 }, { 0x3e, 0444 }, { 0x14, 0444 } }, NULL },
	{ "outside", { { 0x40, 0444 }, { 0x40, 0444 }, { -16, 0444 } }, NULL },
};

static void make(struct elf_file *f, const struct arch *a, const struct row *row)
{
	unsigned int record = a->is64 ? 40 : 20, word = a->is64 ? 8 : 4, param, relocs;

	relocs_file(f, a, COMMENT);
	for (int i = 0; i < 3; i++) {
		elf_file_put(f, DATA, 0x10 + i, "one"[i], 1);
		elf_file_put(f, DATA, 0x14 + i, "two"[i], 1);
		elf_file_put(f, DATA, 0x18 + i, "one"[i], 1);
	}
	elf_file_put(f, DATA, 0x3e, 0x7878, 2);
	param = elf_file_section(f, "__param", SHT_PROGBITS, 2, PARAMETERS * record);
	relocs = elf_file_section(f, ".rel__param", a->format, 0, 0);
	f->sections[relocs].info = param;
	for (unsigned int i = 0; i < PARAMETERS; i++) {
		/* IN_DATA is at HERE. */
		int64_t addend = (int64_t)(int)row->p[i].name - HERE;

		elf_file_put(f, param, i * record + 3 * word, row->p[i].perm, 2);
		elf_file_reloc(f, relocs, i * record, IN_DATA, 1, addend);
		if (a->format == SHT_REL)
			elf_file_put(f, param, i * record, addend, 4);
		/* The module, the operations and the argument are no names. */
		elf_file_reloc(f, relocs, i * record + word, IN_DATA, 1, 0);
		elf_file_reloc(f, relocs, i * record + 2 * word, IN_DATA, 1, 0);
		elf_file_reloc(f, relocs, (i + 1) * record - word, IN_DATA, 1, 0);
	}
}

static void test_rows(void)
{
	for (size_t a = 0; a < sizeof(archs) / sizeof(archs[0]); a++)
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			for (int sysfs = 0; sysfs < 3; sysfs++) {
				bool known = sysfs == KS_YES;
				struct elf_file f;
				struct world w;

				ktap_case("%s: %s, sysfs %d", archs[a].name, rows[i].name, sysfs);
				make(&f, &archs[a], &rows[i]);
				relocs_use(&w, &f, SERIES(6, 12));
				w.facts.gates[KS_GATE_SYSFS].value = sysfs;
				world_rule(&w, ks_rule_parameter_names);
				if (!rows[i].twin || sysfs == KS_NO) {
					world_expect_none(&w);
				} else {
					world_expect_one(&w, known ? KS_LEVEL_REFUSES :
								     KS_LEVEL_UNKNOWN,
							 KS_REASON_PARAMETER_TWICE, known ? 17 : 0);
					expect_text(w.findings[0].subject, rows[i].twin);
				}
				world_free_elf(&w, &f);
			}
}

/* What cannot be looked at is not judged. */
static void test_damaged(void)
{
	static const struct {
		const char *name;
		unsigned int count;
		uint32_t symbol;
		uint32_t info;
		int level;
		bool zeroes;
	} cases[] = {
		{ "more than can be", 1025, IN_DATA, 0, KS_LEVEL_UNKNOWN, false },
		{ "as many as can be", 1024, IN_DATA, 0, KS_LEVEL_REFUSES, false },
		{ "an import", 2, ALPHA, 0, NOTHING, false },
		{ "no symbol", 2, 0, 0, NOTHING, false },
		{ "no such symbol", 2, 999, 0, NOTHING, false },
		{ "absolute", 2, ABSOLUTE, 0, NOTHING, false },
		{ "in memory of zeroes", 2, IN_DATA, 0, KS_LEVEL_REFUSES, true },
		{ "of another section", 2, IN_DATA, DATA, NOTHING, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned int param, relocs;
		struct elf_file f;
		struct world w;

		ktap_case("records: %s", cases[i].name);
		relocs_file(&f, &archs[0], COMMENT);
		elf_file_put(&f, DATA, HERE, 'x', 1);
		param = elf_file_section(&f, "__param", SHT_PROGBITS, 2, cases[i].count * 40);
		relocs = elf_file_section(&f, ".rela__param", SHT_RELA, 0, 0);
		f.sections[relocs].info = cases[i].info ? cases[i].info : param;
		for (unsigned int n = 0; n < 2; n++) {
			elf_file_put(&f, param, n * 40 + 24, 0444, 2);
			elf_file_reloc(&f, relocs, n * 40, cases[i].symbol, 1, 0);
		}
		if (cases[i].zeroes)
			f.sections[DATA].type = SHT_NOBITS;
		relocs_use(&w, &f, SERIES(6, 12));
		w.facts.gates[KS_GATE_SYSFS].value = KS_YES;
		world_rule(&w, ks_rule_parameter_names);
		expect_int(w.sink.count, cases[i].level != NOTHING);
		if (w.sink.count)
			expect_int(w.findings[0].level, cases[i].level);
		world_free_elf(&w, &f);
	}
}

int main(void)
{
	test_rows();
	test_damaged();
	return ktap_end();
}
