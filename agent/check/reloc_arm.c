// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * arm: apply_relocate() of arch/arm/kernel/module.c, the only one that looks where
 * an entry points.  Modules lie within 16 MiB below the kernel, so that branches
 * reach it; with CONFIG_ARM_MODULE_PLTS they may lie elsewhere, and a branch out
 * of its section has room for a jump of its own.
 */
#include "check/emit.h"
#include "check/reloc.h"

enum kind { PLAIN, CALL, PREL31, GROUP, THUMB_CALL, THUMB };

#define STT_FUNC	2

static const struct ks_reloc_type types[] = {
	[0] = { 0, PLAIN, true },	/* NONE */
	[1] = { 4, CALL, true },	/* PC24 */
	[2] = { 4, PLAIN, true },	/* ABS32 */
	[3] = { 4, PLAIN, true },	/* REL32 */
	[10] = { 4, THUMB_CALL, true },	/* THM_CALL */
	[28] = { 4, CALL, true },	/* CALL */
	[29] = { 4, CALL, true },	/* JUMP24 */
	[30] = { 4, THUMB_CALL, true },	/* THM_JUMP24 */
	[38] = { 4, PLAIN, true },	/* TARGET1 */
	[40] = { 4, PLAIN, true },	/* V4BX */
	[42] = { 4, PREL31, true },	/* PREL31 */
	[43] = { 4, PLAIN, true },	/* MOVW_ABS_NC */
	[44] = { 4, PLAIN, true },	/* MOVT_ABS */
	[45] = { 4, PLAIN, true },	/* MOVW_PREL_NC */
	[46] = { 4, PLAIN, true },	/* MOVT_PREL */
	[47] = { 4, THUMB, true },	/* THM_MOVW_ABS_NC */
	[48] = { 4, THUMB, true },	/* THM_MOVT_ABS */
	[49] = { 4, THUMB, true },	/* THM_MOVW_PREL_NC */
	[50] = { 4, THUMB, true },	/* THM_MOVT_PREL */
	[57] = { 4, GROUP, true },	/* ALU_PC_G0_NC */
	[59] = { 4, GROUP, true },	/* ALU_PC_G1_NC */
	[63] = { 4, GROUP, true },	/* LDR_PC_G2 */
};

static bool is_branch(const struct ks_relocs *r)
{
	return r->type && (r->type->kind == CALL || r->type->kind == THUMB_CALL);
}

/* The loader's view, but that counting branches for PLTs comes before it and trusts. */
static void bounds(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	if (r->facts->gates[KS_GATE_MODULE_PLTS].value != KS_NO && is_branch(r) &&
	    r->target.flags & KS_SHF_EXECINSTR)
		return;
	if (r->reloc.symbol > r->symbols.count)
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_SYMBOL, KS_ENOEXEC);
	else if (r->reloc.symbol < r->symbols.count &&
		 r->reloc.offset > (uint32_t)(r->target.size - 4))
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_BOUNDS, KS_ENOEXEC);
}

/* CONFIG_THUMB2_KERNEL is part of the version magic. */
static enum ks_tri has_thumb(const struct ks_facts *facts)
{
	const char *magic = facts->vermagic.value ? facts->vermagic.value :
						    facts->vermagic_flags.value;

	return magic ? ks_tri(strstr(magic, " thumb2 ")) : KS_UNKNOWN;
}

/* Some types come with the configuration: groups with 5.18 and most linkers. */
static void early(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	enum ks_tri known = KS_YES;

	if (r->type->kind == THUMB || r->type->kind == THUMB_CALL)
		known = has_thumb(r->facts);
	else if (r->type->kind == GROUP)
		known = ks_since(r->facts, 5, 18) == KS_NO ? KS_NO : KS_UNKNOWN;
	if (known == KS_NO)
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_TYPE, KS_ENOEXEC);
	else if (known == KS_UNKNOWN)
		ks_reloc_fail(fault, KS_LEVEL_UNKNOWN, KS_REASON_RELOC_TYPE_UNKNOWN, 0);
}

