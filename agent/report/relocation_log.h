/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of the architectures about a relocation that they refuse. */
#ifndef KS_REPORT_RELOCATION_LOG_H
#define KS_REPORT_RELOCATION_LOG_H

#include "model/finding.h"

size_t ks_relocation_lines(const struct ks_facts *facts, const struct ks_finding *finding,
			   const char *formats[2]);
const char *ks_relocation_prefix(const struct ks_facts *facts, const struct ks_finding *finding);

#endif
