/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What commands that check candidates have in common: the kernel, and exit codes. */
#ifndef KS_CMD_VERDICT_H
#define KS_CMD_VERDICT_H

#include "cmd/cmd.h"
#include "tree/single.h"

int ks_load_kernel(struct ks_snapshot *snapshot, const struct ks_options *options,
		   struct ks_err *err) ks_must_check;
int ks_assume_loaded(struct ks_snapshot *snapshot, const struct ks_options *options,
		     struct ks_err *err) ks_must_check;
int ks_helper_load(struct ks_err *err) ks_must_check;
int ks_exit_of(enum ks_verdict verdict);
int ks_exit_worst(int a, int b);

#endif
