// SPDX-License-Identifier: GPL-2.0-or-later
/* reloc_arm.c and reloc_riscv.c, row by row. */
#include "relocs.h"

#include "model/machine.h"

static const struct arch arm = { "arm", false, false, KS_EM_ARM, SHT_REL };
static const struct arch riscv = { "riscv", true, false, KS_EM_RISCV, SHT_RELA };

#define FINE		NOTHING, 0, 0
#define ENOEXEC(why)	KS_LEVEL_REFUSES, KS_REASON_RELOC_##why, 8
#define EINVAL(why)	KS_LEVEL_REFUSES, KS_REASON_RELOC_##why, 22
#define ENOENT(why)	KS_LEVEL_REFUSES, KS_REASON_RELOC_##why, 2
#define OPEN(why)	KS_LEVEL_UNKNOWN, KS_REASON_RELOC_##why##_UNKNOWN, 0
#define BROKEN(why)	KS_LEVEL_UNDEFINED, KS_REASON_RELOC_##why, 0

#define PLTS		KS_YES
#define NO_PLTS		KS_NO
#define EITHER		KS_UNKNOWN

struct row {
	const struct arch *arch;
	struct entry entries[2];
	size_t count;
	enum ks_tri plts;
	unsigned int series;
	int level;
	enum ks_reason reason;
	int error;
	const char *log;
};

#define ARM(offset, symbol, type, plts)	\
	&arm, { { offset, symbol, type, 0 } }, 1, plts, SERIES(6, 12)
#define RISCV(offset, symbol, type, addend, plts)	\
	&riscv, { { offset, symbol, type, addend } }, 1, plts, SERIES(6, 12)
#define RISCV_IN(major, minor, symbol, type)	\
	&riscv, { { 0, symbol, type, 0 } }, 1, PLTS, SERIES(major, minor)
#define TWO(first, second)	\
	&riscv, { first, second }, 2, PLTS, SERIES(6, 12)
#define HI20(at, type)	{ at, ALPHA, type, 0 }
#define LO12(symbol)	{ HERE + 4, symbol, 24, 0 }

