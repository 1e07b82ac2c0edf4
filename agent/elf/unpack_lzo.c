// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lzop's file format, as lib/decompress_unlzo.c of the kernel reads it, around
 * blocks that liblzo2 unpacks, loaded when it is needed.
 */
#include "elf/unpackers.h"

#ifdef KS_HAVE_LZO
#include <errno.h>
#include <lzo/lzo1x.h>

#include "lib/library.h"

/* What lzo_init() is in the library. */
#define FUNCTIONS(X)								\
	X(__lzo_init_v2) X(lzo1x_decompress_safe) X(lzo_adler32) X(lzo_crc32)
KS_LIBRARY(lzo, FUNCTIONS)

#define MAGIC_SIZE		9
#define VERSION_OF_LEVEL	0x0940	/* from here on the header has more */

#define BLOCK_MAX		(64 << 20)	/* of lzop; kernels have 256 KiB */

#define ADLER32_UNPACKED	0x0001
#define ADLER32_PACKED		0x0002
#define EXTRA_FIELD		0x0040
#define CRC32_UNPACKED		0x0100
#define CRC32_PACKED		0x0200
#define MULTIPART		0x0400
#define FILTER			0x0800

static const struct ks_layout big = { .big = true };

static bool skip(struct ks_image *packed, size_t bytes)
{
	if (bytes > packed->size)
		return false;
	packed->data += bytes;
	packed->size -= bytes;
	return true;
}

static bool take(struct ks_image *packed, unsigned int bytes, uint32_t *value)
{
	if (bytes > packed->size)
		return false;
	*value = ks_get(&big, packed->data, bytes);
	return skip(packed, bytes);
}

/* lzo_init() of lzoconf.h, which is a macro. */
static int init(const union lzo *lib)
{
	return lib->__lzo_init_v2(LZO_VERSION, sizeof(short), sizeof(int), sizeof(long),
				  sizeof(lzo_uint32_t), sizeof(lzo_uint), lzo_sizeof_dict_t,
				  sizeof(char *), sizeof(lzo_voidp), sizeof(lzo_callback_t));
}

static int read_header(struct ks_image *packed, uint32_t *flags)
{
	uint32_t version, name;
	bool has_level;

	/* Of the library, and what is needed; the method: all are of one family. */
	if (!skip(packed, MAGIC_SIZE) || !take(packed, 2, &version) || !skip(packed, 5))
		return -EBADMSG;
	has_level = version >= VERSION_OF_LEVEL;
	if ((has_level && !skip(packed, 1)) || !take(packed, 4, flags))
		return -EBADMSG;
	if (*flags & (FILTER | MULTIPART | EXTRA_FIELD))
		return -EOPNOTSUPP;
	/* Mode and time of the file, its name, a sum of the header. */
	if (!skip(packed, has_level ? 12 : 8) || !take(packed, 1, &name) || !skip(packed, name) ||
	    !skip(packed, 4))
		return -EBADMSG;
	return 0;
}

struct block {
	uint32_t size, packed_size, adler32, crc32;
};

static bool read_block_header(struct ks_image *packed, uint32_t flags, struct block *block)
{
	bool stored;

	if (!take(packed, 4, &block->packed_size) || block->size > BLOCK_MAX)
		return false;
	stored = block->packed_size >= block->size;
	return block->packed_size <= block->size &&
	       (!(flags & ADLER32_UNPACKED) || take(packed, 4, &block->adler32)) &&
	       (!(flags & CRC32_UNPACKED) || take(packed, 4, &block->crc32)) &&
	       (stored || !(flags & ADLER32_PACKED) || skip(packed, 4)) &&
	       (stored || !(flags & CRC32_PACKED) || skip(packed, 4)) &&
	       block->packed_size <= packed->size;
}

static int unpack_block(const union lzo *lib, struct ks_image *packed, uint32_t flags,
			const struct block *block, size_t max, struct ks_buffer *out)
{
	lzo_uint size = block->size;
	uint8_t *to;
	int ret = ks_buffer_reserve(out, size, max);

	if (ret)
		return ret;
	to = out->data + out->size;
	if (block->packed_size == block->size)
		memcpy(to, packed->data, size);
	else if (lib->lzo1x_decompress_safe(packed->data, block->packed_size, to, &size, NULL) !=
			 LZO_E_OK || size != block->size)
		return -EBADMSG;
	if ((flags & ADLER32_UNPACKED && lib->lzo_adler32(1, to, size) != block->adler32) ||
	    (flags & CRC32_UNPACKED && lib->lzo_crc32(0, to, size) != block->crc32))
		return -EBADMSG;
	skip(packed, block->packed_size);
	out->size += size;
	return 0;
}

int ks_unpack_lzo(struct ks_image *packed, bool whole, size_t max, struct ks_buffer *out)
{
	uint32_t flags;
	union lzo lib;
	int ret;

	(void)whole;
	if (!load_lzo(&lib, "liblzo2.so.2") || init(&lib) != LZO_E_OK)
		return -EOPNOTSUPP;
	ret = read_header(packed, &flags);
	while (!ret) {
		struct block block = { 0 };

		if (!take(packed, 4, &block.size))
			return -EBADMSG;
		if (!block.size)
			return 0;
		if (!read_block_header(packed, flags, &block))
			return -EBADMSG;
		ret = unpack_block(&lib, packed, flags, &block, max, out);
	}
	return ret;
}
#endif
