// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Programs for EFI with a kernel in them: zboot of the kernel itself
 * (drivers/firmware/efi/libstub/zboot-header.S), and a unified kernel image, in
 * which the section .linux is a kernel's file.
 */
#include <elf.h>
#include <errno.h>

#include "elf/wrapping.h"

/* Of the PE/COFF specification. */
#define COFF_SIZE	24	/* with the signature */
#define SECTION_SIZE	40

/* Where "PE\0\0" is, or 0. */
static uint64_t pe_header(const struct ks_image *image)
{
	uint64_t at = ks_number_at(image, 0x3c, 4, false);

	return ks_has_at(image, 0, "MZ", 2) && ks_has_at(image, at, "PE\0\0", 4) ? at : 0;
}

static unsigned int machine_of(const struct ks_image *image)
{
	uint64_t at = pe_header(image);

	switch (at ? ks_number_at(image, at + 4, 2, false) : 0) {
	case 0xaa64:
		return EM_AARCH64;
	case 0x5064:
		return EM_RISCV;
	case 0x6264:
		return EM_LOONGARCH;
	default:
		return EM_NONE;
	}
}

static bool is_zboot(const struct ks_image *image)
{
	return ks_has_at(image, 0, "MZ", 2) && ks_has_at(image, 4, "zimg", 4);
}

static int open_zboot(struct ks_unwrap *unwrap)
{
	const struct ks_image image = unwrap->kernel->image;
	int ret;

	unwrap->kernel->machine = machine_of(&image);
	unwrap->kernel->elf_data = ELFDATA2LSB;
	ret = ks_unwrap_part(unwrap, ks_number_at(&image, 8, 4, false),
			     ks_number_at(&image, 12, 4, false));
	return ret ? ret : ks_unwrap_payload(unwrap, unwrap->kernel->image);
}

const struct ks_wrapping ks_wrapping_zboot = {
	.name = "EFI zboot",
	.is = is_zboot,
	.open = open_zboot,
};

/* The header of the section .linux, or 0. */
static uint64_t linux_section(const struct ks_image *image)
{
	uint64_t at = pe_header(image);
	uint64_t count = ks_number_at(image, at + 6, 2, false);
	uint64_t section = at + COFF_SIZE + ks_number_at(image, at + 20, 2, false);

	for (; at && count; count--, section += SECTION_SIZE)
		if (ks_has_at(image, section, ".linux\0\0", 8))
			return section;
	return 0;
}

static bool is_uki(const struct ks_image *image)
{
	return linux_section(image) != 0;
}

static int open_uki(struct ks_unwrap *unwrap)
{
	const struct ks_image *image = &unwrap->kernel->image;
	uint64_t section = linux_section(image);
	uint64_t used = ks_number_at(image, section + 8, 4, false);
	uint64_t stored = ks_number_at(image, section + 16, 4, false);

	return ks_unwrap_part(unwrap, ks_number_at(image, section + 20, 4, false),
			      used && used < stored ? used : stored);
}

const struct ks_wrapping ks_wrapping_uki = {
	.name = "unified kernel image",
	.is = is_uki,
	.open = open_uki,
};
