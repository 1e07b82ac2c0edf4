/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unpacks whatever kernels and modules are packed with, within a limit. */
#ifndef KS_ELF_DECOMPRESS_H
#define KS_ELF_DECOMPRESS_H

#include "elf/input.h"

/**
 * struct ks_buffer - bytes that grow
 * @data: owned
 * @size: used
 * @room: allocated
 */
struct ks_buffer {
	uint8_t *data;
	size_t size;
	size_t room;
};

enum ks_compression ks_compression_of(const struct ks_image *packed);
enum ks_compression ks_compression_of_payload(const struct ks_image *packed);
const char *ks_compression_name(enum ks_compression compression);
int ks_decompress(enum ks_compression compression, const struct ks_image *packed, size_t max,
		  struct ks_buffer *out) ks_must_check;
int ks_decompress_payload(enum ks_compression compression, struct ks_image *packed, size_t max,
			  struct ks_buffer *out) ks_must_check;
int ks_buffer_reserve(struct ks_buffer *buffer, size_t more, size_t max) ks_must_check;

#endif
