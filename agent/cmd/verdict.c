// SPDX-License-Identifier: GPL-2.0-or-later
/* What commands that check candidates have in common: the kernel, and exit codes. */
#include "cmd/verdict.h"

#include "facts/keys.h"
#include "facts/symbol_lists.h"

/**
 * ks_load_kernel - one kernel, from what the command line names
 * @snapshot: initialised with one of @options->kernels
 * @options: --keys, --cmdline, --kmi-symbols, --protected-exports
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
	for (size_t i = 0; !ret && i < options->kmi_count; i++)
		ret = ks_symbol_list_add(snapshot, &snapshot->facts.kmi_symbols,
					 options->kmi_symbols[i], err);
	for (size_t i = 0; !ret && i < options->protected_count; i++)
		ret = ks_symbol_list_add(snapshot, &snapshot->facts.protected_exports,
					 options->protected_exports[i], err);
	return ret;
}

/**
 * ks_opinion_form_without - check one file against the kernel of the command line
 * @opinion: to fill; ks_opinion_free() releases it, also after a failure
 * @options: kernel
 * @path: file
 * @without: as if this module were not loaded; or NULL
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_opinion_form_without(struct ks_opinion *opinion, const struct ks_options *options,
			    const char *path, const char *without, struct ks_err *err)
{
	struct ks_snapshot *snapshot = &opinion->snapshot;
	int ret;

	*opinion = (struct ks_opinion){ .candidate.input.fd = -1 };
	ks_snapshot_init(snapshot, options->kernels[0]);
	ret = ks_load_kernel(snapshot, options, err);
	if (!ret)
		ret = ks_candidate_open(&opinion->candidate, path, KS_DEPTH_DEEP,
					&snapshot->facts, err);
	if (!ret)
		ret = ks_complete_for(snapshot, &opinion->candidate.needs, err);
	if (ret)
		return ret;
	if (without)
		ks_facts_forget_loaded(snapshot, without);
	ks_verify(snapshot, &opinion->candidate.needs);
	ret = ks_judge(&opinion->judgement, &opinion->candidate.needs, &snapshot->facts, err);
	return ret ? ret : ks_candidate_settle(&opinion->candidate, err);
}

/** ks_opinion_form - the same against the kernel as it is */
int ks_opinion_form(struct ks_opinion *opinion, const struct ks_options *options,
		    const char *path, struct ks_err *err)
{
	return ks_opinion_form_without(opinion, options, path, NULL, err);
}

/**
 * ks_opinion_free - release an opinion
 * @opinion: given to ks_opinion_form()
 */
void ks_opinion_free(struct ks_opinion *opinion)
{
	ks_judgement_free(&opinion->judgement);
	ks_candidate_close(&opinion->candidate);
	ks_facts_free(&opinion->snapshot);
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
