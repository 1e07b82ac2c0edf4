// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rule_sections.c, rule_memory.c and rule_percpu.c: what the loader makes of
 * section headers, for both classes and byte orders.
 */
#include "model/machine.h"
#include "world.h"

#define PROGBITS	1
#define NOBITS		8
#define W		1
#define A		2
#define X		4

/* Architectures that stand for a class and a byte order. */
static const struct arch {
	const char *name;
	bool is64, big;
	uint16_t machine;
} archs[] = {
	{ "x86_64", true, false, KS_EM_X86_64 }, { "i386", false, false, KS_EM_386 },
	{ "mips", false, true, KS_EM_MIPS },     { "mips64", true, true, KS_EM_MIPS },
};
#define ARCHS	(sizeof(archs) / sizeof(archs[0]))

static void expect_rwx(struct world *w, enum ks_tri strict)
{
	if (strict == KS_YES)
		world_expect_one(w, KS_LEVEL_REFUSES, KS_REASON_SECTION_RWX, 8);
	else
		world_expect_one(w, KS_LEVEL_UNKNOWN, KS_REASON_SECTION_RWX_UNKNOWN, 0);
}

static void test_rwx(void)
{
	static const uint64_t flags[] = { W | X, A | W | X, A | W, A | X, 0 };

	for (size_t a = 0; a < ARCHS; a++)
		for (size_t i = 0; i < 5; i++)
			for (int strict = 0; strict < 3; strict++) {
				bool both = (flags[i] & (W | X)) == (W | X);
				struct elf_file f;
				struct world w;

				ktap_case("%s: flags %u, strict %d", archs[a].name,
					  (unsigned int)flags[i], strict);
				elf_file_init(&f, archs[a].is64, archs[a].big, archs[a].machine);
				elf_file_section(&f, ".text", PROGBITS, A | X, 8);
				elf_file_section(&f, ".odd", PROGBITS, flags[i], 8);
				elf_file_section(&f, ".later", PROGBITS, W | X, 8);
				if (!both)
					f.sections[6].flags = A;
				world_init_elf(&w, &f, SERIES(6, 12));
				w.facts.gates[KS_GATE_STRICT_RWX].value = strict;
				world_rule(&w, ks_rule_sections);
				if (!both || strict == KS_NO) {
					world_expect_none(&w);
				} else {
					expect_rwx(&w, strict);
					expect_text(w.findings[0].subject, ".odd");
					expect_int(w.findings[0].module_number, 5);
				}
				world_free_elf(&w, &f);
			}
}

/* Section 0 counts, and a name that has no end is not read. */
static void test_rwx_odd(void)
{
	struct elf_file f;
	struct world w;

	ktap_case("section 0 writable and executable");
	elf_file_init(&f, true, false, KS_EM_X86_64);
	f.sections[0].flags = W | X;
	world_init_elf(&w, &f, SERIES(6, 1));
	world_rule(&w, ks_rule_sections);
	world_expect_one(&w, KS_LEVEL_REFUSES, KS_REASON_SECTION_RWX, 8);
	expect_int(w.findings[0].module_number, 0);
	world_free_elf(&w, &f);
}

struct memory_row {
	const char *name;
	unsigned int series;
	uint64_t sizes[3];
	uint64_t flags[3];
	uint64_t alignment;	/* of the second one */
	int level;		/* -1: nothing */
};

#define MIB	(1ull << 20)
#define GIB	(1ull << 30)
#define NONE	-1

