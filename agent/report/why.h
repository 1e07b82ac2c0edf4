/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lines and errnos mean, for people and for programs. */
#ifndef KS_REPORT_WHY_H
#define KS_REPORT_WHY_H

#include <stdio.h>

#include "report/recognize.h"
#include "report/report.h"

void ks_text_recognized(FILE *out, const struct ks_style *style, const char *line,
			const struct ks_recognized *told);
void ks_text_opinion(FILE *out, const char *path, const struct ks_result *result,
		     const struct ks_facts *facts);
void ks_text_errno(FILE *out, const struct ks_style *style, int error);
void ks_recognized_advice(const struct ks_recognized *told, char *text, size_t size);

struct json_object *ks_json_recognized(const char *line, const struct ks_recognized *told);
struct json_object *ks_json_errno(int error);

#endif
