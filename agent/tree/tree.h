/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Modules checked as a set: what a whole tree asks of one kernel.  A symbol may
 * come from the kernel or from any module of the set, in whatever order the
 * files lie there, as what a module needs is loaded before it.  The kernel is
 * taken as freshly booted: that a module of the set is loaded at the moment
 * changes nothing.  Words and exit codes are not here.
 */
#ifndef KS_TREE_TREE_H
#define KS_TREE_TREE_H

#include "facts/snapshot.h"
#include "model/finding.h"

struct ks_stamp;

/** KS_TREE_NONE - no module */
#define KS_TREE_NONE	UINT32_MAX

/**
 * struct ks_tree_options - how to check
 * @depth: shallow, or with what needs every byte
 * @jobs: threads at most; 0: as many as this process has CPUs
 * @no_cache: neither read nor write what is known of unchanged files
 * @whole: the roots hold all modules that this kernel has: what a file says of
 *	exports of modules that are not among them, or what others are loaded
 *	now, is not there.  Without, such a symbol is there, with a finding of
 *	level residual that names its module
 * @progress: called now and then by the calling thread, or NULL: @done of @total
 *	files are read
 * @context: for @progress
 */
struct ks_tree_options {
	enum ks_depth depth;
	unsigned int jobs;
	bool no_cache;
	bool whole;
	void (*progress)(void *context, size_t done, size_t total);
	void *context;
};

/**
 * struct ks_tree_module - one file of the set and its verdict
 * @path: as it is opened: root and what is below it
 * @relative: its end, below the root; of a root that is a file its last part
 * @root: index of the root that it was found below
 * @stamp: of the file, as it was when its verdict was found
 * @name: mod->name, in which '-' is '_'; NULL where the file has none
 * @result: the verdict, which the tree owns with its findings: what the loader
 *	says once all that the module needs and that loads is loaded.  A symbol
 *	of a module of the set that does not load is a finding of rule
 *	symbol-missing, reason SYMBOL_OF_REFUSED (ENOENT) or, where that is not
 *	known, SYMBOL_OF_UNKNOWN, whose kernel and owner are that module's name
 * @dragged_by: the module of the set whose own failure, or own doubt, brings
 *	this one down, which by itself would be accepted; through any number of
 *	others.  KS_TREE_NONE where nothing does
 * @in_cycle: it needs itself, through others: none of these can be the first.
 *	Such a module is refused, and no module drags it
 * @shadowed_by: another module of the same name, which depmod prefers (updates,
 *	extra, the rest, weak-updates; then by path): only one can be loaded, and
 *	this one exports nothing to the set.  KS_TREE_NONE where there is none
 * @providers: modules of the set that own its imports, in ascending order;
 *	those whose symbol may stay unresolved are among them
 * @provider_count: entries of @providers
 */
struct ks_tree_module {
	const char *path;
	const char *relative;
	uint32_t root;
	const struct ks_stamp *stamp;
	const char *name;
	struct ks_result result;
	uint32_t dragged_by;
	bool in_cycle;
	uint32_t shadowed_by;
	const uint32_t *providers;
	size_t provider_count;
};

/**
 * struct ks_tree_error - a file or directory that could not be looked at
 * @path: which
 * @code: negative errno
 * @text: one line, path included: "<path>: <what was tried>: <why>"
 */
struct ks_tree_error {
	const char *path;
	int code;
	const char *text;
};

/**
 * struct ks_tree - the verdicts on a set
 * @modules: by path; at most one of several links to one file
 * @module_count: entries of @modules
 * @errors: what could not be looked at, by path; while there are any, a symbol that
 *	nobody else exports is not missing but unknown
 * @error_count: entries of @errors
 * @facts: what the verdicts rest on: the kernel, with the exports of the set
 * @depth: of the check
 * @foreign_kernel: this is not the kernel that these modules were built for:
 *	nine of ten of them have another module_layout, or another vermagic
 * @from_cache: modules that were not read, as they are unchanged
 * @state: private
 */
struct ks_tree {
	const struct ks_tree_module *modules;
	size_t module_count;
	const struct ks_tree_error *errors;
	size_t error_count;
	const struct ks_facts *facts;
	enum ks_depth depth;
	bool foreign_kernel;
	size_t from_cache;
	struct ks_tree_state *state;
};

int ks_tree_check(struct ks_tree *tree, const char *const *roots, size_t root_count,
		  struct ks_snapshot *kernel, const struct ks_tree_options *options,
		  struct ks_err *err) ks_must_check;
int ks_tree_needs(const struct ks_tree *tree, size_t module, struct ks_needs *needs) ks_must_check;
void ks_tree_free(struct ks_tree *tree);

#endif
