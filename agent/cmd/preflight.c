// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kmodsafe preflight: will every module of this tree load on that kernel, which
 * will not, why, and which of them does it matter for.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd/verdict.h"
#include "elf/input.h"
#include "lib/cleanup.h"
#include "lib/write.h"
#include "preflight/column.h"
#include "report/baseline.h"
#include "report/preflight.h"
#include "report/words.h"

/** struct progress - how far it is, on a terminal, when it takes a while */
struct progress {
	struct timespec start;
	struct timespec last;
	bool wanted;
	bool shown;
};

/** struct run - one call of the command */
struct run {
	const struct ks_options *options;
	struct ks_scope scope;
	const char *specs[KS_KERNELS_MAX];
	struct ks_snapshot snapshots[KS_KERNELS_MAX];
	struct ks_column columns[KS_KERNELS_MAX];
	struct ks_preflight_column views[KS_KERNELS_MAX];
	const char *releases[KS_KERNELS_MAX];
	struct ks_preflight preflight;
	struct ks_baseline baseline;
	struct progress progress;
	/* The kernels were found in the root, not named. */
	bool kernels_found;
	struct json_object *errors;
	int code;
};

static double seconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

static void show_progress(void *context, size_t done, size_t total)
{
	struct progress *p = context;

	if (!p->wanted || seconds_since(&p->start) < 0.5 ||
	    (p->shown && seconds_since(&p->last) < 0.1))
		return;
	fprintf(stderr, "\r%zu of %zu modules\033[K", done, total);
	fflush(stderr);
	p->shown = true;
	clock_gettime(CLOCK_MONOTONIC, &p->last);
}

static void end_progress(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}

static void report_failure(struct run *run, const char *path, const struct ks_err *err)
{
	end_progress(&run->progress);
	ks_usage_error("%s", err->text);
	run->code = KS_EXIT_FAILED;
	if (!run->options->json)
		return;
	if (!run->errors)
		run->errors = ks_json_document("preflight");
	ks_json_append(run->errors, "errors", ks_json_error(path, err));
}

/* Each release once; they are sorted by it. */
static int name_found_kernels(struct run *run, struct ks_err *err)
{
	const struct ks_scope *scope = &run->scope;
	const char *last = NULL;
	size_t count = 0;

	for (size_t i = 0; i < scope->tree_count; i++) {
		const struct ks_scope_tree *tree = &scope->trees[i];

		if (!tree->release || (last && !strcmp(tree->release, last)))
			continue;
		if (count == KS_KERNELS_MAX)
			return ks_err_set(err, -E2BIG,
					  "%s: has trees for more than %u kernels: name some with --kernel",
					  scope->root, KS_KERNELS_MAX);
		last = tree->release;
		run->releases[count] = last;
		run->specs[count++] = tree->path;
	}
	if (!count && scope->error_count)
		return ks_err_set(err, scope->errors[0].code, "%s", scope->errors[0].text);
	if (!count)
		return ks_err_set(err, -ENOENT,
				  "%s: does not say which kernel it is for: name it with --kernel",
				  scope->root);
	run->preflight.column_count = count;
	run->kernels_found = true;
	return 0;
}

static int name_kernels(struct run *run, struct ks_err *err)
{
	const struct ks_options *options = run->options;

	if (!options->kernel_given && run->scope.root_given && !ks_scope_is_own_root(&run->scope))
		return name_found_kernels(run, err);
	for (size_t i = 0; i < options->kernel_count; i++)
		run->specs[i] = options->kernels[i];
	run->preflight.column_count = options->kernel_count;
	return 0;
}

static int load_kernel(struct run *run, size_t column, struct ks_err *err)
{
	const struct ks_wanted all = { .btf = true };
	struct ks_snapshot *snapshot = &run->snapshots[column];
	int ret = ks_load_kernel(snapshot, run->options, err);

	return ret ? ret : ks_facts_complete(snapshot, &all, err);
}

