/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What came of loading a plan.  Plain data; the doing is agent/load. */
#ifndef KS_MODEL_LOAD_H
#define KS_MODEL_LOAD_H

#include "model/finding.h"
#include "model/plan.h"

/**
 * enum ks_load_state - what came of a step
 * @KS_LOAD_PENDING: it was not its turn
 * @KS_LOAD_BUILTIN: part of the kernel: nothing to do
 * @KS_LOAD_ALREADY: was there before: nothing done, its parameters do not count
 * @KS_LOAD_VANISHED: was there, or was loaded, and somebody else removed it
 * @KS_LOAD_SKIPPED: only what is there already would have wanted it, or its command
 *	was not to be run
 * @KS_LOAD_UNREADABLE: its file cannot be read: see @err
 * @KS_LOAD_REFUSED: the check says no
 * @KS_LOAD_DRAGGED: the check says no, because of another one of the set
 * @KS_LOAD_READY: the check says yes
 * @KS_LOAD_LOADED: loaded by this call
 * @KS_LOAD_THEIRS: somebody else loaded it meanwhile; not checked, not ours
 * @KS_LOAD_RAN: its command was run
 * @KS_LOAD_FAILED: the kernel said no: see @error
 * @KS_LOAD_REMOVED: loaded, and removed again
 * @KS_LOAD_REMAINS: loaded, and it could not be removed again: see @remove_error
 */
enum ks_load_state {
	KS_LOAD_PENDING = 0,
	KS_LOAD_BUILTIN,
	KS_LOAD_ALREADY,
	KS_LOAD_VANISHED,
	KS_LOAD_SKIPPED,
	KS_LOAD_UNREADABLE,
	KS_LOAD_REFUSED,
	KS_LOAD_DRAGGED,
	KS_LOAD_READY,
	KS_LOAD_LOADED,
	KS_LOAD_THEIRS,
	KS_LOAD_RAN,
	KS_LOAD_FAILED,
	KS_LOAD_REMOVED,
	KS_LOAD_REMAINS,
	KS_LOAD_STATE_MAX,
};

/**
 * struct ks_load_step - what came of one step of the plan
 * @state: see there
 * @name: mod->name where the file has one, else the name in the plan
 * @needs: of its file, once that was read; else NULL
 * @verdict: of the check; else NULL
 * @is_permanent: once loaded it cannot be removed
 * @error: positive errno of the kernel, or of the command's failure
 * @reached_init: with @error: yes: init() or a parameter failed; no: the loader
 *	refused; unknown
 * @is_miss: the kernel's answer is not what was predicted
 * @remove_error: positive errno of the removal
 * @dragged_by: step that brings this one down
 * @holders: with KS_LOAD_REMAINS: modules that use it, comma separated, or NULL
 * @err: one line, where a file could not be read
 */
struct ks_load_step {
	enum ks_load_state state;
	const char *name;
	const struct ks_needs *needs;
	const struct ks_result *verdict;
	bool is_permanent;
	int error;
	enum ks_tri reached_init;
	bool is_miss;
	int remove_error;
	uint32_t dragged_by;
	const char *holders;
	const char *err;
};

/**
 * enum ks_load_outcome - what came of the set
 * @KS_LOAD_DONE: everything that was asked for is there
 * @KS_LOAD_NOT_TRIED: the check says no, or only a check was wanted: nothing was
 *	loaded
 * @KS_LOAD_UNDONE: a failure; what was loaded was removed
 * @KS_LOAD_PARTLY: a failure; something of this call's is loaded
 */
enum ks_load_outcome {
	KS_LOAD_DONE = 0,
	KS_LOAD_NOT_TRIED,
	KS_LOAD_UNDONE,
	KS_LOAD_PARTLY,
};

/**
 * struct ks_load_result - what came of a plan
 * @steps: by step of the plan
 * @count: entries of @steps
 * @outcome: of the whole
 * @verdict: the worst of the check, those of optional steps left out
 * @failed: first step, not an optional one, that brings the set down, or
 *	KS_PLAN_NONE
 * @signal: that interrupted it, or 0
 * @others: modules that came meanwhile and are none of the plan's: the kernel asked
 *	for them, or somebody else did; they stay
 * @other_count: entries of @others
 * @bytes: of modules that were held in memory
 * @state: private
 */
struct ks_load_result {
	struct ks_load_step *steps;
	size_t count;
	enum ks_load_outcome outcome;
	enum ks_verdict verdict;
	uint32_t failed;
	int signal;
	const char **others;
	size_t other_count;
	uint64_t bytes;
	struct ks_load_private *state;
};

#endif
