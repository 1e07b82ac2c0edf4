// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * In which order the modules of a set can be loaded: each behind those that it
 * needs.  A symbol that may stay unresolved is no reason to wait, where waiting
 * would never end; those that then still wait for each other are a cycle.
 */
#include "tree/set.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/cleanup.h"

/* Edges from a member to those that need it, all in one array. */
struct edge {
	uint32_t user;
	bool is_strong;
};

struct sorter {
	struct ks_set *set;
	uint32_t *starts;	/* of a member's edges */
	struct edge *edges;
	uint32_t *waits;	/* for how many providers */
	uint32_t *waits_strong;
	bool *is_done;
	uint32_t first;		/* in the order: not followed yet */
	uint32_t last;
};

static void fill_edges(struct sorter *s)
{
	const struct ks_set *set = s->set;
	uint32_t total = 0;

	for (uint32_t i = 0; i < set->count; i++)
		for (uint32_t j = 0; j < set->members[i].provider_count; j++)
			s->starts[set->members[i].providers[j]]++;
	for (uint32_t i = 0; i <= set->count; i++) {
		total += s->starts[i];
		s->starts[i] = total;
	}
	/* Filled from the end, each start arrives at its place. */
	for (uint32_t i = set->count; i-- > 0;) {
		const struct ks_member *m = &set->members[i];

		for (uint32_t j = m->provider_count; j-- > 0;) {
			s->edges[--s->starts[m->providers[j]]] =
				(struct edge){ i, m->is_strong[j] };
			s->waits[i]++;
			s->waits_strong[i] += m->is_strong[j];
		}
	}
}

static void take(struct sorter *s, uint32_t i)
{
	s->is_done[i] = true;
	s->set->order[s->last++] = i;
}

static void follow(struct sorter *s)
{
	while (s->first < s->last) {
		uint32_t i = s->set->order[s->first++];

		for (uint32_t e = s->starts[i]; e < s->starts[i + 1]; e++) {
			uint32_t user = s->edges[e].user;

			s->waits[user]--;
			s->waits_strong[user] -= s->edges[e].is_strong;
			if (!s->waits[user] && !s->is_done[user])
				take(s, user);
		}
	}
}

/* One that waits only for what it can do without. */
static bool take_undemanding(struct sorter *s)
{
	for (uint32_t i = 0; i < s->set->count; i++)
		if (!s->is_done[i] && !s->waits_strong[i]) {
			take(s, i);
			return true;
		}
	return false;
}

/* Of those that are left, some only wait for a cycle: nobody left needs them. */
static bool is_needed(const struct sorter *s, uint32_t i, const bool *is_out)
{
	for (uint32_t e = s->starts[i]; e < s->starts[i + 1]; e++)
		if (s->edges[e].is_strong && !s->is_done[s->edges[e].user] &&
		    !is_out[s->edges[e].user])
			return true;
	return false;
}

static int take_cycles(struct sorter *s)
{
	ks_auto_free bool *is_out = calloc(s->set->count + 1, sizeof(*is_out));
	bool again = true;

	if (!is_out)
		return -ENOMEM;
	while (again) {
		again = false;
		for (uint32_t i = 0; i < s->set->count; i++)
			if (!s->is_done[i] && !is_out[i] && !is_needed(s, i, is_out))
				again = is_out[i] = true;
	}
	for (uint32_t i = 0; i < s->set->count; i++)
		if (!s->is_done[i] && !is_out[i]) {
			s->set->members[i].module->in_cycle = true;
			take(s, i);
		}
	return 0;
}

static int sort(struct sorter *s)
{
	int ret = 0;

	for (uint32_t i = 0; i < s->set->count; i++)
		if (!s->waits[i])
			take(s, i);
	follow(s);
	while (!ret && s->last < s->set->count) {
		if (!take_undemanding(s))
			ret = take_cycles(s);
		follow(s);
	}
	return ret;
}

/**
 * ks_set_order - find an order in which the modules can be loaded
 * @set: joined; gets its order, and modules that are in a cycle are told so
 *
 * Return: 0 or -ENOMEM.
 */
int ks_set_order(struct ks_set *set)
{
	size_t edges = 0;
	struct sorter s = { .set = set };
	int ret = -ENOMEM;

	for (uint32_t i = 0; i < set->count; i++)
		edges += set->members[i].provider_count;
	set->order = calloc((size_t)set->count + 1, sizeof(*set->order));
	s.starts = calloc((size_t)set->count + 2, sizeof(*s.starts));
	s.edges = calloc(edges + 1, sizeof(*s.edges));
	s.waits = calloc((size_t)set->count + 1, sizeof(*s.waits));
	s.waits_strong = calloc((size_t)set->count + 1, sizeof(*s.waits_strong));
	s.is_done = calloc((size_t)set->count + 1, sizeof(*s.is_done));
	if (set->order && s.starts && s.edges && s.waits && s.waits_strong && s.is_done) {
		fill_edges(&s);
		ret = sort(&s);
	}
	free(s.starts);
	free(s.edges);
	free(s.waits);
	free(s.waits_strong);
	free(s.is_done);
	return ret;
}
