/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pool of strings that live and die together.  A kernel has some 25,000
 * exports with a name each: one allocation for many of them keeps a router's
 * memory small, and there is nothing to free one by one.
 */
#ifndef KS_LIB_POOL_H
#define KS_LIB_POOL_H

#include <stddef.h>

#include "lib/macro.h"

struct ks_pool_block;

/** struct ks_pool - starts as all zeroes */
struct ks_pool {
	struct ks_pool_block *last;
};

void ks_pool_expect(struct ks_pool *pool, size_t size);
void *ks_pool_alloc(struct ks_pool *pool, size_t size) ks_must_check;
const char *ks_pool_copy(struct ks_pool *pool, const char *text) ks_must_check;
const char *ks_pool_copy_n(struct ks_pool *pool, const char *text, size_t len) ks_must_check;
void ks_pool_free(struct ks_pool *pool);

#endif
