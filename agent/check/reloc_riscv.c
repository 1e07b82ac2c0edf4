// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * riscv64: apply_relocate_add() of arch/riscv/kernel/module.c.  Modules lie within
 * two GiB of the kernel; with CONFIG_MODULE_SECTIONS a call that does not reach
 * gets a jump of its own.  Since 6.7 there are more types, and what is added up at
 * a place is never refused.
 */
#include "check/emit.h"
#include "check/reloc.h"

enum kind { PLAIN, ADD16, NEW, ABS32, PCREL, CALL_PLT, LO12, GOT, MEDLOW, ULEB, NEVER, NEW_NEVER };

#define PCREL_HI20	23
#define GOT_HI20	20

static const struct ks_reloc_type types[] = {
	[1] = { 4, ABS32, true },	/* 32 */
	[2] = { 8, PLAIN, true },	/* 64 */
	[3] = { 0, NEW_NEVER, true },	/* RELATIVE */
	[4] = { 0, NEW_NEVER, true },	/* COPY */
	[5] = { 0, NEW_NEVER, true },	/* JUMP_SLOT */
	[6] = { 0, NEW_NEVER, true },	/* TLS_DTPMOD32 */
	[7] = { 0, NEW_NEVER, true },	/* TLS_DTPMOD64 */
	[8] = { 0, NEW_NEVER, true },	/* TLS_DTPREL32 */
	[9] = { 0, NEW_NEVER, true },	/* TLS_DTPREL64 */
	[10] = { 0, NEW_NEVER, true },	/* TLS_TPREL32 */
	[11] = { 0, NEW_NEVER, true },	/* TLS_TPREL64 */
	[16] = { 4, PLAIN, true },	/* BRANCH */
	[17] = { 4, PLAIN, true },	/* JAL */
	[18] = { 8, PCREL, true },	/* CALL */
	[19] = { 8, CALL_PLT, true },	/* CALL_PLT */
	[20] = { 4, GOT, true },	/* GOT_HI20 */
	[21] = { 0, NEW_NEVER, true },	/* TLS_GOT_HI20 */
	[22] = { 0, NEW_NEVER, true },	/* TLS_GD_HI20 */
	[23] = { 4, PCREL, true },	/* PCREL_HI20 */
	[24] = { 4, LO12, true },	/* PCREL_LO12_I */
	[25] = { 4, LO12, true },	/* PCREL_LO12_S */
	[26] = { 4, MEDLOW, true },	/* HI20 */
	[27] = { 4, PLAIN, true },	/* LO12_I */
	[28] = { 4, PLAIN, true },	/* LO12_S */
	[29] = { 0, NEW_NEVER, true },	/* TPREL_HI20 */
	[30] = { 0, NEW_NEVER, true },	/* TPREL_LO12_I */
	[31] = { 0, NEW_NEVER, true },	/* TPREL_LO12_S */
	[32] = { 0, NEW_NEVER, true },	/* TPREL_ADD */
	[33] = { 1, NEW, true },	/* ADD8 */
	[34] = { 2, ADD16, true },	/* ADD16 */
	[35] = { 4, PLAIN, true },	/* ADD32 */
	[36] = { 8, PLAIN, true },	/* ADD64 */
	[37] = { 1, NEW, true },	/* SUB8 */
	[38] = { 2, ADD16, true },	/* SUB16 */
	[39] = { 4, PLAIN, true },	/* SUB32 */
	[40] = { 8, PLAIN, true },	/* SUB64 */
	[43] = { 0, NEVER, true },	/* ALIGN */
	[44] = { 2, PLAIN, true },	/* RVC_BRANCH */
	[45] = { 2, PLAIN, true },	/* RVC_JUMP */
	[51] = { 0, PLAIN, true },	/* RELAX */
	[52] = { 1, NEW, true },	/* SUB6 */
	[53] = { 1, NEW, true },	/* SET6 */
	[54] = { 1, NEW, true },	/* SET8 */
	[55] = { 2, NEW, true },	/* SET16 */
	[56] = { 4, NEW, true },	/* SET32 */
	[57] = { 4, NEW, true },	/* 32_PCREL */
	[58] = { 0, NEW_NEVER, true },	/* IRELATIVE */
	[59] = { 4, NEW, true },	/* PLT32 */
	[60] = { 1, ULEB, true },	/* SET_ULEB128 */
	[61] = { 1, ULEB, true },	/* SUB_ULEB128 */
};

static enum ks_tri is_known(const struct ks_relocs *r)
{
	switch (r->type->kind) {
	case ADD16:	/* 1bc400ffb52b */
		return ks_since(r->facts, 6, 3);
	case NEW:
	case NEW_NEVER:
	case ULEB:	/* 8fd6c5142395 */
		return ks_since(r->facts, 6, 7);
	default:
		return KS_YES;
	}
}

/* Types that the kernel knows only to refuse them. */
static enum ks_tri is_refused(const struct ks_relocs *r)
{
	enum ks_tri sections = r->facts->gates[KS_GATE_MODULE_PLTS].value;

	switch (r->type->kind) {
	case NEVER:
	case NEW_NEVER:
		return KS_YES;
	case GOT:
		if (sections == KS_UNKNOWN)
			return KS_UNKNOWN;
		return ks_tri(sections == KS_NO);
	case MEDLOW:	/* CONFIG_CMODEL_MEDLOW, and hardly anybody has it */
		return KS_UNKNOWN;
	default:
		return KS_NO;
	}
}

