// SPDX-License-Identifier: GPL-2.0-or-later
/* Wraps a kernel, or what stands for one, as boot loaders want it. */
#include "wrapping_maker.h"

#include <elf.h>
#include <stdlib.h>
#include <zlib.h>

static void put(struct ks_buffer *b, size_t at, uint64_t value, unsigned int bytes, bool big)
{
	packing_pad(b, at + bytes);
	for (unsigned int i = 0; i < bytes; i++)
		b->data[at + i] = value >> 8 * (big ? bytes - 1 - i : i);
}

static void put_text(struct ks_buffer *b, size_t at, const void *text, size_t len)
{
	packing_pad(b, at + len);
	memcpy(b->data + at, text, len);
}

static void add_code(struct ks_buffer *b, size_t size)
{
	uint32_t state = size + 1;

	while (size--) {
		state = state * 1664525 + 1013904223;
		packing_add(b, &(uint8_t){ state >> 26 }, 1);
	}
}

static void add_elf(struct ks_buffer *b, bool is64, bool big, unsigned int machine)
{
	const uint8_t ident[] = { 0x7f, 'E', 'L', 'F', is64 ? ELFCLASS64 : ELFCLASS32,
				  big ? ELFDATA2MSB : ELFDATA2LSB, EV_CURRENT };

	put_text(b, 0, ident, sizeof(ident));
	put(b, 16, ET_EXEC, 2, big);
	put(b, 18, machine, 2, big);
	packing_pad(b, 64);
}

/* One segment, which is the whole file. */
static void add_segment(struct ks_buffer *b, bool is64, bool big)
{
	unsigned int word = is64 ? 8 : 4, half = is64 ? 0x36 : 0x2a;

	put(b, is64 ? 0x20 : 0x1c, 64, word, big);
	put(b, half, is64 ? 56 : 32, 2, big);
	put(b, half + 2, 1, 2, big);
	put(b, 64, PT_LOAD, 4, big);
	put(b, is64 ? 64 + 32 : 64 + 16, b->size, word, big);
}

/* A header if it has one, code, and in the middle of it the banner. */
struct ks_buffer make_kernel(enum kernel_kind kind, size_t size)
{
	static const char banner[] = "Linux version " KERNEL_RELEASE " (x@y) (gcc) #1 SMP\n";
	struct ks_buffer b = { 0 };

	packing_pad(&b, 16);
	if (kind == KERNEL_ELF || kind == KERNEL_ELF_BIG)
		add_elf(&b, kind == KERNEL_ELF, kind == KERNEL_ELF_BIG,
			kind == KERNEL_ELF ? EM_X86_64 : EM_PPC);
	packing_pad(&b, 128);
	if (kind == KERNEL_ARM64)
		put_text(&b, 56, "ARM\x64", 4);
	if (kind == KERNEL_RISCV) {
		put(&b, 8, 0x400000, 8, false);
		put_text(&b, 56, "RSC\x05", 4);
	}
	add_code(&b, size / 2);
	packing_add(&b, "Linux version %s\n", 18);
	packing_add(&b, banner, sizeof(banner));
	add_code(&b, size / 2);
	if (kind == KERNEL_ELF || kind == KERNEL_ELF_BIG)
		add_segment(&b, kind == KERNEL_ELF, kind == KERNEL_ELF_BIG);
	return b;
}

/* Of the older protocol with bytes in the code that look packed. */
static struct ks_buffer bzimage(const struct ks_buffer *inner, unsigned int protocol)
{
	struct ks_buffer b = { 0 };

	put(&b, 0x1f1, 3, 1, false);
	put_text(&b, 0x1fe, "\x55\xaa", 2);
	put_text(&b, 0x202, "HdrS", 4);
	put(&b, 0x206, protocol, 2, false);
	packing_pad(&b, 4 * 512);
	add_code(&b, 100);
	packing_add(&b, "\x1f\x8b\x08\0\0\0\0\0\0\xff and\xfd" "7zXZ\0 too", 25);
	if (protocol >= 0x208) {
		put(&b, 0x248, b.size - 4 * 512, 4, false);
		put(&b, 0x24c, inner->size, 4, false);
	}
	packing_add(&b, inner->data, inner->size);
	return b;
}

struct ks_buffer make_bzimage(const struct ks_buffer *inner)
{
	return bzimage(inner, 0x20f);
}

struct ks_buffer make_old_bzimage(const struct ks_buffer *inner)
{
	return bzimage(inner, 0x206);
}

