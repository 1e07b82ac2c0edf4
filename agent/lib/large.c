// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory in large pages; see large.h. */
#include "lib/large.h"

#include <stdlib.h>
#include <sys/mman.h>

/**
 * ks_large_alloc - memory in large pages, if the system has any left
 * @count: of KS_LARGE_PAGE bytes each
 *
 * Return: bytes of any content, for free(), or NULL without memory.
 */
void *ks_large_alloc(size_t count)
{
	void *bytes = aligned_alloc(KS_LARGE_PAGE, count * KS_LARGE_PAGE);

	/* Where it cannot be had, small ones do as well. */
	if (bytes)
		madvise(bytes, count * KS_LARGE_PAGE, MADV_HUGEPAGE);
	return bytes;
}
