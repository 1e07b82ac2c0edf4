// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which trees go with a kernel: modprobe, kmodloader and init look into the one
 * that is named after the running release, and into no other.  What is left over
 * is said.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/list.h"
#include "lib/cleanup.h"
#include "lib/macro.h"
#include "lib/root.h"
#include "preflight/scope.h"

/* What a stub has is a sentence instead of symbols; a real one has a megabyte. */
#define STUB_MAX	4096

static int add_note(struct ks_scope_pick *pick, enum ks_preflight_note_id id, const char *subject,
		    const char *object, size_t count)
{
	struct ks_preflight_note *more;

	more = reallocarray(pick->notes, pick->note_count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	pick->notes = more;
	more[pick->note_count++] = (struct ks_preflight_note){
		.id = id, .subject = subject, .object = object, .count = count,
	};
	return 0;
}

static int add_root(struct ks_scope_pick *pick, const char *path)
{
	const char **more = reallocarray(pick->roots, pick->root_count + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	pick->roots = more;
	more[pick->root_count++] = path;
	return 0;
}

static bool has_release(const struct ks_scope *scope, const char *release)
{
	for (size_t i = 0; i < scope->tree_count; i++)
		if (scope->trees[i].release && !strcmp(scope->trees[i].release, release))
			return true;
	return false;
}

static bool has_flat(const struct ks_scope *scope)
{
	/* They are sorted so. */
	return scope->tree_count && !scope->trees[0].release;
}

/*
 * First-stage init of Android also takes a directory of the same series.  How large
 * the kernel's pages are nobody says: 4 KiB.
 */
static const char *find_series(const struct ks_scope *scope, const char *release)
{
	for (size_t i = 0; i < scope->tree_count; i++) {
		const struct ks_scope_tree *tree = &scope->trees[i];
		ks_auto_free char *list = NULL;

		if (!tree->release || !ks_boot_android_fits(tree->release, release, ""))
			continue;
		if (asprintf(&list, "%s/modules.load", tree->path) < 0)
			list = NULL;
		/* One that may not be looked into is not passed over. */
		if (list && (!access(list, F_OK) || (errno != ENOENT && errno != ENOTDIR)))
			return tree->release;
	}
	return NULL;
}

/* The release whose tree is checked; NULL: only what has none. */
static const char *choose_release(const struct ks_scope *scope, const char *release,
				  struct ks_scope_pick *pick, int *ret)
{
	const char *last, *series;

	if (!scope->tree_count)
		return NULL;
	last = scope->trees[scope->tree_count - 1].release;
	if (release && has_release(scope, release))
		return release;
	series = release ? find_series(scope, release) : NULL;
	if (series)
		return series;
	if (!last || has_flat(scope))
		return NULL;
	if (release)
		*ret = add_note(pick, KS_PREFLIGHT_NO_TREE, release, last, 1);
	else if (strcmp(last, scope->trees[0].release))
		*ret = add_note(pick, KS_PREFLIGHT_RELEASE_UNKNOWN, last, NULL, 1);
	return last;
}

/* Also what may not be opened is there. */
static bool is_there(int root, const char *path)
{
	int fd = ks_root_open(root, path, O_PATH);

	if (fd >= 0)
		close(fd);
	return fd != -ENOENT && fd != -ENOTDIR;
}

/* Has this root a kernel for that tree, wherever distributions put one? */
static bool has_kernel(int root, const char *release)
{
	static const struct {
		const char *before, *behind;
	} places[] = {
		{ "boot/vmlinuz-", "" },	   { "boot/vmlinux-", "" },
		{ "boot/Image-", "" },		   { "boot/kernel-", "" },
		{ "boot/config-", "" },		   { "lib/modules/", "/vmlinuz" },
		{ "lib/modules/", "/vmlinux" },	   { "lib/modules/", "/config" },
		{ "usr/lib/modules/", "/vmlinuz" }, { "usr/lib/modules/", "/vmlinux" },
		{ "usr/lib/modules/", "/config" },
	};

	for (size_t i = 0; i < KS_ARRAY_SIZE(places); i++) {
		char path[PATH_MAX];

		snprintf(path, sizeof(path), "%s%s%s", places[i].before, release,
			 places[i].behind);
		if (is_there(root, path))
			return true;
	}
	return false;
}

/**
 * ks_scope_has_kernel - is there a kernel for a tree, be it one that cannot be read
 * @scope: with a root
 * @release: of the tree
 */
bool ks_scope_has_kernel(const struct ks_scope *scope, const char *release)
{
	ks_auto_close int root = open(scope->root, O_PATH | O_DIRECTORY | O_CLOEXEC);

	return root < 0 || has_kernel(root, release);
}

/* Where an image was there, but told nothing: which. */
static int note_unread(const struct ks_facts *facts, struct ks_scope_pick *pick)
{
	size_t length = strlen(KS_FILE_NOT_READ);

	for (size_t i = 0; i < facts->file_count && !facts->symbol_count; i++)
		if (!strncmp(facts->files[i].kind, KS_FILE_NOT_READ, length))
			return add_note(pick, KS_PREFLIGHT_KERNEL_UNREAD, facts->files[i].path,
					facts->files[i].kind + length, 1);
	return 0;
}

static bool is_among(const char *text, const char *const *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (items[i] && !strcmp(items[i], text))
			return true;
	return false;
}

static int note_orphans(const struct ks_scope *scope, const char *chosen, int root,
			const char *const *releases, size_t release_count,
			struct ks_scope_pick *pick)
{
	int ret = 0;

	for (size_t i = 0; i < scope->tree_count && !ret; i++) {
		const struct ks_scope_tree *tree = &scope->trees[i];

		if (tree->release && (!chosen || strcmp(tree->release, chosen)) &&
		    !is_among(tree->release, releases, release_count) &&
		    !has_kernel(root, tree->release))
			ret = add_note(pick, KS_PREFLIGHT_ORPHAN, tree->path, NULL, 1);
	}
	return ret;
}

static bool is_stub(int root, const char *path)
{
	ks_auto_close int fd = ks_root_open(root, path, KS_BOOT_FLAGS);
	ks_auto_free char *text = NULL;

	return fd >= 0 && !ks_boot_read_file(fd, STUB_MAX, &text) &&
	       strstr(text, "The real System.map is in");
}

static int note_stub(struct ks_scope *scope, int root, const char *release,
		     struct ks_scope_pick *pick)
{
	ks_auto_free char *path = NULL;
	const char *copy;

	if (asprintf(&path, "boot/System.map-%s", release) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	if (!is_stub(root, path))
		return 0;
	copy = ks_pool_copy(&scope->strings, path);
	return copy ? add_note(pick, KS_PREFLIGHT_STUB_SYSTEM_MAP, copy, NULL, 1) : -ENOMEM;
}

/* A tree that is named itself, but after another release. */
static int note_outside(const struct ks_scope *scope, const char *release,
			struct ks_scope_pick *pick)
{
	int ret = 0;

	for (size_t i = 0; i < scope->other_count && !ret && release; i++) {
		ks_auto_free char *real = realpath(scope->others[i], NULL);
		const char *name = real ? strrchr(real, '/') : NULL;
		size_t before = name ? name - real : 0;

		if (before >= 12 && !strncmp(name - 12, "/lib/modules", 12) &&
		    strcmp(name + 1, release))
			ret = add_note(pick, KS_PREFLIGHT_OUTSIDE, scope->others[i], release, 1);
	}
	if (scope->stray_count && !ret)
		ret = add_note(pick, KS_PREFLIGHT_STRAY, scope->strays[0], NULL,
			       scope->stray_count);
	return ret;
}

static int choose_trees(struct ks_scope *scope, const char *release, const char *const *releases,
			size_t release_count, struct ks_scope_pick *pick, struct ks_err *err)
{
	ks_auto_close int root = open(scope->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char *chosen;
	int ret = 0;

	if (root < 0)
		return ks_err_sys(err, -errno, scope->root, "open");
	chosen = choose_release(scope, release, pick, &ret);
	for (size_t i = 0; i < scope->tree_count && !ret; i++) {
		const struct ks_scope_tree *tree = &scope->trees[i];

		if (!tree->release || (chosen && !strcmp(tree->release, chosen)))
			ret = add_root(pick, tree->path);
	}
	if (!ret)
		ret = note_orphans(scope, chosen, root, releases, release_count, pick);
	if (!ret && (release || chosen))
		ret = note_stub(scope, root, release ? release : chosen, pick);
	return ret ? ks_err_sys(err, ret, scope->root, "look at") : 0;
}

/**
 * ks_scope_choose - what to check against one kernel
 * @scope: filled by ks_scope_find()
 * @facts: the kernel
 * @releases: of all kernels that are asked
 * @release_count: entries of @releases, which may be NULL
 * @pick: to fill; ks_scope_pick_free() releases it, also after a failure
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_scope_choose(struct ks_scope *scope, const struct ks_facts *facts,
		    const char *const *releases, size_t release_count, struct ks_scope_pick *pick,
		    struct ks_err *err)
{
	const char *release = facts->release.value;
	int ret;

	*pick = (struct ks_scope_pick){ 0 };
	ret = note_unread(facts, pick);
	if (ret)
		return ks_err_sys(err, ret, "modules", "look at");
	if (scope->root_given)
		ret = choose_trees(scope, release, releases, release_count, pick, err);
	if (ret)
		return ret;
	for (size_t i = 0; i < scope->other_count && !ret; i++)
		ret = add_root(pick, scope->others[i]);
	if (!ret)
		ret = note_outside(scope, release, pick);
	return ret ? ks_err_sys(err, ret, "modules", "look at") : 0;
}

/** ks_scope_pick_free - release a choice */
void ks_scope_pick_free(struct ks_scope_pick *pick)
{
	free(pick->roots);
	free(pick->notes);
	*pick = (struct ks_scope_pick){ 0 };
}