static void add_pe(struct ks_buffer *b, unsigned int machine, unsigned int sections)
{
	put_text(b, 0, "MZ", 2);
	put(b, 0x3c, 0x40, 4, false);
	put_text(b, 0x40, "PE\0\0", 4);
	put(b, 0x44, machine, 2, false);
	put(b, 0x46, sections, 2, false);
	put(b, 0x54, 112, 2, false);
	packing_pad(b, 0x40 + 24 + 112);
}

struct ks_buffer make_zboot(const struct ks_buffer *inner)
{
	struct ks_buffer b = { 0 };

	add_pe(&b, 0xaa64, 0);
	put_text(&b, 4, "zimg", 4);
	packing_pad(&b, 512);
	put(&b, 8, b.size, 4, false);
	put(&b, 12, inner->size, 4, false);
	packing_add(&b, inner->data, inner->size);
	packing_pad(&b, b.size + 100);
	return b;
}

struct ks_buffer make_uki(const struct ks_buffer *inner)
{
	struct ks_buffer b = { 0 };
	size_t section;

	add_pe(&b, 0x8664, 2);
	section = b.size;
	put_text(&b, section, ".osrel\0\0", 8);
	put_text(&b, section + 40, ".linux\0\0", 8);
	put(&b, section + 40 + 8, inner->size, 4, false);
	put(&b, section + 40 + 16, inner->size + 77, 4, false);
	put(&b, section + 40 + 20, 1024, 4, false);
	packing_pad(&b, 1024);
	packing_add(&b, inner->data, inner->size);
	packing_pad(&b, b.size + 77);
	return b;
}

static struct ks_buffer zimage(const struct ks_buffer *inner, bool big)
{
	struct ks_buffer b = { 0 };

	put(&b, 0x24, 0x016f2818, 4, big);
	add_code(&b, 3000);
	packing_add(&b, "\xfd" "7zXZ\0", 7);
	add_code(&b, 300);
	packing_add(&b, inner->data, inner->size);
	put(&b, 0x28, 0x8000, 4, big);
	put(&b, 0x2c, 0x8000 + b.size, 4, big);
	/* A device tree, which nobody asks for. */
	packing_add(&b, "\xd0\x0d\xfe\xed\0\0\0\x08", 8);
	return b;
}

struct ks_buffer make_zimage(const struct ks_buffer *inner)
{
	return zimage(inner, false);
}

struct ks_buffer make_zimage_big(const struct ks_buffer *inner)
{
	return zimage(inner, true);
}

struct ks_buffer make_s390(const struct ks_buffer *inner)
{
	struct ks_buffer b = { 0 };

	put_text(&b, 8, "\x02\0\0\x18\x60\0\0\x50\x02\0\0\x68\x60\0\0\x50", 16);
	add_code(&b, 5000);
	packing_add(&b, "Linux version %s\n", 18);
	packing_add(&b, inner->data, inner->size);
	add_code(&b, 50);
	return b;
}

struct ks_buffer make_mips_vmlinuz(const struct ks_buffer *inner)
{
	struct ks_buffer b = { 0 };

	add_elf(&b, false, true, EM_MIPS);
	add_code(&b, 2000);
	packing_add(&b, inner->data, inner->size);
	add_code(&b, 200);
	return b;
}

/* Code without any header, for something around it. */
struct ks_buffer make_loader(const struct ks_buffer *inner)
{
	struct ks_buffer b = { 0 };

	packing_add(&b, "\x10\0\0\1", 4);
	add_code(&b, 2000);
	packing_add(&b, inner->data, inner->size);
	return b;
}

/* Both sums, after something in it was changed. */
void uimage_sum(struct ks_buffer *b)
{
	put(b, 4, 0, 4, true);
	put(b, 24, crc32(0, b->data + 64, b->size - 64), 4, true);
	put(b, 4, crc32(0, b->data, 64), 4, true);
}

static struct ks_buffer uimage(const struct ks_buffer *inner, bool multi)
{
	struct ks_buffer b = { 0 };

	put(&b, 0, 0x27051956, 4, true);
	put(&b, 16, 0x80060000, 4, true);
	put(&b, 20, 0x80060400, 4, true);
	put_text(&b, 28, "\5\5\2\3MIPS OpenWrt Linux-6.6.6", 28);
	packing_pad(&b, 64);
	if (multi) {
		b.data[30] = 4;
		put(&b, 64, inner->size, 4, true);
		put(&b, 68, 100, 4, true);
		put(&b, 72, 0, 4, true);
	}
	packing_add(&b, inner->data, inner->size);
	if (multi)
		packing_pad(&b, b.size + 104);
	put(&b, 12, b.size - 64, 4, true);
	uimage_sum(&b);
	return b;
}

struct ks_buffer make_uimage(const struct ks_buffer *inner)
{
	return uimage(inner, false);
}

