/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texts of a set, each stored once.  4,000 modules have 190,000 imports of
 * 25,000 names: a module's record keeps numbers.
 */
#ifndef KS_TREE_NAMES_H
#define KS_TREE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/pool.h"

/**
 * struct ks_name - one text
 * @text: stored
 * @hash: ks_name_hash() of it
 * @export: position + 1 in the exports of the set; 0: nobody exports it
 * @is_doubtful: several do, in different ways: which one counts is not known
 * @is_shared: several modules do, all in the same way: see struct ks_set
 */
struct ks_name {
	const char *text;
	uint32_t hash;
	uint32_t export : 30;
	uint32_t is_doubtful : 1;
	uint32_t is_shared : 1;
};

/**
 * struct ks_names - starts as all zeroes
 * @items: texts, by number; number 0 is none
 * @count: numbers that are given away, 0 among them
 * @out_of_memory: something could not be stored
 */
struct ks_names {
	struct ks_name *items;
	uint32_t count;
	uint32_t room;
	uint32_t *slots;
	uint32_t mask;
	struct ks_pool pool;
	bool out_of_memory;
};

/*
 * Where a text is looked for is in no cache mostly: who will look for many says so a
 * few before each, first of its slot, then of its number, then of the text.
 */
#define KS_NAMES_AHEAD	4

/** ks_names_expect - texts with these hashes come soon: after 4, 8 and 12 others */
static inline void ks_names_expect(const struct ks_names *names, uint32_t near, uint32_t far,
				   uint32_t farthest)
{
	if (!names->slots)
		return;
	__builtin_prefetch(names->items[names->slots[near & names->mask]].text);
	__builtin_prefetch(&names->items[names->slots[far & names->mask]]);
	__builtin_prefetch(&names->slots[farthest & names->mask]);
}

uint32_t ks_names_add(struct ks_names *names, const char *text);
uint32_t ks_names_add_hashed(struct ks_names *names, const char *text, uint32_t hash);
uint32_t ks_names_borrow(struct ks_names *names, const char *text);
uint32_t ks_names_find(const struct ks_names *names, const char *text);
const char *ks_names_keep(struct ks_names *names, const char *text);
void ks_names_free(struct ks_names *names);

#endif
