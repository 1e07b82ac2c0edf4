// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sources that say different things of one kernel are not that kernel: no
 * verdict may rest on them.
 */
#include "check/check.h"
#include "check/emit.h"

/* Enough to show; the rest is the same story. */
#define SHOWN	8

/**
 * ks_rule_facts - sources of facts agree with each other
 * @needs: not read
 * @facts: their conflicts, found while they were gathered
 * @sink: findings
 */
void ks_rule_facts(const struct ks_needs *needs, const struct ks_facts *facts,
		   struct ks_sink *sink)
{
	size_t shown = facts->conflict_count < SHOWN ? facts->conflict_count : SHOWN;

	(void)needs;
	for (size_t i = 0; i < shown; i++)
		ks_emit(sink, (struct ks_finding){
			.rule = KS_RULE_FACTS,
			.level = KS_LEVEL_UNKNOWN,
			.reason = KS_REASON_FACTS_CONTRADICT,
			.subject = facts->conflicts[i].what,
			.module = facts->conflicts[i].first,
			.kernel = facts->conflicts[i].second,
			.number = facts->conflict_count,
		});
}
