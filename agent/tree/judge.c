// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The verdict on each module of a set: first by itself, as though all that it
 * needs were loaded, then again where something of that does not load.  In the
 * order in which they can be loaded, so that this is known by then.
 */
#include "tree/judge.h"

#include <errno.h>
#include <stdlib.h>

#include "check/check.h"
#include "check/symbols.h"
#include "tree/deep.h"

struct judge {
	struct ks_set *set;
	uint32_t layout;		/* number of "module_layout" */
	struct ks_import *imports;	/* of the module at hand */
	struct ks_export *lost;		/* of its imports: exports that are not there */
	struct ks_needs needs;
	struct ks_sink sink;
	struct ks_result result;
	struct ks_crew_desk desk;	/* for who is looked at once more */
};

static void unpack(struct judge *j, const struct ks_member *m, bool with_losses)
{
	ks_record_unpack(&m->record, &j->set->names, j->imports, &j->needs);
	ks_set_resolve(j->set, &m->record, with_losses, j->imports, j->lost);
	j->needs.module_layout.export = ks_set_export(j->set, j->layout);
}

static void check(struct judge *j, const struct ks_member *m)
{
	const struct ks_sink bytes = { m->record.bytes, m->record.byte_count,
				       m->record.byte_count, m->record.bytes_lost };

	j->sink.count = j->sink.lost = 0;
	ks_check_needs(&j->needs, &j->set->facts, &bytes, &j->sink, &j->result);
}

static bool needs_what_fails(const struct ks_set *set, const struct ks_member *m,
			     enum ks_tri failure)
{
	for (uint32_t i = 0; i < m->provider_count; i++)
		if (set->members[m->providers[i]].loads == failure)
			return true;
	return false;
}

/* Does what it needs and is not there change the loader's answer. */
static bool is_to_be_judged_again(const struct judge *j, const struct ks_member *m)
{
	const struct ks_result *r = &j->result;

	if (r->accept == KS_ACCEPT_REFUSES && r->cause->stage < KS_STAGE_SYMBOLS)
		return false;
	if (needs_what_fails(j->set, m, KS_NO) || ks_set_has_doubt(j->set, &m->record))
		return true;
	return r->accept != KS_ACCEPT_UNKNOWN && needs_what_fails(j->set, m, KS_UNKNOWN);
}

/* Whose failure it is in the end. */
static uint32_t culprit_of(const struct ks_set *set, const struct ks_member *m,
			   const struct ks_finding *cause)
{
	for (uint32_t i = 0; i < m->provider_count; i++) {
		const struct ks_member *provider = &set->members[m->providers[i]];

		if (provider->loads == KS_YES || provider->record.needs.mname != cause->owner)
			continue;
		return provider->module->dragged_by != KS_TREE_NONE ?
			       provider->module->dragged_by : m->providers[i];
	}
	return KS_TREE_NONE;
}

static enum ks_tri loads(enum ks_accept accept)
{
	if (accept == KS_ACCEPTS)
		return KS_YES;
	return accept == KS_ACCEPT_REFUSES ? KS_NO : KS_UNKNOWN;
}

static int keep(struct judge *j, struct ks_member *m)
{
	struct ks_result *result = &m->module->result;
	struct ks_finding *mine;

	*result = j->result;
	result->findings = NULL;
	mine = ks_pool_alloc(&j->set->names.pool, j->sink.count * sizeof(*mine));
	if (!mine)
		return -ENOMEM;
	/* What they borrow belongs to the set, or to the kernel's facts. */
	memcpy(mine, j->sink.items, j->sink.count * sizeof(*mine));
	result->findings = mine;
	if (result->cause)
		result->cause = mine + (result->cause - j->sink.items);
	return 0;
}

/* Of a deep one it was found out before. */
static int check_by_itself(struct judge *j, struct ks_member *m)
{
	j->result = m->module->result;
	if (m->is_deep)
		return 0;
	unpack(j, m, false);
	check(j, m);
	return keep(j, m);
}

static int check_with_losses(struct judge *j, struct ks_member *m, struct ks_err *err)
{
	int ret;

	if (!m->is_deep) {
		unpack(j, m, true);
		check(j, m);
		return keep(j, m);
	}
	ret = ks_deepen_again(j->set, m, &j->desk, err);
	j->result = m->module->result;
	return ret;
}

static bool is_lost(const struct ks_finding *cause)
{
	return cause && (cause->reason == KS_REASON_SYMBOL_OF_REFUSED ||
			 cause->reason == KS_REASON_SYMBOL_OF_UNKNOWN);
}

static int judge(struct judge *j, struct ks_member *m, struct ks_err *err)
{
	bool fails_by_itself;
	int ret = check_by_itself(j, m);

	if (ret)
		return ret;
	fails_by_itself = j->result.accept == KS_ACCEPT_REFUSES;
	if (is_to_be_judged_again(j, m)) {
		ret = check_with_losses(j, m, err);
		if (!fails_by_itself && !m->module->in_cycle && is_lost(m->module->result.cause))
			m->module->dragged_by = culprit_of(j->set, m, m->module->result.cause);
	}
	m->loads = loads(m->module->result.accept);
	if (m->loads == KS_YES)
		ks_set_count_loaded(j->set, m - j->set->members);
	return ret;
}

