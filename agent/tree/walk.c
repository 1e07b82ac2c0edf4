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

struct walk {
	struct ks_files *files;
	const struct ks_walk_errors *errors;
	struct todo *directories;
	struct todo *links;
	int at;		/* the root, as ks_file has it */
	bool is_lazy;	/* files that were found have no stamps yet */
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

static struct ks_identity *slot_of(const struct ks_identities *seen, uint64_t device,
				   uint64_t inode)
{
	size_t slot = (inode * 0x9e3779b97f4a7c15u + device) >> 20 & seen->mask;

	while (seen->slots[slot].used &&
	       (seen->slots[slot].inode != inode || seen->slots[slot].device != device))
		slot = (slot + 1) & seen->mask;
	return &seen->slots[slot];
}

static bool grow(struct ks_identities *seen)
{
	size_t room = seen->slots ? (seen->mask + 1) * 2 : 1024;
	struct ks_identities bigger = { .mask = room - 1, .count = seen->count };

	bigger.slots = calloc(room, sizeof(*bigger.slots));
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

/**
 * ks_files_is_new - is this the first time that a file is seen
 * @files: being filled, or filled and not forgotten
 * @st: which file
 *
 * Return: 1, 0 or -ENOMEM.
 */
int ks_files_is_new(struct ks_files *files, const struct stat *st)
{
	struct ks_identities *seen = &files->seen;
	struct ks_identity *slot;

	if ((!seen->slots || seen->count * 2 > seen->mask) && !grow(seen))
		return -ENOMEM;
	slot = slot_of(seen, st->st_dev, st->st_ino);
	if (slot->used)
		return 0;
	*slot = (struct ks_identity){ st->st_dev, st->st_ino, true };
	seen->count++;
	return 1;
}

/**
 * ks_files_forget - release what only ks_files_is_new() needs
 * @files: filled, or all zeroes
 */
void ks_files_forget(struct ks_files *files)
{
	free(files->seen.slots);
	files->seen = (struct ks_identities){ 0 };
}

static bool is_new(struct walk *w, const struct stat *st)
{
	int ret = ks_files_is_new(w->files, st);

	w->out_of_memory |= ret < 0;
	return ret > 0;
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
		.has_stamp = st,
	};
	if (st)
		files->items[files->count - 1].stamp = ks_stamp_of(st);
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

/*
 * From here on each file is asked for when it is found, and those that were found
 * before are made up for: a link may lead to one of them, and of what is packed,
 * and read by several threads, nobody could say which of two names came first.
 */
static void end_laziness(struct walk *w)
{
	struct ks_files *files = w->files;
	size_t count = 0;

	if (!w->is_lazy)
		return;
	for (size_t i = 0; i < files->count; i++) {
		struct ks_file *file = &files->items[i];
		struct stat st;

		if (fstatat(file->at, ks_file_name(file), &st, 0)) {
			report(w, file->path, -errno, "stat");
		} else if (is_new(w, &st)) {
			file->has_stamp = true;
			file->stamp = ks_stamp_of(&st);
			files->items[count++] = *file;
		}
	}
	files->count = count;
	w->is_lazy = false;
}

/* What a link leads to, or an entry of a directory, by its name there; directories wait. */
static void look_at(struct walk *w, int at, const char *name, const struct todo *parent,
		    const char *end)
{
	const char *slash = strrchr(name, '/');
	bool is_module = is_module_name(slash ? slash + 1 : name);
	struct stat st;

	end_laziness(w);
	if (fstatat(at, name, &st, 0)) {
		bool is_nowhere = errno == ENOENT || errno == ENOTDIR || errno == ELOOP;

		/* A link that leads nowhere matters where a module should be. */
		if (is_module || !is_nowhere)
			report_joined(w, parent, end, -errno);
	} else if (S_ISDIR(st.st_mode)) {
		push(w, &w->directories, parent, end);
	} else if (is_module && is_new(w, &st)) {
		add_file(w, parent, end, &st);
	}
}

/* An ordinary one, which is read by one thread. */
static bool is_plain(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_type == DT_REG && len > 3 && !strcmp(entry->d_name + len - 3, ".ko");
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
	else if (w->is_lazy && is_plain(entry))
		add_file(w, parent, entry->d_name, NULL);
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
	if (stat(root, &st)) {
		report(w, root, -errno, "stat");
	} else if (S_ISDIR(st.st_mode)) {
		start_below(w, root, index);
	} else {
		end_laziness(w);
		if (is_new(w, &st))
			add_file(w, &nothing, root, &st);
	}
}

/**
 * ks_files_find - find the modules of a set
 * @files: all zeroes but for @is_lazy; ks_files_free() releases it, also after a failure
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
	struct walk w = { .files = files, .errors = errors, .is_lazy = files->is_lazy };

	for (size_t i = 0; i < root_count && !w.out_of_memory; i++) {
		start_at(&w, roots[i], i);
		work_off(&w);
	}
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
	ks_files_forget(files);
	ks_pool_free(&files->paths);
	*files = (struct ks_files){ 0 };
}
