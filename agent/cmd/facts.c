// SPDX-License-Identifier: GPL-2.0-or-later
/* kmodsafe facts: write down all that is known of a kernel, symbols included. */
#include "cmd/verdict.h"
#include "facts/keys.h"

/* All there are, for a signature that will be verified elsewhere. */
static int add_keys(struct ks_snapshot *snapshot, struct ks_err *err)
{
	ks_facts_live_keys(snapshot);
	ks_facts_live_image(snapshot);
	return ks_snapshot_check(snapshot, err);
}

static int run(const struct ks_options *options, int argc, char **argv)
{
	const struct ks_wanted all = { .keep = true };
	struct ks_snapshot snapshot;
	struct ks_err err;
	int code = KS_EXIT_OK;

	if (argc > 0)
		return ks_misuse(options, "facts", "facts: takes no argument, got \"%s\"", argv[0]);
	ks_snapshot_init(&snapshot, options->kernels[0]);
	if (ks_load_kernel(&snapshot, options, &err) ||
	    ks_facts_complete(&snapshot, &all, &err) || add_keys(&snapshot, &err) ||
	    ks_facts_save(&snapshot.facts, options->save ? options->save : "-", &err))
		code = ks_complain(options, "facts", &err);
	ks_facts_free(&snapshot);
	return code;
}

const struct ks_cmd ks_cmd_facts = {
	.name = "facts",
	.summary = "write down all that is known of a kernel",
	.usage = "[--save FILE]",
	.takes = KS_TAKES_KERNEL | KS_TAKES_CMDLINE | KS_TAKES_SAVE,
	.run = run,
};
