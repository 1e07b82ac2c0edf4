// SPDX-License-Identifier: GPL-2.0-or-later
/* Checking and loading a plan, for commands that make one. */
#include "cmd/plan.h"

#include <json-c/json.h>

#include "facts/system.h"
#include "report/load.h"
#include "report/words.h"

/* Lines of what was asked for as they come: a crash of the kernel's comes without warning. */
static void tell(void *context, enum ks_load_moment moment, const struct ks_plan *plan,
		 const struct ks_load_result *result, uint32_t step)
{
	const struct ks_plan_call *c = context;
	bool bad = moment != KS_LOAD_CHECKED && (result->steps[step].state == KS_LOAD_FAILED ||
						 result->steps[step].state == KS_LOAD_REMAINS);

	if (c->options->json || moment == KS_LOAD_COMES)
		return;
	if (moment == KS_LOAD_CHECKED)
		ks_text_load_checked(stdout, &c->options->style, plan, result, &c->snapshot.facts);
	else if (!c->options->style.quiet || bad)
		ks_text_load_step(stdout, plan, result, step);
	fflush(stdout);
}

static int exit_code(const struct ks_plan_call *c)
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

static int report(struct ks_plan_call *c)
{
	struct json_object *document;

	if (!c->options->json) {
		if (!c->options->dry_run)
			ks_text_load_end(stdout, c->plan, &c->result);
		return exit_code(c);
	}
	document = ks_json_document(c->command);
	ks_json_put(document, "kernel", ks_json_facts(&c->snapshot.facts));
	ks_json_put(document, "plan", ks_json_plan(c->plan));
	ks_json_put(document, "misses", ks_json_misses(c->plan));
	for (size_t i = 0; i < c->result.count; i++)
		if (c->result.steps[i].verdict)
			ks_json_append(document, "files",
				       ks_json_verdict(c->result.steps[i].needs,
						       &c->snapshot.facts,
						       c->result.steps[i].verdict));
	ks_json_put(document, "load", ks_json_load(c->plan, &c->result));
	if (ks_json_print(stdout, document))
		return ks_usage_error("standard output: write failed");
	return exit_code(c);
}

/* What is there already needs neither the kernel's facts nor a check. */
static bool has_work(const struct ks_plan_call *c)
{
	struct ks_load_presents now = { 0 };
	bool all_there = c->system.list && !c->system.list(c->system.context, &now);

	for (size_t i = 0; all_there && i < c->plan->count; i++) {
		const struct ks_load_present *there =
			ks_load_present(&now, c->plan->steps[i].name);

		all_there = c->plan->steps[i].is_optional ||
			    c->plan->steps[i].kind == KS_PLAN_BUILTIN ||
			    (there && there->state == KS_MODULE_LIVE);
	}
	ks_load_presents_free(&now);
	return !all_there;
}

static int get_kernel(struct ks_plan_call *c, struct ks_err *err)
{
	int ret;

	c->load.expects_all = !has_work(c);
	if (c->load.expects_all)
		return 0;
	ret = c->options->kernel_given ? 0 : ks_helper_load(err);
	if (!ret)
		ret = ks_load_kernel(&c->snapshot, c->options, err);
	if (!ret && !c->snapshot.live && !c->options->dry_run)
		ret = ks_system_refresh(&c->snapshot, err);
	return ret;
}

static int get_kernel_again(void *context, struct ks_snapshot *snapshot, struct ks_err *err)
{
	struct ks_plan_call *c = context;

	ks_facts_free(snapshot);
	ks_snapshot_init(snapshot, c->options->kernels[0]);
	return get_kernel(c, err);
}

/**
 * ks_plan_load - check what is planned, and load it if it passes
 * @c: with a plan
 *
 * Return: the exit code.
 */
int ks_plan_load(struct ks_plan_call *c)
{
	const struct ks_options *o = c->options;
	struct ks_err err;

	c->load = (struct ks_load_options){
		.policy = c->policy,
		.dry_run = o->dry_run,
		.allow_unsafe = o->allow_unsafe,
		.allow_unknown = o->allow_unknown,
		.no_follow = o->no_follow || c->no_follow,
		.run_commands = o->run_commands,
		.tell = tell,
		.ask_again = get_kernel_again,
		.context = c,
	};

	/* Of a kernel that is only files nobody asks what runs here. */
	if (!(o->dry_run && o->kernel_given)) {
		if (ks_load_system_open(&c->system, &err))
			return ks_complain(o, c->command, &err);
		c->load.system = &c->system;
	}
	if (get_kernel(c, &err) ||
	    ks_set_load(c->plan, &c->snapshot, &c->load, &c->result, &err))
		return ks_complain(o, c->command, &err);
	return report(c);
}

/**
 * ks_plan_close - release what a plan was loaded with
 * @c: all zeroes, or loaded; its plan is not touched
 * @code: exit code so far
 *
 * Last of all: a signal that came before all was loaded may end us now.
 *
 * Return: the exit code.
 */
int ks_plan_close(struct ks_plan_call *c, int code)
{
	bool is_done = c->result.outcome == KS_LOAD_DONE;

	ks_load_result_free(&c->result);
	ks_facts_free(&c->snapshot);
	if (c->system.context && fflush(stdout))
		code = ks_usage_error("standard output: write failed");
	ks_load_system_close(&c->system, is_done);
	return code;
}
