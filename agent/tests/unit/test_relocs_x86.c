// SPDX-License-Identifier: GPL-2.0-or-later
/* reloc_x86.c, and what rule_relocations.c does for every architecture. */
#include "relocs.h"

#define NONE	0
#define ABS64	1
#define PC32	2
#define PLT32	4
#define ABS32	10
#define ABS32S	11
#define PC64	24

#define ENOEXEC	8

static const struct arch x86_64 = { "x86_64", true, false, 62, SHT_RELA };
static const struct arch i386 = { "i386", false, false, 3, SHT_REL };

enum { NATIVE, UML, EITHER };

/* One relocation of .text. */
struct row {
	struct entry entry;
	unsigned int series;
	int uml;
	int level;
	enum ks_reason reason;
};

#define S1	SERIES(6, 1)
#define S12	SERIES(6, 12)
#define S16	SERIES(6, 16)
#define FINE	NOTHING, 0
#define REFUSED(why)	KS_LEVEL_REFUSES, KS_REASON_RELOC_##why
#define OPEN(why)	KS_LEVEL_UNKNOWN, KS_REASON_RELOC_##why##_UNKNOWN
#define BROKEN(why)	KS_LEVEL_UNDEFINED, KS_REASON_RELOC_##why

static const struct row rows[] = {
	{ { 0, IN_TEXT, NONE, 0 }, S12, NATIVE, FINE },
	{ { 0, IN_TEXT, ABS64, 0 }, S12, NATIVE, FINE },
	{ { 0, ALPHA, PC32, -4 }, S12, NATIVE, FINE },
	{ { 0, ALPHA, PLT32, -4 }, S1, NATIVE, FINE },
	{ { 0, WEAK, PC64, 0 }, S1, NATIVE, FINE },
	/* types */
	{ { 0, IN_TEXT, 3, 0 }, S12, NATIVE, REFUSED(TYPE) },
	{ { 0, IN_TEXT, 25, 0 }, S12, NATIVE, REFUSED(TYPE) },
	{ { 0, IN_TEXT, 0xffffffff, 0 }, S12, UML, REFUSED(TYPE) },
	/* an address of the module does not fit into 32 bits without a sign */
	{ { 0, IN_TEXT, ABS32S, 0 }, S1, NATIVE, FINE },
	{ { 0, IN_TEXT, ABS32, 0 }, S1, NATIVE, REFUSED(OVERFLOW) },
	{ { 0, IN_TEXT, ABS32, 0 }, S12, NATIVE, REFUSED(OVERFLOW) },
	{ { 0, IN_TEXT, ABS32S, 0x1000000 }, S12, NATIVE, FINE },
	{ { 0, IN_TEXT, ABS32S, 0x80000000 }, S12, NATIVE, FINE },
	{ { 0, IN_TEXT, ABS32S, -0x40000000 }, S12, NATIVE, OPEN(OVERFLOW) },
	{ { 0, IN_TEXT, ABS32S, -0x80000000ll }, S12, NATIVE, REFUSED(OVERFLOW) },
	{ { 0, IN_TEXT, ABS32, 0x80000000 }, S12, NATIVE, FINE },
	{ { 0, IN_TEXT, ABS32, 0x50000000 }, S12, NATIVE, OPEN(OVERFLOW) },
	/* up to 6.14 a symbol of the kernel may be an offset into per-cpu data */
	{ { 0, ALPHA, ABS32S, 0 }, S12, NATIVE, FINE },
	{ { 0, ALPHA, ABS32, 0 }, S12, NATIVE, OPEN(OVERFLOW) },
	{ { 0, ALPHA, ABS32, 0 }, S16, NATIVE, REFUSED(OVERFLOW) },
	{ { 0, IN_PERCPU, ABS32, 0 }, S12, NATIVE, FINE },
	{ { 0, IN_PERCPU, ABS32, 0 }, S16, NATIVE, REFUSED(OVERFLOW) },
	{ { 0, IN_PERCPU, ABS32S, 0 }, S16, NATIVE, FINE },
	/* what stays unresolved, and absolute symbols */
	{ { 0, WEAK, ABS32, 0 }, S12, NATIVE, FINE },
	{ { 0, WEAK, ABS32, -1 }, S12, NATIVE, REFUSED(OVERFLOW) },
	{ { 0, 0, ABS32, 0x7fffffff }, S12, NATIVE, FINE },
	{ { 0, ABSOLUTE, ABS32, 0 }, S12, NATIVE, FINE },
	{ { 0, ABSOLUTE, ABS32, 0xffffff00 }, S12, NATIVE, REFUSED(OVERFLOW) },
	{ { 0, NEGATIVE, ABS32S, 0 }, S12, NATIVE, FINE },
	{ { 0, NEGATIVE, ABS32, 0 }, S12, NATIVE, REFUSED(OVERFLOW) },
	/* user-mode Linux has modules elsewhere */
	{ { 0, IN_TEXT, ABS64, 0 }, S12, UML, FINE },
	{ { 0, IN_TEXT, ABS32, 0 }, S12, UML, OPEN(OVERFLOW) },
	{ { 0, IN_TEXT, ABS32S, 0 }, S12, UML, OPEN(OVERFLOW) },
	{ { 0, IN_TEXT, ABS32, 0 }, S12, EITHER, OPEN(OVERFLOW) },
	{ { 0, ABSOLUTE, ABS32, 0 }, S12, EITHER, FINE },
	/* nobody checks where */
	{ { 60, IN_TEXT, PC32, 0 }, S12, NATIVE, FINE },
	{ { 61, IN_TEXT, PC32, 0 }, S12, NATIVE, BROKEN(OUTSIDE) },
	{ { 60, IN_TEXT, ABS64, 0 }, S12, NATIVE, BROKEN(OUTSIDE) },
	{ { 64, IN_TEXT, PC32, 0 }, S1, NATIVE, BROKEN(OUTSIDE) },
	{ { UINT64_MAX, IN_TEXT, PC32, 0 }, S1, NATIVE, BROKEN(OUTSIDE) },
	{ { 1ull << 40, IN_TEXT, NONE, 0 }, S1, NATIVE, FINE },
	/* since 6.3 the value is looked at before the place, and the type always */
	{ { 1ull << 40, IN_TEXT, ABS32, 0 }, S1, NATIVE, BROKEN(OUTSIDE) },
	{ { 1ull << 40, IN_TEXT, ABS32, 0 }, S12, NATIVE, REFUSED(OVERFLOW) },
	{ { 1ull << 40, IN_TEXT, 7, 0 }, S1, NATIVE, REFUSED(TYPE) },
	/* symbols */
	{ { 0, SYMBOLS, PC32, 0 }, S12, NATIVE, BROKEN(SYMBOL) },
	{ { 0, UINT32_MAX, NONE, 0 }, S12, NATIVE, BROKEN(SYMBOL) },
	{ { 0, IN_COMMENT, ABS64, 0 }, S12, NATIVE, BROKEN(SYMBOL_LOST) },
	{ { 0, IN_COMMENT, NONE, 0 }, S12, NATIVE, FINE },
};

