/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One function a library.  Each starts at its magic, moves @packed behind what
 * it consumed, also on failure, appends to @out, and goes on with a further
 * stream of its own kind.  @whole: there must not be anything else behind.
 * Return: 0, -EBADMSG for damaged data, -EFBIG beyond @max, -EOPNOTSUPP for
 * what the library cannot do, -ENOMEM.
 */
#ifndef KS_ELF_UNPACKERS_H
#define KS_ELF_UNPACKERS_H

#include "elf/decompress.h"

typedef int ks_unpacker(struct ks_image *packed, bool whole, size_t max, struct ks_buffer *out);

ks_unpacker ks_unpack_gzip, ks_unpack_xz, ks_unpack_lzma, ks_unpack_zstd;
ks_unpacker ks_unpack_bzip2, ks_unpack_lzo, ks_unpack_lz4_legacy, ks_unpack_lz4_frame;

/* Output grows by this at least, so that a library is not called for a byte. */
#define KS_UNPACK_STEP	(256 * 1024)

#endif
