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
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "boot/list.h"
#include "lib/cleanup.h"
#include "lib/macro.h"
#include "lib/root.h"

static const char *const directories[] = {
	"/etc/modules-load.d",
	"/run/modules-load.d",
	"/usr/local/lib/modules-load.d",
	"/usr/lib/modules-load.d",
	"/lib/modules-load.d",
};

struct conf {
	const char *name;
	const char *directory;
	bool is_masked;
};

struct confs {
	struct conf *items;
	size_t count;
};

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

static bool is_overridden(const struct confs *confs, const char *name)
{
	for (size_t i = 0; i < confs->count; i++)
		if (!strcmp(confs->items[i].name, name))
			return true;
	return false;
}

static bool is_null_device(int fd)
{
	struct stat st;

	return fd >= 0 && !fstat(fd, &st) && S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3);
}

/* The root of another system need not have a /dev/null. */
static bool leads_to_null(const struct ks_boot_place *place, const char *path)
{
	ks_auto_close int link = ks_root_open(place->root, path, O_PATH | O_NOFOLLOW);
	char target[16] = "";

	return link >= 0 && readlinkat(link, "", target, sizeof(target) - 1) > 0 &&
	       !strcmp(target, "/dev/null");
}

static int add_conf(const struct ks_boot_place *place, struct confs *confs,
		    const char *directory, const char *name)
{
	ks_auto_close int fd = -1;
	ks_auto_free char *path = NULL;
	struct conf conf = { name, directory, false };

	if (is_overridden(confs, name))
		return 0;
	if (asprintf(&path, "%s/%s", directory, name) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	fd = ks_root_open(place->root, path, O_PATH);
	conf.is_masked = is_null_device(fd) || leads_to_null(place, path);
	/* A link that leads nowhere hides nothing. */
	if (conf.is_masked || fd != -ENOENT)
		confs->items[confs->count++] = conf;
	return 0;
}

static int collect(const struct ks_boot_place *place, struct confs *confs, const char *directory)
{
	struct ks_boot_files files = { 0 };
	int ret = ks_boot_dir(place, directory, ".conf", &files);
	ks_auto_free const char **names = files.names;
	struct conf *more;

	if (ret || !files.count)
		return ret;
	more = reallocarray(confs->items, confs->count + files.count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	confs->items = more;
	for (size_t i = 0; i < files.count && !ret; i++)
		ret = add_conf(place, confs, directory, names[i]);
	return ret;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct conf *)a)->name, ((const struct conf *)b)->name);
}

static const struct ks_boot_syntax syntax = { .take = take, .cr_ends = true };

static int read_conf(const struct ks_boot_place *place, const struct conf *conf)
{
	ks_auto_free char *path = NULL;

	if (conf->is_masked)
		return 0;
	if (asprintf(&path, "%s/%s", conf->directory, conf->name) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	return ks_boot_add_list(place, path, &syntax);
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
	struct confs confs = { 0 };
	int ret = ks_boot_begin(place, KS_BOOT_SYSTEMD, "modules-load.d");

	if (ret)
		return ret;

	for (size_t i = 0; i < KS_ARRAY_SIZE(directories) && !ret; i++)
		ret = collect(place, &confs, directories[i]);
	if (confs.count)
		qsort(confs.items, confs.count, sizeof(*confs.items), by_name);
	for (size_t i = 0; i < confs.count && !ret; i++)
		ret = read_conf(place, &confs.items[i]);
	ks_boot_end(place);
	free(confs.items);
	return ret;
}
