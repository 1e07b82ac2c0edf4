// SPDX-License-Identifier: GPL-2.0-or-later
/* kmodsafe check: say what a kernel would do with modules; loads nothing. */
#include "cmd/verdict.h"
#include "load/arguments.h"

struct check {
	const struct ks_options *options;
	struct ks_snapshot *snapshot;
	const struct ks_arguments *arguments;
	struct ks_crypto crypto;
	struct json_object *document;
	bool complete;
};

static int report_failure(struct check *check, const char *path, const struct ks_err *err)
{
	ks_usage_error("%s", err->text);
	if (check->document)
		ks_json_append(check->document, "errors", ks_json_error(path, err));
	return KS_EXIT_FAILED;
}

static int judge(struct check *check, const struct ks_candidate *candidate)
{
	const struct ks_needs *needs = &candidate->needs;
	struct ks_judgement judgement;
	struct ks_err err;
	int ret = ks_judge(&judgement, needs, &check->snapshot->facts, &err);

	if (!ret)
		ret = ks_candidate_settle(candidate, &err);
	if (ret) {
		ks_judgement_free(&judgement);
		return report_failure(check, needs->path, &err);
	}
	if (check->document)
		ks_json_append(check->document, "files",
			       ks_json_verdict(needs, &check->snapshot->facts, &judgement.result));
	else
		ks_text_verdict(stdout, &check->options->style, needs, &check->snapshot->facts,
				&judgement.result);
	ks_judgement_free(&judgement);
	return ks_exit_of(judgement.result.verdict);
}

/* A single file asks the running kernel for its own symbols only. */
static int check_file(struct check *check, const char *path)
{
	struct ks_candidate candidate;
	struct ks_err err;
	int ret, code;

	ret = ks_candidate_open(&candidate, path, KS_DEPTH_DEEP, &check->snapshot->facts,
				&err);
	if (!ret && !check->complete) {
		ret = ks_complete_for(check->snapshot, &candidate.needs, &err);
		check->complete = true;
	}
	if (!ret)
		ks_verify_with(check->snapshot, &candidate.needs, &check->crypto);
	ks_arguments_give(check->arguments, &candidate.needs);
	code = ret ? report_failure(check, path, &err) : judge(check, &candidate);
	ks_candidate_close(&candidate);
	return code;
}

static int check_files(struct check *check, int argc, char **argv)
{
	const struct ks_wanted all = { .btf = true };
	struct ks_err err;
	int code = KS_EXIT_OK;

	if (ks_load_kernel(check->snapshot, check->options, &err))
		return ks_complain(check->options, "check", &err);
	if (argc > 1 || check->options->loaded_count) {
		if (ks_facts_complete(check->snapshot, &all, &err) ||
		    ks_assume_loaded(check->snapshot, check->options, &err))
			return ks_complain(check->options, "check", &err);
		check->complete = true;
	}
	if (check->options->json) {
		check->document = ks_json_document("check");
		/* Its place; a single file completes the facts first. */
		ks_json_put(check->document, "kernel", NULL);
	}
	for (int i = 0; i < argc; i++)
		code = ks_exit_worst(code, check_file(check, argv[i]));
	if (check->document)
		ks_json_put(check->document, "kernel", ks_json_facts(&check->snapshot->facts));
	if (check->document && ks_json_print(stdout, check->document))
		code = ks_usage_error("standard output: write failed");
	return code;
}

static int run(const struct ks_options *options, int argc, char **argv)
{
	int parameters = options->behind_dashes < argc ? options->behind_dashes : 0;
	struct ks_arguments arguments;
	struct ks_snapshot snapshot;
	struct check check = { .options = options, .snapshot = &snapshot,
			       .arguments = &arguments };
	int code;

	if (argc < 1)
		return ks_misuse(options, "check", "check: names no file; usage: kmodsafe check %s",
				 ks_cmd_check.usage);
	/* Behind "--" stand parameters, unless no file stands before it. */
	argc -= parameters;
	ks_snapshot_init(&snapshot, options->kernels[0]);
	if (ks_arguments_parse(&arguments, parameters, argv + argc))
		code = ks_usage_error("check: out of memory");
	else
		code = check_files(&check, argc, argv);
	ks_arguments_free(&arguments);
	ks_crypto_end(&check.crypto);
	ks_facts_free(&snapshot);
	return code;
}

const struct ks_cmd ks_cmd_check = {
	.name = "check",
	.summary = "say what a kernel would do with modules",
	.usage = "FILE... [-- param=value...]",
	.takes = KS_TAKES_JSON | KS_TAKES_KERNEL | KS_TAKES_CMDLINE | KS_TAKES_VERBOSE |
		 KS_TAKES_LOADED | KS_TAKES_PROTECTED,
	.run = run,
};
