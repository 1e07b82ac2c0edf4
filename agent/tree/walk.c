// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finds the files of a set.  A directory is walked once, however many links
 * lead to it, and so is a file: links are followed last, so that a file keeps
 * its own name.  What cannot be looked at is reported, and the walk goes on.
 */
#include "tree/walk.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"

/* A path that is still to be looked at. */
struct todo {
	struct todo *next;
	size_t relative;
	uint32_t root;
	char path[];
};

/* Device and inode of what was seen already. */
struct seen {
	struct identity {
		uint64_t device;
		uint64_t inode;
		bool used;
	} *slots;
	size_t mask;
	size_t count;
};

struct walk {
	struct ks_files *files;
	const struct ks_walk_errors *errors;
	struct todo *directories;
	struct todo *links;
	struct seen seen;
	bool out_of_memory;
};

/** ks_stamp_of - what tells an unchanged file, out of stat() */
struct ks_stamp ks_stamp_of(const struct stat *st)
{
	return (struct ks_stamp){
		.device = st->st_dev,
		.inode = st->st_ino,
		.size = st->st_size,
		.mtime = st->st_mtim.tv_sec,
		.ctime = st->st_ctim.tv_sec,
		.mtime_nsec = st->st_mtim.tv_nsec,
		.ctime_nsec = st->st_ctim.tv_nsec,
	};
}

static struct identity *slot_of(const struct seen *seen, uint64_t device, uint64_t inode)
{
	size_t slot = (inode * 0x9e3779b97f4a7c15u + device) >> 20 & seen->mask;

	while (seen->slots[slot].used &&
	       (seen->slots[slot].inode != inode || seen->slots[slot].device != device))
		slot = (slot + 1) & seen->mask;
	return &seen->slots[slot];
}

static bool grow(struct seen *seen)
{
	size_t room = seen->slots ? (seen->mask + 1) * 2 : 1024;
	struct seen bigger = { calloc(room, sizeof(*bigger.slots)), room - 1, seen->count };

	if (!bigger.slots)
		return false;
	for (size_t i = 0; seen->slots && i <= seen->mask; i++)
		if (seen->slots[i].used)
			*slot_of(&bigger, seen->slots[i].device, seen->slots[i].inode) =
				seen->slots[i];
	free(seen->slots);
	*seen = bigger;
	return true;
}

/* Is this the first time that it is seen. */
static bool is_new(struct walk *w, const struct stat *st)
{
	struct identity *slot;

	if ((!w->seen.slots || w->seen.count * 2 > w->seen.mask) && !grow(&w->seen)) {
		w->out_of_memory = true;
		return false;
	}
	slot = slot_of(&w->seen, st->st_dev, st->st_ino);
	if (slot->used)
		return false;
	*slot = (struct identity){ st->st_dev, st->st_ino, true };
	w->seen.count++;
	return true;
}

static void report(struct walk *w, const char *path, int code, const char *tried)
{
	struct ks_err err;

	ks_err_sys(&err, code, path, tried);
	w->errors->report(w->errors->context, path, &err);
}

static void add_file(struct walk *w, const struct todo *file, const struct stat *st)
{
	struct ks_files *files = w->files;
	const char *path = ks_pool_copy(&files->paths, file->path);

	if (files->count == files->room) {
		size_t room = files->room ? files->room * 2 : 512;
		struct ks_file *bigger = reallocarray(files->items, room, sizeof(*bigger));

		if (bigger) {
			files->items = bigger;
			files->room = room;
		}
	}
	if (!path || files->count == files->room) {
		w->out_of_memory = true;
		return;
	}
	files->items[files->count++] = (struct ks_file){
		.path = path,
		.relative = path + file->relative,
		.root = file->root,
		.stamp = ks_stamp_of(st),
	};
}

static bool push(struct walk *w, struct todo **list, const struct todo *parent, const char *name)
{
	size_t len = strlen(parent->path), name_len = strlen(name);
	bool slash = len && parent->path[len - 1] != '/';
	struct todo *todo = malloc(sizeof(*todo) + len + name_len + 2);

	if (!todo) {
		w->out_of_memory = true;
		return false;
	}
	*todo = (struct todo){ .next = *list, .relative = parent->relative, .root = parent->root };
	memcpy(todo->path, parent->path, len);
	if (slash)
		todo->path[len] = '/';
	memcpy(todo->path + len + slash, name, name_len + 1);
	*list = todo;
	return true;
}

static struct todo *pop(struct todo **list)
{
	struct todo *first = *list;

	if (first)
		*list = first->next;
	return first;
}

static bool is_module_name(const char *name)
{
	static const char *const ends[] = { ".ko", ".ko.xz", ".ko.gz", ".ko.zst" };
	size_t len = strlen(name);

	for (size_t i = 0; i < KS_ARRAY_SIZE(ends); i++) {
		size_t end = strlen(ends[i]);

		if (len > end && !strcmp(name + len - end, ends[i]))
			return true;
	}
	return false;
}

