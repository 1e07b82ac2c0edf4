/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of symbols that Android's kernels protect. */
#ifndef KS_FACTS_SYMBOL_LISTS_H
#define KS_FACTS_SYMBOL_LISTS_H

#include "facts/snapshot.h"

int ks_symbol_list_add(struct ks_snapshot *snapshot, struct ks_symbol_list *list, const char *path,
		       struct ks_err *err) ks_must_check;

#endif
