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
 * @is_root: of a system, on which lists have the path that they have below it
 */
struct ks_boot_place {
	struct ks_boot *boot;
	int root;
	const char *path;
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

/** struct ks_boot_files - names in a directory; starts as all zeroes */
struct ks_boot_files {
	const char **names;
	size_t count;
	size_t room;
};

typedef int ks_boot_reader_fn(const struct ks_boot_place *place);

ks_boot_reader_fn ks_boot_etc_modules;
ks_boot_reader_fn ks_boot_modules_load_d;
ks_boot_reader_fn ks_boot_openwrt;
ks_boot_reader_fn ks_boot_android;

int ks_boot_read_file(int fd, size_t max, char **content) ks_must_check;
int ks_boot_add_list(const struct ks_boot_place *place, const char *path,
		     ks_boot_line_fn *take) ks_must_check;
int ks_boot_add_problem(struct ks_boot *boot, const struct ks_err *err) ks_must_check;
int ks_boot_dir(const struct ks_boot_place *place, const char *path, const char *suffix,
		struct ks_boot_files *files) ks_must_check;
void ks_boot_plain_name(char *name);

#endif
