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

static int read_place(struct ks_boot *boot, const char *path, bool is_root,
		      ks_boot_reader_fn *const *readers, size_t count, struct ks_err *err)
{
	ks_auto_close int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct ks_boot_place place = { .boot = boot, .root = fd, .is_root = is_root };
	size_t length = strlen(path);
	int ret = 0;

	if (fd < 0)
		return ks_err_sys(err, -errno, path, "open");
	while (length && path[length - 1] == '/')
		length--;
	place.path = ks_pool_copy_n(&boot->strings, path, length);
	if (!place.path)
		return ks_err_sys(err, -ENOMEM, path, "read");
	for (size_t i = 0; i < count && !ret; i++)
		ret = readers[i](&place);
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
	return read_place(boot, root, true, of_root, KS_ARRAY_SIZE(of_root), err);
}

/**
 * ks_boot_read_tree - add what lists beside the modules load at boot
 * @boot: gets the entries
 * @tree: directory of modules
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_boot_read_tree(struct ks_boot *boot, const char *tree, struct ks_err *err)
{
	return read_place(boot, tree, false, of_tree, KS_ARRAY_SIZE(of_tree), err);
}

/**
 * ks_boot_free - release what was read
 * @boot: its members
 */
void ks_boot_free(struct ks_boot *boot)
{
	free(boot->entries);
	free(boot->problems);
	ks_pool_free(&boot->strings);
	*boot = (struct ks_boot){ 0 };
}
