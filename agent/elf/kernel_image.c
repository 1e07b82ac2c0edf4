// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Takes a kernel out of its wrappings, layer by layer, until nothing is left
 * but a vmlinux or a raw image.  The kinds of wrapping are one table here, each
 * family has a file.
 */
#include "elf/kernel_image.h"

#include <errno.h>
#include <stdlib.h>

#include "elf/kernel_header.h"
#include "elf/wrapping.h"

/* A boot image with a FIT with a packed image that unpacks itself has four. */
#define LAYERS_MAX	8

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
			ks_kernel_header_read(unwrap->kernel);
			ret = ks_unwrap_bare(unwrap);
		}
	}
	if (ret)
		return ret;
	if (!unwrap->done)
		return ks_unwrap_damaged(unwrap, "more wrappings than a kernel has");
	if (ks_kernel_header_ends_later(&unwrap->kernel->image))
		return ks_unwrap_damaged(unwrap, "the kernel is cut short");
	ks_kernel_header_read(unwrap->kernel);
	return 0;
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

	return wrapping_of(file) || ks_kernel_header_is(file) || ks_find_banner(file, &banner);
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
