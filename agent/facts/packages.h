/* SPDX-License-Identifier: GPL-2.0-or-later */
/* OpenWrt's package databases: which kernel package is installed. */
#ifndef KS_FACTS_PACKAGES_H
#define KS_FACTS_PACKAGES_H

#include "facts/snapshot.h"

void ks_packages_fill(struct ks_snapshot *snapshot);

#endif