static void test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		const struct entry *e = &row->entry;
		struct elf_file f;
		struct world w;

		ktap_case("x86_64 row %zu: type %u at %#" PRIx64 ", symbol %u + %" PRId64 ", uml %d", i,
			  e->type, e->offset, e->symbol, e->addend, row->uml);
		relocs_file(&f, &x86_64, TEXT);
		elf_file_reloc(&f, RELOCS, 8, IN_DATA, PC32, 0);
		elf_file_reloc(&f, RELOCS, e->offset, e->symbol, e->type, e->addend);
		relocs_use(&w, &f, row->series);
		w.facts.gates[KS_GATE_UML].value =
			row->uml == UML ? KS_YES : row->uml == NATIVE ? KS_NO : KS_UNKNOWN;
		relocs_expect(&w, row->level, row->reason,
			      row->level == KS_LEVEL_REFUSES ? ENOEXEC : 0);
		if (w.sink.count) {
			expect_text(w.findings[0].subject, ".rela.text");
			expect_int(w.findings[0].number, 1);
		}
		world_free_elf(&w, &f);
	}
}

/* Bytes at the place, and two relocations of one place. */
static void nonzero(const char *name, size_t byte, const struct entry *entries, size_t count,
		    int level, enum ks_reason reason)
{
	static const unsigned int series[] = { SERIES(5, 10), S1, S12, SERIES(7, 2), 0 };

	for (size_t s = 0; s < 5; s++) {
		struct elf_file f;
		struct world w;

		ktap_case("place not empty: %s, %s", name, world_series_name(series[s]));
		relocs_file(&f, &x86_64, TEXT);
		if (byte)
			elf_file_put(&f, TEXT, byte, 1, 1);
		for (size_t i = 0; i < count; i++)
			elf_file_reloc(&f, RELOCS, entries[i].offset, entries[i].symbol,
				       entries[i].type, entries[i].addend);
		relocs_use(&w, &f, series[s]);
		relocs_expect(&w, level, reason, level == KS_LEVEL_REFUSES ? ENOEXEC : 0);
		world_free_elf(&w, &f);
	}
}

