/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kernel image exports. */
#ifndef KS_ELF_KERNEL_EXPORTS_H
#define KS_ELF_KERNEL_EXPORTS_H

#include "lib/macro.h"
#include "model/needs.h"

/**
 * struct ks_kernel_exports - starts as all zeroes
 * @items: owned; names are borrowed from the image
 * @count: entries of @items; 0: nothing is known of exports
 * @has_crcs: each has a CRC; else the kernel has none (no MODVERSIONS)
 * @layout: byte order of the kernel, and with @knows_class its class
 * @knows_class: entries hold addresses, which offsets are not
 */
struct ks_kernel_exports {
	struct ks_own_export *items;
	size_t count;
	bool has_crcs;
	struct ks_layout layout;
	bool knows_class;
};

int ks_kernel_exports_read(struct ks_kernel_exports *exports,
			   const struct ks_image *image) ks_must_check;
void ks_kernel_exports_free(struct ks_kernel_exports *exports);

#endif
