/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Modules that are not ok, grouped by cause. */
#ifndef KS_PREFLIGHT_GROUPS_H
#define KS_PREFLIGHT_GROUPS_H

#include "lib/macro.h"
#include "model/preflight.h"

int ks_preflight_group(struct ks_preflight_column *column) ks_must_check;

#endif
