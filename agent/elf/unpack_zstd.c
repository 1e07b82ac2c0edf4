// SPDX-License-Identifier: GPL-2.0-or-later
/* zstd, by libzstd, loaded when it is needed. */
#include "elf/unpackers.h"

#ifdef KS_HAVE_ZSTD
#include <errno.h>
#include <zstd.h>

#include "lib/library.h"

#define FUNCTIONS(X)								\
	X(ZSTD_createDStream) X(ZSTD_freeDStream) X(ZSTD_decompressStream) X(ZSTD_isError)
KS_LIBRARY(zstd, FUNCTIONS)

static bool is_frame(const struct ks_image *packed)
{
	return packed->size >= 4 && !memcmp(packed->data, "\x28\xb5\x2f\xfd", 4);
}

static bool is_done(const ZSTD_inBuffer *in, size_t status, bool whole)
{
	const struct ks_image rest = { (const uint8_t *)in->src + in->pos, in->size - in->pos };

	return !status && (!rest.size || (!whole && !is_frame(&rest)));
}

static int decode(const union zstd *lib, ZSTD_DStream *stream, ZSTD_inBuffer *in, bool whole,
		  size_t max, struct ks_buffer *out)
{
	size_t status = 1;

	while (!is_done(in, status, whole)) {
		size_t consumed = in->pos;
		ZSTD_outBuffer o;
		int ret = ks_buffer_reserve(out, KS_UNPACK_STEP, max);

		if (ret)
			return ret;
		o = (ZSTD_outBuffer){ .dst = out->data + out->size,
				      .size = out->room - out->size };
		status = lib->ZSTD_decompressStream(stream, &o, in);
		out->size += o.pos;
		if (lib->ZSTD_isError(status) || (!o.pos && in->pos == consumed))
			return -EBADMSG;
	}
	return 0;
}

int ks_unpack_zstd(struct ks_image *packed, bool whole, size_t max, struct ks_buffer *out)
{
	ZSTD_inBuffer in = { .src = packed->data, .size = packed->size };
	ZSTD_DStream *stream;
	union zstd lib;
	int ret;

	if (!load_zstd(&lib, "libzstd.so.1"))
		return -EOPNOTSUPP;
	stream = lib.ZSTD_createDStream();
	if (!stream)
		return -ENOMEM;
	ret = decode(&lib, stream, &in, whole, max, out);
	*packed = (struct ks_image){ packed->data + in.pos, packed->size - in.pos };
	lib.ZSTD_freeDStream(stream);
	return ret;
}
#endif
