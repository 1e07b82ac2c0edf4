/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The symbol rows of a saved facts file. */
#ifndef KS_FACTS_SAVED_SYMBOLS_H
#define KS_FACTS_SAVED_SYMBOLS_H

#include "facts/provider.h"

/** ks_is_symbol_row - does a line belong to ks_saved_symbols() */
static inline bool ks_is_symbol_row(const char *line, size_t len)
{
	return len >= 7 && !memcmp(line, "symbol\t", 7);
}

int ks_saved_symbols(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		     const struct ks_wanted *wanted, struct ks_err *err) ks_must_check;

#endif
