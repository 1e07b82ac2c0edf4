// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Android's lists, as ParseCfg() and ParseLoadCallback() of libmodprobe read
 * them: beside the modules, the first word of a line is a module's file, and
 * words end at a blank only: a line that begins with one has no name, and a
 * tabulator or a carriage return belongs to a name, which no module then has.
 * What begins with '#' is a comment.  A list that is a symbolic link is not read.
 *
 * A name (MakeCanonical()) has no directories, no ".ko" at its end, and '_' where
 * '-' was; one of a single byte, or none, is no name, and its line is passed over.
 *
 * In recovery and in the charger the list of that mode counts, modules.load where
 * there is none (GetModuleLoadList() of init/first_stage_init.cpp): each is a
 * boot of its own.  First-stage init reads what is below /lib/modules, and stops
 * at the first failure; the other directories are read by modprobe -a of
 * toolbox, which goes on.
 */
#include "boot/android.h"

#include <string.h>

#include "boot/list.h"
#include "lib/macro.h"

/* The other ones, by what stands before "lib/modules". */
static const char *const late[] = {
	"vendor", "vendor_dlkm", "odm", "odm_dlkm", "system", "system_dlkm",
};

static const char *const lists[] = {
	"modules.load", "modules.load.recovery", "modules.load.charger",
};

/**
 * ks_boot_android_name - what libmodprobe takes for the name of a module
 * @text: name or path; changed in place
 *
 * Return: false when it is no name.
 */
bool ks_boot_android_name(char *text)
{
	const char *slash = strrchr(text, '/');
	size_t length;

	if (slash)
		memmove(text, slash + 1, strlen(slash + 1) + 1);
	length = strlen(text);
	if (length >= 3 && !strcmp(text + length - 3, ".ko"))
		text[length - 3] = '\0';
	for (char *at = text; *at; at++)
		if (*at == '-')
			*at = '_';
	return strlen(text) > 1;
}

static bool take(char *line, struct ks_boot_entry *entry)
{
	entry->name = line;
	if (*line == '#' || !*line)
		return false;
	if (*line == ' ') {
		entry->flaw = KS_BOOT_NAMELESS;
		return true;
	}
	line[strcspn(line, " ")] = '\0';
	if (!line[1]) {
		entry->flaw = KS_BOOT_NAMELESS;
	} else if (!ks_boot_android_name(line)) {
		entry->flaw = KS_BOOT_NAMELESS;
		if (!*line)
			entry->name = "/";
	}
	return true;
}

/**
 * ks_boot_is_early - are these the modules of first-stage init
 * @tree: path of their directory, as far as it is known
 *
 * Return: whether a failure ends the boot; so it is where nothing says whose they
 * are.
 */
bool ks_boot_is_early(const char *tree)
{
	const char *at = NULL, *next = tree;
	size_t length = 0;

	while ((next = strstr(next, "/lib/modules"))) {
		at = next;
		next++;
	}
	if (!at)
		return true;
	while (at - length > tree && at[-(ptrdiff_t)length - 1] != '/')
		length++;
	for (size_t i = 0; i < KS_ARRAY_SIZE(late); i++)
		if (strlen(late[i]) == length && !strncmp(at - length, late[i], length))
			return false;
	return true;
}

/**
 * ks_boot_android_list - read one list
 * @place: a directory of modules
 * @list: its name there
 *
 * Return: 0 or -ENOMEM.
 */
int ks_boot_android_list(const struct ks_boot_place *place, const char *list)
{
	static const struct ks_boot_syntax syntax = { .take = take, .no_link = true };
	int ret = ks_boot_begin(place, KS_BOOT_ANDROID, list);

	if (ret)
		return ret;
	ret = ks_boot_add_list(place, list, &syntax);
	ks_boot_end(place);
	return ret;
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
		ret = ks_boot_android_list(place, lists[i]);
	return ret;
}
