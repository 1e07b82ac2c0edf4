// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the header of a bare kernel says: of vmlinux, and of the raw images of
 * arm64 (Documentation/arch/arm64/booting.rst), riscv (riscv/boot-image-header.rst)
 * and loongarch.  Other raw images have none.
 */
#include "elf/kernel_header.h"

#include <elf.h>

#include "elf/pe.h"
#include "elf/wrapping.h"

/* linux/pe.h; x86 has it, too. */
#define LINUX_PE_MAGIC	"\xcd\x23\x82\x81"

static bool is_big(const struct ks_image *image)
{
	return ks_number_at(image, EI_DATA, 1, false) == ELFDATA2MSB;
}

/* An executable: a module is relocatable, and not the kernel. */
static bool is_vmlinux(const struct ks_image *image)
{
	uint64_t type = ks_number_at(image, 16, 2, is_big(image));

	return ks_has_at(image, 0, ELFMAG, SELFMAG) && (type == ET_EXEC || type == ET_DYN);
}

static bool is_arm64(const struct ks_image *image)
{
	return ks_has_at(image, 56, "ARM\x64", 4);
}

static bool is_riscv(const struct ks_image *image)
{
	return ks_has_at(image, 56, "RSC\x05", 4);
}

static bool is_loongarch(const struct ks_image *image)
{
	return ks_has_at(image, 56, LINUX_PE_MAGIC, 4) && ks_pe_machine(image) == EM_LOONGARCH;
}

/* Where it is put tells the width. */
static unsigned int riscv_class(const struct ks_image *image)
{
	switch (ks_number_at(image, 8, 8, false)) {
	case 0x200000:
		return ELFCLASS64;
	case 0x400000:
		return ELFCLASS32;
	default:
		return ELFCLASSNONE;
	}
}

static uint64_t later(uint64_t end, uint64_t offset, uint64_t size)
{
	uint64_t sum;

	if (__builtin_add_overflow(offset, size, &sum))
		return UINT64_MAX;
	return sum > end ? sum : end;
}

/* Of what is loaded, and of the section headers. */
static uint64_t vmlinux_end(const struct ks_image *image)
{
	bool is64 = ks_number_at(image, EI_CLASS, 1, false) == ELFCLASS64, big = is_big(image);
	unsigned int word = is64 ? 8 : 4, half = is64 ? 0x36 : 0x2a;
	uint64_t phoff = ks_number_at(image, is64 ? 0x20 : 0x1c, word, big);
	uint64_t shoff = ks_number_at(image, is64 ? 0x28 : 0x20, word, big);
	uint64_t phentsize = ks_number_at(image, half, 2, big);
	uint64_t phnum = ks_number_at(image, half + 2, 2, big), end;

	end = later(0, phoff, phentsize * phnum);
	if (shoff)
		end = later(end, shoff, ks_number_at(image, half + 4, 2, big) *
						ks_number_at(image, half + 6, 2, big));
	for (uint64_t i = 0; i < phnum && end <= image->size; i++) {
		uint64_t at = phoff + i * phentsize;

		if (ks_number_at(image, at, 4, big) == PT_LOAD)
			end = later(end, ks_number_at(image, at + (is64 ? 8 : 4), word, big),
				    ks_number_at(image, at + (is64 ? 32 : 16), word, big));
	}
	return end;
}

/** ks_kernel_header_is - is there one of a kernel */
bool ks_kernel_header_is(const struct ks_image *image)
{
	return is_vmlinux(image) || is_arm64(image) || is_riscv(image) || is_loongarch(image);
}

/** ks_kernel_header_ends_later - does the header tell of more bytes than there are */
bool ks_kernel_header_ends_later(const struct ks_image *image)
{
	return (is_vmlinux(image) ? vmlinux_end(image) : ks_pe_end(image)) > image->size;
}

/**
 * ks_kernel_header_read - note what the header says
 * @kernel: its image is looked at; it knows better than what it was wrapped in
 */
void ks_kernel_header_read(struct ks_kernel_image *kernel)
{
	const struct ks_image *image = &kernel->image;

	if (is_vmlinux(image)) {
		kernel->elf_class = image->data[EI_CLASS];
		kernel->elf_data = image->data[EI_DATA];
		kernel->machine = ks_number_at(image, 18, 2, is_big(image));
	} else if (is_arm64(image)) {
		kernel->machine = EM_AARCH64;
		kernel->elf_class = ELFCLASS64;
		kernel->elf_data = ks_number_at(image, 24, 1, false) & 1 ? ELFDATA2MSB
									: ELFDATA2LSB;
	} else if (is_riscv(image)) {
		kernel->machine = EM_RISCV;
		kernel->elf_class = riscv_class(image);
		kernel->elf_data = ELFDATA2LSB;
	} else if (is_loongarch(image)) {
		kernel->machine = EM_LOONGARCH;
		kernel->elf_class = ELFCLASS64;
		kernel->elf_data = ELFDATA2LSB;
	}
}
