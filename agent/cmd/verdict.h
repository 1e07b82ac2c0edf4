/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What commands that check candidates have in common: the kernel, and exit codes. */
#ifndef KS_CMD_VERDICT_H
#define KS_CMD_VERDICT_H

#include "cmd/cmd.h"
#include "tree/single.h"

/* Errors of a tree that are written out without --verbose. */
#define KS_SHOWN_ERRORS	10

/** struct ks_opinion - a verdict with all that it rests on */
struct ks_opinion {
	struct ks_snapshot snapshot;
	struct ks_candidate candidate;
	struct ks_judgement judgement;
};

int ks_opinion_form(struct ks_opinion *opinion, const struct ks_options *options,
		    const char *path, struct ks_err *err) ks_must_check;
int ks_opinion_form_without(struct ks_opinion *opinion, const struct ks_options *options,
			    const char *path, const char *without,
			    struct ks_err *err) ks_must_check;
void ks_opinion_free(struct ks_opinion *opinion);
int ks_load_kernel(struct ks_snapshot *snapshot, const struct ks_options *options,
		   struct ks_err *err) ks_must_check;
int ks_assume_loaded(struct ks_snapshot *snapshot, const struct ks_options *options,
		     struct ks_err *err) ks_must_check;
int ks_helper_load(struct ks_err *err) ks_must_check;
int ks_exit_of(enum ks_verdict verdict);
int ks_exit_worst(int a, int b);

#endif
