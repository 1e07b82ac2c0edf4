/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boot lists as plans of what is to be loaded. */
#ifndef KS_BOOT_PLAN_H
#define KS_BOOT_PLAN_H

#include "boot/run.h"
#include "model/plan.h"

/**
 * struct ks_boot_plan - a plan, and what it is made of; starts as all zeroes
 * @plan: in the order in which the readers load
 * @run: of the readers, with a kernel that takes everything
 * @step_room: private
 */
struct ks_boot_plan {
	struct ks_plan plan;
	struct ks_boot_run run;
	const struct ks_boot *boot;
	size_t step_room;
	int error;
};

int ks_boot_plan_make(struct ks_boot_plan *plan, const struct ks_boot *boot, const char *tree,
		      const char *cmdline) ks_must_check;
void ks_boot_plan_free(struct ks_boot_plan *plan);

#endif
