// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of those who read boot lists; see boot.h. */
#include "boot/boot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "boot/list.h"
#include "lib/cleanup.h"
#include "lib/macro.h"

/* Whose lists are in the root file system, and whose beside the modules. */
static ks_boot_reader_fn *const of_root[] = {
	ks_boot_etc_modules,
	ks_boot_modules_load_d,
	ks_boot_openwrt,
};

static ks_boot_reader_fn *const of_tree[] = {
	ks_boot_android,
};

static int open_place(struct ks_boot *boot, struct ks_boot_place *place, const char *path,
		      struct ks_err *err)
{
	size_t length = strlen(path);

	place->boot = boot;
	place->root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (place->root < 0)
		return ks_err_sys(err, -errno, path, "open");
	while (length && path[length - 1] == '/')
		length--;
	place->path = ks_pool_copy_n(&boot->strings, path, length);
	return place->path ? 0 : ks_err_sys(err, -ENOMEM, path, "read");
}

static int read_place(struct ks_boot *boot, const char *path, struct ks_boot_place *place,
		      ks_boot_reader_fn *const *readers, size_t count, struct ks_err *err)
{
	int ret = open_place(boot, place, path, err);

	if (ret)
		return ret;
	for (size_t i = 0; i < count && !ret; i++)
		ret = readers[i](place);
	close(place->root);
	return ret ? ks_err_sys(err, ret, path, "read boot lists") : 0;
}

/**
 * ks_boot_read_root - add what a root file system loads at boot
 * @boot: gets the entries
 * @root: its directory; links in it do not lead out of it
 * @err: one line on failure
 *
 * A list that cannot be read is one of @boot->problems and no failure.
 *
 * Return: 0 or a negative errno.
 */
int ks_boot_read_root(struct ks_boot *boot, const char *root, struct ks_err *err)
{
	struct ks_boot_place place = { .is_root = true };

	return read_place(boot, root, &place, of_root, KS_ARRAY_SIZE(of_root), err);
}

/**
 * ks_boot_read_system - add what one reader loads at boot of a root file system
 * @boot: gets the entries
 * @format: who reads: one whose lists are not beside the modules
 * @root: its directory
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_boot_read_system(struct ks_boot *boot, enum ks_boot_format format, const char *root,
			struct ks_err *err)
{
	static ks_boot_reader_fn *const readers[KS_BOOT_FORMAT_MAX] = {
		[KS_BOOT_SYSTEMD] = ks_boot_modules_load_d,
		[KS_BOOT_MODULES] = ks_boot_etc_modules,
		[KS_BOOT_OPENWRT] = ks_boot_openwrt,
	};
	struct ks_boot_place place = { .is_root = true };

	return read_place(boot, root, &place, &readers[format], 1, err);
}

/**
 * ks_boot_read_tree - add what lists beside the modules load at boot
 * @boot: gets the entries
 * @tree: directory of modules
 * @root: root file system that it belongs to, or NULL; must live as long as @boot
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_boot_read_tree(struct ks_boot *boot, const char *tree, const char *root,
		      struct ks_err *err)
{
	struct ks_boot_place place = { .system = root };

	return read_place(boot, tree, &place, of_tree, KS_ARRAY_SIZE(of_tree), err);
}

static int read_list(const struct ks_boot_place *place, enum ks_boot_format format,
		     const char *path)
{
	static int (*const readers[KS_BOOT_FORMAT_MAX])(const struct ks_boot_place *,
							 const char *) = {
		[KS_BOOT_SYSTEMD] = ks_boot_systemd_list,
		[KS_BOOT_MODULES] = ks_boot_modules_list,
		[KS_BOOT_OPENWRT] = ks_boot_openwrt_list,
		[KS_BOOT_ANDROID] = ks_boot_android_list,
	};

	return readers[format](place, path);
}

/**
 * ks_boot_read_list - add one list
 * @boot: gets the entries
 * @format: who reads it
 * @list: its path here
 * @root: root file system that it belongs to, or NULL; must live as long as @boot
 * @err: one line on failure
 *
 * Return: 0, -ENOENT when there is none, or another negative errno.
 */
int ks_boot_read_list(struct ks_boot *boot, enum ks_boot_format format, const char *list,
		      const char *root, struct ks_err *err)
{
	ks_auto_free char *directory = strdup(list);
	struct ks_boot_place place = { .system = root };
	size_t before = boot->lists;
	char *slash = directory ? strrchr(directory, '/') : NULL;
	int ret;

	if (!directory)
		return ks_err_sys(err, -ENOMEM, list, "read");
	if (slash)
		slash[slash == directory] = '\0';
	ret = open_place(boot, &place, slash ? directory : ".", err);
	if (ret)
		return ret;
	ret = read_list(&place, format, slash ? strrchr(list, '/') + 1 : list);
	close(place.root);
	if (ret)
		return ks_err_sys(err, ret, list, "read");
	if (boot->lists == before && !boot->problem_count)
		return ks_err_sys(err, -ENOENT, list, "open");
	return 0;
}

/**
 * ks_boot_free - release what was read
 * @boot: its members
 */
void ks_boot_free(struct ks_boot *boot)
{
	free(boot->entries);
	free(boot->sequences);
	free(boot->problems);
	ks_pool_free(&boot->strings);
	*boot = (struct ks_boot){ 0 };
}
