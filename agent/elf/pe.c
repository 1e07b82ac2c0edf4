// SPDX-License-Identifier: GPL-2.0-or-later
/* The little of PE/COFF (Microsoft's specification of it) that kernels for EFI show. */
#include "elf/pe.h"

#include <elf.h>

#include "elf/wrapping.h"

#define COFF_SIZE	24	/* with the signature */
#define SECTION_SIZE	40

/* Where "PE\0\0" is, or 0. */
static uint64_t header_of(const struct ks_image *image)
{
	uint64_t at = ks_number_at(image, 0x3c, 4, false);

	return ks_has_at(image, 0, "MZ", 2) && ks_has_at(image, at, "PE\0\0", 4) ? at : 0;
}

/* The first section's header; none of a file that is no PE. */
static uint64_t sections_of(const struct ks_image *image, uint64_t *count)
{
	uint64_t at = header_of(image);

	*count = at ? ks_number_at(image, at + 6, 2, false) : 0;
	return at + COFF_SIZE + ks_number_at(image, at + 20, 2, false);
}

static struct ks_pe_section section_at(const struct ks_image *image, uint64_t at)
{
	return (struct ks_pe_section){
		.offset = ks_number_at(image, at + 20, 4, false),
		.stored = ks_number_at(image, at + 16, 4, false),
		.used = ks_number_at(image, at + 8, 4, false),
	};
}

/** ks_pe_machine - EM_* of a PE for an architecture without an image of its own, or EM_NONE */
unsigned int ks_pe_machine(const struct ks_image *image)
{
	uint64_t at = header_of(image);

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

/**
 * ks_pe_find - find a section
 * @image: any file
 * @name: padded with zeroes
 * @section: to fill; as the file says, which nobody checked
 */
bool ks_pe_find(const struct ks_image *image, const char name[8], struct ks_pe_section *section)
{
	uint64_t count, at = sections_of(image, &count);

	for (; count; count--, at += SECTION_SIZE) {
		if (ks_has_at(image, at, name, 8)) {
			*section = section_at(image, at);
			return true;
		}
	}
	return false;
}

/** ks_pe_end - how long the file must be for all of its sections; 0: no PE */
uint64_t ks_pe_end(const struct ks_image *image)
{
	uint64_t count, at = sections_of(image, &count), end = 0;

	for (; count; count--, at += SECTION_SIZE) {
		struct ks_pe_section section = section_at(image, at);

		if (section.stored && section.offset + section.stored > end)
			end = section.offset + section.stored;
	}
	return end;
}
