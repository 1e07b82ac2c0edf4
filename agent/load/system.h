/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What loading a set asks of the kernel, as a table: tests play failures at every
 * place without a kernel.
 */
#ifndef KS_LOAD_SYSTEM_H
#define KS_LOAD_SYSTEM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/err.h"
#include "lib/pool.h"
#include "load/load.h"
#include "model/facts.h"

/**
 * struct ks_load_present - a module that is there
 * @name: its name
 * @state: live, coming or going
 * @holders: modules that use it, comma separated, or empty
 */
struct ks_load_present {
	const char *name;
	enum ks_module_state state;
	const char *holders;
};

/**
 * struct ks_load_presents - all that are there at a moment; starts as all zeroes
 * @items: modules
 * @count: entries of @items
 */
struct ks_load_presents {
	struct ks_load_present *items;
	size_t count;
	struct ks_pool strings;
};

/**
 * struct ks_load_system - the kernel
 * @load: load these bytes; 0 or a negative errno
 * @load_file: load the file itself, after @load has failed with this error; 0, a
 *	negative errno, or the error where nobody insists on the file
 * @remove: remove a module without waiting; 0 or a negative errno
 * @list: what is there; 0 or a negative errno
 * @load_id: what no other load of a module has, or 0 where it is not there
 * @reached_init: did the loader come as far as init() of this name, since the last
 *	call for it; unknown where nobody listens
 * @run: run a command of modprobe.d, with the name of the module and parameters; 0, a
 *	negative errno, or its exit code
 * @pause: wait a little, while somebody else is busy
 * @stopped: number of a signal that asks to stop, or 0
 * @context: for all of them
 */
struct ks_load_system {
	int (*load)(void *context, const struct ks_load_source *source, const char *parameters);
	int (*load_file)(void *context, const struct ks_load_source *source,
			 const char *parameters, int error);
	int (*remove)(void *context, const char *name);
	int (*list)(void *context, struct ks_load_presents *presents);
	uint64_t (*load_id)(void *context, const char *name);
	enum ks_tri (*reached_init)(void *context, const char *name);
	int (*run)(void *context, const char *command, const char *name, const char *parameters);
	void (*pause)(void *context);
	int (*stopped)(void *context);
	void *context;
};

const struct ks_load_present *ks_load_present(const struct ks_load_presents *presents,
					      const char *name);
int ks_load_presents_read(struct ks_load_presents *presents, FILE *f) ks_must_check;
void ks_load_presents_free(struct ks_load_presents *presents);
int ks_load_system_open(struct ks_load_system *system, struct ks_err *err) ks_must_check;
void ks_load_system_close(struct ks_load_system *system, bool is_done);

#endif
