/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kernel out of its wrapping tells, one file for each kind of it. */
#ifndef KS_FACTS_IMAGE_H
#define KS_FACTS_IMAGE_H

#include "elf/kernel_image.h"
#include "facts/snapshot.h"

void ks_image_keys(struct ks_snapshot *snapshot, const struct ks_image *image);
void ks_image_text(struct ks_snapshot *snapshot, const struct ks_kernel_image *kernel);
void ks_image_config(struct ks_snapshot *snapshot, const struct ks_image *image,
		     const char *path);
int ks_image_exports(struct ks_snapshot *snapshot, const struct ks_kernel_image *kernel,
		     const char *path, struct ks_err *err) ks_must_check;
struct ks_image ks_image_rodata(const struct ks_image *image);

#endif
