/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One candidate against one kernel: what check and insmod have in common. */
#ifndef KS_CMD_VERDICT_H
#define KS_CMD_VERDICT_H

#include "cmd/cmd.h"

/** struct ks_judgement - a verdict together with the findings it borrows */
struct ks_judgement {
	struct ks_finding *findings;
	struct ks_result result;
};

int ks_judge(struct ks_judgement *judgement, const struct ks_needs *needs,
	     const struct ks_facts *facts, struct ks_err *err) ks_must_check;
void ks_judgement_free(struct ks_judgement *judgement);
int ks_load_kernel(struct ks_snapshot *snapshot, const struct ks_options *options,
		   struct ks_err *err) ks_must_check;
void ks_verify(struct ks_snapshot *snapshot, struct ks_needs *needs);
int ks_complete_for(struct ks_snapshot *snapshot, const struct ks_needs *needs,
		    struct ks_err *err) ks_must_check;
int ks_assume_loaded(struct ks_snapshot *snapshot, const struct ks_options *options,
		     struct ks_err *err) ks_must_check;
int ks_exit_of(enum ks_verdict verdict);
int ks_exit_worst(int a, int b);

#endif
