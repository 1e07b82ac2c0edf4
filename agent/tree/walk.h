/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a set: found below directories, each of them once. */
#ifndef KS_TREE_WALK_H
#define KS_TREE_WALK_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

#include "lib/err.h"
#include "lib/pool.h"

/**
 * struct ks_stamp - what tells an unchanged file
 *
 * Without padding, as it is compared and saved as bytes.
 */
struct ks_stamp {
	uint64_t device;
	uint64_t inode;
	uint64_t size;
	int64_t mtime;
	int64_t ctime;
	uint32_t mtime_nsec;
	uint32_t ctime_nsec;
};

/**
 * struct ks_file - a file that was found
 * @path: root and what is below it
 * @relative: its end below the root
 * @root: index of the root
 * @at: the root, open, where that is a directory: @relative is found from it in
 *	fewer steps; else AT_FDCWD, and @path is
 * @has_stamp: @stamp is known; else who opens the file is the first to ask for it,
 *	and for ks_files_is_new()
 * @stamp: of what the path leads to
 */
struct ks_file {
	const char *path;
	const char *relative;
	uint32_t root;
	int at;
	bool has_stamp;
	struct ks_stamp stamp;
};

/**
 * struct ks_walk_errors - receives what cannot be looked at
 * @report: called with the object and its line
 * @context: for @report
 */
struct ks_walk_errors {
	void (*report)(void *context, const char *path, const struct ks_err *err);
	void *context;
};

/**
 * struct ks_identities - device and inode of files and directories; all zeroes to start
 */
struct ks_identities {
	struct ks_identity {
		uint64_t device;
		uint64_t inode;
		bool used;
	} *slots;
	size_t mask;
	size_t count;
};

/**
 * struct ks_files - files by path
 * @is_lazy: set by the caller: who opens files asks for their stamps, so that it is
 *	not done twice; where it matters before, files have their stamps nevertheless
 * @items: files
 * @count: entries of @items
 * @roots: open directories
 * @root_count: entries of @roots
 * @seen: what was found, once
 */
struct ks_files {
	bool is_lazy;
	struct ks_file *items;
	size_t count;
	size_t room;
	int *roots;
	size_t root_count;
	struct ks_identities seen;
	struct ks_pool paths;
};

/** ks_file_name - the name of a file from its @at on */
static inline const char *ks_file_name(const struct ks_file *file)
{
	return file->at == AT_FDCWD ? file->path : file->relative;
}

struct ks_stamp ks_stamp_of(const struct stat *st);
int ks_files_find(struct ks_files *files, const char *const *roots, size_t root_count,
		  const struct ks_walk_errors *errors, struct ks_err *err) ks_must_check;
int ks_files_is_new(struct ks_files *files, const struct stat *st) ks_must_check;
void ks_files_forget(struct ks_files *files);
int ks_file_rank(const char *relative);
void ks_files_free(struct ks_files *files);

#endif