static void test_nonzero(void)
{
	const struct entry pc32 = { 8, IN_TEXT, PC32, 0 }, abs64 = { 8, IN_TEXT, ABS64, 0 };
	const struct entry none = { 8, IN_TEXT, NONE, 0 };
	const struct entry twice[] = { { 16, ALPHA, PC32, 0 }, { 8, ALPHA, PC32, 0 },
				       { 16, ALPHA, PC32, 0 } };
	const struct entry partly[] = { { 16, ALPHA, PC32, 0 }, { 8, ALPHA, PC32, 0 },
					{ 14, ALPHA, PC32, 0 } };
	const struct entry back[] = { { 16, ALPHA, PC32, 0 }, { 8, ALPHA, PC32, 0 },
				      { 12, ALPHA, PC32, 0 } };
	const struct entry unresolved[] = { { 16, 0, ABS64, 0 }, { 16, ALPHA, ABS64, 0 } };

	nonzero("first byte", 8, &pc32, 1, REFUSED(NONZERO));
	nonzero("last byte", 11, &pc32, 1, REFUSED(NONZERO));
	nonzero("byte behind", 12, &pc32, 1, FINE);
	nonzero("eight bytes", 15, &abs64, 1, REFUSED(NONZERO));
	nonzero("nothing is written", 8, &none, 1, FINE);
	nonzero("twice", 0, twice, 3, REFUSED(NONZERO));
	nonzero("partly", 0, partly, 3, OPEN(NONZERO));
	nonzero("out of order", 0, back, 3, FINE);
	nonzero("over what may be zero", 0, unresolved, 2, OPEN(NONZERO));
}

/* Where a section of relocations belongs. */
static void target(const char *name, unsigned int index, unsigned int series, const char *new_name,
		   int level, enum ks_reason reason)
{
	struct elf_file f;
	struct world w;

	ktap_case("target: %s, %s", name, world_series_name(series));
	relocs_file(&f, &x86_64, index);
	if (new_name)
		snprintf(f.sections[RELOCS].name, sizeof(f.sections[RELOCS].name), "%s", new_name);
	/* Of a type that is refused, so that it shows whether anybody looked. */
	elf_file_reloc(&f, RELOCS, 0, IN_TEXT, 99, 0);
	relocs_use(&w, &f, series);
	relocs_expect(&w, level, reason, level == KS_LEVEL_REFUSES ? ENOEXEC : 0);
	if (level == KS_LEVEL_UNDEFINED && reason == KS_REASON_RELOC_LOST)
		expect_int(w.findings[0].order, UINT32_MAX);
	world_free_elf(&w, &f);
}

static void test_targets(void)
{
	target("code", TEXT, S12, NULL, REFUSED(TYPE));
	target("memory without content", BSS, S12, NULL, REFUSED(TYPE));
	target("not loaded", COMMENT, S12, NULL, FINE);
	target("per-cpu data", PERCPU, S12, NULL, FINE);
	target("per-cpu data", PERCPU, SERIES(6, 17), NULL, REFUSED(TYPE));
	target("per-cpu data", PERCPU, 0, NULL, KS_LEVEL_UNKNOWN, KS_REASON_RELOC_PERHAPS);
	target("no section", 9999, S12, NULL, FINE);
	target("no section, of code by its name", 9999, S12, ".rela.text", BROKEN(LOST));
	target("not loaded, of code by its name", COMMENT, S12, ".rela.text", BROKEN(LOST));
	target("section 0", 0, S12, NULL, BROKEN(LOST));
	target("symbols", 1, S12, NULL, BROKEN(TABLE));
	target("relocations", RELOCS, S12, NULL, FINE);
}

