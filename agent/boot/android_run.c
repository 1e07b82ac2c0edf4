// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What libmodprobe makes of a list: LoadListedModules(), LoadWithAliases(),
 * InsmodWithDeps(), ModuleExists() and Insmod().
 *
 * For a name, all modules that have it, by themselves or by an alias, are loaded,
 * in the order of their names; one of them is enough.  Before a module comes what
 * it needs, from the end of its line in modules.dep to its beginning, and each of
 * these must load; then what it wants before it, then itself, then what it wants
 * behind it.  Its file must be a regular one and no symbolic link.  What is loaded
 * already, or is loaded by somebody else (EEXIST), is fine.
 *
 * A line that cannot be loaded is passed over when the deny list names its module
 * or one that it needs; else it ends the boot in first-stage init, unless nothing
 * at all was loaded (LoadKernelModules() takes that for "no modules here").
 * modprobe -a of toolbox goes on.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "boot/android.h"
#include "boot/android_conf.h"
#include "boot/run.h"
#include "lib/cleanup.h"

/* Deeper than any boot; each step of it costs stack. */
#define DEPTH_MAX	400

/* libmodprobe calls itself without end: in the end init has no stack any more. */
#define ENDLESS		(-ELOOP)

struct work {
	struct ks_boot_engine *engine;
	struct ks_boot_android conf;
	/* By position in conf.deps. */
	bool *is_loaded;
	/* Loads so far when a module was come to, while it is at work; else 0. */
	size_t *since;
	size_t loads;
	size_t entry;
	/* The line's own module was come to, with all that it needs. */
	bool is_reached;
	unsigned int depth;
};

/* Why somebody asks for a name. */
struct wish {
	enum ks_boot_why why;
	const char *parent;
	bool is_optional;
};

static int load_name(struct work *work, const char *text, const struct wish *wish, bool *loaded);

static size_t index_of(const struct work *work, const struct ks_boot_dep *dep)
{
	return dep - work->conf.deps;
}

static bool is_loaded(const struct work *work, const char *name)
{
	const struct ks_boot_dep *dep = ks_boot_android_dep(&work->conf, name);

	return dep && work->is_loaded[index_of(work, dep)];
}

/* Where a path of modules.dep leads, here. */
static char *path_here(const struct work *work, const char *path)
{
	const char *root = work->engine->sequence->root, *slash = strrchr(path, '/');
	char *here = NULL;

	if (*path == '/' && root && asprintf(&here, "%s%s", root, path) >= 0)
		return here;
	/* Of a tree alone, the others are beside it. */
	if (*path == '/')
		path = slash + 1;
	return asprintf(&here, "%s/%s", work->engine->tree, path) < 0 ? NULL : here;
}

static bool exists(const struct work *work, const char *name, const struct ks_boot_dep *dep)
{
	ks_auto_free char *here = path_here(work, dep->paths[0]);
	struct stat st;

	return !ks_boot_android_is_denied(&work->conf, name) && here && !stat(here, &st) &&
	       S_ISREG(st.st_mode);
}

static int insmod(struct work *work, const struct ks_boot_dep *dep, const struct wish *wish,
		  bool *loaded)
{
	struct ks_pool *strings = &work->engine->run->strings;
	ks_auto_free char *here = path_here(work, dep->paths[0]);
	struct ks_boot_attempt attempt = {
		.why = wish->why, .entry = work->entry, .is_optional = wish->is_optional,
	};
	struct stat st;
	int ret, result;

	*loaded = false;
	work->is_reached |= !strcmp(dep->name, work->engine->boot->entries[work->entry].name);
	if (!here || lstat(here, &st) || S_ISLNK(st.st_mode))
		return here ? 0 : -ENOMEM;
	attempt.path = ks_pool_copy(strings, here);
	attempt.name = ks_pool_copy(strings, dep->name);
	attempt.options = ks_pool_copy(strings, ks_boot_android_options(&work->conf, dep->name));
	attempt.parent = wish->parent ? ks_pool_copy(strings, wish->parent) : NULL;
	if (!attempt.path || !attempt.name || !attempt.options || (wish->parent && !attempt.parent))
		return -ENOMEM;
	/* Somebody that it wants had it loaded meanwhile: EEXIST. */
	if (work->is_loaded[index_of(work, dep)]) {
		*loaded = true;
		return 0;
	}
	ret = ks_boot_attempt(work->engine, &attempt, &result);
	if (!ret && !result) {
		work->is_loaded[index_of(work, dep)] = true;
		work->loads++;
		*loaded = true;
	}
	return ret;
}

