/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line that a kernel is taken to be booted with. */
#ifndef KS_FACTS_CMDLINE_H
#define KS_FACTS_CMDLINE_H

#include "facts/snapshot.h"

void ks_cmdline_assume(struct ks_snapshot *snapshot, const char *cmdline);

#endif
