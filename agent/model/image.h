/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes of a file, and the one overflow-checked way to look at them.  Every
 * offset out of a file goes through ks_image_range().
 */
#ifndef KS_MODEL_IMAGE_H
#define KS_MODEL_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** struct ks_image - borrowed bytes */
struct ks_image {
	const uint8_t *data;
	size_t size;
};

/**
 * struct ks_layout - how a kernel reads the bytes of a module
 * @is64: Elf64 structures
 * @big: most significant byte first
 */
struct ks_layout {
	bool is64;
	bool big;
};

/**
 * ks_image_range - the bytes at an offset, if the image has them all
 * @image: bytes
 * @offset: from the start of the image; any value
 * @len: bytes wanted; any value
 *
 * Return: pointer to @len bytes, or NULL.
 */
static inline const uint8_t *ks_image_range(const struct ks_image *image, uint64_t offset,
					    uint64_t len)
{
	if (offset > image->size || len > image->size - offset)
		return NULL;
	return image->data + offset;
}

/** ks_get - an unsigned number of 1 to 8 bytes in the layout's byte order */
static inline uint64_t ks_get(const struct ks_layout *layout, const uint8_t *p, unsigned int bytes)
{
	const bool host_is_big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
	uint64_t value = 0;

	/* To the end of it that is least significant, then turned where needed. */
	memcpy((uint8_t *)&value + (host_is_big ? 8 - bytes : 0), p, bytes);
	return layout->big == host_is_big ? value : __builtin_bswap64(value) >> (64 - 8 * bytes);
}

#endif
