/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The modules of a directory by name, for where depmod has left no index. */
#ifndef KS_RESOLVE_FILE_INDEX_H
#define KS_RESOLVE_FILE_INDEX_H

#include "elf/candidate.h"
#include "tree/walk.h"

/**
 * struct ks_file_entry - one module
 * @name: by its file's name, '_' for '-'
 * @path: file
 */
struct ks_file_entry {
	const char *name;
	const char *path;
};

struct ks_file_symbol;

/**
 * struct ks_file_index - all of them
 * @items: modules; of several of one name that which depmod prefers
 * @count: entries of @items
 * @symbols: who exports what, once that was asked for
 * @symbol_count: entries of @symbols
 * @has_symbols: it was
 */
struct ks_file_index {
	struct ks_files files;
	struct ks_file_entry *items;
	size_t count;
	struct ks_file_symbol *symbols;
	size_t symbol_count;
	size_t symbol_room;
	bool has_symbols;
	struct ks_pool strings;
};

/**
 * typedef ks_file_visit - gets the modules one by one, read to their end
 *
 * Return: 0 to go on, or what ends it.
 */
typedef int ks_file_visit(void *context, size_t entry, const struct ks_candidate *candidate);

int ks_file_index_open(struct ks_file_index **index, const char *directory,
		       struct ks_err *err) ks_must_check;
size_t ks_file_index_find(const struct ks_file_index *index, const char *name);
int ks_file_index_visit(const struct ks_file_index *index, ks_file_visit *visit,
			void *context) ks_must_check;
int ks_file_index_symbols(struct ks_file_index *index) ks_must_check;
size_t ks_file_index_exporter(const struct ks_file_index *index, const char *symbol);
void ks_file_index_free(struct ks_file_index *index);

#endif
