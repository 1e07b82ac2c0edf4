// SPDX-License-Identifier: GPL-2.0-or-later
/* A package database of OpenWrt, as one of a kernel and as one of modules. */
#include "kernel_file.h"

static int run(const struct ks_image *input)
{
	struct ks_package package;

	ks_package_find(input, NULL, &package);
	ks_package_owner(input, "lib/modules/6.12.71/tun.ko", &package);
	ks_package_owner(input, "init", &package);
	return fuzz_kernel_file(input, &ks_provider_packages);
}

static void seeds(void)
{
	static const char apk[] =
		"C:Q1abc=\nP:kernel\nV:6.12.71~0123456789abcdef0123456789abcdef-r1\n\n"
		"C:Q1abd=\nP:kmod-tun\nV:6.12.71-r1\n"
		"D:kernel=6.12.71~0123456789abcdef0123456789abcdef-r1 kmod-x\n"
		"F:lib/modules/6.12.71\nR:tun.ko\nZ:Q1\nF:\nR:init\n";
	static const char opkg[] =
		"Package: kernel\nVersion: 6.1.0-1-0123456789abcdef0123456789abcdef\n"
		"Status: install user installed\n\n"
		"Package: kmod-tun\nVersion: 6.1.0-1\nDepends: kernel (=6.1.0~1), libc\n"
		"Status: install user not-installed\n";

	fuzz_seed(apk, sizeof(apk) - 1);
	fuzz_seed(opkg, sizeof(opkg) - 1);
}

const struct fuzz_target fuzz_target_packages = {
	.name = "packages",
	.max_size = 2048,
	.damaged = 400,
	.run = run,
	.seeds = seeds,
};
