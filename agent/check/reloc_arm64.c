// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * arm64: apply_relocate_add() of arch/arm64/kernel/module.c.  Kernel and modules
 * lie at the upper end of all addresses, within two GiB of each other; a branch
 * that does not reach goes through a table of its own.
 */
#include "check/emit.h"
#include "check/reloc.h"

/* What must fit: so many bits of an address or of a distance. */
enum kind {
	ANYTHING, ABS16, ABS32, ABS48, SABS17, SABS33, SABS49,
	REL16, REL17, REL21, REL28, REL32, REL33, REL49,
	PAGE33,	/* of the pages, with the lower 12 bits cut off */
};

static const struct {
	bool distance;
	bool is_signed;
	unsigned int bits;
} kinds[] = {
	[ABS16] = { false, false, 16 }, [ABS32] = { false, false, 32 },
	[ABS48] = { false, false, 48 }, [SABS17] = { false, true, 17 },
	[SABS33] = { false, true, 33 }, [SABS49] = { false, true, 49 },
	[REL16] = { true, true, 16 },   [REL17] = { true, true, 17 },
	[REL21] = { true, true, 21 },   [REL28] = { true, true, 28 },
	[REL32] = { true, true, 32 },   [REL33] = { true, true, 33 },
	[REL49] = { true, true, 49 },   [PAGE33] = { true, true, 33 },
};

static const struct ks_reloc_type types[] = {
	[0] = { 0, ANYTHING, true },	/* R_ARM_NONE */
	[256] = { 0, ANYTHING, true },	/* NONE */
	[257] = { 8, ANYTHING, true },	/* ABS64 */
	[258] = { 4, ABS32, true },	/* ABS32 */
	[259] = { 2, ABS16, true },	/* ABS16 */
	[260] = { 8, ANYTHING, true },	/* PREL64 */
	[261] = { 4, REL32, true },	/* PREL32 */
	[262] = { 2, REL16, true },	/* PREL16 */
	[263] = { 4, ABS16, true },	/* MOVW_UABS_G0 */
	[264] = { 4, ANYTHING, true },	/* MOVW_UABS_G0_NC */
	[265] = { 4, ABS32, true },	/* MOVW_UABS_G1 */
	[266] = { 4, ANYTHING, true },	/* MOVW_UABS_G1_NC */
	[267] = { 4, ABS48, true },	/* MOVW_UABS_G2 */
	[268] = { 4, ANYTHING, true },	/* MOVW_UABS_G2_NC */
	[269] = { 4, ANYTHING, true },	/* MOVW_UABS_G3 */
	[270] = { 4, SABS17, true },	/* MOVW_SABS_G0 */
	[271] = { 4, SABS33, true },	/* MOVW_SABS_G1 */
	[272] = { 4, SABS49, true },	/* MOVW_SABS_G2 */
	[273] = { 4, REL21, true },	/* LD_PREL_LO19 */
	[274] = { 4, REL21, true },	/* ADR_PREL_LO21 */
	[275] = { 4, PAGE33, true },	/* ADR_PREL_PG_HI21 */
	[276] = { 4, ANYTHING, true },	/* ADR_PREL_PG_HI21_NC */
	[277] = { 4, ANYTHING, true },	/* ADD_ABS_LO12_NC */
	[278] = { 4, ANYTHING, true },	/* LDST8_ABS_LO12_NC */
	[279] = { 4, REL16, true },	/* TSTBR14 */
	[280] = { 4, REL21, true },	/* CONDBR19 */
	[282] = { 4, REL28, true },	/* JUMP26 */
	[283] = { 4, REL28, true },	/* CALL26 */
	[284] = { 4, ANYTHING, true },	/* LDST16_ABS_LO12_NC */
	[285] = { 4, ANYTHING, true },	/* LDST32_ABS_LO12_NC */
	[286] = { 4, ANYTHING, true },	/* LDST64_ABS_LO12_NC */
	[287] = { 4, REL17, true },	/* MOVW_PREL_G0 */
	[288] = { 4, ANYTHING, true },	/* MOVW_PREL_G0_NC */
	[289] = { 4, REL33, true },	/* MOVW_PREL_G1 */
	[290] = { 4, ANYTHING, true },	/* MOVW_PREL_G1_NC */
	[291] = { 4, REL49, true },	/* MOVW_PREL_G2 */
	[292] = { 4, ANYTHING, true },	/* MOVW_PREL_G2_NC */
	[293] = { 4, ANYTHING, true },	/* MOVW_PREL_G3 */
	[299] = { 4, ANYTHING, true },	/* LDST128_ABS_LO12_NC */
};

