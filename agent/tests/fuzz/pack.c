// SPDX-License-Identifier: GPL-2.0-or-later
/* Packs seeds, by the libraries that unpack them in the program; see pack.h. */
#include "pack.h"

#include <bzlib.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <lzo/lzo1x.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#define ROOM	16384

static size_t must(bool done, size_t size)
{
	if (!done)
		abort();
	return size;
}

static size_t gzip(uint8_t *out, const uint8_t *data, size_t size)
{
	z_stream z = { .next_in = (Bytef *)data, .avail_in = size, .next_out = out,
		       .avail_out = ROOM };
	bool done = deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK &&
		    deflate(&z, Z_FINISH) == Z_STREAM_END;

	deflateEnd(&z);
	return must(done, z.total_out);
}

static size_t xz(uint8_t *out, const uint8_t *data, size_t size)
{
	size_t used = 0;
	bool done = lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, data, size, out, &used,
					    ROOM) == LZMA_OK;

	return must(done, used);
}

static size_t lzma(uint8_t *out, const uint8_t *data, size_t size)
{
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_options_lzma options;
	bool done = !lzma_lzma_preset(&options, 1) && lzma_alone_encoder(&s, &options) == LZMA_OK;

	s.next_in = data;
	s.avail_in = size;
	s.next_out = out;
	s.avail_out = ROOM;
	done = done && lzma_code(&s, LZMA_FINISH) == LZMA_STREAM_END;
	lzma_end(&s);
	return must(done, s.total_out);
}

static size_t bzip2(uint8_t *out, const uint8_t *data, size_t size)
{
	unsigned int used = ROOM;
	bool done = BZ2_bzBuffToBuffCompress((char *)out, &used, (char *)data, size, 1, 0, 0) ==
		    BZ_OK;

	return must(done, used);
}

static void big(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = value >> (24 - 8 * i);
}

/* One block, between lzop's header and its end. */
static size_t lzo(uint8_t *out, const uint8_t *data, size_t size)
{
	static const uint8_t header[] =
		"\x89LZO\0\r\n\x1a\n\x10\x30\x20\xa0\x09\x40\x01\x05\0\0\0\0"
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
	size_t start = sizeof(header) - 1;
	uint8_t *work = malloc(LZO1X_1_MEM_COMPRESS);
	lzo_uint used = 0;
	bool done = work && lzo_init() == LZO_E_OK &&
		    lzo1x_1_compress(data, size, out + start + 8, &used, work) == LZO_E_OK;

	free(work);
	memcpy(out, header, start);
	big(out + start, size);
	big(out + start + 4, used);
	big(out + start + 8 + used, 0);
	return must(done, start + 8 + used + 4);
}

static size_t lz4(uint8_t *out, const uint8_t *data, size_t size)
{
	int used = LZ4_compress_default((const char *)data, (char *)out + 8, size, ROOM - 8);

	memcpy(out, "\x02\x21\x4c\x18", 4);
	for (int i = 0; i < 4; i++)
		out[4 + i] = used >> (8 * i);
	return must(used > 0, 8 + used);
}

void fuzz_pack(struct fuzz_bytes *out, enum fuzz_packing how, const uint8_t *data, size_t size)
{
	uint8_t *packed = calloc(1, ROOM);
	size_t used = 0;

	switch (how) {
	case FUZZ_GZIP:
		used = gzip(packed, data, size);
		break;
	case FUZZ_XZ:
		used = xz(packed, data, size);
		break;
	case FUZZ_LZMA:
		used = lzma(packed, data, size);
		break;
	case FUZZ_BZIP2:
		used = bzip2(packed, data, size);
		break;
	case FUZZ_LZO:
		used = lzo(packed, data, size);
		break;
	case FUZZ_LZ4:
		used = lz4(packed, data, size);
		break;
	case FUZZ_LZ4_FRAME:
		used = LZ4F_compressFrame(packed, ROOM, data, size, NULL);
		used = must(!LZ4F_isError(used), used);
		break;
	default:
		used = ZSTD_compress(packed, ROOM, data, size, 3);
		used = must(!ZSTD_isError(used), used);
	}
	fuzz_add(out, packed, used);
	free(packed);
}
