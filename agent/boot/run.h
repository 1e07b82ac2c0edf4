/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What comes of boot lists: in which order their readers give which modules to
 * the kernel, what they do when it refuses one, and what they never come to.
 * Whether the kernel takes a module is somebody else's answer.
 */
#ifndef KS_BOOT_RUN_H
#define KS_BOOT_RUN_H

#include "boot/boot.h"

/* No entry, no attempt. */
#define KS_BOOT_NONE	((size_t)-1)

/**
 * enum ks_boot_why - why a reader loads a module
 * @KS_BOOT_LISTED: a line names it
 * @KS_BOOT_ALIASED: a line, or what needs it, names it by an alias
 * @KS_BOOT_NEEDED: another one needs it
 * @KS_BOOT_SOFT_BEFORE: wanted before another one, which loads without it, too
 * @KS_BOOT_SOFT_AFTER: wanted behind another one
 * @KS_BOOT_AGAIN: it failed before, and others were loaded since
 */
enum ks_boot_why {
	KS_BOOT_LISTED = 0,
	KS_BOOT_ALIASED,
	KS_BOOT_NEEDED,
	KS_BOOT_SOFT_BEFORE,
	KS_BOOT_SOFT_AFTER,
	KS_BOOT_AGAIN,
	KS_BOOT_WHY_MAX,
};

/**
 * struct ks_boot_attempt - a module that a reader gives to the kernel
 * @path: file, as it can be opened here
 * @name: by which the reader knows it
 * @options: parameters; "" without any
 * @why: why it is loaded
 * @entry: the line that it is loaded for; KS_BOOT_NONE: for none
 * @parent: name of the module that needs or wants it, or NULL
 * @is_optional: its reader does not mind a failure
 * @error: negative errno that came of it, 0: loaded
 */
struct ks_boot_attempt {
	const char *path;
	const char *name;
	const char *options;
	enum ks_boot_why why;
	size_t entry;
	const char *parent;
	bool is_optional;
	int error;
};

/**
 * enum ks_boot_outcome - what became of a line
 * @KS_BOOT_NEVER: its reader never came to it
 * @KS_BOOT_LOADED: its module, or one of those that an alias stands for, is loaded
 * @KS_BOOT_BEFORE: the same, by an earlier line: parameters of this line are lost
 * @KS_BOOT_FAILED: the kernel, or its reader, did not take it
 * @KS_BOOT_DEPENDS: something that it needs is not there, or was not taken
 * @KS_BOOT_DENIED: a deny list names it; nobody minds
 * @KS_BOOT_ABSENT: there is no such module, which is a failure
 * @KS_BOOT_PASSED: there is no such module, or no name in the line; nobody minds
 * @KS_BOOT_ENDLESS: it needs itself in a way that its reader never ends with
 */
enum ks_boot_outcome {
	KS_BOOT_NEVER = 0,
	KS_BOOT_LOADED,
	KS_BOOT_BEFORE,
	KS_BOOT_FAILED,
	KS_BOOT_DEPENDS,
	KS_BOOT_DENIED,
	KS_BOOT_ABSENT,
	KS_BOOT_PASSED,
	KS_BOOT_ENDLESS,
};

/**
 * enum ks_boot_ending - how a run of a reader ends
 * @KS_BOOT_THROUGH: it comes to the end of its lists
 * @KS_BOOT_STOPPED: a line fails, and with it the boot
 * @KS_BOOT_CRASHED: the reader crashes, at a line or at a file
 * @KS_BOOT_GAVE_UP: it cannot read a file, and loads nothing
 * @KS_BOOT_NOTHING: nothing is loaded, which its reader takes for success, and
 *	looks elsewhere
 * @KS_BOOT_TOO_LONG: this was not followed to its end
 */
enum ks_boot_ending {
	KS_BOOT_THROUGH = 0,
	KS_BOOT_STOPPED,
	KS_BOOT_CRASHED,
	KS_BOOT_GAVE_UP,
	KS_BOOT_NOTHING,
	KS_BOOT_TOO_LONG,
};

/**
 * struct ks_boot_end - where a run of a reader ends
 * @ending: how
 * @entry: at which line, or KS_BOOT_NONE
 * @file: because of which file, or NULL
 * @line: of it, or 0
 * @loaded: how many modules were loaded
 */
struct ks_boot_end {
	enum ks_boot_ending ending;
	size_t entry;
	const char *file;
	unsigned int line;
	size_t loaded;
};

/**
 * typedef ks_boot_load_fn - does the kernel take a module
 * @data: of the caller
 * @attempt: all but what came of it
 *
 * Return: 0 or a negative errno; -EEXIST counts as loaded.
 */
typedef int ks_boot_load_fn(void *data, const struct ks_boot_attempt *attempt);

/**
 * struct ks_boot_kernel - what a reader meets
 * @tree: directory with the modules, for readers that find them by themselves
 * @cmdline: of the kernel, or NULL
 * @load: does the kernel take a module
 * @data: for @load
 */
struct ks_boot_kernel {
	const char *tree;
	const char *cmdline;
	ks_boot_load_fn *load;
	void *data;
};

/**
 * struct ks_boot_run - what came of all lists; starts as all zeroes
 * @attempts: in the order in which they were made
 * @attempt_count: entries of @attempts
 * @outcomes: of each entry
 * @ends: of each sequence
 * @strings: of the attempts
 */
struct ks_boot_run {
	struct ks_boot_attempt *attempts;
	size_t attempt_count;
	size_t attempt_room;
	enum ks_boot_outcome *outcomes;
	struct ks_boot_end *ends;
	struct ks_pool strings;
};

/**
 * struct ks_boot_engine - what a reader works with
 * @boot: lists
 * @sequence: which of them
 * @end: where it ends
 * @run: gets what comes of it
 * @kernel: what it meets
 * @tree: directory with the modules
 */
struct ks_boot_engine {
	const struct ks_boot *boot;
	const struct ks_boot_sequence *sequence;
	struct ks_boot_end *end;
	struct ks_boot_run *run;
	const struct ks_boot_kernel *kernel;
	const char *tree;
};

/* More than this is no boot: somebody wants to keep us busy. */
#define KS_BOOT_ATTEMPTS_MAX	16384

int ks_boot_run_start(struct ks_boot_run *run, const struct ks_boot *boot) ks_must_check;
int ks_boot_run_sequence(struct ks_boot_run *run, const struct ks_boot *boot, size_t index,
			 const struct ks_boot_kernel *kernel) ks_must_check;
int ks_boot_run_openwrt(struct ks_boot_engine *engine) ks_must_check;
int ks_boot_run_android(struct ks_boot_engine *engine) ks_must_check;
int ks_boot_attempt(struct ks_boot_engine *engine, const struct ks_boot_attempt *attempt,
		    int *result) ks_must_check;
void ks_boot_run_free(struct ks_boot_run *run);

#endif
