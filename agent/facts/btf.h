/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The types of a kernel, where they come with something else. */
#ifndef KS_FACTS_BTF_H
#define KS_FACTS_BTF_H

#include "facts/snapshot.h"
#include "model/image.h"

int ks_btf_add_image(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		     struct ks_err *err) ks_must_check;

#endif
