// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which kernels a directory holds.  One is taken, several are asked about: the
 * newest is not always the one that boots, and a verdict on the wrong kernel is
 * worse than a question.
 */
#include "facts/releases.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "facts/snapshot.h"
#include "lib/cleanup.h"

static void add(struct ks_releases *releases, const char *name, bool has_image)
{
	size_t at = 0;
	uint64_t version;
	const char *copy;

	/* Neither "0-rescue-..." nor a directory of something else. */
	if (ks_parse_version(name, &version))
		return;
	while (at < releases->count && strcmp(releases->items[at].name, name) < 0)
		at++;
	if (at < releases->count && !strcmp(releases->items[at].name, name)) {
		releases->items[at].has_image |= has_image;
		return;
	}
	copy = releases->count < KS_RELEASES_MAX ? ks_pool_copy(&releases->strings, name) : NULL;
	if (!copy)
		return;
	memmove(&releases->items[at + 1], &releases->items[at],
		(releases->count++ - at) * sizeof(*releases->items));
	releases->items[at] = (struct ks_release){ copy, has_image };
}

static DIR *open_list(int dir)
{
	int fd = dup(dir);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);

	if (!list && fd >= 0)
		close(fd);
	if (list)
		rewinddir(list);
	return list;
}

/**
 * ks_releases_of_images - add those of vmlinuz-RELEASE and config-RELEASE
 * @releases: to add to
 * @dir: such as /boot, open for reading
 */
void ks_releases_of_images(struct ks_releases *releases, int dir)
{
	static const char *const images[] = { "vmlinuz-", "vmlinux-", "Image-", "kernel-" };
	ks_auto_closedir DIR *list = open_list(dir);
	struct dirent *entry;

	while (list && (entry = readdir(list))) {
		if (!strncmp(entry->d_name, "config-", 7))
			add(releases, entry->d_name + 7, false);
		for (size_t i = 0; i < KS_ARRAY_SIZE(images); i++)
			if (!strncmp(entry->d_name, images[i], strlen(images[i])))
				add(releases, entry->d_name + strlen(images[i]), true);
	}
}

/**
 * ks_releases_of_modules - add those with a directory of modules
 * @releases: to add to
 * @dir: such as /lib/modules, open for reading
 */
void ks_releases_of_modules(struct ks_releases *releases, int dir)
{
	ks_auto_closedir DIR *list = open_list(dir);
	struct dirent *entry;
	struct stat st;

	while (list && (entry = readdir(list))) {
		char image[300];

		if (fstatat(dir, entry->d_name, &st, 0) || !S_ISDIR(st.st_mode))
			continue;
		snprintf(image, sizeof(image), "%s/vmlinuz", entry->d_name);
		add(releases, entry->d_name, !faccessat(dir, image, F_OK, 0));
	}
}

static int ask(const struct ks_releases *releases, const char *path, const char *hint,
	       struct ks_err *err)
{
	char names[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < releases->count && used < sizeof(names); i++)
		used += snprintf(names + used, sizeof(names) - used, "%s%s", i ? ", " : "",
				 releases->items[i].name);
	return ks_err_set(err, -EINVAL, "%.80s: read: holds %zu kernels (%s): name one, as in %s", path,
			  releases->count, names, hint);
}

/**
 * ks_releases_choose - the one that is meant
 * @releases: what there is
 * @path: where, for messages
 * @hint: how to name one of several
 * @release: set to it, or to NULL when there is none
 * @err: one line on failure
 *
 * Of several the only one that has an image is meant: modules of a kernel that is
 * gone are no kernel.
 *
 * Return: 0, or -EINVAL when several could be meant.
 */
int ks_releases_choose(const struct ks_releases *releases, const char *path, const char *hint,
		       const char **release, struct ks_err *err)
{
	size_t images = 0;

	*release = releases->count == 1 ? releases->items[0].name : NULL;
	if (releases->count < 2)
		return 0;
	for (size_t i = 0; i < releases->count; i++)
		if (releases->items[i].has_image) {
			*release = releases->items[i].name;
			images++;
		}
	return images == 1 ? 0 : ask(releases, path, hint, err);
}

/**
 * ks_releases_free - release the names
 * @releases: filled
 */
void ks_releases_free(struct ks_releases *releases)
{
	ks_pool_free(&releases->strings);
}
