// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * elf_check_arch() of arch/ARCH/include/asm/elf.h, arch/arm/kernel/elf.c, and
 * module_elf_check_arch() of arch/powerpc/kernel/module_64.c: is a file for this
 * kernel's architecture.  Most look at e_machine alone.
 */
#include "check/elf_check.h"

#define EI_CLASS	4

#define MIPS_ABI2	0x00000020	/* n32 */
#define MIPS_FP64	0x00000200
#define MIPS_ABI	0x0000f000
#define MIPS_ABI_O32	0x00001000

#define ARM_APCS_26	0x00000008
#define ARM_SOFT_FLOAT	0x00000200
#define ARM_VFP_FLOAT	0x00000400
#define ARM_EABI	0xff000000

#define PPC64_ABI	0x00000003

static bool unknown(struct ks_elf_failure *f, enum ks_reason reason, uint64_t found,
		    uint64_t wanted)
{
	f->level = KS_LEVEL_UNKNOWN;
	return ks_elf_fail(f, reason, found, wanted);
}

static bool is_machine(uint16_t found, uint64_t wanted)
{
	switch (wanted) {
	case KS_EM_386:
		return found == KS_EM_386 || found == KS_EM_486;
	case KS_EM_S390:
		return found == KS_EM_S390 || found == KS_EM_S390_OLD;
	default:
		return found == wanted;
	}
}

static bool class_counts(const struct ks_facts *facts)
{
	switch (facts->machine.value) {
	case KS_EM_MIPS:
	case KS_EM_S390:
		return true;
	case KS_EM_RISCV:
		return ks_since(facts, 6, 0) != KS_NO;
	default:
		return false;
	}
}

/* Whether it takes 64-bit floating point in o32 is CONFIG_MIPS_O32_FP64_SUPPORT. */
static bool mips_o32(const struct ks_elf_view *view, struct ks_elf_failure *f)
{
	uint32_t abi = view->flags & MIPS_ABI;

	if (view->flags & MIPS_ABI2 || (abi && abi != MIPS_ABI_O32))
		return ks_elf_fail(f, KS_REASON_ELF_ABI, view->machine, view->flags);
	if (view->flags & MIPS_FP64)
		return unknown(f, KS_REASON_ELF_ABI_UNKNOWN, view->machine, view->flags);
	return true;
}

/* What the processor can do decides on Thumb, 26-bit addresses and VFP. */
static bool arm(const struct ks_elf_view *view, struct ks_elf_failure *f)
{
	bool thumb = view->entry & 1, eabi = view->flags & ARM_EABI;
	bool vfp = (view->flags & (ARM_VFP_FLOAT | ARM_SOFT_FLOAT)) == ARM_VFP_FLOAT;

	if (!thumb && view->entry & 3)
		return ks_elf_fail(f, KS_REASON_ELF_ENTRY, view->machine, view->entry);
	if (thumb || (!eabi && (vfp || view->flags & ARM_APCS_26)))
		return unknown(f, KS_REASON_ELF_ABI_UNKNOWN, view->machine, view->flags);
	return true;
}

/* A big-endian kernel may have either ABI, a little-endian one has the second. */
static bool ppc64(const struct ks_elf_view *view, const struct ks_facts *facts,
		  struct ks_elf_failure *f)
{
	enum ks_tri looks = ks_since(facts, 6, 2);
	uint32_t abi = view->flags & PPC64_ABI;
	bool fits = abi == 2 || (abi < 2 && view->layout.big);

	if (looks == KS_NO || (fits && !view->layout.big))
		return true;
	if (!fits && looks == KS_YES)
		return ks_elf_fail(f, KS_REASON_ELF_MODULE_ABI, view->machine, view->flags);
	return unknown(f, KS_REASON_ELF_ABI_UNKNOWN, view->machine, view->flags);
}

/* The checks of an architecture that go on from machine and class. */
static bool check_abi(const struct ks_elf_view *view, const struct ks_facts *facts,
		      struct ks_elf_failure *f)
{
	switch (facts->machine.value) {
	case KS_EM_MIPS:
		return view->layout.is64 || mips_o32(view, f);
	case KS_EM_ARM:
		return arm(view, f);
	case KS_EM_PPC64:
		return ppc64(view, facts, f);
	default:
		return true;
	}
}

/**
 * ks_elf_machine - the file is for this kernel's architecture
 * @view: file with a whole header
 * @facts: architecture; class and byte order where they count
 * @f: what is wrong
 */
bool ks_elf_machine(const struct ks_elf_view *view, const struct ks_facts *facts,
		    struct ks_elf_failure *f)
{
	uint64_t wanted = facts->machine.value;

	if (facts->machine.origin == KS_ORIGIN_NONE)
		return unknown(f, KS_REASON_ELF_MACHINE_UNKNOWN, view->machine, 0);
	if (!is_machine(view->machine, wanted))
		return ks_elf_fail(f, KS_REASON_ELF_MACHINE, view->machine, wanted);
	if (class_counts(facts) && facts->elf_class.origin == KS_ORIGIN_NONE)
		return unknown(f, KS_REASON_ELF_MACHINE_UNKNOWN, view->machine, 0);
	if (class_counts(facts) && view->image.data[EI_CLASS] != facts->elf_class.value)
		return ks_elf_fail(f, KS_REASON_ELF_MACHINE, view->machine, wanted);
	return check_abi(view, facts, f);
}
