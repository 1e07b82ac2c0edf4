/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines that the kernel itself would print for a refusal. */
#ifndef KS_REPORT_KERNEL_LOG_H
#define KS_REPORT_KERNEL_LOG_H

#include "model/finding.h"

/**
 * typedef ks_kernel_line - take one predicted line
 * @line: without prefix, level and newline
 */
typedef void ks_kernel_line(const char *line, void *data);

void ks_kernel_log(const struct ks_needs *needs, const struct ks_facts *facts,
		   const struct ks_result *result, ks_kernel_line *take, void *data);

#endif
