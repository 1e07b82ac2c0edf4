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

/** struct diff - one call: two kernels, and the modules on both */
struct diff {
	const struct ks_options *options;
	struct ks_snapshot snapshots[2];
	struct ks_tree trees[2];
	struct ks_comparison comparison;
	struct json_object *document;
	const char **names;
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

	if (!ret && !tree->module_count)
		ret = ks_err_set(err, -ENOENT, "%s: read: no module in it", d->options->modules[0]);
	return ret;
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

/* Both trees have the same files in the same order, unless one came or went. */
static int join_verdicts(struct diff *d, struct ks_err *err)
{
	struct ks_delta *delta = &d->comparison.delta;
	const struct ks_tree *a = &d->trees[0], *b = &d->trees[1];

	delta->modules = calloc(a->module_count, sizeof(*delta->modules));
	if (!delta->modules)
		return ks_err_sys(err, -ENOMEM, "modules", "compare");
	for (size_t i = 0; i < a->module_count; i++) {
		enum ks_verdict first = a->modules[i].result.verdict, second;

		if (i >= b->module_count || strcmp(a->modules[i].path, b->modules[i].path))
			return ks_err_set(err, -EAGAIN, "%s: read: changed while it was checked",
					  a->modules[i].path);
		second = b->modules[i].result.verdict;
		delta->total++;
		if (first == second)
			continue;
		delta->modules[delta->module_count++] = (struct ks_delta_module){
			.path = a->modules[i].relative,
			.name = a->modules[i].name,
			.a = first,
			.b = second,
			.breaks = loads(first) && !loads(second),
			.doubtful = second == KS_VERDICT_UNKNOWN && first == KS_VERDICT_OK,
			.cause = cause_of(d, i),
		};
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

/* What could not be looked at; the rest is compared. */
static int report_errors(struct diff *d)
{
	const struct ks_tree *tree = &d->trees[0];

	for (size_t i = 0; i < tree->error_count; i++) {
		const struct ks_tree_error *error = &tree->errors[i];
		struct ks_err err;

		ks_err_set(&err, error->code, "%s", error->text);
		ks_usage_error("%s", err.text);
		if (d->document)
			ks_json_append(d->document, "errors", ks_json_error(error->path, &err));
	}
	return tree->error_count ? KS_EXIT_FAILED : KS_EXIT_OK;
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
	.takes = KS_TAKES_JSON | KS_TAKES_VERBOSE | KS_TAKES_MODULES,
	.run = run,
};
