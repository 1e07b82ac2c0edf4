// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kmodsafe modprobe: names to modules with all that they need, checked as a set,
 * and loaded all or not at all.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/verdict.h"
#include "facts/system.h"
#include "lib/cleanup.h"
#include "load/set.h"
#include "report/load.h"
#include "report/words.h"
#include "resolve/resolve.h"

/* One call of the command. */
struct call {
	const struct ks_options *options;
	struct ks_resolver_options where;
	struct ks_plan_request *requests;
	size_t request_count;
	char *parameters;
	struct ks_resolver *resolver;
	struct ks_plan plan;
	struct ks_snapshot snapshot;
	struct ks_load_system system;
	struct ks_load_result result;
};

/*
 * Parameters in one line.  A value with a blank gets quotes, as modprobe gives
 * it: the shell has taken away those that the user wrote.
 */
static char *join(int argc, char **argv)
{
	size_t size = 1;
	FILE *f;
	char *text;

	f = open_memstream(&text, &size);
	if (!f)
		return NULL;
	for (int i = 0; i < argc; i++) {
		char *value = strchr(argv[i], '=');
		bool quote = value && value[1] != '"' && value[1] != '\'' && strchr(value, ' ');

		fprintf(f, "%s", i ? " " : "");
		if (quote)
			fprintf(f, "%.*s\"%s\"", (int)(value + 1 - argv[i]), argv[i], value + 1);
		else
			fprintf(f, "%s", argv[i]);
	}
	return fclose(f) ? NULL : text;
}

static int take_names(struct call *c, int argc, char **argv)
{
	c->request_count = c->options->all ? argc : 1;
	c->requests = calloc(c->request_count, sizeof(*c->requests));
	if (!c->options->all)
		c->parameters = join(argc - 1, argv + 1);
	if (!c->requests || (!c->options->all && !c->parameters))
		return ks_usage_error("modprobe: out of memory");
	for (size_t i = 0; i < c->request_count; i++)
		c->requests[i] = (struct ks_plan_request){ .name = argv[i],
							   .parameters = c->parameters };
	return KS_EXIT_OK;
}

static bool has_not_found(const struct ks_plan *plan)
{
	for (size_t i = 0; i < plan->miss_count; i++)
		if (plan->misses[i].why == KS_PLAN_NOT_FOUND)
			return true;
	return false;
}

/* Lines of what was asked for as they come: a crash of the kernel's comes without warning. */
static void tell(void *context, enum ks_load_moment moment, const struct ks_plan *plan,
		 const struct ks_load_result *result, uint32_t step)
{
	const struct call *c = context;
	bool bad = moment != KS_LOAD_CHECKED && (result->steps[step].state == KS_LOAD_FAILED ||
						 result->steps[step].state == KS_LOAD_REMAINS);

	if (c->options->json)
		return;
	if (moment == KS_LOAD_CHECKED)
		ks_text_load_checked(stdout, &c->options->style, plan, result, &c->snapshot.facts);
	else if (!c->options->style.quiet || bad)
		ks_text_load_step(stdout, plan, result, step);
	fflush(stdout);
}

static int exit_code(const struct call *c)
{
	const struct ks_load_result *result = &c->result;

	if (result->outcome == KS_LOAD_DONE)
		return KS_EXIT_OK;
	if (result->outcome != KS_LOAD_NOT_TRIED)
		return KS_EXIT_REFUSED;
	if (result->failed == KS_PLAN_NONE)
		return ks_exit_of(result->verdict);
	switch (result->steps[result->failed].state) {
	case KS_LOAD_UNREADABLE:
		return KS_EXIT_FAILED;
	case KS_LOAD_SKIPPED:
		return KS_EXIT_REFUSED;
	default:
		return ks_exit_of(result->verdict);
	}
}

static int report(struct call *c)
{
	struct json_object *document;

	if (!c->options->json) {
		if (!c->options->dry_run)
			ks_text_load_end(stdout, &c->plan, &c->result);
		return exit_code(c);
	}
	document = ks_json_document("modprobe");
	ks_json_put(document, "kernel", ks_json_facts(&c->snapshot.facts));
	ks_json_put(document, "plan", ks_json_plan(&c->plan));
	ks_json_put(document, "misses", ks_json_misses(&c->plan));
	for (size_t i = 0; i < c->result.count; i++)
		if (c->result.steps[i].verdict)
			ks_json_append(document, "files",
				       ks_json_verdict(c->result.steps[i].needs,
						       &c->snapshot.facts,
						       c->result.steps[i].verdict));
	ks_json_put(document, "load", ks_json_load(&c->plan, &c->result));
	if (ks_json_print(stdout, document))
		return ks_usage_error("standard output: write failed");
	return exit_code(c);
}

