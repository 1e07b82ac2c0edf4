// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kinds of wrapping share: taking a part, unpacking one, and the search
 * for a payload where no header tells its place.  The search goes through the
 * bytes once, tries what looks packed, and takes what has a kernel's banner in
 * it.  All that is unpacked, in vain too, counts against one budget.
 */
#include "elf/wrapping.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "elf/image_section.h"

/* Trying costs this at least, so that false magics come to an end: bytes. */
#define ATTEMPT_COST	(64 * 1024)
#define BANNER		"Linux version "
#define BANNER_MAX	1024

/** ks_has_at - are these bytes at that offset */
bool ks_has_at(const struct ks_image *image, uint64_t offset, const char *magic, size_t len)
{
	const uint8_t *p = ks_image_range(image, offset, len);

	return p && !memcmp(p, magic, len);
}

/** ks_number_at - a number in the wrapping's byte order; 0 behind the end */
uint64_t ks_number_at(const struct ks_image *image, uint64_t offset, unsigned int bytes, bool big)
{
	const struct ks_layout layout = { .big = big };
	const uint8_t *p = ks_image_range(image, offset, bytes);

	return p ? ks_get(&layout, p, bytes) : 0;
}

/* A release, who built it, and printable words to the end of the string. */
static bool is_banner(const uint8_t *p, const uint8_t *end)
{
	const uint8_t *stop = end - p > BANNER_MAX ? p + BANNER_MAX : end;

	if (p == end || *p < '0' || *p > '9')
		return false;
	while (p < stop && *p > ' ')
		p++;
	if (stop - p < 2 || p[0] != ' ' || p[1] != '(')
		return false;
	while (p < stop && *p >= ' ')
		p++;
	if (p < stop && *p == '\n')
		p++;
	return p < stop && !*p;
}

/**
 * ks_find_banner - find linux_banner of init/version.c
 * @image: bytes
 * @offset: to fill: where "Linux version " starts
 *
 * Boot code and libraries have "Linux version %s", a log has many lines: only
 * the string that the kernel was built with counts.
 */
bool ks_find_banner(const struct ks_image *image, size_t *offset)
{
	const uint8_t *p = image->data, *end = image->data + image->size;

	while (p < end && (p = memmem(p, end - p, BANNER, strlen(BANNER)))) {
		if (is_banner(p + strlen(BANNER), end)) {
			*offset = p - image->data;
			return true;
		}
		p += strlen(BANNER);
	}
	return false;
}

/**
 * ks_unwrap_damaged - give up over a wrapping
 * @unwrap: where the error goes
 * @what: what is wrong with it
 */
int ks_unwrap_damaged(struct ks_unwrap *unwrap, const char *what)
{
	return ks_err_set(unwrap->err, -EBADMSG, "%s: read: %s", unwrap->path, what);
}

/**
 * ks_unwrap_part - a part of this layer is the next
 * @unwrap: kernel->image changes
 * @offset: from the start of the layer; any value
 * @size: any value; 0: there is no kernel in it
 *
 * Return: 0 or -EBADMSG.
 */
int ks_unwrap_part(struct ks_unwrap *unwrap, uint64_t offset, uint64_t size)
{
	struct ks_image *image = &unwrap->kernel->image;
	const uint8_t *part = ks_image_range(image, offset, size);

	if (!size)
		return ks_unwrap_damaged(unwrap, "the image has no kernel in it");
	if (!part)
		return ks_unwrap_damaged(unwrap, "the image is cut short");
	*image = (struct ks_image){ part, size };
	return 0;
}

/**
 * ks_unwrap_note - one more wrapping that was taken off
 * @unwrap: its kernel's list is added to
 * @name: of the wrapping; may be empty
 */
void ks_unwrap_note(struct ks_unwrap *unwrap, const char *name)
{
	char *list = unwrap->kernel->wrapping;
	size_t used = strlen(list);

	if (*name)
		snprintf(list + used, sizeof(unwrap->kernel->wrapping) - used, "%s%s",
			 used ? ", " : "", name);
}

/* The layer lies in the old buffer, or in the file: it is not needed any more. */
static void replace(struct ks_kernel_image *kernel, const struct ks_buffer *out)
{
	free(kernel->unpacked.data);
	kernel->unpacked = *out;
	kernel->image = (struct ks_image){ out->data, out->size };
}

static size_t less(size_t budget, size_t cost)
{
	return budget > cost ? budget - cost : 0;
}

/* Unpacks what @payload starts with, and pays for it.  The caller frees @out. */
static int attempt(struct ks_unwrap *unwrap, enum ks_compression compression,
		   struct ks_image payload, struct ks_buffer *out)
{
	size_t before = payload.size;
	int ret = ks_decompress_payload(compression, &payload, unwrap->budget, out);

	unwrap->budget = less(unwrap->budget, out->size);
	if (ret)
		unwrap->budget = less(unwrap->budget, before - payload.size + ATTEMPT_COST);
	return ret;
}

static int unpacking_failed(struct ks_unwrap *unwrap, enum ks_compression compression, int ret)
{
	const char *path = unwrap->path, *name = ks_compression_name(compression);

	switch (ret) {
	case -EOPNOTSUPP:
		return ks_err_set(unwrap->err, ret,
				  "%s: decompress: packed with %s as this build cannot unpack it",
				  path, name);
	case -EFBIG:
		return ks_err_set(unwrap->err, ret, "%s: decompress: grows beyond %llu MiB", path,
				  KS_INPUT_EXPANDED_MAX >> 20);
	case -EBADMSG:
		return ks_err_set(unwrap->err, ret, "%s: decompress: damaged or cut short", path);
	default:
		return ks_err_sys(unwrap->err, ret, path, "decompress");
	}
}

