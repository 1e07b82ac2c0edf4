/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the header of a bare kernel says: of vmlinux, and of raw images that have one. */
#ifndef KS_ELF_KERNEL_HEADER_H
#define KS_ELF_KERNEL_HEADER_H

#include "elf/kernel_image.h"

bool ks_kernel_header_is(const struct ks_image *image);
bool ks_kernel_header_ends_later(const struct ks_image *image);
void ks_kernel_header_read(struct ks_kernel_image *kernel);

#endif
