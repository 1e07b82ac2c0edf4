/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be checked: from arguments to directories and files of modules. */
#ifndef KS_PREFLIGHT_SCOPE_H
#define KS_PREFLIGHT_SCOPE_H

#include "lib/err.h"
#include "lib/pool.h"
#include "model/preflight.h"

/**
 * struct ks_scope_tree - a directory below a directory of trees
 * @path: of it
 * @release: its name; NULL where modules lie without a release, as on Android
 */
struct ks_scope_tree {
	const char *path;
	const char *release;
};

/**
 * struct ks_scope - what the arguments mean
 * @root: root file system whose boot lists count, or NULL
 * @root_given: an argument is that root, else only a tree in it
 * @trees: in that root, by release, then by path
 * @tree_count: entries of @trees
 * @others: trees, directories and files that are arguments themselves
 * @other_count: entries of @others
 * @strays: files beside trees instead of in one
 * @stray_count: entries of @strays
 * @errors: what of the root could not be looked at
 * @error_count: entries of @errors
 * @whole: these are all modules that the kernel has
 */
struct ks_scope {
	const char *root;
	bool root_given;
	struct ks_scope_tree *trees;
	size_t tree_count;
	const char **others;
	size_t other_count;
	const char **strays;
	size_t stray_count;
	struct ks_preflight_error *errors;
	size_t error_count;
	bool whole;
	struct ks_pool strings;
};

/**
 * struct ks_scope_pick - what of it goes with one kernel
 * @roots: directories and files to check
 * @root_count: entries of @roots
 * @notes: what is to be said of trees; at most a few
 * @note_count: entries of @notes
 */
struct ks_scope_pick {
	const char **roots;
	size_t root_count;
	struct ks_preflight_note *notes;
	size_t note_count;
};

int ks_scope_find(struct ks_scope *scope, const char *const *args, size_t count,
		  struct ks_err *err) ks_must_check;
bool ks_scope_is_own_root(const struct ks_scope *scope);
bool ks_scope_has_kernel(const struct ks_scope *scope, const char *release);
int ks_scope_choose(struct ks_scope *scope, const struct ks_facts *facts,
		    const char *const *releases, size_t release_count,
		    struct ks_scope_pick *pick, struct ks_err *err) ks_must_check;
void ks_scope_pick_free(struct ks_scope_pick *pick);
void ks_scope_free(struct ks_scope *scope);

#endif
