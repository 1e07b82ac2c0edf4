// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What becomes of the lines of boot lists.  OpenWrt's and Android's are run as
 * their readers run them, with our verdicts in place of the kernel's answers; a
 * line of the others names a module of the tree, by its file's name as modprobe
 * does or by an alias, something that the kernel has built in, or nothing at all.
 */
#include "preflight/boot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/list.h"
#include "boot/run.h"
#include "lib/cleanup.h"

/* A module by the name of its file. */
struct entry {
	const char *name;
	uint32_t module;
	bool is_shadowed;
};

/* What resolving works with. */
struct work {
	struct ks_preflight_column *view;
	const struct ks_preflight_lists *lists;
	const struct ks_boot_names *names;
	size_t name_count;
	struct entry *entries;
	/* Of each module: is it loaded at this point, or when the early boot is over. */
	bool *is_loaded;
	bool *is_loaded_early;
	/* Of each line: what it waited for. */
	const char **waits;
	size_t room;
	struct ks_preflight_boot line;
	/* The deny list of modprobe.d counts. */
	bool may_deny;
	int error;
};

static void underscore(char *text)
{
	for (; *text; text++)
		if (*text == '-')
			*text = '_';
}

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order || x->is_shadowed == y->is_shadowed)
		return order;
	return x->is_shadowed ? 1 : -1;
}

static int index_modules(struct work *work, struct ks_pool *strings)
{
	struct ks_preflight_column *view = work->view;

	work->entries = calloc(view->module_count + 1, sizeof(*work->entries));
	if (!work->entries)
		return -ENOMEM;
	for (size_t i = 0; i < view->module_count; i++) {
		ks_auto_free char *name = strdup(view->modules[i].relative);

		if (!name)
			return -ENOMEM;
		ks_boot_plain_name(name);
		underscore(name);
		work->entries[i] = (struct entry){
			.name = ks_pool_copy(strings, name), .module = i,
			.is_shadowed = view->modules[i].shadowed_by != KS_PREFLIGHT_NONE,
		};
		if (!work->entries[i].name)
			return -ENOMEM;
	}
	qsort(work->entries, view->module_count, sizeof(*work->entries), by_name);
	return 0;
}

/* The first of several: the one that is found. */
static uint32_t find(const struct work *work, const char *name)
{
	size_t low = 0, high = work->view->module_count;
	ks_auto_free char *wanted = strdup(name);

	if (!wanted)
		return KS_PREFLIGHT_NONE;
	underscore(wanted);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(work->entries[middle].name, wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < work->view->module_count && !strcmp(work->entries[low].name, wanted))
		return work->entries[low].module;
	return KS_PREFLIGHT_NONE;
}

static bool is_builtin(const struct work *work, const char *name)
{
	const struct ks_facts *facts = work->view->facts;

	for (size_t i = 0; i < facts->module_count; i++)
		if ((facts->modules[i].state == KS_MODULE_BUILTIN ||
		     facts->modules[i].state == KS_MODULE_BUILTIN_SYSFS) &&
		    ks_boot_same_name(facts->modules[i].name, name))
			return true;
	for (size_t i = 0; i < work->name_count; i++)
		if (ks_boot_is_builtin(&work->names[i], name))
			return true;
	return false;
}

static bool knows_builtins(const struct work *work)
{
	for (size_t i = 0; i < work->name_count; i++)
		if (work->names[i].builtins)
			return true;
	return false;
}

static void add_line(struct work *work, enum ks_preflight_state state, uint32_t module)
{
	struct ks_preflight_column *view = work->view;
	struct ks_preflight_boot *more;

	if (view->boot_count == work->room) {
		work->room = work->room ? 2 * work->room : 16;
		more = reallocarray(view->boot, work->room, sizeof(*more));
		if (!more) {
			work->error = -ENOMEM;
			return;
		}
		view->boot = more;
	}
	work->line.state = state;
	work->line.module = module;
	view->boot[view->boot_count++] = work->line;
	if (module != KS_PREFLIGHT_NONE && state != KS_PREFLIGHT_DENIED)
		view->modules[module].at_boot = true;
}

