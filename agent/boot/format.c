// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who reads a list: said by where it lies.  The names are those of --format.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "boot/boot.h"
#include "lib/cleanup.h"
#include "lib/macro.h"

static const char *const names[KS_BOOT_FORMAT_MAX] = {
	[KS_BOOT_SYSTEMD] = "systemd",
	[KS_BOOT_MODULES] = "modules",
	[KS_BOOT_OPENWRT] = "openwrt",
	[KS_BOOT_ANDROID] = "android",
};

/** ks_boot_format_name - stable word */
const char *ks_boot_format_name(enum ks_boot_format format)
{
	return names[format];
}

/**
 * ks_boot_format_parse - who a word stands for
 * @word: as a person wrote it
 * @format: to fill
 *
 * Return: 0 or -EINVAL.
 */
int ks_boot_format_parse(const char *word, enum ks_boot_format *format)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(names); i++)
		if (!strcmp(word, names[i])) {
			*format = i;
			return 0;
		}
	return -EINVAL;
}

static bool is_in(const char *path, const char *directory)
{
	size_t length = strlen(directory), whole = strlen(path);

	return whole >= length && !strcmp(path + whole - length, directory);
}

/**
 * ks_boot_format_of - who reads a list that lies there
 * @list: path of the list
 * @format: to fill
 *
 * Return: 0, or -ENOENT where no reader looks.
 */
int ks_boot_format_of(const char *list, enum ks_boot_format *format)
{
	const char *slash = strrchr(list, '/'), *name = slash ? slash + 1 : list;
	ks_auto_free char *directory = strndup(list, slash ? slash - list : 0);
	ks_auto_free char *real = directory ? realpath(*directory ? directory : ".", NULL) : NULL;

	if (!strncmp(name, "modules.load", 12) && (!name[12] || name[12] == '.'))
		*format = KS_BOOT_ANDROID;
	else if (real && is_in(real, "/modules-load.d"))
		*format = KS_BOOT_SYSTEMD;
	else if (real && (is_in(real, "/modules.d") || is_in(real, "/modules-boot.d")))
		*format = KS_BOOT_OPENWRT;
	else if (!strcmp(name, "modules"))
		*format = KS_BOOT_MODULES;
	else
		return -ENOENT;
	return 0;
}
