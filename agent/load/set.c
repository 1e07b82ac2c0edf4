// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loads a plan, the second half: what was checked is given to the kernel, one
 * after the other, and taken back if one fails and the policy wants it.
 */
#include "load/set.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "load/set_private.h"

/* How often somebody else is given time: as often as system->pause() is called. */
#define WAITS_MAX	200
/* How often a check is tried while others load and remove the same modules. */
#define TRIES_MAX	20

/** ks_loading_tell - tell who wants to know */
void ks_loading_tell(const struct ks_loading *l, enum ks_load_moment moment, uint32_t step)
{
	if (l->options->tell)
		l->options->tell(l->options->context, moment, l->plan, l->result, step);
}

static int stopped(const struct ks_loading *l)
{
	const struct ks_load_system *system = l->options->system;

	return system->stopped(system->context);
}

/* What is there now; without an answer what was known before. */
static void list_again(const struct ks_loading *l, struct ks_load_presents *presents)
{
	const struct ks_load_system *system = l->options->system;
	struct ks_load_presents now = { 0 };

	if (system->list(system->context, &now)) {
		ks_load_presents_free(&now);
		return;
	}
	ks_load_presents_free(presents);
	*presents = now;
}

/** ks_loading_id - which load of a module it is that is there now */
uint64_t ks_loading_id(const struct ks_loading *l, uint32_t step)
{
	const struct ks_load_system *system = l->options->system;

	return system ? system->load_id(system->context, l->result->steps[step].name) : 0;
}

/**
 * ks_loading_wait - wait while somebody else loads or removes a module
 * @l: plan
 * @step: which of its modules
 * @presents: what is there; brought up to date
 *
 * Bounded, and ended by a signal.
 *
 * Return: is it quiet now.
 */
bool ks_loading_wait(struct ks_loading *l, uint32_t step, struct ks_load_presents *presents)
{
	const struct ks_load_system *system = l->options->system;
	const char *name = l->result->steps[step].name ? l->result->steps[step].name :
							 l->plan->steps[step].name;

	for (unsigned int n = 0; n < WAITS_MAX; n++) {
		const struct ks_load_present *there = ks_load_present(presents, name);

		if (!there || there->state == KS_MODULE_LIVE)
			return true;
		if (!n)
			ks_loading_tell(l, KS_LOAD_WAITS, step);
		if (stopped(l))
			return false;
		system->pause(system->context);
		list_again(l, presents);
	}
	return false;
}

static int load_once(struct ks_loading *l, uint32_t i)
{
	const struct ks_load_system *system = l->options->system;
	const struct ks_load_source source =
		ks_load_source_of(&l->result->state->members[i].candidate.input);
	const char *parameters = l->plan->steps[i].parameters;
	struct ks_load_step *step = &l->result->steps[i];
	int error = system->load(system->context, &source, parameters);

	step->reached_init = system->reached_init(system->context, step->name);
	/* No init() runs twice. */
	if (error && step->reached_init != KS_YES) {
		error = system->load_file(system->context, &source, parameters, error);
		if (system->reached_init(system->context, step->name) == KS_YES)
			step->reached_init = KS_YES;
	}
	return -error;
}

/*
 * EBUSY is the kernel's answer while somebody else loads or removes a module of
 * that name, and that of many an init(); only the former is tried again.  EEXIST is
 * the one once theirs is live, whose way to init() was seen like one of ours.
 */
static int load_patiently(struct ks_loading *l, uint32_t i)
{
	struct ks_load_presents now = { 0 };
	struct ks_load_step *step = &l->result->steps[i];
	int error;

	for (unsigned int n = 0;; n++) {
		const struct ks_load_present *there;

		error = load_once(l, i);
		if ((error != EBUSY && error != EEXIST) || n == 3)
			break;
		list_again(l, &now);
		there = ks_load_present(&now, step->name);
		if (error == EEXIST && there && there->state == KS_MODULE_LIVE)
			break;
		if (step->reached_init == KS_YES)
			break;
		if (!there && step->reached_init != KS_NO)
			break;
		if (!ks_loading_wait(l, i, &now))
			break;
	}
	ks_load_presents_free(&now);
	return error;
}

/*
 * /proc/modules is read in pieces: where a newer module goes between two of them, one
 * that stays is passed over.  So who is not listed is asked for by name.
 */
