// SPDX-License-Identifier: GPL-2.0-or-later
/* Blocks of a file that are looked at and not kept; see blocks.h. */
#include "elf/blocks.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "model/window.h"

/*
 * A block begins every STEP bytes, and so much longer is it that nothing lies
 * across its end.  Tests have small ones.
 */
#ifdef __SANITIZE_ADDRESS__
#define STEP	64
#else
#define STEP	(32 * 1024 - KS_WINDOW_ITEM)
#endif
#define BLOCK	(STEP + KS_WINDOW_ITEM)
#define MAPPED	((size_t)KS_BLOCKS_MAX * BLOCK)

/**
 * ks_read_at - read all of a part of a file
 * @fd: open for reading
 * @bytes: to fill
 * @offset: from its start
 * @len: bytes
 *
 * Return: 0, -ESTALE when it has become shorter, or another negative errno.
 */
int ks_read_at(int fd, uint8_t *bytes, uint64_t offset, uint64_t len)
{
	while (len) {
		ssize_t got = pread(fd, bytes, len, offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		/* What was there a moment ago is gone. */
		if (got == 0)
			return -ESTALE;
		bytes += got;
		offset += got;
		len -= got;
	}
	return 0;
}

/* As much as any may be: only what is used takes memory. */
static uint8_t *map(void)
{
	uint8_t *bytes = mmap(NULL, MAPPED, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return bytes == MAP_FAILED ? NULL : bytes;
}

/* Where a block is, or the one that was not asked for longest, or a free one. */
static unsigned int find(const struct ks_blocks *blocks, uint64_t number, unsigned int max)
{
	unsigned int oldest = 0;

	for (unsigned int i = 0; i < blocks->count; i++) {
		if (blocks->numbers[i] == number)
			return i;
		if (blocks->used[i] < blocks->used[oldest])
			oldest = i;
	}
	return blocks->count < max ? blocks->count : oldest;
}

/**
 * ks_blocks_at - bytes of a file, at least until the next call
 * @blocks: where they are or come to
 * @file: where they come from
 * @max: how many blocks may be in memory, 1 to KS_BLOCKS_MAX, the same in each call
 * @offset: below the size of the file
 * @len: set to how many bytes: KS_WINDOW_ITEM at least, or all until the end
 * @error: set to a negative errno when they cannot be read, and zeroes are shown;
 *	what is set already stays
 *
 * Return: the bytes, or NULL without memory.
 */
const uint8_t *ks_blocks_at(struct ks_blocks *blocks, const struct ks_blocks_file *file,
			    unsigned int max, uint64_t offset, uint64_t *len, int *error)
{
	uint64_t number = offset / STEP, start = number * STEP, size;
	unsigned int i = find(blocks, number, max);
	uint8_t *bytes;

	size = file->size - start < BLOCK ? file->size - start : BLOCK;
	*len = start + size - offset;
	if (!blocks->bytes)
		blocks->bytes = map();
	if (!blocks->bytes)
		return NULL;
	bytes = blocks->bytes + (size_t)i * BLOCK;
	blocks->used[i] = ++blocks->now;
	if (i < blocks->count && blocks->numbers[i] == number)
		return bytes + (offset - start);
	blocks->count += i == blocks->count;
	blocks->numbers[i] = number;
	if (!*error)
		*error = ks_read_at(file->fd, bytes, start, size);
	if (*error)
		memset(bytes, 0, size);
	return bytes + (offset - start);
}

/**
 * ks_blocks_free - release the memory
 * @blocks: all zeroes, or used
 */
void ks_blocks_free(struct ks_blocks *blocks)
{
	if (blocks->bytes)
		munmap(blocks->bytes, MAPPED);
	*blocks = (struct ks_blocks){ 0 };
}
