// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A directory as a kernel: a root file system, a /lib/modules/RELEASE in one, or
 * what lies together in a build tree, a headers package or /boot.  Looks where
 * builds and distributions put a kernel's files; of each kind the first that is
 * there is read.  Inside of a root file system no link leads out of it.
 */
#include "facts/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf/input.h"
#include "facts/provider.h"
#include "facts/releases.h"
#include "lib/cleanup.h"
#include "lib/root.h"

/**
 * struct place - where to look
 * @dir: directory that paths start from
 * @path: the same, for messages
 * @confined: it is somebody's root file system
 * @modules: path of the directory of modules in it, or NULL
 * @release: its kernel, or NULL when names have none
 */
struct place {
	int dir;
	const char *path;
	bool confined;
	const char *modules;
	const char *release;
};

/* An image may be wrapped in a way that is not known, and a database may be one of
 * other packages: the rest is worth having without them.
 */
#define MAY_BE_FOREIGN	1
#define MAY_FAIL	2

/*
 * Kinds of files and where they are, NULL-terminated: "%" stands for the release,
 * "@" for its directory of modules.  A Debian headers package has a kernel.release
 * that uname does not say; the generated header is what modules are built with.
 */
struct wanted_file {
	unsigned int flags;
	const struct ks_provider *provider;
	const char *paths[14];
};

static const struct wanted_file in_root[] = {
	{ MAY_BE_FOREIGN, NULL, { "boot/vmlinuz-%", "boot/vmlinux-%", "boot/Image-%", "boot/kernel-%",
			    "@/vmlinuz", "@/vmlinux", "@/build/vmlinux",
			    "usr/src/linux-headers-%/vmlinux", "usr/src/kernels/%/vmlinux" } },
	{ 0, NULL, { "boot/config-%", "@/config", "@/build/.config", "usr/src/linux-headers-%/.config",
	       "usr/src/kernels/%/.config" } },
	{ 0, NULL, { "@/build/Module.symvers", "usr/src/linux-headers-%/Module.symvers",
	       "usr/src/kernels/%/Module.symvers", "@/symvers.xz", "@/symvers.zst", "@/symvers.gz",
	       "@/symvers", "@/Module.symvers", "boot/symvers-%.xz", "boot/symvers-%.zst",
	       "boot/symvers-%.gz", "boot/symvers-%" } },
	{ 0, NULL, { "@/build/include/generated/utsrelease.h",
	       "usr/src/linux-headers-%/include/generated/utsrelease.h",
	       "usr/src/kernels/%/include/generated/utsrelease.h" } },
	{ 0, &ks_provider_builtin, { "@/modules.builtin" } },
	{ 0, NULL, { "@/modules.builtin.modinfo" } },
	{ MAY_FAIL, NULL, { "usr/lib/opkg/status", "lib/apk/db/installed" } },
};

static const struct wanted_file in_tree[] = {
	{ MAY_BE_FOREIGN, NULL, { "vmlinux", "vmlinuz", "vmlinuz-%", "vmlinux-%", "Image-%", "kernel-%",
			    "bzImage", "Image", "zImage", "uImage" } },
	{ 0, NULL, { ".config", "config-%", "config" } },
	{ 0, NULL, { "Module.symvers", "symvers-%.xz", "symvers-%.zst", "symvers-%.gz", "symvers-%",
	       "symvers.xz", "symvers.zst", "symvers.gz", "symvers" } },
	{ 0, NULL, { "include/generated/utsrelease.h", "include/config/kernel.release" } },
	{ 0, &ks_provider_builtin, { "modules.builtin" } },
	{ 0, NULL, { "modules.builtin.modinfo" } },
};

