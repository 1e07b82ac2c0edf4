/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Did you mean": the nearest of some names to a mistyped one. */
#ifndef KS_LIB_NEAREST_H
#define KS_LIB_NEAREST_H

#include <stddef.h>

/** struct ks_nearest - starts as all zeroes; keeps the best name offered */
struct ks_nearest {
	const char *name;
	size_t distance;
};

void ks_nearest_offer(struct ks_nearest *best, const char *typed, const char *name);

#endif