/* Per-cpu data that may be data like any other, and nothing wrong with it. */
static void test_percpu(void)
{
	static const struct {
		uint32_t type;
		unsigned int series;
		enum ks_tri smp;
		int level;
		enum ks_reason reason;
	} cases[] = {
		{ 99, S12, KS_UNKNOWN, KS_LEVEL_UNKNOWN, KS_REASON_RELOC_PERHAPS },
		{ 99, S12, KS_NO, REFUSED(TYPE) },
		{ 99, SERIES(6, 17), KS_UNKNOWN, REFUSED(TYPE) },
		{ ABS64, 0, KS_YES, FINE },
		{ ABS64, S12, KS_UNKNOWN, FINE },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct elf_file f;
		struct world w;

		ktap_case("per-cpu data: type %u, %s, smp %d", cases[i].type,
			  world_series_name(cases[i].series), cases[i].smp);
		relocs_file(&f, &x86_64, PERCPU);
		elf_file_reloc(&f, RELOCS, 0, IN_TEXT, cases[i].type, 0);
		relocs_use(&w, &f, cases[i].series);
		w.facts.gates[KS_GATE_SMP].value = cases[i].smp;
		relocs_expect(&w, cases[i].level, cases[i].reason,
			      cases[i].level == KS_LEVEL_REFUSES ? ENOEXEC : 0);
		world_free_elf(&w, &f);
	}
}

/* Changes to the header of the section of relocations. */
static void header(const char *name, uint32_t type, uint64_t flags, uint64_t size,
		   enum ks_tri livepatch, int level, enum ks_reason reason, int error)
{
	const char *klp = strstr(name, ".klp");
	struct elf_file f;
	struct world w;

	ktap_case("header: %s", name);
	relocs_file(&f, &x86_64, TEXT);
	elf_file_reloc(&f, RELOCS, 0, IN_TEXT, 99, 0);
	f.sections[RELOCS].type = type;
	f.sections[RELOCS].flags = flags;
	f.sections[RELOCS].size = size;
	if (klp)
		snprintf(f.sections[RELOCS].name, sizeof(f.sections[RELOCS].name), "%s", klp);
	relocs_use(&w, &f, S12);
	if (klp == name)
		w.needs.marks |= KS_MARK_LIVEPATCH;
	w.facts.gates[KS_GATE_LIVEPATCH].value = livepatch;
	relocs_expect(&w, level, reason, error);
	world_free_elf(&w, &f);
}

#define LIVEPATCH	0x100000

static void test_headers(void)
{
	header("right", SHT_RELA, 0, 24, KS_YES, REFUSED(TYPE), ENOEXEC);
	header("REL", SHT_REL, 0, 24, KS_YES, REFUSED(FORMAT), ENOEXEC);
	header("REL, empty", SHT_REL, 0, 0, KS_YES, REFUSED(FORMAT), ENOEXEC);
	header("a rest is ignored", SHT_RELA, 0, 23, KS_YES, FINE, 0);
	header("no relocations by its type", SHT_PROGBITS, 0, 24, KS_YES, BROKEN(LOST), 0);
	header("livepatch, no such name", SHT_RELA, LIVEPATCH, 24, KS_YES, REFUSED(LIVEPATCH_NAME),
	       22);
	header("livepatch, not in this kernel", SHT_RELA, LIVEPATCH, 24, KS_NO, BROKEN(LOST), 0);
	header("livepatch, empty", SHT_RELA, LIVEPATCH, 0, KS_NO, FINE, 0);
	header("livepatch, not known", SHT_RELA, LIVEPATCH, 24, KS_UNKNOWN,
	       KS_LEVEL_UNKNOWN, KS_REASON_RELOC_LIVEPATCH_UNKNOWN, 0);
	header(".klp.rela.vmlinux..text", SHT_RELA, LIVEPATCH, 24, KS_YES,
	       KS_LEVEL_UNKNOWN, KS_REASON_RELOC_LIVEPATCH_UNKNOWN, 0);
	header(".klp.rela.nfs..text", SHT_RELA, LIVEPATCH, 24, KS_YES, FINE, 0);
	header("no livepatch itself: .klp.rela.nfs..text", SHT_RELA, LIVEPATCH, 24, KS_YES,
	       BROKEN(LOST), 0);
	header(".klp.rela..text", SHT_RELA, LIVEPATCH, 24, KS_YES, REFUSED(LIVEPATCH_NAME), 22);
}

