/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names to modules, in the order in which they are loaded.  With an index of
 * depmod's it is libkmod that answers, so that what modprobe would do is what
 * comes out; without one the modules' own "depends" and symbols tell.  Nothing
 * is loaded here, and no command is run.
 */
#ifndef KS_RESOLVE_RESOLVE_H
#define KS_RESOLVE_RESOLVE_H

#include "lib/err.h"
#include "model/plan.h"

struct ks_resolver;

/**
 * struct ks_resolver_options - where to look
 * @root: directory that stands for "/", or NULL
 * @release: kernel release, or NULL for the running one
 * @configs: files or directories in place of modprobe.d, or NULL
 * @config_count: entries of @configs
 * @use_blacklist: "blacklist" counts for names of modules, too, not only for
 *	aliases
 * @ignore_commands: of what is requested "install" does not count
 */
struct ks_resolver_options {
	const char *root;
	const char *release;
	const char *const *configs;
	size_t config_count;
	bool use_blacklist;
	bool ignore_commands;
};

int ks_resolver_open(struct ks_resolver **resolver, const struct ks_resolver_options *options,
		     struct ks_err *err) ks_must_check;
int ks_resolve(struct ks_resolver *resolver, const struct ks_plan_request *requests, size_t count,
	       struct ks_plan *plan, struct ks_err *err) ks_must_check;
const char *ks_resolver_directory(const struct ks_resolver *resolver);
void ks_resolver_close(struct ks_resolver *resolver);
int ks_resolve_find(const char *module, char *path, size_t size, struct ks_err *err) ks_must_check;

#endif
