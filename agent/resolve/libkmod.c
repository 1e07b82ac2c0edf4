// SPDX-License-Identifier: GPL-2.0-or-later
/* libkmod, loaded when a name is to be found. */
#include "resolve/libkmod.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>

#include "resolve/resolve.h"

/**
 * ks_libkmod_load - have libkmod
 * @lib: to fill
 *
 * Loaded when it is needed: it brings libcrypto along, and starting both takes
 * longer than checking a module.  Never unloaded, like that.
 *
 * Return: false when it is not installed, or too old.
 */
bool ks_libkmod_load(struct ks_libkmod *lib)
{
	void *handle = dlopen(KS_LIBKMOD, RTLD_NOW | RTLD_LOCAL);
	bool complete = handle;

#define LOOK_UP(name)									\
	lib->name = complete ? (__typeof__(name) *)dlsym(handle, #name) : NULL;	\
	complete = lib->name;
	KS_LIBKMOD_FUNCTIONS(LOOK_UP)
	return complete;
}

/**
 * ks_resolve_find - where an installed module lies
 * @module: name
 * @path: to fill
 * @size: of @path
 * @err: one line on failure
 *
 * Return: 0, -ENOENT when it is not installed for the running kernel, or
 * another negative errno.
 */
int ks_resolve_find(const char *module, char *path, size_t size, struct ks_err *err)
{
	struct kmod_module *found = NULL;
	struct kmod_list *list = NULL;
	const char *its = NULL;
	struct ks_libkmod lib;
	struct kmod_ctx *ctx;

	if (!ks_libkmod_load(&lib))
		return ks_err_set(err, -ENOPKG, "%s: find: %s is not installed", module,
				  KS_LIBKMOD);
	ctx = lib.kmod_new(NULL, NULL);
	if (!ctx)
		return ks_err_sys(err, -ENOMEM, module, "find");
	if (!lib.kmod_module_new_from_lookup(ctx, module, &list) && list) {
		found = lib.kmod_module_get_module(list);
		its = lib.kmod_module_get_path(found);
	}
	snprintf(path, size, "%s", its ? its : "");
	lib.kmod_module_unref(found);
	lib.kmod_module_unref_list(list);
	lib.kmod_unref(ctx);
	if (!*path)
		return ks_err_set(err, -ENOENT, "%s: find: not installed for this kernel", module);
	return 0;
}
