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
#include <unistd.h>

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
	int at;		/* the root, as ks_file has it */
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

/* Parent and name, if any, with a slash between them where there is none yet. */
static void join(char *path, const struct todo *parent, size_t len, const char *name,
		 size_t name_len)
{
	bool slash = len && name_len && parent->path[len - 1] != '/';

	memcpy(path, parent->path, len);
	if (slash)
		path[len] = '/';
	memcpy(path + len + slash, name, name_len + 1);
}

static bool make_room_for_file(struct ks_files *files)
{
	size_t room = files->room ? files->room * 2 : 512;
	struct ks_file *bigger;

	if (files->count < files->room)
		return true;
	bigger = reallocarray(files->items, room, sizeof(*bigger));
	if (!bigger)
		return false;
	files->items = bigger;
	files->room = room;
	return true;
}

static void add_file(struct walk *w, const struct todo *parent, const char *name,
		     const struct stat *st)
{
	struct ks_files *files = w->files;
	size_t len = strlen(parent->path), name_len = strlen(name);
	char *path = ks_pool_alloc(&files->paths, len + name_len + 2);

	if (!path || !make_room_for_file(files)) {
		w->out_of_memory = true;
		return;
	}
	join(path, parent, len, name, name_len);
	files->items[files->count++] = (struct ks_file){
		.path = path,
		.relative = path + parent->relative,
		.root = parent->root,
		.at = w->at,
		.stamp = ks_stamp_of(st),
	};
}

static void push(struct walk *w, struct todo **list, const struct todo *parent, const char *name)
{
	size_t len = strlen(parent->path), name_len = strlen(name);
	struct todo *todo = malloc(sizeof(*todo) + len + name_len + 2);

	if (!todo) {
		w->out_of_memory = true;
		return;
	}
	*todo = (struct todo){ .next = *list, .relative = parent->relative, .root = parent->root };
	join(todo->path, parent, len, name, name_len);
	*list = todo;
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

/* The name of what is to be looked at, from the root on where that is open. */
static const char *name_of(const struct walk *w, const struct todo *todo)
{
	if (w->at == AT_FDCWD)
		return todo->path;
	return todo->path[todo->relative] ? todo->path + todo->relative : ".";
}

static void report_joined(struct walk *w, const struct todo *parent, const char *name, int code)
{
	struct todo *todo = NULL;

	push(w, &todo, parent, name);
	if (todo)
		report(w, todo->path, code, "stat");
	free(todo);
}

/* What a link leads to, or an entry of a directory, by its name there; directories wait. */
static void look_at(struct walk *w, int at, const char *name, const struct todo *parent,
		    const char *end)
{
	const char *slash = strrchr(name, '/');
	bool is_module = is_module_name(slash ? slash + 1 : name);
	struct stat st;

	if (fstatat(at, name, &st, 0)) {
		/* A link that leads nowhere matters where a module should be. */
		if (is_module)
			report_joined(w, parent, end, -errno);
	} else if (S_ISDIR(st.st_mode)) {
		push(w, &w->directories, parent, end);
	} else if (is_module && is_new(w, &st)) {
		add_file(w, parent, end, &st);
	}
}

static void look_at_entry(struct walk *w, int at, const struct todo *parent,
			  const struct dirent *entry)
{
	if (is_left_out(entry->d_name))
		return;
	if (entry->d_type == DT_LNK)
		push(w, &w->links, parent, entry->d_name);
	else if (entry->d_type == DT_DIR)
		push(w, &w->directories, parent, entry->d_name);
	else if (entry->d_type == DT_UNKNOWN || is_module_name(entry->d_name))
		look_at(w, at, entry->d_name, parent, entry->d_name);
}

static DIR *open_directory(struct walk *w, const struct todo *directory)
{
	int fd = openat(w->at, name_of(w, directory),
			O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	DIR *dir = NULL;

	if (fd < 0) {
		report(w, directory->path, -errno, "open");
		return NULL;
	}
	if (fstat(fd, &st) || (is_new(w, &st) && !(dir = fdopendir(fd))))
		report(w, directory->path, -errno, "read");
	/* Else another link may have led to it before. */
	if (!dir)
		close(fd);
	return dir;
}

static void read_directory(struct walk *w, const struct todo *directory)
{
	ks_auto_closedir DIR *dir = open_directory(w, directory);
	struct dirent *entry;

	if (!dir)
		return;
	for (;;) {
		errno = 0;
		entry = readdir(dir);
		if (!entry)
			break;
		look_at_entry(w, dirfd(dir), directory, entry);
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
			look_at(w, w->at, name_of(w, todo), todo, "");
		else
			break;
		free(todo);
	}
	while ((todo = pop(&w->directories)) || (todo = pop(&w->links)))
		free(todo);
}

/* Below one root all begin alike. */
static int by_path(const void *a, const void *b)
{
	const struct ks_file *x = a, *y = b;

	return x->root != y->root ? (x->root > y->root) - (x->root < y->root)
				  : strcmp(x->relative, y->relative);
}

/* Without it, its files are found by their paths. */
static void open_root(struct walk *w, const char *root)
{
	struct ks_files *files = w->files;
	int *bigger = reallocarray(files->roots, files->root_count + 1, sizeof(*bigger));

	w->at = AT_FDCWD;
	if (!bigger)
		return;
	files->roots = bigger;
	bigger[files->root_count] = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (bigger[files->root_count] >= 0)
		w->at = bigger[files->root_count++];
}

/* It ends with a slash, so that its length is where names below it begin. */
static void start_below(struct walk *w, const char *root, uint32_t index)
{
	size_t len = strlen(root);
	ks_auto_free char *path = NULL;

	if (asprintf(&path, "%s%s", root, len && root[len - 1] != '/' ? "/" : "") < 0) {
		path = NULL;
		w->out_of_memory = true;
		return;
	}
	open_root(w, root);
	push(w, &w->directories, &(struct todo){ .relative = strlen(path), .root = index }, path);
}

/* A root that is a file is called by the last part of its path. */
static void start_at(struct walk *w, const char *root, uint32_t index)
{
	const char *slash = strrchr(root, '/');
	struct todo nothing = { .relative = slash ? slash + 1 - root : 0, .root = index };
	struct stat st;

	w->at = AT_FDCWD;
	if (stat(root, &st))
		report(w, root, -errno, "stat");
	else if (S_ISDIR(st.st_mode))
		start_below(w, root, index);
	else if (is_new(w, &st))
		add_file(w, &nothing, root, &st);
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
	for (size_t i = 0; i < files->root_count; i++)
		close(files->roots[i]);
	free(files->roots);
	free(files->items);
	ks_pool_free(&files->paths);
	*files = (struct ks_files){ 0 };
}
