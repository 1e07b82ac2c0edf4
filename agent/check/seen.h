/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one rule has seen of a candidate, so that another need not look again. */
#ifndef KS_CHECK_SEEN_H
#define KS_CHECK_SEEN_H

#include <stdbool.h>
#include <stdint.h>

/* More than a module has tables; what there is no room for is looked at again. */
#define KS_RUNS_MAX	32

/**
 * struct ks_run - all relocations of a section, where they are alike: place behind
 *	place from its start to its end, of one type, and each pointing into a section of
 *	the file that is loaded and is not per-cpu data, not behind its end
 * @target: index of the section that they relocate
 * @type: of each
 * @size: of each place, in bytes
 * @is_code: all of them point to code
 */
struct ks_run {
	uint32_t target;
	uint32_t type;
	uint32_t size;
	bool is_code;
};

/**
 * struct ks_seen - starts as all zeroes
 * @runs: of some sections, each of which may have other relocations, too
 * @count: entries of @runs
 */
struct ks_seen {
	struct ks_run runs[KS_RUNS_MAX];
	unsigned int count;
};

#endif
