/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CONFIG_MODULE_SIG_PROTECT of Android's kernels: modules without a signature that
 * holds load, but keep to the symbols that are meant for them.  Which those are is
 * compiled into the kernel; a user names the lists that it was made from.
 */
#ifndef KS_CHECK_PROTECTION_H
#define KS_CHECK_PROTECTION_H

#include "check/symbols.h"

/** ks_list_has - is a name in a list; models gki_module.c, which searches so, too */
static inline bool ks_list_has(const struct ks_symbol_list *list, const char *name)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(list->names[middle], name);

		if (!order)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

#endif
