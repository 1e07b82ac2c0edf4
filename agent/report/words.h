/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words and sentences for what rules express as ids and values.  Texts are
 * for people and may change; the names of verdicts, rules, reasons and errnos
 * are stable.
 */
#ifndef KS_REPORT_WORDS_H
#define KS_REPORT_WORDS_H

#include <stdio.h>

#include "model/finding.h"

/* Room for one sentence; longer names are cut. */
#define KS_SENTENCE_MAX	1024

const char *ks_verdict_name(enum ks_verdict verdict);
const char *ks_accept_name(enum ks_accept accept);
const char *ks_match_name(enum ks_match match);
const char *ks_level_name(enum ks_level level);
const char *ks_depth_name(enum ks_depth depth);
const char *ks_rule_name(enum ks_rule_id rule);
const char *ks_rule_models(enum ks_rule_id rule);
const char *ks_errno_name(int error);
const char *ks_insmod_text(int error);
enum ks_rule_id ks_rule_of(enum ks_reason reason);
void ks_reason_name(enum ks_reason reason, char *text, size_t size);

void ks_explain(const struct ks_finding *finding, char *text, size_t size);
void ks_explain_partly(const struct ks_finding *finding, const char *letters, char *text,
		       size_t size);
void ks_headline(const struct ks_result *result, const struct ks_facts *facts, char *text,
		 size_t size);
void ks_evidence(const struct ks_result *result, const struct ks_facts *facts, char *text,
		 size_t size);
void ks_advise(const struct ks_needs *needs, const struct ks_facts *facts,
	       const struct ks_result *result, char *text, size_t size);

/* Modules that must be loaded before, each once; at most this many. */
#define KS_REQUIRED_MAX	32

size_t ks_required_modules(const struct ks_result *result, const char **names);

/* Room for the letters of all taints that a module can bring. */
#define KS_TAINT_LETTERS	16

void ks_taint_letters(uint32_t taints, char *letters);
const char *ks_taint_word(char letter);

void ks_put_clean(FILE *out, const char *text);

#endif
