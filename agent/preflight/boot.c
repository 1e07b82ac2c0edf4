// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What becomes of the lines of boot lists: each names a module of the tree, by
 * its file's name as modprobe does or by an alias, something that the kernel has
 * built in, or nothing at all.
 */
#include "preflight/boot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/list.h"
#include "lib/cleanup.h"

/* A module by the name of its file. */
struct entry {
	const char *name;
	uint32_t module;
	bool is_shadowed;
};

/* What resolving works with. */
struct work {
	struct ks_preflight_column *view;
	const struct ks_boot_names *names;
	size_t name_count;
	struct entry *entries;
	size_t room;
	struct ks_preflight_boot line;
	int error;
};

static void underscore(char *text)
{
	for (; *text; text++)
		if (*text == '-')
			*text = '_';
}

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order || x->is_shadowed == y->is_shadowed)
		return order;
	return x->is_shadowed ? 1 : -1;
}

static int index_modules(struct work *work, struct ks_pool *strings)
{
	struct ks_preflight_column *view = work->view;

	work->entries = calloc(view->module_count + 1, sizeof(*work->entries));
	if (!work->entries)
		return -ENOMEM;
	for (size_t i = 0; i < view->module_count; i++) {
		ks_auto_free char *name = strdup(view->modules[i].relative);

		if (!name)
			return -ENOMEM;
		ks_boot_plain_name(name);
		underscore(name);
		work->entries[i] = (struct entry){
			.name = ks_pool_copy(strings, name), .module = i,
			.is_shadowed = view->modules[i].shadowed_by != KS_PREFLIGHT_NONE,
		};
		if (!work->entries[i].name)
			return -ENOMEM;
	}
	qsort(work->entries, view->module_count, sizeof(*work->entries), by_name);
	return 0;
}

/* The first of several: the one that is found. */
static uint32_t find(const struct work *work, const char *name)
{
	size_t low = 0, high = work->view->module_count;
	ks_auto_free char *wanted = strdup(name);

	if (!wanted)
		return KS_PREFLIGHT_NONE;
	underscore(wanted);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(work->entries[middle].name, wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < work->view->module_count && !strcmp(work->entries[low].name, wanted))
		return work->entries[low].module;
	return KS_PREFLIGHT_NONE;
}

static bool is_builtin(const struct work *work, const char *name)
{
	const struct ks_facts *facts = work->view->facts;

	for (size_t i = 0; i < facts->module_count; i++)
		if ((facts->modules[i].state == KS_MODULE_BUILTIN ||
		     facts->modules[i].state == KS_MODULE_BUILTIN_SYSFS) &&
		    ks_boot_same_name(facts->modules[i].name, name))
			return true;
	for (size_t i = 0; i < work->name_count; i++)
		if (ks_boot_is_builtin(&work->names[i], name))
			return true;
	return false;
}

static bool knows_builtins(const struct work *work)
{
	for (size_t i = 0; i < work->name_count; i++)
		if (work->names[i].builtins)
			return true;
	return false;
}

static void add_line(struct work *work, enum ks_preflight_state state, uint32_t module)
{
	struct ks_preflight_column *view = work->view;
	struct ks_preflight_boot *more;

	if (view->boot_count == work->room) {
		work->room = work->room ? 2 * work->room : 16;
		more = reallocarray(view->boot, work->room, sizeof(*more));
		if (!more) {
			work->error = -ENOMEM;
			return;
		}
		view->boot = more;
	}
	work->line.state = state;
	work->line.module = module;
	view->boot[view->boot_count++] = work->line;
	if (state == KS_PREFLIGHT_MODULE)
		view->modules[module].at_boot = true;
}

static bool add_if_there(struct work *work, const char *name)
{
	uint32_t module = find(work, name);

	if (module != KS_PREFLIGHT_NONE)
		add_line(work, KS_PREFLIGHT_MODULE, module);
	else if (is_builtin(work, name))
		add_line(work, KS_PREFLIGHT_BUILTIN, KS_PREFLIGHT_NONE);
	else
		return false;
	return true;
}

/* An alias is no better than what it stands for. */
static void add_match(const char *module, void *data)
{
	struct work *work = data;

	if (!work->error && !add_if_there(work, module))
		add_line(work, KS_PREFLIGHT_ABSENT, KS_PREFLIGHT_NONE);
}

static void resolve(struct work *work, const struct ks_boot_entry *entry)
{
	size_t matches = 0;

	work->line = (struct ks_preflight_boot){
		.name = entry->name, .list = entry->list, .line = entry->line,
	};
	if (add_if_there(work, entry->name))
		return;
	for (size_t i = 0; i < work->name_count; i++)
		matches += ks_boot_resolve(&work->names[i], entry->name, add_match, work);
	if (matches)
		return;
	if (entry->is_optional)
		add_line(work, KS_PREFLIGHT_PASSED_OVER, KS_PREFLIGHT_NONE);
	else
		add_line(work, knows_builtins(work) ? KS_PREFLIGHT_ABSENT : KS_PREFLIGHT_OPEN,
			 KS_PREFLIGHT_NONE);
}

/**
 * ks_preflight_resolve - find the modules that boot lists name
 * @view: with facts and modules, which learn that they are loaded at boot; gets
 *	the lines, which the caller frees
 * @boot: what was read
 * @names: other names, of each tree
 * @name_count: entries of @names
 * @strings: gets what must live as long as @view
 *
 * Return: 0 or -ENOMEM.
 */
int ks_preflight_resolve(struct ks_preflight_column *view, const struct ks_boot *boot,
			 const struct ks_boot_names *names, size_t name_count,
			 struct ks_pool *strings)
{
	struct work work = { .view = view, .names = names, .name_count = name_count };
	int ret;

	view->boot_lists = boot->lists;
	if (!boot->count)
		return 0;
	ret = index_modules(&work, strings);
	for (size_t i = 0; i < boot->count && !ret && !work.error; i++)
		resolve(&work, &boot->entries[i]);
	free(work.entries);
	return ret ? ret : work.error;
}