static bool is_live(const struct ks_loading *l, uint32_t i)
{
	struct ks_load_presents now = { 0 };
	const struct ks_load_present *there;
	bool live;

	list_again(l, &now);
	there = ks_load_present(&now, l->result->steps[i].name);
	live = there ? there->state == KS_MODULE_LIVE : ks_loading_id(l, i) != 0;
	ks_load_presents_free(&now);
	return live;
}

static bool was_there(enum ks_load_state state)
{
	return state == KS_LOAD_ALREADY || state == KS_LOAD_LOADED || state == KS_LOAD_THEIRS;
}

/* Is what has the name of a step another load of it than the one that is known. */
static bool was_replaced(const struct ks_loading *l, uint32_t i)
{
	return ks_loading_id(l, i) != l->result->state->members[i].load_id;
}

/* What is going does not come back; for what is not listed see is_live(). */
static bool is_gone(const struct ks_loading *l, uint32_t i, const struct ks_load_presents *now)
{
	const struct ks_load_present *there = ks_load_present(now, l->result->steps[i].name);

	return there ? there->state == KS_MODULE_GOING : was_replaced(l, i);
}

/* What was there, and is not any more, was removed by somebody else. */
static void find_vanished(struct ks_loading *l, const struct ks_load_presents *now)
{
	for (uint32_t i = 0; now->count && i < l->plan->count; i++)
		if (was_there(l->result->steps[i].state) && is_gone(l, i, now))
			l->result->steps[i].state = KS_LOAD_VANISHED;
}

/*
 * Something that was counted on is gone, or was gone for a while: no failure is a
 * surprise then.
 */
static bool something_vanished(struct ks_loading *l)
{
	struct ks_load_presents now = { 0 };
	bool vanished = false;

	list_again(l, &now);
	find_vanished(l, &now);
	ks_load_presents_free(&now);
	for (uint32_t i = 0; i < l->plan->count; i++) {
		enum ks_load_state state = l->result->steps[i].state;

		vanished |= state == KS_LOAD_VANISHED || (was_there(state) && was_replaced(l, i));
	}
	return vanished;
}

static void run_command(struct ks_loading *l, uint32_t i)
{
	const struct ks_load_system *system = l->options->system;
	const struct ks_plan_step *planned = &l->plan->steps[i];
	struct ks_load_step *step = &l->result->steps[i];

	step->error = system->run(system->context, planned->command, planned->name,
				  planned->parameters);
	step->state = step->error ? KS_LOAD_FAILED : KS_LOAD_RAN;
	if (step->error < 0)
		step->error = -step->error;
}

static void load_step(struct ks_loading *l, uint32_t i, bool earlier_failed)
{
	struct ks_load_step *step = &l->result->steps[i];

	if (l->plan->steps[i].kind == KS_PLAN_COMMAND) {
		run_command(l, i);
		return;
	}
	step->error = load_patiently(l, i);
	if (!step->error)
		step->state = KS_LOAD_LOADED;
	else if (step->error == EEXIST && is_live(l, i))
		step->state = KS_LOAD_THEIRS;
	else
		step->state = KS_LOAD_FAILED;
	l->result->state->members[i].load_id = ks_loading_id(l, i);
	/* Of what was allowed in spite of its verdict nothing was foretold. */
	step->is_miss = step->state == KS_LOAD_FAILED && step->reached_init == KS_NO &&
			!earlier_failed && !stopped(l) &&
			step->verdict->accept == KS_ACCEPTS && !something_vanished(l);
}

/*
 * Somebody looks at a new device for a moment: it is in use, and soon is not; there is
 * patience for that.  A signal only interrupts the kernel while others load and remove.
 */
static int remove_patiently(struct ks_loading *l, const char *name, unsigned int patience)
{
	const struct ks_load_system *system = l->options->system;
	int ret;

	for (unsigned int n = 0;; n++) {
		ret = system->remove(system->context, name);
		if (ret == -EINTR && n < WAITS_MAX)
			continue;
		if (ret != -EWOULDBLOCK || n >= patience)
			return ret;
		system->pause(system->context);
	}
}

static void find_holders(struct ks_loading *l, struct ks_load_step *step)
{
	struct ks_load_presents now = { 0 };
	const struct ks_load_present *there;

	list_again(l, &now);
	there = ks_load_present(&now, step->name);
	if (there && *there->holders)
		step->holders = ks_pool_copy(&l->result->state->strings, there->holders);
	ks_load_presents_free(&now);
}