static const struct memory_row memory_rows[] = {
	{ "small", SERIES(6, 1), { 4096, 4096, 4096 }, { A | X, A, A | W }, 8, NONE },
	{ "no power of two", SERIES(6, 1), { 100, 100, 100 }, { A | X, A | X, A | W }, 24, NONE },
	{ "100 MiB", SERIES(6, 1), { 100 * MIB, 0, 0 }, { A | W, A, A }, 8, KS_LEVEL_RESIDUAL },
	{ "3 GiB", SERIES(6, 1), { 3 * GIB, 0, 0 }, { A | W, A, A }, 8, KS_LEVEL_REFUSES },
	{ "3 GiB in parts", SERIES(6, 12), { GIB, GIB, GIB }, { A | W, A, A | X }, 8,
	  KS_LEVEL_REFUSES },
	{ "6 GiB in parts, one block", SERIES(6, 1), { 2 * GIB, 2 * GIB, 2 * GIB },
	  { A | W, A, A | X }, 8, KS_LEVEL_UNDEFINED },
	{ "6 GiB in parts, three blocks", SERIES(6, 12), { 2 * GIB, 2 * GIB, 2 * GIB },
	  { A | W, A, A | X }, 8, KS_LEVEL_REFUSES },
	{ "4 GiB", SERIES(6, 12), { 4 * GIB, 0, 0 }, { A | W, A, A }, 8, KS_LEVEL_UNDEFINED },
	{ "largest", SERIES(6, 12), { UINT64_MAX, 0, 0 }, { A | W, A, A }, 8, KS_LEVEL_UNDEFINED },
	{ "largest, not loaded", SERIES(6, 12), { UINT64_MAX, 0, 0 }, { W, A, A }, 8, NONE },
	{ "alignment of the first", SERIES(6, 12), { 8, 8, 8 }, { A | W, A, A | X }, 1ull << 40,
	  NONE },
	{ "alignment behind another", SERIES(6, 12), { 8, 8, 8 }, { A | W, A | W, A | X },
	  1ull << 40, KS_LEVEL_UNDEFINED },
	{ "alignment is all ones", SERIES(6, 12), { 8, 8, 8 }, { A | W, A | W, A | X }, UINT64_MAX,
	  KS_LEVEL_UNDEFINED },
	{ "alignment wraps", SERIES(6, 12), { 8, 8, 8 }, { A | W, A | W, A | X }, 1ull << 63,
	  KS_LEVEL_UNDEFINED },
};

static void test_memory(void)
{
	for (size_t i = 0; i < sizeof(memory_rows) / sizeof(memory_rows[0]); i++) {
		const struct memory_row *row = &memory_rows[i];
		struct elf_file f;
		struct world w;

		ktap_case("memory: %s", row->name);
		elf_file_init(&f, true, false, KS_EM_X86_64);
		for (int s = 0; s < 3; s++)
			elf_file_section(&f, ".x", NOBITS, row->flags[s], row->sizes[s]);
		f.sections[5].addralign = row->alignment;
		world_init_elf(&w, &f, row->series);
		world_rule(&w, ks_rule_memory);
		if (row->level == NONE) {
			world_expect_none(&w);
		} else {
			expect_int(w.sink.count, 1);
			expect_int(w.findings[0].level, row->level);
			expect_int(w.findings[0].error, row->level == KS_LEVEL_REFUSES ? 12 : 0);
		}
		world_free_elf(&w, &f);
	}
}

