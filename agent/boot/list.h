/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What readers of boot lists have in common: files below a root, and lines. */
#ifndef KS_BOOT_LIST_H
#define KS_BOOT_LIST_H

#include <fcntl.h>

#include "boot/boot.h"

/* How a list is opened: a FIFO must not wait for a writer. */
#define KS_BOOT_FLAGS	(O_RDONLY | O_NONBLOCK | O_NOCTTY)

/* Lists of people have a few lines; nothing larger is one. */
#define KS_BOOT_LIST_MAX	(1 << 20)

/**
 * struct ks_boot_place - where a reader looks
 * @boot: gets what is found
 * @root: descriptor of the directory; links in it do not lead out of it
 * @path: the same directory, for people
 * @system: of a tree the root file system that it belongs to, or NULL
 * @is_root: of a system, on which lists have the path that they have below it
 */
struct ks_boot_place {
	struct ks_boot *boot;
	int root;
	const char *path;
	const char *system;
	bool is_root;
};

/**
 * typedef ks_boot_line_fn - take a line apart
 * @line: without its end; may be changed
 * @entry: its name and options are to be set
 *
 * Return: false when the line names no module.
 */
typedef bool ks_boot_line_fn(char *line, struct ks_boot_entry *entry);

/**
 * struct ks_boot_syntax - how a reader goes about a list
 * @take: takes a line apart
 * @cr_ends: a carriage return ends a line, too
 * @no_link: a list that is a symbolic link is not read
 * @at_once: entries are loaded before the next line is read
 */
struct ks_boot_syntax {
	ks_boot_line_fn *take;
	bool cr_ends;
	bool no_link;
	bool at_once;
};

/**
 * typedef ks_boot_conf_fn - a file of a directory of small files
 * @path: below the place
 *
 * Return: 0, or a negative errno that ends it all.
 */
typedef int ks_boot_conf_fn(const struct ks_boot_place *place, const char *path, void *data);

typedef int ks_boot_reader_fn(const struct ks_boot_place *place);

ks_boot_reader_fn ks_boot_etc_modules;
ks_boot_reader_fn ks_boot_modules_load_d;
ks_boot_reader_fn ks_boot_openwrt;
ks_boot_reader_fn ks_boot_android;

int ks_boot_openwrt_list(const struct ks_boot_place *place, const char *path) ks_must_check;
int ks_boot_android_list(const struct ks_boot_place *place, const char *list) ks_must_check;
int ks_boot_systemd_list(const struct ks_boot_place *place, const char *path) ks_must_check;
int ks_boot_modules_list(const struct ks_boot_place *place, const char *path) ks_must_check;

int ks_boot_read_file(int fd, size_t max, char **content) ks_must_check;
int ks_boot_read_conf(int root, const char *path, char **text) ks_must_check;
int ks_boot_add_list(const struct ks_boot_place *place, const char *path,
		     const struct ks_boot_syntax *syntax) ks_must_check;
int ks_boot_begin(const struct ks_boot_place *place, enum ks_boot_format format,
		  const char *what) ks_must_check;
void ks_boot_end(const struct ks_boot_place *place);
int ks_boot_add_problem(struct ks_boot *boot, const struct ks_err *err) ks_must_check;
int ks_boot_conf_files(const struct ks_boot_place *place, const char *directory,
		       ks_boot_conf_fn *read, void *data) ks_must_check;
bool ks_boot_is_early(const char *tree);
int ks_boot_add_name(struct ks_boot *boot, struct ks_boot_files *files,
		     const char *name) ks_must_check;
int ks_boot_dir(const struct ks_boot_place *place, const char *path, const char *suffix,
		struct ks_boot_files *files) ks_must_check;
void ks_boot_plain_name(char *name);

#endif
