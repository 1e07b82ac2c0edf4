/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wraps a kernel, or what stands for one, as boot loaders want it. */
#ifndef KS_TESTS_WRAPPING_MAKER_H
#define KS_TESTS_WRAPPING_MAKER_H

#include "packing.h"

/* Every kernel of make_kernel() says that it is of this release. */
#define KERNEL_RELEASE	"6.6.6-test"

enum kernel_kind { KERNEL_RAW, KERNEL_ELF, KERNEL_ELF_BIG, KERNEL_ARM64, KERNEL_RISCV };

typedef struct ks_buffer maker(const struct ks_buffer *inner);

struct ks_buffer make_kernel(enum kernel_kind kind, size_t size);
maker make_bzimage, make_old_bzimage, make_zboot, make_uki, make_zimage, make_zimage_big,
	make_s390, make_mips_vmlinuz, make_loader, make_uimage, make_uimage_multi, make_fit,
	make_fit_external, make_android_v0, make_android_v2, make_android_v4;
void uimage_sum(struct ks_buffer *image);

#endif