/* The lowest bits of a value: in the module, those that its section keeps. */
static enum ks_tri has_bits(const struct ks_relocs *r, enum ks_place place, uint64_t mask)
{
	struct ks_elf_section s;

	if (place == KS_PLACE_EXACT)
		return ks_tri(r->symbol.value & mask);
	if (place != KS_PLACE_MODULE)
		return KS_UNKNOWN;
	s = ks_elf_view_section(&r->view, r->symbol.shndx);
	return s.addralign > mask ? ks_tri(r->symbol.value & mask) : KS_UNKNOWN;
}

/* ARM code calls only ARM code, Thumb no function that is not Thumb. */
static bool is_interworking(const struct ks_relocs *r, enum ks_place place)
{
	if (r->type->kind == CALL)
		return has_bits(r, place, 3) == KS_YES;
	return (r->symbol.info & 15) == STT_FUNC && has_bits(r, place, 1) == KS_NO;
}

static int64_t extend(uint64_t value, unsigned int bits)
{
	uint64_t sign = 1ull << (bits - 1);

	return ((value & (2 * sign - 1)) ^ sign) - sign;
}

static int64_t thumb_addend(uint32_t upper, uint32_t lower)
{
	uint32_t sign = upper >> 10 & 1, j1 = lower >> 13 & 1, j2 = lower >> 11 & 1;

	return extend((uint64_t)sign << 24 | (uint64_t)(j1 == sign) << 23 |
		      (uint64_t)(j2 == sign) << 22 | (upper & 0x3ff) << 12 | (lower & 0x7ff) << 1,
		      25);
}

static int64_t addend(struct ks_relocs *r)
{
	uint32_t value = ks_reloc_get(r, 4);

	if (r->type->kind == PREL31)
		return extend(value, 31);
	if (r->type->kind == CALL)
		return extend((uint64_t)(value & 0xffffff) << 2, 26);
	return thumb_addend(value & 0xffff, value >> 16);
}

/* A distance inside of a section is that of the file, others are near enough. */
static void check_distance(struct ks_relocs *r, enum ks_place place, uint64_t min, uint64_t span,
			   struct ks_reloc_fault *fault)
{
	enum ks_tri plts = is_branch(r) ? r->facts->gates[KS_GATE_MODULE_PLTS].value : KS_NO;
	uint64_t offset = r->symbol.value - r->reloc.offset;
	unsigned int outcomes;

	if (place == KS_PLACE_EXACT && is_branch(r) && plts != KS_YES)
		ks_reloc_fail(fault, KS_LEVEL_UNKNOWN, KS_REASON_RELOC_OVERFLOW_UNKNOWN, 0);
	/* Nobody has looked how code for a big-endian processor is stored. */
	if (place != KS_PLACE_MODULE || r->symbol.shndx != r->section.info || r->view.layout.big)
		return;
	offset = extend(offset + addend(r), 32);
	outcomes = ks_range_fits((struct ks_range){ 0, 0 }, offset, min, span);
	/* It has no jump of its own: taking one may end in a BUG(). */
	if (plts != KS_NO)
		outcomes |= KS_FITS;
	ks_reloc_judge(fault, outcomes, KS_ENOEXEC);
}

static void check(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	enum ks_place place = ks_reloc_place(r);

	if (is_branch(r) && is_interworking(r, place)) {
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_DANGEROUS, KS_ENOEXEC);
		return;
	}
	switch (r->type->kind) {
	case CALL:
		check_distance(r, place, -0x1ffffffull, 0x3fffffe, fault);
		break;
	case THUMB_CALL:
		check_distance(r, place, -0xffffffull, 0x1fffffe, fault);
		break;
	case PREL31:
		check_distance(r, place, -0x40000000ull, 0x7fffffff, fault);
		break;
	}
}

const struct ks_reloc_arch ks_reloc_arm = {
	.machine = KS_EM_ARM, .rel = true, .unknown_error = KS_ENOEXEC,
	.pointer = 2, .types = types, .count = sizeof(types) / sizeof(types[0]),
	.bounds = bounds, .early = early, .check = check,
};
