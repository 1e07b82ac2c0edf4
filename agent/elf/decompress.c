// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What files and kernels are packed with: one table.  Output grows with what
 * was really produced, never with what a header promises, and stops at a
 * limit.  A library that was not there at build time is -EOPNOTSUPP.
 */
#include "elf/decompress.h"

#include <errno.h>
#include <stdlib.h>

#include "elf/unpackers.h"

/* A library that was not there at build time. */
#ifdef KS_HAVE_ZLIB
#define BY_ZLIB(f) f
#else
#define BY_ZLIB(f) NULL
#endif
#ifdef KS_HAVE_LZMA
#define BY_LZMA(f) f
#else
#define BY_LZMA(f) NULL
#endif
#ifdef KS_HAVE_ZSTD
#define BY_ZSTD(f) f
#else
#define BY_ZSTD(f) NULL
#endif
#ifdef KS_HAVE_BZIP2
#define BY_BZIP2(f) f
#else
#define BY_BZIP2(f) NULL
#endif
#ifdef KS_HAVE_LZO
#define BY_LZO(f) f
#else
#define BY_LZO(f) NULL
#endif
#ifdef KS_HAVE_LZ4
#define BY_LZ4(f) f
#else
#define BY_LZ4(f) NULL
#endif

/*
 * Without a magic: properties, a dictionary of a size that encoders write, the
 * unpacked size or none, and the first byte of every range coder.
 */
static bool is_lzma(const struct ks_image *packed)
{
	static const struct ks_layout little = { .big = false };
	const uint8_t *p = ks_image_range(packed, 0, 14);
	uint64_t dictionary, size;

	if (!p || p[0] >= 9 * 5 * 5 || p[13])
		return false;
	dictionary = ks_get(&little, p + 1, 4);
	/* A power of two, or one and a half of it. */
	while (dictionary && !(dictionary & 1))
		dictionary >>= 1;
	size = ks_get(&little, p + 5, 8);
	return (dictionary == 1 || dictionary == 3) && ks_get(&little, p + 1, 4) >= 4096 &&
	       (size == UINT64_MAX || (size && size <= KS_INPUT_EXPANDED_MAX));
}

/* "BZh", the size of its blocks, and the number that each of them starts with. */
static bool is_bzip2(const struct ks_image *packed)
{
	const uint8_t *p = ks_image_range(packed, 0, 10);

	return p && !memcmp(p, "BZh", 3) && p[3] >= '1' && p[3] <= '9' &&
	       !memcmp(p + 4, "1AY&SY", 6);
}

/* The first three are what libkmod takes, by its rules. */
static const struct {
	const char *name;
	const char *magic;
	size_t len;
	bool (*is)(const struct ks_image *packed);
	ks_unpacker *unpack;
} packings[KS_COMPRESSION_MAX] = {
	[KS_COMPRESSION_NONE] = { .name = "nothing" },
	[KS_COMPRESSION_GZIP] = { "gzip", "\x1f\x8b", 2, NULL, BY_ZLIB(ks_unpack_gzip) },
	[KS_COMPRESSION_XZ] = { "xz", "\xfd\x37zXZ\0", 6, NULL, BY_LZMA(ks_unpack_xz) },
	[KS_COMPRESSION_ZSTD] = { "zstd", "\x28\xb5\x2f\xfd", 4, NULL, BY_ZSTD(ks_unpack_zstd) },
	[KS_COMPRESSION_LZMA] = { "lzma", "", 0, is_lzma, BY_LZMA(ks_unpack_lzma) },
	[KS_COMPRESSION_BZIP2] = { "bzip2", "BZh", 3, is_bzip2, BY_BZIP2(ks_unpack_bzip2) },
	[KS_COMPRESSION_LZO] = { "lzo", "\x89LZO\0\r\n\x1a\n", 9, NULL, BY_LZO(ks_unpack_lzo) },
	[KS_COMPRESSION_LZ4_LEGACY] = { "lz4", "\x02\x21\x4c\x18", 4, NULL,
					BY_LZ4(ks_unpack_lz4_legacy) },
	[KS_COMPRESSION_LZ4_FRAME] = { "lz4", "\x04\x22\x4d\x18", 4, NULL,
				       BY_LZ4(ks_unpack_lz4_frame) },
};

