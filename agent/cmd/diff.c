// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kmodsafe diff: what a change of the kernel does to modules, by what the two
 * export and demand, or, for modules that are at hand, by their verdicts.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/verdict.h"
#include "facts/delta.h"
#include "lib/cleanup.h"
#include "report/words.h"
#include "tree/tree.h"
#include "tree/walk.h"

/** struct diff - one call: two kernels, and the modules on both */
struct diff {
	const struct ks_options *options;
	struct ks_snapshot snapshots[2];
	struct ks_tree trees[2];
	struct ks_comparison comparison;
	struct json_object *document;
	const char **names;
	/* Of one of the trees only: they came or went meanwhile. */
	const char **moved;
	size_t moved_count;
	size_t failures;
};

static int load(struct diff *d, int side, struct ks_err *err)
{
	const struct ks_wanted all = { 0 };
	int ret = ks_load_kernel(&d->snapshots[side], d->options, err);

	return ret ? ret : ks_facts_complete(&d->snapshots[side], &all, err);
}

static int check_tree(struct diff *d, int side, struct ks_err *err)
{
	const struct ks_tree_options options = { .depth = KS_DEPTH_SHALLOW };
	struct ks_tree *tree = &d->trees[side];
	int ret = ks_tree_check(tree, d->options->modules, d->options->modules_count,
				&d->snapshots[side], &options, err);

	if (ret || tree->module_count)
		return ret;
	if (tree->error_count)
		return ks_err_set(err, tree->errors[0].code, "%s", tree->errors[0].text);
	return ks_err_set(err, -ENOENT, "%s: read: no module in it", d->options->modules[0]);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names of the set, sorted: what they export comes from their own files. */
static size_t name_all(struct diff *d)
{
	const struct ks_tree *tree = &d->trees[0];
	size_t count = 0;

	for (size_t i = 0; i < tree->module_count; i++)
		if (tree->modules[i].name)
			d->names[count++] = tree->modules[i].name;
	qsort(d->names, count, sizeof(*d->names), by_text);
	return count;
}

static bool is_of_set(const struct diff *d, size_t count, const struct ks_export *e)
{
	return !e || (e->owner &&
		      bsearch(&e->owner, d->names, count, sizeof(*d->names), by_text));
}

static void count_use(struct diff *d, size_t names, const char *symbol)
{
	struct ks_delta_export *e = ks_comparison_find(&d->comparison, symbol);

	if (e && !(is_of_set(d, names, e->a) && is_of_set(d, names, e->b)))
		e->users++;
}

/* Which of the exports that differ the modules import. */
static int count_uses(struct diff *d, struct ks_err *err)
{
	size_t names = name_all(d);

	for (size_t i = 0; i < d->trees[0].module_count; i++) {
		struct ks_needs needs;

		if (ks_tree_needs(&d->trees[0], i, &needs))
			return ks_err_sys(err, -ENOMEM, "modules", "compare");
		if (needs.module_layout.basic.present || needs.module_layout.ext.present)
			count_use(d, names, "module_layout");
		for (size_t j = 0; j < needs.import_count; j++)
			count_use(d, names, needs.imports[j].name);
	}
	ks_comparison_keep_used(&d->comparison);
	return 0;
}

static bool loads(enum ks_verdict verdict)
{
	return verdict == KS_VERDICT_OK || verdict == KS_VERDICT_UNKNOWN;
}

static const char *cause_of(struct diff *d, size_t i)
{
	const struct ks_tree *tree = &d->trees[1];
	char text[KS_SENTENCE_MAX];

	if (!tree->modules[i].result.cause)
		return NULL;
	ks_headline(&tree->modules[i].result, tree->facts, text, sizeof(text));
	return ks_pool_copy(&d->comparison.strings, text);
}

static int breaking_first(const void *a, const void *b)
{
	const struct ks_delta_module *x = a, *y = b;
	int order = (y->breaks - x->breaks) * 2 + y->doubtful - x->doubtful;

	return order ? order : strcmp(x->path, y->path);
}

static void join_verdict(struct diff *d, size_t i, size_t j)
{
	struct ks_delta *delta = &d->comparison.delta;
	const struct ks_tree_module *a = &d->trees[0].modules[i], *b = &d->trees[1].modules[j];
	enum ks_verdict first = a->result.verdict, second = b->result.verdict;

	delta->total++;
	if (first == second)
		return;
	delta->modules[delta->module_count++] = (struct ks_delta_module){
		.path = a->relative,
		.name = a->name,
		.a = first,
		.b = second,
		.breaks = loads(first) && !loads(second),
		.doubtful = second == KS_VERDICT_UNKNOWN && first == KS_VERDICT_OK,
		.cause = cause_of(d, j),
	};
}

/* As trees are sorted: by root, then by path. */
static int in_order(const struct ks_tree_module *a, const struct ks_tree_module *b)
{
	if (a->root != b->root)
		return a->root < b->root ? -1 : 1;
	return strcmp(a->path, b->path);
}

/*
 * Both trees have the same files in the same order, unless some come, go or change
 * meanwhile: two verdicts on different files say nothing of the kernels.
 */
static int join_verdicts(struct diff *d, struct ks_err *err)
{
	struct ks_delta *delta = &d->comparison.delta;
	const struct ks_tree *a = &d->trees[0], *b = &d->trees[1];
	size_t i = 0, j = 0;

	delta->modules = calloc(a->module_count, sizeof(*delta->modules));
	d->moved = calloc(a->module_count + b->module_count, sizeof(*d->moved));
	if (!delta->modules || !d->moved)
		return ks_err_sys(err, -ENOMEM, "modules", "compare");
	while (i < a->module_count || j < b->module_count) {
		int order = i == a->module_count ? 1 : j == b->module_count ? -1 :
			    in_order(&a->modules[i], &b->modules[j]);

		if (order)
			d->moved[d->moved_count++] = order < 0 ? a->modules[i].path :
								  b->modules[j].path;
		else if (memcmp(a->modules[i].stamp, b->modules[j].stamp,
				sizeof(struct ks_stamp)))
			d->moved[d->moved_count++] = a->modules[i].path;
		else
			join_verdict(d, i, j);
		i += order <= 0;
		j += order >= 0;
	}
	qsort(delta->modules, delta->module_count, sizeof(*delta->modules), breaking_first);
	return 0;
}

static int compare_modules(struct diff *d, struct ks_err *err)
{
	int ret = check_tree(d, 0, err);

	if (!ret)
		ret = check_tree(d, 1, err);
	if (ret)
		return ret;
	d->names = calloc(d->trees[0].module_count, sizeof(*d->names));
	if (!d->names)
		return ks_err_sys(err, -ENOMEM, "modules", "compare");
	ret = count_uses(d, err);
	return ret ? ret : join_verdicts(d, err);
}

static void report_error(struct diff *d, const char *path, const struct ks_err *err)
{
	d->failures++;
	if (d->options->style.verbose || d->failures <= KS_SHOWN_ERRORS)
		ks_usage_error("%s", err->text);
	if (d->document)
		ks_json_append(d->document, "errors", ks_json_error(path, err));
}

static bool has_error(const struct ks_tree *tree, const char *path)
{
	for (size_t i = 0; i < tree->error_count; i++)
		if (!strcmp(tree->errors[i].path, path))
			return true;
	return false;
}

/* What could not be looked at, each once; the rest is compared. */
static int report_errors(struct diff *d)
{
	struct ks_err err;

	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < d->trees[side].error_count; i++) {
			const struct ks_tree_error *error = &d->trees[side].errors[i];

			if (side && has_error(&d->trees[0], error->path))
				continue;
			ks_err_set(&err, error->code, "%s", error->text);
			report_error(d, error->path, &err);
		}
	for (size_t i = 0; i < d->moved_count; i++) {
		if (has_error(&d->trees[0], d->moved[i]) || has_error(&d->trees[1], d->moved[i]))
			continue;
		ks_err_set(&err, -EAGAIN, "%s: read: it changed meanwhile", d->moved[i]);
		report_error(d, d->moved[i], &err);
	}
	if (d->failures > KS_SHOWN_ERRORS && !d->options->style.verbose)
		ks_usage_error("%zu more could not be looked at (--verbose)",
			       d->failures - KS_SHOWN_ERRORS);
	return d->failures ? KS_EXIT_FAILED : KS_EXIT_OK;
}

