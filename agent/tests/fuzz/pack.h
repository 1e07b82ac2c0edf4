/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packs seeds in every way that is unpacked. */
#ifndef KS_TESTS_FUZZ_PACK_H
#define KS_TESTS_FUZZ_PACK_H

#include "fuzz.h"

enum fuzz_packing {
	FUZZ_GZIP, FUZZ_XZ, FUZZ_ZSTD, FUZZ_LZMA, FUZZ_BZIP2, FUZZ_LZO, FUZZ_LZ4, FUZZ_LZ4_FRAME,
	FUZZ_PACKINGS,
};

void fuzz_pack(struct fuzz_bytes *out, enum fuzz_packing how, const uint8_t *data, size_t size);

#endif
