// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names that a boot list may use and no file has: aliases, and what is built
 * into the kernel; from files that depmod and the kernel's build leave in a tree.
 */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "boot/list.h"
#include "lib/cleanup.h"
#include "lib/root.h"

/* Those of a distribution have 1.5 MiB. */
#define NAMES_MAX	(16 << 20)

static int read_names(int tree, const char *path, const char *name, char **content,
		      struct ks_err *err)
{
	ks_auto_close int fd = ks_root_open(tree, name, KS_BOOT_FLAGS);
	ks_auto_free char *object = NULL;
	int ret;

	if (fd == -ENOENT)
		return 0;
	ret = fd < 0 ? fd : ks_boot_read_file(fd, NAMES_MAX, content);
	if (!ret)
		return 0;
	if (asprintf(&object, "%s/%s", path, name) < 0) {
		object = NULL;
		return ks_err_sys(err, -ENOMEM, path, "read");
	}
	if (ret == -EBADMSG)
		return ks_err_set(err, ret, "%s: read: has NUL bytes in it", object);
	if (ret == -EINVAL)
		return ks_err_set(err, ret, "%s: read: is no regular file", object);
	return ks_err_sys(err, ret, object, "read");
}

/**
 * ks_boot_names_read - read modules.alias and modules.builtin of a tree
 * @names: gets them; ks_boot_names_free() releases it, also after a failure
 * @tree: directory of modules
 * @err: one line on failure; what could be read counts nevertheless
 *
 * Return: 0, also where there are no such files, or a negative errno.
 */
int ks_boot_names_read(struct ks_boot_names *names, const char *tree, struct ks_err *err)
{
	ks_auto_close int fd = open(tree, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int ret, second;

	*names = (struct ks_boot_names){ 0 };
	if (fd < 0)
		return ks_err_sys(err, -errno, tree, "open");
	ret = read_names(fd, tree, "modules.builtin", &names->builtins, err);
	second = read_names(fd, tree, "modules.alias", &names->aliases, err);
	return ret ? ret : second;
}

/** ks_boot_names_free - release what was read */
void ks_boot_names_free(struct ks_boot_names *names)
{
	free(names->aliases);
	free(names->builtins);
	*names = (struct ks_boot_names){ 0 };
}

/** ks_boot_same_name - do two names stand for one module: '-' and '_' are the same */
bool ks_boot_same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
			return false;
	return *a == *b;
}

/**
 * ks_boot_is_builtin - does the tree say that a module is in the kernel image
 * @names: of the tree
 * @name: of the module; '-' and '_' are the same
 */
bool ks_boot_is_builtin(const struct ks_boot_names *names, const char *name)
{
	char line[256];

	for (const char *at = names->builtins; at && *at; ) {
		size_t length = strcspn(at, "\n");

		if (length < sizeof(line)) {
			memcpy(line, at, length);
			line[length] = '\0';
			ks_boot_plain_name(line);
			if (ks_boot_same_name(line, name))
				return true;
		}
		at += length + (at[length] == '\n');
	}
	return false;
}

/* As libkmod does before it compares: not inside of brackets. */
static void underscore(char *text)
{
	bool inside = false;

	for (; *text; text++) {
		inside = *text == '[' || (inside && *text != ']');
		if (*text == '-' && !inside)
			*text = '_';
	}
}

/**
 * ks_boot_resolve - find the modules that an alias stands for
 * @names: of the tree
 * @name: as a boot list has it
 * @match: called for each module, which may be called twice with one
 * @data: for @match
 *
 * Return: how many.
 */
size_t ks_boot_resolve(const struct ks_boot_names *names, const char *name,
		       ks_boot_match_fn *match, void *data)
{
	char line[1024], wanted[256], *pattern, *module;
	size_t count = 0;

	if (snprintf(wanted, sizeof(wanted), "%s", name) >= (int)sizeof(wanted))
		return 0;
	underscore(wanted);
	for (const char *at = names->aliases; at && *at; ) {
		size_t length = strcspn(at, "\n");

		if (length < sizeof(line) && !strncmp(at, "alias ", 6)) {
			memcpy(line, at, length);
			line[length] = '\0';
			pattern = line + 6;
			module = strchr(pattern, ' ');
			if (module) {
				*module++ = '\0';
				underscore(pattern);
				if (!fnmatch(pattern, wanted, 0)) {
					match(module, data);
					count++;
				}
			}
		}
		at += length + (at[length] == '\n');
	}
	return count;
}
