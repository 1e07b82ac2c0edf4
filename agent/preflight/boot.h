/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of the lines of boot lists. */
#ifndef KS_PREFLIGHT_BOOT_H
#define KS_PREFLIGHT_BOOT_H

#include "boot/boot.h"
#include "lib/pool.h"
#include "model/preflight.h"
#include "tree/tree.h"

/**
 * struct ks_preflight_lists - what is loaded at boot, and where
 * @boot: lists
 * @names: other names, of each tree
 * @name_count: entries of @names
 * @denied: deny list of modprobe.d
 * @tree: verdicts on the modules
 * @home: directory of the release, where readers look that have no list beside it
 * @cmdline: of the kernel, or NULL
 * @strings: gets what must live as long as the view
 */
struct ks_preflight_lists {
	const struct ks_boot *boot;
	const struct ks_boot_names *names;
	size_t name_count;
	const struct ks_boot_denied *denied;
	const struct ks_tree *tree;
	const char *home;
	const char *cmdline;
	struct ks_pool *strings;
};

int ks_preflight_resolve(struct ks_preflight_column *view,
			 const struct ks_preflight_lists *lists) ks_must_check;

#endif
