// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module_blacklist= of the kernel command line: blacklisted() of
 * kernel/module/main.c compares info->name with each item exactly: no
 * patterns, and no folding of '-' and '_'.  All series.
 */
#include "check/check.h"
#include "check/emit.h"

static bool listed(const char *list, const char *name)
{
	size_t len = strlen(name);

	while (*list) {
		size_t item = strcspn(list, ",");

		if (item == len && !memcmp(list, name, len))
			return true;
		list += item;
		list += *list == ',';
	}
	return false;
}

/**
 * ks_rule_blacklist - the kernel was not told to refuse this name
 * @needs: iname
 * @facts: blacklist
 * @sink: findings
 */
void ks_rule_blacklist(const struct ks_needs *needs, const struct ks_facts *facts,
		       struct ks_sink *sink)
{
	if (!needs->iname || !facts->blacklist.value)
		return;
	if (listed(facts->blacklist.value, needs->iname))
		ks_emit(sink, (struct ks_finding){
			.rule = KS_RULE_BLACKLIST,
			.level = KS_LEVEL_REFUSES,
			.reason = KS_REASON_BLACKLISTED,
			.error = KS_EPERM,
			.subject = needs->iname,
		});
}
