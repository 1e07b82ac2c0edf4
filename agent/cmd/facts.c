// SPDX-License-Identifier: GPL-2.0-or-later
/* kmodsafe facts: write down all that is known of a kernel, symbols included. */
#include "cmd/cmd.h"

static int run(const struct ks_options *options, int argc, char **argv)
{
	const struct ks_wanted all = { 0 };
	struct ks_snapshot snapshot;
	struct ks_err err;
	int code = KS_EXIT_OK;

	if (argc > 0)
		return ks_usage_error("facts: takes no argument, got \"%s\"", argv[0]);
	ks_snapshot_init(&snapshot, options->kernel);
	if (ks_facts_load(&snapshot, options->kernel, &err) ||
	    ks_facts_complete(&snapshot, &all, &err) ||
	    ks_facts_save(&snapshot.facts, options->save ? options->save : "-", &err))
		code = ks_complain(options, "facts", &err);
	ks_facts_free(&snapshot);
	return code;
}

const struct ks_cmd ks_cmd_facts = {
	.name = "facts",
	.summary = "write down all that is known of a kernel",
	.usage = "[--save FILE]",
	.takes = KS_TAKES_KERNEL | KS_TAKES_SAVE,
	.run = run,
};
