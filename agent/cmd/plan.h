/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checking and loading a plan: what modprobe and load have in common. */
#ifndef KS_CMD_PLAN_H
#define KS_CMD_PLAN_H

#include "cmd/verdict.h"
#include "load/set.h"

/**
 * struct ks_plan_call - one plan and what comes of it
 * @options: the command line
 * @command: which command speaks
 * @plan: what is to be loaded
 * @policy: what a failure means for the others
 * @no_follow: a symbolic link in place of a module is an error, whatever the options
 * @snapshot: the kernel, started with its name
 * @system: what the kernel is asked through
 * @load: how it is loaded
 * @result: what came of the plan
 */
struct ks_plan_call {
	const struct ks_options *options;
	const char *command;
	const struct ks_plan *plan;
	enum ks_load_policy policy;
	bool no_follow;
	struct ks_snapshot snapshot;
	struct ks_load_system system;
	struct ks_load_options load;
	struct ks_load_result result;
};

int ks_plan_load(struct ks_plan_call *c) ks_must_check;
int ks_plan_close(struct ks_plan_call *c, int code) ks_must_check;

#endif
