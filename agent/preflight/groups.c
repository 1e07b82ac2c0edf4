// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Modules that are not ok, grouped by cause: four thousand verdicts become a
 * few things to do.  A module that another one brings down counts with that one.
 */
#include "preflight/groups.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"

/* What the modules of a group share. */
struct key {
	enum ks_preflight_cause cause;
	enum ks_verdict verdict;
	enum ks_reason reason;
};

static struct key key_of(const struct ks_preflight_column *column,
			 const struct ks_preflight_module *module)
{
	const struct ks_finding *cause = ks_preflight_cause_of(module);
	const struct ks_result *result = module->result;

	if (column->foreign)
		return (struct key){ .cause = KS_PREFLIGHT_FOREIGN };
	if (module->in_cycle)
		return (struct key){ KS_PREFLIGHT_CYCLE, result->verdict, 0 };
	if (!cause)
		return (struct key){ KS_PREFLIGHT_MATCH, result->verdict, 0 };
	return (struct key){ KS_PREFLIGHT_FINDING, result->verdict, cause->reason };
}

static bool is_dragged(const struct ks_preflight_column *column,
		       const struct ks_preflight_module *module)
{
	return !column->foreign && module->culprit != KS_PREFLIGHT_NONE &&
	       column->modules[module->culprit].result->verdict != KS_VERDICT_OK;
}

static uint32_t find(const struct ks_preflight_column *column, const struct key *key)
{
	for (size_t i = 0; i < column->group_count; i++) {
		const struct ks_preflight_group *g = &column->groups[i];

		if (g->cause == key->cause && g->reason == key->reason &&
		    (g->cause == KS_PREFLIGHT_FOREIGN || g->verdict == key->verdict))
			return i;
	}
	return KS_PREFLIGHT_NONE;
}

static int join(struct ks_preflight_column *column, uint32_t index, size_t *room)
{
	struct ks_preflight_module *module = &column->modules[index];
	struct key key = key_of(column, module);
	struct ks_preflight_group *group;
	uint32_t found = find(column, &key);

	if (found == KS_PREFLIGHT_NONE) {
		if (column->group_count == *room) {
			size_t wanted = *room ? 2 * *room : 8;

			group = reallocarray(column->groups, wanted, sizeof(*group));
			if (!group)
				return -ENOMEM;
			column->groups = group;
			*room = wanted;
		}
		found = column->group_count++;
		column->groups[found] = (struct ks_preflight_group){
			.cause = key.cause, .verdict = module->result->verdict,
			.reason = key.reason, .sample = index,
		};
	}
	group = &column->groups[found];
	/* Of a whole tree for another kernel the worst counts. */
	if (group->verdict == KS_VERDICT_UNKNOWN ||
	    (group->verdict == KS_VERDICT_UNSAFE && module->result->verdict == KS_VERDICT_REFUSED))
		group->verdict = module->result->verdict;
	module->group = found;
	group->count++;
	group->at_boot += module->at_boot;
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Keep the most frequent ones, in order. */
static void offer(struct ks_preflight_group *group, const char *name, size_t count)
{
	struct ks_preflight_subject *s = group->subjects;
	size_t at = KS_PREFLIGHT_SUBJECTS;

	group->subject_count++;
	while (at && s[at - 1].count < count)
		at--;
	if (at == KS_PREFLIGHT_SUBJECTS)
		return;
	memmove(&s[at + 1], &s[at], (KS_PREFLIGHT_SUBJECTS - at - 1) * sizeof(*s));
	s[at] = (struct ks_preflight_subject){ name, count };
}

static int count_subjects(struct ks_preflight_column *column, uint32_t index)
{
	struct ks_preflight_group *group = &column->groups[index];
	ks_auto_free const char **names = calloc(group->count, sizeof(*names));
	size_t count = 0, same;

	if (!names)
		return -ENOMEM;
	for (size_t i = 0; i < column->module_count; i++) {
		const struct ks_preflight_module *m = &column->modules[i];
		const struct ks_finding *cause = ks_preflight_cause_of(m);

		if (m->group == index && !is_dragged(column, m) && cause && cause->subject)
			names[count++] = cause->subject;
	}
	if (count)
		qsort(names, count, sizeof(*names), by_text);
	for (size_t i = 0; i < count; i += same) {
		same = 1;
		while (i + same < count && !strcmp(names[i], names[i + same]))
			same++;
		offer(group, names[i], same);
	}
	return 0;
}

/* Refused and unsafe ones first, then by how many are loaded at boot, then by size. */
static int worst_first(const void *a, const void *b)
{
	const struct ks_preflight_group *x = a, *y = b;
	bool x_open = x->verdict == KS_VERDICT_UNKNOWN, y_open = y->verdict == KS_VERDICT_UNKNOWN;
	size_t x_size = x->count + x->dragged, y_size = y->count + y->dragged;

	if (x_open != y_open)
		return x_open - y_open;
	if (x->at_boot != y->at_boot)
		return x->at_boot < y->at_boot ? 1 : -1;
	if (x_size != y_size)
		return x_size < y_size ? 1 : -1;
	return x->sample < y->sample ? -1 : 1;
}

/* Modules know their group by its place. */
static int sort(struct ks_preflight_column *column)
{
	ks_auto_free uint32_t *places = calloc(column->group_count, sizeof(*places));
	ks_auto_free uint32_t *samples = calloc(column->group_count, sizeof(*samples));

	if (!places || !samples)
		return -ENOMEM;
	for (size_t i = 0; i < column->group_count; i++)
		samples[i] = column->groups[i].sample;
	qsort(column->groups, column->group_count, sizeof(*column->groups), worst_first);
	/* No two groups have one sample. */
	for (size_t i = 0; i < column->group_count; i++)
		for (size_t j = 0; j < column->group_count; j++)
			if (samples[i] == column->groups[j].sample)
				places[i] = j;
	for (size_t i = 0; i < column->module_count; i++)
		if (column->modules[i].group != KS_PREFLIGHT_NONE)
			column->modules[i].group = places[column->modules[i].group];
	return 0;
}

static void add_dragged(struct ks_preflight_column *column)
{
	for (size_t i = 0; i < column->module_count; i++) {
		struct ks_preflight_module *m = &column->modules[i];
		uint32_t group;

		if (m->result->verdict == KS_VERDICT_OK || !is_dragged(column, m))
			continue;
		group = column->modules[m->culprit].group;
		m->group = group;
		if (group == KS_PREFLIGHT_NONE)
			continue;
		column->groups[group].dragged++;
		column->groups[group].at_boot += m->at_boot;
	}
}

/**
 * ks_preflight_group - group the modules of a column by cause
 * @column: with modules; gets groups, which the caller frees
 *
 * Return: 0 or -ENOMEM.
 */
int ks_preflight_group(struct ks_preflight_column *column)
{
	size_t room = 0;
	int ret = 0;

	for (size_t i = 0; i < column->module_count && !ret; i++) {
		struct ks_preflight_module *m = &column->modules[i];

		column->by_verdict[m->result->verdict]++;
		m->group = KS_PREFLIGHT_NONE;
		if (m->result->verdict != KS_VERDICT_OK && !is_dragged(column, m))
			ret = join(column, i, &room);
	}
	if (ret || !column->group_count)
		return ret;
	add_dragged(column);
	for (size_t i = 0; i < column->group_count && !ret; i++)
		ret = count_subjects(column, i);
	return ret ? ret : sort(column);
}
