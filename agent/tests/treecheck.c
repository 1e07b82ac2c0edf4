// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * treecheck [:OPTION...] KERNEL ROOT...: the engine of agent/tree without the
 * words around it: one line a module, tab separated:
 *   relative path, name, verdict, errno, equal, differ, missing, cause,
 *   who drags it, "cycle" or the module that shadows it
 * and "error" lines, and a last line with what holds for all.
 *   deep whole nocache jobs=N quiet
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts/provider.h"
#include "lib/number.h"
#include "report/words.h"
#include "tree/tree.h"

static const char *name_of(const struct ks_tree *tree, uint32_t module)
{
	if (module == KS_TREE_NONE)
		return "-";
	return tree->modules[module].name ? tree->modules[module].name : "?";
}

static void print_module(const struct ks_tree *tree, const struct ks_tree_module *m)
{
	const struct ks_result *r = &m->result;
	const struct ks_finding *cause = r->cause;

	printf("%s\t%s\t%s\t%d\t%zu\t%zu\t%zu\t%s%s%s\t%s\t%s\n", m->relative,
	       m->name ? m->name : "-", ks_verdict_name(r->verdict), r->error, r->tally.equal,
	       r->tally.differ, r->tally.missing, cause ? ks_rule_name(cause->rule) : "-",
	       cause && cause->subject ? "=" : "", cause && cause->subject ? cause->subject : "",
	       name_of(tree, m->dragged_by),
	       m->in_cycle ? "cycle" : name_of(tree, m->shadowed_by));
}

static void print(const struct ks_tree *tree)
{
	for (size_t i = 0; i < tree->module_count; i++)
		print_module(tree, &tree->modules[i]);
	for (size_t i = 0; i < tree->error_count; i++)
		printf("error\t%s\n", tree->errors[i].text);
}

static void parse(struct ks_tree_options *options, bool *quiet, const char *option)
{
	uint64_t jobs;

	if (!strcmp(option, "deep"))
		options->depth = KS_DEPTH_DEEP;
	else if (!strcmp(option, "whole"))
		options->whole = true;
	else if (!strcmp(option, "nocache"))
		options->no_cache = true;
	else if (!strcmp(option, "quiet"))
		*quiet = true;
	else if (!strncmp(option, "jobs=", 5) && !ks_parse_number(option + 5, 10, 64, &jobs))
		options->jobs = jobs;
}

int main(int argc, char **argv)
{
	const struct ks_wanted all = { .btf = true };
	struct ks_tree_options options = { .depth = KS_DEPTH_SHALLOW };
	struct ks_snapshot kernel;
	struct ks_tree tree = { 0 };
	struct ks_err err;
	bool quiet = false;
	int i = 1;

	for (; i < argc && argv[i][0] == ':'; i++)
		parse(&options, &quiet, argv[i] + 1);
	if (argc - i < 1) {
		fprintf(stderr, "usage: treecheck [:OPTION...] KERNEL [ROOT...]\n");
		return 2;
	}
	ks_snapshot_init(&kernel, argv[i]);
	if (ks_facts_load(&kernel, argv[i], &err) || ks_facts_complete(&kernel, &all, &err) ||
	    ks_tree_check(&tree, (const char *const *)argv + i + 1, argc - i - 1, &kernel,
			  &options, &err)) {
		fprintf(stderr, "treecheck: %s\n", err.text);
		return 2;
	}
	if (!quiet)
		print(&tree);
	printf("total\t%zu\terrors\t%zu\tforeign\t%d\tcached\t%zu\n", tree.module_count,
	       tree.error_count, tree.foreign_kernel, tree.from_cache);
	ks_tree_free(&tree);
	ks_facts_free(&kernel);
	return 0;
}
