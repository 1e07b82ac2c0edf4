/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of a module, beside what a check says: one line each. */
#ifndef KS_REPORT_HAPPENING_H
#define KS_REPORT_HAPPENING_H

#include <stdio.h>

#include "model/happening.h"
#include "report/report.h"

/**
 * struct ks_happening_view - what happened, and our verdict
 * @happening: what
 * @path: of the module's file, or NULL
 * @needs: of the file; NULL where there is no verdict
 * @facts: kernel, likewise
 * @result: the verdict, likewise
 * @why_not: why there is none, or NULL where none is wanted
 */
struct ks_happening_view {
	const struct ks_happening *happening;
	const char *path;
	const struct ks_needs *needs;
	const struct ks_facts *facts;
	const struct ks_result *result;
	const char *why_not;
};

const char *ks_outcome_name(enum ks_outcome outcome);
void ks_text_happening(FILE *out, const struct ks_style *style,
		       const struct ks_happening_view *view);
void ks_json_happening(FILE *out, const struct ks_happening_view *view);
void ks_text_lost(FILE *out, const char *source, uint64_t count);
void ks_json_lost(FILE *out, const char *source, uint64_t count);

#endif
