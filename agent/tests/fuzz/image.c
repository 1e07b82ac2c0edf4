// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kernel in its wrapping: what says where the payload is, and how it is packed.
 * Checksums of wrappings are taken as right: a fuzzer does not guess them.
 */
#include <stdlib.h>

#include "elf/uboot.h"
#include "kernel.h"
#include "kernel_file.h"
#include "packing.h"

bool __wrap_ks_uboot_crc_differs(const uint8_t *data, size_t size, uint32_t crc);

bool __wrap_ks_uboot_crc_differs(const uint8_t *data, size_t size, uint32_t crc)
{
	(void)data, (void)size, (void)crc;
	return false;
}

/* A packed kernel; all but gzip are followed by the unpacked size. */
static struct fuzz_bytes payload_of(enum ks_compression how)
{
	struct fuzz_bytes plain = { 0 }, out = { 0 };
	struct ks_buffer packed;

	fuzz_vmlinux(&plain, true, false);
	packed = packing_pack(how, plain.data, plain.size);
	fuzz_add(&out, packed.data, packed.size);
	free(packed.data);
	if (how != KS_COMPRESSION_GZIP)
		fuzz_add_number(&out, plain.size, 4);
	return out;
}

static void add_big(struct fuzz_bytes *out, uint32_t value)
{
	fuzz_add_number(out, __builtin_bswap32(value), 4);
}

static void seed_bzimage(enum ks_compression how)
{
	struct fuzz_bytes payload = payload_of(how), bytes = { 0 };

	fuzz_add(&bytes, NULL, 0x400);
	bytes.data[0x1f1] = 1;
	memcpy(bytes.data + 0x1fe, "\x55\xaa", 2);
	memcpy(bytes.data + 0x202, "HdrS\x0f\x02", 6);
	bytes.data[0x24c] = payload.size;
	bytes.data[0x24d] = payload.size >> 8;
	fuzz_add(&bytes, payload.data, payload.size);
	fuzz_seed(bytes.data, bytes.size);
}

static void seed_zboot(void)
{
	struct fuzz_bytes payload = payload_of(KS_COMPRESSION_ZSTD), bytes = { 0 };

	fuzz_add(&bytes, "MZ\0\0zimg", 8);
	fuzz_add_number(&bytes, 64, 4);
	fuzz_add_number(&bytes, payload.size, 4);
	fuzz_add(&bytes, NULL, 8);
	fuzz_add(&bytes, "zstd", 4);
	fuzz_add(&bytes, NULL, 0x3c - bytes.size);
	fuzz_add_number(&bytes, 0, 4);
	fuzz_add(&bytes, payload.data, payload.size);
	fuzz_seed(bytes.data, bytes.size);
}

/* A unified kernel image: PE with a section .linux. */
static void seed_uki(void)
{
	struct fuzz_bytes payload = payload_of(KS_COMPRESSION_GZIP), bytes = { 0 };

	fuzz_add(&bytes, "MZ", 2);
	fuzz_add(&bytes, NULL, 0x3c - bytes.size);
	fuzz_add_number(&bytes, 0x40, 4);
	fuzz_add(&bytes, "PE\0\0\x64\xaa\1\0", 8);
	fuzz_add(&bytes, NULL, 16);
	fuzz_add(&bytes, ".linux\0\0", 8);
	fuzz_add_number(&bytes, payload.size, 4);
	fuzz_add_number(&bytes, 0, 4);
	fuzz_add_number(&bytes, payload.size, 4);
	fuzz_add_number(&bytes, bytes.size + 20, 4);
	fuzz_add(&bytes, NULL, 16);
	fuzz_add(&bytes, payload.data, payload.size);
	fuzz_seed(bytes.data, bytes.size);
}

static void seed_uimage(unsigned int type)
{
	struct fuzz_bytes payload = payload_of(KS_COMPRESSION_LZMA), bytes = { 0 };
	size_t extra = type == 4 ? 8 : 0;

	add_big(&bytes, 0x27051956);
	fuzz_add(&bytes, NULL, 8);
	add_big(&bytes, payload.size + extra);
	add_big(&bytes, 0x80000000);
	add_big(&bytes, 0x80000400);
	fuzz_add(&bytes, NULL, 4);
	fuzz_add_number(&bytes, 5, 1);
	fuzz_add_number(&bytes, 5, 1);
	fuzz_add_number(&bytes, type, 1);
	fuzz_add_number(&bytes, 3, 1);
	fuzz_add(&bytes, NULL, 32);
	if (extra) {
		add_big(&bytes, payload.size);
		add_big(&bytes, 0);
	}
	fuzz_add(&bytes, payload.data, payload.size);
	fuzz_seed(bytes.data, bytes.size);
}