static const struct ks_range addresses = { 0xfff0000000000000, 0x000ffffff0000000 };
/* From one to another, and from modules to what is no address. */
static const struct ks_range near = { -0x7f000000ull, 0xfe000000 };
static const struct ks_range far = { 0x0000700000000000, 0x0000100000000000 };
static const struct ks_range exactly = { 0, 0 };

static struct ks_range value_of(struct ks_relocs *r, enum ks_place place, bool distance,
				uint64_t *at)
{
	*at = r->symbol.value + r->reloc.addend;
	if (place == KS_PLACE_EXACT)
		return distance ? far : exactly;
	if (place == KS_PLACE_KERNEL)
		*at = r->reloc.addend;
	if (!distance)
		return addresses;
	if (place == KS_PLACE_MODULE && r->symbol.shndx == r->section.info) {
		*at -= r->reloc.offset;
		return exactly;
	}
	return near;
}

/*
 * What does not fit, but may be mended: a branch gets a jump of its own, for which
 * there is room unless it stays inside of its section; and the last two
 * instructions of a page get one instead of ADRP on some processors
 * (CONFIG_ARM64_ERRATUM_843419).
 */
static bool may_be_mended(const struct ks_relocs *r)
{
	uint64_t align = r->target.addralign;

	if (r->type->kind == REL28)
		return true;
	if (r->type->kind != PAGE33)
		return false;
	if (!align || align & (align - 1) || align > 4096)
		align = 4;
	return !((r->reloc.offset ^ 0xff8) & (align - 1)) ||
	       !((r->reloc.offset ^ 0xffc) & (align - 1));
}

/* What was cut off of both sides of a distance between pages. */
static struct ks_range cut_off(const struct ks_relocs *r, struct ks_range range)
{
	if (r->type->kind == PAGE33) {
		range.low -= 0xfff;
		range.width += 2 * 0xfff;
	}
	return range;
}

/* A branch out of its section was counted, and has room for a jump. */
static bool is_covered(const struct ks_relocs *r, enum ks_place place)
{
	return r->type->kind == REL28 &&
	       (place != KS_PLACE_MODULE || r->symbol.shndx != r->section.info);
}

static void check(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	bool distance = kinds[r->type->kind].distance;
	unsigned int bits = kinds[r->type->kind].bits, outcomes = 0;
	uint64_t span = (1ull << bits) - 1, min = 0, at;
	struct ks_range range;
	enum ks_place place;

	if (r->type->kind == ANYTHING)
		return;
	if (kinds[r->type->kind].is_signed)
		min = -(1ull << (bits - 1));
	place = ks_reloc_place(r);
	if (place == KS_PLACE_LOST || is_covered(r, place))
		return;
	if (place == KS_PLACE_MAYBE) {
		range = value_of(r, KS_PLACE_EXACT, distance, &at);
		outcomes = ks_range_fits(cut_off(r, range), at, min, span);
		place = KS_PLACE_KERNEL;
	}
	range = value_of(r, place, distance, &at);
	outcomes |= ks_range_fits(cut_off(r, range), at, min, span);
	if (may_be_mended(r))
		outcomes |= KS_FITS;
	ks_reloc_judge(fault, outcomes, KS_ENOEXEC);
}

const struct ks_reloc_arch ks_reloc_arm64 = {
	.machine = KS_EM_AARCH64, .is64 = true, .rela = true, .unknown_error = KS_ENOEXEC,
	.pointer = 257, .types = types, .count = sizeof(types) / sizeof(types[0]), .check = check,
};
