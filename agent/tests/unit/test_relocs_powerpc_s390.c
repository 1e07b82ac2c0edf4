// SPDX-License-Identifier: GPL-2.0-or-later
/* reloc_powerpc.c and reloc_s390.c, row by row. */
#include "relocs.h"

static const struct arch ppc = { "powerpc", false, true, 20, SHT_RELA };
static const struct arch ppc64 = { "powerpc64", true, true, 21, SHT_RELA };
static const struct arch ppc64le = { "powerpc64le", true, false, 21, SHT_RELA };
static const struct arch s390 = { "s390", true, true, 22, SHT_RELA };

#define S1		SERIES(6, 1)
#define S12		SERIES(6, 12)
#define FINE		NOTHING, 0, 0
#define ENOEXEC(why)	KS_LEVEL_REFUSES, KS_REASON_RELOC_##why, 8
#define OPEN(why)	KS_LEVEL_UNKNOWN, KS_REASON_RELOC_##why##_UNKNOWN, 0
#define BROKEN(why)	KS_LEVEL_UNDEFINED, KS_REASON_RELOC_##why, 0

struct row {
	const struct arch *arch;
	struct entry entry;
	unsigned int series;
	int level;
	enum ks_reason reason;
	int error;
	const char *log;
};

static const struct row rows[] = {
	/* 32 bits: types, and nothing else */
	{ &ppc, { 0, ALPHA, 10, 0 }, S12, FINE, NULL },
	{ &ppc, { 0, ALPHA, 26, 0 }, S12, FINE, NULL },
	{ &ppc, { 2, ALPHA, 6, 0 }, S12, FINE, NULL },
	{ &ppc, { 0, ALPHA, 0, 0 }, S12, ENOEXEC(TYPE), "module_32: mod: unknown ADD relocation: 0" },
	{ &ppc, { 0, ALPHA, 38, 0 }, S12, ENOEXEC(TYPE), NULL },
	{ &ppc, { 61, ALPHA, 1, 0 }, S12, BROKEN(OUTSIDE), NULL },
	{ &ppc, { 0, IN_COMMENT, 1, 0 }, S12, BROKEN(SYMBOL_LOST), NULL },
	/* 64 bits: types */
	{ &ppc64, { 0, ALPHA, 38, 0 }, S12, FINE, NULL },
	{ &ppc64le, { 56, ALPHA, 38, 0 }, S12, FINE, NULL },
	{ &ppc64le, { 57, ALPHA, 38, 0 }, S12, BROKEN(OUTSIDE), NULL },
	{ &ppc64le, { 0, ALPHA, 252, 0 }, S12, FINE, NULL },
	{ &ppc64le, { 99, ALPHA, 109, 0 }, S12, FINE, NULL },
	{ &ppc64, { 0, ALPHA, 0, 0 }, S12, ENOEXEC(TYPE), "module_64: mod: Unknown ADD relocation: 0" },
	{ &ppc64le, { 0, ALPHA, 49, 0 }, S12, ENOEXEC(TYPE), "module_64: mod: Unknown ADD relocation: 49" },
	{ &ppc64le, { 0, ALPHA, 253, 0 }, S12, ENOEXEC(TYPE), NULL },
	{ &ppc64le, { 0, ALPHA, 116, 0 }, S1, ENOEXEC(TYPE), NULL },
	{ &ppc64le, { 0, ALPHA, 132, 0 }, S12, OPEN(TYPE), NULL },
	{ &ppc64le, { 0, ALPHA, 133, 0 }, S12, OPEN(TYPE), NULL },
	/* calls */
	{ &ppc64le, { 0, ALPHA, 10, 0 }, S12, FINE, NULL },
	{ &ppc64le, { 2, ALPHA, 10, 0 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &ppc64le, { 0, IN_TEXT, 10, 0x1fffffc - HERE }, S12, FINE, NULL },
	{ &ppc64le, { 0, IN_TEXT, 10, 0x2000000 - HERE }, S12, ENOEXEC(OVERFLOW),
	  "module_64: mod: REL24 * out of range!" },
	{ &ppc64le, { 16, IN_TEXT, 10, -0x2000000 }, S12, FINE, NULL },
	{ &ppc64le, { 20, IN_TEXT, 10, -0x2000000 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &ppc64le, { 0, IN_TEXT, 10, 2 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &ppc64le, { 0, ABSOLUTE, 10, 0 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &ppc64le, { 62, IN_TEXT, 10, 0 }, S12, BROKEN(OUTSIDE), NULL },
	{ &ppc64le, { 0, IN_COMMENT, 10, 0 }, S12, BROKEN(SYMBOL_LOST), NULL },
	/* distances */
	{ &ppc64le, { 0, IN_TEXT, 26, 0x7fffffef }, S12, FINE, NULL },
	{ &ppc64le, { 0, IN_TEXT, 26, 0x7ffffff0 }, S12, ENOEXEC(OVERFLOW),
	  "module_64: mod: REL32 * out of range!" },
	{ &ppc64le, { 0, IN_DATA, 26, 0 }, S12, FINE, NULL },
	{ &ppc64le, { 0, IN_DATA, 26, 0x7fffffff }, S12, OPEN(OVERFLOW), NULL },
	{ &ppc64le, { 0, IN_DATA, 26, 0x90000000 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &ppc64le, { 0, ALPHA, 26, 0 }, S12, OPEN(OVERFLOW), NULL },
	{ &ppc64le, { 0, ABSOLUTE, 26, 0 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &ppc64le, { 999, ABSOLUTE, 26, 0 }, S12, ENOEXEC(OVERFLOW), NULL },
	/* the table of contents, which is somewhere else */
	{ &ppc64le, { 0, IN_TEXT, 48, 0 }, S12, FINE, NULL },
	{ &ppc64le, { 0, IN_TEXT, 47, 0 }, S12, OPEN(OVERFLOW), NULL },
	{ &ppc64le, { 0, ABSOLUTE, 47, 0 }, S12, ENOEXEC(OVERFLOW),
	  "module_64: mod: bad TOC16 relocation (0x*)" },
	{ &ppc64le, { 0, IN_TEXT, 64, 4 }, S12, FINE, NULL },
	{ &ppc64le, { 0, IN_TEXT, 64, 2 }, S12, ENOEXEC(OVERFLOW),
	  "module_64: mod: bad TOC16_LO_DS relocation (0x*)" },
	{ &ppc64le, { 0, ALPHA, 64, 0 }, S12, OPEN(OVERFLOW), NULL },
	{ &ppc64le, { 0, IN_TEXT, 63, 2 }, S12, ENOEXEC(OVERFLOW),
	  "module_64: mod: bad TOC16_DS relocation (0x*)" },
	/* s390: types */
	{ &s390, { 99, ALPHA, 0, 0 }, S12, FINE, NULL },
	{ &s390, { 0, ALPHA, 22, 0 }, S12, FINE, NULL },
	{ &s390, { 57, ALPHA, 22, 0 }, S12, BROKEN(OUTSIDE), NULL },
	{ &s390, { 0, IN_COMMENT, 22, 0 }, S12, BROKEN(SYMBOL_LOST), NULL },
	{ &s390, { 0, ALPHA, 9, 0 }, S12, ENOEXEC(REFUSED), "" },
	{ &s390, { 0, ALPHA, 12, 0 }, S12, ENOEXEC(REFUSED), "" },
	{ &s390, { 0, ALPHA, 37, 0 }, S12, ENOEXEC(TYPE), "module mod: unknown relocation: 37" },
	{ &s390, { 0, ALPHA, 60, 0 }, S12, ENOEXEC(TYPE), NULL },
	/* addresses */
	{ &s390, { 0, ABSOLUTE, 1, -1 }, S12, FINE, NULL },
	{ &s390, { 0, ABSOLUTE, 1, 0 }, S12, ENOEXEC(OVERFLOW),
	  "module mod: relocation error for symbol * (r_type 1, value 0x*)" },
	{ &s390, { 0, ABSOLUTE, 2, 0xeff }, S12, FINE, NULL },
	{ &s390, { 0, ABSOLUTE, 2, 0xf00 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &s390, { 0, ABSOLUTE, 57, 0x7feff }, S12, FINE, NULL },
	{ &s390, { 0, ABSOLUTE, 57, 0x7ff00 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &s390, { 0, ABSOLUTE, 57, -0x80100 }, S12, FINE, NULL },
	{ &s390, { 0, ABSOLUTE, 3, -0x101 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &s390, { 0, IN_TEXT, 4, 0 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &s390, { 99, IN_TEXT, 4, 0 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &s390, { 0, ALPHA, 4, 0 }, S12, OPEN(OVERFLOW), NULL },
	/* distances */
	{ &s390, { 0, IN_TEXT, 19, 2 }, S12, FINE, NULL },
	{ &s390, { 0, IN_TEXT, 19, 0xfffffffe - HERE }, S12, FINE, NULL },
	{ &s390, { 0, IN_TEXT, 19, 0x100000000 - HERE }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &s390, { 0, IN_TEXT, 19, 1 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &s390, { 0, IN_DATA, 19, 2 }, S12, FINE, NULL },
	{ &s390, { 0, IN_DATA, 19, 3 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &s390, { 0, IN_DATA, 19, 0x100000000 }, S12, OPEN(OVERFLOW), NULL },
	{ &s390, { 0, ALPHA, 19, 2 }, S12, OPEN(OVERFLOW), NULL },
	{ &s390, { 0, WEAK, 19, 2 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &s390, { 0, IN_TEXT, 5, 0x7fffffff - HERE }, S12, FINE, NULL },
	{ &s390, { 0, IN_TEXT, 5, 0x80000000 - HERE }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &s390, { 0, IN_TEXT, 17, 0xfffe - HERE }, S12, FINE, NULL },
	{ &s390, { 0, IN_TEXT, 16, 0xfffe - HERE }, S12, ENOEXEC(OVERFLOW), NULL },
	/* slots */
	{ &s390, { 2, ALPHA, 20, 2 }, S12, FINE, NULL },
	{ &s390, { 2, ALPHA, 20, 3 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &s390, { 2, ALPHA, 26, 2 }, S12, FINE, NULL },
	{ &s390, { 2, ALPHA, 26, 0x200000000 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &s390, { 2, ALPHA, 14, 1 }, S12, FINE, NULL },
	{ &s390, { 0, ALPHA, 6, 0 }, S12, FINE, NULL },
	{ &s390, { 0, ALPHA, 6, 4000 }, S12, OPEN(OVERFLOW), NULL },
	{ &s390, { 0, ALPHA, 6, 4096 }, S12, ENOEXEC(OVERFLOW), NULL },
	{ &s390, { 0, ALPHA, 35, 0 }, S12, FINE, NULL },
	{ &s390, { 0, ALPHA, 8, 0 }, S12, OPEN(OVERFLOW), NULL },
	{ &s390, { 0, ALPHA, 18, 0 }, S12, OPEN(OVERFLOW), NULL },
	{ &s390, { 0, IN_TEXT, 27, 0 }, S12, OPEN(OVERFLOW), NULL },
	{ &s390, { 0, ABSOLUTE, 13, 0 }, S12, ENOEXEC(OVERFLOW), NULL },
};

static void run(const struct row *row, size_t i)
{
	const struct entry *e = &row->entry;
	struct elf_file f;
	struct world w;

	ktap_case("%s row %zu: type %u", row->arch->name, i, e->type);
	relocs_file(&f, row->arch, TEXT);
	elf_file_reloc(&f, RELOCS, e->offset, e->symbol, e->type, e->addend);
	relocs_use(&w, &f, row->series);
	relocs_expect(&w, row->level, row->reason, row->error);
	if (row->log)
		relocs_expect_log(&w, row->log);
	world_free_elf(&w, &f);
}

/* What stands behind a call out of the module. */
static void test_return(void)
{
	static const struct {
		uint32_t call, next;
		const char *name;
		uint64_t offset;
		unsigned int series;
		int level;
		enum ks_reason reason;
		int error;
	} calls[] = {
		{ 0x48000001, 0x60000000, "alpha", 0, S12, FINE },
		{ 0x48000001, 0x7c0802a6, "alpha", 0, S12, ENOEXEC(DANGEROUS) },
		{ 0x48000001, 0x7c0802a6, "_mcount", 0, S12, FINE },
		{ 0x48000000, 0x7c0802a6, "alpha", 0, S12, FINE },
		{ 0x40820001, 0x7c0802a6, "alpha", 0, S12, ENOEXEC(DANGEROUS) },
		{ 0x48000001, 0xe8410018, "alpha", 0, S12, FINE },
		{ 0x48000001, 0xe8410018, "alpha", 0, S1, ENOEXEC(DANGEROUS) },
		{ 0x48000001, 0xe8410018, "alpha", 0, SERIES(6, 3), OPEN(OVERFLOW) },
		{ 0x48000001, 0, "alpha", 60, S12, OPEN(OVERFLOW) },
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		struct elf_file f;
		struct world w;

		ktap_case("powerpc64le: call %zu", i);
		relocs_file(&f, &ppc64le, TEXT);
		elf_file_put(&f, TEXT, calls[i].offset, calls[i].call, 4);
		if (calls[i].offset < 60)
			elf_file_put(&f, TEXT, calls[i].offset + 4, calls[i].next, 4);
		elf_file_reloc(&f, RELOCS, calls[i].offset, ALPHA, 10, 0);
		relocs_use(&w, &f, calls[i].series);
		w.imports[0].name = calls[i].name;
		relocs_expect(&w, calls[i].level, calls[i].reason, calls[i].error);
		if (calls[i].reason == KS_REASON_RELOC_DANGEROUS)
			relocs_expect_log(&w, "module_64: mod: Expected nop after call, got * at *");
		world_free_elf(&w, &f);
	}
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		run(&rows[i], i);
	test_return();
	return ktap_end();
}