/**
 * ks_buffer_reserve - make room behind what is used
 * @buffer: to grow
 * @more: bytes needed at least
 * @max: largest size in all
 *
 * Return: 0, -EFBIG at the limit, -ENOMEM.
 */
int ks_buffer_reserve(struct ks_buffer *buffer, size_t more, size_t max)
{
	size_t room = buffer->room;
	uint8_t *data;

	if (buffer->room - buffer->size >= more)
		return 0;
	if (more > max - buffer->size)
		return -EFBIG;
	room = room * 2 > buffer->size + more ? room * 2 : buffer->size + more;
	if (room > max)
		room = max;
	data = realloc(buffer->data, room);
	if (!data)
		return -ENOMEM;
	buffer->data = data;
	buffer->room = room;
	return 0;
}

static bool is_packed_with(enum ks_compression compression, const struct ks_image *packed)
{
	const uint8_t *start = ks_image_range(packed, 0, packings[compression].len);

	return start && !memcmp(start, packings[compression].magic, packings[compression].len) &&
	       (!packings[compression].is || packings[compression].is(packed));
}

static enum ks_compression find(const struct ks_image *packed, enum ks_compression last)
{
	for (enum ks_compression i = KS_COMPRESSION_GZIP; i <= last; i++)
		if (is_packed_with(i, packed))
			return i;
	return KS_COMPRESSION_NONE;
}

/**
 * ks_compression_of - recognise a packed file by content, never by name
 * @packed: beginning of a file
 *
 * Return: how it is packed, as libkmod recognises it.
 */
enum ks_compression ks_compression_of(const struct ks_image *packed)
{
	return find(packed, KS_COMPRESSION_ZSTD);
}

/**
 * ks_compression_of_payload - recognise what a kernel may be packed with
 * @packed: where the packed kernel starts
 *
 * lzma has no magic: random bytes are taken for it once in a hundred million.
 *
 * Return: how it is packed.
 */
enum ks_compression ks_compression_of_payload(const struct ks_image *packed)
{
	return find(packed, KS_COMPRESSION_MAX - 1);
}

/** ks_compression_name - for messages */
const char *ks_compression_name(enum ks_compression compression)
{
	return packings[compression].name;
}

/**
 * ks_decompress - unpack a whole file
 * @compression: how it is packed
 * @packed: the file
 * @max: largest result, bytes
 * @out: all zeroes; the caller frees @out->data, also on failure
 *
 * Return: 0, -EBADMSG for damaged data, -EFBIG beyond @max, -EOPNOTSUPP
 * without the library, -ENOMEM.
 */
int ks_decompress(enum ks_compression compression, const struct ks_image *packed, size_t max,
		  struct ks_buffer *out)
{
	struct ks_image rest = *packed;

	if (compression == KS_COMPRESSION_NONE)
		return -EINVAL;
	if (!packings[compression].unpack)
		return -EOPNOTSUPP;
	return packings[compression].unpack(&rest, true, max, out);
}

/**
 * ks_decompress_payload - unpack what something else follows
 * @compression: how it is packed
 * @packed: starts with it; moved behind what was consumed, also on failure
 * @max: largest result, bytes
 * @out: all zeroes; the caller frees @out->data, also on failure
 *
 * What follows is the unpacked size, which the build of a kernel appends for
 * the sake of its boot code, a device tree, a signature, or padding.
 *
 * Return: as ks_decompress().
 */
int ks_decompress_payload(enum ks_compression compression, struct ks_image *packed, size_t max,
			  struct ks_buffer *out)
{
	if (compression == KS_COMPRESSION_NONE)
		return -EINVAL;
	if (!packings[compression].unpack)
		return -EOPNOTSUPP;
	return packings[compression].unpack(packed, false, max, out);
}

/**
 * ks_compression_missing - what this build cannot unpack
 *
 * Return: names, comma separated; empty when all are there.
 */
const char *ks_compression_missing(void)
{
	return ""
#ifndef KS_HAVE_ZLIB
	       "gzip,"
#endif
#ifndef KS_HAVE_LZMA
	       "xz,lzma,"
#endif
#ifndef KS_HAVE_ZSTD
	       "zstd,"
#endif
#ifndef KS_HAVE_BZIP2
	       "bzip2,"
#endif
#ifndef KS_HAVE_LZO
	       "lzo,"
#endif
#ifndef KS_HAVE_LZ4
	       "lz4,"
#endif
	       ;
}
