// SPDX-License-Identifier: GPL-2.0-or-later
/* kmodsafe needs: what a module asks of a kernel; needs no kernel itself. */
#include <errno.h>

#include "cmd/cmd.h"
#include "crypto/verify.h"

static int report(const struct ks_options *options, const struct ks_needs *needs)
{
	struct json_object *document;
	struct ks_err err;

	if (!needs->readable) {
		ks_err_set(&err, -ENOEXEC, "%s: read: no kernel module", needs->path);
		return ks_complain(options, "needs", &err);
	}
	if (!options->json) {
		ks_text_needs(stdout, &options->style, needs);
		return KS_EXIT_OK;
	}
	document = ks_json_document("needs");
	ks_json_put(document, "needs", ks_json_needs(needs));
	if (ks_json_print(stdout, document))
		return ks_usage_error("standard output: write failed");
	return KS_EXIT_OK;
}

static int read_and_report(const struct ks_options *options, struct ks_needs *needs)
{
	ks_signature_read(needs);
	return report(options, needs);
}

static int run(const struct ks_options *options, int argc, char **argv)
{
	struct ks_candidate candidate;
	struct ks_err err;
	int code;

	if (argc != 1)
		return ks_misuse(options, "needs", "needs: takes one file; usage: kmodsafe needs %s",
				 ks_cmd_needs.usage);
	if (ks_candidate_open(&candidate, argv[0], KS_DEPTH_SHALLOW, NULL, &err))
		code = ks_complain(options, "needs", &err);
	else
		code = read_and_report(options, &candidate.needs);
	ks_candidate_close(&candidate);
	return code;
}

const struct ks_cmd ks_cmd_needs = {
	.name = "needs",
	.summary = "show what a module asks of a kernel",
	.usage = "FILE",
	.takes = KS_TAKES_JSON,
	.run = run,
};
