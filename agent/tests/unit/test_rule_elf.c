// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rule_elf.c and its parts elf_machine.c and elf_names.c: what architectures
 * look at in the header, and names that lie, or end, where they should not.
 */
#include "check/elf_view.h"
#include "relocs.h"

static const struct arch x86_64 = { "x86_64", true, false, KS_EM_X86_64, SHT_RELA };
static const struct arch i386 = { "i386", false, false, KS_EM_386, SHT_REL };
static const struct arch mips = { "mips", false, true, KS_EM_MIPS, SHT_REL };
static const struct arch mips64 = { "mips64", true, true, KS_EM_MIPS, SHT_RELA };
static const struct arch arm = { "arm", false, false, KS_EM_ARM, SHT_REL };
static const struct arch arm64 = { "arm64", true, false, KS_EM_AARCH64, SHT_RELA };
static const struct arch ppc64 = { "ppc64", true, true, KS_EM_PPC64, SHT_RELA };
static const struct arch ppc64le = { "ppc64le", true, false, KS_EM_PPC64, SHT_RELA };
static const struct arch riscv = { "riscv", true, false, KS_EM_RISCV, SHT_RELA };
static const struct arch s390 = { "s390", true, true, KS_EM_S390, SHT_RELA };

static void expect_level(struct world *w, int level, enum ks_reason reason)
{
	world_rule(w, ks_rule_elf);
	if (level == NOTHING)
		world_expect_none(w);
	else
		world_expect_one(w, level, reason, level == KS_LEVEL_REFUSES ? 8 : 0);
}

static void put(struct elf_file *f, size_t at, uint64_t value, unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i++)
		f->out.data[at + (f->big ? bytes - 1 - i : i)] = value >> 8 * i;
}

#define FINE		NOTHING, 0
#define REFUSED(why)	KS_LEVEL_REFUSES, KS_REASON_ELF_##why
#define OPEN(why)	KS_LEVEL_UNKNOWN, KS_REASON_ELF_##why

/* Flags and entry address of the header, by architecture and series. */
static const struct {
	const struct arch *arch;
	unsigned int series;
	uint32_t flags, entry;
	int level;
	enum ks_reason reason;
} headers[] = {
	{ &mips, SERIES(6, 12), 0x70001001, 0, FINE },
	{ &mips, SERIES(6, 12), 0x70000001, 7, FINE },
	{ &mips, SERIES(6, 12), 0x70001021, 0, REFUSED(ABI) },
	{ &mips, SERIES(5, 10), 0x00000020, 0, REFUSED(ABI) },
	{ &mips, SERIES(6, 12), 0x70002001, 0, REFUSED(ABI) },
	{ &mips, SERIES(6, 12), 0x70003001, 0, REFUSED(ABI) },
	{ &mips, SERIES(6, 12), 0x70001201, 0, OPEN(ABI_UNKNOWN) },
	{ &mips64, SERIES(6, 12), 0xffffffff, 7, FINE },
	{ &arm, SERIES(6, 12), 0x05000000, 0, FINE },
	{ &arm, SERIES(6, 12), 0x05000408, 4, FINE },
	{ &arm, SERIES(6, 12), 0x05000000, 2, REFUSED(ENTRY) },
	{ &arm, SERIES(6, 12), 0x05000000, 1, OPEN(ABI_UNKNOWN) },
	{ &arm, SERIES(6, 12), 0x00000008, 0, OPEN(ABI_UNKNOWN) },
	{ &arm, SERIES(6, 12), 0x00000400, 0, OPEN(ABI_UNKNOWN) },
	{ &arm, SERIES(6, 12), 0x00000600, 0, FINE },
	{ &ppc64le, SERIES(6, 12), 2, 0, FINE },
	{ &ppc64le, SERIES(6, 12), 1, 0, REFUSED(MODULE_ABI) },
	{ &ppc64le, SERIES(6, 12), 0, 0, REFUSED(MODULE_ABI) },
	{ &ppc64le, SERIES(6, 1), 1, 0, FINE },
	{ &ppc64le, 0, 2, 0, FINE },
	{ &ppc64le, 0, 1, 0, OPEN(ABI_UNKNOWN) },
	{ &ppc64, SERIES(6, 12), 3, 0, REFUSED(MODULE_ABI) },
	{ &ppc64, SERIES(6, 12), 2, 0, OPEN(ABI_UNKNOWN) },
	{ &ppc64, SERIES(6, 12), 0, 0, OPEN(ABI_UNKNOWN) },
	{ &ppc64, SERIES(6, 1), 3, 0, FINE },
	{ &x86_64, SERIES(6, 12), 0xffffffff, 7, FINE },
	{ &i386, SERIES(6, 12), 0xffffffff, 7, FINE },
	{ &arm64, SERIES(6, 12), 0xffffffff, 7, FINE },
	{ &riscv, SERIES(6, 12), 0xffffffff, 7, FINE },
	{ &s390, SERIES(6, 12), 0xffffffff, 7, FINE },
};

