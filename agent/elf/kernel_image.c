// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Takes a kernel out of its wrapping: the x86 boot protocol's payload
 * (Documentation/arch/x86/boot.rst), that of an EFI zboot image
 * (drivers/firmware/efi/libstub/zboot-header.S), or none: a vmlinux, or a raw
 * image of arm64 or riscv.  How something is packed, its first bytes say.
 */
#include "elf/kernel_image.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>

#include "elf/input.h"

static const struct ks_layout little = { .big = false };

static uint64_t number_at(const struct ks_image *file, uint64_t offset, unsigned int bytes)
{
	const uint8_t *p = ks_image_range(file, offset, bytes);

	return p ? ks_get(&little, p, bytes) : 0;
}

static bool has_at(const struct ks_image *file, uint64_t offset, const char *magic, size_t len)
{
	const uint8_t *p = ks_image_range(file, offset, len);

	return p && !memcmp(p, magic, len);
}

static bool is_bzimage(const struct ks_image *file)
{
	/* The payload is told since protocol 2.08. */
	return has_at(file, 0x202, "HdrS", 4) && number_at(file, 0x206, 2) >= 0x208;
}

static bool is_zboot(const struct ks_image *file)
{
	return has_at(file, 0, "MZ", 2) && has_at(file, 4, "zimg", 4);
}

static bool is_raw(const struct ks_image *file)
{
	return has_at(file, 56, "ARM\x64", 4) || has_at(file, 56, "RSC\x05", 4);
}

/* An executable: a module is relocatable, and not the kernel. */
static bool is_vmlinux(const struct ks_image *file)
{
	const uint8_t *ident = ks_image_range(file, 0, 18);
	struct ks_layout layout = { 0 };
	uint64_t type;

	if (!ident || memcmp(ident, ELFMAG, SELFMAG))
		return false;
	layout.big = ident[EI_DATA] == ELFDATA2MSB;
	type = ks_get(&layout, ident + 16, 2);
	return type == ET_EXEC || type == ET_DYN;
}

static struct ks_image payload_of(const struct ks_image *file)
{
	uint64_t offset, length;
	const uint8_t *data;

	if (is_zboot(file)) {
		offset = number_at(file, 8, 4);
		length = number_at(file, 12, 4);
	} else {
		/* Behind the sectors of the setup code and the boot sector. */
		uint64_t sectors = number_at(file, 0x1f1, 1);

		offset = ((sectors ? sectors : 4) + 1) * 512 + number_at(file, 0x248, 4);
		length = number_at(file, 0x24c, 4);
	}
	data = ks_image_range(file, offset, length);
	return (struct ks_image){ data, data ? length : 0 };
}

/* All but gzip are followed by the unpacked size, which xz would stumble over. */
static int unpack(struct ks_kernel_image *kernel, struct ks_image payload)
{
	enum ks_compression compression = ks_compression_of(&payload);
	int ret;

	if (compression == KS_COMPRESSION_NONE)
		return -EOPNOTSUPP;
	if (compression != KS_COMPRESSION_GZIP)
		payload.size -= 4;
	ret = ks_decompress(compression, &payload, KS_INPUT_EXPANDED_MAX, &kernel->unpacked);
	kernel->image = (struct ks_image){ kernel->unpacked.data, kernel->unpacked.size };
	return ret;
}

/**
 * ks_kernel_image_is - does this look like a kernel image
 * @file: its beginning
 */
bool ks_kernel_image_is(const struct ks_image *file)
{
	return is_bzimage(file) || is_zboot(file) || is_raw(file) || is_vmlinux(file);
}

/**
 * ks_kernel_image_open - take a kernel out of its wrapping
 * @kernel: to fill; ks_kernel_image_close() releases it, also after a failure
 * @file: whole image, which must outlive @kernel
 * @path: for the error
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_kernel_image_open(struct ks_kernel_image *kernel, const struct ks_image *file,
			 const char *path, struct ks_err *err)
{
	int ret;

	*kernel = (struct ks_kernel_image){ .image = *file };
	if (!is_bzimage(file) && !is_zboot(file))
		return 0;
	ret = unpack(kernel, payload_of(file));
	if (ret == -EOPNOTSUPP)
		return ks_err_set(err, ret, "%s: decompress: packed in a way that this build does not know",
				  path);
	if (ret == -EBADMSG)
		return ks_err_set(err, ret, "%s: decompress: damaged or cut short", path);
	return ret ? ks_err_sys(err, ret, path, "decompress") : 0;
}

/**
 * ks_kernel_image_close - release a kernel
 * @kernel: filled by ks_kernel_image_open()
 */
void ks_kernel_image_close(struct ks_kernel_image *kernel)
{
	free(kernel->unpacked.data);
}
