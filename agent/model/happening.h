/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of a module that was loaded, or was to be. */
#ifndef KS_MODEL_HAPPENING_H
#define KS_MODEL_HAPPENING_H

#include "model/finding.h"

/* MODULE_NAME_LEN of 64-bit kernels, and more; longer names are cut. */
#define KS_NAME_MAX	64

/* Lines of the kernel's log are no longer. */
#define KS_LINE_MAX	1024

/** enum ks_outcome - what became of it */
enum ks_outcome {
	KS_OUTCOME_LOADED,
	KS_OUTCOME_UNLOADED,
	KS_OUTCOME_INIT_FAILED,	/* of init(), a parameter, or a listener of the kernel's */
	KS_OUTCOME_REFUSED,	/* before the kernel told anybody of it */
	KS_OUTCOME_MAX,
};

/**
 * struct ks_happening - something that happened
 * @outcome: what
 * @module: name, empty where the kernel's line does not tell
 * @has_reason: the kernel's log tells why
 * @rule: which rule the first of its lines is about, or KS_RULE_MAX
 * @reason: the same in words
 * @line: that line
 * @more: further lines about it
 */
struct ks_happening {
	enum ks_outcome outcome;
	char module[KS_NAME_MAX];
	bool has_reason;
	enum ks_rule_id rule;
	char reason[KS_LINE_MAX];
	char line[KS_LINE_MAX];
	size_t more;
};

#endif
