/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of a file that are looked at and not kept: who goes through relocations
 * and what they point to jumps back and forth between a few places.
 */
#ifndef KS_ELF_BLOCKS_H
#define KS_ELF_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KS_BLOCKS_MAX	6

/**
 * struct ks_blocks - memory for some blocks of one file
 * @bytes: owned; NULL: not there yet
 * @numbers: which blocks are there
 * @used: when each of them was asked for
 * @count: entries of @numbers
 * @now: how often any was asked for
 *
 * Starts as all zeroes.
 */
struct ks_blocks {
	uint8_t *bytes;
	uint64_t numbers[KS_BLOCKS_MAX];
	uint64_t used[KS_BLOCKS_MAX];
	unsigned int count;
	uint64_t now;
};

/**
 * struct ks_blocks_file - where they come from
 * @fd: open for reading
 * @size: bytes that are looked at
 */
struct ks_blocks_file {
	int fd;
	uint64_t size;
};

const uint8_t *ks_blocks_at(struct ks_blocks *blocks, const struct ks_blocks_file *file,
			    unsigned int max, uint64_t offset, uint64_t *len, int *error);
int ks_read_at(int fd, uint8_t *bytes, uint64_t offset, uint64_t len);
void ks_blocks_free(struct ks_blocks *blocks);

#endif
