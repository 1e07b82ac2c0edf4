// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Boot lists as plans: their readers are run with a kernel that takes everything,
 * so that each attempt of theirs is a step, and what comes to nothing by itself is
 * a miss.  What to do when the kernel refuses a step is the policy of loading.
 */
#include "boot/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static enum ks_plan_reason reason_of(enum ks_boot_why why)
{
	switch (why) {
	case KS_BOOT_NEEDED:
		return KS_PLAN_NEEDED;
	case KS_BOOT_SOFT_BEFORE:
		return KS_PLAN_SOFT_BEFORE;
	case KS_BOOT_SOFT_AFTER:
		return KS_PLAN_SOFT_AFTER;
	default:
		return KS_PLAN_REQUESTED;
	}
}

static struct ks_plan_step *add_step(struct ks_boot_plan *p, size_t entry)
{
	struct ks_plan_step *more;

	if (p->plan.count == p->step_room) {
		p->step_room = p->step_room ? 2 * p->step_room : 16;
		more = reallocarray(p->plan.steps, p->step_room, sizeof(*more));
		if (!more) {
			p->error = -ENOMEM;
			return NULL;
		}
		p->plan.steps = more;
	}
	more = &p->plan.steps[p->plan.count++];
	*more = (struct ks_plan_step){ .for_step = KS_PLAN_NONE, .parameters = "" };
	if (entry != KS_BOOT_NONE) {
		more->request = entry;
		more->list = p->boot->entries[entry].list;
		more->line = p->boot->entries[entry].line;
	}
	return more;
}

/* Who wants it comes behind it, or before. */
static void find_parent(struct ks_boot_plan *p, size_t index, const char *parent)
{
	for (size_t i = 0; i < p->plan.count && parent; i++)
		if (i != index && !strcmp(p->plan.steps[i].name, parent))
			p->plan.steps[index].for_step = i;
}

static int take(void *data, const struct ks_boot_attempt *attempt)
{
	struct ks_boot_plan *p = data;
	struct ks_plan_step *step;

	/* Of two runs of a reader the second finds what the first has loaded. */
	for (size_t i = 0; i < p->plan.count; i++)
		if (!strcmp(p->plan.steps[i].path, attempt->path))
			return -EEXIST;
	step = add_step(p, attempt->entry);
	if (!step)
		return -ENOMEM;
	step->kind = KS_PLAN_FILE;
	step->reason = reason_of(attempt->why);
	step->path = attempt->path;
	step->name = attempt->name;
	step->parameters = attempt->options;
	step->is_optional = step->reason == KS_PLAN_SOFT_BEFORE ||
			    step->reason == KS_PLAN_SOFT_AFTER;
	return 0;
}

static int add_miss(struct ks_boot_plan *p, size_t entry)
{
	static const enum ks_plan_why words[] = {
		[KS_BOOT_NEVER] = KS_PLAN_NEVER,	[KS_BOOT_FAILED] = KS_PLAN_UNOPENED,
		[KS_BOOT_DEPENDS] = KS_PLAN_UNMET,	[KS_BOOT_DENIED] = KS_PLAN_BLACKLISTED,
		[KS_BOOT_ABSENT] = KS_PLAN_NOT_FOUND,	[KS_BOOT_PASSED] = KS_PLAN_PASSED_OVER,
		[KS_BOOT_ENDLESS] = KS_PLAN_ENDLESS,
	};
	const struct ks_boot_entry *e = &p->boot->entries[entry];
	enum ks_boot_outcome outcome = p->run.outcomes[entry];
	struct ks_plan_miss *more;

	if (outcome == KS_BOOT_LOADED || outcome == KS_BOOT_BEFORE)
		return 0;
	more = reallocarray(p->plan.misses, p->plan.miss_count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	p->plan.misses = more;
	more[p->plan.miss_count++] = (struct ks_plan_miss){
		.name = e->name, .module = outcome == KS_BOOT_DENIED ? e->name : NULL,
		.why = e->flaw == KS_BOOT_NAMELESS ? KS_PLAN_NAMELESS : words[outcome],
		.request = entry, .list = e->list, .line = e->line,
	};
	return 0;
}

/* Parents are known once all are there. */
static void find_parents(struct ks_boot_plan *p)
{
	size_t step = 0;

	for (size_t i = 0; i < p->run.attempt_count && step < p->plan.count; i++)
		if (p->plan.steps[step].path == p->run.attempts[i].path) {
			find_parent(p, step, p->run.attempts[i].parent);
			step++;
		}
}

/**
 * ks_boot_plan_make - what the readers of boot lists would load
 * @plan: all zeroes; ks_boot_plan_free() releases it, also after a failure
 * @boot: lists of OpenWrt or Android; must live as long as @plan
 * @tree: directory with the modules, for lists that do not lie beside them
 * @cmdline: of the kernel, or NULL
 *
 * Return: 0, -ENOENT when nobody knows where the modules are, or another negative
 * errno.
 */
int ks_boot_plan_make(struct ks_boot_plan *plan, const struct ks_boot *boot, const char *tree,
		      const char *cmdline)
{
	const struct ks_boot_kernel kernel = {
		.tree = tree, .cmdline = cmdline, .load = take, .data = plan,
	};
	int ret = ks_boot_run_start(&plan->run, boot);

	plan->boot = boot;
	for (size_t i = 0; i < boot->sequence_count && !ret; i++)
		ret = ks_boot_run_sequence(&plan->run, boot, i, &kernel);
	if (!ret)
		ret = plan->error;
	for (size_t i = 0; i < boot->count && !ret; i++)
		ret = add_miss(plan, i);
	if (!ret)
		find_parents(plan);
	return ret;
}

/**
 * ks_boot_plan_free - release a plan
 * @plan: its members
 */
void ks_boot_plan_free(struct ks_boot_plan *plan)
{
	free(plan->plan.steps);
	free(plan->plan.misses);
	ks_boot_run_free(&plan->run);
	*plan = (struct ks_boot_plan){ 0 };
}
