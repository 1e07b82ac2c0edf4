// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where the cache is, and whether what lies there can be trusted: nobody else
 * may have written it, or may put another file or directory in its place.
 */
#include "tree/cache_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/write.h"
#include "model/image.h"

#define BYTES_MAX	(256u << 20)
#define FILES_MAX	16

/* Ours or root's, and for nobody else to write, unless entries stay their owners'. */
static bool is_ours(const struct stat *st)
{
	if (st->st_uid && st->st_uid != geteuid())
		return false;
	return !(st->st_mode & (S_IWGRP | S_IWOTH)) ||
	       (S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX));
}

/* All directories from the root on; @path has no links in it. */
static bool are_ours(const char *path)
{
	char part[PATH_MAX];
	struct stat st;

	for (size_t i = 0; path[i] && i < sizeof(part) - 1; i++) {
		part[i] = path[i];
		part[i + 1] = '\0';
		if (path[i] != '/' && path[i + 1] && path[i + 1] != '/')
			continue;
		if (path[i] == '/' && i)
			continue;
		if (lstat(part, &st) || !S_ISDIR(st.st_mode) || !is_ours(&st))
			return false;
	}
	return !stat(path, &st) && st.st_uid == geteuid() && !(st.st_mode & (S_IWGRP | S_IWOTH));
}

/* The directory above, of which is_ours() need not hold before it is made. */
static int make_directory(const char *base)
{
	char path[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s/kmodsafe", base);

	if (len >= (int)sizeof(path))
		return -ENAMETOOLONG;
	if (mkdir(base, 0700) && errno != EEXIST)
		return -errno;
	if (mkdir(path, 0700) && errno != EEXIST)
		return -errno;
	return 0;
}

static const char *base_directory(char *path, size_t size)
{
	const char *named = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (named && *named == '/')
		return named;
	if (!geteuid())
		return "/var/cache";
	if (!home || *home != '/' || snprintf(path, size, "%s/.cache", home) >= (int)size)
		return NULL;
	return path;
}

/**
 * ks_cache_file_name - the cache's file of that key
 * @path: to fill
 * @size: bytes of @path
 * @key: number of it
 *
 * Its directory, below $XDG_CACHE_HOME, else /var/cache of root and ~/.cache of
 * others, is made if need be.
 *
 * Return: false where there is none that can be trusted.
 */
bool ks_cache_file_name(char *path, size_t size, uint64_t key)
{
	char buffer[PATH_MAX], directory[PATH_MAX], real[PATH_MAX];
	const char *base = base_directory(buffer, sizeof(buffer));
	int len;

	if (!base || make_directory(base))
		return false;
	len = snprintf(directory, sizeof(directory), "%s/kmodsafe", base);
	if (len >= (int)sizeof(directory) || !realpath(directory, real) || !are_ours(real))
		return false;
	len = snprintf(path, size, "%s/needs-%016" PRIx64, real, key);
	if (len < (int)size)
		return true;
	*path = '\0';
	return false;
}

static bool read_all(int fd, uint8_t *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = read(fd, bytes + done, size - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		done += got;
	}
	return true;
}

/**
 * ks_cache_file_read - content of a cache's file
 * @path: of ks_cache_file_name()
 * @size: its bytes
 *
 * Return: to be released with free(); NULL where there is none to be trusted.
 */
uint8_t *ks_cache_file_read(const char *path, size_t *size)
{
	ks_auto_close int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	uint8_t *bytes;

	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)) || st.st_nlink != 1 || st.st_size <= 0 ||
	    st.st_size > BYTES_MAX)
		return NULL;
	bytes = malloc(st.st_size);
	if (!bytes)
		return NULL;
	if (!read_all(fd, bytes, st.st_size)) {
		free(bytes);
		return NULL;
	}
	*size = st.st_size;
	return bytes;
}

/* The one that was not written for the longest time, of too many. */
static void remove_oldest(const char *path)
{
	char directory[PATH_MAX], oldest[NAME_MAX + 1];
	ks_auto_closedir DIR *dir = NULL;
	struct timespec age = { 0 };
	struct dirent *entry;
	size_t count = 0;
	struct stat st;

	snprintf(directory, sizeof(directory), "%.*s", (int)(strrchr(path, '/') - path), path);
	dir = opendir(directory);
	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "needs-", strlen("needs-")) ||
		    fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW))
			continue;
		if (count++ && (st.st_mtim.tv_sec > age.tv_sec ||
				(st.st_mtim.tv_sec == age.tv_sec &&
				 st.st_mtim.tv_nsec >= age.tv_nsec)))
			continue;
		age = st.st_mtim;
		snprintf(oldest, sizeof(oldest), "%s", entry->d_name);
	}
	if (count > FILES_MAX)
		unlinkat(dirfd(dir), oldest, 0);
}

static int put(FILE *out, const void *data)
{
	const struct ks_image *content = data;

	/* Whether the stream took it is looked at afterwards. */
	fwrite(content->data, 1, content->size, out);
	return 0;
}

/**
 * ks_cache_file_write - put a cache's file in its place, whole
 * @path: of ks_cache_file_name()
 * @bytes: content
 * @size: bytes of it
 */
void ks_cache_file_write(const char *path, const uint8_t *bytes, size_t size)
{
	const struct ks_image content = { bytes, size };

	if (size <= BYTES_MAX && !ks_write_anew(path, 0600, put, &content))
		remove_oldest(path);
}
