// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kmodsafe why: what the kernel, or a program that loads modules, meant by what
 * it printed; and where the module's file is at hand, what a check says of it.
 */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/verdict.h"
#include "facts/system.h"
#include "lib/cleanup.h"
#include "report/errnos.h"
#include "report/why.h"
#include "report/words.h"
#include "resolve/resolve.h"

/* Modules that were checked already; more are not. */
#define CHECKED_MAX	32

/* One call; lines are told two at a time, the last and the one before. */
struct why {
	const struct ks_options *options;
	struct json_object *document;
	struct ks_recognized told[2];
	unsigned int count;		/* lines that were recognised */
	char *checked[CHECKED_MAX];
	size_t checked_count;
};

/* Files are checked only where that needs nothing to be loaded. */
static bool has_kernel(const struct ks_options *options)
{
	return options->kernel_given || ks_system_helper_is_loaded();
}

/* The file of a module, named by its path or its name; false: not at hand. */
static bool find_file(const char *module, char *path, size_t size)
{
	struct ks_err err;

	if (strchr(module, '/') || strstr(module, ".ko")) {
		snprintf(path, size, "%s", module);
		return !access(path, R_OK);
	}
	return !ks_resolve_find(module, path, size, &err) && !access(path, R_OK);
}

static bool is_checked(struct why *why, const char *path)
{
	for (size_t i = 0; i < why->checked_count; i++)
		if (!strcmp(why->checked[i], path))
			return true;
	if (why->checked_count == CHECKED_MAX)
		return true;
	why->checked[why->checked_count] = strdup(path);
	why->checked_count += why->checked[why->checked_count] != NULL;
	return false;
}

/* A check beside a line: what cannot be checked says nothing. */
static void check_beside(struct why *why, const char *module)
{
	struct ks_opinion opinion;
	char path[4096];
	struct ks_err err;

	if (!module || !has_kernel(why->options) || !find_file(module, path, sizeof(path)) ||
	    is_checked(why, path))
		return;
	if (!ks_opinion_form(&opinion, why->options, path, &err)) {
		if (why->document)
			ks_json_append(why->document, "files",
				       ks_json_verdict(&opinion.candidate.needs,
						       &opinion.snapshot.facts,
						       &opinion.judgement.result));
		else
			ks_text_opinion(stdout, path, &opinion.judgement.result,
					&opinion.snapshot.facts);
	}
	ks_opinion_free(&opinion);
}

/* Lines about one symbol after the other need not be explained each. */
static bool is_like(const struct ks_recognized *a, const struct ks_recognized *b)
{
	if (!a->by || !b->by || !a->cause_count || a->cause_count != b->cause_count ||
	    strcmp(a->module ? a->module : "", b->module ? b->module : ""))
		return false;
	for (size_t i = 0; i < a->cause_count; i++)
		if (a->causes[i].finding.rule != b->causes[i].finding.rule ||
		    a->causes[i].finding.reason != b->causes[i].finding.reason)
			return false;
	return true;
}

static void take_line(struct why *why, char *line, size_t n)
{
	struct ks_recognized *told = &why->told[n % 2], *before = &why->told[(n + 1) % 2];

	line[strcspn(line, "\r\n")] = '\0';
	if (!ks_recognize(line, n ? before : NULL, told))
		return;
	why->count++;
	if (why->document) {
		ks_json_append(why->document, "lines", ks_json_recognized(line, told));
	} else if (!why->options->style.verbose && n && is_like(told, before)) {
		ks_put_clean(stdout, line);
		fputc('\n', stdout);
	} else {
		ks_text_recognized(stdout, &why->options->style, line, told);
	}
	check_beside(why, told->module);
}

static void take_stream(struct why *why, FILE *in)
{
	ks_auto_free char *line = NULL;
	size_t room = 0;

	for (size_t n = 0; getline(&line, &room, in) > 0; n++)
		take_line(why, line, n);
}

static int take_errno(struct why *why, int error)
{
	if (why->document)
		ks_json_append(why->document, "errnos", ks_json_errno(error));
	else
		ks_text_errno(stdout, &why->options->style, error);
	return KS_EXIT_OK;
}

static int take_module(struct why *why, const char *path)
{
	struct ks_opinion opinion;
	struct ks_err err;
	int code;

	if (ks_opinion_form(&opinion, why->options, path, &err)) {
		ks_opinion_free(&opinion);
		return ks_complain(why->options, "why", &err);
	}
	if (why->document)
		ks_json_append(why->document, "files",
			       ks_json_verdict(&opinion.candidate.needs, &opinion.snapshot.facts,
					       &opinion.judgement.result));
	else
		ks_text_verdict(stdout, &why->options->style, &opinion.candidate.needs,
				&opinion.snapshot.facts, &opinion.judgement.result);
	code = ks_exit_of(opinion.judgement.result.verdict);
	ks_opinion_free(&opinion);
	return code;
}

static int finish_lines(const struct why *why)
{
	if (why->count)
		return KS_EXIT_OK;
	if (!why->document)
		puts("nothing of this is about loading modules, as far as is known here");
	return KS_EXIT_UNKNOWN;
}

/* The words of the command line are one line, or what one word names. */
static int take_words(struct why *why, int argc, char **argv)
{
	size_t size = 1, at = 0;
	ks_auto_free char *line = NULL;
	ks_auto_fclose FILE *in = NULL;
	char path[4096];

	if (argc == 1 && !strpbrk(argv[0], " \n")) {
		int error = ks_errno_parse(argv[0]);

		if (error)
			return take_errno(why, error);
		if (find_file(argv[0], path, sizeof(path)))
			return take_module(why, path);
	}
	for (int i = 0; i < argc; i++)
		size += strlen(argv[i]) + 1;
	line = malloc(size);
	if (!line)
		return ks_usage_error("why: out of memory");
	for (int i = 0; i < argc; i++)
		at += snprintf(line + at, size - at, "%s%s", i ? " " : "", argv[i]);
	in = at ? fmemopen(line, at, "r") : NULL;
	if (in)
		take_stream(why, in);
	return finish_lines(why);
}

static int run(const struct ks_options *options, int argc, char **argv)
{
	struct why *why = calloc(1, sizeof(*why));
	int code;

	if (!why)
		return ks_usage_error("why: out of memory");
	why->options = options;
	why->document = options->json ? ks_json_document("why") : NULL;
	if (argc && strcmp(argv[0], "-")) {
		code = take_words(why, argc, argv);
	} else {
		take_stream(why, stdin);
		code = finish_lines(why);
	}
	if (why->document && code != KS_EXIT_FAILED && ks_json_print(stdout, why->document))
		code = ks_usage_error("standard output: write failed");
	else if (why->document && code == KS_EXIT_FAILED)
		json_object_put(why->document);
	for (size_t i = 0; i < why->checked_count; i++)
		free(why->checked[i]);
	free(why);
	return code;
}

const struct ks_cmd ks_cmd_why = {
	.name = "why",
	.summary = "say what a printed line, an errno or a refused module is about",
	.usage = "[LINE | ERRNO | MODULE]",
	.takes = KS_TAKES_JSON | KS_TAKES_KERNEL | KS_TAKES_CMDLINE | KS_TAKES_VERBOSE,
	.run = run,
};
