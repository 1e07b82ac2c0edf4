// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What became of which module; see monitor.h.  Lines about a refusal wait for a
 * moment, as the same lines may belong to a module whose init() fails, or, a few
 * of them, to one that is taken.
 */
#include "watch/monitor.h"

#include <linux/kmodsafe.h>
#include <stdio.h>
#include <string.h>

/* Lines of one refusal; those of other rules end the load, so that each is its own. */
enum group { GROUP_NONE, GROUP_SYMBOLS, GROUP_PARAMETERS, GROUP_RELOCATIONS, GROUP_BTF };

static enum group group_of(const struct ks_cause *cause)
{
	switch (cause ? cause->finding.rule : KS_RULE_MAX) {
	case KS_RULE_SYMBOL_TABLE:
	case KS_RULE_SYMBOL_MISSING:
	case KS_RULE_SYMBOL_GPL:
	case KS_RULE_SYMBOL_OWNER:
	case KS_RULE_SYMBOL_CRC:
	case KS_RULE_NAMESPACE:
		return GROUP_SYMBOLS;
	case KS_RULE_PARAMETERS:
		return GROUP_PARAMETERS;
	case KS_RULE_RELOCATIONS:
		return GROUP_RELOCATIONS;
	case KS_RULE_BTF:
		return GROUP_BTF;
	default:
		return GROUP_NONE;
	}
}

/* The last one of that name. */
static struct ks_pending *find(struct ks_monitor *monitor, const char *module)
{
	for (size_t i = monitor->pending_count; i > 0; i--)
		if (!strcmp(monitor->pending[i - 1].happening.module, module))
			return &monitor->pending[i - 1];
	return NULL;
}

/*
 * What this line goes on with.  Of relocations and types the first line has no
 * name, and the second one has it.
 */
static struct ks_pending *find_group(struct ks_monitor *monitor, const char *module,
				     enum group group)
{
	struct ks_pending *pending = find(monitor, module);

	if (group == GROUP_NONE)
		return NULL;
	if (pending && pending->group == (int)group)
		return pending;
	pending = group >= GROUP_RELOCATIONS ? find(monitor, "") : NULL;
	if (!pending || pending->group != (int)group)
		return NULL;
	snprintf(pending->happening.module, sizeof(pending->happening.module), "%s", module);
	return pending;
}

static void drop(struct ks_monitor *monitor, struct ks_pending *pending)
{
	size_t at = pending - monitor->pending;

	monitor->pending_count--;
	memmove(pending, pending + 1, (monitor->pending_count - at) * sizeof(*pending));
}

static void settle(struct ks_monitor *monitor, struct ks_pending *pending)
{
	struct ks_happening happening = pending->happening;

	drop(monitor, pending);
	monitor->take(&happening, monitor->data);
}

static struct ks_pending *add(struct ks_monitor *monitor, const char *module, enum group group)
{
	struct ks_pending *pending;

	if (monitor->pending_count == KS_PENDING_MAX)
		settle(monitor, &monitor->pending[0]);
	pending = &monitor->pending[monitor->pending_count++];
	*pending = (struct ks_pending){ .happening.outcome = KS_OUTCOME_REFUSED,
					.group = group, .may_load = true };
	snprintf(pending->happening.module, sizeof(pending->happening.module), "%s", module);
	return pending;
}

/* What the loader says of a refusal, or a note beside a load: NULL. */
static const struct ks_cause *refusal_of(const struct ks_recognized *told)
{
	for (size_t i = 0; i < told->cause_count; i++)
		if (told->causes[i].refuses)
			return &told->causes[i];
	return NULL;
}

static void keep_reason(struct ks_happening *happening, const struct ks_cause *cause,
			const struct ks_recognized *told, const char *line)
{
	if (happening->has_reason) {
		happening->more++;
		return;
	}
	happening->has_reason = true;
	happening->rule = cause ? cause->finding.rule : KS_RULE_MAX;
	if (cause)
		ks_cause_explain(cause, happening->reason, sizeof(happening->reason));
	else
		snprintf(happening->reason, sizeof(happening->reason), "%s", told->meaning);
	snprintf(happening->line, sizeof(happening->line), "%s", line);
}

