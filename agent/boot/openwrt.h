/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What kmodloader knows besides its lists: modules.conf, and the modules there are. */
#ifndef KS_BOOT_OPENWRT_H
#define KS_BOOT_OPENWRT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/macro.h"
#include "lib/pool.h"

/* MODULE_NAME_LEN of kmodloader is 64 - sizeof(long), with the end of the text. */
#define KS_BOOT_OPENWRT_NAME	(64 - sizeof(long) - 1)

#define KS_BOOT_CONF		"/etc/modules.conf"

/**
 * struct ks_boot_conf_item - what modules.conf says of a module
 * @name: as it is written
 * @options: parameters, or NULL
 * @is_denied: it is not to be loaded, but for another one that needs it
 */
struct ks_boot_conf_item {
	const char *name;
	const char *options;
	bool is_denied;
};

/**
 * struct ks_boot_conf - modules.conf; starts as all zeroes
 * @items: one for each module
 * @count: entries of @items
 * @crash_line: line that kmodloader does not survive, or 0
 */
struct ks_boot_conf {
	struct ks_boot_conf_item *items;
	size_t count;
	unsigned int crash_line;
	struct ks_pool strings;
};

/**
 * struct ks_boot_module - a file that kmodloader finds
 * @name: of the file
 * @path: as it can be opened here
 * @depends: modinfo "depends", or NULL
 * @aliases: modinfo "alias", each
 * @alias_count: entries of @aliases
 */
struct ks_boot_module {
	const char *name;
	const char *path;
	const char *depends;
	const char **aliases;
	size_t alias_count;
};

/**
 * struct ks_boot_modules - all of them; starts as all zeroes
 * @items: in the order in which they are found
 * @count: entries of @items
 * @order: the same by name, where '_' is '-': in which kmodloader loads them
 * @broken: a file that it cannot read, so that it gives up; or NULL
 */
struct ks_boot_modules {
	struct ks_boot_module *items;
	size_t count;
	const struct ks_boot_module **order;
	const char *broken;
	struct ks_pool strings;
};

bool ks_boot_openwrt_name(char *text);
int ks_boot_openwrt_order(const char *a, const char *b);
int ks_boot_conf_read(struct ks_boot_conf *conf, const char *root) ks_must_check;
const struct ks_boot_conf_item *ks_boot_conf_find(const struct ks_boot_conf *conf,
						  const char *name);
void ks_boot_conf_free(struct ks_boot_conf *conf);
int ks_boot_modules_scan(struct ks_boot_modules *modules, const char *tree) ks_must_check;
const struct ks_boot_module *ks_boot_modules_find(const struct ks_boot_modules *modules,
						  const char *name);
void ks_boot_modules_free(struct ks_boot_modules *modules);

#endif