/* depmod passes over these, which lead to the kernel's sources. */
static bool is_left_out(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, "build") ||
	       !strcmp(name, "source");
}

/* A file that is named, or was found; directories wait. */
static void look_at(struct walk *w, const struct todo *todo, bool is_named)
{
	const char *name = strrchr(todo->path, '/');
	struct stat st;

	name = name ? name + 1 : todo->path;
	if (stat(todo->path, &st)) {
		/* A link that leads nowhere matters where a module should be. */
		if (is_named || is_module_name(name))
			report(w, todo->path, -errno, "stat");
	} else if (S_ISDIR(st.st_mode)) {
		if (is_new(w, &st) && push(w, &w->directories, todo, "") && is_named)
			w->directories->relative = strlen(w->directories->path);
	} else if ((is_named || is_module_name(name)) && is_new(w, &st)) {
		add_file(w, todo, &st);
	}
}

static void look_at_entry(struct walk *w, const struct todo *parent, const struct dirent *entry)
{
	struct todo *list = NULL;

	if (is_left_out(entry->d_name))
		return;
	if (entry->d_type == DT_LNK) {
		push(w, &w->links, parent, entry->d_name);
	} else if (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN ||
		   is_module_name(entry->d_name)) {
		if (push(w, &list, parent, entry->d_name))
			look_at(w, list, false);
		free(list);
	}
}

static void read_directory(struct walk *w, const struct todo *directory)
{
	ks_auto_closedir DIR *dir = opendir(directory->path);
	struct dirent *entry;

	if (!dir) {
		report(w, directory->path, -errno, "open");
		return;
	}
	for (;;) {
		errno = 0;
		entry = readdir(dir);
		if (!entry)
			break;
		look_at_entry(w, directory, entry);
	}
	if (errno)
		report(w, directory->path, -errno, "read");
}

static void work_off(struct walk *w)
{
	struct todo *todo;

	while (!w->out_of_memory) {
		if ((todo = pop(&w->directories)))
			read_directory(w, todo);
		else if ((todo = pop(&w->links)))
			look_at(w, todo, false);
		else
			break;
		free(todo);
	}
	while ((todo = pop(&w->directories)) || (todo = pop(&w->links)))
		free(todo);
}

static int by_path(const void *a, const void *b)
{
	const struct ks_file *x = a, *y = b;

	return x->root != y->root ? (x->root > y->root) - (x->root < y->root)
				  : strcmp(x->path, y->path);
}

/* A root that is a file is called by the last part of its path. */
static void start_at(struct walk *w, const char *root, uint32_t index)
{
	const char *slash = strrchr(root, '/');
	const struct todo nothing = { .relative = slash ? slash + 1 - root : 0, .root = index };
	struct todo *list = NULL;

	if (push(w, &list, &nothing, root))
		look_at(w, list, true);
	free(list);
}

/**
 * ks_files_find - find the modules of a set
 * @files: all zeroes; ks_files_free() releases it, also after a failure
 * @roots: directories and files; a file counts whatever its name
 * @root_count: entries of @roots
 * @errors: receives what cannot be looked at
 * @err: one line on failure
 *
 * Return: 0 or -ENOMEM.
 */
int ks_files_find(struct ks_files *files, const char *const *roots, size_t root_count,
		  const struct ks_walk_errors *errors, struct ks_err *err)
{
	struct walk w = { .files = files, .errors = errors };

	for (size_t i = 0; i < root_count && !w.out_of_memory; i++) {
		start_at(&w, roots[i], i);
		work_off(&w);
	}
	free(w.seen.slots);
	if (w.out_of_memory)
		return ks_err_sys(err, -ENOMEM, root_count ? roots[0] : "", "read");
	if (files->count)
		qsort(files->items, files->count, sizeof(*files->items), by_path);
	return 0;
}

/**
 * ks_file_rank - where depmod looks first: the search order of its configuration
 * @relative: path below the directory of a kernel's modules
 *
 * Return: of two modules of one name that with the smaller number counts.
 */
int ks_file_rank(const char *relative)
{
	static const char *const first[] = { "updates/", "extra/" };

	for (size_t i = 0; i < KS_ARRAY_SIZE(first); i++)
		if (!strncmp(relative, first[i], strlen(first[i])))
			return i;
	return strncmp(relative, "weak-updates/", strlen("weak-updates/")) ? 2 : 3;
}

/**
 * ks_files_free - release what was found
 * @files: filled, or all zeroes
 */
void ks_files_free(struct ks_files *files)
{
	free(files->items);
	ks_pool_free(&files->paths);
	*files = (struct ks_files){ 0 };
}
