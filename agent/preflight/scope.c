// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is to be checked.  An argument is a file, a directory of modules, or a
 * root file system, in which trees are found where distributions, OpenWrt and
 * Android put them; which of them goes with a kernel is in choose.c.
 */
#include "preflight/scope.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/macro.h"
#include "lib/root.h"

/* Where trees are in a root; "lib" and "usr/lib" are often one. */
static const char *const bases[] = {
	"lib/modules",	       "usr/lib/modules",  "vendor/lib/modules",
	"vendor_dlkm/lib/modules", "odm/lib/modules",  "odm_dlkm/lib/modules",
	"system/lib/modules",  "system_dlkm/lib/modules",
};

/* More names than this in one directory of trees are an attack. */
#define NAMES_MAX	65536

/*
 * A path that leads to what was found below a root: root and relative path where
 * no link on it starts at the root, else where it really is.
 */
static const char *path_of(struct ks_scope *scope, const char *relative, int fd)
{
	size_t length = strlen(scope->root);
	char path[PATH_MAX], link[64];
	struct stat found, there;
	ssize_t got;

	while (length && scope->root[length - 1] == '/')
		length--;
	if ((size_t)snprintf(path, sizeof(path), "%.*s/%s", (int)length, scope->root, relative) <
		    sizeof(path) &&
	    !fstat(fd, &found) && !stat(path, &there) && found.st_dev == there.st_dev &&
	    found.st_ino == there.st_ino)
		return ks_pool_copy(&scope->strings, path);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	got = readlink(link, path, sizeof(path) - 1);
	if (got <= 0)
		return ks_pool_copy(&scope->strings, relative);
	path[got] = '\0';
	return ks_pool_copy(&scope->strings, path);
}

static int add_text(const char ***items, size_t *count, const char *text)
{
	const char **more = reallocarray(*items, *count + 1, sizeof(*more));

	if (!more || !text) {
		*items = more ? more : *items;
		return -ENOMEM;
	}
	more[(*count)++] = text;
	*items = more;
	return 0;
}

