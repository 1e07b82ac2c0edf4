/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an errno of a load may mean. */
#ifndef KS_REPORT_ERRNOS_H
#define KS_REPORT_ERRNOS_H

#include "model/finding.h"

/**
 * struct ks_errno_cause - a reason for an errno
 * @error: the errno, positive
 * @rule: which answers with it, or KS_RULE_MAX: something that no rule predicts
 * @since: first series, as ks_version_code(), or 0: of all
 * @words: what is wrong then
 */
struct ks_errno_cause {
	int error;
	enum ks_rule_id rule;
	uint64_t since;
	const char *words;
};

const struct ks_errno_cause *ks_errno_cause(int error, size_t n);
int ks_errno_parse(const char *text);

#endif
