/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boot lists: which modules a system loads when it starts, by the rules of
 * those who read the lists.  A reader is one file and one row in boot.c.
 */
#ifndef KS_BOOT_BOOT_H
#define KS_BOOT_BOOT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/err.h"
#include "lib/pool.h"

/**
 * struct ks_boot_entry - one line of a list
 * @name: module or alias, as it is written; for readers that take paths without
 *	directory and suffix
 * @options: parameters on the same line, or NULL
 * @list: the file: of a system its path there, of a tree its path here
 * @line: in the file, from 1
 * @is_optional: its reader passes over a name that no module has
 */
struct ks_boot_entry {
	const char *name;
	const char *options;
	const char *list;
	unsigned int line;
	bool is_optional;
};

/**
 * struct ks_boot - what is loaded at boot; starts as all zeroes
 * @entries: in the order in which they are loaded, reader by reader
 * @count: entries of @entries
 * @lists: files that were read
 * @problems: lists that could not be read; the others were
 * @problem_count: entries of @problems
 */
struct ks_boot {
	struct ks_boot_entry *entries;
	size_t count;
	size_t lists;
	struct ks_err *problems;
	size_t problem_count;
	size_t room;
	size_t problem_room;
	struct ks_pool strings;
};

int ks_boot_read_root(struct ks_boot *boot, const char *root, struct ks_err *err) ks_must_check;
int ks_boot_read_tree(struct ks_boot *boot, const char *tree, struct ks_err *err) ks_must_check;
void ks_boot_free(struct ks_boot *boot);

/**
 * typedef ks_boot_match_fn - a module that a name stands for
 * @module: its name, as modules.alias spells it
 */
typedef void ks_boot_match_fn(const char *module, void *data);

/**
 * struct ks_boot_names - other names of a tree's modules; starts as all zeroes
 * @aliases: content of modules.alias, NULL without one
 * @builtins: content of modules.builtin, NULL without one
 */
struct ks_boot_names {
	char *aliases;
	char *builtins;
};

int ks_boot_names_read(struct ks_boot_names *names, const char *tree,
		       struct ks_err *err) ks_must_check;
bool ks_boot_same_name(const char *a, const char *b);
bool ks_boot_is_builtin(const struct ks_boot_names *names, const char *name);
size_t ks_boot_resolve(const struct ks_boot_names *names, const char *name,
		       ks_boot_match_fn *match, void *data);
void ks_boot_names_free(struct ks_boot_names *names);

#endif
