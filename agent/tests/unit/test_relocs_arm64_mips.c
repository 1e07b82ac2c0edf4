// SPDX-License-Identifier: GPL-2.0-or-later
/* reloc_arm64.c and reloc_mips.c, row by row. */
#include "relocs.h"

static const struct arch arm64 = { "arm64", true, false, 183, SHT_RELA };
static const struct arch mips = { "mips", false, true, 8, SHT_REL };
static const struct arch mipsel = { "mipsel", false, false, 8, SHT_REL };
static const struct arch mips64 = { "mips64", true, true, 8, SHT_RELA };

#define FINE		NOTHING, 0, 0
#define ENOEXEC(why)	KS_LEVEL_REFUSES, KS_REASON_RELOC_##why, 8
#define EINVAL(why)	KS_LEVEL_REFUSES, KS_REASON_RELOC_##why, 22
#define ENOENT(why)	KS_LEVEL_REFUSES, KS_REASON_RELOC_##why, 2
#define OPEN(why)	KS_LEVEL_UNKNOWN, KS_REASON_RELOC_##why##_UNKNOWN, 0
#define BROKEN(why)	KS_LEVEL_UNDEFINED, KS_REASON_RELOC_##why, 0

struct row {
	const struct arch *arch;
	struct entry entries[3];
	size_t count;
	int level;
	enum ks_reason reason;
	int error;
	const char *log;
};

