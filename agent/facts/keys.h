/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys that count for signatures of modules: from files and from the kernel. */
#ifndef KS_FACTS_KEYS_H
#define KS_FACTS_KEYS_H

#include "facts/snapshot.h"
#include "model/image.h"

size_t ks_keys_add_certificate(struct ks_snapshot *snapshot, const struct ks_image *bytes,
			       enum ks_ring ring, bool is_build_key);
int ks_keys_add_file(struct ks_snapshot *snapshot, const char *path, struct ks_err *err)
	ks_must_check;
int ks_image_add_keys(struct ks_snapshot *snapshot, const char *path, struct ks_err *err)
	ks_must_check;
void ks_facts_live_keys(struct ks_snapshot *snapshot);
bool ks_facts_live_image(struct ks_snapshot *snapshot);

#endif
