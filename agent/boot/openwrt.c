// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * OpenWrt's lists, as kmodloader of ubox reads them: /etc/modules-boot.d early,
 * /etc/modules.d later; files in the order of their names; what stands behind
 * the first blank are parameters.  It knows no comments, but a name that no
 * module has is passed over in silence, and none begins with '#'.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/list.h"
#include "lib/cleanup.h"
#include "lib/macro.h"

static const char *const directories[] = { "/etc/modules-boot.d", "/etc/modules.d" };

static bool take(char *line, struct ks_boot_entry *entry)
{
	char *blank = strchr(line, ' ');

	if (blank) {
		*blank = '\0';
		entry->options = blank + 1;
	}
	ks_boot_plain_name(line);
	entry->name = line;
	entry->is_optional = true;
	return *line != '#';
}

static int read_directory(const struct ks_boot_place *place, const char *directory)
{
	struct ks_boot_files files = { 0 };
	int ret = ks_boot_dir(place, directory, "", &files);
	ks_auto_free const char **names = files.names;

	for (size_t i = 0; i < files.count && !ret; i++) {
		ks_auto_free char *path = NULL;

		if (asprintf(&path, "%s/%s", directory, names[i]) < 0) {
			path = NULL;
			return -ENOMEM;
		}
		ret = ks_boot_add_list(place, path, take);
	}
	return ret;
}

/**
 * ks_boot_openwrt - read the lists of kmodloader
 * @place: a root file system
 *
 * Return: 0 or -ENOMEM.
 */
int ks_boot_openwrt(const struct ks_boot_place *place)
{
	int ret = 0;

	for (size_t i = 0; i < KS_ARRAY_SIZE(directories) && !ret; i++)
		ret = read_directory(place, directories[i]);
	return ret;
}
