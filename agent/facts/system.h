/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every process can read of the running kernel in /proc and /sys. */
#ifndef KS_FACTS_SYSTEM_H
#define KS_FACTS_SYSTEM_H

#include "facts/provider.h"

bool ks_system_is_live(const char *name);
bool ks_system_helper_is_loaded(void);
bool ks_system_helper_version(char *version, size_t size);
int ks_system_refresh(struct ks_snapshot *snapshot, struct ks_err *err) ks_must_check;
void ks_system_fill(struct ks_snapshot *snapshot);
int ks_system_modules(struct ks_snapshot *snapshot, const struct ks_wanted *wanted,
		      struct ks_err *err) ks_must_check;

#endif
