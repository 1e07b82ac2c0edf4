// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files below a root that may belong to another system, or to an attacker:
 * links stay inside, nothing but a small text is read, and what is wrong with
 * one list is noted while the others are still read.
 */
#include "boot/list.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/root.h"

/* More files than this in one directory are no lists of people. */
#define FILES_MAX	4096

/**
 * ks_boot_read_file - read a small text
 * @fd: open for reading
 * @max: no more bytes than this
 * @content: the text, which the caller frees
 *
 * Return: 0; -EFBIG beyond @max, -EBADMSG when there is a NUL in it, -EINVAL when
 * it is no regular file, or another negative errno.
 */
int ks_boot_read_file(int fd, size_t max, char **content)
{
	ks_auto_free char *text = NULL;
	struct stat st;
	size_t size = 0;
	ssize_t got;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	if ((uint64_t)st.st_size > max)
		return -EFBIG;
	/* It may have grown meanwhile; then the rest does not count. */
	text = malloc(st.st_size + 1);
	if (!text)
		return -ENOMEM;
	while (size < (size_t)st.st_size) {
		got = read(fd, text + size, st.st_size - size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		size += got;
	}
	text[size] = '\0';
	if (strlen(text) != size)
		return -EBADMSG;
	*content = text;
	text = NULL;
	return 0;
}

/**
 * ks_boot_read_conf - read a small text below a root, if it can be read
 * @root: descriptor of the directory; links do not lead out of it
 * @path: below it
 * @text: the text, which the caller frees; NULL without one
 *
 * Return: 0, also where there is none or it cannot be read, or -ENOMEM.
 */
int ks_boot_read_conf(int root, const char *path, char **text)
{
	ks_auto_close int fd = ks_root_open(root, path, KS_BOOT_FLAGS);

	*text = NULL;
	return fd >= 0 && ks_boot_read_file(fd, KS_BOOT_LIST_MAX, text) == -ENOMEM ? -ENOMEM : 0;
}

static int grow(void **items, size_t *room, size_t count, size_t size)
{
	size_t wanted = *room ? *room * 2 : 16;
	void *larger;

	if (count < *room)
		return 0;
	larger = reallocarray(*items, wanted, size);
	if (!larger)
		return -ENOMEM;
	*items = larger;
	*room = wanted;
	return 0;
}

/**
 * ks_boot_add_problem - note what could not be read
 * @boot: gets it
 * @err: one line
 *
 * Return: 0 or -ENOMEM.
 */
int ks_boot_add_problem(struct ks_boot *boot, const struct ks_err *err)
{
	int ret = grow((void **)&boot->problems, &boot->problem_room, boot->problem_count,
		       sizeof(*boot->problems));

	if (!ret)
		boot->problems[boot->problem_count++] = *err;
	return ret;
}

static int problem(const struct ks_boot_place *place, const char *list, int error)
{
	struct ks_err err;

	if (error == -ENOMEM)
		return error;
	if (error == -EFBIG)
		ks_err_set(&err, error, "%s: read: is larger than %u KiB, which no boot list is",
			   list, KS_BOOT_LIST_MAX >> 10);
	else if (error == -EBADMSG)
		ks_err_set(&err, error, "%s: read: has NUL bytes in it, which no boot list has",
			   list);
	else if (error == -EINVAL)
		ks_err_set(&err, error, "%s: read: is no regular file", list);
	else if (error == -EMLINK)
		ks_err_set(&err, error, "%s: read: is a symbolic link, which its reader does not follow: nothing is loaded from it",
			   list);
	else
		ks_err_sys(&err, error, list, "read");
	return ks_boot_add_problem(place->boot, &err);
}

static int add_entry(struct ks_boot *boot, const struct ks_boot_entry *entry)
{
	struct ks_boot_entry *copy;
	int ret = grow((void **)&boot->entries, &boot->room, boot->count, sizeof(*boot->entries));

	if (ret)
		return ret;
	copy = &boot->entries[boot->count];
	*copy = *entry;
	copy->name = ks_pool_copy(&boot->strings, entry->name);
	copy->options = entry->options ? ks_pool_copy(&boot->strings, entry->options) : NULL;
	if (!copy->name || (entry->options && !copy->options))
		return -ENOMEM;
	boot->count++;
	return 0;
}

/* The end of a line, and how many bytes end it. */
static size_t measure(const char *text, const struct ks_boot_syntax *syntax, size_t *end)
{
	size_t length = strcspn(text, syntax->cr_ends ? "\r\n" : "\n");

	*end = text[length] ? 1 : 0;
	if (syntax->cr_ends && text[length] == '\r' && text[length + 1] == '\n')
		*end = 2;
	return length;
}

static int add_lines(struct ks_boot *boot, const char *list, char *text,
		     const struct ks_boot_syntax *syntax)
{
	struct ks_boot_entry entry = { .list = list };
	int ret = 0;

	while (*text && !ret) {
		size_t end, length = measure(text, syntax, &end);
		char *next = text + length + end;

		text[length] = '\0';
		entry = (struct ks_boot_entry){
			.list = list, .line = entry.line + 1, .at_once = syntax->at_once,
		};
		if (syntax->take(text, &entry) && *entry.name)
			ret = add_entry(boot, &entry);
		text = next;
	}
	return ret;
}

/**
 * ks_boot_begin - a reader starts
 * @place: where it looks
 * @format: which one
 * @what: the directory or the file that it was told to read, below @place
 *
 * What is added from now on belongs to this run of it.
 *
 * Return: 0 or -ENOMEM.
 */
int ks_boot_begin(const struct ks_boot_place *place, enum ks_boot_format format, const char *what)
{
	struct ks_boot *boot = place->boot;
	struct ks_boot_sequence *s;
	int ret = grow((void **)&boot->sequences, &boot->sequence_room, boot->sequence_count,
		       sizeof(*boot->sequences));

	if (ret)
		return ret;
	s = &boot->sequences[boot->sequence_count];
	*s = (struct ks_boot_sequence){
		.format = format,
		.place = ks_pool_copy(&boot->strings, what),
		.root = place->is_root ? place->path : place->system,
		.tree = format == KS_BOOT_ANDROID ? place->path : NULL,
		.first = boot->count,
		.count = boot->lists,
		.stops = format == KS_BOOT_ANDROID && ks_boot_is_early(place->path),
	};
	if (!s->place)
		return -ENOMEM;
	boot->sequence_count++;
	return 0;
}

/**
 * ks_boot_end - the reader that was started last is done
 * @place: where it looked
 *
 * Of a reader without any list nothing remains.
 */
void ks_boot_end(const struct ks_boot_place *place)
{
	struct ks_boot *boot = place->boot;
	struct ks_boot_sequence *s = &boot->sequences[boot->sequence_count - 1];

	if (boot->lists == s->count)
		boot->sequence_count--;
	else
		s->count = boot->count - s->first;
}

static int open_list(const struct ks_boot_place *place, const char *path,
		     const struct ks_boot_syntax *syntax)
{
	return ks_root_open(place->root, path,
			    KS_BOOT_FLAGS | (syntax->no_link ? O_NOFOLLOW : 0));
}

/**
 * ks_boot_add_list - read one list
 * @place: where to look, and what gets its entries
 * @path: of the list, relative to the place; when there is none, nothing happens
 * @syntax: how to read it
 *
 * Return: 0, also when it could not be read, which is noted; or -ENOMEM.
 */
int ks_boot_add_list(const struct ks_boot_place *place, const char *path,
		     const struct ks_boot_syntax *syntax)
{
	ks_auto_close int fd = open_list(place, path, syntax);
	ks_auto_free char *text = NULL, *whole = NULL;
	const char *list;
	int ret;

	if (fd == -ENOENT || fd == -ENOTDIR)
		return 0;
	if (asprintf(&whole, "%s%s%s", place->path, *path == '/' ? "" : "/", path) < 0) {
		whole = NULL;
		return -ENOMEM;
	}
	ret = fd < 0 ? fd : ks_boot_read_file(fd, KS_BOOT_LIST_MAX, &text);
	if (ret)
		return problem(place, whole, ret == -ELOOP && syntax->no_link ? -EMLINK : ret);
	list = ks_pool_copy(&place->boot->strings, place->is_root ? path : whole);
	if (!list)
		return -ENOMEM;
	place->boot->lists++;
	place->boot->sequences[place->boot->sequence_count - 1].list = list;
	return add_lines(place->boot, list, text, syntax);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/**
 * ks_boot_add_name - one more name
 * @boot: gets the text
 * @files: gets the name
 * @name: which
 *
 * Return: 0 or -ENOMEM.
 */
int ks_boot_add_name(struct ks_boot *boot, struct ks_boot_files *files, const char *name)
{
	int ret = grow((void **)&files->names, &files->room, files->count, sizeof(*files->names));

	if (ret)
		return ret;
	files->names[files->count] = ks_pool_copy(&boot->strings, name);
	return files->names[files->count++] ? 0 : -ENOMEM;
}

/**
 * ks_boot_dir - names in a directory, sorted by their bytes
 * @place: where to look
 * @path: of the directory; when there is none, nothing happens
 * @suffix: of the names that count, may be empty; none that begins with a dot does
 * @files: gets them; the caller frees @files->names, not the names
 *
 * Return: 0, also when it could not be read, which is noted; or -ENOMEM.
 */
int ks_boot_dir(const struct ks_boot_place *place, const char *path, const char *suffix,
		struct ks_boot_files *files)
{
	int fd = ks_root_open(place->root, path, O_RDONLY | O_DIRECTORY), ret = 0;
	ks_auto_closedir DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	size_t first = files->count;
	struct dirent *found;
	struct ks_err err;

	if (fd == -ENOENT || fd == -ENOTDIR)
		return 0;
	if (!dir) {
		ks_err_set(&err, fd < 0 ? fd : -ENOMEM, "%s%s: read: %s", place->path, path,
			   strerror(fd < 0 ? -fd : ENOMEM));
		if (fd >= 0)
			close(fd);
		return ks_boot_add_problem(place->boot, &err);
	}
	while (!ret && files->count - first < FILES_MAX && (found = readdir(dir))) {
		size_t length = strlen(found->d_name), end = strlen(suffix);

		if (*found->d_name != '.' && length >= end &&
		    !strcmp(found->d_name + length - end, suffix))
			ret = ks_boot_add_name(place->boot, files, found->d_name);
	}
	if (!ret && files->count - first == FILES_MAX) {
		ks_err_set(&err, -EFBIG, "%s%s: read: more than %u files, the others are left out",
			   place->path, path, FILES_MAX - 1);
		ret = ks_boot_add_problem(place->boot, &err);
	}
	if (files->count > first)
		qsort(files->names + first, files->count - first, sizeof(*files->names), by_name);
	return ret;
}

/**
 * ks_boot_plain_name - leave of a path what names a module
 * @name: changed in place: no directories, nothing from ".ko" on
 */
void ks_boot_plain_name(char *name)
{
	const char *slash = strrchr(name, '/');
	char *suffix;

	if (slash)
		memmove(name, slash + 1, strlen(slash + 1) + 1);
	suffix = strstr(name, ".ko");
	if (suffix)
		*suffix = '\0';
}
