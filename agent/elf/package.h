/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packages of OpenWrt, as their databases and control files describe them: which
 * package a module came with, and which kernel package that one asks for.
 *
 *	opkg	/usr/lib/opkg/info/kmod-tun.list	/usr/lib/opkg/status
 *		Package: kmod-tun
 *		Depends: kernel (=6.6.86~0123456789abcdef0123456789abcdef-r1)
 *	apk	/lib/apk/db/installed
 *		P:kmod-tun
 *		D:kernel=6.12.71~0123456789abcdef0123456789abcdef-r1
 *		F:lib/modules/6.12.71
 *		R:tun.ko
 *
 * Up to 23.05 a version reads 5.15.167-1-0123456789abcdef0123456789abcdef.
 */
#ifndef KS_ELF_PACKAGE_H
#define KS_ELF_PACKAGE_H

#include "lib/macro.h"
#include "model/image.h"

#define KS_PACKAGE_TEXT	128

/**
 * struct ks_package - one package
 * @name: of it
 * @version: of it
 * @kernel: version of the package "kernel" that it depends on; empty: none
 */
struct ks_package {
	char name[KS_PACKAGE_TEXT];
	char version[KS_PACKAGE_TEXT];
	char kernel[KS_PACKAGE_TEXT];
};

bool ks_package_find(const struct ks_image *database, const char *name, struct ks_package *package);
bool ks_package_owner(const struct ks_image *database, const char *path,
		      struct ks_package *package);
bool ks_package_of_file(const char *path, struct ks_package *package);

#endif
