// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kmodsafe modprobe: names to modules with all that they need, checked as a set,
 * and loaded all or not at all.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/plan.h"
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
	struct ks_plan_call load;
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
	return c->options->show_depends ? show_depends(c) : ks_plan_load(&c->load);
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
	c.load = (struct ks_plan_call){ .options = options, .command = "modprobe", .plan = &c.plan };
	ks_snapshot_init(&c.load.snapshot, options->kernels[0]);
	code = take_names(&c, argc, argv);
	if (!code)
		code = modprobe(&c);
	code = ks_plan_close(&c.load, code);
	ks_resolver_close(c.resolver);
	free(c.requests);
	free(c.parameters);
	return code;
}

const struct ks_cmd ks_cmd_modprobe = {
	.name = "modprobe",
	.summary = "load modules with all that they need, or nothing",
	.usage = "NAME [param=value...]",
	.takes = KS_TAKES_JSON | KS_TAKES_KERNEL | KS_TAKES_VERBOSE | KS_TAKES_LOAD |
		 KS_TAKES_NAMES | KS_TAKES_MODPROBE,
	.run = run,
};
