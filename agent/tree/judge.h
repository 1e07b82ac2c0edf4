/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict on each module of a set. */
#ifndef KS_TREE_JUDGE_H
#define KS_TREE_JUDGE_H

#include "tree/set.h"

int ks_judge_set(struct ks_set *set, const struct ks_tree_options *options,
		 const struct ks_walk_errors *errors, struct ks_err *err) ks_must_check;
bool ks_is_foreign(const struct ks_set *set);

#endif
