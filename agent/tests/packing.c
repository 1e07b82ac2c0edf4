// SPDX-License-Identifier: GPL-2.0-or-later
/* Packs bytes with the libraries that the program unpacks them with. */
#include "packing.h"

#include <bzlib.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <lzo/lzo1x.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#define LZ4_BLOCK	(8 << 20)
#define LZO_BLOCK	(256 << 10)

/** packing_add - append, with room to spare */
void packing_add(struct ks_buffer *buffer, const void *data, size_t size)
{
	if (buffer->room - buffer->size < size) {
		buffer->room = (buffer->size + size) * 2;
		buffer->data = realloc(buffer->data, buffer->room);
	}
	memcpy(buffer->data + buffer->size, data, size);
	buffer->size += size;
}

/** packing_pad - append zeroes up to a size */
void packing_pad(struct ks_buffer *buffer, size_t size)
{
	static const uint8_t zeroes[4096];

	while (buffer->size < size) {
		size_t left = size - buffer->size;

		packing_add(buffer, zeroes, left < sizeof(zeroes) ? left : sizeof(zeroes));
	}
}

static void add_number(struct ks_buffer *b, uint32_t value, unsigned int bytes, bool big)
{
	for (unsigned int i = 0; i < bytes; i++)
		packing_add(b, &(uint8_t){ value >> 8 * (big ? bytes - 1 - i : i) }, 1);
}

static void gzip(struct ks_buffer *b, const uint8_t *plain, size_t size)
{
	z_stream z = { .next_in = (Bytef *)plain, .avail_in = size };

	deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
	z.next_out = b->data;
	z.avail_out = b->room;
	deflate(&z, Z_FINISH);
	b->size = b->room - z.avail_out;
	deflateEnd(&z);
}

static void lzma(struct ks_buffer *b, const uint8_t *plain, size_t size)
{
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_options_lzma options;

	lzma_lzma_preset(&options, 1);
	if (lzma_alone_encoder(&s, &options) != LZMA_OK)
		abort();
	s.next_in = plain;
	s.avail_in = size;
	s.next_out = b->data;
	s.avail_out = b->room;
	if (lzma_code(&s, LZMA_FINISH) != LZMA_STREAM_END)
		abort();
	b->size = b->room - s.avail_out;
	lzma_end(&s);
}

static void bzip2(struct ks_buffer *b, const uint8_t *plain, size_t size)
{
	unsigned int room = b->room;

	if (BZ2_bzBuffToBuffCompress((char *)b->data, &room, (char *)plain, size, 9, 0, 0) != BZ_OK)
		abort();
	b->size = room;
}

/* As "lz4 -l": a magic, and blocks behind their sizes. */
static void lz4_legacy(struct ks_buffer *b, const uint8_t *plain, size_t size)
{
	char *block = malloc(LZ4_COMPRESSBOUND(LZ4_BLOCK));

	packing_add(b, "\x02\x21\x4c\x18", 4);
	for (size_t at = 0; at < size; at += LZ4_BLOCK) {
		int n = LZ4_compress_default((const char *)plain + at, block,
					     size - at < LZ4_BLOCK ? size - at : LZ4_BLOCK,
					     LZ4_COMPRESSBOUND(LZ4_BLOCK));

		add_number(b, n, 4, false);
		packing_add(b, block, n);
	}
	free(block);
}

/* As lzop: version 1.04, level 1, with a sum of the unpacked. */
static void lzo(struct ks_buffer *b, const uint8_t *plain, size_t size)
{
	uint8_t *block = malloc(LZO_BLOCK * 2), *work = malloc(LZO1X_1_MEM_COMPRESS);

	packing_add(b, "\x89LZO\0\r\n\x1a\n\x10\x40\x20\xa0\x09\x40\x01\x01", 17);
	add_number(b, 1, 4, true);
	/* Mode, time, no name, a sum that nobody looks at. */
	packing_pad(b, b->size + 12 + 1 + 4);
	for (size_t at = 0; at < size; at += LZO_BLOCK) {
		size_t n = size - at < LZO_BLOCK ? size - at : LZO_BLOCK;
		lzo_uint packed = 0;

		lzo1x_1_compress(plain + at, n, block, &packed, work);
		add_number(b, n, 4, true);
		add_number(b, packed < n ? packed : n, 4, true);
		add_number(b, lzo_adler32(1, plain + at, n), 4, true);
		packing_add(b, packed < n ? block : plain + at, packed < n ? packed : n);
	}
	add_number(b, 0, 4, true);
	free(block);
	free(work);
}

/** packing_pack - pack bytes; the caller frees what .data points to */
struct ks_buffer packing_pack(enum ks_compression how, const void *plain, size_t size)
{
	struct ks_buffer b = { .room = size + size / 50 + 4096 };

	b.data = malloc(b.room);
	switch (how) {
	case KS_COMPRESSION_GZIP:
		gzip(&b, plain, size);
		break;
	case KS_COMPRESSION_XZ:
		lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, plain, size, b.data, &b.size,
					b.room);
		break;
	case KS_COMPRESSION_ZSTD:
		b.size = ZSTD_compress(b.data, b.room, plain, size, 3);
		break;
	case KS_COMPRESSION_LZMA:
		lzma(&b, plain, size);
		break;
	case KS_COMPRESSION_BZIP2:
		bzip2(&b, plain, size);
		break;
	case KS_COMPRESSION_LZO:
		lzo(&b, plain, size);
		break;
	case KS_COMPRESSION_LZ4_LEGACY:
		lz4_legacy(&b, plain, size);
		break;
	case KS_COMPRESSION_LZ4_FRAME:
		b.size = LZ4F_compressFrame(b.data, b.room, plain, size, NULL);
		break;
	default:
		packing_add(&b, plain, size);
	}
	return b;
}