static void early(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	enum ks_tri known = is_known(r), refused = is_refused(r);

	if (known == KS_NO)
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_TYPE, KS_EINVAL);
	else if (refused == KS_YES)
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_REFUSED, KS_EINVAL);
	else if (known == KS_UNKNOWN || refused == KS_UNKNOWN)
		ks_reloc_fail(fault, KS_LEVEL_UNKNOWN, KS_REASON_RELOC_TYPE_UNKNOWN, 0);
}

/* With an MMU, which only then has STRICT_RWX, addresses are in the upper half. */
static unsigned int address_fits(const struct ks_relocs *r)
{
	if (r->facts->gates[KS_GATE_STRICT_RWX].value == KS_YES)
		return KS_OVERFLOWS;
	return KS_FITS | KS_OVERFLOWS;
}

static void check_abs32(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	enum ks_place place = ks_reloc_place(r);
	uint64_t value = r->symbol.value + r->reloc.addend;
	unsigned int outcomes = 0;

	if (place == KS_PLACE_LOST)
		return;
	if (place == KS_PLACE_EXACT || place == KS_PLACE_MAYBE)
		outcomes = value >> 32 ? KS_OVERFLOWS : KS_FITS;
	if (place == KS_PLACE_PERCPU)
		outcomes = KS_FITS | KS_OVERFLOWS;
	else if (place != KS_PLACE_EXACT)
		outcomes |= address_fits(r);
	ks_reloc_judge(fault, outcomes, KS_EINVAL);
}

/* From one section of kernel and modules to another; per-cpu data is the kernel's. */
static const struct ks_range near = { -0x7f000000ull, 0xfe000000 };

static void check_distance(struct ks_relocs *r, enum ks_tri plts, struct ks_reloc_fault *fault)
{
	enum ks_place place = ks_reloc_place(r);
	bool here = place == KS_PLACE_MODULE && r->symbol.shndx == r->section.info;
	uint64_t at = r->reloc.addend;
	unsigned int outcomes;

	if (place == KS_PLACE_LOST || plts == KS_YES)
		return;
	if (place == KS_PLACE_MODULE || place == KS_PLACE_PERCPU)
		at += r->symbol.value;
	if (here)
		at -= r->reloc.offset;
	if (place == KS_PLACE_EXACT || place == KS_PLACE_MAYBE)
		outcomes = KS_FITS | KS_OVERFLOWS;
	else
		outcomes = ks_range_fits(here ? (struct ks_range){ 0, 0 } : near, at,
					 -0x80000800ull, 0xffffffff);
	if (plts == KS_UNKNOWN)
		outcomes |= KS_FITS;
	ks_reloc_judge(fault, outcomes, KS_EINVAL);
}

/* An entry @j for the upper half of the address that stands at the symbol. */
static bool is_hi20(struct ks_relocs *r, uint64_t j)
{
	size_t size = ks_elf_reloc_size(&r->view.layout, r->section.type);
	struct ks_elf_table one = {
		ks_window_at(&r->entries, r->section.offset + j * size, size), 1,
	};
	struct ks_elf_reloc other = ks_elf_view_reloc(&r->view, &one, r->section.type, 0);

	return other.offset == r->symbol.value &&
	       (other.type == PCREL_HI20 || other.type == GOT_HI20);
}

/* It stands shortly before, but may be anywhere in the section. */
static enum ks_tri find_hi20(struct ks_relocs *r)
{
	for (uint64_t n = 0; n < r->table.count; n++) {
		if (!r->budget)
			return KS_UNKNOWN;
		r->budget--;
		if (is_hi20(r, n <= r->i ? r->i - n : n))
			return KS_YES;
	}
	return KS_NO;
}

static void check_lo12(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	bool here = r->symbol.shndx == r->section.info;
	enum ks_tri found = here ? find_hi20(r) : KS_UNKNOWN;

	if (found == KS_NO)
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_PENDING, KS_EINVAL);
	else if (found == KS_UNKNOWN)
		ks_reloc_fail(fault, KS_LEVEL_UNKNOWN, KS_REASON_RELOC_OVERFLOW_UNKNOWN, 0);
}

static void check(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	switch (r->type->kind) {
	case ABS32:
		check_abs32(r, fault);
		break;
	case PCREL:
		check_distance(r, KS_NO, fault);
		break;
	case CALL_PLT:
		check_distance(r, r->facts->gates[KS_GATE_MODULE_PLTS].value, fault);
		break;
	case LO12:
		check_lo12(r, fault);
		break;
	case ULEB:	/* how much is written depends on the value */
		ks_reloc_fail(fault, KS_LEVEL_UNKNOWN, KS_REASON_RELOC_OVERFLOW_UNKNOWN, 0);
		break;
	}
}

const struct ks_reloc_arch ks_reloc_riscv64 = {
	.machine = KS_EM_RISCV, .is64 = true, .rela = true, .unknown_error = KS_EINVAL,
	.pointer = 2, .types = types, .count = sizeof(types) / sizeof(types[0]),
	.before = ks_reloc_symbol_error, .early = early, .check = check,
};