/* With KALLSYMS the symbol table (section 1) and its names (2) are laid out, too. */
static void test_symbol_memory(void)
{
	static const struct {
		unsigned int section;
		uint64_t alignment;
		enum ks_tri kallsyms;
		int level;
	} rows[] = {
		{ 1, 0, KS_YES, NONE },
		{ 1, 64, KS_YES, NONE },
		{ 1, UINT64_MAX, KS_NO, NONE },
		{ 1, UINT64_MAX, KS_YES, KS_LEVEL_UNDEFINED },
		{ 1, UINT64_MAX, KS_UNKNOWN, KS_LEVEL_UNDEFINED },
		{ 1, 1ull << 40, KS_YES, KS_LEVEL_UNDEFINED },
		{ 2, 64, KS_YES, NONE },
		{ 2, UINT64_MAX, KS_NO, NONE },
		{ 2, UINT64_MAX, KS_YES, KS_LEVEL_UNDEFINED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (unsigned int minor = 1; minor <= 12; minor += 11) {
			struct elf_file f;
			struct world w;

			ktap_case("memory of symbols: row %zu, 6.%u", i, minor);
			elf_file_init(&f, true, false, KS_EM_X86_64);
			elf_file_section(&f, ".x", NOBITS, A | W, 8);
			elf_file_symbol(&f, "name", 4, 0, 0);
			f.sections[rows[i].section].addralign = rows[i].alignment;
			world_init_elf(&w, &f, SERIES(6, minor));
			w.facts.gates[KS_GATE_KALLSYMS].value = rows[i].kallsyms;
			world_rule(&w, ks_rule_memory);
			if (rows[i].level == NONE)
				world_expect_none(&w);
			else
				world_expect_one(&w, rows[i].level, KS_REASON_SECTION_SIZES, 0);
			world_free_elf(&w, &f);
		}
}

static void run_percpu(const char *name, uint64_t size, uint64_t alignment, enum ks_tri smp,
		       int level, enum ks_reason reason)
{
	for (size_t a = 0; a < 2; a++) {
		struct elf_file f;
		struct world w;

		ktap_case("%s: per-cpu data: %s, smp %d", archs[a].name, name, smp);
		elf_file_init(&f, archs[a].is64, archs[a].big, archs[a].machine);
		elf_file_section(&f, ".data..percpu", PROGBITS, A | W, size);
		f.sections[4].addralign = alignment;
		world_init_elf(&w, &f, SERIES(6, 12));
		w.facts.gates[KS_GATE_SMP].value = smp;
		world_rule(&w, ks_rule_percpu);
		if (level == NONE)
			world_expect_none(&w);
		else
			world_expect_one(&w, level, reason, level == KS_LEVEL_REFUSES ? 12 : 0);
		world_free_elf(&w, &f);
	}
}

static void test_percpu(void)
{
	run_percpu("nothing", 0, 8, KS_YES, NONE, 0);
	run_percpu("usual", 64, 64, KS_YES, NONE, 0);
	run_percpu("usual", 64, 64, KS_UNKNOWN, NONE, 0);
	run_percpu("alignment 0", 64, 0, KS_YES, NONE, 0);
	run_percpu("alignment 3", 64, 3, KS_YES, NONE, 0);
	run_percpu("alignment 6", 64, 6, KS_YES, KS_LEVEL_REFUSES, KS_REASON_PERCPU_ALIGNMENT);
	run_percpu("alignment 6", 64, 6, KS_UNKNOWN, KS_LEVEL_UNKNOWN, KS_REASON_PERCPU_ALIGNMENT);
	run_percpu("alignment 8192", 64, 8192, KS_YES, KS_LEVEL_NOTE,
		   KS_REASON_PERCPU_ALIGNMENT_CUT);
	run_percpu("8 KiB", 8192, 8, KS_YES, NONE, 0);
	run_percpu("12 KiB", 12288, 8, KS_YES, KS_LEVEL_RESIDUAL, KS_REASON_PERCPU_LARGE);
	run_percpu("32 KiB", 32768, 8, KS_YES, KS_LEVEL_RESIDUAL, KS_REASON_PERCPU_LARGE);
	run_percpu("more", 32769, 8, KS_YES, KS_LEVEL_REFUSES, KS_REASON_PERCPU_SIZE);
	run_percpu("more", 32769, 8, KS_UNKNOWN, KS_LEVEL_UNKNOWN, KS_REASON_PERCPU_LARGE);
	/* A kernel for one processor has no such thing. */
	run_percpu("more", 32769, 6, KS_NO, NONE, 0);
}

/* Names of three sections, and what they are. */
static const struct names_row {
	const char *name;
	const char *names[3];
	uint64_t flags[3];
	uint64_t sizes[3];
	int twice;	/* index of the section, 0: none */
} names_rows[] = {
	{ "all different", { ".a", ".b", ".c" }, { A, A, A }, { 8, 8, 8 }, 0 },
	{ "two", { ".a", ".b", ".a" }, { A, A, A }, { 8, 8, 8 }, 6 },
	{ "two pairs, the first counts", { ".b", ".b", ".b" }, { A, A, A }, { 8, 8, 8 }, 5 },
	{ "one is not loaded", { ".a", ".a", ".b" }, { A, W, A }, { 8, 8, 8 }, 0 },
	{ "one is empty", { ".a", ".a", ".b" }, { A, A, A }, { 8, 0, 8 }, 0 },
	{ "the symbol table's name", { ".symtab", ".b", ".c" }, { A, A, A }, { 8, 8, 8 }, 4 },
};

static void test_names(void)
{
	static const struct {
		unsigned int series;
		enum ks_level level;
	} answers[] = {
		{ SERIES(5, 10), KS_LEVEL_NOTE }, { SERIES(6, 1), KS_LEVEL_NOTE },
		{ SERIES(6, 6), KS_LEVEL_UNKNOWN }, { SERIES(6, 12), KS_LEVEL_REFUSES },
	};

	for (size_t i = 0; i < sizeof(names_rows) / sizeof(names_rows[0]); i++)
		for (size_t a = 0; a < sizeof(answers) / sizeof(answers[0]); a++)
			for (int kallsyms = 0; kallsyms < 3; kallsyms++) {
				const struct names_row *row = &names_rows[i];
				bool refuses = answers[a].level == KS_LEVEL_REFUSES;
				bool known = kallsyms == KS_YES;
				struct elf_file f;
				struct world w;

				ktap_case("names: %s, series %zu, kallsyms %d", row->name, a,
					  kallsyms);
				elf_file_init(&f, true, false, KS_EM_X86_64);
				for (int s = 0; s < 3; s++)
					elf_file_section(&f, row->names[s], PROGBITS, row->flags[s],
							 row->sizes[s]);
				world_init_elf(&w, &f, answers[a].series);
				w.facts.gates[KS_GATE_KALLSYMS].value = kallsyms;
				world_rule(&w, ks_rule_section_names);
				if (!row->twice || kallsyms == KS_NO) {
					world_expect_none(&w);
				} else {
					world_expect_one(&w, refuses && !known ? KS_LEVEL_UNKNOWN :
									 answers[a].level,
							 KS_REASON_SECTION_TWICE,
							 refuses && known ? 17 : 0);
					expect_int(w.findings[0].module_number, row->twice);
				}
				world_free_elf(&w, &f);
			}
}

/* A kernel that reads the extended tables does not keep them. */
static void test_extended(void)
{
	static const unsigned int series[] = { SERIES(6, 12), SERIES(7, 2) };

	for (int i = 0; i < 2; i++) {
		struct elf_file f;
		struct world w;

		ktap_case("names: extended tables, series %x", series[i]);
		elf_file_init(&f, true, false, KS_EM_X86_64);
		elf_file_section(&f, "__version_ext_crcs", PROGBITS, A, 8);
		elf_file_section(&f, "__version_ext_names", PROGBITS, A, 8);
		elf_file_section(&f, "__version_ext_crcs", PROGBITS, A, 8);
		world_init_elf(&w, &f, series[i]);
		world_rule(&w, ks_rule_section_names);
		if (i)
			world_expect_none(&w);
		else
			world_expect_one(&w, KS_LEVEL_REFUSES, KS_REASON_SECTION_TWICE, 17);
		world_free_elf(&w, &f);
	}
}

/* .modinfo as the last bytes of the file, which end in LAST. */
static void run_modinfo_end(unsigned int series, char last, bool undefined)
{
	uint8_t bytes[4096], *header;
	struct elf_file f;
	struct world w;

	ktap_case("modinfo ends in %d, series %x", last, series);
	elf_file_init(&f, true, false, KS_EM_X86_64);
	elf_file_section(&f, ".modinfo", PROGBITS, A, 4);
	elf_file_section(&f, ".gnu.linkonce.this_module", PROGBITS, A | W, 8);
	world_init_elf(&w, &f, series);
	memcpy(bytes, f.out.data, f.out.size);
	memcpy(bytes + f.out.size, "a=b", 3);
	bytes[f.out.size + 3] = last;
	header = bytes + ks_get(&w.needs.layout, bytes + 40, 8) + 4 * 64;
	for (int i = 0; i < 8; i++)
		header[24 + i] = f.out.size >> (8 * i);
	w.needs.image = (struct ks_image){ bytes, f.out.size + 4 };
	w.needs.file_size = w.needs.signed_size = f.out.size + 4;
	world_rule(&w, ks_rule_elf);
	expect_int(world_has(&w, KS_LEVEL_UNDEFINED, KS_REASON_ELF_MODINFO_END), undefined);
	world_free_elf(&w, &f);
}

static void test_modinfo_end(void)
{
	static const unsigned int series[] = { SERIES(5, 10), SERIES(6, 1), SERIES(6, 12),
					       SERIES(7, 2) };

	for (int i = 0; i < 4; i++) {
		run_modinfo_end(series[i], '\0', false);
		run_modinfo_end(series[i], 'c', true);
	}
}

#define RO_AFTER_INIT	0x200000

static const struct module_row {
	const char *name;
	uint64_t flags;
	uint64_t alignment;
	int filled;		/* byte that is not zero, -1: none */
	const char *vermagic;
	int reason;		/* NONE: nothing */
} module_rows[] = {
	{ "right", A | W, 64, NONE, NULL, NONE },
	{ "name", A | W, 64, 24, NULL, NONE },
	{ "last byte of the name", A | W, 64, 79, NULL, NONE },
	{ "read-only", A, 64, NONE, NULL, KS_REASON_THIS_MODULE_FLAGS },
	{ "executable", A | W | X, 64, NONE, NULL, KS_REASON_THIS_MODULE_FLAGS },
	{ "read-only later", A | W | RO_AFTER_INIT, 64, NONE, NULL, KS_REASON_THIS_MODULE_FLAGS },
	{ "not aligned", A | W, 0, NONE, NULL, KS_REASON_THIS_MODULE_ALIGNMENT },
	{ "no power of two", A | W, 24, NONE, NULL, KS_REASON_THIS_MODULE_ALIGNMENT },
	{ "state", A | W, 64, 0, NULL, KS_REASON_THIS_MODULE_CONTENT },
	{ "list", A | W, 64, 23, NULL, KS_REASON_THIS_MODULE_CONTENT },
	{ "behind the name", A | W, 64, 80, NULL, KS_REASON_THIS_MODULE_CONTENT },
	{ "last byte", A | W, 64, 895, NULL, KS_REASON_THIS_MODULE_CONTENT },
	{ "shuffled", A | W, 64, 80, "6.1.0 RANDSTRUCT_1234", NONE },
};

static void test_this_module(void)
{
	for (size_t i = 0; i < sizeof(module_rows) / sizeof(module_rows[0]); i++) {
		const struct module_row *row = &module_rows[i];
		unsigned int section;
		struct elf_file f;
		struct world w;

		ktap_case("struct module: %s", row->name);
		elf_file_init(&f, true, false, KS_EM_X86_64);
		section = elf_file_section(&f, ".gnu.linkonce.this_module", PROGBITS, row->flags,
					   896);
		f.sections[section].addralign = row->alignment;
		if (row->filled != NONE)
			elf_file_put(&f, section, row->filled, 1, 1);
		world_init_elf(&w, &f, SERIES(6, 12));
		w.needs.vermagic = row->vermagic;
		world_rule(&w, ks_rule_this_module);
		if (row->reason == NONE)
			world_expect_none(&w);
		else
			world_expect_one(&w, KS_LEVEL_UNDEFINED, row->reason, 0);
		world_free_elf(&w, &f);
	}
}

/* Of 56 bytes, the last of which is the end at the latest. */
static void test_module_name(void)
{
	static const struct {
		unsigned int length;
		const char *vermagic;
		bool sound;
	} cases[] = {
		{ 0, NULL, true }, { 55, NULL, true }, { 56, NULL, false },
		{ 56, "6.1.0 RANDSTRUCT_1234", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned int section;
		struct elf_file f;
		struct world w;

		ktap_case("struct module: a name of %u bytes, %s", cases[i].length,
			  cases[i].vermagic ? "shuffled" : "in its place");
		elf_file_init(&f, true, false, KS_EM_X86_64);
		section = elf_file_section(&f, ".gnu.linkonce.this_module", PROGBITS, A | W, 896);
		f.sections[section].addralign = 64;
		for (unsigned int n = 0; n < cases[i].length; n++)
			elf_file_put(&f, section, 24 + n, 'x', 1);
		world_init_elf(&w, &f, SERIES(6, 12));
		w.needs.vermagic = cases[i].vermagic;
		world_rule(&w, ks_rule_this_module);
		if (cases[i].sound)
			world_expect_none(&w);
		else
			world_expect_one(&w, KS_LEVEL_UNDEFINED, KS_REASON_THIS_MODULE_NAME, 0);
		world_free_elf(&w, &f);
	}
}

/* The section of the symbol that nobody looks at, but for kallsyms. */
static void test_first_symbol(void)
{
	static const uint16_t sections[] = { 0, 3, 4, 0xfeff, 0xff00, 0xffff };

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		for (int kallsyms = 0; kallsyms < 3; kallsyms++) {
			bool lost = sections[i] >= 4 && sections[i] < 0xff00;
			struct elf_file f;
			struct world w;

			ktap_case("first symbol in section %u, kallsyms %d", sections[i], kallsyms);
			elf_file_init(&f, true, false, KS_EM_X86_64);
			elf_file_put(&f, 1, 6, sections[i], 2);
			world_init_elf(&w, &f, SERIES(6, 12));
			w.facts.gates[KS_GATE_KALLSYMS].value = kallsyms;
			world_rule(&w, ks_rule_symbol_table);
			if (lost && kallsyms != KS_NO)
				world_expect_one(&w, KS_LEVEL_UNDEFINED,
						 KS_REASON_SYMBOL_SECTION, 0);
			else
				world_expect_none(&w);
			world_free_elf(&w, &f);
		}
}

int main(void)
{
	test_rwx();
	test_rwx_odd();
	test_memory();
	test_symbol_memory();
	test_percpu();
	test_names();
	test_modinfo_end();
	test_this_module();
	test_module_name();
	test_extended();
	test_first_symbol();
	return ktap_end();
}