/* Whether a module is proprietary at last is known of those that it needs. */
static void find_taint(struct judge *j, struct ks_member *m)
{
	static const char *const taints[] = {
		[KS_UNKNOWN] = NULL, [KS_NO] = "", [KS_YES] = "P",
	};

	unpack(j, m, false);
	m->beside.taints = taints[ks_proprietary_at_last(&j->needs, &j->set->facts)];
}

static int make_room(struct judge *j)
{
	size_t most = 0, odd = 0;

	for (uint32_t i = 0; i < j->set->count; i++) {
		const struct ks_record *r = &j->set->members[i].record;

		most = r->import_count > most ? r->import_count : most;
		odd = r->needs.odd_symbol_count > odd ? r->needs.odd_symbol_count : odd;
	}
	j->needs = (struct ks_needs){ .import_count = most, .odd_symbol_count = odd };
	j->sink.room = KS_SINK_ROOM(&j->needs);
	j->imports = calloc(most + 1, sizeof(*j->imports));
	j->lost = calloc(most + 1, sizeof(*j->lost));
	j->sink.items = malloc(j->sink.room * sizeof(*j->sink.items));
	return j->imports && j->lost && j->sink.items ? 0 : -ENOMEM;
}

/* Two that export one name are no matter where one of them is not loaded. */
static void forget_clashes(const struct ks_set *set, struct ks_member *m)
{
	struct ks_result *r = &m->module->result;
	struct ks_finding *mine = (struct ks_finding *)r->findings;
	size_t kept = 0;

	for (size_t i = 0; i < r->finding_count; i++) {
		const struct ks_export *clash = NULL;
		uint32_t owner;

		if (mine[i].reason == KS_REASON_EXPORT_CLASH_IF_LOADED)
			clash = ks_facts_export(&set->facts, mine[i].subject);
		owner = ks_set_owner(set, clash);
		if (owner != KS_TREE_NONE &&
		    (m->loads == KS_NO || set->members[owner].loads == KS_NO))
			continue;
		if (r->cause == &mine[i])
			r->cause = &mine[kept];
		mine[kept++] = mine[i];
	}
	r->finding_count = kept;
}

/* Nobody inherits what nobody is, or could be. */
static bool is_taint_possible(const struct ks_set *set)
{
	for (uint32_t i = 0; i < set->count; i++)
		if (ks_is_proprietary(&set->members[i].record.needs))
			return true;
	for (size_t i = 0; i < set->export_count; i++)
		if (!set->owners[i] && set->exports[i].owner)
			return true;
	return false;
}

static int judge_all(struct judge *j, const struct ks_tree_options *options,
		     const struct ks_walk_errors *errors, struct ks_err *err)
{
	struct ks_set *set = j->set;
	bool is_possible = is_taint_possible(set);
	int ret = 0;

	for (uint32_t i = 0; i < set->count; i++) {
		struct ks_member *m = &set->members[set->order[i]];

		m->beside.taints = "";
		if (is_possible)
			find_taint(j, m);
	}
	if (options->depth == KS_DEPTH_DEEP)
		ret = ks_deepen_all(set, options, errors, err);
	for (uint32_t i = 0; i < set->count && !ret; i++)
		ret = judge(j, &set->members[set->order[i]], err);
	for (uint32_t i = 0; i < set->count && !ret; i++)
		forget_clashes(set, &set->members[i]);
	return ret;
}

/**
 * ks_judge_set - the verdict on each module of a set
 * @set: joined and in order
 * @options: depth, and jobs for a deep one
 * @errors: receives what cannot be read any more
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_judge_set(struct ks_set *set, const struct ks_tree_options *options,
		 const struct ks_walk_errors *errors, struct ks_err *err)
{
	struct judge j = { .set = set, .layout = ks_names_add(&set->names, "module_layout") };
	int ret;

	*err = (struct ks_err){ 0 };
	for (uint32_t i = 0; i < set->count; i++)
		set->members[i].loads = KS_NO;
	ret = j.layout ? make_room(&j) : -ENOMEM;
	if (!ret)
		ret = judge_all(&j, options, errors, err);
	free(j.imports);
	free(j.lost);
	free(j.sink.items);
	ks_crew_desk_free(&j.desk);
	return ret && !err->code ? ks_err_sys(err, ret, "modules", "check") : ret;
}

static bool is_of_another_kernel(const struct ks_result *result)
{
	for (size_t i = 0; i < result->finding_count; i++)
		if (result->findings[i].reason == KS_REASON_LAYOUT_CRC ||
		    result->findings[i].reason == KS_REASON_VERMAGIC)
			return true;
	return false;
}

/**
 * ks_is_foreign - were these modules built for another kernel
 * @set: judged
 *
 * Nine of ten have another module_layout, or another vermagic.
 */
bool ks_is_foreign(const struct ks_set *set)
{
	size_t readable = 0, foreign = 0;

	for (uint32_t i = 0; i < set->count; i++) {
		const struct ks_member *m = &set->members[i];

		if (!m->record.needs.readable)
			continue;
		readable++;
		foreign += is_of_another_kernel(&m->module->result);
	}
	return readable && foreign >= readable - readable / 10;
}
