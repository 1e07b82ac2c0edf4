// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Unpacks gzip, xz and zstd with their own libraries.  Output grows with what
 * was really produced, never with what a header promises, and stops at a
 * limit.  A library that was not there at build time is -EOPNOTSUPP.
 */
#include "elf/decompress.h"

#include <errno.h>
#include <stdlib.h>

#ifdef KS_HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef KS_HAVE_LZMA
#include <lzma.h>
#endif
#ifdef KS_HAVE_ZSTD
#include <zstd.h>
#endif

#define STEP		(256 * 1024)
#define XZ_MEMORY_MAX	(128ULL << 20)	/* of the decoder, bytes */

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

#ifdef KS_HAVE_ZLIB
/* One member after the other, as gzip does; windowBits 31 is gzip only. */
static int gunzip(const struct ks_image *packed, size_t max, struct ks_buffer *out)
{
	z_stream z = { .next_in = (Bytef *)packed->data, .avail_in = packed->size };
	int ret = 0, status = Z_OK;

	if (inflateInit2(&z, 31) != Z_OK)
		return -ENOMEM;
	while (!ret) {
		size_t before;

		ret = ks_buffer_reserve(out, STEP, max);
		if (ret)
			break;
		before = z.avail_out = out->room - out->size;
		z.next_out = out->data + out->size;
		status = inflate(&z, Z_NO_FLUSH);
		out->size += before - z.avail_out;
		if (status == Z_STREAM_END) {
			if (!z.avail_in || z.next_in[0] != 0x1f)
				break;
			inflateReset(&z);
		} else if (status != Z_OK) {
			ret = -EBADMSG;
		}
	}
	inflateEnd(&z);
	return ret;
}
#else
static int gunzip(const struct ks_image *packed, size_t max, struct ks_buffer *out)
{
	(void)packed, (void)max, (void)out;
	return -EOPNOTSUPP;
}
#endif

#ifdef KS_HAVE_LZMA
static int unxz(const struct ks_image *packed, size_t max, struct ks_buffer *out)
{
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_ret status = LZMA_OK;
	int ret = 0;

	if (lzma_stream_decoder(&s, XZ_MEMORY_MAX, LZMA_CONCATENATED) != LZMA_OK)
		return -ENOMEM;
	s.next_in = packed->data;
	s.avail_in = packed->size;
	while (!ret && status != LZMA_STREAM_END) {
		size_t before;

		ret = ks_buffer_reserve(out, STEP, max);
		if (ret)
			break;
		before = s.avail_out = out->room - out->size;
		s.next_out = out->data + out->size;
		status = lzma_code(&s, LZMA_FINISH);
		out->size += before - s.avail_out;
		if (status != LZMA_OK && status != LZMA_STREAM_END)
			ret = status == LZMA_MEMLIMIT_ERROR ? -EFBIG : -EBADMSG;
	}
	lzma_end(&s);
	return ret;
}
#else
static int unxz(const struct ks_image *packed, size_t max, struct ks_buffer *out)
{
	(void)packed, (void)max, (void)out;
	return -EOPNOTSUPP;
}
#endif

#ifdef KS_HAVE_ZSTD
static int unzstd(const struct ks_image *packed, size_t max, struct ks_buffer *out)
{
	ZSTD_inBuffer in = { .src = packed->data, .size = packed->size };
	ZSTD_DStream *stream = ZSTD_createDStream();
	size_t status = 1;
	int ret = 0;

	if (!stream)
		return -ENOMEM;
	while (!ret && (in.pos < in.size || status)) {
		size_t consumed = in.pos;
		ZSTD_outBuffer o;

		ret = ks_buffer_reserve(out, STEP, max);
		if (ret)
			break;
		o = (ZSTD_outBuffer){ .dst = out->data + out->size,
				      .size = out->room - out->size };
		status = ZSTD_decompressStream(stream, &o, &in);
		out->size += o.pos;
		if (ZSTD_isError(status) || (!o.pos && in.pos == consumed))
			ret = -EBADMSG;
	}
	ZSTD_freeDStream(stream);
	return ret;
}
#else
static int unzstd(const struct ks_image *packed, size_t max, struct ks_buffer *out)
{
	(void)packed, (void)max, (void)out;
	return -EOPNOTSUPP;
}
#endif

/**
 * ks_compression_of - recognise by content, never by name
 * @packed: beginning of a file
 *
 * Return: how it is packed, as libkmod recognises it.
 */
enum ks_compression ks_compression_of(const struct ks_image *packed)
{
	static const struct {
		enum ks_compression compression;
		const char *magic;
		size_t len;
	} magics[] = {
		{ KS_COMPRESSION_GZIP, "\x1f\x8b", 2 },
		{ KS_COMPRESSION_XZ, "\xfd\x37zXZ\0", 6 },
		{ KS_COMPRESSION_ZSTD, "\x28\xb5\x2f\xfd", 4 },
	};

	for (size_t i = 0; i < KS_ARRAY_SIZE(magics); i++) {
		const uint8_t *start = ks_image_range(packed, 0, magics[i].len);

		if (start && !memcmp(start, magics[i].magic, magics[i].len))
			return magics[i].compression;
	}
	return KS_COMPRESSION_NONE;
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
	switch (compression) {
	case KS_COMPRESSION_GZIP:
		return gunzip(packed, max, out);
	case KS_COMPRESSION_XZ:
		return unxz(packed, max, out);
	case KS_COMPRESSION_ZSTD:
		return unzstd(packed, max, out);
	default:
		return -EINVAL;
	}
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
	       "xz,"
#endif
#ifndef KS_HAVE_ZSTD
	       "zstd,"
#endif
	       ;
}
