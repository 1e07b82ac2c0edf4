/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the modules of a set, on several CPUs where that pays. */
#ifndef KS_TREE_READ_H
#define KS_TREE_READ_H

#include "elf/candidate.h"
#include "tree/set.h"
#include "tree/walk.h"

int ks_read_modules(struct ks_set *set, struct ks_files *files, const struct ks_facts *kernel,
		    const struct ks_tree_options *options, const struct ks_walk_errors *errors,
		    size_t *from_cache, struct ks_err *err) ks_must_check;
int ks_read_again(struct ks_candidate *candidate, const struct ks_file *file, enum ks_depth depth,
		  const struct ks_facts *kernel, struct ks_input_room *room,
		  struct ks_err *err) ks_must_check;

#endif
