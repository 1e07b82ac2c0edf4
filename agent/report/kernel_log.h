/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines that the kernel itself would print. */
#ifndef KS_REPORT_KERNEL_LOG_H
#define KS_REPORT_KERNEL_LOG_H

#include "model/finding.h"

/**
 * enum ks_line_kind - when a line is printed
 * @KS_LINE_REFUSAL: with every refusal of this file
 * @KS_LINE_ALWAYS: with every load, and before a refusal
 * @KS_LINE_ONCE: once in the life of a kernel, or only until a taint is set;
 *	this kernel has not printed it yet
 */
enum ks_line_kind {
	KS_LINE_REFUSAL,
	KS_LINE_ALWAYS,
	KS_LINE_ONCE,
};

/**
 * typedef ks_kernel_line - take one predicted line
 * @line: without prefix, level and newline
 * @kind: when it is printed
 */
typedef void ks_kernel_line(const char *line, enum ks_line_kind kind, void *data);

/**
 * typedef ks_take_format - take one format of a line that the kernel may print
 * @reason: what it is printed for
 * @refuses: it comes with a refusal, and not beside a load
 * @format: letters as in template.h; a star stands for anything
 */
typedef void ks_take_format(enum ks_reason reason, bool refuses, const char *format, void *data);

/**
 * typedef ks_take_rule_format - the same, for a line that tells no reason
 * @words: what it means
 */
typedef void ks_take_rule_format(enum ks_rule_id rule, bool refuses, const char *format,
				 const char *words, void *data);

void ks_kernel_formats(ks_take_format *take, ks_take_rule_format *take_rule, void *data);
void ks_kernel_log(const struct ks_needs *needs, const struct ks_facts *facts,
		   const struct ks_result *result, ks_kernel_line *take, void *data);

#endif
