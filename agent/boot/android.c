// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Android's lists, as libmodprobe of init reads them: beside the modules, the
 * first word of a line is a module's file.  In recovery and in the charger the
 * list of that mode counts, modules.load where there is none.
 */
#include <string.h>

#include "boot/list.h"
#include "lib/macro.h"

static const char *const lists[] = {
	"modules.load", "modules.load.recovery", "modules.load.charger",
};

static bool take(char *line, struct ks_boot_entry *entry)
{
	entry->name = line;
	if (*line == '#')
		return false;
	line[strcspn(line, " \r")] = '\0';
	ks_boot_plain_name(line);
	return true;
}

/**
 * ks_boot_android - read the lists of Android
 * @place: a directory of modules
 *
 * Return: 0 or -ENOMEM.
 */
int ks_boot_android(const struct ks_boot_place *place)
{
	int ret = 0;

	for (size_t i = 0; i < KS_ARRAY_SIZE(lists) && !ret; i++)
		ret = ks_boot_add_list(place, lists[i], take);
	return ret;
}