static const struct row rows[] = {
	/* arm: types */
	{ ARM(0, IN_DATA, 2, NO_PLTS), FINE, NULL },
	{ ARM(0, IN_DATA, 0, NO_PLTS), FINE, NULL },
	{ ARM(0, ALPHA, 38, NO_PLTS), FINE, NULL },
	{ ARM(0, ALPHA, 43, NO_PLTS), FINE, NULL },
	{ ARM(0, ALPHA, 46, NO_PLTS), FINE, NULL },
	{ ARM(0, ALPHA, 4, NO_PLTS), ENOEXEC(TYPE), "mod: unknown relocation: 4" },
	{ ARM(0, ALPHA, 255, NO_PLTS), ENOEXEC(TYPE), NULL },
	{ ARM(0, ALPHA, 57, NO_PLTS), OPEN(TYPE), NULL },
	{ &arm, { { 0, ALPHA, 63, 0 } }, 1, PLTS, SERIES(5, 10), ENOEXEC(TYPE), NULL },
	{ ARM(0, ALPHA, 47, NO_PLTS), ENOEXEC(TYPE), NULL },
	/* where they point, which it checks itself */
	{ ARM(60, ALPHA, 2, PLTS), FINE, NULL },
	{ ARM(61, ALPHA, 2, PLTS), ENOEXEC(BOUNDS),
	  "mod: section 10 reloc * sym '*': out of bounds relocation, offset * size *" },
	{ ARM(0xfffffffc, ALPHA, 99, PLTS), ENOEXEC(BOUNDS), NULL },
	{ ARM(61, ALPHA, 0, PLTS), ENOEXEC(BOUNDS), NULL },
	{ ARM(0, 99, 2, PLTS), ENOEXEC(SYMBOL),
	  "mod: section 10 reloc *: bad relocation sym offset" },
	{ ARM(0, SYMBOLS, 2, PLTS), BROKEN(SYMBOL), NULL },
	{ ARM(61, ALPHA, 28, NO_PLTS), ENOEXEC(BOUNDS), NULL },
	{ ARM(61, ALPHA, 28, PLTS), BROKEN(OUTSIDE), NULL },
	{ ARM(0, 99, 28, EITHER), BROKEN(SYMBOL), NULL },
	{ ARM(0, IN_COMMENT, 2, PLTS), BROKEN(SYMBOL_LOST), NULL },
	/* branches */
	{ ARM(0, ALPHA, 28, NO_PLTS), FINE, NULL },
	{ ARM(0, IN_TEXT, 1, NO_PLTS), FINE, NULL },
	{ ARM(0, CROOKED, 29, PLTS), ENOEXEC(DANGEROUS),
	  "mod: section 10 reloc * sym '*': unsupported interworking call (ARM -> Thumb)" },
	{ ARM(0, WEAK, 28, PLTS), FINE, NULL },
	{ ARM(0, ABSOLUTE, 28, NO_PLTS), OPEN(OVERFLOW), NULL },
	{ ARM(0, ABSOLUTE, 28, PLTS), FINE, NULL },
	{ ARM(0, IN_TEXT, 42, NO_PLTS), FINE, NULL },
	/* riscv: types */
	{ RISCV(0, ALPHA, 2, 0, PLTS), FINE, NULL },
	{ RISCV(0, ALPHA, 0, 0, PLTS), EINVAL(TYPE), "mod: Unknown relocation type 0" },
	{ RISCV(0, ALPHA, 12, 0, PLTS), EINVAL(TYPE), NULL },
	{ RISCV(0, ALPHA, 62, 0, PLTS), EINVAL(TYPE), NULL },
	{ RISCV(0, ALPHA, 51, 0, PLTS), FINE, NULL },
	{ RISCV(0, ALPHA, 43, 0, PLTS), EINVAL(REFUSED),
	  "mod: The unexpected relocation type 'R_RISCV_ALIGN' from PC = *" },
	{ RISCV(0, ALPHA, 5, 0, PLTS), EINVAL(REFUSED),
	  "mod: Dynamic linking not supported in kernel modules PC = *" },
	{ RISCV(0, ALPHA, 29, 0, PLTS), EINVAL(REFUSED),
	  "mod: Thread local storage not supported in kernel modules PC = *" },
	{ RISCV(0, ALPHA, 26, 0, PLTS), OPEN(TYPE), NULL },
	{ RISCV_IN(6, 1, ALPHA, 5), EINVAL(TYPE), "mod: Unknown relocation type 5" },
	{ RISCV_IN(6, 1, ALPHA, 43), EINVAL(REFUSED), NULL },
	{ RISCV_IN(6, 1, IN_DATA, 35), FINE, NULL },
	{ RISCV_IN(6, 1, IN_DATA, 34), EINVAL(TYPE), NULL },
	{ RISCV_IN(6, 3, IN_DATA, 34), FINE, NULL },
	{ RISCV_IN(6, 6, IN_DATA, 33), EINVAL(TYPE), NULL },
	{ RISCV_IN(6, 7, IN_DATA, 33), FINE, NULL },
	{ RISCV_IN(6, 1, IN_DATA, 53), EINVAL(TYPE), NULL },
	{ RISCV_IN(6, 12, IN_DATA, 53), FINE, NULL },
	{ RISCV_IN(6, 12, IN_DATA, 57), FINE, NULL },
	{ RISCV_IN(6, 12, IN_DATA, 60), OPEN(OVERFLOW), NULL },
	{ RISCV(0, NEGATIVE, 99, 0, PLTS), ENOENT(SYMBOL_ERROR), "mod: Unknown symbol negative" },
	/* what fits */
	{ RISCV(0, ABSOLUTE, 1, 0, PLTS), FINE, NULL },
	{ RISCV(0, ABSOLUTE, 1, 0xffffff00, PLTS), EINVAL(OVERFLOW),
	  "mod: value * out of range for 32-bit field" },
	{ RISCV(0, IN_DATA, 1, 0, PLTS), EINVAL(OVERFLOW), NULL },
	{ RISCV(0, ALPHA, 23, 0, PLTS), FINE, NULL },
	{ RISCV(0, IN_DATA, 23, 0, PLTS), FINE, NULL },
	{ RISCV(0, IN_PERCPU, 23, 0, PLTS), FINE, NULL },
	{ RISCV(0, ABSOLUTE, 23, 0, PLTS), OPEN(OVERFLOW), NULL },
	{ RISCV(HERE, IN_TEXT, 23, 0x7ffff7ff, PLTS), FINE, NULL },
	{ RISCV(HERE, IN_TEXT, 23, 0x7ffff800, PLTS), EINVAL(OVERFLOW),
	  "mod: target * can not be addressed by the 32-bit offset from PC = *" },
	{ RISCV(HERE, IN_TEXT, 18, -0x80000800ll, PLTS), FINE, NULL },
	{ RISCV(HERE, IN_TEXT, 18, -0x80000801ll, PLTS), EINVAL(OVERFLOW), NULL },
	{ RISCV(HERE, IN_TEXT, 19, 0x7ffff800, NO_PLTS), EINVAL(OVERFLOW), NULL },
	{ RISCV(HERE, IN_TEXT, 19, 0x7ffff800, EITHER), OPEN(OVERFLOW), NULL },
	{ RISCV(HERE, IN_TEXT, 19, 0x7ffff800, PLTS), FINE, NULL },
	{ RISCV(0, ALPHA, 20, 0, PLTS), FINE, NULL },
	{ RISCV(0, ALPHA, 20, 0, EITHER), OPEN(TYPE), NULL },
	{ RISCV(0, ALPHA, 20, 0, NO_PLTS), EINVAL(REFUSED),
	  "mod: can not generate the GOT entry for symbol = * from PC = *" },
	/* both halves of an address */
	{ TWO(HI20(HERE, 23), LO12(IN_TEXT)), FINE, NULL },
	{ TWO(HI20(HERE, 20), LO12(IN_TEXT)), FINE, NULL },
	{ TWO(LO12(IN_TEXT), HI20(HERE, 23)), FINE, NULL },
	{ TWO(HI20(HERE, 18), LO12(IN_TEXT)), EINVAL(PENDING),
	  "mod: Can not find HI20 relocation information" },
	{ TWO(HI20(HERE + 8, 23), LO12(IN_TEXT)), EINVAL(PENDING), NULL },
	{ TWO(HI20(HERE, 23), LO12(IN_DATA)), OPEN(OVERFLOW), NULL },
	/* what nobody checks */
	{ RISCV(57, ALPHA, 19, 0, PLTS), BROKEN(OUTSIDE), NULL },
	{ RISCV(0, 99, 2, 0, PLTS), BROKEN(SYMBOL), NULL },
	{ RISCV(0, IN_COMMENT, 2, 0, PLTS), BROKEN(SYMBOL_LOST), NULL },
};

