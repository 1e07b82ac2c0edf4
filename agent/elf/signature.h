/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The signature behind a module: where it starts and whether it is sane. */
#ifndef KS_ELF_SIGNATURE_H
#define KS_ELF_SIGNATURE_H

#include "model/needs.h"

enum ks_signature ks_signature_find(const struct ks_image *image, uint64_t *signed_size);

#endif
