/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line that a kernel is taken to be booted with. */
#ifndef KS_FACTS_CMDLINE_H
#define KS_FACTS_CMDLINE_H

#include "facts/snapshot.h"

bool ks_cmdline_lists(const char *list, const char *item) ks_must_check;
bool ks_cmdline_boot(struct ks_snapshot *snapshot);

#endif
