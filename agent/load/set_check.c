// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The first half of loading a plan: every module is read into private memory and
 * checked against the kernel and those that come before it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "load/set_private.h"

/* So many are waited for, one after the other. */
#define OTHERS_MAX	100

static struct ks_load_step *step_of(struct ks_loading *l, uint32_t i)
{
	return &l->result->steps[i];
}

static struct ks_load_member *member_of(struct ks_loading *l, uint32_t i)
{
	return &l->result->state->members[i];
}

/* The request at the end of what a step is there for. */
static uint32_t root_of(const struct ks_plan *plan, uint32_t i)
{
	for (size_t n = 0; plan->steps[i].for_step < plan->count && n < plan->count; n++)
		i = plan->steps[i].for_step;
	return i;
}

static enum ks_load_state state_before(struct ks_loading *l, uint32_t i)
{
	const struct ks_plan_step *planned = &l->plan->steps[i];
	const struct ks_load_present *there = ks_load_present(&l->before, planned->name);

	if (planned->kind == KS_PLAN_BUILTIN)
		return KS_LOAD_BUILTIN;
	if (there && there->state == KS_MODULE_LIVE)
		return KS_LOAD_ALREADY;
	if (planned->kind == KS_PLAN_COMMAND && !l->options->run_commands)
		return KS_LOAD_SKIPPED;
	return KS_LOAD_PENDING;
}

static bool needs_nothing(struct ks_loading *l, uint32_t root)
{
	return root < l->plan->count && (step_of(l, root)->state == KS_LOAD_ALREADY ||
					 step_of(l, root)->state == KS_LOAD_BUILTIN);
}

/* By all that asked for it. */
static bool is_unwanted(struct ks_loading *l, uint32_t i)
{
	uint32_t root = root_of(l->plan, i);

	if (root == i || !needs_nothing(l, root))
		return false;
	for (size_t n = 0; n < l->plan->wish_count; n++)
		if (l->plan->wishes[n].step == i && !needs_nothing(l, l->plan->wishes[n].root))
			return false;
	return true;
}

/* As modprobe does nothing for a module that is there, its soft ones do not count. */
static void skip_unwanted(struct ks_loading *l)
{
	for (uint32_t i = 0; i < l->plan->count; i++)
		if (l->plan->steps[i].is_optional && step_of(l, i)->state == KS_LOAD_PENDING &&
		    is_unwanted(l, i))
			step_of(l, i)->state = KS_LOAD_SKIPPED;
}

static bool is_busy(const struct ks_loading *l, uint32_t i)
{
	const struct ks_load_present *there = ks_load_present(&l->before, l->plan->steps[i].name);

	return there && there->state != KS_MODULE_LIVE &&
	       l->plan->steps[i].kind != KS_PLAN_BUILTIN;
}

/* While one was waited for, others may have begun.  False once nobody has patience. */
static bool wait_for_others(struct ks_loading *l)
{
	for (uint32_t i = 0; i < l->plan->count; i++)
		if (is_busy(l, i))
			return ks_loading_wait(l, i, &l->before);
	return false;
}

/* Somebody else may be at it: what comes of that is waited for, for a while. */
static int look_around(struct ks_loading *l, struct ks_err *err)
{
	const struct ks_load_system *system = l->options->system;
	int ret;

	if (!system)
		return 0;
	ret = system->list(system->context, &l->before);
	if (ret)
		return ks_err_sys(err, ret, "/proc/modules", "read");
	for (unsigned int n = 0; n < OTHERS_MAX && !l->options->dry_run; n++)
		if (!wait_for_others(l))
			break;
	return 0;
}

static int tell_of_change(struct ks_err *err)
{
	return ks_err_set(err, -EAGAIN,
			  "modules: check: others load and remove them all the time");
}

/* Of a name: which state it was found in, or -1. */
static int state_in(const struct ks_load_presents *presents, const char *name)
{
	const struct ks_load_present *there = ks_load_present(presents, name);

	return there ? (int)there->state : -1;
}

static int state_in_facts(const struct ks_facts *facts, const char *name)
{
	const struct ks_module *module = ks_facts_module(facts, name);

	return module && module->state <= KS_MODULE_GOING ? (int)module->state : -1;
}

/*
 * Were modules of the plan loaded or removed by others while we looked: then what is
 * known of the kernel does not fit together, and a check with it says nothing.
 */
