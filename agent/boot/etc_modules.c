// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /etc/modules, as the boot scripts of Debian's kmod and of busybox systems read
 * it: the first word is the module, the others are its parameters.
 */
#include <string.h>

#include "boot/list.h"

static bool take(char *line, struct ks_boot_entry *entry)
{
	size_t length;

	line += strspn(line, " \t\r");
	length = strcspn(line, " \t\r");
	entry->name = line;
	if (*line == '#' || !length)
		return false;
	if (line[length]) {
		line[length] = '\0';
		line += length + 1;
		line += strspn(line, " \t\r");
		entry->options = *line ? line : NULL;
	}
	return true;
}

/**
 * ks_boot_modules_list - read one list as if it were /etc/modules
 * @place: where it is
 * @path: of the list there
 *
 * Return: 0 or -ENOMEM.
 */
int ks_boot_modules_list(const struct ks_boot_place *place, const char *path)
{
	static const struct ks_boot_syntax syntax = { .take = take };
	int ret = ks_boot_begin(place, KS_BOOT_MODULES, path);

	if (ret)
		return ret;
	ret = ks_boot_add_list(place, path, &syntax);
	ks_boot_end(place);
	return ret;
}

/**
 * ks_boot_etc_modules - read /etc/modules
 * @place: a root file system
 *
 * Return: 0 or -ENOMEM.
 */
int ks_boot_etc_modules(const struct ks_boot_place *place)
{
	return ks_boot_modules_list(place, "/etc/modules");
}
