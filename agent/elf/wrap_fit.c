// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * U-Boot's flat image tree (doc/usage/fit/source_file_format.rst of U-Boot): the
 * kernel of the default configuration, or without configurations the first
 * image that is a kernel.  Its data lie in the tree or behind it.
 */
#include <errno.h>

#include "elf/fdt.h"
#include "elf/uboot.h"
#include "elf/wrapping.h"

static bool is_fit(const struct ks_image *image)
{
	return ks_has_at(image, 0, "\xd0\x0d\xfe\xed", 4);
}

/* A property's text, the first of a list; not terminated. */
static bool text_of(const struct ks_fdt *fdt, struct ks_fdt_node node, const char *name,
		    struct ks_image *text)
{
	if (!ks_fdt_property(fdt, node, name, text))
		return false;
	text->size = strnlen((const char *)text->data, text->size);
	return text->size > 0;
}

static bool is_text(const struct ks_fdt *fdt, struct ks_fdt_node node, const char *name,
		    const char *wanted)
{
	struct ks_image text;

	return text_of(fdt, node, name, &text) && text.size == strlen(wanted) &&
	       !memcmp(text.data, wanted, text.size);
}

/* Of one cell or two. */
static bool number_of(const struct ks_fdt *fdt, struct ks_fdt_node node, const char *name,
		      uint64_t *number)
{
	struct ks_image value;

	if (!ks_fdt_property(fdt, node, name, &value) || (value.size != 4 && value.size != 8))
		return false;
	*number = ks_number_at(&value, 0, value.size, true);
	return true;
}

static bool child_named_by(const struct ks_fdt *fdt, struct ks_fdt_node node, const char *property,
			   struct ks_fdt_node parent, struct ks_fdt_node *child)
{
	struct ks_image name;

	return text_of(fdt, node, property, &name) &&
	       ks_fdt_child(fdt, parent, (const char *)name.data, name.size, child);
}

static bool first_kernel(const struct ks_fdt *fdt, struct ks_fdt_node images,
			 struct ks_fdt_node *kernel)
{
	bool more = ks_fdt_first(fdt, images, kernel);

	while (more && !is_text(fdt, *kernel, "type", "kernel") &&
	       !is_text(fdt, *kernel, "type", "kernel_noload"))
		more = ks_fdt_next(fdt, kernel);
	return more;
}

static bool find_kernel(const struct ks_fdt *fdt, struct ks_fdt_node *kernel)
{
	struct ks_fdt_node root, images, configurations, one;

	if (!ks_fdt_root(fdt, &root) || !ks_fdt_child(fdt, root, "images", 6, &images))
		return false;
	if (!ks_fdt_child(fdt, root, "configurations", 14, &configurations))
		return first_kernel(fdt, images, kernel);
	if (!child_named_by(fdt, configurations, "default", configurations, &one) &&
	    !ks_fdt_first(fdt, configurations, &one))
		return first_kernel(fdt, images, kernel);
	return child_named_by(fdt, one, "kernel", images, kernel);
}

/* The sums of the kind that mkimage makes by itself, where zlib makes them too. */
static bool is_damaged(const struct ks_fdt *fdt, struct ks_fdt_node node,
		       const struct ks_image *data)
{
	struct ks_fdt_node hash;
	struct ks_image value;
	bool more;

	for (more = ks_fdt_first(fdt, node, &hash); more; more = ks_fdt_next(fdt, &hash))
		if (is_text(fdt, hash, "algo", "crc32") &&
		    ks_fdt_property(fdt, hash, "value", &value) && value.size == 4)
			return ks_uboot_crc_differs(data->data, data->size,
						    ks_number_at(&value, 0, 4, true));
	return false;
}

static int take_data(struct ks_unwrap *unwrap, const struct ks_fdt *fdt, struct ks_fdt_node node)
{
	struct ks_image *image = &unwrap->kernel->image;
	struct ks_image data;
	uint64_t offset, size;

	if (ks_fdt_property(fdt, node, "data", &data))
		return ks_unwrap_part(unwrap, data.data - image->data, data.size);
	if (!number_of(fdt, node, "data-size", &size))
		size = 0;
	if (number_of(fdt, node, "data-position", &offset))
		return ks_unwrap_part(unwrap, offset, size);
	/* Behind the tree, aligned. */
	if (!number_of(fdt, node, "data-offset", &offset) || offset > UINT32_MAX)
		return ks_unwrap_damaged(unwrap, "the image has no kernel in it");
	return ks_unwrap_part(unwrap, ((fdt->size + 3) & ~(size_t)3) + offset, size);
}

static int open_fit(struct ks_unwrap *unwrap)
{
	struct ks_kernel_image *kernel = unwrap->kernel;
	struct ks_fdt_node node;
	struct ks_image arch;
	struct ks_fdt fdt;
	int ret;

	if (!ks_fdt_open(&fdt, &kernel->image))
		return ks_unwrap_damaged(unwrap, "the device tree is damaged or cut short");
	if (!find_kernel(&fdt, &node))
		return ks_unwrap_damaged(unwrap, "the device tree has no kernel in it");
	ret = take_data(unwrap, &fdt, node);
	if (ret)
		return ret;
	if (is_damaged(&fdt, node, &kernel->image))
		return ks_unwrap_damaged(unwrap, "the kernel in the device tree is damaged");
	if (text_of(&fdt, node, "arch", &arch))
		ks_uboot_arch_named(kernel, (const char *)arch.data, arch.size);
	if (!number_of(&fdt, node, "load", &kernel->load_address))
		kernel->load_address = 0;
	if (!number_of(&fdt, node, "entry", &kernel->entry))
		kernel->entry = 0;
	return 0;
}

const struct ks_wrapping ks_wrapping_fit = {
	.name = "FIT",
	.is = is_fit,
	.open = open_fit,
};