static bool changed_meanwhile(const struct ks_loading *l, bool facts_are_live)
{
	const struct ks_load_system *system = l->options->system;
	struct ks_load_presents now = { 0 };
	bool changed = false;

	if (!system || l->options->dry_run)
		return false;
	if (!system->list(system->context, &now))
		for (uint32_t i = 0; i < l->plan->count && !changed; i++) {
			const char *name = l->plan->steps[i].name;
			int before = state_in(&l->before, name);

			changed = before != state_in(&now, name) ||
				  (facts_are_live &&
				   before != state_in_facts(&l->snapshot->facts, name));
		}
	ks_load_presents_free(&now);
	return changed;
}

static int take_step(struct ks_loading *l, uint32_t i, struct ks_err *err)
{
	const struct ks_plan_step *planned = &l->plan->steps[i];
	struct ks_load_member *member = member_of(l, i);
	struct ks_load_step *step = step_of(l, i);
	char *words[] = { (char *)planned->parameters };

	l->result->bytes += member->candidate.input.size;
	if (l->result->bytes > KS_LOAD_BYTES_MAX)
		return ks_err_set(err, -EFBIG, "%s: read: the set grows beyond %llu MiB",
				  planned->name, KS_LOAD_BYTES_MAX >> 20);
	step->needs = &member->candidate.needs;
	if (step->needs->mname && *step->needs->mname)
		step->name = step->needs->mname;
	step->is_permanent = ks_candidate_is_permanent(&member->candidate);
	if (ks_arguments_parse(&member->arguments, 1, words))
		return ks_err_sys(err, -ENOMEM, planned->name, "read");
	ks_arguments_give(&member->arguments, &member->candidate.needs);
	return 0;
}

static int read_step(struct ks_loading *l, uint32_t i, struct ks_err *err)
{
	const struct ks_plan_step *planned = &l->plan->steps[i];
	struct ks_load_member *member = member_of(l, i);
	struct ks_load_step *step = step_of(l, i);
	int ret;

	/* A command may be all that there is of it. */
	if (planned->kind == KS_PLAN_COMMAND && !planned->path) {
		step->state = KS_LOAD_READY;
		return 0;
	}
	member->is_read = true;
	if (planned->path)
		ret = ks_load_open(&member->candidate, planned->path, l->options->no_follow,
				   &l->snapshot->facts, &member->err);
	else
		ret = ks_err_set(&member->err, -ENOENT, "%s: find: there is no such module",
				 planned->name);
	if (ret == -ENOMEM)
		return ks_err_sys(err, ret, planned->name, "read");
	if (ret) {
		step->state = KS_LOAD_UNREADABLE;
		step->err = member->err.text;
		return 0;
	}
	return take_step(l, i, err);
}

static int ask_kernel(struct ks_loading *l, struct ks_err *err)
{
	ks_auto_free const struct ks_needs **needs = calloc(l->plan->count + 1, sizeof(*needs));
	/* While the connection is there they are not asked for yet. */
	bool live = l->snapshot->live;
	size_t count = 0;
	int ret;

	if (!needs)
		return ks_err_sys(err, -ENOMEM, "modules", "check");
	for (uint32_t i = 0; i < l->plan->count; i++)
		if (step_of(l, i)->needs)
			needs[count++] = step_of(l, i)->needs;
	/* Nothing to check: the kernel need not be known. */
	if (!count)
		return 0;
	ret = ks_complete_for_all(l->snapshot, needs, count, err);
	return !ret && changed_meanwhile(l, live) ? tell_of_change(err) : ret;
}

static bool exports(const struct ks_needs *needs, const char *symbol)
{
	for (size_t i = 0; i < needs->export_count; i++)
		if (!strcmp(needs->exports[i].name, symbol))
			return true;
	return false;
}

/* Is it only that another one of the set, which exports a symbol, does not load. */
static uint32_t dragger_of(struct ks_loading *l, uint32_t i)
{
	const struct ks_finding *cause = step_of(l, i)->verdict->cause;

	if (!cause || cause->rule != KS_RULE_SYMBOL_MISSING || !cause->subject)
		return KS_PLAN_NONE;
	for (uint32_t n = 0; n < i; n++) {
		const struct ks_load_step *other = step_of(l, n);

		if (other->needs && other->state != KS_LOAD_READY &&
		    exports(other->needs, cause->subject))
			return n;
	}
	return KS_PLAN_NONE;
}