/*
 * A tree without a kernel is left over, and said to be, unless there is nothing
 * else.  One whose kernel is there and cannot be read is not.
 */
static bool is_left_over(const struct run *run, size_t column, int ret)
{
	return run->kernels_found && run->preflight.column_count > 1 &&
	       (ret == -ENOENT || (!ret && !run->snapshots[column].facts.symbol_count)) &&
	       !ks_scope_has_kernel(&run->scope, run->releases[column]);
}

static void drop_column(struct run *run, size_t column)
{
	size_t behind = --run->preflight.column_count - column;

	ks_facts_free(&run->snapshots[column]);
	memmove(&run->specs[column], &run->specs[column + 1], behind * sizeof(*run->specs));
	memmove(&run->releases[column], &run->releases[column + 1],
		behind * sizeof(*run->releases));
}

static void load_kernels(struct run *run)
{
	for (size_t i = 0; i < run->preflight.column_count; i++) {
		struct ks_err err;
		int ret;

		ks_snapshot_init(&run->snapshots[i], run->specs[i]);
		ret = load_kernel(run, i, &err);
		if (is_left_over(run, i, ret)) {
			drop_column(run, i--);
			continue;
		}
		run->views[i].spec = run->specs[i];
		if (ret)
			report_failure(run, run->specs[i], &err);
		else
			run->views[i].facts = &run->snapshots[i].facts;
		if (!ret)
			run->releases[i] = run->snapshots[i].facts.release.value;
	}
}

static int check_column(struct run *run, size_t column, struct ks_err *err)
{
	struct ks_tree_options options = {
		.depth = run->options->deep ? KS_DEPTH_DEEP : KS_DEPTH_SHALLOW,
		.no_cache = run->options->no_cache, .whole = run->scope.whole,
		.progress = show_progress, .context = &run->progress,
	};
	struct ks_column *c = &run->columns[column];
	int ret = ks_scope_choose(&run->scope, run->views[column].facts, run->releases,
				  run->preflight.column_count, &c->pick, err);

	return ret ? ret : ks_column_fill(c, &run->views[column], &run->scope,
					  &run->snapshots[column], &options, err);
}

/* What could not be looked at; the document has all of it. */
static void complain(struct run *run, const struct ks_preflight_column *column)
{
	size_t shown = run->options->style.verbose ? column->error_count : KS_SHOWN_ERRORS;

	for (size_t i = 0; i < column->error_count && i < shown; i++)
		ks_usage_error("%s", column->errors[i].text);
	if (column->error_count > shown)
		ks_usage_error("%zu more could not be looked at (--verbose)",
			       column->error_count - shown);
	if (column->error_count)
		run->code = KS_EXIT_FAILED;
}

static void check_columns(struct run *run)
{
	for (size_t i = 0; i < run->preflight.column_count; i++) {
		struct ks_err err;
		int ret;

		if (!run->views[i].facts)
			continue;
		ret = check_column(run, i, &err);
		end_progress(&run->progress);
		complain(run, &run->views[i]);
		if (ret)
			report_failure(run, run->specs[i], &err);
	}
}

static int read_baseline(struct run *run, const char *path, struct ks_err *err)
{
	struct ks_input input;
	int ret = ks_input_open(&input, path, KS_INPUT_ANY, err);

	if (!ret)
		ret = ks_baseline_parse(&run->baseline, &input.image, path, err);
	ks_input_close(&input);
	return ret;
}

static int put_baseline(FILE *out, const void *data)
{
	ks_baseline_put(out, data);
	return 0;
}