static const struct row rows[] = {
	/* arm64: types, and what fits */
	{ &arm64, { { 0, ALPHA, 283, 0 } }, 1, FINE, NULL },
	{ &arm64, { { 0, IN_DATA, 257, 0 } }, 1, FINE, NULL },
	{ &arm64, { { 64, IN_DATA, 0, 0 } }, 1, FINE, NULL },
	{ &arm64, { { 0, IN_DATA, 1, 0 } }, 1, ENOEXEC(TYPE),
	  "Modules: module mod: unsupported RELA relocation: 1" },
	{ &arm64, { { 0, IN_DATA, 281, 0 } }, 1, ENOEXEC(TYPE), NULL },
	{ &arm64, { { 0, IN_DATA, 300, 0 } }, 1, ENOEXEC(TYPE), NULL },
	{ &arm64, { { 0, IN_DATA, 258, 0 } }, 1, ENOEXEC(OVERFLOW),
	  "Modules: module mod: overflow in relocation type 258 val *" },
	{ &arm64, { { 0, ALPHA, 259, 0 } }, 1, ENOEXEC(OVERFLOW), NULL },
	{ &arm64, { { 0, ABSOLUTE, 258, 0 } }, 1, FINE, NULL },
	{ &arm64, { { 0, ABSOLUTE, 259, 0xff00 } }, 1, ENOEXEC(OVERFLOW), NULL },
	{ &arm64, { { 0, ALPHA, 261, 0 } }, 1, FINE, NULL },
	{ &arm64, { { 0, IN_PERCPU, 275, 0 } }, 1, FINE, NULL },
	{ &arm64, { { 0, WEAK, 275, 0 } }, 1, ENOEXEC(OVERFLOW), NULL },
	{ &arm64, { { 0, WEAK, 276, 0 } }, 1, FINE, NULL },
	{ &arm64, { { 0, WEAK, 283, 0 } }, 1, FINE, NULL },
	{ &arm64, { { 0, IN_TEXT, 279, 0 } }, 1, FINE, NULL },
	{ &arm64, { { 0, IN_TEXT, 279, 0x7fef } }, 1, FINE, NULL },
	{ &arm64, { { 0, IN_TEXT, 279, 0x7ff0 } }, 1, ENOEXEC(OVERFLOW), NULL },
	{ &arm64, { { 16, IN_TEXT, 279, -0x8000 } }, 1, FINE, NULL },
	{ &arm64, { { 20, IN_TEXT, 279, -0x8000 } }, 1, ENOEXEC(OVERFLOW), NULL },
	{ &arm64, { { 0, IN_DATA, 279, 0 } }, 1, OPEN(OVERFLOW), NULL },
	{ &arm64, { { 0, IN_TEXT, 283, 0x7fffff0 } }, 1, OPEN(OVERFLOW), NULL },
	{ &arm64, { { 0, IN_TEXT, 283, 0x7ffffec } }, 1, FINE, NULL },
	{ &arm64, { { 0, IN_DATA, 283, 0x10000000 } }, 1, FINE, NULL },
	{ &arm64, { { 16, IN_TEXT, 275, 0xffffe000 } }, 1, FINE, NULL },
	{ &arm64, { { 16, IN_TEXT, 275, 0xfffff800 } }, 1, OPEN(OVERFLOW), NULL },
	{ &arm64, { { 16, IN_TEXT, 275, 0x100002000 } }, 1, ENOEXEC(OVERFLOW), NULL },
	{ &arm64, { { 24, IN_TEXT, 275, 0x100002000 } }, 1, OPEN(OVERFLOW), NULL },
	{ &arm64, { { 62, IN_DATA, 277, 0 } }, 1, BROKEN(OUTSIDE), NULL },
	{ &arm64, { { 0, IN_COMMENT, 277, 0 } }, 1, BROKEN(SYMBOL_LOST), NULL },
	{ &arm64, { { 0, 99, 277, 0 } }, 1, BROKEN(SYMBOL), NULL },
	/* mips: both halves of an address, in sections without addends */
	{ &mips, { { 0, IN_DATA, 2, 0 } }, 1, FINE, NULL },
	{ &mipsel, { { 0, IN_DATA, 2, 0 } }, 1, FINE, NULL },
	{ &mips, { { 0, ALPHA, 5, 0 }, { 4, ALPHA, 6, 0 } }, 2, FINE, NULL },
	{ &mips, { { 0, ALPHA, 5, 0 }, { 8, ALPHA, 5, 0 }, { 4, ALPHA, 6, 0 } }, 3, FINE, NULL },
	{ &mips, { { 0, ALPHA, 6, 0 } }, 1, FINE, NULL },
	{ &mips, { { 0, ALPHA, 5, 0 } }, 1, ENOEXEC(PENDING), "" },
	{ &mips, { { 0, ALPHA, 5, 0 }, { 4, IN_DATA, 6, 0 } }, 2, ENOEXEC(DANGEROUS),
	  "module mod: dangerous R_MIPS_LO16 relocation" },
	{ &mips, { { 0, ALPHA, 5, 0 }, { 8, IN_DATA, 5, 0 }, { 4, ALPHA, 6, 0 } }, 3,
	  ENOEXEC(DANGEROUS), NULL },
	{ &mips, { { 0, IN_TEXT, 4, 0 } }, 1, FINE, NULL },
	{ &mips, { { 0, NEGATIVE, 4, 0 } }, 1, ENOENT(SYMBOL_ERROR), "mod: Unknown symbol negative" },
	{ &mips, { { 0, NEGATIVE, 99, 0 } }, 1, ENOENT(SYMBOL_ERROR), NULL },
	{ &mips, { { 0, CROOKED, 4, 0 } }, 1, ENOEXEC(DANGEROUS),
	  "module mod: dangerous R_MIPS_26 relocation" },
	{ &mips, { { 0, ALPHA, 4, 0 } }, 1, OPEN(OVERFLOW), NULL },
	{ &mips, { { 0, IN_TEXT, 10, 0 } }, 1, FINE, NULL },
	{ &mips, { { 0, CROOKED, 10, 0 } }, 1, ENOEXEC(DANGEROUS),
	  "module mod: dangerous R_MIPS_PC16 relocation" },
	{ &mips, { { 0, ALPHA, 60, 0 } }, 1, OPEN(OVERFLOW), NULL },
	{ &mips, { { 0, IN_TEXT, 18, 0 } }, 1, EINVAL(RELA_ONLY), "" },
	{ &mips, { { 0, IN_TEXT, 99, 0 } }, 1, EINVAL(TYPE), "mod: Unknown relocation type 99" },
	{ &mips, { { 61, IN_TEXT, 2, 0 } }, 1, BROKEN(OUTSIDE), NULL },
	{ &mips, { { 0, IN_COMMENT, 2, 0 } }, 1, BROKEN(SYMBOL_LOST), NULL },
	{ &mips, { { 0, 99, 2, 0 } }, 1, BROKEN(SYMBOL), NULL },
	/* mips64: fields of its own, and nothing that waits */
	{ &mips64, { { 0, ALPHA, 18, 8 } }, 1, FINE, NULL },
	{ &mips64, { { 0, ALPHA, 5, 0 } }, 1, FINE, NULL },
	{ &mips64, { { 0, ALPHA, 28, 0 }, { 4, ALPHA, 29, 0 } }, 2, FINE, NULL },
	{ &mips64, { { 0, IN_TEXT, 4, 2 } }, 1, ENOEXEC(DANGEROUS), NULL },
	{ &mips64, { { 0, IN_TEXT, 4, 0x1000000 - HERE } }, 1, FINE, NULL },
	{ &mips64, { { 0, IN_TEXT, 4, 0x10000000 } }, 1, OPEN(OVERFLOW), NULL },
	{ &mips64, { { 0, ALPHA, 4, 2 } }, 1, OPEN(OVERFLOW), NULL },
	{ &mips64, { { 0, NEGATIVE, 18, 0 } }, 1, ENOENT(SYMBOL_ERROR), NULL },
	{ &mips64, { { 0, IN_TEXT, 10, 0x1fffc - HERE } }, 1, FINE, NULL },
	{ &mips64, { { 0, IN_TEXT, 10, 0x20000 - HERE } }, 1, ENOEXEC(OVERFLOW),
	  "module mod: relocation overflow" },
	{ &mips64, { { 0, IN_TEXT, 250, 0 } }, 1, EINVAL(TYPE), NULL },
	{ &mips64, { { 0, 0x10000000, 18, 0 } }, 1, BROKEN(SYMBOL), NULL },
};

