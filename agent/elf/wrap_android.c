// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Android's boot images, versions 0 to 4 (bootimg.h of its mkbootimg).  The
 * kernel follows the header's page; what it is packed with is not told.
 */
#include <errno.h>

#include "elf/wrapping.h"

#define PAGE_OF_V3	4096
#define PAGE_MIN	2048
#define PAGE_MAX	(1 << 20)

static bool is_android(const struct ks_image *image)
{
	return ks_has_at(image, 0, "ANDROID!", 8);
}

/* Before version 1 the field was the size of a device tree. */
static uint64_t version_of(const struct ks_image *image)
{
	uint64_t version = ks_number_at(image, 40, 4, false);

	return version <= 4 ? version : 0;
}

static int open_android(struct ks_unwrap *unwrap)
{
	struct ks_kernel_image *kernel = unwrap->kernel;
	const struct ks_image *image = &kernel->image;
	uint64_t size = ks_number_at(image, 8, 4, false), page = PAGE_OF_V3;

	if (version_of(image) < 3) {
		page = ks_number_at(image, 36, 4, false);
		if (page < PAGE_MIN || page > PAGE_MAX || page & (page - 1))
			return ks_unwrap_damaged(unwrap, "the boot image has no sound page size");
		kernel->load_address = ks_number_at(image, 12, 4, false);
	}
	return ks_unwrap_part(unwrap, page, size);
}

const struct ks_wrapping ks_wrapping_android = {
	.name = "Android boot image",
	.is = is_android,
	.open = open_android,
};

static bool is_vendor(const struct ks_image *image)
{
	return ks_has_at(image, 0, "VNDRBOOT", 8);
}

static int open_vendor(struct ks_unwrap *unwrap)
{
	return ks_unwrap_damaged(unwrap,
				 "a vendor_boot image has no kernel in it: the boot image has");
}

const struct ks_wrapping ks_wrapping_android_vendor = {
	.name = "Android vendor_boot image",
	.is = is_vendor,
	.open = open_vendor,
};