/* A second section for the same target finds its places filled. */
static void test_twice(void)
{
	static const struct {
		uint64_t offset;
		int level;
		enum ks_reason reason;
	} second[] = { { 8, REFUSED(NONZERO) }, { 16, REFUSED(NONZERO) }, { 14, OPEN(NONZERO) },
		       { 24, FINE } };

	for (size_t i = 0; i < 4; i++) {
		struct elf_file f;
		struct world w;

		ktap_case("second section for the same target, at %" PRIu64, second[i].offset);
		relocs_file(&f, &x86_64, TEXT);
		elf_file_reloc(&f, RELOCS, 8, ALPHA, PC32, 0);
		elf_file_reloc(&f, RELOCS, 16, ALPHA, PC32, 0);
		elf_file_section(&f, ".rela.text", SHT_RELA, 0, 0);
		f.sections[RELOCS + 1].info = TEXT;
		elf_file_reloc(&f, RELOCS + 1, second[i].offset, ALPHA, PC32, 0);
		relocs_use(&w, &f, S12);
		relocs_expect(&w, second[i].level, second[i].reason,
			      second[i].level == KS_LEVEL_REFUSES ? ENOEXEC : 0);
		world_free_elf(&w, &f);
	}
}

/* Only two pointers to code belong into struct module. */
static void module(const char *name, const struct arch *a, const struct entry *e, int level)
{
	struct elf_file f;
	struct world w;

	ktap_case("%s: struct module: %s", a->name, name);
	relocs_file(&f, a, MODULE);
	elf_file_reloc(&f, RELOCS, e->offset, e->symbol, e->type, e->addend);
	relocs_use(&w, &f, S12);
	relocs_expect(&w, level, KS_REASON_RELOC_MODULE, 0);
	world_free_elf(&w, &f);
}

static void test_module(void)
{
	module("init", &x86_64, &(struct entry){ 88, IN_TEXT, ABS64, 0 }, NOTHING);
	module("no address", &x86_64, &(struct entry){ 88, IN_TEXT, PC32, 0 }, KS_LEVEL_UNDEFINED);
	module("a distance", &x86_64, &(struct entry){ 88, IN_TEXT, 24, 0 }, KS_LEVEL_UNDEFINED);
	module("the last byte", &x86_64, &(struct entry){ 88, IN_TEXT, ABS64, 0x2f }, NOTHING);
	module("behind the code", &x86_64, &(struct entry){ 88, IN_TEXT, ABS64, 0x30 },
	       KS_LEVEL_UNDEFINED);
	module("not aligned", &x86_64, &(struct entry){ 90, IN_TEXT, ABS64, 0 }, KS_LEVEL_UNDEFINED);
	module("its name", &x86_64, &(struct entry){ 72, IN_TEXT, ABS64, 0 }, KS_LEVEL_UNDEFINED);
	module("data", &x86_64, &(struct entry){ 88, IN_DATA, ABS64, 0 }, KS_LEVEL_UNDEFINED);
	module("elsewhere", &x86_64, &(struct entry){ 88, ALPHA, ABS64, 0 }, KS_LEVEL_UNDEFINED);
	module("init", &i386, &(struct entry){ 76, IN_TEXT, 1, 0 }, NOTHING);
	module("its name", &i386, &(struct entry){ 68, IN_TEXT, 1, 0 }, KS_LEVEL_UNDEFINED);
}

static void i386_row(struct entry e, int level, enum ks_reason reason)
{
	struct elf_file f;
	struct world w;

	ktap_case("i386: type %u at %" PRIu64 ", symbol %u", e.type, e.offset, e.symbol);
	relocs_file(&f, &i386, TEXT);
	elf_file_put(&f, TEXT, 0, 0xffffffff, 4);
	elf_file_reloc(&f, RELOCS, e.offset, e.symbol, e.type, 0);
	relocs_use(&w, &f, S12);
	relocs_expect(&w, level, reason, level == KS_LEVEL_REFUSES ? ENOEXEC : 0);
	world_free_elf(&w, &f);
}

static void test_i386(void)
{
	i386_row((struct entry){ 0, IN_TEXT, 1, 0 }, FINE);
	i386_row((struct entry){ 0, ALPHA, 2, 0 }, FINE);
	i386_row((struct entry){ 0, ALPHA, 4, 0 }, FINE);
	i386_row((struct entry){ 0, ALPHA, 0, 0 }, REFUSED(TYPE));
	i386_row((struct entry){ 0, ALPHA, 10, 0 }, REFUSED(TYPE));
	i386_row((struct entry){ 61, IN_TEXT, 1, 0 }, BROKEN(OUTSIDE));
	i386_row((struct entry){ 0, SYMBOLS, 1, 0 }, BROKEN(SYMBOL));
	i386_row((struct entry){ 0, IN_COMMENT, 1, 0 }, BROKEN(SYMBOL_LOST));
}

