/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boot lists: which modules a system loads when it starts, by the rules of
 * those who read the lists.  A reader is one file and one row in boot.c; what it
 * makes of its lines, one after the other, is in run.h.
 */
#ifndef KS_BOOT_BOOT_H
#define KS_BOOT_BOOT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/err.h"
#include "lib/pool.h"

/**
 * enum ks_boot_format - who reads a list
 * @KS_BOOT_SYSTEMD: systemd-modules-load: modules-load.d
 * @KS_BOOT_MODULES: boot scripts of Debian's kmod and of busybox: /etc/modules
 * @KS_BOOT_OPENWRT: kmodloader of ubox: modules-boot.d and modules.d
 * @KS_BOOT_ANDROID: libmodprobe: modules.load beside the modules
 */
enum ks_boot_format {
	KS_BOOT_SYSTEMD = 0,
	KS_BOOT_MODULES,
	KS_BOOT_OPENWRT,
	KS_BOOT_ANDROID,
	KS_BOOT_FORMAT_MAX,
};

/**
 * enum ks_boot_flaw - what is wrong with a line by itself
 * @KS_BOOT_SOUND: nothing
 * @KS_BOOT_NAMELESS: its reader finds no name in it and passes over it: it begins
 *	with a blank, or the name is too short
 * @KS_BOOT_CUT: its reader keeps a name of this length only in part
 */
enum ks_boot_flaw {
	KS_BOOT_SOUND = 0,
	KS_BOOT_NAMELESS,
	KS_BOOT_CUT,
};

/**
 * struct ks_boot_entry - one line of a list
 * @name: module or alias, as its reader takes it: with paths, of those that take
 *	them, without directory and suffix; of a line without a name all of it
 * @options: parameters on the same line, or NULL
 * @list: the file: of a system its path there, of a tree its path here
 * @line: in the file, from 1
 * @flaw: what is wrong with it by itself
 * @is_optional: its reader passes over a name that no module has
 * @at_once: loaded before the next line is read
 */
struct ks_boot_entry {
	const char *name;
	const char *options;
	const char *list;
	unsigned int line;
	enum ks_boot_flaw flaw;
	bool is_optional;
	bool at_once;
};

/**
 * struct ks_boot_sequence - what one run of one reader loads
 * @format: who reads
 * @place: the directory or the file that it was told to read
 * @list: of a single list its path, or that of the last one
 * @tree: directory with the modules, where lists lie beside them; else NULL
 * @root: root file system, or NULL where only a tree is known
 * @first: of its entries
 * @count: how many
 * @stops: the boot fails with the first failure
 */
struct ks_boot_sequence {
	enum ks_boot_format format;
	const char *place;
	const char *list;
	const char *tree;
	const char *root;
	size_t first;
	size_t count;
	bool stops;
};

/**
 * struct ks_boot - what is loaded at boot; starts as all zeroes
 * @entries: in the order in which their readers come to them
 * @count: entries of @entries
 * @sequences: runs of readers, in the order in which a system makes them
 * @sequence_count: entries of @sequences
 * @lists: files that were read
 * @problems: lists that could not be read; the others were
 * @problem_count: entries of @problems
 */
struct ks_boot {
	struct ks_boot_entry *entries;
	size_t count;
	struct ks_boot_sequence *sequences;
	size_t sequence_count;
	size_t lists;
	struct ks_err *problems;
	size_t problem_count;
	size_t room;
	size_t sequence_room;
	size_t problem_room;
	struct ks_pool strings;
};

/** struct ks_boot_files - names in a directory; starts as all zeroes */
struct ks_boot_files {
	const char **names;
	size_t count;
	size_t room;
};

int ks_boot_read_root(struct ks_boot *boot, const char *root, struct ks_err *err) ks_must_check;
int ks_boot_read_tree(struct ks_boot *boot, const char *tree, const char *root,
		      struct ks_err *err) ks_must_check;
int ks_boot_read_list(struct ks_boot *boot, enum ks_boot_format format, const char *list,
		      const char *root, struct ks_err *err) ks_must_check;
int ks_boot_read_system(struct ks_boot *boot, enum ks_boot_format format, const char *root,
			struct ks_err *err) ks_must_check;
void ks_boot_free(struct ks_boot *boot);

const char *ks_boot_format_name(enum ks_boot_format format);
int ks_boot_format_parse(const char *word, enum ks_boot_format *format) ks_must_check;
int ks_boot_format_of(const char *list, enum ks_boot_format *format) ks_must_check;
int ks_boot_format_of_root(const char *root, enum ks_boot_format *format) ks_must_check;
bool ks_boot_android_fits(const char *name, const char *release, const char *pages);
int ks_boot_android_directories(struct ks_boot *boot, const char *base, const char *release,
				size_t page_size, struct ks_boot_files *found) ks_must_check;

/**
 * typedef ks_boot_match_fn - a module that a name stands for
 * @module: its name, as modules.alias spells it
 */
typedef void ks_boot_match_fn(const char *module, void *data);

/**
 * struct ks_boot_names - other names of a tree's modules; starts as all zeroes
 * @aliases: content of modules.alias, NULL without one
 * @builtins: content of modules.builtin, NULL without one
 */
struct ks_boot_names {
	char *aliases;
	char *builtins;
};

int ks_boot_names_read(struct ks_boot_names *names, const char *tree,
		       struct ks_err *err) ks_must_check;
bool ks_boot_same_name(const char *a, const char *b);
bool ks_boot_is_builtin(const struct ks_boot_names *names, const char *name);
size_t ks_boot_resolve(const struct ks_boot_names *names, const char *name,
		       ks_boot_match_fn *match, void *data);
void ks_boot_names_free(struct ks_boot_names *names);

/**
 * struct ks_boot_denied - what modprobe.d keeps out; starts as all zeroes
 * @names: of modules, as they are written
 * @count: entries of @names
 */
struct ks_boot_denied {
	const char **names;
	size_t count;
	struct ks_pool strings;
};

int ks_boot_denied_read(struct ks_boot_denied *denied, const char *root) ks_must_check;
bool ks_boot_is_denied(const struct ks_boot_denied *denied, const char *name);
void ks_boot_denied_free(struct ks_boot_denied *denied);

#endif
