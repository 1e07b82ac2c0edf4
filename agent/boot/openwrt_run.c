// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What kmodloader makes of its lists: main_loader(), load_modprobe(),
 * load_moddeps() and deps_available() of ubox's kmodloader.c.
 *
 * A line marks its module; those of a file that is loaded at once are loaded
 * line by line, all others together at the end, in the order of their names, in
 * rounds: in each round what has everything that it needs.  What failed is tried
 * again when nothing is left that waits, as long as a round loads something.  What
 * a module needs is loaded although a deny list names it.  Nothing ends the boot.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/openwrt.h"
#include "boot/run.h"
#include "lib/cleanup.h"

enum state { SCANNED, WANTED, LOADED, DENIED };

/* What is known of a module, beside what its file says. */
struct item {
	enum state state;
	bool failed;
	bool tried;
	bool is_needed;
	const char *options;
	size_t entry;
	const char *parent;
};

struct work {
	struct ks_boot_engine *engine;
	struct ks_boot_modules modules;
	struct ks_boot_conf conf;
	struct item *items;
	/* No round was made yet. */
	bool is_first;
};

static struct item *item_of(const struct work *work, const struct ks_boot_module *module)
{
	return &work->items[module - work->modules.items];
}

/* One name of "a,b,c", and what is behind it. */
static bool next_name(const char **rest, char *name, size_t size)
{
	size_t length;

	if (!*rest || !**rest || !strcmp(*rest, "-"))
		return false;
	length = strcspn(*rest, ",");
	snprintf(name, size, "%.*s", (int)length, *rest);
	*rest += length + ((*rest)[length] == ',');
	return true;
}

static bool has_all(const struct work *work, const struct ks_boot_module *module)
{
	const char *rest = module->depends;
	char name[256];

	while (next_name(&rest, name, sizeof(name))) {
		const struct ks_boot_module *m = ks_boot_modules_find(&work->modules, name);

		if (!m || item_of(work, m)->state != LOADED)
			return false;
	}
	return true;
}

/* Whoever is marked already was gone through: a circle ends there. */
static void mark_needed(struct work *work, const struct ks_boot_module *module, unsigned int depth)
{
	const char *rest = module->depends;
	char name[256];

	while (next_name(&rest, name, sizeof(name))) {
		const struct ks_boot_module *m = ks_boot_modules_find(&work->modules, name);
		struct item *item = m ? item_of(work, m) : NULL;

		if (!item || item->state == LOADED || item->is_needed)
			continue;
		if (item->state != WANTED) {
			item->parent = module->name;
			item->entry = item_of(work, module)->entry;
		}
		item->is_needed = true;
		item->state = WANTED;
		if (depth < 1000)
			mark_needed(work, m, depth + 1);
	}
}

static int load(struct work *work, const struct ks_boot_module *module)
{
	struct item *item = item_of(work, module);
	struct ks_boot_attempt attempt = {
		.path = module->path, .name = module->name,
		.options = item->options ? item->options : "",
		.why = item->tried ? KS_BOOT_AGAIN : item->parent ? KS_BOOT_NEEDED : KS_BOOT_LISTED,
		.entry = item->entry, .parent = item->parent, .is_optional = true,
	};
	int result, ret;

	attempt.path = ks_pool_copy(&work->engine->run->strings, attempt.path);
	attempt.name = ks_pool_copy(&work->engine->run->strings, attempt.name);
	attempt.options = ks_pool_copy(&work->engine->run->strings, attempt.options);
	if (attempt.parent)
		attempt.parent = ks_pool_copy(&work->engine->run->strings, attempt.parent);
	if (!attempt.path || !attempt.name || !attempt.options || (item->parent && !attempt.parent))
		return -ENOMEM;
	ret = ks_boot_attempt(work->engine, &attempt, &result);
	if (ret)
		return ret;
	item->tried = true;
	item->failed = result;
	if (!result)
		item->state = LOADED;
	return 0;
}

struct round {
	size_t loaded;
	size_t skipped;
	size_t failed;
};

static int make_round(struct work *work, bool again, struct round *round)
{
	int ret = 0;

	*round = (struct round){ 0 };
	for (size_t i = 0; i < work->modules.count && !ret; i++) {
		const struct ks_boot_module *m = work->modules.order[i];
		struct item *item = item_of(work, m);

		if (item->state == WANTED && (!item->failed || again) && has_all(work, m)) {
			ret = load(work, m);
			if (item->state == LOADED) {
				round->loaded++;
				continue;
			}
		}
		if (item->failed)
			round->failed++;
		else if (item->state == WANTED)
			round->skipped++;
	}
	return ret;
}

