// SPDX-License-Identifier: GPL-2.0-or-later
/* gzip, by zlib, loaded when it is needed. */
#include "elf/unpackers.h"

#ifdef KS_HAVE_ZLIB
#include <errno.h>
#include <zlib.h>

#include "lib/library.h"

#define FUNCTIONS(X)	X(inflateInit2_) X(inflate) X(inflateReset) X(inflateEnd)
KS_LIBRARY(zlib, FUNCTIONS)

static int inflate_all(const union zlib *lib, z_stream *z, size_t max, struct ks_buffer *out)
{
	for (;;) {
		size_t before;
		int status, ret = ks_buffer_reserve(out, KS_UNPACK_STEP, max);

		if (ret)
			return ret;
		before = z->avail_out = out->room - out->size;
		z->next_out = out->data + out->size;
		status = lib->inflate(z, Z_NO_FLUSH);
		out->size += before - z->avail_out;
		if (status == Z_STREAM_END) {
			/* One member after the other, as gzip does. */
			if (z->avail_in < 2 || z->next_in[0] != 0x1f || z->next_in[1] != 0x8b)
				return 0;
			lib->inflateReset(z);
		} else if (status != Z_OK) {
			return -EBADMSG;
		}
	}
}

int ks_unpack_gzip(struct ks_image *packed, bool whole, size_t max, struct ks_buffer *out)
{
	z_stream z = { .next_in = (Bytef *)packed->data, .avail_in = packed->size };
	union zlib lib;
	int ret;

	(void)whole;
	if (!load_zlib(&lib, "libz.so.1"))
		return -EOPNOTSUPP;
	/* windowBits 31 is gzip only; inflateInit2() is a macro around this. */
	if (lib.inflateInit2_(&z, 31, ZLIB_VERSION, sizeof(z)) != Z_OK)
		return -ENOMEM;
	ret = inflate_all(&lib, &z, max, out);
	*packed = (struct ks_image){ z.next_in, z.avail_in };
	lib.inflateEnd(&z);
	return ret;
}
#endif
