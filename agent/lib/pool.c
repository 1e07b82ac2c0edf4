// SPDX-License-Identifier: GPL-2.0-or-later
/* A pool of strings that live and die together; see pool.h. */
#include "lib/pool.h"

#include <stdlib.h>
#include <string.h>

#include "lib/large.h"

#define BLOCK_SIZE	(64 * 1024)
/* What is more than this comes as it is needed. */
#define EXPECT_MAX	((size_t)64 << 20)

struct ks_pool_block {
	struct ks_pool_block *previous;
	size_t used;
	size_t size;
	char data[] __attribute__((aligned(16)));
};

static struct ks_pool_block *put_block(struct ks_pool *pool, struct ks_pool_block *block,
				       size_t size)
{
	if (!block)
		return NULL;
	block->previous = pool->last;
	block->used = 0;
	block->size = size;
	pool->last = block;
	return block;
}

static struct ks_pool_block *add_block(struct ks_pool *pool, size_t least)
{
	size_t size = least > BLOCK_SIZE ? least : BLOCK_SIZE;

	return put_block(pool, malloc(sizeof(struct ks_pool_block) + size), size);
}

/**
 * ks_pool_expect - say how much a pool will take
 * @pool: unused so far
 * @size: bytes, about
 *
 * As much of it as fills large pages comes from such; if there are any.
 */
void ks_pool_expect(struct ks_pool *pool, size_t size)
{
	size_t count = (size < EXPECT_MAX ? size : EXPECT_MAX) / KS_LARGE_PAGE;

	if (count)
		put_block(pool, ks_large_alloc(count),
			  count * KS_LARGE_PAGE - sizeof(struct ks_pool_block));
}

/**
 * ks_pool_alloc - memory of the pool, for an array of any type
 * @pool: owner
 * @size: bytes; 0 is as good as 1
 *
 * Return: bytes of any content, valid until ks_pool_free(), or NULL without
 * memory.
 */
void *ks_pool_alloc(struct ks_pool *pool, size_t size)
{
	struct ks_pool_block *block = pool->last;
	size_t used = block ? (block->used + 15) & ~(size_t)15 : 0;

	if (!block || used > block->size || block->size - used < size) {
		block = add_block(pool, size);
		used = 0;
	}
	if (!block)
		return NULL;
	block->used = used + size;
	return block->data + used;
}

/**
 * ks_pool_copy_n - copy the first bytes of a text into the pool
 * @pool: owner of the copy
 * @text: bytes to copy
 * @len: how many; a NUL is added
 *
 * Return: the copy, valid until ks_pool_free(), or NULL without memory.
 */
const char *ks_pool_copy_n(struct ks_pool *pool, const char *text, size_t len)
{
	struct ks_pool_block *block = pool->last;
	char *copy;

	if (!block || block->size - block->used < len + 1)
		block = add_block(pool, len + 1);
	if (!block)
		return NULL;
	copy = block->data + block->used;
	memcpy(copy, text, len);
	copy[len] = '\0';
	block->used += len + 1;
	return copy;
}

/**
 * ks_pool_copy - copy a string into the pool
 * @pool: owner of the copy
 * @text: string to copy
 *
 * Return: the copy, valid until ks_pool_free(), or NULL without memory.
 */
const char *ks_pool_copy(struct ks_pool *pool, const char *text)
{
	return ks_pool_copy_n(pool, text, strlen(text));
}

/**
 * ks_pool_free - release every string of the pool
 * @pool: empty and usable again afterwards
 */
void ks_pool_free(struct ks_pool *pool)
{
	while (pool->last) {
		struct ks_pool_block *block = pool->last;

		pool->last = block->previous;
		free(block);
	}
}