static void test_headers(void)
{
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		const struct arch *a = headers[i].arch;
		struct elf_file f;
		struct world w;

		ktap_case("%s, %s: flags %#x, entry %u", a->name,
			  world_series_name(headers[i].series), headers[i].flags,
			  headers[i].entry);
		relocs_file(&f, a, TEXT);
		relocs_use(&w, &f, headers[i].series);
		put(&f, a->is64 ? 48 : 36, headers[i].flags, 4);
		put(&f, 24, headers[i].entry, a->is64 ? 8 : 4);
		expect_level(&w, headers[i].level, headers[i].reason);
		if (headers[i].reason == KS_REASON_ELF_ABI)
			relocs_expect_log(&w, headers[i].series < SERIES(5, 17) ?
					  "Module has invalid ELF structures" :
					  "Invalid architecture in ELF header: 8");
		if (headers[i].reason == KS_REASON_ELF_MODULE_ABI)
			relocs_expect_log(&w, "Invalid module architecture in ELF header: 21");
		world_free_elf(&w, &f);
	}
}

/* Machines that are taken for another, and classes that count. */
static void test_machines(void)
{
	static const struct {
		const struct arch *arch;
		uint16_t machine;
		uint8_t class;
		unsigned int series;
		int level;
	} rows[] = {
		{ &i386, KS_EM_486, 1, SERIES(6, 12), NOTHING },
		{ &x86_64, KS_EM_486, 2, SERIES(6, 12), KS_LEVEL_REFUSES },
		{ &s390, KS_EM_S390_OLD, 2, SERIES(6, 12), NOTHING },
		{ &s390, KS_EM_S390, 1, SERIES(6, 12), KS_LEVEL_REFUSES },
		{ &mips, KS_EM_MIPS, 2, SERIES(6, 12), KS_LEVEL_REFUSES },
		{ &mips64, KS_EM_MIPS, 1, SERIES(5, 10), KS_LEVEL_REFUSES },
		{ &riscv, KS_EM_RISCV, 1, SERIES(6, 12), KS_LEVEL_REFUSES },
		{ &riscv, KS_EM_RISCV, 1, SERIES(5, 10), NOTHING },
		{ &arm64, KS_EM_AARCH64, 1, SERIES(6, 12), NOTHING },
		{ &ppc64le, KS_EM_PPC64, 1, SERIES(6, 1), NOTHING },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct elf_file f;
		struct world w;

		ktap_case("%s: machine %u, class %u", rows[i].arch->name, rows[i].machine,
			  rows[i].class);
		relocs_file(&f, rows[i].arch, TEXT);
		relocs_use(&w, &f, rows[i].series);
		put(&f, 18, rows[i].machine, 2);
		f.out.data[4] = rows[i].class;
		expect_level(&w, rows[i].level, KS_REASON_ELF_MACHINE);
		world_free_elf(&w, &f);
	}
}

/* The name of a header that stands for nothing is read all the same. */
static void test_null_name(void)
{
	static const uint32_t names[] = { 0, 5, 0xffffffff };

	for (int i = 0; i < 3; i++) {
		struct elf_file f;
		struct world w;
		uint64_t at;

		ktap_case("name of section 0 at %u", names[i]);
		relocs_file(&f, &x86_64, TEXT);
		relocs_use(&w, &f, SERIES(6, 12));
		memcpy(&at, f.out.data + 40, sizeof(at));
		put(&f, at, names[i], 4);
		expect_level(&w, i < 2 ? NOTHING : KS_LEVEL_UNDEFINED, KS_REASON_ELF_SECTION_NAME);
		world_free_elf(&w, &f);
	}
}