/**
 * ks_monitor_line - a line of the kernel's log
 * @monitor: what is known
 * @line: text of the record
 * @now: milliseconds of any clock
 *
 * Lines of programs that write there, and notes beside a load, are no refusals.
 */
void ks_monitor_line(struct ks_monitor *monitor, const char *line, uint64_t now)
{
	struct ks_recognized *told = &monitor->told[monitor->count % 2];
	struct ks_recognized *before = &monitor->told[(monitor->count + 1) % 2];
	bool known = ks_recognize(line, monitor->count ? before : NULL, told);
	const struct ks_cause *cause = refusal_of(told);
	char module[KS_NAME_MAX];
	struct ks_pending *pending;

	monitor->count++;
	if (!known || strcmp(told->by, "kernel") || (!cause && !(told->meaning && told->error)))
		return;
	snprintf(module, sizeof(module), "%s", told->module ? told->module : "");
	pending = find_group(monitor, module, group_of(cause));
	if (!pending)
		pending = add(monitor, module, group_of(cause));
	pending->may_load &= cause && cause->may_load;
	pending->until = now + KS_PENDING_TIME;
	keep_reason(&pending->happening, cause, told, line);
}

static void say(struct ks_monitor *monitor, const char *module, enum ks_outcome outcome)
{
	struct ks_happening happening = { .outcome = outcome };

	snprintf(happening.module, sizeof(happening.module), "%s", module);
	monitor->take(&happening, monitor->data);
}

/* Only the last lines can be about what happens now. */
static struct ks_pending *settle_all_but_last(struct ks_monitor *monitor, const char *module)
{
	struct ks_pending *last = find(monitor, module);

	for (size_t i = 0; last && &monitor->pending[i] != last;) {
		if (strcmp(monitor->pending[i].happening.module, module)) {
			i++;
			continue;
		}
		settle(monitor, &monitor->pending[i]);
		last--;
	}
	return last;
}

/* Lines that do not come with a load are about an attempt before. */
static void load_succeeded(struct ks_monitor *monitor, const char *module)
{
	struct ks_pending *pending = settle_all_but_last(monitor, module);

	if (pending && pending->may_load)
		drop(monitor, pending);
	else if (pending)
		settle(monitor, pending);
	say(monitor, module, KS_OUTCOME_LOADED);
}

static void init_failed(struct ks_monitor *monitor, const char *module)
{
	struct ks_pending *pending = settle_all_but_last(monitor, module);

	if (!pending) {
		say(monitor, module, KS_OUTCOME_INIT_FAILED);
		return;
	}
	pending->happening.outcome = KS_OUTCOME_INIT_FAILED;
	settle(monitor, pending);
}

/**
 * ks_monitor_event - an event of a module
 * @monitor: what is known; lines that were printed before have been given to it
 * @module: name
 * @event: enum kmodsafe_module_event
 */
void ks_monitor_event(struct ks_monitor *monitor, const char *module, uint32_t event)
{
	char name[KS_NAME_MAX];

	snprintf(name, sizeof(name), "%s", module);
	switch (event) {
	case KMODSAFE_MODULE_LIVE:
		load_succeeded(monitor, name);
		break;
	case KMODSAFE_MODULE_GOING:
		say(monitor, name, KS_OUTCOME_UNLOADED);
		break;
	case KMODSAFE_MODULE_INIT_FAILED:
		init_failed(monitor, name);
		break;
	}
}

/**
 * ks_monitor_settle - time has passed
 * @monitor: what is known
 * @now: milliseconds of the clock of ks_monitor_line(); UINT64_MAX: at the end
 */
void ks_monitor_settle(struct ks_monitor *monitor, uint64_t now)
{
	for (size_t i = 0; i < monitor->pending_count;) {
		if (monitor->pending[i].until <= now)
			settle(monitor, &monitor->pending[i]);
		else
			i++;
	}
}
