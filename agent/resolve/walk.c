// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From what is asked for to a plan, in the order of libkmod's
 * kmod_module_probe_insert_module(): what a module needs, each with its own soft
 * dependencies around it, then the module between its own.  libkmod keeps that
 * list to itself.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "resolve/unit.h"

/* Soft dependencies of soft dependencies of ...: no sane configuration has more. */
#define DEPTH_MAX	200

/* The root may have no step yet. */
struct wish {
	uint32_t step;
	const struct ks_unit *root;
};

struct walk {
	struct ks_resolver *r;
	const struct ks_plan_request *request;
	uint32_t request_number;
	const struct ks_unit *root;
	struct ks_plan_step *steps;
	const struct ks_unit **for_units;
	size_t count;
	size_t room;
	struct ks_plan_miss *misses;
	size_t miss_count;
	size_t miss_room;
	struct wish *wishes;
	size_t wish_count;
	size_t wish_room;
	unsigned int depth;
};

static int grow(struct walk *w)
{
	size_t room = w->room ? w->room * 2 : 32;
	struct ks_plan_step *steps = reallocarray(w->steps, room, sizeof(*steps));
	const struct ks_unit **units;

	if (!steps)
		return -ENOMEM;
	w->steps = steps;
	units = reallocarray(w->for_units, room, sizeof(*units));
	if (!units)
		return -ENOMEM;
	w->for_units = units;
	w->room = room;
	return 0;
}

static uint32_t find_step(const struct walk *w, const char *name)
{
	for (size_t i = 0; i < w->count; i++)
		if (!strcmp(w->steps[i].name, name))
			return i;
	return KS_PLAN_NONE;
}

static enum ks_plan_kind kind_of(const struct ks_unit *unit, bool ignore_command)
{
	if (unit->install && !ignore_command)
		return KS_PLAN_COMMAND;
	if (unit->path)
		return KS_PLAN_FILE;
	return unit->is_builtin ? KS_PLAN_BUILTIN : KS_PLAN_ABSENT;
}

/* Of modprobe.d, then of the caller. */
static const char *parameters_of(struct walk *w, const struct ks_unit *unit)
{
	const char *own = unit->options ? unit->options : "";
	const char *more = unit == w->root && w->request->parameters ? w->request->parameters : "";
	ks_auto_free char *joined = NULL;

	if (!*own || !*more)
		return ks_pool_copy(&w->r->strings, *own ? own : more);
	if (asprintf(&joined, "%s %s", own, more) < 0)
		return NULL;
	return ks_pool_copy(&w->r->strings, joined);
}

/* What one request wants softly, another one may, too: what is there of both counts. */
static int wish(struct walk *w, uint32_t at)
{
	if (w->wish_count == w->wish_room) {
		size_t room = w->wish_room ? w->wish_room * 2 : 8;
		struct wish *wishes = reallocarray(w->wishes, room, sizeof(*wishes));

		if (!wishes)
			return -ENOMEM;
		w->wishes = wishes;
		w->wish_room = room;
	}
	w->wishes[w->wish_count++] = (struct wish){ .step = at, .root = w->root };
	return 0;
}

/* What was wanted softly may be needed by somebody else. */
static int insist(struct walk *w, uint32_t at, const struct ks_unit *unit,
		  enum ks_plan_reason reason, const struct ks_unit *for_unit)
{
	struct ks_plan_step *step = &w->steps[at];

	if (!step->is_optional)
		return 0;
	if (unit->required != w->r->round)
		return wish(w, at);
	step->is_optional = false;
	step->reason = reason;
	step->request = w->request_number;
	w->for_units[at] = for_unit;
	return 0;
}

static int append(struct walk *w, const struct ks_unit *unit, enum ks_plan_reason reason,
		  const struct ks_unit *for_unit, bool ignore_command)
{
	uint32_t at = find_step(w, unit->name);
	struct ks_plan_step *step;

	if (at != KS_PLAN_NONE)
		return insist(w, at, unit, reason, for_unit);
	if (w->count == w->room && grow(w))
		return -ENOMEM;
	w->for_units[w->count] = for_unit;
	step = &w->steps[w->count++];
	*step = (struct ks_plan_step){
		.kind = kind_of(unit, ignore_command),
		.reason = reason,
		.path = unit->path,
		.name = unit->name,
		.parameters = parameters_of(w, unit),
		.command = unit->install,
		.remove_command = unit->remove,
		.request = w->request_number,
		.list = w->request->list,
		.line = w->request->line,
		.is_optional = unit->required != w->r->round,
	};
	return step->parameters ? 0 : -ENOMEM;
}

static int walk_module(struct walk *w, struct ks_unit *unit, enum ks_plan_reason reason,
		       const struct ks_unit *for_unit);

static int walk_all(struct walk *w, const struct ks_units *units, enum ks_plan_reason reason,
		    const struct ks_unit *for_unit)
{
	int ret = 0;

	for (size_t i = 0; i < units->count && !ret; i++)
		ret = walk_module(w, units->items[i], reason, for_unit);
	return ret;
}

