// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Directories of small files, as systemd and kmod have them: files of all
 * directories in the order of their names; of two with one name the one in the
 * directory that comes first counts, and if that is empty or a link to /dev/null,
 * none.
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

/* In which of them one comes first. */
static const char *const directories[] = {
	"/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib",
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
		    const char *parent, const char *directory, const char *name)
{
	ks_auto_close int fd = -1;
	ks_auto_free char *path = NULL;
	struct conf conf = { name, parent, false };

	if (is_overridden(confs, name))
		return 0;
	if (asprintf(&path, "%s/%s/%s", parent, directory, name) < 0) {
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

static int collect(const struct ks_boot_place *place, struct confs *confs, const char *parent,
		   const char *directory)
{
	ks_auto_free const char **names = NULL;
	struct ks_boot_files files = { 0 };
	ks_auto_free char *path = NULL;
	struct conf *more;
	int ret;

	if (asprintf(&path, "%s/%s", parent, directory) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	ret = ks_boot_dir(place, path, ".conf", &files);
	names = files.names;
	if (ret || !files.count)
		return ret;
	more = reallocarray(confs->items, confs->count + files.count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	confs->items = more;
	for (size_t i = 0; i < files.count && !ret; i++)
		ret = add_conf(place, confs, parent, directory, names[i]);
	return ret;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct conf *)a)->name, ((const struct conf *)b)->name);
}

static int read_conf(const struct ks_boot_place *place, const struct conf *conf,
		     const char *directory, ks_boot_conf_fn *read, void *data)
{
	ks_auto_free char *path = NULL;

	if (conf->is_masked)
		return 0;
	if (asprintf(&path, "%s/%s/%s", conf->directory, directory, conf->name) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	return read(place, path, data);
}

/**
 * ks_boot_conf_files - read the files of a kind
 * @place: a root file system
 * @directory: name of the directories, such as "modules-load.d"
 * @read: called with the path of each that counts, in order
 * @data: for @read
 *
 * Return: 0, what @read returned, or -ENOMEM.
 */
int ks_boot_conf_files(const struct ks_boot_place *place, const char *directory,
		       ks_boot_conf_fn *read, void *data)
{
	struct confs confs = { 0 };
	int ret = 0;

	for (size_t i = 0; i < KS_ARRAY_SIZE(directories) && !ret; i++)
		ret = collect(place, &confs, directories[i], directory);
	if (confs.count)
		qsort(confs.items, confs.count, sizeof(*confs.items), by_name);
	for (size_t i = 0; i < confs.count && !ret; i++)
		ret = read_conf(place, &confs.items[i], directory, read, data);
	free(confs.items);
	return ret;
}
