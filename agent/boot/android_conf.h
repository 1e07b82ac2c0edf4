/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands beside Android's modules: who needs whom, aliases, parameters, deny list. */
#ifndef KS_BOOT_ANDROID_CONF_H
#define KS_BOOT_ANDROID_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/macro.h"
#include "lib/pool.h"

/**
 * struct ks_boot_dep - a line of modules.dep
 * @name: canonical name of the module
 * @paths: its file, then those of what it needs
 * @path_count: entries of @paths, at least 1
 * @place: of the line
 */
struct ks_boot_dep {
	const char *name;
	const char **paths;
	size_t path_count;
	size_t place;
};

/** struct ks_boot_pair - two words: pattern and module, module and another, ... */
struct ks_boot_pair {
	const char *name;
	const char *value;
};

/**
 * struct ks_boot_android - all of it; starts as all zeroes
 * @deps: modules.dep, by name, the line that counts first
 * @aliases: modules.alias: pattern and module, in order
 * @before: modules.softdep, pre: module and what is wanted before it
 * @after: modules.softdep, post
 * @options: modules.options: module and parameters
 * @denied: modules.blocklist
 */
struct ks_boot_android {
	struct ks_boot_dep *deps;
	size_t dep_count;
	struct ks_boot_pair *aliases;
	size_t alias_count;
	struct ks_boot_pair *before;
	size_t before_count;
	struct ks_boot_pair *after;
	size_t after_count;
	struct ks_boot_pair *options;
	size_t option_count;
	struct ks_boot_pair *denied;
	size_t denied_count;
	struct ks_pool strings;
};

int ks_boot_android_read(struct ks_boot_android *conf, const char *tree) ks_must_check;
int ks_boot_android_arguments(struct ks_boot_android *conf, const char *cmdline) ks_must_check;
const struct ks_boot_dep *ks_boot_android_dep(const struct ks_boot_android *conf,
					      const char *name);
const char *ks_boot_android_options(const struct ks_boot_android *conf, const char *name);
bool ks_boot_android_is_denied(const struct ks_boot_android *conf, const char *name);
void ks_boot_android_free(struct ks_boot_android *conf);

#endif
