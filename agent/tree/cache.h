/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What unchanged files need, from one run to the next.  Never a verdict: only
 * records are kept, and only of modules on which the rules that look at bytes
 * found nothing for a kernel that is read in the same way.
 */
#ifndef KS_TREE_CACHE_H
#define KS_TREE_CACHE_H

#include "tree/set.h"
#include "tree/walk.h"

/**
 * struct ks_cache - a cache that was read, or all zeroes
 * @path: its file; empty where there is none that can be trusted
 * @key: what a file's content must have been read with
 * @opened: when, in seconds: before any file was read
 */
struct ks_cache {
	char path[4096];
	uint64_t key;
	int64_t opened;
	uint8_t *bytes;
	size_t size;
	const struct ks_cache_entry **slots;
	uint32_t mask;
	uint32_t *names;
	uint32_t name_count;
};

int ks_cache_open(struct ks_cache *cache, const struct ks_facts *kernel,
		  const struct ks_files *files, struct ks_names *names) ks_must_check;
bool ks_cache_get(const struct ks_cache *cache, const struct ks_file *file, struct ks_names *names,
		  struct ks_record *record);
void ks_cache_save(const struct ks_cache *cache, const struct ks_set *set);
void ks_cache_close(struct ks_cache *cache);

#endif
