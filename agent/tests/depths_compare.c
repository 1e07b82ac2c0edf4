// SPDX-License-Identifier: GPL-2.0-or-later
/* A shallow check beside a deep one; see depths.h. */
#include <stdlib.h>

#include "depths.h"

#include "check/check.h"

/* A candidate and what was found. */
struct side {
	struct ks_candidate candidate;
	struct ks_judgement judgement;
};

static int open_side(struct side *side, const struct ks_facts *facts, const char *path,
		     enum ks_depth depth, bool whole, struct ks_err *err)
{
	int ret = ks_candidate_open(&side->candidate, path, depth, facts, err);

	if (!ret && whole)
		ret = ks_candidate_fill(&side->candidate, err);

	if (!ret)
		ret = ks_judge(&side->judgement, &side->candidate.needs, facts, err);
	return ret;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same(const struct ks_finding *a, const struct ks_finding *b)
{
	return a->rule == b->rule && a->level == b->level && a->reason == b->reason &&
	       a->error == b->error && a->order == b->order && a->stage == b->stage &&
	       a->taint == b->taint && a->module_number == b->module_number &&
	       a->kernel_number == b->kernel_number && a->number == b->number &&
	       same_text(a->subject, b->subject) && same_text(a->owner, b->owner) &&
	       same_text(a->module, b->module) && same_text(a->kernel, b->kernel);
}

/* What a signature is good for is left open, at a level of its own. */
static bool is_of_depth(const struct ks_finding *f)
{
	return ks_rule_depth(f->rule) == KS_DEPTH_DEEP || f->rule == KS_RULE_SIGNATURE;
}

static const struct ks_finding *next(const struct ks_result *result, bool all, size_t *i)
{
	while (!all && *i < result->finding_count && is_of_depth(&result->findings[*i]))
		++*i;
	return *i < result->finding_count ? &result->findings[(*i)++] : NULL;
}

static bool same_findings(const struct ks_result *deep, const struct ks_result *shallow, bool all,
			  char *why, size_t size)
{
	size_t i = 0, j = 0;

	for (;;) {
		const struct ks_finding *a = next(deep, all, &i), *b = next(shallow, all, &j);

		if (!a && !b)
			return true;
		if (a && b && same(a, b))
			continue;
		snprintf(why, size, "finding %zu: rule %d reason %d, shallow %d %d", i,
			 a ? (int)a->rule : -1, a ? (int)a->reason : -1, b ? (int)b->rule : -1,
			 b ? (int)b->reason : -1);
		return false;
	}
}

/* What the verdict of the deep one is without the deep rules. */
static void judge_without(const struct side *deep, const struct ks_facts *facts,
			  struct ks_judgement *judgement)
{
	struct ks_needs needs = deep->candidate.needs;
	struct ks_err err;

	needs.depth = KS_DEPTH_SHALLOW;
	if (ks_judge(judgement, &needs, facts, &err))
		abort();
}

static int compare(const struct side *deep, const struct side *parts, const struct side *shallow,
		   const struct ks_facts *facts, char *why, size_t size)
{
	const struct ks_result *b = &shallow->judgement.result;
	struct ks_judgement without;
	int ret = 0;

	judge_without(deep, facts, &without);
	if (!same_findings(&deep->judgement.result, b, false, why, size) ||
	    !same_findings(&without.result, b, false, why, size) ||
	    !same_findings(&deep->judgement.result, &parts->judgement.result, true, why, size))
		ret = 1;
	else if (without.result.verdict != b->verdict || without.result.match != b->match ||
		 without.result.error != b->error ||
		 memcmp(&without.result.tally, &b->tally, sizeof(b->tally)))
		ret = snprintf(why, size, "verdict %d, shallow %d", without.result.verdict,
			       b->verdict);
	else if (deep->candidate.needs.signature != shallow->candidate.needs.signature ||
		 deep->candidate.needs.export_count != shallow->candidate.needs.export_count)
		ret = snprintf(why, size, "signature or exports differ");
	ks_judgement_free(&without);
	return ret;
}

/**
 * depths_compare - does a shallow check say the same, and a deep one in parts
 * @facts: kernel
 * @path: module
 * @why: filled where not
 * @size: of @why
 *
 * Return: 0 if so.
 */
int depths_compare(const struct ks_facts *facts, const char *path, char *why, size_t size)
{
	struct side deep = { .candidate.input.fd = -1 }, shallow = deep, parts = deep;
	struct ks_err err;
	int ret = open_side(&deep, facts, path, KS_DEPTH_DEEP, true, &err);
	int also = open_side(&shallow, facts, path, KS_DEPTH_SHALLOW, false, &err);

	if (ret || also || open_side(&parts, facts, path, KS_DEPTH_DEEP, false, &err))
		ret = ret == also ? 0 : snprintf(why, size, "open: %d, shallow %d", ret, also);
	else
		ret = compare(&deep, &parts, &shallow, facts, why, size);
	ks_judgement_free(&deep.judgement);
	ks_judgement_free(&parts.judgement);
	ks_judgement_free(&shallow.judgement);
	ks_candidate_close(&deep.candidate);
	ks_candidate_close(&parts.candidate);
	ks_candidate_close(&shallow.candidate);
	return ret;
}
