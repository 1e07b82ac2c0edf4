/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A check in a process of its own: its crash, or its not ending, is no more than the
 * want of an answer, as long as nothing was given to the kernel.
 */
#ifndef KS_LOAD_APART_H
#define KS_LOAD_APART_H

#include <stdbool.h>

#include "lib/macro.h"

/* Exit codes of a check that no tool ends with. */
#define KS_APART_NO_ANSWER	125	/* and nothing was given to the kernel */
#define KS_APART_BROKEN_OFF	126	/* it ended while the kernel had a module */

/**
 * struct ks_apart - a check and who waits for it
 * @answer_ms: how long the kernel may take until it answers at all
 * @check_ms: how long all may take until something is given to the kernel
 * @pipe: of the process that checks, to the one that waits
 * @is_child: this is the process that checks
 * @why: why there is no answer, or empty
 */
struct ks_apart {
	int answer_ms;
	int check_ms;
	int pipe;
	bool is_child;
	char why[512];
};

int ks_apart_run(struct ks_apart *apart, int (*check)(void *context), void *context) ks_must_check;
int ks_apart_tell_answered(const struct ks_apart *apart) ks_must_check;
int ks_apart_tell_loading(const struct ks_apart *apart) ks_must_check;
int ks_apart_no_answer(struct ks_apart *apart, const char *fmt, ...) ks_printf(2, 3);

#endif
