// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mips: __apply_relocate() of arch/mips/kernel/module.c.  A weak symbol that was
 * not found is passed over without going on to the next entry, so that the last
 * ones are never applied.  In a section of type
 * REL an R_MIPS_HI16 waits for the next R_MIPS_LO16, which must be of the same
 * symbol; none may be left at the end.
 */
#include "check/emit.h"
#include "check/reloc.h"

enum kind { PLAIN, JUMP26, HI16, LO16, PC16, PC21, PC26, RELA_ONLY };

static const struct ks_reloc_type types[] = {
	[0] = { 0, PLAIN, true },	/* NONE */
	[2] = { 4, PLAIN, true },	/* 32 */
	[4] = { 4, JUMP26, true },	/* 26 */
	[5] = { 4, HI16, true },	/* HI16 */
	[6] = { 4, LO16, true },	/* LO16 */
	[10] = { 4, PC16, true },	/* PC16 */
	[18] = { 8, RELA_ONLY, true },	/* 64 */
	[28] = { 4, RELA_ONLY, true },	/* HIGHER */
	[29] = { 4, RELA_ONLY, true },	/* HIGHEST */
	[60] = { 4, PC21, true },	/* PC21_S2 */
	[61] = { 4, PC26, true },	/* PC26_S2 */
};

/* As wide as the kernel's addresses. */
static int64_t extend(const struct ks_relocs *r, uint64_t value)
{
	return r->view.layout.is64 ? (int64_t)value : (int32_t)value;
}

/* What is known of a value inside the module: from the start of its section. */
static bool is_aligned(const struct ks_relocs *r)
{
	struct ks_elf_section s = ks_elf_view_section(&r->view, r->symbol.shndx);

	return !(s.addralign & 3) && s.addralign;
}

/* Jumps and branches go to instructions. */
static enum ks_tri is_crooked(const struct ks_relocs *r, enum ks_place place)
{
	if (place == KS_PLACE_EXACT || (place == KS_PLACE_MODULE && is_aligned(r)))
		return ks_tri((r->symbol.value + r->reloc.addend) & 3);
	return KS_UNKNOWN;
}

/* A module is smaller by far, and does not straddle 256 MiB. */
#define NEAR	(16 << 20)

/* Jumps stay inside of 256 MiB, as a module does; the kernel may be elsewhere. */
static void check_jump(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	enum ks_place place = ks_reloc_place(r);
	enum ks_tri crooked = is_crooked(r, place);
	int64_t at = extend(r, r->symbol.value + r->reloc.addend);

	if (crooked == KS_YES)
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_DANGEROUS, KS_ENOEXEC);
	else if (crooked == KS_UNKNOWN || place != KS_PLACE_MODULE || at < -NEAR || at > NEAR)
		ks_reloc_fail(fault, KS_LEVEL_UNKNOWN, KS_REASON_RELOC_OVERFLOW_UNKNOWN, 0);
}

static void check_branch(struct ks_relocs *r, unsigned int bits, struct ks_reloc_fault *fault)
{
	enum ks_place place = ks_reloc_place(r);
	enum ks_tri crooked = is_crooked(r, place);
	uint64_t base = r->section.type == KS_SHT_REL ? ks_reloc_get(r, 4) : 0;
	uint64_t sign = 1ull << (bits - 1), offset;

	if (crooked == KS_YES) {
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_DANGEROUS, KS_ENOEXEC);
		return;
	}
	if (crooked == KS_UNKNOWN || place != KS_PLACE_MODULE ||
	    r->symbol.shndx != r->section.info) {
		ks_reloc_fail(fault, KS_LEVEL_UNKNOWN, KS_REASON_RELOC_OVERFLOW_UNKNOWN, 0);
		return;
	}
	offset = ((base & (2 * sign - 1)) ^ sign) - sign;
	offset += extend(r, r->symbol.value + r->reloc.addend - r->reloc.offset) >> 2;
	ks_reloc_judge(fault, ks_range_fits((struct ks_range){ 0, 0 }, offset, -sign, 2 * sign - 1),
		       KS_ENOEXEC);
}

/* Is the value the one that waits: that of the same symbol, or of its double. */
static bool is_same(const struct ks_relocs *r, uint32_t index)
{
	struct ks_elf_symbol other;

	if (index == r->reloc.symbol)
		return true;
	other = ks_elf_view_symbol(&r->view, &r->symbols, index);
	return r->symbol.shndx != KS_SHN_UNDEF && other.shndx == r->symbol.shndx &&
	       other.value == r->symbol.value;
}

static void take_hi16(struct ks_relocs *r)
{
	if (!r->pending.count++)
		r->pending.symbol = r->reloc.symbol;
	else if (!is_same(r, r->pending.symbol))
		r->pending.mixed = true;
}

static void take_lo16(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	if (r->pending.count && (r->pending.mixed || !is_same(r, r->pending.symbol)))
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_DANGEROUS, KS_ENOEXEC);
	r->pending.count = 0;
}

static void early(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	if (r->type->kind == RELA_ONLY && r->section.type == KS_SHT_REL)
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_RELA_ONLY, KS_EINVAL);
}

static void check(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	switch (r->type->kind) {
	case JUMP26:
		check_jump(r, fault);
		break;
	case PC16:
		check_branch(r, 16, fault);
		break;
	case PC21:
		check_branch(r, 21, fault);
		break;
	case PC26:
		check_branch(r, 26, fault);
		break;
	case HI16:
		if (r->section.type == KS_SHT_REL)
			take_hi16(r);
		break;
	case LO16:
		if (r->section.type == KS_SHT_REL)
			take_lo16(r, fault);
		break;
	}
}

static void end(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	if (r->pending.count)
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_PENDING, KS_ENOEXEC);
}

const struct ks_reloc_arch ks_reloc_mips = {
	.machine = KS_EM_MIPS, .rel = true, .unknown_error = KS_EINVAL,
	.pointer = 2, .types = types, .count = sizeof(types) / sizeof(types[0]),
	.before = ks_reloc_symbol_error, .early = early, .check = check, .end = end,
};

const struct ks_reloc_arch ks_reloc_mips64 = {
	.machine = KS_EM_MIPS, .is64 = true, .rel = true, .rela = true, .unknown_error = KS_EINVAL,
	.pointer = 18, .types = types, .count = sizeof(types) / sizeof(types[0]),
	.before = ks_reloc_symbol_error, .early = early, .check = check, .end = end,
};
