// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kmodsafe insmod: load a module if it is right for the running kernel, and
 * compare what the kernel does with what was predicted.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/verdict.h"
#include "facts/system.h"
#include "lib/cleanup.h"
#include "load/arguments.h"
#include "load/load.h"
#include "nl/genl.h"
#include "report/load.h"
#include "report/words.h"

/* One load: what is asked, and what came of it. */
struct load {
	const struct ks_options *options;
	const struct ks_candidate *candidate;
	const struct ks_snapshot *snapshot;
	const struct ks_result *result;
	const char *parameters;
	struct json_object *document;
};

static void say(const struct load *load, const char *outcome, int error, const char *fmt, ...)
	ks_printf(4, 5);

static void say(const struct load *load, const char *outcome, int error, const char *fmt, ...)
{
	struct json_object *o;
	char text[KS_SENTENCE_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (load->document) {
		o = json_object_new_object();
		ks_json_put(o, "outcome", ks_json_text(outcome));
		ks_json_put(o, "errno", error ? ks_json_text(ks_errno_name(error)) : NULL);
		ks_json_put(o, "text", ks_json_text(text));
		ks_json_put(load->document, "load", o);
	} else if (!load->options->style.quiet || error) {
		ks_put_clean(stdout, load->candidate->needs.path);
		fputs(": ", stdout);
		ks_put_clean(stdout, text);
		fputc('\n', stdout);
	}
}

/*
 * A refusal that was not foretold is a miss of ours, unless somebody else was
 * faster.  The loader tells its listeners of a module just before init(), so an
 * error after that is the module's own.
 */
static int compare(const struct load *load, enum ks_tri reached_init, int error)
{
	const char *name = load->candidate->needs.mname;
	struct ks_load_step answer = { .error = -error, .reached_init = reached_init };
	char text[KS_SENTENCE_MAX];
	bool theirs;

	if (!error) {
		say(load, "loaded", 0, "loaded");
		return KS_EXIT_OK;
	}
	/* It is there, so it was not ours that came as far as init(): nor a miss. */
	theirs = error == -EEXIST && name && ks_system_is_live(name);
	if (theirs)
		answer.reached_init = KS_NO;
	answer.is_miss = !theirs && load->result->accept == KS_ACCEPTS &&
			 reached_init == KS_NO;
	ks_answer_text(&answer, text, sizeof(text));
	say(load, ks_answer_word(&answer), -error, "%s", text);
	return KS_EXIT_REFUSED;
}

static enum ks_tri saw_init(const struct load *load, struct ks_watch *watch)
{
	const char *name = load->candidate->needs.mname;
	int saw = watch && name ? ks_watch_saw_coming(watch, name) : -ENOTCONN;

	return saw < 0 ? KS_UNKNOWN : ks_tri(saw);
}

static int do_load(const struct load *load)
{
	struct ks_load_source source = ks_load_source_of(&load->candidate->input);
	struct ks_watch *watch = NULL;
	enum ks_tri reached_init;
	struct ks_err err;
	int error, code;

	/* Without it a failure cannot be told apart, which is said then. */
	if (ks_system_helper_is_loaded() && ks_watch_open(&watch, &err))
		watch = NULL;
	error = ks_load(&source, load->parameters);
	reached_init = saw_init(load, watch);
	/* No init() runs twice. */
	if (error && reached_init != KS_YES) {
		error = ks_load_file(&source, load->parameters, error);
		if (saw_init(load, watch) == KS_YES)
			reached_init = KS_YES;
	}
	code = compare(load, reached_init, error);
	ks_watch_close(watch);
	return code;
}

static int act(struct load *load)
{
	enum ks_verdict verdict = load->result->verdict;
	const struct ks_needs *needs = &load->candidate->needs;

	if (load->document) {
		ks_json_append(load->document, "files",
			       ks_json_verdict(needs, &load->snapshot->facts, load->result));
	} else if (verdict != KS_VERDICT_OK || load->options->dry_run ||
		   load->options->style.verbose) {
		ks_text_verdict(stdout, &load->options->style, needs, &load->snapshot->facts,
				load->result);
	}
	if (load->options->dry_run)
		return ks_exit_of(verdict);
	if (ks_load_allowed(verdict, load->options->allow_unsafe, load->options->allow_unknown))
		return do_load(load);
	say(load, "not-tried", 0, "not loaded");
	return ks_exit_of(verdict);
}

static int judge_and_act(struct load *load)
{
	struct ks_judgement judgement;
	struct ks_err err;
	int code;

	if (ks_judge(&judgement, &load->candidate->needs, &load->snapshot->facts, &err))
		return ks_complain(load->options, "insmod", &err);
	load->result = &judgement.result;
	if (load->options->json) {
		load->document = ks_json_document("insmod");
		ks_json_put(load->document, "kernel", ks_json_facts(&load->snapshot->facts));
	}
	code = act(load);
	if (load->document && ks_json_print(stdout, load->document))
		code = ks_usage_error("standard output: write failed");
	ks_judgement_free(&judgement);
	return code;
}

/* What --loaded names may export anything, so all symbols are asked for then. */
static int complete(const struct ks_options *options, struct ks_snapshot *snapshot,
		    const struct ks_needs *needs, struct ks_err *err)
{
	const struct ks_wanted all = { 0 };
	int ret;

	if (!options->loaded_count)
		return ks_complete_for(snapshot, needs, err);
	ret = ks_facts_complete(snapshot, &all, err);
	return ret ? ret : ks_assume_loaded(snapshot, options, err);
}

static int insmod(const struct ks_options *options, struct ks_snapshot *snapshot,
		  struct ks_candidate *candidate, const char *path,
		  const struct ks_arguments *arguments)
{
	struct load load = { .options = options, .candidate = candidate, .snapshot = snapshot,
			     .parameters = arguments->text };
	struct ks_err err;

	/* A file that is not there is no reason to load anything. */
	if (access(path, R_OK)) {
		ks_err_sys(&err, -errno, path, "open");
		return ks_complain(options, "insmod", &err);
	}
	if ((!options->kernel_given && ks_helper_load(&err)) ||
	    ks_load_kernel(snapshot, options, &err) ||
	    (!snapshot->live && !options->dry_run && ks_system_refresh(snapshot, &err)) ||
	    /* What is checked is what is loaded. */
	    ks_load_open(candidate, path, options->no_follow, &snapshot->facts, &err) ||
	    complete(options, snapshot, &candidate->needs, &err))
		return ks_complain(options, "insmod", &err);
	ks_verify(snapshot, &candidate->needs);
	ks_arguments_give(arguments, &candidate->needs);
	return judge_and_act(&load);
}

static int run(const struct ks_options *options, int argc, char **argv)
{
	struct ks_candidate candidate = { .input.fd = -1 };
	struct ks_arguments arguments;
	struct ks_snapshot snapshot;
	int code;

	if (argc < 1)
		return ks_misuse(options, "insmod", "insmod: names no file; usage: kmodsafe insmod %s",
				 ks_cmd_insmod.usage);
	if (options->loaded_count && !options->dry_run)
		return ks_misuse(options, "insmod",
				 "insmod: --loaded is a supposition: it needs --dry-run");
	ks_snapshot_init(&snapshot, options->kernels[0]);
	if (ks_arguments_parse(&arguments, argc - 1, argv + 1))
		code = ks_usage_error("insmod: out of memory");
	else
		code = insmod(options, &snapshot, &candidate, argv[0], &arguments);
	ks_candidate_close(&candidate);
	ks_arguments_free(&arguments);
	ks_facts_free(&snapshot);
	return code;
}

const struct ks_cmd ks_cmd_insmod = {
	.name = "insmod",
	.summary = "load a module if it is right for the running kernel",
	.usage = "FILE [param=value...]",
	.takes = KS_TAKES_JSON | KS_TAKES_KERNEL | KS_TAKES_VERBOSE | KS_TAKES_LOAD |
		 KS_TAKES_LOADED,
	.run = run,
};