static void seed_android(unsigned int version)
{
	struct fuzz_bytes payload = payload_of(KS_COMPRESSION_LZ4_LEGACY), bytes = { 0 };

	fuzz_add(&bytes, "ANDROID!", 8);
	fuzz_add_number(&bytes, payload.size, 4);
	fuzz_add_number(&bytes, 0x8000, 4);
	fuzz_add(&bytes, NULL, 36 - bytes.size);
	fuzz_add_number(&bytes, 2048, 4);
	fuzz_add_number(&bytes, version, 4);
	fuzz_add(&bytes, NULL, (version < 3 ? 2048 : 4096) - bytes.size);
	fuzz_add(&bytes, payload.data, payload.size);
	fuzz_seed(bytes.data, bytes.size);
}

/* A zImage of ARM and an image of s390, whose payload must be looked for. */
static void seed_searched(bool s390)
{
	struct fuzz_bytes payload = payload_of(s390 ? KS_COMPRESSION_BZIP2 : KS_COMPRESSION_LZO);
	struct fuzz_bytes bytes = { 0 };
	static const char commands[] =
		"\x02\0\0\x18\x60\0\0\x50\x02\0\0\x68\x60\0\0\x50";

	fuzz_add(&bytes, NULL, 256);
	if (s390) {
		memcpy(bytes.data + 8, commands, 16);
	} else {
		memcpy(bytes.data + 0x24, "\x18\x28\x6f\x01", 4);
		bytes.data[0x2c] = 256 + payload.size;
		bytes.data[0x2d] = (256 + payload.size) >> 8;
	}
	fuzz_add(&bytes, payload.data, payload.size);
	fuzz_seed(bytes.data, bytes.size);
}

/* Names of the properties, and where they are in the table of strings. */
static const char fit_strings[] = "type\0data\0arch\0load\0default\0kernel\0algo\0value";
enum { TYPE = 0, DATA = 5, ARCH = 10, LOAD = 15, DEFAULT = 20, KERNEL = 28, ALGO = 35,
       VALUE = 40 };

static void fit_node(struct fuzz_bytes *b, const char *name)
{
	add_big(b, 1);
	fuzz_add(b, name, strlen(name) + 1);
	fuzz_add(b, NULL, -b->size % 4);
}

static void fit_property(struct fuzz_bytes *b, uint32_t name, const void *data, size_t size)
{
	add_big(b, 3);
	add_big(b, size);
	add_big(b, name);
	fuzz_add(b, data, size);
	fuzz_add(b, NULL, -b->size % 4);
}

static void fit_end(struct fuzz_bytes *b)
{
	add_big(b, 2);
}

static void add_fit_tree(struct fuzz_bytes *b)
{
	struct fuzz_bytes payload = payload_of(KS_COMPRESSION_LZ4_FRAME);

	fit_node(b, "");
	fit_node(b, "images");
	fit_node(b, "kernel@1");
	fit_property(b, TYPE, "kernel", 7);
	fit_property(b, ARCH, "arm64", 6);
	fit_property(b, LOAD, "\0\x08\0\0", 4);
	fit_property(b, DATA, payload.data, payload.size);
	fit_node(b, "hash@1");
	fit_property(b, ALGO, "crc32", 6);
	fit_property(b, VALUE, "\0\0\0\0", 4);
	fit_end(b);
	fit_end(b);
	fit_end(b);
	fit_node(b, "configurations");
	fit_property(b, DEFAULT, "conf@1", 7);
	fit_node(b, "conf@1");
	fit_property(b, KERNEL, "kernel@1", 9);
	fit_end(b);
	fit_end(b);
	fit_end(b);
	add_big(b, 9);
}

static void seed_fit(void)
{
	struct fuzz_bytes tree = { 0 }, bytes = { 0 };

	add_fit_tree(&tree);
	add_big(&bytes, 0xd00dfeed);
	add_big(&bytes, 40 + tree.size + sizeof(fit_strings));
	add_big(&bytes, 40);
	add_big(&bytes, 40 + tree.size);
	add_big(&bytes, 40);
	add_big(&bytes, 17);
	add_big(&bytes, 16);
	add_big(&bytes, 0);
	add_big(&bytes, sizeof(fit_strings));
	add_big(&bytes, tree.size);
	fuzz_add(&bytes, tree.data, tree.size);
	fuzz_add(&bytes, fit_strings, sizeof(fit_strings));
	fuzz_seed(bytes.data, bytes.size);
}

static void seeds(void)
{
	for (int how = KS_COMPRESSION_GZIP; how < KS_COMPRESSION_MAX; how++)
		seed_bzimage(how);
	seed_zboot();
	seed_uki();
	seed_uimage(2);
	seed_uimage(4);
	seed_android(0);
	seed_android(4);
	seed_searched(false);
	seed_searched(true);
	seed_fit();
}

static int run(const struct ks_image *input)
{
	return fuzz_kernel_file(input, &ks_provider_image);
}

const struct fuzz_target fuzz_target_image = {
	.name = "image",
	.max_size = 8192,
	.damaged = 600,
	.run = run,
	.seeds = seeds,
};
