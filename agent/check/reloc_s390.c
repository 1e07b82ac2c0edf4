// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s390: apply_rela() of arch/s390/kernel/module.c.  What is called, or looked up,
 * outside of the module gets a slot of its own behind the module's code, and always
 * fits; the rest is a distance inside of the module, or as far as nobody knows.
 */
#include "check/emit.h"
#include "check/reloc.h"

enum kind {
	ANYTHING, ABS8, ABS12, ABS16, ABS20, ABS32, PC16, PC16DBL, PC32, PC32DBL,
	SLOT12, SLOT16, SLOT20, SLOT32, SLOT_PC32, SLOT_PC16DBL, SLOT_PC32DBL, PLT32,
	GOTOFF16, GOTOFF32, SHARED
};

/* What is written: an address, a distance, the number of a slot, that to a slot. */
enum what { ADDRESS, DISTANCE, SLOT, TO_SLOT, FROM_SLOTS };

static const struct {
	enum what what;
	bool is_signed;
	unsigned int bits;
	unsigned int shift;
} kinds[] = {
	[ABS8] = { ADDRESS, false, 8, 0 },
	[ABS12] = { ADDRESS, false, 12, 0 },
	[ABS16] = { ADDRESS, false, 16, 0 },
	[ABS20] = { ADDRESS, true, 20, 0 },
	[ABS32] = { ADDRESS, false, 32, 0 },
	[PC16] = { DISTANCE, true, 16, 0 },
	[PC16DBL] = { DISTANCE, true, 16, 1 },
	[PC32] = { DISTANCE, true, 32, 0 },
	[PC32DBL] = { DISTANCE, true, 32, 1 },
	[SLOT12] = { SLOT, false, 12, 0 },
	[SLOT16] = { SLOT, false, 16, 0 },
	[SLOT20] = { SLOT, true, 20, 0 },
	[SLOT32] = { SLOT, false, 32, 0 },
	[SLOT_PC32] = { TO_SLOT, true, 32, 0 },
	[SLOT_PC16DBL] = { TO_SLOT, true, 16, 1 },
	[SLOT_PC32DBL] = { TO_SLOT, true, 32, 1 },
	[PLT32] = { TO_SLOT, false, 32, 0 },
	[GOTOFF16] = { FROM_SLOTS, false, 16, 0 },
	[GOTOFF32] = { FROM_SLOTS, false, 32, 0 },
};

static const struct ks_reloc_type types[] = {
	[0] = { 0, ANYTHING, true },		/* NONE */
	[1] = { 1, ABS8, true },		/* 8 */
	[2] = { 2, ABS12, true },		/* 12 */
	[3] = { 2, ABS16, true },		/* 16 */
	[4] = { 4, ABS32, true },		/* 32 */
	[5] = { 4, PC32, true },		/* PC32 */
	[6] = { 2, SLOT12, true },		/* GOT12 */
	[7] = { 4, SLOT32, true },		/* GOT32 */
	[8] = { 4, PLT32, true },		/* PLT32 */
	[9] = { 0, SHARED, true },		/* COPY */
	[10] = { 0, SHARED, true },		/* GLOB_DAT */
	[11] = { 0, SHARED, true },		/* JMP_SLOT */
	[12] = { 0, SHARED, true },		/* RELATIVE */
	[13] = { 4, GOTOFF32, true },		/* GOTOFF32 */
	[14] = { 4, SLOT_PC32, true },		/* GOTPC */
	[15] = { 2, SLOT16, true },		/* GOT16 */
	[16] = { 2, PC16, true },		/* PC16 */
	[17] = { 2, PC16DBL, true },		/* PC16DBL */
	[18] = { 2, SLOT_PC16DBL, true },	/* PLT16DBL */
	[19] = { 4, PC32DBL, true },		/* PC32DBL */
	[20] = { 4, SLOT_PC32DBL, true },	/* PLT32DBL */
	[21] = { 4, SLOT_PC32DBL, true },	/* GOTPCDBL */
	[22] = { 8, ANYTHING, true },		/* 64 */
	[23] = { 8, ANYTHING, true },		/* PC64 */
	[24] = { 8, ANYTHING, true },		/* GOT64 */
	[25] = { 8, ANYTHING, true },		/* PLT64 */
	[26] = { 4, SLOT_PC32DBL, true },	/* GOTENT */
	[27] = { 2, GOTOFF16, true },		/* GOTOFF16 */
	[28] = { 8, ANYTHING, true },		/* GOTOFF64 */
	[29] = { 2, SLOT12, true },		/* GOTPLT12 */
	[30] = { 2, SLOT16, true },		/* GOTPLT16 */
	[31] = { 4, SLOT32, true },		/* GOTPLT32 */
	[32] = { 8, ANYTHING, true },		/* GOTPLT64 */
	[33] = { 4, SLOT_PC32DBL, true },	/* GOTPLTENT */
	[34] = { 2, SLOT16, true },		/* PLTOFF16 */
	[35] = { 4, SLOT32, true },		/* PLTOFF32 */
	[36] = { 8, ANYTHING, true },		/* PLTOFF64 */
	[57] = { 4, ABS20, true },		/* 20 */
	[58] = { 4, SLOT20, true },		/* GOT20 */
	[59] = { 4, SLOT20, true },		/* GOTPLT20 */
};

