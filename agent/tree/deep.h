/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every byte of each module of a set, once it is known who exports what. */
#ifndef KS_TREE_DEEP_H
#define KS_TREE_DEEP_H

#include "tree/crew.h"
#include "tree/set.h"
#include "tree/walk.h"

int ks_deepen_all(struct ks_set *set, const struct ks_tree_options *options,
		  const struct ks_walk_errors *errors, struct ks_err *err) ks_must_check;
int ks_deepen_again(struct ks_set *set, struct ks_member *member, struct ks_crew_desk *desk,
		    struct ks_err *err) ks_must_check;

#endif
