// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kernel image: everything that it tells, once it is out of its wrapping.
 */
#include "facts/image.h"

#include <errno.h>

#include "elf/image_section.h"
#include "facts/btf.h"
#include "facts/keys.h"
#include "facts/provider.h"

/**
 * ks_image_rodata - where constants are, texts among them
 * @image: kernel
 *
 * Return: the section of a vmlinux, which spares looking at all of it, or the
 * whole image.
 */
struct ks_image ks_image_rodata(const struct ks_image *image)
{
	struct ks_piece section;

	return ks_image_section(image, ".rodata", &section) ? section.bytes : *image;
}

static int fill(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		struct ks_err *err)
{
	struct ks_kernel_image kernel;
	int ret = ks_kernel_image_open(&kernel, image, path, err);

	if (!ret) {
		ks_image_text(snapshot, &kernel);
		ks_image_keys(snapshot, &kernel.image);
		ks_image_config(snapshot, &kernel.image, path);
		ret = ks_btf_add_image(snapshot, &kernel.image, path, err);
	}
	if (!ret)
		ret = ks_image_exports(snapshot, &kernel, path, err);
	ks_kernel_image_close(&kernel);
	return ret;
}

/**
 * ks_image_add_keys - add the certificates that are built into an image
 * @snapshot: to fill
 * @path: image
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_image_add_keys(struct ks_snapshot *snapshot, const char *path, struct ks_err *err)
{
	struct ks_kernel_image kernel = { 0 };
	struct ks_input input;
	int ret = ks_input_open(&input, path, KS_INPUT_ANY, err);

	if (!ret)
		ret = ks_kernel_image_open(&kernel, &input.image, path, err);
	if (!ret)
		ks_image_keys(snapshot, &kernel.image);
	ks_kernel_image_close(&kernel);
	ks_input_close(&input);
	return ret;
}

const struct ks_provider ks_provider_image = {
	.name = "kernel image",
	.recognises = ks_kernel_image_is,
	.fill = fill,
};