/* Of modules: two GiB below the end of all that is mapped, 4 TiB at the least. */
#define LOWEST		0x200000000ull
#define WIDTH		(0x20000000000000ull - LOWEST)
/* A slot each for the address of a symbol and for a jump to it. */
#define SLOTS_OF_SYMBOL	(8 + 22)

static const struct ks_range addresses = { LOWEST, WIDTH };
static const struct ks_range to_modules = { -LOWEST - WIDTH, WIDTH };
/* Inside of a module, which is smaller by far than the two GiB of all of them. */
static const struct ks_range near = { -0x10000000ull, 0x20000000 };
static const struct ks_range anywhere = { 0, UINT64_MAX };
static const struct ks_range exactly = { 0, 0 };

static struct ks_range range_of(const struct ks_relocs *r, enum what what, enum ks_place place,
				uint64_t *at)
{
	*at = r->reloc.addend;
	if (what == SLOT)
		return (struct ks_range){ 0, r->symbols.count * SLOTS_OF_SYMBOL };
	if (what == TO_SLOT)
		return near;
	if (place != KS_PLACE_EXACT && place != KS_PLACE_MODULE)
		return anywhere;
	*at += r->symbol.value;
	if (place == KS_PLACE_EXACT)
		return what == ADDRESS ? exactly : to_modules;
	if (what == ADDRESS)
		return addresses;
	if (what == DISTANCE && r->symbol.shndx == r->section.info) {
		*at -= r->reloc.offset;
		return exactly;
	}
	return near;
}

static bool is_even(const struct ks_elf_section *section)
{
	return section->addralign && !(section->addralign & 1);
}

/* Distances in units of two bytes: an odd one does not fit.  Slots are even. */
static unsigned int fits_evenly(const struct ks_relocs *r, enum what what, enum ks_place place)
{
	uint64_t distance = r->reloc.addend - r->reloc.offset;
	bool known = is_even(&r->target);
	struct ks_elf_section s;

	if (what == DISTANCE) {
		distance += r->symbol.value;
		if (place == KS_PLACE_MODULE) {
			s = ks_elf_view_section(&r->view, r->symbol.shndx);
			known = r->symbol.shndx == r->section.info || (known && is_even(&s));
		} else if (place != KS_PLACE_EXACT) {
			known = false;
		}
	}
	if (!known)
		return KS_FITS | KS_OVERFLOWS;
	return distance & 1 ? KS_OVERFLOWS : KS_FITS;
}

/* The value is looked at before the place. */
static void early(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	unsigned int kind = r->type->kind, bits, fits, even = KS_FITS;
	enum ks_place place;
	uint64_t min = 0, at;
	struct ks_range range;

	if (kind == ANYTHING)
		return;
	if (kind == SHARED) {
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_REFUSED, KS_ENOEXEC);
		return;
	}
	place = ks_reloc_place(r);
	if (place == KS_PLACE_LOST)
		return;
	bits = kinds[kind].bits + kinds[kind].shift;
	if (kinds[kind].is_signed)
		min = -(1ull << (bits - 1));
	range = range_of(r, kinds[kind].what, place, &at);
	fits = ks_range_fits(range, at, min, (1ull << bits) - 1);
	if (kinds[kind].shift)
		even = fits_evenly(r, kinds[kind].what, place);
	if (fits == KS_OVERFLOWS || even == KS_OVERFLOWS)
		ks_reloc_judge(fault, KS_OVERFLOWS, KS_ENOEXEC);
	else
		ks_reloc_judge(fault, fits | even, KS_ENOEXEC);
}

const struct ks_reloc_arch ks_reloc_s390 = {
	.machine = KS_EM_S390, .is64 = true, .rela = true, .unknown_error = KS_ENOEXEC,
	.pointer = 22, .types = types, .count = sizeof(types) / sizeof(types[0]), .early = early,
};
