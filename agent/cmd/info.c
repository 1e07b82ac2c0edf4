// SPDX-License-Identifier: GPL-2.0-or-later
/* kmodsafe info: what a kernel demands of a module. */
#include <json-c/json.h>

#include "cmd/verdict.h"
#include "facts/keys.h"

static int report(const struct ks_options *options, struct ks_snapshot *snapshot)
{
	const struct ks_facts *facts = &snapshot->facts;
	struct json_object *document;

	ks_facts_live_keys(snapshot);
	if (!options->json) {
		ks_text_facts(stdout, &options->style, facts);
		return KS_EXIT_OK;
	}
	document = ks_json_document("info");
	ks_json_put(document, "kernel", ks_json_facts(facts));
	ks_json_put(document, "keys", ks_json_keys(facts));
	ks_json_put(document, "keys_complete", json_object_new_boolean(facts->other_keys == KS_NO));
	if (ks_json_print(stdout, document))
		return ks_usage_error("standard output: write failed");
	return KS_EXIT_OK;
}

static int run(const struct ks_options *options, int argc, char **argv)
{
	const struct ks_wanted all = { .keep = true };
	struct ks_snapshot snapshot;
	struct ks_err err;
	int code;

	if (argc > 0)
		return ks_misuse(options, "info", "info: takes no argument, got \"%s\"", argv[0]);
	ks_snapshot_init(&snapshot, options->kernels[0]);
	if (ks_load_kernel(&snapshot, options, &err) || ks_facts_complete(&snapshot, &all, &err))
		code = ks_complain(options, "info", &err);
	else
		code = report(options, &snapshot);
	ks_facts_free(&snapshot);
	return code;
}

const struct ks_cmd ks_cmd_info = {
	.name = "info",
	.summary = "show what a kernel demands of a module",
	.usage = "",
	.takes = KS_TAKES_JSON | KS_TAKES_KERNEL | KS_TAKES_CMDLINE | KS_TAKES_VERBOSE,
	.run = run,
};
