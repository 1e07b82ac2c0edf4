/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hash of all tables of names. */
#ifndef KS_MODEL_HASH_H
#define KS_MODEL_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t ks_hash_load(const char *bytes, size_t len)
{
	uint32_t low, high;
	uint64_t whole;

	if (len == 8) {
		memcpy(&whole, bytes, 8);
		return whole;
	}
	if (len >= 4) {
		memcpy(&low, bytes, 4);
		memcpy(&high, bytes + len - 4, 4);
		return (uint64_t)high << 32 | low;
	}
	if (!len)
		return 0;
	return (uint8_t)bytes[0] | (uint64_t)(uint8_t)bytes[len / 2] << 8 |
	       (uint64_t)(uint8_t)bytes[len - 1] << 16;
}

/**
 * ks_hash - hash of bytes, eight at a time
 * @bytes: any
 * @len: how many
 *
 * Not the same on every machine: nothing keeps it.  Names come from files;
 * collisions only cost time.
 */
static inline uint32_t ks_hash(const char *bytes, size_t len)
{
	const uint64_t prime = 0x9e3779b97f4a7c15u;
	uint64_t h = len * prime;

	for (; len > 8; len -= 8, bytes += 8) {
		h = (h ^ ks_hash_load(bytes, 8)) * prime;
		h ^= h >> 32;
	}
	h = (h ^ ks_hash_load(bytes, len)) * prime;
	return h ^ h >> 32;
}

/** ks_name_hash - the same of a text */
static inline uint32_t ks_name_hash(const char *name)
{
	return ks_hash(name, strlen(name));
}

#endif
