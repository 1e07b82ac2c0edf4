/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What comes of checking trees, for people and for programs. */
#ifndef KS_REPORT_PREFLIGHT_H
#define KS_REPORT_PREFLIGHT_H

#include "model/preflight.h"
#include "report/report.h"

void ks_text_preflight(FILE *out, const struct ks_style *style,
		       const struct ks_preflight *preflight);
void ks_text_matrix(FILE *out, const struct ks_style *style, const struct ks_preflight *preflight);
struct json_object *ks_json_preflight(const struct ks_preflight *preflight, bool verbose);
void ks_ktap_preflight(FILE *out, const struct ks_preflight *preflight);

enum ks_verdict ks_preflight_verdict(const struct ks_preflight_column *column);
enum ks_verdict ks_verdict_worse(enum ks_verdict a, enum ks_verdict b);

/* Sentences; room as in words.h. */
void ks_preflight_explain(const struct ks_preflight_column *column, uint32_t group, char *text,
			  size_t size);
void ks_preflight_advise(const struct ks_preflight_column *column, uint32_t group, char *text,
			 size_t size);
void ks_preflight_note_text(const struct ks_preflight_note *note, char *text, size_t size);
void ks_preflight_boot_text(const struct ks_preflight_column *column,
			    const struct ks_preflight_boot *line, char *text, size_t size);
void ks_preflight_reader_text(const struct ks_preflight_column *column,
			      const struct ks_preflight_reader *reader, char *text, size_t size);
enum ks_verdict ks_preflight_line_verdict(const struct ks_preflight_column *column,
					  const struct ks_preflight_boot *line);
const char *ks_preflight_title(const struct ks_preflight_column *column);

#endif
