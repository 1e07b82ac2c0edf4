// SPDX-License-Identifier: GPL-2.0-or-later
/* A Module.symvers. */
#include "kernel_file.h"

static int run(const struct ks_image *input)
{
	return fuzz_kernel_file(input, &ks_provider_symvers);
}

static void seeds(void)
{
	static const char five[] =
		"0x1a2b3c4d\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t\n"
		"0x00000010\talpha\tdrivers/a-b/c\tEXPORT_SYMBOL_GPL\tNS\n"
		"0x00000020\tbeta\tvmlinux\tEXPORT_SYMBOL_GPL\n";
	static const char four[] =
		"\n0x00000000\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\n"
		"0x00000000\tgamma\tnet/x.y\tEXPORT_SYMBOL_GPL_FUTURE\n"
		"0x00000000\tgamma\tnet/z\tEXPORT_UNUSED_SYMBOL_GPL";

	fuzz_seed(five, sizeof(five) - 1);
	fuzz_seed(four, sizeof(four) - 1);
}

const struct fuzz_target fuzz_target_symvers = {
	.name = "symvers",
	.max_size = 2048,
	.damaged = 400,
	.run = run,
	.seeds = seeds,
};