static void lines(const struct arch *a, unsigned int series, struct entry e, const char *wanted)
{
	struct elf_file f;
	struct world w;

	ktap_case("%s, %s: the kernel's lines, type %u", a->name, world_series_name(series), e.type);
	relocs_file(&f, a, TEXT);
	elf_file_put(&f, TEXT, 32, 1, 1);
	elf_file_reloc(&f, RELOCS, 8, ALPHA, PC32, 0);
	elf_file_reloc(&f, RELOCS, e.offset, e.symbol, e.type, 0);
	relocs_use(&w, &f, series);
	w.facts.gates[KS_GATE_UML].value = strncmp(wanted, "subarch", 7) ? KS_NO : KS_YES;
	world_rule(&w, ks_rule_relocations);
	expect_int(w.sink.count, 1);
	relocs_expect_log(&w, wanted);
	world_free_elf(&w, &f);
}

#define UNLIKELY	"module: `mod' likely not compiled with -mcmodel=kernel"

static void test_lines(void)
{
	const struct entry overflow = { 0, IN_TEXT, ABS32, 0 };
	const struct entry nonzero_place = { 32, ALPHA, PC32, 0 };
	const struct entry type = { 0, ALPHA, 99, 0 };

	lines(&x86_64, S1, type, "module: mod: Unknown rela relocation: 99");
	lines(&i386, S12, type, "module: mod: Unknown relocation: 99");
	lines(&x86_64, S12, type, "subarch: mod: Unknown rela relocation: 99");
	lines(&x86_64, S1, overflow, "module: overflow in relocation type 10 val *\n" UNLIKELY);
	lines(&x86_64, S12, overflow, "module: overflow in relocation type 10 val *\n" UNLIKELY);
	lines(&x86_64, SERIES(7, 2), overflow,
	      "module: overflow in relocation type 10 val * sec 10 idx 1\n" UNLIKELY);
	lines(&x86_64, S1, nonzero_place,
	      "module: x86/modules: Skipping invalid relocation target, existing value is nonzero for type 2, loc *, val *");
	lines(&x86_64, S12, nonzero_place,
	      "module: x86/modules: Invalid relocation target, existing value is nonzero for type 2, loc *, val *");
	lines(&x86_64, SERIES(7, 2), nonzero_place,
	      "module: x86/modules: Invalid relocation target, existing value is nonzero for sec 10, idx 1, type 2, loc *, val *");
}

static void test_format_lines(void)
{
	static const struct arch wrong[] = {
		{ "x86_64", true, false, 62, SHT_REL }, { "i386", false, false, 3, SHT_RELA },
	};

	for (int i = 0; i < 2; i++) {
		struct elf_file f;
		struct world w;

		ktap_case("%s: the kernel's line on the other format", wrong[i].name);
		relocs_file(&f, &wrong[i], TEXT);
		relocs_use(&w, &f, S12);
		relocs_expect(&w, REFUSED(FORMAT), ENOEXEC);
		relocs_expect_log(&w, i ? "module mod: RELA relocation unsupported" :
					  "module mod: REL relocation unsupported");
		world_free_elf(&w, &f);
	}
}

/* Many relocations of one place, in the worst order, are no reason to wait. */
static void test_many(void)
{
	struct elf_file f;
	struct world w;

	ktap_case("ten thousand relocations backwards");
	relocs_file(&f, &x86_64, BSS);
	f.sections[BSS].size = 1 << 20;
	for (unsigned int i = 0; i < 10000; i++)
		elf_file_reloc(&f, RELOCS, (10000 - i) * 8ull, IN_TEXT, ABS64, 0);
	relocs_use(&w, &f, S12);
	relocs_expect(&w, OPEN(NONZERO), 0);
	world_free_elf(&w, &f);
}

/* An architecture whose relocations nobody has written down here. */
static void test_other_arch(void)
{
	struct elf_file f;
	struct world w;

	ktap_case("an architecture that is not modelled");
	elf_file_init(&f, true, false, 258);
	relocs_use(&w, &f, S12);
	w.facts.machine.value = 258;
	relocs_expect(&w, KS_LEVEL_RESIDUAL, KS_REASON_RELOC_ARCH, 0);
	world_free_elf(&w, &f);
}

int main(void)
{
	test_rows();
	test_nonzero();
	test_targets();
	test_percpu();
	test_headers();
	test_twice();
	test_module();
	test_i386();
	test_lines();
	test_format_lines();
	test_many();
	test_other_arch();
	return ktap_end();
}
