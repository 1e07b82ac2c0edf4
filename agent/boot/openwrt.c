// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * OpenWrt's lists, as main_loader() of ubox's kmodloader.c reads them:
 * /etc/modules-boot.d early, by procd; /etc/modules.d later, by /etc/init.d/boot;
 * each is a run of its own.  glob(3) gives the files, by the bytes of their names
 * and without those that begin with a dot.
 *
 * A line is cut at its first blank, and nowhere else: in front of it is the name,
 * behind it are parameters.  A line that begins with a blank therefore has no
 * name, and a tabulator or a carriage return belongs to one, which no module then
 * has.  There are no comments; but no module's name begins with '#'.  Of a name,
 * directories go, then everything from the first ".ko" on, wherever that stands;
 * of a long one the first 55 bytes count (59 on 32-bit machines), as
 * get_module_name() has room for no more.  What no module has is passed over in
 * silence, as is what /etc/modules.conf has on its deny list.
 *
 * The lines of a file whose name begins with a byte up to '9' are loaded at
 * once, one by one: kmodloader asks for "- '0' <= 9", so that '+' or '-' count as
 * well, and where char is signed every byte from 0x80 on.
 */
#include "boot/openwrt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/list.h"
#include "lib/cleanup.h"
#include "lib/macro.h"

static const char *const directories[] = { "/etc/modules-boot.d", "/etc/modules.d" };

/**
 * ks_boot_openwrt_name - what kmodloader takes for the name of a module
 * @text: name or path; changed in place
 *
 * Models get_module_name() with the basename(3) of POSIX.
 *
 * Return: false when it was too long, and only its beginning is left.
 */
bool ks_boot_openwrt_name(char *text)
{
	size_t length = strlen(text);
	bool whole = true;
	const char *slash;
	char *suffix;

	while (length > 1 && text[length - 1] == '/')
		text[--length] = '\0';
	slash = strrchr(text, '/');
	if (slash && slash[1])
		memmove(text, slash + 1, strlen(slash + 1) + 1);
	if (strlen(text) > KS_BOOT_OPENWRT_NAME) {
		text[KS_BOOT_OPENWRT_NAME] = '\0';
		whole = false;
	}
	suffix = strstr(text, ".ko");
	if (suffix)
		*suffix = '\0';
	return whole;
}

static bool take(char *line, struct ks_boot_entry *entry)
{
	char *blank = strchr(line, ' ');

	entry->name = line;
	entry->is_optional = true;
	if (blank == line) {
		entry->flaw = KS_BOOT_NAMELESS;
		return line[strspn(line, " \t\r")];
	}
	if (*line == '#')
		return false;
	if (blank) {
		*blank = '\0';
		entry->options = blank + 1;
	}
	if (!ks_boot_openwrt_name(line))
		entry->flaw = KS_BOOT_CUT;
	return true;
}

static bool is_at_once(const char *name)
{
	return (signed char)*name <= '9';
}

static int read_file(const struct ks_boot_place *place, const char *path)
{
	const char *slash = strrchr(path, '/');
	const struct ks_boot_syntax syntax = {
		.take = take, .at_once = is_at_once(slash ? slash + 1 : path),
	};

	return ks_boot_add_list(place, path, &syntax);
}

/**
 * ks_boot_openwrt_list - read one list as if it were alone in modules.d
 * @place: where it is
 * @path: of the list there
 *
 * Return: 0 or -ENOMEM.
 */
int ks_boot_openwrt_list(const struct ks_boot_place *place, const char *path)
{
	int ret = ks_boot_begin(place, KS_BOOT_OPENWRT, path);

	if (ret)
		return ret;
	ret = read_file(place, path);
	ks_boot_end(place);
	return ret;
}

static int read_directory(const struct ks_boot_place *place, const char *directory)
{
	struct ks_boot_files files = { 0 };
	int ret = ks_boot_begin(place, KS_BOOT_OPENWRT, directory);
	ks_auto_free const char **names = NULL;

	if (ret)
		return ret;
	ret = ks_boot_dir(place, directory, "", &files);
	names = files.names;
	for (size_t i = 0; i < files.count && !ret; i++) {
		ks_auto_free char *path = NULL;

		if (asprintf(&path, "%s/%s", directory, names[i]) < 0) {
			path = NULL;
			return -ENOMEM;
		}
		ret = read_file(place, path);
	}
	ks_boot_end(place);
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