struct ks_buffer make_uimage_multi(const struct ks_buffer *inner)
{
	return uimage(inner, true);
}

/* --- flat image trees */

static const char fit_strings[] =
	"data\0arch\0load\0entry\0algo\0value\0default\0kernel\0type\0data-size\0data-offset";

static size_t name_of(const char *name)
{
	size_t at = 0;

	while (strcmp(fit_strings + at, name))
		at += strlen(fit_strings + at) + 1;
	return at;
}

static void begin(struct ks_buffer *b, const char *name)
{
	put(b, b->size, 1, 4, true);
	packing_add(b, name, strlen(name) + 1);
	packing_pad(b, (b->size + 3) & ~3);
}

static void end(struct ks_buffer *b)
{
	put(b, b->size, 2, 4, true);
}

static void property(struct ks_buffer *b, const char *name, const void *value, size_t size)
{
	put(b, b->size, 3, 4, true);
	put(b, b->size, size, 4, true);
	put(b, b->size, name_of(name), 4, true);
	packing_add(b, value, size);
	packing_pad(b, (b->size + 3) & ~3);
}

static void add_images(struct ks_buffer *b, const struct ks_buffer *inner, bool external)
{
	const uint32_t sum = __builtin_bswap32(crc32(0, inner->data, inner->size));
	const uint32_t size = __builtin_bswap32(inner->size), offset = __builtin_bswap32(8);

	begin(b, "images");
	begin(b, "fdt-1");
	property(b, "type", "flat_dt", 8);
	property(b, "data", "not this", 8);
	end(b);
	begin(b, "kernel@1");
	property(b, "type", "kernel", 7);
	if (external) {
		property(b, "data-size", &size, 4);
		property(b, "data-offset", &offset, 4);
	} else {
		property(b, "data", inner->data, inner->size);
	}
	property(b, "arch", "mips64", 7);
	property(b, "load", "\xff\xff\xff\xff\x80\x10\0\0", 8);
	property(b, "entry", "\x80\x10\x04\0", 4);
	begin(b, "hash-1");
	property(b, "algo", "crc32", 6);
	property(b, "value", &sum, 4);
	end(b);
	end(b);
	end(b);
}

static struct ks_buffer fit(const struct ks_buffer *inner, bool external)
{
	struct ks_buffer b = { 0 };
	size_t structure = 40 + 16;

	packing_pad(&b, structure);
	put(&b, 0, 0xd00dfeed, 4, true);
	put(&b, 8, structure, 4, true);
	put(&b, 20, 17, 4, true);
	begin(&b, "");
	add_images(&b, inner, external);
	begin(&b, "configurations");
	property(&b, "default", "config-2", 9);
	begin(&b, "config-1");
	property(&b, "kernel", "fdt-1", 6);
	end(&b);
	begin(&b, "config-2");
	property(&b, "kernel", "kernel", 7);
	end(&b);
	end(&b);
	end(&b);
	put(&b, b.size, 9, 4, true);
	put(&b, 36, b.size - structure, 4, true);
	put(&b, 12, b.size, 4, true);
	put(&b, 32, sizeof(fit_strings), 4, true);
	packing_add(&b, fit_strings, sizeof(fit_strings));
	put(&b, 4, b.size, 4, true);
	if (external) {
		packing_pad(&b, ((b.size + 3) & ~3) + 8);
		packing_add(&b, inner->data, inner->size);
	}
	return b;
}

struct ks_buffer make_fit(const struct ks_buffer *inner)
{
	return fit(inner, false);
}

struct ks_buffer make_fit_external(const struct ks_buffer *inner)
{
	return fit(inner, true);
}

/* --- Android */

static struct ks_buffer android(const struct ks_buffer *inner, unsigned int version, size_t page)
{
	struct ks_buffer b = { 0 };

	put_text(&b, 0, "ANDROID!", 8);
	put(&b, 8, inner->size, 4, false);
	if (version < 3 || version > 4) {
		put(&b, 12, 0x80008000, 4, false);
		put(&b, 36, page, 4, false);
	}
	put(&b, 40, version, 4, false);
	packing_pad(&b, page);
	packing_add(&b, inner->data, inner->size);
	packing_pad(&b, (b.size + page - 1) & ~(page - 1));
	add_code(&b, 3000);
	return b;
}

struct ks_buffer make_android_v0(const struct ks_buffer *inner)
{
	/* The size of a device tree, before there were versions. */
	return android(inner, 77824, 2048);
}

struct ks_buffer make_android_v2(const struct ks_buffer *inner)
{
	return android(inner, 2, 16384);
}

struct ks_buffer make_android_v4(const struct ks_buffer *inner)
{
	return android(inner, 4, 4096);
}