static int load_wanted(struct work *work, bool allow_again)
{
	struct round round;
	bool again = false;
	int ret;

	for (size_t i = 0; i < work->modules.count; i++)
		if (work->items[i].state == WANTED)
			mark_needed(work, &work->modules.items[i], 0);
	do {
		ret = make_round(work, again, &round);
		if (allow_again && round.loaded)
			again = round.failed && !round.skipped;
		else if (allow_again)
			again = round.failed && !again && !work->is_first;
		work->is_first = false;
	} while (!ret && (round.loaded || again));
	return ret;
}

static int join_options(struct work *work, struct item *item, const char *options)
{
	ks_auto_free char *joined = NULL;

	if (asprintf(&joined, "%s%s%s", item->options ? item->options : "",
		     item->options ? " " : "", options) < 0) {
		joined = NULL;
		return -ENOMEM;
	}
	item->options = ks_pool_copy(&work->engine->run->strings, joined);
	return item->options ? 0 : -ENOMEM;
}

static int take_line(struct work *work, size_t index)
{
	const struct ks_boot_entry *entry = &work->engine->boot->entries[index];
	enum ks_boot_outcome *outcome = &work->engine->run->outcomes[index];
	const struct ks_boot_module *m = NULL;
	struct item *item;

	*outcome = KS_BOOT_PASSED;
	if (entry->flaw != KS_BOOT_NAMELESS)
		m = ks_boot_modules_find(&work->modules, entry->name);
	if (!m)
		return 0;
	item = item_of(work, m);
	if (item->state == DENIED || item->state == LOADED) {
		*outcome = item->state == DENIED ? KS_BOOT_DENIED : KS_BOOT_BEFORE;
		return 0;
	}
	if (entry->options && join_options(work, item, entry->options))
		return -ENOMEM;
	/* What comes of it is known later. */
	*outcome = KS_BOOT_FAILED;
	if (item->state != WANTED) {
		item->entry = index;
		item->parent = NULL;
	}
	item->state = WANTED;
	return entry->at_once ? load_wanted(work, false) : 0;
}

static void judge_lines(struct work *work)
{
	const struct ks_boot_sequence *s = work->engine->sequence;

	for (size_t i = s->first; i < s->first + s->count; i++) {
		const struct ks_boot_entry *entry = &work->engine->boot->entries[i];
		enum ks_boot_outcome *outcome = &work->engine->run->outcomes[i];
		const struct item *item;

		if (*outcome != KS_BOOT_FAILED)
			continue;
		item = item_of(work, ks_boot_modules_find(&work->modules, entry->name));
		if (item->state == LOADED)
			*outcome = KS_BOOT_LOADED;
		else if (!item->tried)
			*outcome = KS_BOOT_DEPENDS;
	}
}

static int start(struct work *work)
{
	work->items = calloc(work->modules.count + 1, sizeof(*work->items));
	if (!work->items)
		return -ENOMEM;
	for (size_t i = 0; i < work->modules.count; i++) {
		const struct ks_boot_conf_item *c =
			ks_boot_conf_find(&work->conf, work->modules.items[i].name);

		work->items[i].entry = KS_BOOT_NONE;
		if (c && c->is_denied)
			work->items[i].state = DENIED;
		else if (c)
			work->items[i].options = c->options;
	}
	work->is_first = true;
	return 0;
}

/* Before a line is read. */
static bool fails_early(struct work *work, int scanned)
{
	struct ks_boot_end *end = work->engine->end;

	if (work->conf.crash_line) {
		end->ending = KS_BOOT_CRASHED;
		end->file = KS_BOOT_CONF;
		end->line = work->conf.crash_line;
	} else if (scanned || work->modules.broken) {
		end->ending = KS_BOOT_GAVE_UP;
		end->file = ks_pool_copy(&work->engine->run->strings,
					 work->modules.broken ? work->modules.broken :
								work->engine->tree);
	}
	return end->ending != KS_BOOT_THROUGH;
}

static int run_lines(struct work *work)
{
	const struct ks_boot_sequence *s = work->engine->sequence;
	int ret = start(work);

	for (size_t i = s->first; i < s->first + s->count && !ret; i++)
		ret = take_line(work, i);
	if (!ret)
		ret = load_wanted(work, true);
	if (work->items)
		judge_lines(work);
	return ret;
}

/**
 * ks_boot_run_openwrt - do what kmodloader does with one directory of lists
 * @engine: with OpenWrt's sequence
 *
 * Return: 0, -E2BIG when it was not followed to its end, or -ENOMEM.
 */
int ks_boot_run_openwrt(struct ks_boot_engine *engine)
{
	struct work work = { .engine = engine };
	int scanned = 0, ret = ks_boot_conf_read(&work.conf, engine->sequence->root);

	if (!ret)
		scanned = ks_boot_modules_scan(&work.modules, engine->tree);
	if (scanned == -ENOMEM)
		ret = -ENOMEM;
	if (!ret && !fails_early(&work, scanned))
		ret = run_lines(&work);
	free(work.items);
	ks_boot_modules_free(&work.modules);
	ks_boot_conf_free(&work.conf);
	return ret;
}
