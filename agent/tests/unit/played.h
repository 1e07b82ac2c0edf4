/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel that is played: it takes modules that it knows by their bytes, counts
 * who uses whom, and fails where a test says so.
 */
#ifndef KS_TESTS_PLAYED_H
#define KS_TESTS_PLAYED_H

#include "facts/provider.h"
#include "ktap.h"
#include "load/set.h"
#include "module_file.h"

#define PLAYED_MODULES	6	/* m0 to m5; each but the first needs the one before it */
#define PLAYED_LOG	64

/**
 * struct played - the kernel, and what a test wants of it
 * @files: what is right, by module
 * @state: of each; -1: not there
 * @reloads: how often others removed and loaded it again, of each
 * @fail_at: module whose load fails with @error, or -1
 * @reached: what a listener says of that
 * @error: of that
 * @fails: how often it does; 0: always
 * @stuck: module that cannot be removed, or -1
 * @interrupts: how many removals a signal interrupts
 * @unlisted: module that the list passes over, there or not, or -1
 * @appears: module that comes by itself when another one is loaded, or -1
 * @stop_after: a signal comes after that many loads; -1: none
 * @settle: state that what is coming or going takes at the @settle_at'th pause
 * @changes: module that others load or remove, or -1: it is @changed when the list
 *	is made for the @changes_at'th time, or with -1 there every other time
 * @lists: how often the list was made
 * @asked: how often the kernel was asked again
 * @loads: in this order, as digits
 * @removes: in this order
 * @wants_file: a security module insists on files: EPERM was its
 * @file_loads: how often it got one
 * @unknown_bytes: something was loaded that is none of @files
 */
struct played {
	struct module_file files[PLAYED_MODULES];
	char directory[64];
	char paths[PLAYED_MODULES][96];
	int state[PLAYED_MODULES];
	unsigned int reloads[PLAYED_MODULES];
	int fail_at, error, fails, stuck, unlisted, appears, stop_after, settle, settle_at;
	enum ks_tri reached, last_reached;
	bool stranger;
	int changes, changes_at, changed;
	unsigned int pauses, load_count, runs, lists, asked, file_loads, interrupts;
	int run_code;
	char loads[PLAYED_LOG], removes[PLAYED_LOG];
	bool unknown_bytes, wants_file;
	struct ks_load_system system;
	struct ks_load_options options;
	struct ks_plan plan;
	struct ks_plan_step steps[PLAYED_MODULES];
	struct ks_snapshot snapshot;
	struct ks_load_result result;
	int facts;
	char spec[64];
	int ret;
};

void played_init(struct played *p);
void played_again(struct played *p);
void played_write(struct played *p, int module, const struct module_file *file);
void played_make(struct module_file *file, int module, const char *extra);
void played_load(struct played *p);
void played_end(struct played *p);
size_t played_count(const struct played *p);

#endif
