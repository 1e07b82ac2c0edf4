// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Programs for EFI with a kernel in them: zboot of the kernel itself
 * (drivers/firmware/efi/libstub/zboot-header.S), and a unified kernel image, in
 * which the section .linux is a kernel's file.
 */
#include <elf.h>

#include "elf/pe.h"
#include "elf/wrapping.h"

static bool is_zboot(const struct ks_image *image)
{
	return ks_has_at(image, 0, "MZ", 2) && ks_has_at(image, 4, "zimg", 4);
}

static int open_zboot(struct ks_unwrap *unwrap)
{
	const struct ks_image image = unwrap->kernel->image;
	int ret;

	unwrap->kernel->machine = ks_pe_machine(&image);
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

static bool is_uki(const struct ks_image *image)
{
	struct ks_pe_section section;

	return ks_pe_find(image, ".linux\0", &section);
}

static int open_uki(struct ks_unwrap *unwrap)
{
	struct ks_pe_section section = { 0 };

	if (!ks_pe_find(&unwrap->kernel->image, ".linux\0", &section))
		return ks_unwrap_damaged(unwrap, "the image has no kernel in it");
	return ks_unwrap_part(unwrap, section.offset,
			      section.used && section.used < section.stored ? section.used
									    : section.stored);
}

const struct ks_wrapping ks_wrapping_uki = {
	.name = "unified kernel image",
	.is = is_uki,
	.open = open_uki,
};
