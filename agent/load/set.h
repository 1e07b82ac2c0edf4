/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads a plan.  All of its modules are read into private memory and checked,
 * each against the kernel and what will have been loaded before it, before the
 * first is loaded; what is loaded is that memory.
 */
#ifndef KS_LOAD_SET_H
#define KS_LOAD_SET_H

#include "facts/snapshot.h"
#include "load/system.h"
#include "model/load.h"

/**
 * enum ks_load_policy - what a failure means for the others
 * @KS_LOAD_ALL_OR_NOTHING: nothing is loaded unless all can be; what was loaded is
 *	removed (modprobe)
 * @KS_LOAD_STOP: what comes behind it is not loaded, what came before stays
 *	(Android)
 * @KS_LOAD_GO_ON: the others are loaded nevertheless (OpenWrt, systemd)
 */
enum ks_load_policy {
	KS_LOAD_ALL_OR_NOTHING = 0,
	KS_LOAD_STOP,
	KS_LOAD_GO_ON,
};

/**
 * enum ks_load_moment - when somebody is told
 * @KS_LOAD_CHECKED: all steps were checked, none is loaded yet
 * @KS_LOAD_WAITS: for somebody else who is loading or removing it
 * @KS_LOAD_COMES: a module is given to the kernel next, unless it is asked to stop here
 * @KS_LOAD_CAME: the kernel, or the command, has answered
 * @KS_LOAD_WENT: a step was removed, or could not be
 */
enum ks_load_moment {
	KS_LOAD_CHECKED = 0,
	KS_LOAD_WAITS,
	KS_LOAD_COMES,
	KS_LOAD_CAME,
	KS_LOAD_WENT,
};

/**
 * struct ks_load_options - how to load a plan
 * @policy: what a failure means
 * @dry_run: check only
 * @allow_unsafe: load what is unsafe
 * @allow_unknown: load what cannot be decided
 * @no_follow: a symbolic link in place of a file is an error
 * @run_commands: run commands of modprobe.d
 * @expects_all: nothing of the plan is missing, so nothing was asked of the kernel
 * @decided_only: what cannot be decided ends it, though only soft dependencies want it:
 *	somebody else can go on who knows better
 * @system: what the kernel is asked through
 * @tell: called as it goes: with KS_LOAD_CHECKED before anything is loaded, @step is
 *	KS_PLAN_NONE; or NULL
 * @ask_again: fills the snapshot anew, after others were at modules of the plan while
 *	it was filled; 0 or a negative errno; or NULL
 * @context: for @tell and @ask_again
 */
struct ks_load_options {
	enum ks_load_policy policy;
	bool dry_run;
	bool allow_unsafe;
	bool allow_unknown;
	bool no_follow;
	bool run_commands;
	bool expects_all;
	bool decided_only;
	const struct ks_load_system *system;
	void (*tell)(void *context, enum ks_load_moment moment, const struct ks_plan *plan,
		     const struct ks_load_result *result, uint32_t step);
	int (*ask_again)(void *context, struct ks_snapshot *snapshot, struct ks_err *err);
	void *context;
};

/* A set may have this many bytes of modules, unpacked: they are all in memory. */
#define KS_LOAD_BYTES_MAX	(1ULL << 30)

int ks_set_load(const struct ks_plan *plan, struct ks_snapshot *snapshot,
		const struct ks_load_options *options, struct ks_load_result *result,
		struct ks_err *err) ks_must_check;
void ks_load_result_free(struct ks_load_result *result);

#endif
