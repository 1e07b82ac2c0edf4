/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of the architectures about a relocation that they refuse. */
#ifndef KS_REPORT_RELOCATION_LOG_H
#define KS_REPORT_RELOCATION_LOG_H

#include "report/kernel_log.h"

size_t ks_relocation_lines(const struct ks_facts *facts, const struct ks_finding *finding,
			   const char *formats[2]);
void ks_relocation_formats(ks_take_format *take, void *data);
const char *ks_relocation_prefix(const struct ks_facts *facts, const struct ks_finding *finding);

#endif
