/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags of a .modinfo section, as get_next_modinfo() of the kernel finds them. */
#ifndef KS_ELF_MODINFO_H
#define KS_ELF_MODINFO_H

#include "model/image.h"

const char *ks_modinfo_next(const struct ks_image *section, const uint8_t *limit, const char *tag,
			    const char *previous);

#endif
