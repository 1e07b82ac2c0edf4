// SPDX-License-Identifier: GPL-2.0-or-later
/* gzip, by zlib. */
#include "elf/unpackers.h"

#ifdef KS_HAVE_ZLIB
#include <errno.h>
#include <zlib.h>

static int inflate_all(z_stream *z, size_t max, struct ks_buffer *out)
{
	for (;;) {
		size_t before;
		int status, ret = ks_buffer_reserve(out, KS_UNPACK_STEP, max);

		if (ret)
			return ret;
		before = z->avail_out = out->room - out->size;
		z->next_out = out->data + out->size;
		status = inflate(z, Z_NO_FLUSH);
		out->size += before - z->avail_out;
		if (status == Z_STREAM_END) {
			/* One member after the other, as gzip does. */
			if (z->avail_in < 2 || z->next_in[0] != 0x1f || z->next_in[1] != 0x8b)
				return 0;
			inflateReset(z);
		} else if (status != Z_OK) {
			return -EBADMSG;
		}
	}
}

int ks_unpack_gzip(struct ks_image *packed, bool whole, size_t max, struct ks_buffer *out)
{
	z_stream z = { .next_in = (Bytef *)packed->data, .avail_in = packed->size };
	int ret;

	(void)whole;
	/* windowBits 31 is gzip only. */
	if (inflateInit2(&z, 31) != Z_OK)
		return -ENOMEM;
	ret = inflate_all(&z, max, out);
	*packed = (struct ks_image){ z.next_in, z.avail_in };
	inflateEnd(&z);
	return ret;
}
#endif