static void run(const struct row *row, size_t i)
{
	struct elf_file f;
	struct world w;

	ktap_case("%s row %zu: type %u", row->arch->name, i, row->entries[0].type);
	relocs_file(&f, row->arch, TEXT);
	relocs_add(&f, row->entries, row->count);
	relocs_use(&w, &f, row->series);
	w.facts.gates[KS_GATE_MODULE_PLTS].value = row->plts;
	relocs_expect(&w, row->level, row->reason, row->error);
	if (row->log)
		relocs_expect_log(&w, row->log);
	world_free_elf(&w, &f);
}

/* The addend of a branch stands in the instruction: IN_TEXT is 0x10 behind it. */
static const struct {
	uint32_t type;
	uint32_t instruction;
	enum ks_tri plts;
	int level;
	enum ks_reason reason;
	int error;
	const char *log;
} places[] = {
	{ 28, 0xebfffffe, NO_PLTS, FINE, NULL },
	{ 28, 0xeb7ffffb, NO_PLTS, FINE, NULL },
	{ 28, 0xeb7ffffc, NO_PLTS, ENOEXEC(OVERFLOW),
	  "mod: section 10 reloc * sym '*': relocation 28 out of range (* -> *)" },
	{ 28, 0xeb7ffffc, PLTS, OPEN(OVERFLOW), NULL },
	{ 28, 0xeb800000, NO_PLTS, FINE, NULL },
	{ 42, 0x3fffffef, NO_PLTS, FINE, NULL },
	{ 42, 0x3ffffff0, PLTS, ENOEXEC(OVERFLOW), NULL },
	{ 42, 0xc0000000, NO_PLTS, FINE, NULL },
	{ 10, 0xfffef7ff, NO_PLTS, FINE, NULL },
	{ 10, 0xd7f7f3ff, NO_PLTS, FINE, NULL },
	{ 10, 0xd7f8f3ff, NO_PLTS, ENOEXEC(OVERFLOW), NULL },
};

