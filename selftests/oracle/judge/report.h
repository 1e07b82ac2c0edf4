/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What came out, for people: tables and disagreements; and as KTAP. */
#ifndef JUDGE_REPORT_H
#define JUDGE_REPORT_H

#include "case.h"

void report_table(const struct trials *trials, const char *kernel, bool rst);
void report_disagreements(const struct trials *trials, const char *kernel, size_t examples);
void report_exempt(const struct trials *trials, const char *kernel);
bool report_ktap(const struct trials *trials, const char *kernel);

#endif
