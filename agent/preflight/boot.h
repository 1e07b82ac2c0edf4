/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of the lines of boot lists. */
#ifndef KS_PREFLIGHT_BOOT_H
#define KS_PREFLIGHT_BOOT_H

#include "boot/boot.h"
#include "lib/pool.h"
#include "model/preflight.h"

int ks_preflight_resolve(struct ks_preflight_column *view, const struct ks_boot *boot,
			 const struct ks_boot_names *names, size_t name_count,
			 struct ks_pool *strings) ks_must_check;

#endif
