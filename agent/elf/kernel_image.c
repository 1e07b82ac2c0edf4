// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Takes a kernel out of its wrappings, layer by layer, until nothing is left
 * but a vmlinux or a raw image.  The kinds of wrapping are one table here, each
 * family has a file.
 */
#include "elf/kernel_image.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>

#include "elf/wrapping.h"

/* A boot image with a FIT with a packed image that unpacks itself has four. */
#define LAYERS_MAX	8

/* linux/pe.h */
#define LINUX_PE_MAGIC	"\xcd\x23\x82\x81"

static const struct ks_wrapping *const wrappings[] = {
	&ks_wrapping_packed,
	&ks_wrapping_uki,
	&ks_wrapping_bzimage,
	&ks_wrapping_zboot,
	&ks_wrapping_zimage,
	&ks_wrapping_s390,
	&ks_wrapping_uimage,
	&ks_wrapping_fit,
	&ks_wrapping_android,
	&ks_wrapping_android_vendor,
};

static const struct ks_wrapping *wrapping_of(const struct ks_image *image)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(wrappings); i++)
		if (wrappings[i]->is(image))
			return wrappings[i];
	return NULL;
}

static bool is_packed(const struct ks_image *image)
{
	return ks_compression_of_payload(image) != KS_COMPRESSION_NONE;
}

static int open_packed(struct ks_unwrap *unwrap)
{
	return ks_unwrap_payload(unwrap, unwrap->kernel->image);
}

const struct ks_wrapping ks_wrapping_packed = {
	.name = "",	/* the packing's own name is noted */
	.is = is_packed,
	.open = open_packed,
};

/* An executable: a module is relocatable, and not the kernel. */
static bool is_vmlinux(const struct ks_image *image)
{
	bool big = ks_number_at(image, EI_DATA, 1, false) == ELFDATA2MSB;
	uint64_t type = ks_number_at(image, 16, 2, big);

	return ks_has_at(image, 0, ELFMAG, SELFMAG) && (type == ET_EXEC || type == ET_DYN);
}

static bool is_arm64(const struct ks_image *image)
{
	return ks_has_at(image, 56, "ARM\x64", 4);
}

static bool is_riscv(const struct ks_image *image)
{
	return ks_has_at(image, 56, "RSC\x05", 4);
}

static bool is_loongarch(const struct ks_image *image)
{
	return ks_has_at(image, 0, "MZ", 2) && ks_has_at(image, 56, LINUX_PE_MAGIC, 4);
}

/* Documentation/arch/riscv/boot-image-header.rst: where it goes tells the width. */
static unsigned int riscv_class(const struct ks_image *image)
{
	switch (ks_number_at(image, 8, 8, false)) {
	case 0x200000:
		return ELFCLASS64;
	case 0x400000:
		return ELFCLASS32;
	default:
		return ELFCLASSNONE;
	}
}

/* The kernel's own header knows better than what it was wrapped in. */
static void read_header(struct ks_kernel_image *kernel)
{
	const struct ks_image *image = &kernel->image;

	if (is_vmlinux(image)) {
		kernel->elf_class = image->data[EI_CLASS];
		kernel->elf_data = image->data[EI_DATA];
		kernel->machine = ks_number_at(image, 18, 2, kernel->elf_data == ELFDATA2MSB);
	} else if (is_arm64(image)) {
		kernel->machine = EM_AARCH64;
		kernel->elf_class = ELFCLASS64;
		kernel->elf_data = ks_number_at(image, 24, 1, false) & 1 ? ELFDATA2MSB
									: ELFDATA2LSB;
	} else if (is_riscv(image)) {
		kernel->machine = EM_RISCV;
		kernel->elf_class = riscv_class(image);
		kernel->elf_data = ELFDATA2LSB;
	} else if (is_loongarch(image)) {
		kernel->machine = EM_LOONGARCH;
		kernel->elf_class = ELFCLASS64;
		kernel->elf_data = ELFDATA2LSB;
	}
}

static int unwrap_all(struct ks_unwrap *unwrap)
{
	const struct ks_wrapping *wrapping;
	int ret = 0;

	for (int layer = 0; layer < LAYERS_MAX && !ret && !unwrap->done; layer++) {
		wrapping = wrapping_of(&unwrap->kernel->image);
		if (wrapping) {
			ks_unwrap_note(unwrap, wrapping->name);
			ret = wrapping->open(unwrap);
		} else {
			read_header(unwrap->kernel);
			ret = ks_unwrap_bare(unwrap);
		}
	}
	if (!ret && unwrap->done)
		read_header(unwrap->kernel);
	else if (!ret)
		ret = ks_unwrap_damaged(unwrap, "more wrappings than a kernel has");
	return ret;
}

/**
 * ks_kernel_image_is - does this look like a kernel image
 * @file: whole file, decompressed
 *
 * A raw image without any header is one when a kernel's banner is in it.
 */
bool ks_kernel_image_is(const struct ks_image *file)
{
	size_t banner;

	return wrapping_of(file) || is_vmlinux(file) || is_arm64(file) || is_riscv(file) ||
	       is_loongarch(file) || ks_find_banner(file, &banner);
}

/**
 * ks_kernel_image_open - take a kernel out of its wrappings
 * @kernel: to fill; ks_kernel_image_close() releases it, also after a failure
 * @file: whole image, which must outlive @kernel
 * @path: for the error
 * @err: one line on failure
 *
 * All that has to be unpacked on the way comes to KS_INPUT_EXPANDED_MAX at most.
 *
 * Return: 0 or a negative errno: -EBADMSG for what is damaged, cut short or has
 * no kernel in it, -EOPNOTSUPP for a packing that this build lacks.
 */
int ks_kernel_image_open(struct ks_kernel_image *kernel, const struct ks_image *file,
			 const char *path, struct ks_err *err)
{
	struct ks_unwrap unwrap = {
		.kernel = kernel, .path = path, .err = err, .budget = KS_INPUT_EXPANDED_MAX,
	};

	*kernel = (struct ks_kernel_image){ .image = *file };
	return unwrap_all(&unwrap);
}

/**
 * ks_kernel_image_close - release a kernel
 * @kernel: filled by ks_kernel_image_open()
 */
void ks_kernel_image_close(struct ks_kernel_image *kernel)
{
	free(kernel->unpacked.data);
}