static void run(const struct row *row, size_t i)
{
	struct elf_file f;
	struct world w;

	ktap_case("%s row %zu: type %u", row->arch->name, i, row->entries[0].type);
	relocs_file(&f, row->arch, TEXT);
	relocs_add(&f, row->entries, row->count);
	relocs_use(&w, &f, SERIES(6, 12));
	relocs_expect(&w, row->level, row->reason, row->error);
	if (row->log)
		relocs_expect_log(&w, row->log);
	world_free_elf(&w, &f);
}

/* The addend of a branch stands in the instruction. */
static void test_branch(void)
{
	static const struct {
		uint32_t instruction;
		int level;
		enum ks_reason reason;
		int error;
	} branches[] = { { 0x1000ffff, FINE }, { 0x10007ffb, FINE },
			 { 0x10007ffc, ENOEXEC(OVERFLOW) }, { 0x10008000, FINE } };

	for (size_t i = 0; i < 4; i++) {
		struct elf_file f;
		struct world w;

		ktap_case("mips: branch %#x", branches[i].instruction);
		relocs_file(&f, &mips, TEXT);
		elf_file_put(&f, TEXT, 0, branches[i].instruction, 4);
		elf_file_reloc(&f, RELOCS, 0, IN_TEXT, 10, 0);
		relocs_use(&w, &f, SERIES(6, 12));
		relocs_expect(&w, branches[i].level, branches[i].reason, branches[i].error);
		world_free_elf(&w, &f);
	}
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		run(&rows[i], i);
	test_branch();
	return ktap_end();
}
