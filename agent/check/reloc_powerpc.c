// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * powerpc: apply_relocate_add() of arch/powerpc/kernel/module_64.c and
 * module_32.c.  Calls out of the module go through .stubs or .plt, and always
 * reach; 32 bits wide, nothing else is checked.  The entries of a section are
 * sorted by symbol before: of several that are wrong, another one may be named.
 * Kernels without a table of contents (CONFIG_PPC_KERNEL_PCREL) have modules
 * of their own, with .mygot, and are not taken for granted.
 */
#include "check/emit.h"
#include "check/reloc.h"
#include "check/symbols.h"

enum kind { ANYTHING, TOC16, TOC16_DS, TOC16_LO_DS, CALL, REL32, PCREL };

static const struct ks_reloc_type types32[] = {
	[1] = { 4, ANYTHING, true },	/* ADDR32 */
	[4] = { 2, ANYTHING, true },	/* ADDR16_LO */
	[5] = { 2, ANYTHING, true },	/* ADDR16_HI */
	[6] = { 2, ANYTHING, true },	/* ADDR16_HA */
	[10] = { 4, ANYTHING, true },	/* REL24 */
	[26] = { 4, ANYTHING, true },	/* REL32 */
};

static const struct ks_reloc_type types64[] = {
	[1] = { 4, ANYTHING, true },	/* ADDR32 */
	[10] = { 4, CALL, true },	/* REL24 */
	[26] = { 4, REL32, true },	/* REL32 */
	[38] = { 8, ANYTHING, true },	/* ADDR64 */
	[44] = { 8, ANYTHING, true },	/* REL64 */
	[47] = { 2, TOC16, true },	/* TOC16 */
	[48] = { 2, ANYTHING, true },	/* TOC16_LO */
	[50] = { 2, ANYTHING, true },	/* TOC16_HA */
	[51] = { 8, ANYTHING, true },	/* TOC */
	[63] = { 2, TOC16_DS, true },	/* TOC16_DS */
	[64] = { 2, TOC16_LO_DS, true }, /* TOC16_LO_DS */
	[109] = { 0, ANYTHING, true },	/* TOCSAVE */
	[116] = { 0, PCREL, true },	/* REL24_NOTOC */
	[118] = { 4, ANYTHING, true },	/* ENTRY */
	[132] = { 0, PCREL, true },	/* PCREL34 */
	[133] = { 0, PCREL, true },	/* GOT_PCREL34 */
	[250] = { 2, ANYTHING, true },	/* REL16_LO */
	[252] = { 2, ANYTHING, true },	/* REL16_HA */
};

#define SHN_LIVEPATCH	0xff20
#define NOP		0x60000000u
#define IS_LD_TOC(i)	((i) == 0xe8410018u || (i) == 0xe8410028u)
/* b and bc, relative, that leave a return address */
#define IS_CALL(i)	(((i) & 0xfc000003u) == 0x48000001u || ((i) & 0xfc000003u) == 0x40000001u)

/* From section to section: a module is smaller by far. */
static const struct ks_range near = { -0x1000000ull, 0x2000000 };
/* From a module, between 0x8000... and 0xefff..., to what is no address. */
static const struct ks_range far = { 0x1000000000000000, 0x7000000000000000 };
static const struct ks_range anywhere = { 0, UINT64_MAX };
static const struct ks_range exactly = { 0, 0 };

/* What a distance may be beside *at; @from_place: from the place, or from the TOC. */
static struct ks_range distance(const struct ks_relocs *r, enum ks_place place, bool from_place,
				uint64_t *at)
{
	*at = r->symbol.value + r->reloc.addend;
	if (place == KS_PLACE_EXACT)
		return far;
	if (place != KS_PLACE_MODULE)
		return anywhere;
	if (!from_place || r->symbol.shndx != r->section.info)
		return near;
	*at -= r->reloc.offset;
	return exactly;
}

static bool is_by_words(const struct ks_elf_section *section)
{
	return section->addralign && !(section->addralign & 3);
}

/* Are @value's lower bits zero; it counts from the start of the symbol's section. */
static unsigned int fits_words(const struct ks_relocs *r, enum ks_place place, uint64_t value)
{
	struct ks_elf_section s = { 0 };

	if (place == KS_PLACE_MODULE)
		s = ks_elf_view_section(&r->view, r->symbol.shndx);
	if (place != KS_PLACE_EXACT && !is_by_words(&s) &&
	    !(place == KS_PLACE_MODULE && ks_elf_view_name_is(&r->view, &s, ".toc")))
		return KS_FITS | KS_OVERFLOWS;
	return value & 3 ? KS_OVERFLOWS : KS_FITS;
}

static void judge(struct ks_reloc_fault *fault, unsigned int fits, unsigned int words)
{
	if (fits == KS_OVERFLOWS || words == KS_OVERFLOWS)
		ks_reloc_judge(fault, KS_OVERFLOWS, KS_ENOEXEC);
	else
		ks_reloc_judge(fault, fits | words, KS_ENOEXEC);
}

