// SPDX-License-Identifier: GPL-2.0-or-later
/* Names to plans: see resolve.h. */
#include "resolve/resolve.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <syslog.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "resolve/file_index.h"
#include "resolve/unit.h"

static int find_directory(struct ks_resolver *r, struct ks_err *err)
{
	const char *release = r->options.release;
	const char *root = r->options.root ? r->options.root : "";
	struct utsname uts;

	if (!release && uname(&uts))
		return ks_err_sys(err, -errno, "uname", "ask");
	if ((size_t)snprintf(r->directory, sizeof(r->directory), "%s/lib/modules/%s", root,
			     release ? release : uts.release) >= sizeof(r->directory))
		return ks_err_sys(err, -ENAMETOOLONG, root, "open");
	return 0;
}

static bool has_index(const struct ks_resolver *r)
{
	char path[sizeof(r->directory) + 32];

	snprintf(path, sizeof(path), "%s/modules.dep.bin", r->directory);
	return !access(path, R_OK);
}

static int open_libkmod(struct ks_resolver *r)
{
	ks_auto_free const char **configs = NULL;

	if (r->options.config_count) {
		configs = calloc(r->options.config_count + 1, sizeof(*configs));
		for (size_t i = 0; configs && i < r->options.config_count; i++)
			configs[i] = r->options.configs[i];
		if (!configs)
			return -ENOMEM;
	}
	r->ctx = r->lib.kmod_new(r->directory, configs);
	if (!r->ctx)
		return -ENOMEM;
	/* What it has to say is said by those who know what was asked. */
	r->lib.kmod_set_log_priority(r->ctx, LOG_EMERG);
	return 0;
}

static int open_source(struct ks_resolver *r, struct ks_err *err)
{
	bool has_libkmod = ks_libkmod_load(&r->lib);
	int ret = has_libkmod ? open_libkmod(r) : 0;

	if (ret)
		return ks_err_sys(err, ret, r->directory, "resolve");
	if (!has_index(r)) {
		r->source = &ks_source_files;
		return ks_file_index_open(&r->index, r->directory, err);
	}
	if (!has_libkmod)
		return ks_err_set(err, -ENOPKG, "%s: resolve: %s is not installed", r->directory,
				  KS_LIBKMOD);
	/* Without them it opens one index for each question. */
	r->lib.kmod_load_resources(r->ctx);
	r->source = &ks_source_index;
	return 0;
}

/**
 * ks_resolver_open - get ready to resolve
 * @resolver: to fill; ks_resolver_close() releases it, also after a failure
 * @options: where to look; must live as long as the resolver
 * @err: one line on failure
 *
 * Return: 0, -ENOENT where there are no modules, or another negative errno.
 */
int ks_resolver_open(struct ks_resolver **resolver, const struct ks_resolver_options *options,
		     struct ks_err *err)
{
	struct ks_resolver *r = calloc(1, sizeof(*r));
	int ret;

	*resolver = r;
	if (!r)
		return ks_err_sys(err, -ENOMEM, "modules", "resolve");
	r->options = *options;
	ret = find_directory(r, err);
	return ret ? ret : open_source(r, err);
}

/**
 * ks_resolve - names to modules, in the order in which they are loaded
 * @resolver: opened
 * @requests: what is asked for
 * @count: entries of @requests
 * @plan: to fill; what is in it lives as long as @resolver and @requests
 * @err: one line on failure
 *
 * The order is modprobe's for one name after the other; a module that two of them
 * need is where the first needs it.  A name that brings nothing is no failure but
 * a miss in @plan.
 *
 * Return: 0 or a negative errno.
 */
int ks_resolve(struct ks_resolver *resolver, const struct ks_plan_request *requests, size_t count,
	       struct ks_plan *plan, struct ks_err *err)
{
	int ret = ks_resolve_walk(resolver, requests, count, plan);

	if (ret == -ELOOP)
		return ks_err_set(err, ret, "%s: resolve: dependencies nest too deep, or in a circle",
				  resolver->directory);
	return ret ? ks_err_sys(err, ret, resolver->directory, "resolve") : 0;
}

/** ks_resolver_directory - where the modules are looked for */
const char *ks_resolver_directory(const struct ks_resolver *resolver)
{
	return resolver->directory;
}

/**
 * ks_resolver_close - release a resolver and its plans
 * @resolver: of ks_resolver_open(), or NULL
 */
void ks_resolver_close(struct ks_resolver *resolver)
{
	if (!resolver)
		return;
	for (size_t i = 0; i < resolver->all.count; i++)
		if (resolver->all.items[i]->handle)
			resolver->lib.kmod_module_unref(resolver->all.items[i]->handle);
	ks_units_free(&resolver->all);
	if (resolver->ctx)
		resolver->lib.kmod_unref(resolver->ctx);
	ks_file_index_free(resolver->index);
	ks_pool_free(&resolver->strings);
	free(resolver);
}