/**
 * ks_unwrap_payload - what is packed at a known place is the next layer
 * @unwrap: kernel->image changes
 * @payload: starts with the packed; anything may follow
 *
 * Return: 0 or a negative errno.
 */
int ks_unwrap_payload(struct ks_unwrap *unwrap, struct ks_image payload)
{
	enum ks_compression compression = ks_compression_of_payload(&payload);
	struct ks_buffer out = { 0 };
	int ret;

	if (compression == KS_COMPRESSION_NONE)
		return ks_err_set(unwrap->err, -EOPNOTSUPP,
				  "%s: decompress: packed in a way that this program does not know",
				  unwrap->path);
	ret = attempt(unwrap, compression, payload, &out);
	if (ret) {
		free(out.data);
		return unpacking_failed(unwrap, compression, ret);
	}
	ks_unwrap_note(unwrap, ks_compression_name(compression));
	replace(unwrap->kernel, &out);
	return 0;
}

/* Bytes that something packed may start with; lzma's of what packs kernels. */
static bool may_start(const uint8_t *p)
{
	switch (p[0]) {
	case 0x02: /* lz4 -l */
		return p[1] == 0x21;
	case 0x04: /* lz4 */
		return p[1] == 0x22;
	case 0x1f:
		return p[1] == 0x8b && p[2] == 8 && !(p[3] & 0xe0);
	case 0x28: /* zstd */
		return p[1] == 0xb5;
	case 'B':
		return p[1] == 'Z';
	case 0x5d: /* lzma; OpenWrt's has other properties */
	case 0x6d:
		return !p[1] && !p[2];
	case 0x89: /* lzop */
		return p[1] == 'L';
	case 0xfd: /* xz */
		return p[1] == '7';
	default:
		return false;
	}
}

/* Is it the kernel, or why it is not: -ENOENT, or what else should be said. */
static int try_at(struct ks_unwrap *unwrap, const struct ks_image *rest,
		  enum ks_compression compression)
{
	struct ks_buffer out = { 0 };
	int ret = attempt(unwrap, compression, *rest, &out);

	if (!ret && ks_find_banner(&(struct ks_image){ out.data, out.size },
				   &unwrap->kernel->banner)) {
		ks_unwrap_note(unwrap, ks_compression_name(compression));
		replace(unwrap->kernel, &out);
		unwrap->done = true;
		return 0;
	}
	if (!ret)
		unwrap->budget = less(unwrap->budget, ATTEMPT_COST);
	/* What only looks packed ends soon. */
	if (!ret || (ret == -EBADMSG && out.size < ATTEMPT_COST))
		ret = -ENOENT;
	free(out.data);
	return ret;
}

static int not_found(struct ks_unwrap *unwrap, enum ks_compression compression, int ret)
{
	if (ret == -ENOENT)
		return ks_unwrap_damaged(unwrap, "no Linux kernel is in it");
	return unpacking_failed(unwrap, compression, ret);
}

/**
 * ks_unwrap_search - find a packed kernel and be done
 * @unwrap: kernel->image is the kernel afterwards
 * @where: to look through, once
 *
 * Where there is none, this layer may be the kernel.
 *
 * Return: 0 or a negative errno.
 */
int ks_unwrap_search(struct ks_unwrap *unwrap, struct ks_image where)
{
	enum ks_compression worst = KS_COMPRESSION_NONE;
	int why = -ENOENT;

	for (size_t at = 0; where.size >= 16 && at < where.size - 16; at++) {
		const struct ks_image rest = { where.data + at, where.size - at };
		enum ks_compression compression = KS_COMPRESSION_NONE;
		int ret;

		if (may_start(rest.data))
			compression = ks_compression_of_payload(&rest);
		if (compression == KS_COMPRESSION_NONE)
			continue;
		ret = try_at(unwrap, &rest, compression);
		if (!ret) {
			/* Of the code that unpacks it. */
			unwrap->kernel->load_address = unwrap->kernel->entry = 0;
			return 0;
		}
		if (ret != -ENOENT) {
			why = ret;
			worst = compression;
		}
		if (!unwrap->budget)
			return unpacking_failed(unwrap, compression, -EFBIG);
	}
	if (ks_find_banner(&unwrap->kernel->image, &unwrap->kernel->banner)) {
		unwrap->done = true;
		return 0;
	}
	return not_found(unwrap, worst, why);
}

/* Kernel headers come with a vmlinux that has nothing but types in it. */
static bool has_types(const struct ks_image *image)
{
	struct ks_piece types;

	return ks_image_section(image, ".BTF", &types);
}

/**
 * ks_unwrap_bare - this layer is the kernel, or code that unpacks one
 * @unwrap: kernel->image is the kernel afterwards
 *
 * Return: 0 or a negative errno.
 */
int ks_unwrap_bare(struct ks_unwrap *unwrap)
{
	unwrap->done = ks_find_banner(&unwrap->kernel->image, &unwrap->kernel->banner) ||
		       has_types(&unwrap->kernel->image);
	return unwrap->done ? 0 : ks_unwrap_search(unwrap, unwrap->kernel->image);
}
