// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The modules that kmodloader finds: files that end in ".ko", directly in the
 * directory of the release, as scan_module_folder() of ubox's kmodloader.c does.
 * There is no modules.dep: what they need and their aliases stand in the files.
 * A name that a file or an alias before it has hides a file.  A file that it
 * cannot read ends everything: nothing is loaded then.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/list.h"
#include "boot/openwrt.h"
#include "elf/candidate.h"
#include "lib/cleanup.h"

static unsigned char weight(char c)
{
	return c == '_' ? '-' : c;
}

/** ks_boot_openwrt_order - which name comes first: by bytes, where '_' is '-' */
int ks_boot_openwrt_order(const char *a, const char *b)
{
	while (*a && weight(*a) == weight(*b)) {
		a++;
		b++;
	}
	return weight(*a) - weight(*b);
}

static int by_order(const void *a, const void *b)
{
	return ks_boot_openwrt_order((*(const struct ks_boot_module *const *)a)->name,
				     (*(const struct ks_boot_module *const *)b)->name);
}

/**
 * ks_boot_modules_find - a module by name or alias
 * @modules: scanned, or being scanned
 * @name: '-' and '_' are the same; in an alias there are no wildcards
 *
 * Return: the first one of that name, or NULL.
 */
const struct ks_boot_module *ks_boot_modules_find(const struct ks_boot_modules *modules,
						  const char *name)
{
	for (size_t i = 0; i < modules->count; i++) {
		const struct ks_boot_module *m = &modules->items[i];

		if (!ks_boot_openwrt_order(m->name, name))
			return m;
		for (size_t j = 0; j < m->alias_count; j++)
			if (!ks_boot_openwrt_order(m->aliases[j], name))
				return m;
	}
	return NULL;
}

static int copy_aliases(struct ks_boot_modules *modules, struct ks_boot_module *module,
			const struct ks_needs *needs)
{
	module->aliases = ks_pool_alloc(&modules->strings,
					(needs->alias_count + 1) * sizeof(*module->aliases));
	if (!module->aliases)
		return -ENOMEM;
	for (size_t i = 0; i < needs->alias_count; i++) {
		module->aliases[i] = ks_pool_copy(&modules->strings, needs->aliases[i]);
		if (!module->aliases[i])
			return -ENOMEM;
	}
	module->alias_count = needs->alias_count;
	return 0;
}

static int add(struct ks_boot_modules *modules, const char *name, const char *path)
{
	struct ks_candidate candidate = { .input.fd = -1 };
	struct ks_boot_module *m = &modules->items[modules->count];
	struct ks_facts nothing = { 0 };
	struct ks_err err;
	int ret = ks_candidate_open(&candidate, path, KS_DEPTH_SHALLOW, &nothing, &err);

	*m = (struct ks_boot_module){
		.name = ks_pool_copy(&modules->strings, name),
		.path = ks_pool_copy(&modules->strings, path),
	};
	if (!m->name || !m->path)
		ret = -ENOMEM;
	if (ret || !candidate.needs.readable) {
		modules->broken = m->path;
		ks_candidate_close(&candidate);
		return ret == -ENOMEM ? ret : 0;
	}
	if (candidate.needs.depends) {
		m->depends = ks_pool_copy(&modules->strings, candidate.needs.depends);
		ret = m->depends ? 0 : -ENOMEM;
	}
	if (!ret)
		ret = copy_aliases(modules, m, &candidate.needs);
	if (!ret)
		modules->count++;
	ks_candidate_close(&candidate);
	return ret;
}

static int scan(struct ks_boot_modules *modules, const struct ks_boot_files *files,
		const char *tree)
{
	int ret = 0;

	for (size_t i = 0; i < files->count && !ret && !modules->broken; i++) {
		ks_auto_free char *path = NULL, *name = strdup(files->names[i]);

		if (!name || asprintf(&path, "%s/%s", tree, files->names[i]) < 0) {
			path = NULL;
			return -ENOMEM;
		}
		ks_boot_openwrt_name(name);
		if (!ks_boot_modules_find(modules, name))
			ret = add(modules, name, path);
	}
	return ret;
}

/**
 * ks_boot_modules_scan - find the modules of a directory
 * @modules: all zeroes; ks_boot_modules_free() releases it, also after a failure
 * @tree: the directory
 *
 * Return: 0 or a negative errno: the directory cannot be read.
 */
int ks_boot_modules_scan(struct ks_boot_modules *modules, const char *tree)
{
	struct ks_boot files_of = { 0 };
	ks_auto_close int fd = open(tree, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const struct ks_boot_place place = { .boot = &files_of, .root = fd, .path = tree };
	struct ks_boot_files files = { 0 };
	int ret;

	if (fd < 0)
		return -errno;
	ret = ks_boot_dir(&place, ".", ".ko", &files);
	modules->items = calloc(files.count + 1, sizeof(*modules->items));
	modules->order = calloc(files.count + 1, sizeof(*modules->order));
	if (!modules->items || !modules->order)
		ret = -ENOMEM;
	if (!ret)
		ret = scan(modules, &files, tree);
	for (size_t i = 0; i < modules->count; i++)
		modules->order[i] = &modules->items[i];
	if (modules->count)
		qsort(modules->order, modules->count, sizeof(*modules->order), by_order);
	free(files.names);
	ks_boot_free(&files_of);
	return ret;
}

/**
 * ks_boot_modules_free - release what was found
 * @modules: its members
 */
void ks_boot_modules_free(struct ks_boot_modules *modules)
{
	free(modules->items);
	free(modules->order);
	ks_pool_free(&modules->strings);
	*modules = (struct ks_boot_modules){ 0 };
}
