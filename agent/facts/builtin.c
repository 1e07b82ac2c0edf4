// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is built into a kernel that is only files: modules.builtin, one path of a
 * module that is none a line, and modules.builtin.modinfo, the .modinfo of all of
 * them.  Code with a version has an entry under /sys/module
 * (version_sysfs_builtin() of kernel/params.c); of code with parameters only the
 * kernel knows, as a parameter without permissions makes none.  Code that could not
 * have been a module, as mm/kfence/core.c, has its entries, too, but for the file.
 */
#include <errno.h>
#include <string.h>

#include "facts/lines.h"
#include "facts/provider.h"

#define LETTERS		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
#define NAME_ROOM	64
/* Ten times what the largest kernels have; each is looked up among the others. */
#define MODULES_MAX	10000

/* "kernel/fs/ext4/ext4.ko": the name, without directory and ending; else NULL. */
static char *name_of(char *path)
{
	size_t len = strlen(path);
	char *name = strrchr(path, '/');

	if (!name || len < 4 || strcmp(path + len - 3, ".ko") || len - (name - path) <= 4)
		return NULL;
	path[len - 3] = '\0';
	return name + 1;
}

/* A name counts once; an entry under /sys/module more than none. */
static void add(struct ks_snapshot *snapshot, char *name, enum ks_module_state state)
{
	const struct ks_module *known;

	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	known = ks_facts_module(&snapshot->facts, name);
	if (!known)
		ks_add_module(snapshot, &(struct ks_module){ .name = name,
							     .state = state,
							     .origin = KS_ORIGIN_FILE });
	else if (known->state == KS_MODULE_BUILTIN)
		snapshot->modules[known - snapshot->facts.modules].state = state;
}

static int finish(struct ks_snapshot *snapshot, const char *path, struct ks_err *err)
{
	if (snapshot->facts.module_count > MODULES_MAX)
		return ks_err_set(err, -EFBIG, "%s: read: more than %d modules", path, MODULES_MAX);
	snapshot->builtin_is_read = true;
	return 0;
}

static int fill_list(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		     struct ks_err *err)
{
	struct ks_lines lines = { .image = image };

	while (ks_lines_next(&lines) && snapshot->facts.module_count <= MODULES_MAX) {
		char *name = name_of(lines.line);

		if (name)
			add(snapshot, name, KS_MODULE_BUILTIN);
		else if (*lines.line)
			return ks_err_set(err, -EINVAL, "%s: read: line %u is no path of a module",
					  path, lines.number);
	}
	return finish(snapshot, path, err);
}

/* "name.key=value", ended by NUL: steps over it; false where there is none. */
static bool next_entry(const struct ks_image *image, size_t *at, char *name, const char **key)
{
	const char *entry = (const char *)image->data + *at;
	const char *end = memchr(entry, '\0', image->size - *at);
	size_t dot = end ? strspn(entry, LETTERS) : 0;

	if (!dot || entry[dot] != '.' || dot >= NAME_ROOM || !strchr(entry + dot, '='))
		return false;
	memcpy(name, entry, dot);
	name[dot] = '\0';
	*key = entry + dot + 1;
	*at += end - entry + 1;
	return true;
}

static bool is_modinfo(const struct ks_image *image)
{
	char name[NAME_ROOM];
	const char *key;
	size_t at = 0;

	return next_entry(image, &at, name, &key);
}

static int fill_modinfo(struct ks_snapshot *snapshot, const struct ks_image *image,
			const char *path, struct ks_err *err)
{
	char name[NAME_ROOM];
	const char *key;
	size_t at = 0;

	while (at < image->size && snapshot->facts.module_count <= MODULES_MAX) {
		/* Alignment between the parts of vmlinux. */
		if (!image->data[at]) {
			at++;
			continue;
		}
		if (!next_entry(image, &at, name, &key))
			return ks_err_set(err, -EINVAL,
					  "%s: read: what stands at %zu is no entry of a module",
					  path, at);
		if (!strncmp(key, "version=", 8))
			add(snapshot, name, KS_MODULE_BUILTIN_SYSFS);
		else if (!strncmp(key, "file=", 5))
			add(snapshot, name, KS_MODULE_BUILTIN);
	}
	return finish(snapshot, path, err);
}

/* Looks like modules.order, which lists the opposite: only its place tells. */
const struct ks_provider ks_provider_builtin = {
	.name = "list of built-in modules",
	.fill = fill_list,
};

const struct ks_provider ks_provider_builtin_modinfo = {
	.name = "descriptions of built-in modules",
	.recognises = is_modinfo,
	.fill = fill_modinfo,
};