static int add_tree(struct ks_scope *scope, const char *path, const char *release)
{
	struct ks_scope_tree *more;

	more = reallocarray(scope->trees, scope->tree_count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	scope->trees = more;
	if (!path)
		return -ENOMEM;
	more[scope->tree_count++] = (struct ks_scope_tree){ path, release };
	return 0;
}

/* One line for the user; the rest is looked at. */
static int add_error(struct ks_scope *scope, const char *path, int code, const char *why)
{
	struct ks_preflight_error *more;
	struct ks_err err;

	more = reallocarray(scope->errors, scope->error_count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	scope->errors = more;
	ks_err_set(&err, code, "%s: read: %s", path, why ? why : strerror(-code));
	path = ks_pool_copy(&scope->strings, path);
	more[scope->error_count] = (struct ks_preflight_error){
		path, code, ks_pool_copy(&scope->strings, err.text),
	};
	if (!path || !more[scope->error_count].text)
		return -ENOMEM;
	scope->error_count++;
	return 0;
}

/* The same for what is below the root. */
static int add_error_below(struct ks_scope *scope, const char *relative, int code,
			   const char *why)
{
	ks_auto_free char *path = NULL;
	size_t length = strlen(scope->root);

	while (length && scope->root[length - 1] == '/')
		length--;
	if (asprintf(&path, "%.*s/%s", (int)length, scope->root, relative) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	return add_error(scope, path, code, why);
}

/* Also packed ones: whatever stands behind ".ko". */
static bool is_module_name(const char *name)
{
	const char *suffix = strstr(name, ".ko");

	return suffix && (!suffix[3] || suffix[3] == '.');
}

/**
 * struct listing - what is in a directory of trees
 * @directories: names
 * @files: names of modules
 * @is_flat: its modules have no release
 */
struct listing {
	const char **directories;
	size_t directory_count;
	const char **files;
	size_t file_count;
	bool is_flat;
};

/* What makes a directory one of modules without a release. */
static bool is_mark(const char *name)
{
	return !strcmp(name, "modules.load") || !strcmp(name, "modules.dep");
}

/* A release begins with a digit; what else is there belongs to somebody else. */
static bool is_release(const char *name)
{
	return *name >= '0' && *name <= '9';
}

/**
 * struct base - a directory of trees that is looked through
 * @scope: gets what cannot be looked at
 * @root: directory that links start from
 * @path: in it
 */
struct base {
	struct ks_scope *scope;
	int root;
	const char *path;
};

/* A link starts at the root, and what it leads to need not be there. */
static int open_name(const struct base *base, const char *name)
{
	ks_auto_free char *relative = NULL;

	if (asprintf(&relative, "%s/%s", base->path, name) < 0) {
		relative = NULL;
		return -ENOMEM;
	}
	return ks_root_open(base->root, relative, O_PATH);
}

static int add_failure(const struct base *base, const char *name, int code)
{
	ks_auto_free char *relative = NULL;

	if (code == -ENOENT || code == -ENOTDIR || !(is_release(name) || is_mark(name)))
		return 0;
	if (asprintf(&relative, "%s/%s", base->path, name) < 0) {
		relative = NULL;
		return -ENOMEM;
	}
	return add_error_below(base->scope, relative, code, NULL);
}

static int add_name(const struct base *base, const char *name, struct listing *listing)
{
	ks_auto_close int fd = -1;
	struct stat st = { 0 };
	int code;

	if (*name == '.')
		return 0;
	fd = open_name(base, name);
	code = fd < 0 ? fd : fstat(fd, &st) ? -errno : 0;
	/* Of one that stands for a module the engine says so. */
	if (code && (code == -ENOENT || !is_module_name(name)))
		return add_failure(base, name, code);
	if (S_ISDIR(st.st_mode))
		return add_text(&listing->directories, &listing->directory_count,
				ks_pool_copy(&base->scope->strings, name));
	if (is_mark(name))
		listing->is_flat = true;
	if (is_module_name(name))
		return add_text(&listing->files, &listing->file_count,
				ks_pool_copy(&base->scope->strings, name));
	return 0;
}

static int list_names(const struct base *base, DIR *dir, struct listing *listing)
{
	for (size_t i = 0; i <= NAMES_MAX; i++) {
		struct dirent *found;
		int ret;

		errno = 0;
		found = readdir(dir);
		if (!found)
			return errno ? add_error_below(base->scope, base->path, -errno, NULL) : 0;
		ret = add_name(base, found->d_name, listing);
		if (ret)
			return ret;
	}
	return add_error_below(base->scope, base->path, -EFBIG,
			       "more than 65536 names, the others are left out");
}

static int list(const struct base *base, int fd, struct listing *listing)
{
	ks_auto_closedir DIR *dir = fdopendir(fd);
	int ret;

	if (!dir) {
		close(fd);
		return -ENOMEM;
	}
	ret = list_names(base, dir, listing);
	if (listing->file_count && !listing->directory_count)
		listing->is_flat = true;
	return ret;
}

static int add_release(const struct base *base, const char *release)
{
	ks_auto_close int fd = -1;
	char relative[PATH_MAX];

	if (!is_release(release))
		return 0;
	snprintf(relative, sizeof(relative), "%s/%s", base->path, release);
	fd = ks_root_open(base->root, relative, O_PATH | O_DIRECTORY);
	if (fd < 0)
		return add_failure(base, release, fd);
	return add_tree(base->scope, path_of(base->scope, relative, fd), release);
}

static int add_stray(struct ks_scope *scope, const char *path, const char *name)
{
	ks_auto_free char *whole = NULL;

	if (!path || asprintf(&whole, "%s/%s", path, name) < 0) {
		whole = NULL;
		return -ENOMEM;
	}
	return add_text(&scope->strays, &scope->stray_count,
			ks_pool_copy(&scope->strings, whole));
}

static int add_base(const struct base *base, int fd)
{
	struct ks_scope *scope = base->scope;
	const char *path = path_of(scope, base->path, fd);
	struct listing listing = { 0 };
	int ret = list(base, fd, &listing);

	if (listing.is_flat && !ret)
		ret = add_tree(scope, path, NULL);
	for (size_t i = 0; i < listing.directory_count && !ret && !listing.is_flat; i++)
		ret = add_release(base, listing.directories[i]);
	for (size_t i = 0; i < listing.file_count && !ret && !listing.is_flat; i++)
		ret = add_stray(scope, path, listing.files[i]);
	free(listing.directories);
	free(listing.files);
	return ret;
}

static int by_release(const void *a, const void *b)
{
	const struct ks_scope_tree *x = a, *y = b;

	if (!x->release || !y->release)
		return x->release ? 1 : y->release ? -1 : strcmp(x->path, y->path);
	return strverscmp(x->release, y->release);
}

/* A directory that two names lead to counts once. */
struct seen {
	struct stat items[KS_ARRAY_SIZE(bases)];
	size_t count;
};

static bool is_seen(struct seen *seen, int fd)
{
	struct stat *st = &seen->items[seen->count];

	if (fstat(fd, st))
		return false;
	for (size_t i = 0; i < seen->count; i++)
		if (seen->items[i].st_dev == st->st_dev && seen->items[i].st_ino == st->st_ino)
			return true;
	seen->count++;
	return false;
}

static int add_root(struct ks_scope *scope, const char *root, int fd)
{
	struct seen seen = { 0 };
	int ret = 0;

	scope->root = root;
	scope->root_given = true;
	for (size_t i = 0; i < KS_ARRAY_SIZE(bases) && !ret; i++) {
		int base = ks_root_open(fd, bases[i], O_RDONLY | O_DIRECTORY);

		if (base == -ENOENT || base == -ENOTDIR)
			continue;
		if (base < 0)
			ret = add_error_below(scope, bases[i], base, NULL);
		else if (is_seen(&seen, base))
			close(base);
		else
			ret = add_base(&(struct base){ scope, fd, bases[i] }, base);
	}
	if (scope->tree_count)
		qsort(scope->trees, scope->tree_count, sizeof(*scope->trees), by_release);
	return ret;
}

static bool is_root(int fd)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(bases); i++) {
		int base = ks_root_open(fd, bases[i], O_PATH | O_DIRECTORY);

		if (base >= 0)
			close(base);
		if (base >= 0)
			return true;
	}
	return false;
}

static bool has(int fd, const char *name)
{
	struct stat st;

	return !fstatat(fd, name, &st, 0);
}

/* All that a kernel has, not some modules of somebody. */
static bool is_tree(int fd)
{
	return has(fd, "modules.dep") || has(fd, "modules.order") || has(fd, "modules.builtin") ||
	       has(fd, "modules.load") || has(fd, "kernel");
}

/* The root that a tree belongs to: what stands before lib/modules/RELEASE. */
static int find_root_of(struct ks_scope *scope, const char *path)
{
	static const char *const above[] = { "/usr/lib/modules/", "/lib/modules/" };
	ks_auto_free char *real = realpath(path, NULL);
	char *name = real ? strrchr(real, '/') : NULL;

	if (!name || scope->root)
		return 0;
	name[1] = '\0';
	for (size_t i = 0; i < KS_ARRAY_SIZE(above); i++) {
		size_t length = strlen(real), end = strlen(above[i]);

		if (length < end || strcmp(real + length - end, above[i]))
			continue;
		real[length - end] = '\0';
		scope->root = ks_pool_copy(&scope->strings, length > end ? real : "/");
		scope->whole = true;
		return scope->root ? 0 : -ENOMEM;
	}
	return 0;
}

static int add_argument(struct ks_scope *scope, const char *arg, struct ks_err *err)
{
	ks_auto_close int fd = open(arg, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	int ret;

	/* The engine says what is wrong with it, and checks the others. */
	if (fd < 0 || fstat(fd, &st) || !S_ISDIR(st.st_mode)) {
		ret = add_text(&scope->others, &scope->other_count, arg);
	} else if (is_root(fd)) {
		if (scope->root_given)
			return ks_err_set(err, -EINVAL,
					  "%s: is a root file system, and so is %s: one at a time",
					  arg, scope->root);
		ret = add_root(scope, arg, fd);
		scope->whole = true;
	} else {
		scope->whole = scope->whole || is_tree(fd);
		ret = find_root_of(scope, arg);
		if (!ret)
			ret = add_text(&scope->others, &scope->other_count, arg);
	}
	return ret ? ks_err_sys(err, ret, arg, "look at") : 0;
}

/**
 * ks_scope_find - understand the arguments
 * @scope: to fill; ks_scope_free() releases it, also after a failure
 * @args: files, directories of modules, one root file system
 * @count: entries of @args
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_scope_find(struct ks_scope *scope, const char *const *args, size_t count, struct ks_err *err)
{
	*scope = (struct ks_scope){ 0 };
	for (size_t i = 0; i < count; i++) {
		int ret = add_argument(scope, args[i], err);

		if (ret)
			return ret;
	}
	return 0;
}

/** ks_scope_is_own_root - is the root that of this very system */
bool ks_scope_is_own_root(const struct ks_scope *scope)
{
	struct stat own, given;

	return scope->root && !stat("/", &own) && !stat(scope->root, &given) &&
	       own.st_dev == given.st_dev && own.st_ino == given.st_ino;
}

/** ks_scope_free - release what was found */
void ks_scope_free(struct ks_scope *scope)
{
	free(scope->trees);
	free(scope->others);
	free(scope->strays);
	free(scope->errors);
	ks_pool_free(&scope->strings);
	*scope = (struct ks_scope){ 0 };
}