static bool add_if_there(struct work *work, const char *name)
{
	uint32_t module = find(work, name);
	bool denied = work->may_deny && ks_boot_is_denied(work->lists->denied, name);

	if (module != KS_PREFLIGHT_NONE)
		add_line(work, denied ? KS_PREFLIGHT_DENIED : KS_PREFLIGHT_MODULE, module);
	else if (is_builtin(work, name))
		add_line(work, KS_PREFLIGHT_BUILTIN, KS_PREFLIGHT_NONE);
	else
		return false;
	return true;
}

/* An alias is no better than what it stands for. */
static void add_match(const char *module, void *data)
{
	struct work *work = data;

	if (!work->error && !add_if_there(work, module))
		add_line(work, KS_PREFLIGHT_ABSENT, KS_PREFLIGHT_NONE);
}

static void resolve(struct work *work, const struct ks_boot_entry *entry)
{
	size_t matches = 0;

	if (add_if_there(work, entry->name))
		return;
	for (size_t i = 0; i < work->name_count; i++)
		matches += ks_boot_resolve(&work->names[i], entry->name, add_match, work);
	if (matches)
		return;
	if (entry->is_optional)
		add_line(work, KS_PREFLIGHT_PASSED_OVER, KS_PREFLIGHT_NONE);
	else
		add_line(work, knows_builtins(work) ? KS_PREFLIGHT_ABSENT : KS_PREFLIGHT_OPEN,
			 KS_PREFLIGHT_NONE);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(a, ((const struct ks_tree_module *)b)->path);
}

/* The file that a reader opens; where it is known by another path, by its name. */
static uint32_t find_file(const struct work *work, const char *path, const char *name)
{
	const struct ks_tree *tree = work->lists->tree;
	const struct ks_tree_module *m = bsearch(path, tree->modules, tree->module_count,
						 sizeof(*m), by_path);

	return m ? (uint32_t)(m - tree->modules) : find(work, name);
}

/* A module whose symbols this one must have, and that is not loaded. */
static const char *missing_provider(struct work *work, uint32_t module)
{
	const struct ks_tree_module *m = &work->lists->tree->modules[module];
	struct ks_needs needs;

	for (size_t i = 0; i < m->provider_count; i++) {
		const char *name = work->lists->tree->modules[m->providers[i]].name;

		if (work->is_loaded[m->providers[i]] || !name)
			continue;
		if (ks_tree_needs(work->lists->tree, module, &needs)) {
			work->error = -ENOMEM;
			return NULL;
		}
		for (size_t j = 0; j < needs.import_count; j++)
			if (!needs.imports[j].weak && needs.imports[j].export &&
			    needs.imports[j].export->owner &&
			    ks_boot_same_name(needs.imports[j].export->owner, name))
				return name;
	}
	return NULL;
}

static int answer(void *data, const struct ks_boot_attempt *attempt)
{
	struct work *work = data;
	uint32_t module = find_file(work, attempt->path, attempt->name);
	const struct ks_result *result;
	const char *missing;

	if (module == KS_PREFLIGHT_NONE)
		return -ENOENT;
	result = work->view->modules[module].result;
	if (result->accept == KS_ACCEPT_REFUSES)
		return result->error ? -result->error : -EINVAL;
	missing = missing_provider(work, module);
	if (missing && attempt->entry != KS_BOOT_NONE)
		work->waits[attempt->entry] = missing;
	if (missing)
		return -ENOENT;
	work->is_loaded[module] = true;
	return 0;
}

/* The module of a line: the one that its reader gave to the kernel for it. */
static uint32_t module_of(const struct work *work, const struct ks_boot_run *run, size_t entry)
{
	const struct ks_boot_entry *e = &work->lists->boot->entries[entry];

	for (size_t i = 0; i < run->attempt_count; i++) {
		const struct ks_boot_attempt *a = &run->attempts[i];

		if (a->entry == entry && (a->why == KS_BOOT_LISTED || a->why == KS_BOOT_ALIASED))
			return find_file(work, a->path, a->name);
	}
	return find(work, e->name);
}

