/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What modules of one partition of Android need of another. */
#ifndef KS_PREFLIGHT_PARTITIONS_H
#define KS_PREFLIGHT_PARTITIONS_H

#include "boot/boot.h"
#include "preflight/scope.h"
#include "tree/tree.h"

int ks_partitions_check(struct ks_scope_pick *pick, struct ks_preflight_column *view,
			const struct ks_boot *boot, const struct ks_tree *tree) ks_must_check;

#endif
