// SPDX-License-Identifier: GPL-2.0-or-later
/* What depmod's index and modprobe.d say of modules, asked through libkmod. */
#include <errno.h>
#include <string.h>

#include "resolve/unit.h"

/* Takes libkmod's list over. */
static int take_list(struct ks_resolver *r, struct kmod_list *list, struct ks_units *found)
{
	struct ks_unit *unit;
	int ret = 0;

	for (struct kmod_list *l = list; l && !ret; l = r->lib.kmod_list_next(list, l)) {
		ret = ks_unit_of_handle(r, r->lib.kmod_module_get_module(l), &unit);
		if (!ret)
			ret = ks_units_add(found, unit);
	}
	r->lib.kmod_module_unref_list(list);
	return ret;
}

static int look_up_path(struct ks_resolver *r, const char *path, struct ks_units *found)
{
	struct kmod_module *handle;
	struct ks_unit *unit;
	int ret = r->lib.kmod_module_new_from_path(r->ctx, path, &handle);

	if (ret)
		return ret == -ENOMEM ? ret : 0;
	ret = ks_unit_of_handle(r, handle, &unit);
	return ret ? ret : ks_units_add(found, unit);
}

static int look_up(struct ks_resolver *r, const char *name, struct ks_units *found)
{
	struct kmod_list *list = NULL;
	int ret;

	if (name[0] == '/' || !strncmp(name, "./", 2))
		return look_up_path(r, name, found);
	ret = r->lib.kmod_module_new_from_lookup(r->ctx, name, &list);
	if (ret)
		return ret == -ENOMEM ? ret : 0;
	ret = take_list(r, list, found);
	for (size_t i = 0; i < found->count; i++)
		if (!ks_same_module(found->items[i]->name, name))
			found->items[i]->is_alias = true;
	return ret;
}

static int dependencies(struct ks_resolver *r, const struct ks_unit *unit, struct ks_units *found)
{
	return take_list(r, r->lib.kmod_module_get_dependencies(unit->handle), found);
}

static int soft(struct ks_resolver *r, const struct ks_unit *unit, struct ks_units *before,
		struct ks_units *after)
{
	struct kmod_list *pre = NULL, *post = NULL;
	int ret = r->lib.kmod_module_get_softdeps(unit->handle, &pre, &post);
	int second;

	if (ret)
		return ret;
	ret = take_list(r, pre, before);
	second = take_list(r, post, after);
	return ret ? ret : second;
}

const struct ks_source ks_source_index = {
	.look_up = look_up,
	.dependencies = dependencies,
	.soft = soft,
};