static int load_soft(struct work *work, const struct ks_boot_pair *pairs, size_t count,
		     const char *name, enum ks_boot_why why)
{
	const struct wish wish = { .why = why, .parent = name, .is_optional = true };
	bool loaded;
	int ret = 0;

	for (size_t i = 0; i < count && !ret; i++)
		if (!strcmp(pairs[i].name, name))
			ret = load_name(work, pairs[i].value, &wish, &loaded);
	return ret;
}

static int load_needed(struct work *work, const struct ks_boot_dep *dep, const struct wish *wish,
		       bool *loaded)
{
	const struct wish needed = {
		.why = KS_BOOT_NEEDED, .parent = dep->name, .is_optional = wish->is_optional,
	};
	int ret = 0;

	*loaded = true;
	for (size_t i = dep->path_count - 1; i > 0 && !ret && *loaded; i--)
		ret = load_name(work, dep->paths[i], &needed, loaded);
	return ret;
}

static int load_module(struct work *work, const struct ks_boot_dep *dep, const struct wish *wish,
		       bool *loaded)
{
	size_t *since = &work->since[index_of(work, dep)], before = *since;
	int ret;

	/* Come to again, and nothing changed: so it goes on. */
	if (before == work->loads + 1)
		return ENDLESS;
	if (work->depth == DEPTH_MAX)
		return -E2BIG;
	work->depth++;
	*since = work->loads + 1;
	ret = load_needed(work, dep, wish, loaded);
	if (!ret && *loaded)
		ret = load_soft(work, work->conf.before, work->conf.before_count, dep->name,
				KS_BOOT_SOFT_BEFORE);
	if (!ret && *loaded)
		ret = insmod(work, dep, wish, loaded);
	if (!ret && *loaded)
		ret = load_soft(work, work->conf.after, work->conf.after_count, dep->name,
				KS_BOOT_SOFT_AFTER);
	*since = before;
	work->depth--;
	return ret;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All modules that have a name: themselves, or by an alias; sorted, each once. */
static int candidates(const struct work *work, const char *text, const char *name,
		      const char ***found, size_t *count)
{
	const struct ks_boot_android *conf = &work->conf;
	size_t unique = 0;

	*found = calloc(conf->alias_count + 1, sizeof(**found));
	if (!*found)
		return -ENOMEM;
	(*found)[0] = name;
	*count = 1;
	for (size_t i = 0; i < conf->alias_count; i++)
		if (!fnmatch(conf->aliases[i].name, text, 0) &&
		    !is_loaded(work, conf->aliases[i].value))
			(*found)[(*count)++] = conf->aliases[i].value;
	qsort(*found, *count, sizeof(**found), by_bytes);
	for (size_t i = 0; i < *count; i++)
		if (!unique || strcmp((*found)[unique - 1], (*found)[i]))
			(*found)[unique++] = (*found)[i];
	*count = unique;
	return 0;
}

static int load_name(struct work *work, const char *text, const struct wish *wish, bool *loaded)
{
	ks_auto_free char *name = strdup(text);
	ks_auto_free const char **found = NULL;
	size_t count = 0;
	int ret;

	*loaded = false;
	if (!name)
		return -ENOMEM;
	if (!ks_boot_android_name(name))
		*name = '\0';
	if (is_loaded(work, name)) {
		*loaded = true;
		return 0;
	}
	ret = candidates(work, text, name, &found, &count);
	for (size_t i = 0; i < count && !ret; i++) {
		const struct ks_boot_dep *dep = ks_boot_android_dep(&work->conf, found[i]);
		struct wish mine = *wish;
		bool one;

		if (!dep || !exists(work, found[i], dep))
			continue;
		if (strcmp(found[i], name))
			mine.why = wish->why == KS_BOOT_LISTED ? KS_BOOT_ALIASED : wish->why;
		ret = load_module(work, dep, &mine, &one);
		*loaded |= !ret && one;
	}
	return ret;
}

/* It, or something that it needs, is on the deny list. */
static bool is_denied(const struct work *work, const char *name)
{
	const struct ks_boot_dep *dep = ks_boot_android_dep(&work->conf, name);

	for (size_t i = 0; dep && i < dep->path_count; i++) {
		ks_auto_free char *needed = strdup(dep->paths[i]);

		if (needed && ks_boot_android_name(needed) &&
		    ks_boot_android_is_denied(&work->conf, needed))
			return true;
	}
	return ks_boot_android_is_denied(&work->conf, name);
}

static enum ks_boot_outcome why_not(const struct work *work, const char *name)
{
	const struct ks_boot_dep *dep = ks_boot_android_dep(&work->conf, name);

	if (is_denied(work, name))
		return KS_BOOT_DENIED;
	if (!dep || !exists(work, name, dep))
		return KS_BOOT_ABSENT;
	return work->is_reached ? KS_BOOT_FAILED : KS_BOOT_DEPENDS;
}

static int take_line(struct work *work, size_t index, bool *fails)
{
	const struct ks_boot_entry *entry = &work->engine->boot->entries[index];
	enum ks_boot_outcome *outcome = &work->engine->run->outcomes[index];
	const struct wish wish = { .why = KS_BOOT_LISTED };
	bool loaded;
	int ret;

	*fails = false;
	*outcome = KS_BOOT_PASSED;
	if (entry->flaw == KS_BOOT_NAMELESS)
		return 0;
	work->entry = index;
	work->is_reached = false;
	*outcome = is_loaded(work, entry->name) ? KS_BOOT_BEFORE : KS_BOOT_LOADED;
	ret = load_name(work, entry->name, &wish, &loaded);
	if (ret == ENDLESS)
		*outcome = KS_BOOT_ENDLESS;
	else if (ret)
		*outcome = KS_BOOT_NEVER;
	else if (!loaded)
		*outcome = why_not(work, entry->name);
	*fails = !ret && !loaded && *outcome != KS_BOOT_DENIED;
	return ret;
}

static int run_lines(struct work *work)
{
	const struct ks_boot_sequence *s = work->engine->sequence;
	struct ks_boot_end *end = work->engine->end;
	bool failed = false;
	int ret = 0;

	for (size_t i = s->first; i < s->first + s->count && !ret; i++) {
		bool fails;

		ret = take_line(work, i, &fails);
		if (ret || (fails && !failed))
			end->entry = i;
		failed |= fails;
		if (fails && s->stops)
			break;
	}
	if (ret == ENDLESS)
		end->ending = KS_BOOT_CRASHED;
	else if (!ret && failed && s->stops)
		end->ending = end->loaded ? KS_BOOT_STOPPED : KS_BOOT_NOTHING;
	else if (!ret && s->stops && !end->loaded)
		end->ending = KS_BOOT_NOTHING;
	return ret == ENDLESS ? 0 : ret;
}

/**
 * ks_boot_run_android - do what libmodprobe does with one list
 * @engine: with Android's sequence
 *
 * Return: 0, -E2BIG when it was not followed to its end, or -ENOMEM.
 */
int ks_boot_run_android(struct ks_boot_engine *engine)
{
	struct work work = { .engine = engine };
	int ret = ks_boot_android_read(&work.conf, engine->tree);

	/* Without the directory nothing is known, which is what libmodprobe has then. */
	if (ret != -ENOMEM)
		ret = 0;
	if (!ret && engine->kernel->cmdline)
		ret = ks_boot_android_arguments(&work.conf, engine->kernel->cmdline);
	work.is_loaded = calloc(work.conf.dep_count + 1, sizeof(*work.is_loaded));
	work.since = calloc(work.conf.dep_count + 1, sizeof(*work.since));
	if (!work.is_loaded || !work.since)
		ret = -ENOMEM;
	if (!ret)
		ret = run_lines(&work);
	free(work.is_loaded);
	free(work.since);
	ks_boot_android_free(&work.conf);
	return ret;
}