static void add_outcome(struct work *work, const struct ks_boot_run *run, size_t entry)
{
	static const enum ks_preflight_state states[] = {
		[KS_BOOT_NEVER] = KS_PREFLIGHT_NEVER,
		[KS_BOOT_LOADED] = KS_PREFLIGHT_MODULE,
		[KS_BOOT_BEFORE] = KS_PREFLIGHT_MODULE,
		[KS_BOOT_FAILED] = KS_PREFLIGHT_MODULE,
		[KS_BOOT_DEPENDS] = KS_PREFLIGHT_NEEDS,
		[KS_BOOT_DENIED] = KS_PREFLIGHT_DENIED,
		[KS_BOOT_ABSENT] = KS_PREFLIGHT_ABSENT,
		[KS_BOOT_PASSED] = KS_PREFLIGHT_PASSED_OVER,
		[KS_BOOT_ENDLESS] = KS_PREFLIGHT_ENDLESS,
	};
	const struct ks_boot_entry *e = &work->lists->boot->entries[entry];
	enum ks_preflight_state state = states[run->outcomes[entry]];
	uint32_t module = module_of(work, run, entry);

	if (e->flaw == KS_BOOT_NAMELESS)
		state = KS_PREFLIGHT_NAMELESS;
	else if (state == KS_PREFLIGHT_PASSED_OVER && is_builtin(work, e->name))
		state = KS_PREFLIGHT_BUILTIN;
	else if (state == KS_PREFLIGHT_MODULE && module == KS_PREFLIGHT_NONE)
		state = KS_PREFLIGHT_LINK;
	else if (run->outcomes[entry] == KS_BOOT_FAILED &&
		 work->view->modules[module].result->accept != KS_ACCEPT_REFUSES)
		state = work->waits[entry] ? KS_PREFLIGHT_NEEDS : KS_PREFLIGHT_LINK;
	add_line(work, state, module);
	work->view->boot[work->view->boot_count - 1].needs = work->waits[entry];
}

/* Recovery and charger are boots of their own; what is not early comes behind one. */
static void start_boot(struct work *work, const struct ks_boot_sequence *s)
{
	size_t size = work->view->module_count * sizeof(*work->is_loaded);

	if (s->format != KS_BOOT_ANDROID)
		return;
	if (s->stops)
		memset(work->is_loaded, 0, size);
	else
		memcpy(work->is_loaded, work->is_loaded_early, size);
}

static void end_boot(struct work *work, const struct ks_boot_sequence *s)
{
	if (s->format == KS_BOOT_ANDROID && !strcmp(s->place, "modules.load"))
		for (size_t i = 0; i < work->view->module_count; i++)
			work->is_loaded_early[i] |= work->is_loaded[i];
}

static struct ks_preflight_reader *add_reader(struct work *work, const struct ks_boot_sequence *s)
{
	struct ks_preflight_column *view = work->view;
	struct ks_preflight_reader *reader = &view->readers[view->reader_count++];

	*reader = (struct ks_preflight_reader){
		.format = ks_boot_format_name(s->format), .place = s->place,
		.at = KS_PREFLIGHT_NONE, .first = view->boot_count,
	};
	return reader;
}

static void end_reader(struct work *work, struct ks_preflight_reader *reader,
		       const struct ks_boot_sequence *s, const struct ks_boot_end *end)
{
	static const enum ks_preflight_ending endings[] = {
		[KS_BOOT_THROUGH] = KS_PREFLIGHT_THROUGH,
		[KS_BOOT_STOPPED] = KS_PREFLIGHT_STOPS,
		[KS_BOOT_CRASHED] = KS_PREFLIGHT_CRASHES,
		[KS_BOOT_GAVE_UP] = KS_PREFLIGHT_GIVES_UP,
		[KS_BOOT_NOTHING] = KS_PREFLIGHT_NOTHING,
		[KS_BOOT_TOO_LONG] = KS_PREFLIGHT_UNFINISHED,
	};

	reader->ending = endings[end->ending];
	reader->line = end->line;
	reader->loaded = end->loaded;
	if (end->entry != KS_BOOT_NONE)
		reader->at = reader->first + (end->entry - s->first);
	if (end->file) {
		reader->file = ks_pool_copy(work->lists->strings, end->file);
		if (!reader->file)
			work->error = -ENOMEM;
	}
}

