/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What both of U-Boot's formats say: architectures and sums. */
#ifndef KS_ELF_UBOOT_H
#define KS_ELF_UBOOT_H

#include "elf/kernel_image.h"

void ks_uboot_arch(struct ks_kernel_image *kernel, unsigned int number);
void ks_uboot_arch_named(struct ks_kernel_image *kernel, const char *name, size_t len);
bool ks_uboot_crc_differs(const uint8_t *data, size_t size, uint32_t wanted);

#endif
