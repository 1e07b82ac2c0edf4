// SPDX-License-Identifier: GPL-2.0-or-later
/* xz, and the older format of lzma alone, by liblzma, loaded when it is needed. */
#include "elf/unpackers.h"

#ifdef KS_HAVE_LZMA
#include <errno.h>
#include <lzma.h>

#include "lib/library.h"

/* Of the decoder, bytes: kernels since 6.12 have a dictionary of 128 MiB. */
#define MEMORY_MAX	(160ULL << 20)

#define FUNCTIONS(X)	X(lzma_stream_decoder) X(lzma_alone_decoder) X(lzma_code) X(lzma_end)
KS_LIBRARY(lzma, FUNCTIONS)

#define LIBRARY		"liblzma.so.5"

static int error_of(lzma_ret status)
{
	switch (status) {
	case LZMA_OK:
	case LZMA_STREAM_END:
		return 0;
	case LZMA_MEM_ERROR:
		return -ENOMEM;
	case LZMA_MEMLIMIT_ERROR:
		return -EFBIG;
	case LZMA_OPTIONS_ERROR:
		/* A filter that is newer than the library. */
		return -EOPNOTSUPP;
	default:
		return -EBADMSG;
	}
}

static int decode(const union lzma *lib, lzma_stream *s, struct ks_image *packed, size_t max,
		  struct ks_buffer *out)
{
	lzma_ret status = LZMA_OK;
	int ret = 0;

	s->next_in = packed->data;
	s->avail_in = packed->size;
	while (!ret && status != LZMA_STREAM_END) {
		size_t before;

		ret = ks_buffer_reserve(out, KS_UNPACK_STEP, max);
		if (ret)
			break;
		before = s->avail_out = out->room - out->size;
		s->next_out = out->data + out->size;
		status = lib->lzma_code(s, LZMA_FINISH);
		out->size += before - s->avail_out;
		ret = error_of(status);
	}
	*packed = (struct ks_image){ s->next_in, s->avail_in };
	lib->lzma_end(s);
	return ret;
}

int ks_unpack_xz(struct ks_image *packed, bool whole, size_t max, struct ks_buffer *out)
{
	lzma_stream s = LZMA_STREAM_INIT;
	union lzma lib;

	if (!load_lzma(&lib, LIBRARY))
		return -EOPNOTSUPP;
	/* Concatenated streams leave no room for anything else behind them. */
	if (lib.lzma_stream_decoder(&s, MEMORY_MAX, whole ? LZMA_CONCATENATED : 0) != LZMA_OK)
		return -ENOMEM;
	return decode(&lib, &s, packed, max, out);
}

int ks_unpack_lzma(struct ks_image *packed, bool whole, size_t max, struct ks_buffer *out)
{
	lzma_stream s = LZMA_STREAM_INIT;
	union lzma lib;

	(void)whole;
	if (!load_lzma(&lib, LIBRARY))
		return -EOPNOTSUPP;
	if (lib.lzma_alone_decoder(&s, MEMORY_MAX) != LZMA_OK)
		return -ENOMEM;
	return decode(&lib, &s, packed, max, out);
}
#endif
