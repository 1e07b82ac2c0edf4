/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Candidates against one kernel, one at a time: what is asked, and the verdict. */
#ifndef KS_TREE_SINGLE_H
#define KS_TREE_SINGLE_H

#include "crypto/libcrypto.h"
#include "facts/provider.h"
#include "model/finding.h"

/** struct ks_judgement - a verdict together with the findings it borrows */
struct ks_judgement {
	struct ks_finding *findings;
	struct ks_result result;
};

int ks_judge(struct ks_judgement *judgement, const struct ks_needs *needs,
	     const struct ks_facts *facts, struct ks_err *err) ks_must_check;
void ks_judgement_free(struct ks_judgement *judgement);
void ks_verify(struct ks_snapshot *snapshot, struct ks_needs *needs);
void ks_verify_with(struct ks_snapshot *snapshot, struct ks_needs *needs,
		    struct ks_crypto *crypto);
int ks_complete_for(struct ks_snapshot *snapshot, const struct ks_needs *needs,
		    struct ks_err *err) ks_must_check;
int ks_complete_for_all(struct ks_snapshot *snapshot, const struct ks_needs *const *needs,
			size_t count, struct ks_err *err) ks_must_check;
int ks_let_be_loaded(struct ks_snapshot *snapshot, const struct ks_needs *needs,
		     struct ks_err *err) ks_must_check;

#endif
