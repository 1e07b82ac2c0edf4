// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What modules say of themselves, where depmod has left no index, as on OpenWrt:
 * "depends" of modinfo, without that their symbols, "alias" and "softdep".
 * modprobe.d counts as far as libkmod is there to read it.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "resolve/file_index.h"
#include "resolve/unit.h"

/* A chain of dependencies; a circle of them is no longer. */
#define DEPTH_MAX	200

static void describe(struct ks_resolver *r, struct ks_unit *unit)
{
	const struct ks_libkmod *lib = &r->lib;

	if (!r->ctx || lib->kmod_module_new_from_name(r->ctx, unit->name, &unit->handle))
		return;
	unit->options = lib->kmod_module_get_options(unit->handle);
	unit->install = lib->kmod_module_get_install_commands(unit->handle);
	unit->remove = lib->kmod_module_get_remove_commands(unit->handle);
}

/* @name and @path are copied. */
static int make_unit(struct ks_resolver *r, const char *name, const char *path,
		     struct ks_unit **unit)
{
	struct ks_unit *new;

	for (size_t i = 0; i < r->all.count; i++)
		if (!strcmp(r->all.items[i]->name, name)) {
			*unit = r->all.items[i];
			return 0;
		}
	new = ks_pool_alloc(&r->strings, sizeof(*new));
	if (!new)
		return -ENOMEM;
	*new = (struct ks_unit){
		.name = ks_pool_copy(&r->strings, name),
		.path = path ? ks_pool_copy(&r->strings, path) : NULL,
		.is_builtin = !path,
	};
	if (!new->name || (path && !new->path) || ks_units_add(&r->all, new))
		return -ENOMEM;
	describe(r, new);
	*unit = new;
	return 0;
}

static int add_entry(struct ks_resolver *r, size_t entry, bool is_alias, struct ks_units *found)
{
	const struct ks_file_entry *file = &r->index->items[entry];
	struct ks_unit *unit;
	int ret = make_unit(r, file->name, file->path, &unit);

	for (size_t i = 0; !ret && i < found->count; i++)
		if (found->items[i] == unit)
			return 0;
	if (!ret)
		unit->is_alias = is_alias;
	return ret ? ret : ks_units_add(found, unit);
}

/* "kernel/fs/ext4/ext4.ko", a line each. */
static int find_builtin(struct ks_resolver *r, const char *name, struct ks_units *found)
{
	char path[sizeof(r->directory) + 32], line[512];
	ks_auto_fclose FILE *f = NULL;
	struct ks_unit *unit;

	snprintf(path, sizeof(path), "%s/modules.builtin", r->directory);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f)) {
		char *base = strrchr(line, '/');

		base = base ? base + 1 : line;
		base[strcspn(base, ".\n")] = '\0';
		if (!ks_same_module(base, name))
			continue;
		for (char *c = base; *c; c++)
			*c = *c == '-' ? '_' : *c;
		return make_unit(r, base, NULL, &unit) ? -ENOMEM : ks_units_add(found, unit);
	}
	return 0;
}

struct alias {
	struct ks_resolver *r;
	const char *name;
	struct ks_units *found;
};

static int match_aliases(void *context, size_t entry, const struct ks_candidate *candidate)
{
	struct alias *a = context;
	const char *value = NULL;

	while ((value = ks_candidate_tag(candidate, "alias", value)))
		if (ks_same_module(value, a->name) || !fnmatch(value, a->name, 0))
			return add_entry(a->r, entry, true, a->found);
	return 0;
}

static int look_up_config(struct ks_resolver *r, const char *name, struct ks_units *found)
{
	struct kmod_config_iter *iter = r->ctx ? r->lib.kmod_config_get_aliases(r->ctx) : NULL;
	int ret = 0;

	while (iter && !ret && r->lib.kmod_config_iter_next(iter)) {
		const char *pattern = r->lib.kmod_config_iter_get_key(iter);
		size_t entry;

		if (!ks_same_module(pattern, name) && fnmatch(pattern, name, 0))
			continue;
		entry = ks_file_index_find(r->index, r->lib.kmod_config_iter_get_value(iter));
		if (entry < r->index->count)
			ret = add_entry(r, entry, true, found);
	}
	if (iter)
		r->lib.kmod_config_iter_free_iter(iter);
	return ret;
}

static int look_up_path(struct ks_resolver *r, const char *path, struct ks_units *found)
{
	const char *base = strrchr(path, '/') + 1;
	ks_auto_free char *name = strndup(base, strcspn(base, "."));
	struct ks_unit *unit;
	int ret;

	if (!name)
		return -ENOMEM;
	for (char *c = name; *c; c++)
		*c = *c == '-' ? '_' : *c;
	ret = *name ? make_unit(r, name, path, &unit) : 0;
	return ret || !*name ? ret : ks_units_add(found, unit);
}

/* In libkmod's order: modprobe.d's aliases, names, the modules' aliases, built-in ones. */
static int look_up(struct ks_resolver *r, const char *name, struct ks_units *found)
{
	struct alias alias = { .r = r, .name = name, .found = found };
	size_t entry;
	int ret;

	if (name[0] == '/' || !strncmp(name, "./", 2))
		return look_up_path(r, name, found);
	ret = look_up_config(r, name, found);
	if (ret || found->count)
		return ret;
	entry = ks_file_index_find(r->index, name);
	if (entry < r->index->count)
		return add_entry(r, entry, false, found);
	ret = find_builtin(r, name, found);
	if (ret || found->count)
		return ret;
	return ks_file_index_visit(r->index, match_aliases, &alias);
}

