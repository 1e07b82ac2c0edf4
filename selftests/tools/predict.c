// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hold the agent's prediction against the kernel's own answer.
 *
 * For modules of several trees, and for doctored ones: "kmodsafe check" says
 * what finit_module(2) will answer, then the kernel is asked. What the modules
 * depend on is loaded before, what they bring along is unloaded after. Prints
 * KTAP and a table. Runs as root, in a guest which nobody needs afterwards; the
 * kernel module of kmodsafe is loaded already.
 */
#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "predict/agent.h"
#include "predict/child.h"
#include "predict/kernel.h"
#include "predict/report.h"
#include "predict/tree.h"

/* exit codes of doctor */
#define NOT_OFFERED	4
#define DEADLY		5

struct session {
	const char *agent;
	const char *doctor;
	const char *leave_out;
	struct tree own;	/* of the running kernel */
	struct kernel kernel;
	struct report report;
	struct lines offered;	/* variants that some base offered */
	size_t not_offered;
};

/* In the working directory. */
static const char candidate[] = "candidate.ko";
static const char dependency[] = "dependency.ko";
static const char base[] = "base.ko";

static void load_dependencies(struct session *s, const char *name)
{
	const struct module *module = tree_find(&s->own, name), *needed;
	struct lines loaded = { 0 };

	if (!module)
		return;
	kernel_modules(&loaded);
	for (size_t i = module->depends.count; i--; ) {
		needed = tree_find(&s->own, module->depends.items[i]);
		if (!needed || lines_have(&loaded, needed->name))
			continue;
		module_unpack(needed->path, dependency);
		kernel_load(dependency);
	}
	lines_free(&loaded);
}

/* CANDIDATE holds the plain bytes; PATH is the file as it lies in its tree. */
static void try_module(struct session *s, const char *group, const char *name, const char *path)
{
	struct prediction prediction;
	struct lines before = { 0 };
	struct answer answer;

	agent_ask(s->agent, path, &prediction);
	kernel_modules(&before);
	kernel_ask(&s->kernel, candidate, &answer);
	report_trial(&s->report, group, name, &prediction, &answer);
	unlink(candidate);
	kernel_unload_others(&before);
	lines_free(&before);
	lines_free(&answer.log);
	prediction_free(&prediction);
}

/* GROUP:COUNT:DIR; no DIR when nobody has that kernel. */
static void try_tree(struct session *s, char *spec)
{
	const char *group = strsep(&spec, ":"), *number = strsep(&spec, ":");
	size_t count = number ? strtoul(number, NULL, 10) : 0;
	const struct module *module;
	struct tree tree;

	if (!count || !spec)
		errx(2, "%s: --tree wants GROUP:COUNT:DIR", group);
	if (!*spec) {
		report_skip(&s->report, group, "no mirror serves this kernel");
		return;
	}
	tree_open(&tree, spec);
	tree_leave_out(&tree, s->leave_out);
	for (size_t i = 0; (module = tree_pick(&tree, i, count)); i++) {
		load_dependencies(s, module->name);
		module_unpack(module->path, candidate);
		try_module(s, group, module->name, module->path);
	}
	tree_close(&tree);
}

/* What the kernel may not survive has one right prediction, and is not asked. */
static void foretell(struct session *s, const char *name)
{
	struct prediction prediction;

	agent_ask(s->agent, candidate, &prediction);
	report_foretold(&s->report, "doctored", name, &prediction);
	prediction_free(&prediction);
}

static void try_variant(struct session *s, const char *name, const char *variant)
{
	const char *const argv[] = { s->doctor, "make", variant, base, candidate, NULL };
	struct output said;
	char *title;

	child_run(&said, argv);
	if (said.code == NOT_OFFERED) {
		s->not_offered++;
		printf("# not tried: %s: %s: %s", name, variant, said.out);
		output_free(&said);
		return;
	}
	if (said.code && said.code != DEADLY)
		errx(2, "%s: %s: %s", name, variant, said.err);
	if (!lines_have(&s->offered, variant))
		lines_add(&s->offered, variant);
	if (asprintf(&title, "%s: %s", name, variant) < 0)
		err(2, "memory");
	load_dependencies(s, name);
	if (said.code == DEADLY)
		foretell(s, title);
	else
		try_module(s, "doctored", title, candidate);
	free(title);
	output_free(&said);
}

static void list_variants(struct session *s, const char *kind, struct lines *variants)
{
	const char *const argv[] = { s->doctor, "list", kind, NULL };
	struct output said;
	char *rest, *line;

	child_run(&said, argv);
	if (said.code)
		errx(2, "%s", said.err);
	for (rest = said.out; (line = strsep(&rest, "\n")); )
		if (*line)
			lines_add(variants, line);
	output_free(&said);
}

/* KIND:MODULE; the kind as "doctor list" has it. */
static void try_doctored(struct session *s, char *spec)
{
	const char *kind = strsep(&spec, ":");
	const struct module *module = spec ? tree_find(&s->own, spec) : NULL;
	struct lines variants = { 0 };

	if (!module)
		errx(2, "%s: --doctor wants KIND:MODULE, a module of this kernel", kind);
	/* it may have come along before */
	kernel_unload(module->name);
	module_unpack(module->path, base);
	list_variants(s, kind, &variants);
	for (size_t i = 0; i < variants.count; i++)
		try_variant(s, module->name, variants.items[i]);
	lines_free(&variants);
}

/* A variant that nothing offers tests nothing. */
static void check_offered(struct session *s)
{
	struct lines variants = { 0 };
	bool good = true;

	list_variants(s, NULL, &variants);
	for (size_t i = 0; i < variants.count; i++) {
		if (lines_have(&s->offered, variants.items[i]))
			continue;
		printf("# no base offers: %s\n", variants.items[i]);
		good = false;
	}
	printf("# %zu variants, %zu combinations not offered\n", variants.count, s->not_offered);
	report_check(&s->report, "every variant was tried on some base", good);
	lines_free(&variants);
}

static const struct option options[] = {
	{ "agent", required_argument, NULL, 'a' },
	{ "doctor-program", required_argument, NULL, 'p' },
	{ "own", required_argument, NULL, 'o' },
	{ "leave-out", required_argument, NULL, 'l' },
	{ "tree", required_argument, NULL, 't' },
	{ "doctor", required_argument, NULL, 'd' },
	{ }
};

static void die_of_usage(void)
{
	errx(2, "usage: predict --agent FILE --doctor-program FILE --own DIR --leave-out REGEX\n"
		"       [--tree GROUP:COUNT:DIR | --doctor KIND:MODULE]...");
}

/* Groups are tried as they come, so what describes the session is named first. */
int main(int argc, char **argv)
{
	struct session s = { 0 };
	int c;

	kernel_open(&s.kernel);
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (strchr("td", c) && (!s.agent || !s.doctor || !s.leave_out || !s.own.count))
			die_of_usage();
		switch (c) {
		case 'a':
			s.agent = optarg;
			break;
		case 'p':
			s.doctor = optarg;
			break;
		case 'o':
			tree_open(&s.own, optarg);
			break;
		case 'l':
			s.leave_out = optarg;
			break;
		case 't':
			try_tree(&s, optarg);
			break;
		case 'd':
			try_doctored(&s, optarg);
			break;
		default:
			die_of_usage();
		}
	}
	if (optind != argc || !s.report.tried)
		die_of_usage();
	if (s.offered.count)
		check_offered(&s);
	lines_free(&s.offered);
	tree_close(&s.own);
	return report_end(&s.report) ? 0 : 1;
}
