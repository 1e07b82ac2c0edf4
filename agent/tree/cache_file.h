/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the cache is, and whether what lies there can be trusted. */
#ifndef KS_TREE_CACHE_FILE_H
#define KS_TREE_CACHE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool ks_cache_file_name(char *path, size_t size, uint64_t key);
uint8_t *ks_cache_file_read(const char *path, size_t *size);
void ks_cache_file_write(const char *path, const uint8_t *bytes, size_t size);

#endif
