// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Images that unpack themselves: x86 (Documentation/arch/x86/boot.rst), ARM
 * (arch/arm/boot/compressed/head.S) and s390 (arch/s390/boot).  MIPS and
 * powerpc have such images too: they are ELF, and looked through as any
 * executable without a kernel's banner.
 */
#include <elf.h>
#include <errno.h>

#include "elf/wrapping.h"

/* --- x86 */

#define SECTOR	512

static bool is_bzimage(const struct ks_image *image)
{
	return ks_has_at(image, 0x1fe, "\x55\xaa", 2) && ks_has_at(image, 0x202, "HdrS", 4);
}

static int open_bzimage(struct ks_unwrap *unwrap)
{
	const struct ks_image image = unwrap->kernel->image;
	uint64_t sectors = ks_number_at(&image, 0x1f1, 1, false);
	/* Behind the setup code and the boot sector. */
	uint64_t offset = ((sectors ? sectors : 4) + 1) * SECTOR;
	int ret;

	if (ks_number_at(&image, 0x206, 2, false) < 0x208) {
		/* Before protocol 2.08 the place of the payload was not told. */
		ret = ks_unwrap_part(unwrap, offset, image.size > offset ? image.size - offset : 1);
		return ret ? ret : ks_unwrap_search(unwrap, unwrap->kernel->image);
	}
	ret = ks_unwrap_part(unwrap, offset + ks_number_at(&image, 0x248, 4, false),
			     ks_number_at(&image, 0x24c, 4, false));
	return ret ? ret : ks_unwrap_payload(unwrap, unwrap->kernel->image);
}

const struct ks_wrapping ks_wrapping_bzimage = {
	.name = "bzImage",
	.is = is_bzimage,
	.open = open_bzimage,
};

/* --- ARM */

#define ZIMAGE_MAGIC	"\x18\x28\x6f\x01"
#define ZIMAGE_SWAPPED	"\x01\x6f\x28\x18"

static bool is_zimage(const struct ks_image *image)
{
	return ks_has_at(image, 0x24, ZIMAGE_MAGIC, 4) || ks_has_at(image, 0x24, ZIMAGE_SWAPPED, 4);
}

/*
 * From start to end, as addresses that it was linked at.  A device tree may be
 * appended to it; a file that ends earlier is cut short.
 */
static int open_zimage(struct ks_unwrap *unwrap)
{
	struct ks_kernel_image *kernel = unwrap->kernel;
	bool big = ks_has_at(&kernel->image, 0x24, ZIMAGE_SWAPPED, 4);
	uint64_t start = ks_number_at(&kernel->image, 0x28, 4, big);
	uint64_t end = ks_number_at(&kernel->image, 0x2c, 4, big);
	int ret;

	kernel->machine = EM_ARM;
	kernel->elf_class = ELFCLASS32;
	kernel->elf_data = big ? ELFDATA2MSB : ELFDATA2LSB;
	if (end <= start)
		return ks_unwrap_damaged(unwrap, "the zImage ends before it starts");
	ret = ks_unwrap_part(unwrap, 0, end - start);
	return ret ? ret : ks_unwrap_search(unwrap, kernel->image);
}

const struct ks_wrapping ks_wrapping_zimage = {
	.name = "zImage",
	.is = is_zimage,
	.open = open_zimage,
};

/* --- s390 */

/* Two channel commands of the loader, which every s390 kernel starts with. */
static bool is_s390(const struct ks_image *image)
{
	return ks_has_at(image, 8, "\x02\x00\x00\x18\x60\x00\x00\x50\x02\x00\x00\x68\x60\x00\x00\x50",
			 16);
}

static int open_s390(struct ks_unwrap *unwrap)
{
	unwrap->kernel->machine = EM_S390;
	unwrap->kernel->elf_class = ELFCLASS64;
	unwrap->kernel->elf_data = ELFDATA2MSB;
	return ks_unwrap_search(unwrap, unwrap->kernel->image);
}

const struct ks_wrapping ks_wrapping_s390 = {
	.name = "s390 image",
	.is = is_s390,
	.open = open_s390,
};