/* A module between its soft dependencies; with any, its command does not count. */
static int walk_soft(struct walk *w, struct ks_unit *unit, enum ks_plan_reason reason,
		     const struct ks_unit *for_unit)
{
	struct ks_units before = { 0 }, after = { 0 };
	int ret = w->r->source->soft(w->r, unit, &before, &after);

	if (!ret)
		ret = walk_all(w, &before, KS_PLAN_SOFT_BEFORE, unit);
	if (!ret)
		ret = append(w, unit, reason, for_unit, before.count || after.count);
	if (!ret)
		ret = walk_all(w, &after, KS_PLAN_SOFT_AFTER, unit);
	ks_units_free(&before);
	ks_units_free(&after);
	return ret;
}

static int walk_module(struct walk *w, struct ks_unit *unit, enum ks_plan_reason reason,
		       const struct ks_unit *for_unit)
{
	struct ks_units needs = { 0 };
	bool is_root = reason == KS_PLAN_REQUESTED;
	int ret;

	if (unit->visited == w->r->round)
		return 0;
	if (++w->depth > DEPTH_MAX)
		return -ELOOP;
	unit->visited = w->r->round;
	ret = w->r->source->dependencies(w->r, unit, &needs);
	if (is_root) {
		unit->required = w->r->round;
		for (size_t i = 0; i < needs.count; i++)
			needs.items[i]->required = w->r->round;
	}
	for (size_t i = 0; i < needs.count && !ret; i++)
		ret = walk_soft(w, needs.items[i], KS_PLAN_NEEDED, unit);
	if (!ret && is_root && w->r->options.ignore_commands)
		ret = append(w, unit, reason, for_unit, true);
	else if (!ret)
		ret = walk_soft(w, unit, reason, for_unit);
	ks_units_free(&needs);
	w->depth--;
	return ret;
}

static int miss(struct walk *w, enum ks_plan_why why, const char *module)
{
	if (w->miss_count == w->miss_room) {
		size_t room = w->miss_room ? w->miss_room * 2 : 8;
		struct ks_plan_miss *misses = reallocarray(w->misses, room, sizeof(*misses));

		if (!misses)
			return -ENOMEM;
		w->misses = misses;
		w->miss_room = room;
	}
	w->misses[w->miss_count++] = (struct ks_plan_miss){
		.name = w->request->name,
		.module = module,
		.why = why,
		.request = w->request_number,
		.list = w->request->list,
		.line = w->request->line,
	};
	return 0;
}

/* An alias may stand for several modules: all of them, as udev wants it. */
static int walk_request(struct walk *w)
{
	struct ks_units found = { 0 };
	int ret = w->r->source->look_up(w->r, w->request->name, &found);

	if (!ret && !found.count)
		ret = miss(w, KS_PLAN_NOT_FOUND, NULL);
	for (size_t i = 0; i < found.count && !ret; i++) {
		struct ks_unit *unit = found.items[i];

		w->r->round++;
		w->root = unit;
		if ((unit->is_alias || w->r->options.use_blacklist) &&
		    ks_unit_is_blacklisted(w->r, unit))
			ret = miss(w, KS_PLAN_BLACKLISTED, unit->name);
		else
			ret = walk_module(w, unit, KS_PLAN_REQUESTED, NULL);
	}
	ks_units_free(&found);
	return ret;
}

static void number_steps(struct walk *w)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct ks_unit *unit = w->for_units[i];

		w->steps[i].for_step = unit ? find_step(w, unit->name) : KS_PLAN_NONE;
	}
}

static int hand_over(struct walk *w, struct ks_plan *plan)
{
	struct ks_pool *pool = &w->r->strings;

	plan->steps = ks_pool_alloc(pool, w->count * sizeof(*plan->steps));
	plan->misses = ks_pool_alloc(pool, w->miss_count * sizeof(*plan->misses));
	plan->wishes = ks_pool_alloc(pool, w->wish_count * sizeof(*plan->wishes));
	if (!plan->steps || !plan->misses || !plan->wishes)
		return -ENOMEM;
	if (w->count)
		memcpy(plan->steps, w->steps, w->count * sizeof(*plan->steps));
	if (w->miss_count)
		memcpy(plan->misses, w->misses, w->miss_count * sizeof(*plan->misses));
	for (size_t i = 0; i < w->wish_count; i++)
		plan->wishes[i] = (struct ks_plan_wish){
			.step = w->wishes[i].step,
			.root = find_step(w, w->wishes[i].root->name),
		};
	plan->count = w->count;
	plan->miss_count = w->miss_count;
	plan->wish_count = w->wish_count;
	return 0;
}

/**
 * ks_resolve_walk - from what is asked for to a plan
 * @r: resolver
 * @requests: what is asked for
 * @count: entries of @requests
 * @plan: to fill
 *
 * Return: 0 or a negative errno, -ELOOP where soft dependencies nest too deep.
 */
int ks_resolve_walk(struct ks_resolver *r, const struct ks_plan_request *requests, size_t count,
		    struct ks_plan *plan)
{
	struct walk w = { .r = r };
	int ret = 0;

	*plan = (struct ks_plan){ 0 };
	for (size_t i = 0; i < count && !ret; i++) {
		w.request = &requests[i];
		w.request_number = i;
		ret = walk_request(&w);
	}
	if (!ret) {
		number_steps(&w);
		ret = hand_over(&w, plan);
	}
	free(w.steps);
	free(w.for_units);
	free(w.misses);
	free(w.wishes);
	return ret;
}
