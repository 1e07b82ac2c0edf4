// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * modules-load.d, as systemd-modules-load reads it: files of all directories in
 * the order of their names; of two with one name the one in the directory that
 * comes first counts, and if that is empty or a link to /dev/null, none.
 *
 * Of a line (read_stripped_line() of src/basic/fileio.c) the blanks at both ends
 * are taken away; what begins with '#' or ';' is a comment; the rest as a whole,
 * blanks included, is what libkmod looks up: there are no parameters.  A carriage
 * return ends a line, too.  What cannot be loaded is said, and the others follow;
 * what modprobe.d has on its deny list is passed over.
 */
#include <string.h>

#include "boot/list.h"

/* The whole line is one name. */
static bool take(char *line, struct ks_boot_entry *entry)
{
	size_t length;

	line += strspn(line, " \t\r");
	for (length = strlen(line); length && strchr(" \t\r", line[length - 1]); length--)
		line[length - 1] = '\0';
	entry->name = line;
	return *line && *line != '#' && *line != ';';
}

static const struct ks_boot_syntax syntax = { .take = take, .cr_ends = true };

static int read_conf(const struct ks_boot_place *place, const char *path, void *data)
{
	return ks_boot_add_list(place, path, data);
}

/**
 * ks_boot_systemd_list - read one list as if it were in modules-load.d
 * @place: where it is
 * @path: of the list there
 *
 * Return: 0 or -ENOMEM.
 */
int ks_boot_systemd_list(const struct ks_boot_place *place, const char *path)
{
	int ret = ks_boot_begin(place, KS_BOOT_SYSTEMD, path);

	if (ret)
		return ret;
	ret = ks_boot_add_list(place, path, &syntax);
	ks_boot_end(place);
	return ret;
}

/**
 * ks_boot_modules_load_d - read the lists of systemd
 * @place: a root file system
 *
 * Return: 0 or -ENOMEM.
 */
int ks_boot_modules_load_d(const struct ks_boot_place *place)
{
	int ret = ks_boot_begin(place, KS_BOOT_SYSTEMD, "modules-load.d");

	if (ret)
		return ret;
	ret = ks_boot_conf_files(place, "modules-load.d", read_conf, (void *)&syntax);
	ks_boot_end(place);
	return ret;
}