static int open_in(const struct place *place, const char *path, int flags)
{
	int fd;

	if (place->confined)
		return ks_root_open(place->dir, path, flags);
	fd = openat(place->dir, path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static bool has(const struct place *place, const char *path)
{
	int fd = open_in(place, path, O_PATH);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool has_directory(const struct place *place, const char *path)
{
	int fd = open_in(place, path, O_PATH | O_DIRECTORY);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* False where the place does not have what the pattern stands for. */
static bool expand(const struct place *place, const char *pattern, char *path, size_t size)
{
	size_t used = 0;

	for (; *pattern && used < size; pattern++) {
		const char *release = place->release ? place->release : "";

		if (*pattern == '%' && !place->release)
			return false;
		if (*pattern == '@' && !place->modules)
			return false;
		if (*pattern == '@')
			used += snprintf(path + used, size - used, "%s", place->modules);
		else if (*pattern == '%')
			used += snprintf(path + used, size - used, "%s", release);
		else
			used += snprintf(path + used, size - used, "%c", *pattern);
	}
	return used < size;
}

static const char *full_path(struct ks_snapshot *snapshot, const struct place *place,
			     const char *path)
{
	ks_auto_free char *full = NULL;
	size_t len = strlen(place->path);
	const char *copy;

	if (asprintf(&full, "%s%s%s", place->path, len && place->path[len - 1] == '/' ? "" : "/",
		     path) < 0)
		full = NULL;
	copy = full ? ks_pool_copy(&snapshot->strings, full) : NULL;
	if (!copy)
		snapshot->out_of_memory = true;
	return copy ? copy : path;
}

/* What is there and tells nothing is named. */
static int note_failure(struct ks_snapshot *snapshot, const char *path, const char *why,
			struct ks_err *err)
{
	char kind[128];
	const char *copy;

	snprintf(kind, sizeof(kind), KS_FILE_NOT_READ "%s", why);
	copy = ks_pool_copy(&snapshot->strings, kind);
	if (!copy)
		return ks_err_sys(err, -ENOMEM, path, "read");
	return ks_add_file(snapshot, path, copy, err);
}

/* The vmlinux of a headers package is no kernel but a bag of types. */
static bool may_fail(const struct wanted_file *wanted, const char *path)
{
	size_t len = strlen(path);

	return wanted->flags & MAY_FAIL ||
	       (wanted->flags & MAY_BE_FOREIGN && len > 8 && !strcmp(path + len - 8, "/vmlinux"));
}

static int load_found(struct ks_snapshot *snapshot, const struct wanted_file *wanted, int fd,
		      const char *path, struct ks_err *err)
{
	size_t before = snapshot->facts.file_count;
	bool recognised;
	int ret = ks_facts_load_open(snapshot, fd, path, wanted->provider, &recognised, err);

	if (!ret || (recognised && !may_fail(wanted, path)))
		return ret;
	snapshot->facts.file_count = before;
	if (wanted->flags & MAY_FAIL)
		return 0;
	return wanted->flags ? note_failure(snapshot, path, "no kernel that is known", err) : ret;
}

/* The first of these that is there and may be read. */
static int load_first(struct ks_snapshot *snapshot, const struct place *place,
		      const struct wanted_file *wanted, struct ks_err *err)
{
	for (const char *const *pattern = wanted->paths; *pattern; pattern++) {
		char path[PATH_MAX];
		const char *full;
		int fd, ret;

		if (!expand(place, *pattern, path, sizeof(path)))
			continue;
		fd = open_in(place, path, KS_INPUT_FLAGS);
		if (fd == -ENOENT || fd == -ENOTDIR)
			continue;
		full = full_path(snapshot, place, path);
		if (fd >= 0)
			return load_found(snapshot, wanted, fd, full, err);
		ret = note_failure(snapshot, full, strerror(-fd), err);
		if (ret)
			return ret;
	}
	return 0;
}

static int load_all(struct ks_snapshot *snapshot, const struct place *place,
		    const struct wanted_file *wanted, size_t count, struct ks_err *err)
{
	size_t before = snapshot->facts.file_count;
	int ret = 0;

	for (size_t i = 0; i < count && !ret; i++)
		ret = load_first(snapshot, place, &wanted[i], err);
	if (!ret && snapshot->facts.file_count == before)
		ret = ks_err_set(err, -ENOENT,
				 "%s: read: no kernel in it: no vmlinuz, configuration, Module.symvers or lib/modules",
				 place->path);
	return ret;
}

/* Of two names the directory of modules has the one that modprobe goes by. */
static int load_release(struct ks_snapshot *snapshot, struct place *place, struct ks_err *err)
{
	char modules[PATH_MAX];
	int ret;

	snprintf(modules, sizeof(modules), "%s/%s",
		 has_directory(place, "lib/modules") ? "lib/modules" : "usr/lib/modules",
		 place->release);
	place->modules = has_directory(place, modules) ? modules : NULL;
	ret = load_all(snapshot, place, in_root, KS_ARRAY_SIZE(in_root), err);
	if (!ret)
		ks_set_release(snapshot, place->release, KS_ORIGIN_ASSUMED);
	place->modules = NULL;
	return ret;
}

static void list(const struct place *place, const char *path, struct ks_releases *releases,
		 void (*add)(struct ks_releases *releases, int dir))
{
	ks_auto_close int fd = open_in(place, path, O_RDONLY | O_DIRECTORY);

	if (fd >= 0)
		add(releases, fd);
}

static int load_root(struct ks_snapshot *snapshot, struct place *place, struct ks_err *err)
{
	struct ks_releases releases = { 0 };
	char hint[128];
	int ret;

	list(place, "boot", &releases, ks_releases_of_images);
	list(place, has_directory(place, "lib/modules") ? "lib/modules" : "usr/lib/modules",
	     &releases, ks_releases_of_modules);
	snprintf(hint, sizeof(hint), "%.80s/lib/modules/RELEASE",
		 strcmp(place->path, "/") ? place->path : "");
	ret = ks_releases_choose(&releases, place->path, hint, &place->release, err);
	if (!ret && !place->release)
		ret = ks_err_set(err, -ENOENT,
				 "%s: read: no kernel in it: neither in boot nor in lib/modules",
				 place->path);
	if (!ret)
		ret = load_release(snapshot, place, err);
	ks_releases_free(&releases);
	return ret;
}

/* A build tree, a headers package, /boot, or files that somebody put together. */
static int load_tree(struct ks_snapshot *snapshot, struct place *place, struct ks_err *err)
{
	struct ks_releases releases = { 0 };
	int ret;

	list(place, ".", &releases, ks_releases_of_images);
	ret = ks_releases_choose(&releases, place->path, "--kernel vmlinuz-RELEASE,config-RELEASE",
				 &place->release, err);
	if (!ret)
		ret = load_all(snapshot, place, in_tree, KS_ARRAY_SIZE(in_tree), err);
	ks_releases_free(&releases);
	return ret;
}

/*
 * Cuts a path such as "/srv/image/usr/lib/modules/RELEASE" into root and release;
 * false when it is no such path.
 */
static bool cut(char *path, const char **root, const char **release)
{
	static const char *const above[] = { "/usr/lib/modules", "/lib/modules" };
	char *name = strrchr(path, '/');

	for (size_t i = 0; name && i < KS_ARRAY_SIZE(above); i++) {
		size_t len = name - path, end = strlen(above[i]);

		if (len < end || memcmp(name - end, above[i], end))
			continue;
		name[-(ptrdiff_t)end] = '\0';
		*root = len == end ? "/" : path;
		*release = name + 1;
		return true;
	}
	return false;
}

/*
 * /lib/modules/RELEASE, with what belongs to it elsewhere in that root; 0 with
 * nothing loaded when it is none.
 */
static int load_modules_of_root(struct ks_snapshot *snapshot, const char *path, bool *found,
				struct ks_err *err)
{
	ks_auto_free char *real = realpath(path, NULL);
	struct place root = { .confined = true };
	ks_auto_close int dir = -1;

	*found = real && cut(real, &root.path, &root.release);
	if (!*found)
		return 0;
	dir = open(root.path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return ks_err_sys(err, -errno, root.path, "open");
	root.dir = dir;
	return load_release(snapshot, &root, err);
}

/* One that stands alone is a root of its own. */
static int load_modules(struct ks_snapshot *snapshot, struct place *place, struct ks_err *err)
{
	place->confined = true;
	place->modules = ".";
	return load_all(snapshot, place, in_root, KS_ARRAY_SIZE(in_root), err);
}

/* A source tree has a directory "boot" only further down. */
static bool is_root(const struct place *place)
{
	return has_directory(place, "lib/modules") || has_directory(place, "usr/lib/modules") ||
	       has_directory(place, "boot");
}

static bool is_modules(const struct place *place)
{
	return !has(place, ".config") && !has(place, "include") &&
	       (has(place, "modules.dep") || has(place, "modules.order") ||
		has(place, "modules.builtin") || has_directory(place, "kernel"));
}

/**
 * ks_directory_load - one kernel, from what lies in a directory
 * @snapshot: to fill
 * @fd: the directory, open for reading; stays the caller's
 * @path: as the user named it; lives as long as @snapshot
 * @err: one line on failure
 *
 * Return: 0, -ENOENT when no kernel is in it, -EINVAL when several could be meant,
 * or another negative errno.
 */
int ks_directory_load(struct ks_snapshot *snapshot, int fd, const char *path, struct ks_err *err)
{
	struct place place = { .dir = fd, .path = path, .confined = true };
	bool found;
	int ret;

	if (is_root(&place))
		return load_root(snapshot, &place, err);
	ret = load_modules_of_root(snapshot, path, &found, err);
	if (ret || found)
		return ret;
	place.confined = false;
	if (is_modules(&place))
		return load_modules(snapshot, &place, err);
	return load_tree(snapshot, &place, err);
}