/* What a reader that was not followed would have come to, nobody knows. */
static void count_never(struct ks_preflight_column *view, struct ks_preflight_reader *reader)
{
	reader->count = view->boot_count - reader->first;
	for (size_t i = reader->first; i < view->boot_count; i++) {
		if (view->boot[i].state != KS_PREFLIGHT_NEVER)
			continue;
		if (reader->ending == KS_PREFLIGHT_UNFINISHED)
			view->boot[i].state = KS_PREFLIGHT_FOLLOWED;
		else
			reader->never++;
	}
}

static void start_line(struct work *work, size_t entry)
{
	const struct ks_boot_entry *e = &work->lists->boot->entries[entry];

	work->line = (struct ks_preflight_boot){
		.name = e->name, .list = e->list, .line = e->line,
	};
}

static void run_sequence(struct work *work, struct ks_boot_run *run, size_t index)
{
	const struct ks_boot *boot = work->lists->boot;
	const struct ks_boot_sequence *s = &boot->sequences[index];
	const struct ks_boot_kernel kernel = {
		.tree = work->lists->home, .cmdline = work->lists->cmdline,
		.load = answer, .data = work,
	};
	struct ks_preflight_reader *reader = add_reader(work, s);
	bool is_run = s->tree || (s->format == KS_BOOT_OPENWRT && kernel.tree);

	/* modprobe, for /etc/modules, takes names whatever the list says. */
	work->may_deny = s->format == KS_BOOT_SYSTEMD;
	if (is_run) {
		start_boot(work, s);
		work->error = ks_boot_run_sequence(run, boot, index, &kernel);
		end_boot(work, s);
	}
	for (size_t i = s->first; i < s->first + s->count && !work->error; i++) {
		start_line(work, i);
		if (is_run)
			add_outcome(work, run, i);
		else
			resolve(work, &boot->entries[i]);
	}
	if (!work->error && is_run)
		end_reader(work, reader, s, &run->ends[index]);
	count_never(work->view, reader);
}

static int start(struct work *work, struct ks_boot_run *run)
{
	struct ks_preflight_column *view = work->view;

	view->readers = calloc(work->lists->boot->sequence_count + 1, sizeof(*view->readers));
	work->is_loaded = calloc(view->module_count + 1, sizeof(*work->is_loaded));
	work->is_loaded_early = calloc(view->module_count + 1, sizeof(*work->is_loaded_early));
	work->waits = calloc(work->lists->boot->count + 1, sizeof(*work->waits));
	if (!view->readers || !work->is_loaded || !work->is_loaded_early || !work->waits ||
	    ks_boot_run_start(run, work->lists->boot))
		return -ENOMEM;
	return index_modules(work, work->lists->strings);
}

/**
 * ks_preflight_resolve - find the modules that boot lists name, and what comes of them
 * @view: with facts and modules, which learn that they are loaded at boot; gets
 *	lines and readers, which the caller frees
 * @lists: what was read, and of what
 *
 * Return: 0 or -ENOMEM.
 */
int ks_preflight_resolve(struct ks_preflight_column *view, const struct ks_preflight_lists *lists)
{
	struct work work = { .view = view, .lists = lists, .names = lists->names,
			     .name_count = lists->name_count };
	struct ks_boot_run run = { 0 };

	view->boot_lists = lists->boot->lists;
	if (!lists->boot->sequence_count)
		return 0;
	work.error = start(&work, &run);
	for (size_t i = 0; i < lists->boot->sequence_count && !work.error; i++)
		run_sequence(&work, &run, i);
	ks_boot_run_free(&run);
	free(work.entries);
	free(work.is_loaded);
	free(work.is_loaded_early);
	free(work.waits);
	return work.error;
}
