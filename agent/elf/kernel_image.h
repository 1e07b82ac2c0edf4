/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel image: what it is, and the kernel inside of it. */
#ifndef KS_ELF_KERNEL_IMAGE_H
#define KS_ELF_KERNEL_IMAGE_H

#include "elf/decompress.h"
#include "lib/err.h"

/**
 * struct ks_kernel_image - a kernel, out of its wrapping
 * @image: vmlinux, or a raw kernel; borrows from the file or from @unpacked
 * @unpacked: owned
 */
struct ks_kernel_image {
	struct ks_image image;
	struct ks_buffer unpacked;
};

bool ks_kernel_image_is(const struct ks_image *file);
int ks_kernel_image_open(struct ks_kernel_image *kernel, const struct ks_image *file,
			 const char *path, struct ks_err *err) ks_must_check;
void ks_kernel_image_close(struct ks_kernel_image *kernel);

#endif