#define TABLE	256

/*
 * The string table, moved so that it ends before @at, in a name without an end
 * that @symbol has.
 */
static void end_at(struct elf_file *f, const struct ks_elf_view *view, uint64_t at,
		   unsigned int symbol)
{
	struct ks_elf_section symbols = ks_elf_view_section(view, 1);

	f->out.data[at - 2] = '\0';
	f->out.data[at - 1] = 'x';
	put(f, symbols.offset + symbol * ks_elf_symbol_size(&view->layout), TABLE - 1, 4);
	if (f->is64) {
		put(f, view->shoff + 2 * 64 + 24, at - TABLE, 8);
		put(f, view->shoff + 2 * 64 + 32, TABLE, 8);
	} else {
		put(f, view->shoff + 2 * 40 + 16, at - TABLE, 4);
		put(f, view->shoff + 2 * 40 + 20, TABLE, 4);
	}
}

enum behind { HEADERS, ENTRIES, OTHERS };

static void unterminated(const struct arch *a, enum behind behind, unsigned int symbol,
			 unsigned int series, enum ks_tri plts, int level)
{
	static const char *const places[] = { "headers", "relocations", "other bytes" };
	struct ks_elf_view view;
	struct elf_file f;
	struct world w;
	uint64_t at;

	ktap_case("%s, %s: symbol %u goes on into %s, gate %d", a->name,
		  world_series_name(series), symbol, places[behind], plts);
	relocs_file(&f, a, TEXT);
	elf_file_section(&f, ".more", SHT_PROGBITS, 0, 512);
	elf_file_reloc(&f, RELOCS, 8, IN_TEXT, 1, 0);
	relocs_use(&w, &f, series);
	w.facts.gates[KS_GATE_MODULE_PLTS].value = plts;
	ks_elf_view_init(&view, &w.needs, &w.facts);
	at = ks_elf_view_section(&view, RELOCS + 1).offset + 300;
	if (behind != OTHERS)
		at = behind == HEADERS ? view.shoff : ks_elf_view_section(&view, RELOCS).offset;
	end_at(&f, &view, at, symbol);
	expect_level(&w, level, level == KS_LEVEL_REFUSES ? KS_REASON_ELF_STRTAB_END :
							    KS_REASON_ELF_SYMBOL_END);
	world_free_elf(&w, &f);
}

static void test_unterminated(void)
{
	const int lost = KS_LEVEL_UNDEFINED;

	unterminated(&x86_64, HEADERS, ALPHA, SERIES(6, 12), KS_YES, lost);
	unterminated(&x86_64, HEADERS, ALPHA, SERIES(5, 10), KS_YES, lost);
	unterminated(&x86_64, HEADERS, ABSOLUTE, SERIES(6, 12), KS_YES, lost);
	unterminated(&x86_64, HEADERS, IN_TEXT, SERIES(6, 12), KS_YES, NOTHING);
	unterminated(&x86_64, ENTRIES, ALPHA, SERIES(6, 12), KS_YES, NOTHING);
	unterminated(&x86_64, OTHERS, ALPHA, SERIES(6, 12), KS_YES, NOTHING);
	unterminated(&arm64, ENTRIES, ALPHA, SERIES(6, 12), KS_YES, lost);
	unterminated(&arm64, ENTRIES, ALPHA, SERIES(6, 1), KS_UNKNOWN, lost);
	unterminated(&arm64, ENTRIES, ALPHA, SERIES(6, 1), KS_NO, NOTHING);
	unterminated(&arm64, OTHERS, ALPHA, SERIES(6, 12), KS_YES, NOTHING);
	unterminated(&arm, ENTRIES, ALPHA, SERIES(6, 12), KS_YES, lost);
	unterminated(&mips, ENTRIES, ALPHA, SERIES(6, 12), KS_YES, NOTHING);
	unterminated(&mips, HEADERS, ALPHA, SERIES(6, 12), KS_YES, lost);
	unterminated(&ppc64, ENTRIES, ALPHA, SERIES(6, 1), KS_NO, lost);
}

int main(void)
{
	test_headers();
	test_machines();
	test_null_name();
	test_unterminated();
	return ktap_end();
}
