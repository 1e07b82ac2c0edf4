// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Gives modules to the kernel: the very bytes that were checked, by
 * init_module(2).  Only where a security module insists on the file itself
 * (LoadPin, IMA, IPE) the original descriptor is used, after comparing that it
 * was not written to.  No force flags, ever.
 */
#include "load/load.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <libkmod.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"

/* Does a security module that wants to see the file take part. */
static bool file_is_wanted(void)
{
	static const char *const names[] = { "loadpin", "ima", "ipe" };
	ks_auto_close int fd = open("/sys/kernel/security/lsm", O_RDONLY | O_CLOEXEC);
	char list[512];
	ssize_t got = fd < 0 ? -1 : read(fd, list, sizeof(list) - 1);

	if (got < 0)
		return false;
	list[got] = '\0';
	for (size_t i = 0; i < KS_ARRAY_SIZE(names); i++)
		if (strstr(list, names[i]))
			return true;
	return false;
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool unchanged(const struct ks_load_source *source)
{
	struct stat now;

	return !fstat(source->fd, &now) && now.st_size == source->stat.st_size &&
	       same_time(&now.st_mtim, &source->stat.st_mtim) &&
	       same_time(&now.st_ctim, &source->stat.st_ctim);
}

/**
 * ks_load - load what was checked
 * @source: bytes, and the file they came from
 * @parameters: "name=value" separated by blanks
 *
 * Return: 0 or the negative errno of the kernel.
 */
int ks_load(const struct ks_load_source *source, const char *parameters)
{
	int error;

	if (!syscall(SYS_init_module, source->image.data, source->image.size, parameters))
		return 0;
	error = errno;
	if ((error != EACCES && error != EPERM) || source->packed || !file_is_wanted() ||
	    !unchanged(source))
		return -error;
	return syscall(SYS_finit_module, source->fd, parameters, 0) ? -errno : 0;
}

#define LIBKMOD	"libkmod.so.2"

/* What is used of it; the header says the types. */
#define FUNCTIONS(X)								\
	X(kmod_new) X(kmod_unref) X(kmod_module_new_from_lookup)		\
	X(kmod_module_get_module) X(kmod_module_get_path)			\
	X(kmod_module_unref) X(kmod_module_unref_list)

#define MEMBER(name) __typeof__(name) *name;
struct libkmod { FUNCTIONS(MEMBER) };

/*
 * Loaded when a name is to be found: it brings libcrypto along, and starting
 * both takes longer than checking a module.  Never unloaded, like that.
 */
static bool load_libkmod(struct libkmod *lib)
{
	void *handle = dlopen(LIBKMOD, RTLD_NOW | RTLD_LOCAL);
	bool complete = handle;

#define LOOK_UP(name)									\
	lib->name = complete ? (__typeof__(name) *)dlsym(handle, #name) : NULL;	\
	complete = lib->name;
	FUNCTIONS(LOOK_UP)
	return complete;
}

/**
 * ks_load_find - where an installed module lies
 * @module: name
 * @path: to fill
 * @size: of @path
 * @err: one line on failure
 *
 * Return: 0, -ENOENT when it is not installed for the running kernel, or
 * another negative errno.
 */
int ks_load_find(const char *module, char *path, size_t size, struct ks_err *err)
{
	struct kmod_module *found = NULL;
	struct kmod_list *list = NULL;
	const char *its = NULL;
	struct libkmod lib;
	struct kmod_ctx *ctx;

	if (!load_libkmod(&lib))
		return ks_err_set(err, -ENOPKG, "%s: find: %s is not installed", module, LIBKMOD);
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
