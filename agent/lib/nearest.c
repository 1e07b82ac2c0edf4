// SPDX-License-Identifier: GPL-2.0-or-later
/* "Did you mean": the nearest of some names to a mistyped one. */
#include "lib/nearest.h"

#include <string.h>

#define LONGEST_NAME	64

static size_t least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein distance with one row; names here are short. */
static size_t distance(const char *a, const char *b)
{
	size_t row[LONGEST_NAME + 1], la = strlen(a), lb = strlen(b);

	if (la > LONGEST_NAME || lb > LONGEST_NAME)
		return LONGEST_NAME;
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			size_t above = row[j];

			row[j] = least(above + 1, row[j - 1] + 1,
				       diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[lb];
}

/**
 * ks_nearest_offer - keep @name if it is nearer to @typed than the best so far
 * @best: all zeroes before the first offer
 * @typed: what the user typed
 * @name: one that exists
 *
 * An abbreviation counts as near.
 */
void ks_nearest_offer(struct ks_nearest *best, const char *typed, const char *name)
{
	size_t d = strncmp(typed, name, strlen(typed)) ? distance(typed, name) : 0;

	if (!best->name || d < best->distance) {
		best->name = name;
		best->distance = d;
	}
}