static void remove_step(struct ks_loading *l, uint32_t i, bool others_remain)
{
	const struct ks_load_system *system = l->options->system;
	const struct ks_plan_step *planned = &l->plan->steps[i];
	struct ks_load_step *step = &l->result->steps[i];
	int ret;

	if (planned->remove_command && l->options->run_commands)
		ret = system->run(system->context, planned->remove_command, planned->name, "");
	else
		ret = remove_patiently(l, step->name, others_remain ? 0 : WAITS_MAX / 4);
	step->remove_error = ret < 0 ? -ret : ret;
	if (!ret)
		step->state = KS_LOAD_REMOVED;
	else
		step->state = ret == -ENOENT ? KS_LOAD_VANISHED : KS_LOAD_REMAINS;
	if (step->state == KS_LOAD_REMAINS)
		find_holders(l, step);
	ks_loading_tell(l, KS_LOAD_WENT, i);
}

/* In reverse; one that stays does not keep those before it, if they can go. */
static void undo(struct ks_loading *l)
{
	bool remains = false;

	for (uint32_t i = l->plan->count; i-- > 0;) {
		uint64_t id = ks_loading_id(l, i);

		if (l->result->steps[i].state != KS_LOAD_LOADED)
			continue;
		/* Ours was removed meanwhile, and what there may be now is not ours. */
		if (id != l->result->state->members[i].load_id) {
			l->result->steps[i].state = id ? KS_LOAD_THEIRS : KS_LOAD_VANISHED;
			continue;
		}
		remove_step(l, i, remains);
		remains |= l->result->steps[i].state == KS_LOAD_REMAINS;
	}
}

static bool is_step(const struct ks_loading *l, const char *name)
{
	for (uint32_t i = 0; i < l->plan->count; i++)
		if (!strcmp(l->result->steps[i].name, name))
			return true;
	return false;
}

/* What came and went meanwhile, and is none of ours. */
static void compare_presents(struct ks_loading *l)
{
	struct ks_load_result *result = l->result;
	struct ks_pool *strings = &result->state->strings;
	struct ks_load_presents now = { 0 };

	list_again(l, &now);
	result->others = ks_pool_alloc(strings, now.count * sizeof(*result->others));
	for (size_t i = 0; result->others && i < now.count; i++)
		if (!ks_load_present(&l->before, now.items[i].name) &&
		    !is_step(l, now.items[i].name))
			result->others[result->other_count++] =
				ks_pool_copy(strings, now.items[i].name);
	find_vanished(l, &now);
	for (uint32_t i = 0; i < l->plan->count && result->failed == KS_PLAN_NONE; i++)
		if (result->steps[i].state == KS_LOAD_VANISHED && !l->plan->steps[i].is_optional)
			result->failed = i;
	ks_load_presents_free(&now);
}

static bool something_stays(const struct ks_loading *l)
{
	for (uint32_t i = 0; i < l->plan->count; i++) {
		enum ks_load_state state = l->result->steps[i].state;

		if (state == KS_LOAD_LOADED || state == KS_LOAD_REMAINS || state == KS_LOAD_RAN)
			return true;
	}
	return false;
}

/* Does what happened to a step end the loading. */
static bool ends_it(const struct ks_loading *l, uint32_t i)
{
	if (l->plan->steps[i].is_optional || l->options->policy == KS_LOAD_GO_ON)
		return false;
	return l->result->steps[i].state != KS_LOAD_LOADED &&
	       l->result->steps[i].state != KS_LOAD_RAN &&
	       l->result->steps[i].state != KS_LOAD_THEIRS &&
	       l->result->steps[i].state != KS_LOAD_ALREADY &&
	       l->result->steps[i].state != KS_LOAD_BUILTIN;
}

static bool is_skipped_softly(const struct ks_loading *l, uint32_t i)
{
	return l->result->steps[i].state == KS_LOAD_SKIPPED &&
	       l->plan->steps[i].kind != KS_PLAN_COMMAND;
}

/**
 * ks_loading_run - load what was checked
 * @l: checked, and found good enough by its policy
 */
