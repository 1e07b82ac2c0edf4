// SPDX-License-Identifier: GPL-2.0-or-later
/* The configuration of a kernel. */
#include "kernel_file.h"

static int run(const struct ks_image *input)
{
	return fuzz_kernel_file(input, &ks_provider_config);
}

static void seeds(void)
{
	static const char x86[] =
		"#\n# Automatically generated file; DO NOT EDIT.\n"
		"# Linux/x86 6.1.176 Kernel Configuration\n#\nCONFIG_64BIT=y\nCONFIG_X86_64=y\n"
		"CONFIG_X86=y\nCONFIG_SMP=y\nCONFIG_MODULES=y\n# CONFIG_MODULE_FORCE_LOAD is not set\n"
		"CONFIG_MODULE_UNLOAD=y\nCONFIG_MODVERSIONS=y\nCONFIG_MODULE_SIG=y\n";
	static const char mips[] =
		"#\n# Automatically generated file; DO NOT EDIT.\n"
		"# Linux/mips 5.15.1 Kernel Configuration\n#\nCONFIG_MIPS=y\n"
		"CONFIG_CPU_BIG_ENDIAN=y\nCONFIG_PREEMPT=y\nCONFIG_LOCALVERSION=\"-x\"\n";

	fuzz_seed(x86, sizeof(x86) - 1);
	fuzz_seed(mips, sizeof(mips) - 1);
}

const struct fuzz_target fuzz_target_config = {
	.name = "config",
	.max_size = 2048,
	.damaged = 400,
	.run = run,
	.seeds = seeds,
};
