/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel image: what it is, and the kernel inside of it. */
#ifndef KS_ELF_KERNEL_IMAGE_H
#define KS_ELF_KERNEL_IMAGE_H

#include "elf/decompress.h"
#include "lib/err.h"

/**
 * struct ks_kernel_image - a kernel, out of its wrapping
 * @image: vmlinux, or a raw kernel; borrows from the file or from @unpacked
 * @unpacked: owned
 * @banner: offset in @image of "Linux version ", which every kernel has that is more
 *	than its types; else 0
 * @machine: EM_*, as a wrapping or the kernel's header tells it, or EM_NONE
 * @elf_class: ELFCLASS32, ELFCLASS64, or ELFCLASSNONE when nothing tells
 * @elf_data: ELFDATA2LSB, ELFDATA2MSB, or ELFDATANONE when nothing tells
 * @load_address: where the boot loader puts @image, as uImage, FIT and Android's
 *	boot image tell; a physical address, of MIPS one of KSEG0; 0: not told
 * @entry: where it jumps to, from the same place; 0: not told
 * @wrapping: what was taken off, outermost first, as "FIT, gzip"; may be empty
 *
 * What is told of where an image that unpacks itself goes is not kept: it is
 * of no use for the kernel in it.
 */
struct ks_kernel_image {
	struct ks_image image;
	struct ks_buffer unpacked;
	size_t banner;
	unsigned int machine;
	unsigned int elf_class;
	unsigned int elf_data;
	uint64_t load_address;
	uint64_t entry;
	char wrapping[80];
};

bool ks_kernel_image_is(const struct ks_image *file);
int ks_kernel_image_open(struct ks_kernel_image *kernel, const struct ks_image *file,
			 const char *path, struct ks_err *err) ks_must_check;
void ks_kernel_image_close(struct ks_kernel_image *kernel);

#endif