void ks_loading_run(struct ks_loading *l)
{
	struct ks_load_result *result = l->result;
	bool failed = false;

	for (uint32_t i = 0; i < l->plan->count; i++) {
		struct ks_load_step *step = &result->steps[i];

		if (step->state == KS_LOAD_READY && l->plan->steps[i].kind != KS_PLAN_COMMAND)
			ks_loading_tell(l, KS_LOAD_COMES, i);
		result->signal = stopped(l);
		if (result->signal)
			break;
		if (step->state == KS_LOAD_READY) {
			load_step(l, i, failed);
			ks_loading_tell(l, KS_LOAD_CAME, i);
			failed |= step->state == KS_LOAD_FAILED;
			if (step->state == KS_LOAD_FAILED && !l->plan->steps[i].is_optional &&
			    result->failed == KS_PLAN_NONE)
				result->failed = i;
		}
		if (!is_skipped_softly(l, i) && ends_it(l, i))
			break;
	}
	if (!result->signal)
		result->signal = stopped(l);
	compare_presents(l);
	if (l->options->policy == KS_LOAD_ALL_OR_NOTHING &&
	    (result->signal || result->failed != KS_PLAN_NONE))
		undo(l);
	if (!result->signal && result->failed == KS_PLAN_NONE)
		result->outcome = KS_LOAD_DONE;
	else
		result->outcome = something_stays(l) ? KS_LOAD_PARTLY : KS_LOAD_UNDONE;
}

static int load_set(struct ks_loading *l, struct ks_err *err)
{
	const struct ks_load_options *options = l->options;
	struct ks_load_result *result = l->result;
	size_t count = l->plan->count;
	int ret;

	*result = (struct ks_load_result){ .outcome = KS_LOAD_NOT_TRIED,
					   .failed = KS_PLAN_NONE };
	result->steps = calloc(count + 1, sizeof(*result->steps));
	result->state = calloc(1, sizeof(*result->state));
	if (result->state)
		result->state->members = calloc(count + 1, sizeof(*result->state->members));
	if (!result->steps || !result->state || !result->state->members)
		return ks_err_sys(err, -ENOMEM, "modules", "load");
	result->count = count;
	ret = ks_loading_check(l, err);
	if (!ret) {
		ks_loading_tell(l, KS_LOAD_CHECKED, KS_PLAN_NONE);
		if (options->system && !options->dry_run &&
		    (result->failed == KS_PLAN_NONE || options->policy != KS_LOAD_ALL_OR_NOTHING))
			ks_loading_run(l);
	}
	ks_load_presents_free(&l->before);
	return ret;
}

/**
 * ks_set_load - check the modules of a plan, and load them if they pass
 * @plan: what is to be loaded; must live as long as @result
 * @snapshot: kernel, filled by ks_facts_load() and not completed yet; gets what is
 *	loaded
 * @options: how; without @options->system a dry run
 * @result: to fill; ks_load_result_free() releases it, also after a failure
 * @err: one line on failure
 *
 * What is wrong with a module, and what the kernel answers, is no failure but in
 * @result.
 *
 * Return: 0, or a negative errno: then nothing was loaded.
 */
int ks_set_load(const struct ks_plan *plan, struct ks_snapshot *snapshot,
		const struct ks_load_options *options, struct ks_load_result *result,
		struct ks_err *err)
{
	struct ks_loading l = {
		.plan = plan,
		.snapshot = snapshot,
		.options = options,
		.result = result,
	};
	int ret = load_set(&l, err);

	for (unsigned int n = 1; ret == -EAGAIN && options->ask_again && n < TRIES_MAX; n++) {
		ret = options->ask_again(options->context, snapshot, err);
		if (ret)
			break;
		ks_load_result_free(result);
		ret = load_set(&l, err);
	}
	return ret;
}

/**
 * ks_load_result_free - release a result
 * @result: filled by ks_set_load()
 */
void ks_load_result_free(struct ks_load_result *result)
{
	struct ks_load_private *state = result->state;

	for (size_t i = 0; state && state->members && i < result->count; i++) {
		struct ks_load_member *member = &state->members[i];

		if (member->is_judged)
			ks_judgement_free(&member->judgement);
		if (member->is_read)
			ks_candidate_close(&member->candidate);
		ks_arguments_free(&member->arguments);
	}
	if (state) {
		free(state->members);
		ks_pool_free(&state->strings);
	}
	free(state);
	free(result->steps);
	*result = (struct ks_load_result){ 0 };
}