static int report(struct diff *d)
{
	static const int codes[] = {
		[KS_DELTA_SAME] = KS_EXIT_OK,
		[KS_DELTA_BREAKS] = KS_EXIT_REFUSED,
		[KS_DELTA_UNKNOWN] = KS_EXIT_UNKNOWN,
		[KS_DELTA_ADDS] = KS_EXIT_ADDS,
	};
	const struct ks_delta *delta = &d->comparison.delta;
	int code = codes[delta->result];

	if (d->options->json) {
		d->document = ks_json_document("diff");
		ks_json_delta(d->document, delta);
	} else {
		ks_text_delta(stdout, &d->options->style, delta);
	}
	if (report_errors(d))
		code = KS_EXIT_FAILED;
	if (d->document && ks_json_print(stdout, d->document))
		code = ks_usage_error("standard output: write failed");
	return code;
}

static int compare(struct diff *d)
{
	struct ks_err err;
	int ret = load(d, 0, &err);

	if (!ret)
		ret = load(d, 1, &err);
	if (!ret)
		ret = ks_compare(&d->comparison, &d->snapshots[0].facts, &d->snapshots[1].facts,
				 &err);
	if (!ret && d->options->modules_count)
		ret = compare_modules(d, &err);
	if (ret)
		return ks_complain(d->options, "diff", &err);
	ks_comparison_conclude(&d->comparison);
	return report(d);
}

static int run(const struct ks_options *options, int argc, char **argv)
{
	struct diff d = { .options = options };
	int code;

	if (argc != 2)
		return ks_misuse(options, "diff",
				 "diff: takes two kernels; usage: kmodsafe diff %s",
				 ks_cmd_diff.usage);
	for (int i = 0; i < 2; i++)
		ks_snapshot_init(&d.snapshots[i], argv[i]);
	code = compare(&d);
	free(d.comparison.delta.modules);
	free(d.names);
	free(d.moved);
	ks_comparison_free(&d.comparison);
	for (int i = 0; i < 2; i++) {
		ks_tree_free(&d.trees[i]);
		ks_facts_free(&d.snapshots[i]);
	}
	return code;
}

const struct ks_cmd ks_cmd_diff = {
	.name = "diff",
	.summary = "say what a change of the kernel does to modules",
	.usage = "KERNEL_A KERNEL_B [--modules TREE]",
	.takes = KS_TAKES_JSON | KS_TAKES_CMDLINE | KS_TAKES_VERBOSE | KS_TAKES_MODULES,
	.run = run,
};
