/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts and facts for people and for programs. */
#ifndef KS_REPORT_REPORT_H
#define KS_REPORT_REPORT_H

#include <stdio.h>

#include "lib/err.h"
#include "model/delta.h"
#include "model/finding.h"

struct json_object;

/**
 * struct ks_style - how a report looks
 * @color: use terminal colours
 * @verbose: everything, not only what matters
 * @quiet: the verdict line only
 */
struct ks_style {
	bool color;
	bool verbose;
	bool quiet;
};

void ks_text_verdict(FILE *out, const struct ks_style *style, const struct ks_needs *needs,
		     const struct ks_facts *facts, const struct ks_result *result);
void ks_text_sources(FILE *out, const char *title, const struct ks_facts *facts);
void ks_text_facts(FILE *out, const struct ks_style *style, const struct ks_facts *facts);
void ks_text_needs(FILE *out, const struct ks_style *style, const struct ks_needs *needs);

void ks_text_delta(FILE *out, const struct ks_style *style, const struct ks_delta *delta);

struct json_object *ks_json_document(const char *command);
struct json_object *ks_json_verdict(const struct ks_needs *needs, const struct ks_facts *facts,
				    const struct ks_result *result);
struct json_object *ks_json_facts(const struct ks_facts *facts);
struct json_object *ks_json_keys(const struct ks_facts *facts);
struct json_object *ks_json_needs(const struct ks_needs *needs);
struct json_object *ks_json_finding(const struct ks_finding *f);
struct json_object *ks_json_tally(const struct ks_tally *t);
void ks_json_put_answers(struct json_object *o, const struct ks_result *result);
void ks_json_delta(struct json_object *document, const struct ks_delta *delta);
struct json_object *ks_json_error(const char *path, const struct ks_err *err);
void ks_json_put(struct json_object *object, const char *key, struct json_object *value);
void ks_json_append(struct json_object *object, const char *key, struct json_object *value);
struct json_object *ks_json_text(const char *text);
int ks_json_print(FILE *out, struct json_object *document) ks_must_check;

#endif