/* Known is what the file had before, or from now on has. */
static void apply_baseline(struct run *run)
{
	const char *path = run->options->baseline;
	struct ks_err err;
	int ret = 0;

	if (!path)
		return;
	run->preflight.baseline = path;
	if (run->options->write_baseline) {
		ret = ks_baseline_make(&run->baseline, &run->preflight);
		/* Half of the problems are no baseline. */
		if (!ret && run->code != KS_EXIT_FAILED)
			ret = ks_write_file(path, put_baseline, &run->baseline);
		if (ret)
			ks_err_sys(&err, ret, path, "write");
	}
	if (!ret && ks_baseline_apply(&run->baseline, &run->preflight))
		ret = ks_err_sys(&err, -ENOMEM, path, "compare");
	if (ret)
		report_failure(run, path, &err);
}

static void report(struct run *run)
{
	const struct ks_options *options = run->options;
	struct json_object *document, *errors;

	if (options->ktap) {
		ks_ktap_preflight(stdout, &run->preflight);
	} else if (options->json) {
		document = ks_json_preflight(&run->preflight, options->style.verbose);
		if (run->errors && json_object_object_get_ex(run->errors, "errors", &errors))
			ks_json_put(document, "errors", json_object_get(errors));
		if (ks_json_print(stdout, document))
			run->code = ks_usage_error("standard output: write failed");
	} else if (run->preflight.column_count == 1) {
		ks_text_preflight(stdout, &options->style, &run->preflight);
	} else {
		ks_text_matrix(stdout, &options->style, &run->preflight);
	}
}

static void judge(struct run *run)
{
	for (size_t i = 0; i < run->preflight.column_count; i++)
		run->code = ks_exit_worst(run->code,
					  ks_exit_of(ks_preflight_verdict(&run->views[i])));
}

static void check_all(struct run *run, int argc, char **argv)
{
	static const char *const own_root[] = { "/" };
	const struct ks_options *options = run->options;
	struct ks_err err;
	int ret;

	ret = argc ? ks_scope_find(&run->scope, (const char *const *)argv, argc, &err) :
		     ks_scope_find(&run->scope, own_root, 1, &err);
	if (!ret)
		ret = name_kernels(run, &err);
	if (!ret && options->baseline && !options->write_baseline)
		ret = read_baseline(run, options->baseline, &err);
	if (ret) {
		run->code = ks_complain(options, "preflight", &err);
		return;
	}
	load_kernels(run);
	check_columns(run);
	apply_baseline(run);
	judge(run);
	report(run);
}

static void free_run(struct run *run)
{
	for (size_t i = 0; i < run->preflight.column_count; i++) {
		ks_column_free(&run->columns[i], &run->views[i]);
		ks_facts_free(&run->snapshots[i]);
	}
	if (run->errors)
		json_object_put(run->errors);
	ks_baseline_free(&run->baseline);
	ks_scope_free(&run->scope);
	free(run);
}

static int run_preflight(const struct ks_options *options, int argc, char **argv)
{
	struct run *run;
	int code;

	if (options->json && options->ktap)
		return ks_misuse(options, "preflight", "preflight: --json or --ktap, not both");
	if (options->write_baseline && !options->baseline)
		return ks_misuse(options, "preflight",
				 "preflight: --write-baseline needs --baseline FILE, which it writes");
	run = calloc(1, sizeof(*run));
	if (!run)
		return ks_usage_error("preflight: out of memory");
	run->options = options;
	run->preflight.columns = run->views;
	run->preflight.deep = options->deep;
	run->progress.wanted = isatty(STDERR_FILENO) && !options->style.quiet;
	clock_gettime(CLOCK_MONOTONIC, &run->progress.start);
	check_all(run, argc, argv);
	code = run->code;
	free_run(run);
	return code;
}

const struct ks_cmd ks_cmd_preflight = {
	.name = "preflight",
	.summary = "say which modules of a tree would not load",
	.usage = "[TREE|ROOT|FILE...]",
	.takes = KS_TAKES_JSON | KS_TAKES_KERNEL | KS_TAKES_CMDLINE | KS_TAKES_KERNELS |
		 KS_TAKES_VERBOSE | KS_TAKES_TREE | KS_TAKES_PROTECTED,
	.run = run_preflight,
};
