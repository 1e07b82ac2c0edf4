// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The types of a kernel, from /sys/kernel/btf/vmlinux, a copy of it, or the
 * .BTF section of a vmlinux: sizeof(struct module), and where the BTF of a
 * module built with this kernel would go on.  libbpf is not used: it takes 7 ms
 * and 11 MiB for what is one walk here, and does not survive hostile files.
 */
#include "facts/btf.h"

#include <errno.h>
#include <stdlib.h>

#include "elf/image_section.h"
#include "elf/input.h"
#include "facts/provider.h"
#include "model/btf.h"

#define LIVE		"/sys/kernel/btf/vmlinux"
#define TYPES_MIN	1000	/* of a kernel; the smallest has ten times as many */
#define TRIES_MAX	64	/* of what looks like a header */

/* Byte order by the magic; false when it is no BTF. */
static bool layout_of(const struct ks_image *image, struct ks_layout *layout)
{
	const uint8_t *magic = ks_image_range(image, 0, 3);

	*layout = (struct ks_layout){ .big = magic && magic[0] == KS_BTF_MAGIC >> 8 };
	return magic && ks_get(layout, magic, 2) == KS_BTF_MAGIC && magic[2] == 1;
}

/* Two of them, of different sizes, would say nothing. */
static uint64_t size_of_module(const struct ks_btf *btf)
{
	uint64_t size = 0;
	struct ks_btf_type type;

	for (uint32_t at = 0; at < btf->type_len && ks_btf_type_at(btf, at, &type); at = type.end) {
		const char *name;

		if (type.kind != KS_BTF_STRUCT)
			continue;
		name = ks_btf_string(btf, type.name);
		if (!name || strcmp(name, "module"))
			continue;
		if (size && size != type.size)
			return 0;
		size = type.size;
	}
	return size;
}

/* The types of a kernel are gone over once, not for each module. */
struct ks_kernel_btf {
	struct ks_btf opened;
	uint8_t bytes[];
};

static bool keep(struct ks_snapshot *s, const struct ks_btf *btf)
{
	struct ks_kernel_btf *copy = malloc(sizeof(*copy) + btf->image.size);

	if (!copy)
		return false;
	copy->opened = *btf;
	copy->opened.image.data = copy->bytes;
	memcpy(copy->bytes, btf->image.data, btf->image.size);
	free(s->btf);
	s->btf = copy;
	s->facts.btf = &copy->opened;
	return true;
}

static int take(struct ks_snapshot *s, const struct ks_image *image, enum ks_origin origin,
		const char *path, struct ks_err *err)
{
	struct ks_facts *f = &s->facts;
	struct ks_layout layout;
	struct ks_btf btf;
	uint64_t size;

	if (!layout_of(image, &layout) || !ks_btf_open(&btf, image, &layout))
		return ks_err_set(err, -EINVAL, "%s: read: its BTF is damaged or cut short", path);
	ks_set_number(s, "btf-types", &f->btf_types, (uint64_t)btf.count + 1, origin);
	ks_set_number(s, "btf-strings", &f->btf_strings, btf.str_len, origin);
	size = size_of_module(&btf);
	if (size)
		ks_set_number(s, "module-size", &f->module_size, size, origin);
	return keep(s, &btf) ? 0 : ks_err_sys(err, -ENOMEM, path, "read");
}

static bool recognises(const struct ks_image *image)
{
	struct ks_layout layout;

	return layout_of(image, &layout);
}

static int fill(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		struct ks_err *err)
{
	return take(snapshot, image, KS_ORIGIN_FILE, path, err);
}

const struct ks_provider ks_provider_btf = {
	.name = "BTF of a kernel",
	.recognises = recognises,
	.fill = fill,
};

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* A whole one, of a kernel; it ends where the last of its parts does. */
static bool is_btf_at(const struct ks_image *image, uint64_t at, struct ks_image *found)
{
	struct ks_layout layout;
	struct ks_btf btf;
	uint64_t end;

	*found = (struct ks_image){ image->data + at, image->size - at };
	if (!layout_of(found, &layout) || !ks_btf_header(&btf, found, &layout))
		return false;
	end = larger((uint64_t)btf.type_off + btf.type_len, (uint64_t)btf.str_off + btf.str_len);
	end = btf.header_size + larger(end, (uint64_t)btf.layout_off + btf.layout_len);
	if (end > found->size)
		return false;
	found->size = end;
	return ks_btf_open(&btf, found, &layout) && btf.count >= TYPES_MIN;
}

/* An image without sections has its types somewhere between other constants. */
static bool search(const struct ks_image *image, struct ks_image *found)
{
	static const char *const starts[] = { "\x9f\xeb\x01", "\xeb\x9f\x01" };

	for (size_t i = 0; i < KS_ARRAY_SIZE(starts); i++) {
		const uint8_t *p = image->data, *end = p + image->size;

		for (int n = 0; n < TRIES_MAX && (p = memmem(p, end - p, starts[i], 4)); n++, p++)
			if (is_btf_at(image, p - image->data, found))
				return true;
	}
	return false;
}

/**
 * ks_btf_add_image - the types in a kernel image
 * @snapshot: to fill; unchanged where there are none
 * @image: unpacked
 * @path: of it, for messages
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_btf_add_image(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		     struct ks_err *err)
{
	struct ks_piece section;
	struct ks_image found;

	if (ks_image_section(image, ".BTF", &section))
		return take(snapshot, &section.bytes, KS_ORIGIN_FILE, path, err);
	if (ks_image_section(image, ".rodata", &section) || !search(image, &found))
		return 0;
	return take(snapshot, &found, KS_ORIGIN_FILE, path, err);
}

/**
 * ks_facts_live_btf - the running kernel's types
 * @snapshot: to fill; unchanged where the kernel shows none
 * @err: one line on failure
 *
 * Some 5 MB are copied for it: to be asked for only where it decides something.
 *
 * Return: 0 or a negative errno.
 */
int ks_facts_live_btf(struct ks_snapshot *snapshot, struct ks_err *err)
{
	struct ks_input input;
	int ret = ks_input_open(&input, LIVE, KS_INPUT_ANY, err);

	/* A kernel without BTF, or one that hides it. */
	if (ret)
		ret = 0;
	else
		ret = take(snapshot, &input.image, KS_ORIGIN_LIVE, LIVE, err);
	ks_input_close(&input);
	return ret;
}
