// SPDX-License-Identifier: GPL-2.0-or-later
/* kmodsafe rules: the rules, in the loader's order. */
#include <json-c/json.h>
#include <string.h>

#include "cmd/cmd.h"
#include "lib/nearest.h"
#include "report/words.h"

static bool is_wanted(const char *wanted, enum ks_rule_id rule)
{
	return !wanted || !strcmp(wanted, ks_rule_name(rule));
}

static int unknown_rule(const struct ks_options *options, const char *wanted)
{
	struct ks_nearest nearest = { 0 };

	for (int i = 0; i < KS_RULE_MAX; i++)
		ks_nearest_offer(&nearest, wanted, ks_rule_name(i));
	return ks_misuse(options, "rules", "%s: no such rule, did you mean \"%s\"?", wanted,
			 nearest.name);
}

static int print_json(const char *wanted)
{
	struct json_object *document = ks_json_document("rules");

	for (int i = 0; i < KS_RULE_MAX; i++) {
		struct json_object *rule;

		if (!is_wanted(wanted, i))
			continue;
		rule = json_object_new_object();
		ks_json_put(rule, "name", ks_json_text(ks_rule_name(i)));
		ks_json_put(rule, "depth", ks_json_text(ks_depth_name(ks_rule_depth(i))));
		ks_json_put(rule, "models", ks_json_text(ks_rule_models(i)));
		ks_json_append(document, "rules", rule);
	}
	if (ks_json_print(stdout, document))
		return ks_usage_error("standard output: write failed");
	return KS_EXIT_OK;
}

static int run(const struct ks_options *options, int argc, char **argv)
{
	const char *wanted = argc ? argv[0] : NULL;
	bool found = false;

	if (argc > 1)
		return ks_misuse(options, "rules", "rules: takes one rule at most");
	for (int i = 0; i < KS_RULE_MAX; i++)
		found |= is_wanted(wanted, i);
	if (!found)
		return unknown_rule(options, wanted);
	if (options->json)
		return print_json(wanted);
	for (int i = 0; i < KS_RULE_MAX; i++)
		if (is_wanted(wanted, i))
			printf("%-16s %s\n", ks_rule_name(i), ks_rule_models(i));
	return KS_EXIT_OK;
}

const struct ks_cmd ks_cmd_rules = {
	.name = "rules",
	.summary = "list the rules, in the order of the kernel's loader",
	.usage = "[RULE]",
	.takes = KS_TAKES_JSON,
	.run = run,
};
