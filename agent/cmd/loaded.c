// SPDX-License-Identifier: GPL-2.0-or-later
/* --loaded FILE: a kernel in which these modules are loaded already, in order. */
#include "cmd/verdict.h"

static int assume(struct ks_snapshot *snapshot, const char *path, struct ks_err *err)
{
	struct ks_candidate candidate;
	int ret = ks_candidate_open(&candidate, path, KS_DEPTH_SHALLOW, &snapshot->facts, err);

	if (!ret)
		ret = ks_let_be_loaded(snapshot, &candidate.needs, err);
	ks_candidate_close(&candidate);
	return ret;
}

/**
 * ks_assume_loaded - load what --loaded names, into the facts only
 * @snapshot: completed
 * @options: --loaded
 * @err: one line on failure
 *
 * Whether the kernel would take these modules is not asked: they are loaded.
 *
 * Return: 0 or a negative errno.
 */
int ks_assume_loaded(struct ks_snapshot *snapshot, const struct ks_options *options,
		     struct ks_err *err)
{
	int ret = 0;

	for (size_t i = 0; i < options->loaded_count && !ret; i++)
		ret = assume(snapshot, options->loaded[i], err);
	return ret;
}
