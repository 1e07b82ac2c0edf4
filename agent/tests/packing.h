/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packs bytes with the libraries that the program unpacks them with. */
#ifndef KS_TESTS_PACKING_H
#define KS_TESTS_PACKING_H

#include "elf/decompress.h"

struct ks_buffer packing_pack(enum ks_compression how, const void *plain, size_t size);
void packing_add(struct ks_buffer *buffer, const void *data, size_t size);
void packing_pad(struct ks_buffer *buffer, size_t size);

#endif
