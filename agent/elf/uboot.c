// SPDX-License-Identifier: GPL-2.0-or-later
/* What both of U-Boot's formats say: architectures and sums. */
#include "elf/uboot.h"

#include <elf.h>

#ifdef KS_HAVE_ZLIB
#include <zlib.h>

#include "lib/library.h"

#define FUNCTIONS(X)	X(crc32_z)
KS_LIBRARY(zlib, FUNCTIONS)
#endif

/*
 * IH_ARCH_* of U-Boot's image.h, and the names of them in FIT.  Where one name
 * covers several classes or byte orders, nothing is told.
 */
static const struct {
	uint8_t number;
	const char *name;
	uint16_t machine;
	uint8_t elf_class, elf_data;
} archs[] = {
	{ 2, "arm", EM_ARM, ELFCLASS32, ELFDATANONE },
	{ 3, "x86", EM_386, ELFCLASS32, ELFDATA2LSB },
	{ 5, "mips", EM_MIPS, ELFCLASS32, ELFDATANONE },
	{ 6, "mips64", EM_MIPS, ELFCLASS64, ELFDATANONE },
	{ 7, "ppc", EM_NONE, ELFCLASSNONE, ELFDATANONE },
	{ 7, "powerpc", EM_NONE, ELFCLASSNONE, ELFDATANONE },
	{ 8, "s390", EM_S390, ELFCLASSNONE, ELFDATA2MSB },
	{ 9, "sh", EM_SH, ELFCLASS32, ELFDATANONE },
	{ 10, "sparc", EM_SPARC, ELFCLASS32, ELFDATA2MSB },
	{ 11, "sparc64", EM_SPARCV9, ELFCLASS64, ELFDATA2MSB },
	{ 12, "m68k", EM_68K, ELFCLASS32, ELFDATA2MSB },
	{ 14, "microblaze", EM_MICROBLAZE, ELFCLASS32, ELFDATANONE },
	{ 15, "nios2", EM_ALTERA_NIOS2, ELFCLASS32, ELFDATA2LSB },
	{ 21, "or1k", EM_OPENRISC, ELFCLASS32, ELFDATA2MSB },
	{ 22, "arm64", EM_AARCH64, ELFCLASS64, ELFDATANONE },
	{ 23, "arc", EM_ARCV2, ELFCLASS32, ELFDATANONE },
	{ 24, "x86_64", EM_X86_64, ELFCLASS64, ELFDATA2LSB },
	{ 25, "xtensa", EM_XTENSA, ELFCLASS32, ELFDATANONE },
	{ 26, "riscv", EM_RISCV, ELFCLASSNONE, ELFDATA2LSB },
	{ 27, "loongarch", EM_LOONGARCH, ELFCLASSNONE, ELFDATA2LSB },
};

static void set(struct ks_kernel_image *kernel, size_t i)
{
	kernel->machine = archs[i].machine;
	kernel->elf_class = archs[i].elf_class;
	kernel->elf_data = archs[i].elf_data;
}

/**
 * ks_uboot_arch - note the architecture of a uImage
 * @kernel: to fill; nothing is told by a number that is not known
 * @number: IH_ARCH_*
 */
void ks_uboot_arch(struct ks_kernel_image *kernel, unsigned int number)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(archs); i++)
		if (archs[i].number == number)
			set(kernel, i);
}

/**
 * ks_uboot_arch_named - note the architecture of an image in a FIT
 * @kernel: to fill; nothing is told by a name that is not known
 * @name: of the property "arch", not terminated
 * @len: of @name
 */
void ks_uboot_arch_named(struct ks_kernel_image *kernel, const char *name, size_t len)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(archs); i++)
		if (strlen(archs[i].name) == len && !memcmp(archs[i].name, name, len))
			set(kernel, i);
}

/** ks_uboot_crc_differs - is the CRC-32 of these bytes another; no without zlib */
bool ks_uboot_crc_differs(const uint8_t *data, size_t size, uint32_t wanted)
{
#ifdef KS_HAVE_ZLIB
	union zlib lib;

	return load_zlib(&lib, "libz.so.1") && lib.crc32_z(0, data, size) != wanted;
#else
	(void)data, (void)size, (void)wanted;
	return false;
#endif
}
