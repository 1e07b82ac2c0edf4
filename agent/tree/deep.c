// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The deep half of a check: each module is opened once more and all rules run
 * on it, signature included.  By then the set is joined, so that the rules know
 * what else is exported.
 */
#include "tree/deep.h"

#include <errno.h>
#include <stdlib.h>

#include "check/check.h"
#include "crypto/verify.h"
#include "lib/cleanup.h"
#include "tree/read.h"

struct deep {
	struct ks_set *set;
	const struct ks_walk_errors *errors;
};

static void verify(struct ks_needs *needs, const struct ks_facts *facts, struct ks_crypto *crypto)
{
	ks_signature_read(needs);
	if (needs->signature == KS_SIGNATURE_PKCS7 &&
	    facts->gates[KS_GATE_MODULE_SIG].value != KS_NO)
		ks_signature_verify(needs, facts, crypto);
}

/* The findings borrow from the candidate. */
static int check(const struct ks_set *set, const struct ks_member *m, bool with_losses,
		 struct ks_crew_desk *desk, struct ks_candidate *candidate,
		 struct ks_result *result, struct ks_err *err)
{
	struct ks_needs *needs = &candidate->needs;
	ks_auto_free struct ks_export *lost = NULL;
	int ret = ks_read_again(candidate, m->file, KS_DEPTH_DEEP, &set->facts,
				&desk->room, err);

	if (ret)
		return ret;
	lost = calloc(needs->import_count + 1, sizeof(*lost));
	if (!lost || ks_crew_room(&desk->sink, needs))
		return ks_err_sys(err, -ENOMEM, needs->path, "check");
	/* The same bytes were read the same way before. */
	if (needs->import_count == m->record.import_count)
		ks_set_resolve(set, &m->record, with_losses, candidate->imports, lost);
	verify(needs, &set->facts, &desk->crypto);
	ks_check(needs, &set->facts, &desk->sink, result);
	return ks_candidate_settle(candidate, err);
}

static int keep(struct ks_set *set, struct ks_member *m, const struct ks_sink *sink,
		const struct ks_result *result)
{
	struct ks_finding *mine = ks_record_findings(&set->names, sink->items, sink->count);

	if (set->names.out_of_memory)
		return -ENOMEM;
	m->module->result = *result;
	m->module->result.findings = mine;
	if (result->cause)
		m->module->result.cause = mine + (result->cause - sink->items);
	m->is_deep = true;
	return 0;
}

/* What cannot be read any more is reported, and stays shallow. */
static int deepen(struct ks_crew *crew, struct ks_crew_desk *desk, size_t item,
		  struct ks_err *err)
{
	struct deep *d = crew->context;
	struct ks_member *m = &d->set->members[item];
	struct ks_candidate candidate;
	struct ks_result result;
	struct ks_err why;
	int ret = check(d->set, m, false, desk, &candidate, &result, &why);

	ks_crew_lock(crew);
	if (ret)
		d->errors->report(d->errors->context, m->file->path, &why);
	else
		ret = keep(d->set, m, &desk->sink, &result);
	ks_crew_unlock(crew);
	ks_candidate_close(&candidate);
	return ret == -ENOMEM ? ks_err_sys(err, ret, m->file->path, "check") : 0;
}

/**
 * ks_deepen_all - all rules on each module, as though all that it needs loaded
 * @set: joined
 * @options: jobs, progress
 * @errors: receives what cannot be read any more
 * @err: one line on failure
 *
 * Return: 0 or -ENOMEM.
 */
int ks_deepen_all(struct ks_set *set, const struct ks_tree_options *options,
		  const struct ks_walk_errors *errors, struct ks_err *err)
{
	struct deep d = { set, errors };
	struct ks_crew crew = {
		.jobs = options->jobs ? options->jobs : ks_crew_cpus(),
		.count = set->count,
		.work = deepen,
		.context = &d,
		.progress = options->progress,
		.progress_context = options->context,
	};

	return ks_crew_run(&crew, err);
}

/**
 * ks_deepen_again - all rules on one module, without what does not load
 * @set: joined
 * @member: module that is deep
 * @desk: what is kept from one to the next
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_deepen_again(struct ks_set *set, struct ks_member *member, struct ks_crew_desk *desk,
		    struct ks_err *err)
{
	struct ks_candidate candidate;
	struct ks_result result;
	int ret = check(set, member, true, desk, &candidate, &result, err);

	if (!ret && keep(set, member, &desk->sink, &result))
		ret = ks_err_sys(err, -ENOMEM, member->file->path, "check");
	ks_candidate_close(&candidate);
	return ret;
}
