// SPDX-License-Identifier: GPL-2.0-or-later
/* What commands that check candidates have in common: the kernel, and exit codes. */
#include "cmd/verdict.h"

#include "facts/keys.h"

/**
 * ks_load_kernel - one kernel, from what the command line names
 * @snapshot: initialised with one of @options->kernels
 * @options: --keys, --cmdline
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_load_kernel(struct ks_snapshot *snapshot, const struct ks_options *options,
		   struct ks_err *err)
{
	int ret;

	snapshot->cmdline = options->cmdline;
	ret = ks_facts_load(snapshot, snapshot->facts.source, err);
	for (size_t i = 0; !ret && i < options->key_count; i++)
		ret = ks_keys_add_file(snapshot, options->keys[i], err);
	return ret;
}

/** ks_exit_of - exit code of a verdict */
int ks_exit_of(enum ks_verdict verdict)
{
	switch (verdict) {
	case KS_VERDICT_OK:
		return KS_EXIT_OK;
	case KS_VERDICT_UNKNOWN:
		return KS_EXIT_UNKNOWN;
	default:
		return KS_EXIT_REFUSED;
	}
}

/** ks_exit_worst - of several files: 2 outranks 1, then 3, then 0 */
int ks_exit_worst(int a, int b)
{
	static const int ranks[] = {
		[KS_EXIT_OK] = 0,
		[KS_EXIT_UNKNOWN] = 1,
		[KS_EXIT_REFUSED] = 2,
		[KS_EXIT_FAILED] = 3,
	};

	return ranks[a] >= ranks[b] ? a : b;
}
