/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two kernels, compared. */
#ifndef KS_FACTS_DELTA_H
#define KS_FACTS_DELTA_H

#include "lib/err.h"
#include "lib/pool.h"
#include "model/delta.h"

#define KS_DELTA_VALUES_MAX	(KS_GATE_MAX + 16)

/**
 * struct ks_comparison - a difference and what it borrows
 * @delta: the difference
 * @values: of @delta
 * @strings: of @values
 */
struct ks_comparison {
	struct ks_delta delta;
	struct ks_delta_value values[KS_DELTA_VALUES_MAX];
	struct ks_pool strings;
};

int ks_compare(struct ks_comparison *comparison, const struct ks_facts *a,
	       const struct ks_facts *b, struct ks_err *err) ks_must_check;
struct ks_delta_export *ks_comparison_find(struct ks_comparison *comparison, const char *symbol);
void ks_comparison_keep_used(struct ks_comparison *comparison);
void ks_comparison_conclude(struct ks_comparison *comparison);
void ks_comparison_free(struct ks_comparison *comparison);

#endif
