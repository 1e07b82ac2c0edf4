// SPDX-License-Identifier: GPL-2.0-or-later
/* Modules while they are resolved: each of them once. */
#include "resolve/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/**
 * ks_units_add - append a module
 * @units: list
 * @unit: borrowed
 *
 * Return: 0 or -ENOMEM.
 */
int ks_units_add(struct ks_units *units, struct ks_unit *unit)
{
	if (units->count == units->room) {
		size_t room = units->room ? units->room * 2 : 16;
		struct ks_unit **items = reallocarray(units->items, room, sizeof(*items));

		if (!items)
			return -ENOMEM;
		units->items = items;
		units->room = room;
	}
	units->items[units->count++] = unit;
	return 0;
}

/** ks_units_free - release a list, not what is in it */
void ks_units_free(struct ks_units *units)
{
	free(units->items);
	*units = (struct ks_units){ 0 };
}

/** ks_same_module - are two names those of one module: '-' is '_' */
bool ks_same_module(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	return *a == *b;
}

static void describe(struct ks_resolver *r, struct ks_unit *unit)
{
	const struct ks_libkmod *lib = &r->lib;
	struct kmod_module *handle = unit->handle;

	unit->name = lib->kmod_module_get_name(handle);
	unit->path = lib->kmod_module_get_path(handle);
	unit->options = lib->kmod_module_get_options(handle);
	unit->install = lib->kmod_module_get_install_commands(handle);
	unit->remove = lib->kmod_module_get_remove_commands(handle);
	if (!unit->path)
		unit->is_builtin = lib->kmod_module_get_initstate(handle) == KMOD_MODULE_BUILTIN;
}

/**
 * ks_unit_of_handle - the unit of a module of libkmod's
 * @r: resolver
 * @handle: libkmod gives out the same one for the same module; owned from here on
 * @unit: to fill
 *
 * Return: 0 or -ENOMEM.
 */
int ks_unit_of_handle(struct ks_resolver *r, struct kmod_module *handle, struct ks_unit **unit)
{
	struct ks_unit *new;

	for (size_t i = 0; i < r->all.count; i++)
		if (r->all.items[i]->handle == handle) {
			r->lib.kmod_module_unref(handle);
			*unit = r->all.items[i];
			return 0;
		}
	new = ks_pool_alloc(&r->strings, sizeof(*new));
	if (!new || ks_units_add(&r->all, new)) {
		r->lib.kmod_module_unref(handle);
		return -ENOMEM;
	}
	*new = (struct ks_unit){ .handle = handle };
	describe(r, new);
	*unit = new;
	return 0;
}

/** ks_unit_is_blacklisted - is there a "blacklist" of modprobe.d for it */
bool ks_unit_is_blacklisted(const struct ks_resolver *r, const struct ks_unit *unit)
{
	struct kmod_config_iter *iter;
	bool found = false;

	iter = r->ctx ? r->lib.kmod_config_get_blacklists(r->ctx) : NULL;
	while (iter && !found && r->lib.kmod_config_iter_next(iter))
		found = ks_same_module(r->lib.kmod_config_iter_get_key(iter), unit->name);
	if (iter)
		r->lib.kmod_config_iter_free_iter(iter);
	return found;
}