/* What is there already needs neither the kernel's facts nor a check. */
static bool has_work(const struct call *c)
{
	struct ks_load_presents now = { 0 };
	bool all_there = c->system.list && !c->system.list(c->system.context, &now);

	for (size_t i = 0; all_there && i < c->plan.count; i++) {
		const struct ks_load_present *there =
			ks_load_present(&now, c->plan.steps[i].name);

		all_there = c->plan.steps[i].is_optional ||
			    c->plan.steps[i].kind == KS_PLAN_BUILTIN ||
			    (there && there->state == KS_MODULE_LIVE);
	}
	ks_load_presents_free(&now);
	return !all_there;
}

static int get_kernel(struct call *c, struct ks_err *err)
{
	int ret;

	if (!has_work(c))
		return 0;
	ret = c->options->kernel_given ? 0 : ks_helper_load(err);
	if (!ret)
		ret = ks_load_kernel(&c->snapshot, c->options, err);
	if (!ret && !c->snapshot.live && !c->options->dry_run)
		ret = ks_system_refresh(&c->snapshot, err);
	return ret;
}

static int load(struct call *c)
{
	const struct ks_options *o = c->options;
	struct ks_load_options options = {
		.policy = KS_LOAD_ALL_OR_NOTHING,
		.dry_run = o->dry_run,
		.allow_unsafe = o->allow_unsafe,
		.allow_unknown = o->allow_unknown,
		.no_follow = o->no_follow,
		.run_commands = o->run_commands,
		.tell = tell,
		.context = c,
	};
	struct ks_err err;

	/* Of a kernel that is only files nobody asks what runs here. */
	if (!(o->dry_run && o->kernel_given)) {
		if (ks_load_system_open(&c->system, &err))
			return ks_complain(o, "modprobe", &err);
		options.system = &c->system;
	}
	if (get_kernel(c, &err) ||
	    ks_set_load(&c->plan, &c->snapshot, &options, &c->result, &err))
		return ks_complain(o, "modprobe", &err);
	return report(c);
}

static int show_depends(struct call *c)
{
	struct json_object *document;

	if (!c->options->json) {
		ks_text_depends(stdout, &c->plan);
		return KS_EXIT_OK;
	}
	document = ks_json_document("modprobe");
	ks_json_put(document, "plan", ks_json_plan(&c->plan));
	ks_json_put(document, "misses", ks_json_misses(&c->plan));
	if (ks_json_print(stdout, document))
		return ks_usage_error("standard output: write failed");
	return KS_EXIT_OK;
}

static int complain_of_name(const struct call *c)
{
	struct ks_err err;

	for (size_t i = 0; i < c->plan.miss_count; i++)
		if (c->plan.misses[i].why == KS_PLAN_NOT_FOUND) {
			ks_err_set(&err, -ENOENT, "%s: find: no module and no alias of this name in %s",
				   c->plan.misses[i].name, ks_resolver_directory(c->resolver));
			break;
		}
	return ks_complain(c->options, "modprobe", &err);
}

static int modprobe(struct call *c)
{
	struct ks_err err;

	if (ks_resolver_open(&c->resolver, &c->where, &err) ||
	    ks_resolve(c->resolver, c->requests, c->request_count, &c->plan, &err))
		return ks_complain(c->options, "modprobe", &err);
	if (has_not_found(&c->plan))
		return complain_of_name(c);
	if (!c->options->json && !c->options->style.quiet)
		ks_text_misses(stderr, &c->plan);
	return c->options->show_depends ? show_depends(c) : load(c);
}

static int run(const struct ks_options *options, int argc, char **argv)
{
	struct call c = {
		.options = options,
		.where = {
			.root = options->dirname,
			.release = options->release,
			.configs = options->configs,
			.config_count = options->config_count,
			.use_blacklist = options->use_blacklist,
			.ignore_commands = options->ignore_install,
		},
	};
	int code;

	if (argc < 1)
		return ks_misuse(options, "modprobe",
				 "modprobe: names no module; usage: kmodsafe modprobe %s",
				 ks_cmd_modprobe.usage);
	ks_snapshot_init(&c.snapshot, options->kernels[0]);
	code = take_names(&c, argc, argv);
	if (!code)
		code = modprobe(&c);
	ks_load_result_free(&c.result);
	ks_facts_free(&c.snapshot);
	ks_resolver_close(c.resolver);
	free(c.requests);
	free(c.parameters);
	/* Last: a signal that came meanwhile may end us now. */
	if (c.system.context && fflush(stdout))
		code = ks_usage_error("standard output: write failed");
	ks_load_system_close(&c.system);
	return code;
}

const struct ks_cmd ks_cmd_modprobe = {
	.name = "modprobe",
	.summary = "load modules with all that they need, or nothing",
	.usage = "NAME [param=value...] | --all NAME...",
	.takes = KS_TAKES_JSON | KS_TAKES_KERNEL | KS_TAKES_VERBOSE | KS_TAKES_LOAD |
		 KS_TAKES_NAMES | KS_TAKES_MODPROBE,
	.run = run,
};