static int judge_step(struct ks_loading *l, uint32_t i, struct ks_err *err)
{
	struct ks_load_member *member = member_of(l, i);
	struct ks_needs *needs = &member->candidate.needs;
	struct ks_load_step *step = step_of(l, i);
	int ret;

	/* Facts of files know what is loaded only now. */
	if (!l->options->system && needs->mname &&
	    ks_facts_is_live(&l->snapshot->facts, needs->mname)) {
		step->state = KS_LOAD_ALREADY;
		return 0;
	}
	ks_verify(l->snapshot, needs);
	ret = ks_judge(&member->judgement, needs, &l->snapshot->facts, err);
	if (ret)
		return ret;
	member->is_judged = true;
	step->verdict = &member->judgement.result;
	if (ks_load_allowed(step->verdict->verdict, l->options->allow_unsafe,
			    l->options->allow_unknown)) {
		step->state = KS_LOAD_READY;
		return ks_let_be_loaded(l->snapshot, needs, err);
	}
	step->dragged_by = dragger_of(l, i);
	step->state = step->dragged_by == KS_PLAN_NONE ? KS_LOAD_REFUSED : KS_LOAD_DRAGGED;
	return 0;
}

static enum ks_verdict worse(enum ks_verdict a, enum ks_verdict b)
{
	static const int ranks[KS_VERDICT_MAX] = {
		[KS_VERDICT_OK] = 0,
		[KS_VERDICT_UNKNOWN] = 1,
		[KS_VERDICT_UNSAFE] = 2,
		[KS_VERDICT_REFUSED] = 3,
	};

	return ranks[a] >= ranks[b] ? a : b;
}

static bool is_undecided(const struct ks_load_step *step)
{
	return step->state == KS_LOAD_UNREADABLE ||
	       (step->verdict && step->verdict->verdict == KS_VERDICT_UNKNOWN);
}

/* Would it be another answer if all that was undecided were loaded. */
static bool lacks_a_symbol(const struct ks_load_step *step)
{
	return step->verdict && step->verdict->cause &&
	       step->verdict->cause->rule == KS_RULE_SYMBOL_MISSING;
}

/* For somebody else to decide: a step that ends it, or KS_PLAN_NONE. */
static uint32_t first_undecided(struct ks_loading *l)
{
	if (l->result->failed != KS_PLAN_NONE && !lacks_a_symbol(step_of(l, l->result->failed)))
		return KS_PLAN_NONE;
	for (uint32_t i = 0; i < l->plan->count; i++)
		if (is_undecided(step_of(l, i)))
			return i;
	return KS_PLAN_NONE;
}

/* What the check says of the whole. */
static void sum_up(struct ks_loading *l)
{
	struct ks_load_result *result = l->result;
	uint32_t undecided;

	for (uint32_t i = 0; i < l->plan->count; i++) {
		const struct ks_load_step *step = step_of(l, i);
		bool fails = step->state == KS_LOAD_UNREADABLE || step->state == KS_LOAD_REFUSED ||
			     step->state == KS_LOAD_DRAGGED ||
			     (step->state == KS_LOAD_SKIPPED &&
			      l->plan->steps[i].kind == KS_PLAN_COMMAND);

		if (l->plan->steps[i].is_optional)
			continue;
		/* What brings others down says all there is to say, if it is asked. */
		if (step->verdict && (step->state != KS_LOAD_DRAGGED ||
				      l->plan->steps[step->dragged_by].is_optional))
			result->verdict = worse(result->verdict, step->verdict->verdict);
		if (fails && result->failed == KS_PLAN_NONE)
			result->failed = i;
	}
	undecided = l->options->decided_only ? first_undecided(l) : KS_PLAN_NONE;
	if (undecided != KS_PLAN_NONE)
		result->failed = undecided;
}

/**
 * ks_loading_check - read and check all modules of a plan
 * @l: with a result of all zeroes, of as many steps as the plan has
 * @err: one line on failure
 *
 * Return: 0, -EAGAIN where others loaded or removed modules of the plan meanwhile, or
 * another negative errno; what is wrong with a module is no failure.
 */
int ks_loading_check(struct ks_loading *l, struct ks_err *err)
{
	int ret = look_around(l, err);

	for (uint32_t i = 0; i < l->plan->count && !ret; i++) {
		step_of(l, i)->name = l->plan->steps[i].name;
		step_of(l, i)->dragged_by = KS_PLAN_NONE;
		step_of(l, i)->state = state_before(l, i);
		member_of(l, i)->load_id = ks_loading_id(l, i);
	}
	if (!ret)
		skip_unwanted(l);
	for (uint32_t i = 0; i < l->plan->count && !ret; i++) {
		if (step_of(l, i)->state != KS_LOAD_PENDING)
			continue;
		ret = l->options->expects_all ? tell_of_change(err) : read_step(l, i, err);
	}
	if (!ret)
		ret = ask_kernel(l, err);
	for (uint32_t i = 0; i < l->plan->count && !ret; i++)
		if (step_of(l, i)->state == KS_LOAD_PENDING)
			ret = judge_step(l, i, err);
	if (!ret)
		sum_up(l);
	return ret;
}
