/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plans, and what came of them, for people and for programs. */
#ifndef KS_REPORT_LOAD_H
#define KS_REPORT_LOAD_H

#include "model/load.h"
#include "report/report.h"

void ks_answer_text(const struct ks_load_step *step, char *text, size_t size);
const char *ks_answer_word(const struct ks_load_step *step);

void ks_text_depends(FILE *out, const struct ks_plan *plan);
void ks_text_misses(FILE *out, const struct ks_plan *plan);
void ks_text_plan(FILE *out, const struct ks_style *style, const struct ks_plan *plan,
		  const struct ks_load_result *result);
void ks_text_load_checked(FILE *out, const struct ks_style *style, const struct ks_plan *plan,
			  const struct ks_load_result *result, const struct ks_facts *facts);
void ks_text_load_step(FILE *out, const struct ks_plan *plan, const struct ks_load_result *result,
		       uint32_t step);
void ks_text_load_end(FILE *out, const struct ks_plan *plan, const struct ks_load_result *result);

struct json_object *ks_json_plan(const struct ks_plan *plan);
struct json_object *ks_json_misses(const struct ks_plan *plan);
struct json_object *ks_json_load(const struct ks_plan *plan, const struct ks_load_result *result);

#endif
