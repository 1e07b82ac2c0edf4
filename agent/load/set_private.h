/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the halves of loading a plan share: the check, and the loading. */
#ifndef KS_LOAD_SET_PRIVATE_H
#define KS_LOAD_SET_PRIVATE_H

#include "elf/candidate.h"
#include "load/arguments.h"
#include "load/set.h"
#include "tree/single.h"

/**
 * struct ks_load_member - what a step owns
 * @candidate: what was checked, and is loaded; valid with @is_read
 * @judgement: the verdict; valid with @is_judged
 * @arguments: its parameters, cut into pieces
 * @load_id: of what was there before, or was loaded, by us or somebody else
 * @err: why its file cannot be read
 */
struct ks_load_member {
	struct ks_candidate candidate;
	struct ks_judgement judgement;
	struct ks_arguments arguments;
	uint64_t load_id;
	struct ks_err err;
	bool is_read;
	bool is_judged;
};

/**
 * struct ks_load_private - what a result owns
 * @members: by step
 * @strings: texts
 */
struct ks_load_private {
	struct ks_load_member *members;
	struct ks_pool strings;
};

/**
 * struct ks_loading - one plan on its way
 * @before: what was there before the first was loaded
 */
struct ks_loading {
	const struct ks_plan *plan;
	struct ks_snapshot *snapshot;
	const struct ks_load_options *options;
	struct ks_load_result *result;
	struct ks_load_presents before;
};

int ks_loading_check(struct ks_loading *l, struct ks_err *err) ks_must_check;
void ks_loading_run(struct ks_loading *l);
void ks_loading_tell(const struct ks_loading *l, enum ks_load_moment moment, uint32_t step);
uint64_t ks_loading_id(const struct ks_loading *l, uint32_t step);
bool ks_loading_wait(struct ks_loading *l, uint32_t step, struct ks_load_presents *presents);

#endif
