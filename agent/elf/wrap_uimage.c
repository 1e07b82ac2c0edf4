// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * U-Boot's legacy images (include/image.h of U-Boot): a header of 64 bytes and
 * the data, or sizes and several data, of which the first is the kernel.
 */
#include <errno.h>

#include "elf/uboot.h"
#include "elf/wrapping.h"

#define HEADER		64
#define CRC_AT		4

enum { TYPE_KERNEL = 2, TYPE_MULTI = 4, TYPE_KERNEL_NOLOAD = 14 };

static bool is_uimage(const struct ks_image *image)
{
	return ks_has_at(image, 0, "\x27\x05\x19\x56", 4);
}

static uint64_t field(const struct ks_image *image, uint64_t offset, unsigned int bytes)
{
	return ks_number_at(image, offset, bytes, true);
}

/* The sum of the header is of one in which the sum is zero. */
static bool is_header_damaged(const struct ks_image *image)
{
	uint8_t header[HEADER];

	memcpy(header, image->data, HEADER);
	memset(header + CRC_AT, 0, 4);
	return ks_uboot_crc_differs(header, HEADER, field(image, CRC_AT, 4));
}

/* Sizes up to one of zero, then the data. */
static int open_multi(struct ks_unwrap *unwrap)
{
	const struct ks_image *image = &unwrap->kernel->image;
	uint64_t first = field(image, 0, 4), at = 0;

	while (field(image, at, 4))
		at += 4;
	return ks_unwrap_part(unwrap, at + 4, first);
}

static int open_uimage(struct ks_unwrap *unwrap)
{
	struct ks_kernel_image *kernel = unwrap->kernel;
	const struct ks_image image = kernel->image;
	uint64_t type = field(&image, 30, 1);
	int ret;

	if (image.size < HEADER)
		return ks_unwrap_damaged(unwrap, "the image is cut short");
	if (is_header_damaged(&image))
		return ks_unwrap_damaged(unwrap, "the header of the uImage is damaged");
	if (type != TYPE_KERNEL && type != TYPE_MULTI && type != TYPE_KERNEL_NOLOAD)
		return ks_unwrap_damaged(unwrap, "the uImage has something else than a kernel in it");
	ret = ks_unwrap_part(unwrap, HEADER, field(&image, 12, 4));
	if (ret)
		return ret;
	if (ks_uboot_crc_differs(kernel->image.data, kernel->image.size, field(&image, 24, 4)))
		return ks_unwrap_damaged(unwrap, "the data of the uImage are damaged");
	ks_uboot_arch(kernel, field(&image, 29, 1));
	if (type != TYPE_KERNEL_NOLOAD) {
		kernel->load_address = field(&image, 16, 4);
		kernel->entry = field(&image, 20, 4);
	}
	return type == TYPE_MULTI ? open_multi(unwrap) : 0;
}

const struct ks_wrapping ks_wrapping_uimage = {
	.name = "uImage",
	.is = is_uimage,
	.open = open_uimage,
};
