/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sections of a vmlinux by name; a raw image has none. */
#ifndef KS_ELF_IMAGE_SECTION_H
#define KS_ELF_IMAGE_SECTION_H

#include "elf/kernel_tables.h"
#include "lib/macro.h"

bool ks_image_layout(const struct ks_image *image, struct ks_layout *layout);
bool ks_image_section(const struct ks_image *image, const char *name,
		      struct ks_piece *section) ks_must_check;

#endif
