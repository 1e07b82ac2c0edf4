/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Known problems: a small text that is kept with what it describes and compared
 * line by line.  What it has fails no check; what is new does.
 */
#ifndef KS_REPORT_BASELINE_H
#define KS_REPORT_BASELINE_H

#include <stdio.h>

#include "lib/err.h"
#include "model/image.h"
#include "model/preflight.h"

/**
 * struct ks_baseline - known problems; starts as all zeroes
 * @lines: one each, sorted
 * @count: entries of @lines
 * @text: what they borrow from
 */
struct ks_baseline {
	const char **lines;
	size_t count;
	char *text;
};

int ks_baseline_parse(struct ks_baseline *baseline, const struct ks_image *image,
		      const char *path, struct ks_err *err) ks_must_check;
int ks_baseline_make(struct ks_baseline *baseline,
		     const struct ks_preflight *preflight) ks_must_check;
int ks_baseline_apply(const struct ks_baseline *baseline,
		      struct ks_preflight *preflight) ks_must_check;
void ks_baseline_put(FILE *out, const struct ks_baseline *baseline);
void ks_baseline_free(struct ks_baseline *baseline);

#endif
