/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Modules while they are resolved, and where what is known of them comes from. */
#ifndef KS_RESOLVE_UNIT_H
#define KS_RESOLVE_UNIT_H

#include "lib/pool.h"
#include "resolve/libkmod.h"
#include "resolve/resolve.h"

struct ks_file_index;

/**
 * struct ks_unit - one module; what is the same module is the same unit
 * @name: as in a plan
 * @path: its file, or NULL
 * @options: of modprobe.d and the kernel command line, or NULL
 * @install: command of modprobe.d, or NULL
 * @remove: command of modprobe.d, or NULL
 * @is_builtin: part of the kernel image
 * @is_alias: found by another name than its own
 * @visited: number of the last round that came by
 * @required: number of the last round that cannot do without it
 * @handle: libkmod's, owned; NULL without libkmod
 */
struct ks_unit {
	const char *name;
	const char *path;
	const char *options;
	const char *install;
	const char *remove;
	bool is_builtin;
	bool is_alias;
	uint32_t visited;
	uint32_t required;
	struct kmod_module *handle;
};

/** struct ks_units - some of them; starts as all zeroes, ks_units_free() releases it */
struct ks_units {
	struct ks_unit **items;
	size_t count;
	size_t room;
};

/**
 * struct ks_source - who knows of modules: libkmod, or the files alone
 * @look_up: append what a name stands for; nothing: it stands for none
 * @dependencies: append what a module needs, in the order in which it is loaded
 * @soft: append its soft dependencies
 *
 * Each returns 0 or a negative errno.
 */
struct ks_source {
	int (*look_up)(struct ks_resolver *r, const char *name, struct ks_units *found);
	int (*dependencies)(struct ks_resolver *r, const struct ks_unit *unit,
			    struct ks_units *found);
	int (*soft)(struct ks_resolver *r, const struct ks_unit *unit, struct ks_units *before,
		    struct ks_units *after);
};

/**
 * struct ks_resolver - what is known so far
 * @directory: where the modules are
 * @options: as given
 * @source: who knows of modules
 * @lib: libkmod
 * @ctx: its context; NULL without libkmod
 * @index: files, without libkmod's index
 * @all: every unit, owned
 * @round: number of the request that is being resolved
 * @strings: texts, units and plans
 */
struct ks_resolver {
	char directory[4096];
	struct ks_resolver_options options;
	const struct ks_source *source;
	struct ks_libkmod lib;
	struct kmod_ctx *ctx;
	struct ks_file_index *index;
	struct ks_units all;
	uint32_t round;
	struct ks_pool strings;
};

extern const struct ks_source ks_source_index;
extern const struct ks_source ks_source_files;

int ks_units_add(struct ks_units *units, struct ks_unit *unit) ks_must_check;
void ks_units_free(struct ks_units *units);
int ks_unit_of_handle(struct ks_resolver *r, struct kmod_module *handle,
		      struct ks_unit **unit) ks_must_check;
bool ks_unit_is_blacklisted(const struct ks_resolver *r, const struct ks_unit *unit);
bool ks_same_module(const char *a, const char *b);
int ks_resolve_walk(struct ks_resolver *r, const struct ks_plan_request *requests, size_t count,
		    struct ks_plan *plan) ks_must_check;

#endif
