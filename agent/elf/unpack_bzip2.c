// SPDX-License-Identifier: GPL-2.0-or-later
/* bzip2, by libbz2, loaded when it is needed. */
#include "elf/unpackers.h"

#ifdef KS_HAVE_BZIP2
#include <bzlib.h>
#include <errno.h>

#include "lib/library.h"

#define FUNCTIONS(X)	X(BZ2_bzDecompressInit) X(BZ2_bzDecompress) X(BZ2_bzDecompressEnd)
KS_LIBRARY(bzip2, FUNCTIONS)

static int error_of(int status)
{
	switch (status) {
	case BZ_OK:
	case BZ_STREAM_END:
		return 0;
	case BZ_MEM_ERROR:
		return -ENOMEM;
	default:
		return -EBADMSG;
	}
}

/* One stream, as bzlib ends with each. */
static int decode(const union bzip2 *lib, bz_stream *s, size_t max, struct ks_buffer *out)
{
	int status = BZ_OK, ret = 0;

	while (!ret && status != BZ_STREAM_END) {
		const char *in = s->next_in;
		size_t before;

		ret = ks_buffer_reserve(out, KS_UNPACK_STEP, max);
		if (ret)
			break;
		before = s->avail_out = out->room - out->size;
		s->next_out = (char *)out->data + out->size;
		status = lib->BZ2_bzDecompress(s);
		out->size += before - s->avail_out;
		ret = error_of(status);
		/* It does not say so when there is nothing left to read. */
		if (!ret && status == BZ_OK && s->next_in == in && s->avail_out == before)
			ret = -EBADMSG;
	}
	return ret;
}

int ks_unpack_bzip2(struct ks_image *packed, bool whole, size_t max, struct ks_buffer *out)
{
	union bzip2 lib;
	int ret;

	(void)whole;
	/* Debian has given it a minor number of its own. */
	if (!load_bzip2(&lib, "libbz2.so.1.0") && !load_bzip2(&lib, "libbz2.so.1"))
		return -EOPNOTSUPP;
	do {
		bz_stream s = { .next_in = (char *)packed->data, .avail_in = packed->size };

		if (lib.BZ2_bzDecompressInit(&s, 0, 0) != BZ_OK)
			return -ENOMEM;
		ret = decode(&lib, &s, max, out);
		*packed = (struct ks_image){ (const uint8_t *)s.next_in, s.avail_in };
		lib.BZ2_bzDecompressEnd(&s);
	} while (!ret && packed->size >= 3 && !memcmp(packed->data, "BZh", 3));
	return ret;
}
#endif
