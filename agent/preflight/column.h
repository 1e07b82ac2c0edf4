/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One kernel and what is checked against it. */
#ifndef KS_PREFLIGHT_COLUMN_H
#define KS_PREFLIGHT_COLUMN_H

#include "boot/boot.h"
#include "preflight/scope.h"
#include "tree/tree.h"

/**
 * struct ks_column - owner of everything that a column borrows; starts as all zeroes
 * @pick: directories and files
 * @tree: verdicts
 * @boot: boot lists
 */
struct ks_column {
	struct ks_scope_pick pick;
	struct ks_tree tree;
	struct ks_boot boot;
	struct ks_preflight_error *errors;
	struct ks_pool strings;
};

int ks_column_fill(struct ks_column *column, struct ks_preflight_column *view,
		   const struct ks_scope *scope, struct ks_snapshot *kernel,
		   const struct ks_tree_options *options, struct ks_err *err) ks_must_check;
void ks_column_free(struct ks_column *column, struct ks_preflight_column *view);

#endif
