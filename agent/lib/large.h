/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory in large pages.  To touch memory for the first time, page by page, takes
 * four times as long as to read something into it; in a large page it costs next
 * to nothing.
 */
#ifndef KS_LIB_LARGE_H
#define KS_LIB_LARGE_H

#include <stddef.h>

#include "lib/macro.h"

/* On x86 and most others; where it is another, nothing is lost. */
#define KS_LARGE_PAGE	((size_t)2 << 20)

void *ks_large_alloc(size_t count) ks_must_check;

#endif
