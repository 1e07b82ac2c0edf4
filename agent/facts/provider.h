/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where facts come from.  A provider is one file and one row in provider.c;
 * files are recognised by content, never by name, except modules.builtin.
 */
#ifndef KS_FACTS_PROVIDER_H
#define KS_FACTS_PROVIDER_H

#include "facts/snapshot.h"
#include "model/image.h"
#include "model/needs.h"

/**
 * struct ks_wanted - what somebody will ask for
 * @names: symbol names; NULL: all symbols and modules there are
 * @count: entries of @names
 * @modules: with @names, modules' names that are asked for besides the loaded ones
 * @module_count: entries of @modules
 * @btf: the kernel's types, where they can decide something
 * @keep: everything, as it is to be kept
 */
struct ks_wanted {
	const char *const *names;
	size_t count;
	const char *const *modules;
	size_t module_count;
	bool btf;
	bool keep;
};

/**
 * struct ks_provider - a kind of file that describes a kernel
 * @name: for messages
 * @recognises: is this one of them, by its beginning; NULL: only its place tells
 * @fill: put its values into the snapshot
 * @fill_symbols: the same with its symbols, once it is known which are wanted;
 *	NULL: @fill does it
 */
struct ks_provider {
	const char *name;
	bool (*recognises)(const struct ks_image *image);
	int (*fill)(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		    struct ks_err *err);
	int (*fill_symbols)(struct ks_snapshot *snapshot, const struct ks_image *image,
			    const char *path, const struct ks_wanted *wanted, struct ks_err *err);
};

extern const struct ks_provider ks_provider_saved;
extern const struct ks_provider ks_provider_symvers;
extern const struct ks_provider ks_provider_config;
extern const struct ks_provider ks_provider_image;
extern const struct ks_provider ks_provider_packages;
extern const struct ks_provider ks_provider_btf;
extern const struct ks_provider ks_provider_builtin;
extern const struct ks_provider ks_provider_builtin_modinfo;
extern const struct ks_provider ks_provider_release;

int ks_facts_live(struct ks_snapshot *snapshot, struct ks_err *err) ks_must_check;
int ks_facts_live_symbols(struct ks_snapshot *snapshot, const struct ks_wanted *wanted,
			  struct ks_err *err) ks_must_check;
int ks_facts_live_btf(struct ks_snapshot *snapshot, struct ks_err *err) ks_must_check;
void ks_facts_live_end(struct ks_snapshot *snapshot);
int ks_facts_load_open(struct ks_snapshot *snapshot, int fd, const char *path,
		       const struct ks_provider *provider, bool *recognised,
		       struct ks_err *err) ks_must_check;
int ks_facts_load(struct ks_snapshot *snapshot, const char *spec, struct ks_err *err) ks_must_check;
int ks_facts_complete(struct ks_snapshot *snapshot, const struct ks_wanted *wanted,
		      struct ks_err *err) ks_must_check;
void ks_facts_forget_loaded(struct ks_snapshot *snapshot, const char *name);
int ks_facts_add_loaded(struct ks_snapshot *snapshot, const struct ks_needs *needs,
			const char *taints, struct ks_err *err) ks_must_check;
void ks_facts_free(struct ks_snapshot *snapshot);
int ks_facts_save(const struct ks_facts *facts, const char *path, struct ks_err *err) ks_must_check;

#endif