/* my_r2(): 0x8000 behind .toc, rounded down to 256 bytes. */
static void check_toc(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	enum ks_place place = ks_reloc_place(r);
	unsigned int fits = KS_FITS, words = KS_FITS;
	struct ks_elf_section s;
	struct ks_range range;
	uint64_t at;

	if (place == KS_PLACE_LOST)
		return;
	range = distance(r, place, false, &at);
	if (r->type->kind != TOC16)
		words = fits_words(r, place, at);
	if (place == KS_PLACE_MODULE) {
		s = ks_elf_view_section(&r->view, r->symbol.shndx);
		if (ks_elf_view_name_is(&r->view, &s, ".toc")) {
			at -= 0x8000;
			range = (struct ks_range){ 0, 0xff };
			if (s.addralign && !(s.addralign & 0xff))
				range.width = 0;
		}
	}
	if (r->type->kind != TOC16_LO_DS)
		fits = ks_range_fits(range, at, -0x8000ull, 0xffff);
	judge(fault, fits, words);
}

static void check_rel32(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	enum ks_place place = ks_reloc_place(r);
	struct ks_range range;
	uint64_t at;

	if (place == KS_PLACE_LOST)
		return;
	range = distance(r, place, true, &at);
	ks_reloc_judge(fault, ks_range_fits(range, at, -0x80000000ull, 0xffffffff), KS_ENOEXEC);
}

/* The tracer's own functions restore the TOC themselves. */
static bool is_tracer(const struct ks_relocs *r)
{
	const struct ks_import *import = ks_import_at(r->needs, r->reloc.symbol);

	return import && (!strcmp(import->name, "_mcount") ||
			  !strcmp(import->name, "ftrace_caller") ||
			  !strcmp(import->name, "ftrace_regs_caller"));
}

/* It may be there already; nobody looked up to 6.1. */
static enum ks_tri is_return(const struct ks_relocs *r, uint32_t instruction)
{
	if (!IS_LD_TOC(instruction))
		return ks_tri(instruction == NOP);
	if (ks_since(r->facts, 6, 2) == KS_NO)
		return KS_NO;
	return ks_since(r->facts, 6, 4) == KS_YES ? KS_YES : KS_UNKNOWN;
}

/* restore_r2(): behind a call out of the module there is room for an instruction. */
static void check_return(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	enum ks_tri accepted;

	if (!IS_CALL((uint32_t)ks_reloc_get(r, 4)) || is_tracer(r))
		return;
	if (r->target.size - r->reloc.offset < 8) {
		ks_reloc_judge(fault, KS_FITS | KS_OVERFLOWS, KS_ENOEXEC);
		return;
	}
	r->reloc.offset += 4;
	accepted = is_return(r, ks_reloc_get(r, 4));
	r->reloc.offset -= 4;
	if (accepted == KS_NO)
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_DANGEROUS, KS_ENOEXEC);
	else if (accepted == KS_UNKNOWN)
		ks_reloc_judge(fault, KS_FITS | KS_OVERFLOWS, KS_ENOEXEC);
}

/* The entry of a function that is called from inside of the module. */
static uint64_t local_entry(const struct ks_relocs *r)
{
	return 1u << (r->symbol.other >> 5) >> 2 << 2;
}

static void check_call(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	enum ks_place place = ks_reloc_place(r);
	unsigned int words = KS_FITS | KS_OVERFLOWS;
	struct ks_range range;
	uint64_t at;

	if (r->symbol.shndx == KS_SHN_UNDEF || r->symbol.shndx == SHN_LIVEPATCH) {
		check_return(r, fault);
		if (!fault->level && is_by_words(&r->target) && (r->reloc.offset & 3))
			ks_reloc_judge(fault, KS_OVERFLOWS, KS_ENOEXEC);
		return;
	}
	if (place == KS_PLACE_LOST)
		return;
	range = distance(r, place, true, &at);
	at += local_entry(r);
	if (place == KS_PLACE_MODULE && r->symbol.shndx == r->section.info)
		words = at & 3 ? KS_OVERFLOWS : KS_FITS;
	else if (is_by_words(&r->target))
		words = fits_words(r, place, at - r->reloc.offset);
	judge(fault, ks_range_fits(range, at, -0x2000000ull, 0x3ffffff), words);
}

/* Types that only a kernel without a TOC knows, of which there are some since 6.4. */
static void check_pcrel(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	if (ks_since(r->facts, 6, 4) == KS_NO)
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_TYPE, KS_ENOEXEC);
	else
		ks_reloc_fail(fault, KS_LEVEL_UNKNOWN, KS_REASON_RELOC_TYPE_UNKNOWN, 0);
}

static void early64(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	switch (r->type->kind) {
	case TOC16:
	case TOC16_DS:
	case TOC16_LO_DS:
		check_toc(r, fault);
		break;
	case REL32:
		check_rel32(r, fault);
		break;
	case PCREL:
		check_pcrel(r, fault);
		break;
	}
}

static void check64(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	if (r->type->kind == CALL)
		check_call(r, fault);
}

const struct ks_reloc_arch ks_reloc_ppc = {
	.machine = KS_EM_PPC, .rela = true, .unknown_error = KS_ENOEXEC,
	.pointer = 1, .types = types32, .count = sizeof(types32) / sizeof(types32[0]),
};

const struct ks_reloc_arch ks_reloc_ppc64 = {
	.machine = KS_EM_PPC64, .is64 = true, .rela = true, .unknown_error = KS_ENOEXEC,
	.pointer = 38, .types = types64, .count = sizeof(types64) / sizeof(types64[0]),
	.early = early64, .check = check64,
};
