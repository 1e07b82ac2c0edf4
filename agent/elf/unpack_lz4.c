// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lz4, by liblz4, loaded when it is needed: the legacy format that kernels are packed in ("lz4 -l",
 * lib/decompress_unlz4.c), and the frames that U-Boot takes.
 */
#include "elf/unpackers.h"

#ifdef KS_HAVE_LZ4
#include <errno.h>
#include <lz4.h>
#include <lz4frame.h>

#include "lib/library.h"

#define FUNCTIONS(X)								\
	X(LZ4_decompress_safe) X(LZ4F_isError) X(LZ4F_createDecompressionContext) \
	X(LZ4F_decompress) X(LZ4F_freeDecompressionContext)
KS_LIBRARY(lz4, FUNCTIONS)

#define LIBRARY		"liblz4.so.1"
#define LEGACY_MAGIC	0x184c2102
#define LEGACY_BLOCK	(8 << 20)	/* of the unpacked, but for the last */

static const struct ks_layout little = { .big = false };

static void skip(struct ks_image *packed, size_t bytes)
{
	packed->data += bytes;
	packed->size -= bytes;
}

static int unpack_block(const union lz4 *lib, const struct ks_image *packed, size_t size,
			size_t max, struct ks_buffer *out)
{
	size_t room = max - out->size < LEGACY_BLOCK ? max - out->size : LEGACY_BLOCK;
	int got, ret = ks_buffer_reserve(out, room, max);

	if (ret)
		return ret;
	got = lib->LZ4_decompress_safe((const char *)packed->data + 4,
				       (char *)out->data + out->size, size, room);
	if (got < 0)
		return room < LEGACY_BLOCK ? -EFBIG : -EBADMSG;
	out->size += got;
	return 0;
}

/*
 * The format has no end.  What no block can be ends it, and what the build of a
 * kernel appends: the unpacked size, which may look like a block's.
 */
int ks_unpack_lz4_legacy(struct ks_image *packed, bool whole, size_t max, struct ks_buffer *out)
{
	size_t start = out->size;
	union lz4 lib;
	int ret;

	(void)whole;
	if (!load_lz4(&lib, LIBRARY))
		return -EOPNOTSUPP;
	if (packed->size < 4)
		return -EBADMSG;
	skip(packed, 4);
	while (packed->size >= 4) {
		uint64_t size = ks_get(&little, packed->data, 4);

		if (size == LEGACY_MAGIC) {
			skip(packed, 4);
			continue;
		}
		if (!size || size > LZ4_COMPRESSBOUND(LEGACY_BLOCK))
			break;
		ret = size > packed->size - 4 ? -EBADMSG :
						unpack_block(&lib, packed, size, max, out);
		if (ret == -EBADMSG && size == out->size - start)
			break;
		if (ret)
			return ret;
		skip(packed, 4 + size);
	}
	return out->size > start ? 0 : -EBADMSG;
}

static int decode(const union lz4 *lib, LZ4F_dctx *context, struct ks_image *packed, size_t max,
		  struct ks_buffer *out)
{
	size_t hint = 1;

	while (hint) {
		size_t room, used = packed->size;
		int ret = ks_buffer_reserve(out, KS_UNPACK_STEP, max);

		if (ret)
			return ret;
		room = out->room - out->size;
		hint = lib->LZ4F_decompress(context, out->data + out->size, &room, packed->data,
					    &used, NULL);
		if (lib->LZ4F_isError(hint) || (hint && !room && !used))
			return -EBADMSG;
		out->size += room;
		skip(packed, used);
	}
	return 0;
}

int ks_unpack_lz4_frame(struct ks_image *packed, bool whole, size_t max, struct ks_buffer *out)
{
	LZ4F_dctx *context;
	union lz4 lib;
	int ret;

	(void)whole;
	if (!load_lz4(&lib, LIBRARY))
		return -EOPNOTSUPP;
	if (lib.LZ4F_isError(lib.LZ4F_createDecompressionContext(&context, LZ4F_VERSION)))
		return -ENOMEM;
	do
		ret = decode(&lib, context, packed, max, out);
	while (!ret && packed->size >= 4 && !memcmp(packed->data, "\x04\x22\x4d\x18", 4));
	lib.LZ4F_freeDecompressionContext(context);
	return ret;
}
#endif