static void test_places(void)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct elf_file f;
		struct world w;

		ktap_case("arm: type %u at %#x", places[i].type, places[i].instruction);
		relocs_file(&f, &arm, TEXT);
		elf_file_put(&f, TEXT, 0, places[i].instruction, 4);
		elf_file_reloc(&f, RELOCS, 0, IN_TEXT, places[i].type, 0);
		relocs_use(&w, &f, SERIES(6, 12));
		w.facts.gates[KS_GATE_MODULE_PLTS].value = places[i].plts;
		w.facts.vermagic.value = "6.12.0 SMP mod_unload ARMv7 thumb2 p2v8 ";
		relocs_expect(&w, places[i].level, places[i].reason, places[i].error);
		if (places[i].log)
			relocs_expect_log(&w, places[i].log);
		world_free_elf(&w, &f);
	}
}

/* Types and calls of Thumb code, by what the version magic says. */
static void thumb(const char *magic, uint8_t info, uint64_t value, int level,
		  enum ks_reason reason, int error, const char *log)
{
	struct elf_file f;
	struct world w;

	ktap_case("arm: thumb, %s, symbol %u at %" PRIu64, magic ? magic : "(unknown)", info, value);
	relocs_file(&f, &arm, TEXT);
	elf_file_symbol(&f, "callee", TEXT, value, info);
	elf_file_reloc(&f, RELOCS, 0, SYMBOLS, 30, 0);
	elf_file_put(&f, TEXT, 0, 0xbffef7ff, 4);
	relocs_use(&w, &f, SERIES(6, 12));
	w.facts.vermagic.value = magic;
	w.facts.vermagic_flags.value = NULL;
	relocs_expect(&w, level, reason, error);
	if (log)
		relocs_expect_log(&w, log);
	world_free_elf(&w, &f);
}

/* A weak symbol that looks as if it were not found is passed over. */
static void test_weak_error(void)
{
	struct elf_file f;
	struct world w;

	ktap_case("riscv: weak and an error");
	relocs_file(&f, &riscv, TEXT);
	elf_file_symbol(&f, "weak", 0xfff1, -1, 0x20);
	elf_file_reloc(&f, RELOCS, 0, SYMBOLS, 2, 0);
	relocs_use(&w, &f, SERIES(6, 12));
	relocs_expect(&w, BROKEN(LOST));
	world_free_elf(&w, &f);
}

/* Without an MMU addresses may be small. */
static void test_small_addresses(void)
{
	struct elf_file f;
	struct world w;

	ktap_case("riscv: addresses of 32 bits");
	relocs_file(&f, &riscv, TEXT);
	elf_file_reloc(&f, RELOCS, 0, IN_DATA, 1, 0);
	relocs_use(&w, &f, SERIES(6, 12));
	w.facts.gates[KS_GATE_STRICT_RWX].value = KS_NO;
	relocs_expect(&w, OPEN(OVERFLOW));
	world_free_elf(&w, &f);
}

int main(void)
{
	static const char magic[] = "6.12.0 SMP mod_unload ARMv7 thumb2 p2v8 ";

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		run(&rows[i], i);
	test_places();
	thumb(magic, 2, HERE | 1, FINE, NULL);
	thumb(magic, 0, HERE, FINE, NULL);
	thumb(magic, 2, HERE, ENOEXEC(DANGEROUS),
	      "mod: section 10 reloc * sym '*': unsupported interworking call (Thumb -> ARM)");
	thumb("6.12.0 SMP ARMv7 p2v8 ", 2, HERE | 1, ENOEXEC(TYPE), "mod: unknown relocation: 30");
	thumb(NULL, 2, HERE | 1, OPEN(TYPE), NULL);
	test_weak_error();
	test_small_addresses();
	return ktap_end();
}
