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

static void emit(struct ks_sink *sink, const char *name, enum ks_level level,
		 enum ks_reason reason, int error)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_BLACKLIST,
		.level = level,
		.reason = reason,
		.error = error,
		.subject = name,
	});
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
	if (!needs->iname)
		return;
	if (!facts->blacklist.value)
		emit(sink, needs->iname, KS_LEVEL_UNKNOWN, KS_REASON_BLACKLIST_UNKNOWN, 0);
	else if (listed(facts->blacklist.value, needs->iname))
		emit(sink, needs->iname, KS_LEVEL_REFUSES, KS_REASON_BLACKLISTED, KS_EPERM);
}