static int depend(struct ks_resolver *r, const char *path, struct ks_units *found,
		  unsigned int depth);

/* What it needs itself comes first. */
static int depend_on(struct ks_resolver *r, size_t entry, struct ks_units *found,
		     unsigned int depth)
{
	const struct ks_file_entry *file = &r->index->items[entry];
	int ret;

	for (size_t i = 0; i < found->count; i++)
		if (!strcmp(found->items[i]->name, file->name))
			return 0;
	ret = depend(r, file->path, found, depth + 1);
	return ret ? ret : add_entry(r, entry, false, found);
}

/* One that is not there is what its symbols will say. */
static int depend_on_names(struct ks_resolver *r, const char *names, struct ks_units *found,
			   unsigned int depth)
{
	int ret = 0;

	while (*names && !ret) {
		size_t length = strcspn(names, ",");
		ks_auto_free char *name = strndup(names, length);
		size_t entry;

		if (!name)
			return -ENOMEM;
		entry = ks_file_index_find(r->index, name);
		if (entry < r->index->count)
			ret = depend_on(r, entry, found, depth);
		names += length + (names[length] == ',');
	}
	return ret;
}

static int depend_on_symbols(struct ks_resolver *r, const struct ks_needs *needs,
			     struct ks_units *found, unsigned int depth)
{
	int ret = ks_file_index_symbols(r->index);

	for (size_t i = 0; i < needs->import_count && !ret; i++) {
		size_t entry = ks_file_index_exporter(r->index, needs->imports[i].name);

		if (entry < r->index->count && strcmp(r->index->items[entry].path, needs->path))
			ret = depend_on(r, entry, found, depth);
	}
	return ret;
}

static int depend(struct ks_resolver *r, const char *path, struct ks_units *found,
		  unsigned int depth)
{
	struct ks_candidate candidate;
	struct ks_err err;
	int ret = 0;

	if (depth > DEPTH_MAX)
		return -ELOOP;
	/* That it cannot be read is said when it is to be loaded. */
	if (!ks_candidate_open(&candidate, path, KS_DEPTH_SHALLOW, NULL, &err)) {
		if (candidate.needs.depends)
			ret = depend_on_names(r, candidate.needs.depends, found, depth);
		else
			ret = depend_on_symbols(r, &candidate.needs, found, depth);
	}
	ks_candidate_close(&candidate);
	return ret;
}

static int dependencies(struct ks_resolver *r, const struct ks_unit *unit, struct ks_units *found)
{
	return unit->path ? depend(r, unit->path, found, 0) : 0;
}

/* "pre: a b post: c", of modinfo and of modprobe.d. */
static int take_soft(struct ks_resolver *r, const char *text, struct ks_units *before,
		     struct ks_units *after)
{
	struct ks_units *into = NULL;
	int ret = 0;

	while (*(text += strspn(text, " \t")) && !ret) {
		size_t length = strcspn(text, " \t");

		if (length == 4 && !strncmp(text, "pre:", 4)) {
			into = before;
		} else if (length == 5 && !strncmp(text, "post:", 5)) {
			into = after;
		} else if (into) {
			ks_auto_free char *name = strndup(text, length);

			ret = name ? look_up(r, name, into) : -ENOMEM;
		}
		text += length;
	}
	return ret;
}

static int soft_of_config(struct ks_resolver *r, const struct ks_unit *unit,
			  struct ks_units *before, struct ks_units *after, bool *found)
{
	struct kmod_config_iter *iter = r->ctx ? r->lib.kmod_config_get_softdeps(r->ctx) : NULL;
	int ret = 0;

	/* The first one counts. */
	while (iter && !*found && r->lib.kmod_config_iter_next(iter)) {
		if (fnmatch(r->lib.kmod_config_iter_get_key(iter), unit->name, 0))
			continue;
		*found = true;
		ret = take_soft(r, r->lib.kmod_config_iter_get_value(iter), before, after);
	}
	if (iter)
		r->lib.kmod_config_iter_free_iter(iter);
	return ret;
}

static int soft(struct ks_resolver *r, const struct ks_unit *unit, struct ks_units *before,
		struct ks_units *after)
{
	struct ks_candidate candidate;
	const char *value = NULL;
	bool found = false;
	struct ks_err err;
	int ret = soft_of_config(r, unit, before, after, &found);

	if (ret || found || !unit->path)
		return ret;
	if (!ks_candidate_open(&candidate, unit->path, KS_DEPTH_SHALLOW, NULL, &err) &&
	    !ks_candidate_fill(&candidate, &err)) {
		value = ks_candidate_tag(&candidate, "softdep", NULL);
		if (value)
			ret = take_soft(r, value, before, after);
	}
	ks_candidate_close(&candidate);
	return ret;
}

const struct ks_source ks_source_files = {
	.look_up = look_up,
	.dependencies = dependencies,
	.soft = soft,
};
