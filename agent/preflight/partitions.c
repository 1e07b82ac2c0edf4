// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What modules of one partition of Android need of another: first-stage init and
 * recovery load theirs before vendor, odm and system_dlkm are mounted, and modules
 * of the SoC's vendor must do without those of the ODM (source.android.com,
 * "Loadable kernel modules").  And lists beside modules that name none of them,
 * which is what a $(wildcard) of a build leaves that ran before the modules' own.
 */
#include "preflight/partitions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/list.h"
#include "lib/macro.h"

enum partition { EARLY, SYSTEM, VENDOR, ODM, PARTITIONS };

static const struct {
	const char *name;
	enum partition partition;
} names[] = {
	{ "/system/", SYSTEM },	    { "/system_dlkm/", SYSTEM }, { "/vendor/", VENDOR },
	{ "/vendor_dlkm/", VENDOR }, { "/odm/", ODM },		 { "/odm_dlkm/", ODM },
};

/* By what stands before the last "lib/modules". */
static enum partition partition_of(const char *root)
{
	if (ks_boot_is_early(root))
		return EARLY;
	for (size_t i = 0; i < KS_ARRAY_SIZE(names); i++) {
		size_t length = strlen(names[i].name);
		const char *at = strstr(root, "/lib/modules"), *next;

		while (at && (next = strstr(at + 1, "/lib/modules")))
			at = next;
		/* Without the slash in front at the beginning of the path. */
		if (at && (size_t)(at - root) >= length - 2 &&
		    !strncmp(at + 2 - length, names[i].name + 1, length - 2))
			return names[i].partition;
	}
	return VENDOR;
}

static int add_note(struct ks_scope_pick *pick, enum ks_preflight_note_id id, const char *subject,
		    const char *object)
{
	struct ks_preflight_note *more;

	for (size_t i = 0; i < pick->note_count; i++)
		if (pick->notes[i].id == id && id != KS_PREFLIGHT_EMPTY_LIST) {
			pick->notes[i].count++;
			return 0;
		}
	more = reallocarray(pick->notes, pick->note_count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	pick->notes = more;
	more[pick->note_count++] = (struct ks_preflight_note){
		.id = id, .subject = subject, .object = object, .count = 1,
	};
	return 0;
}

/* Has a partition up to this one a module of that name? */
static bool is_there(const struct ks_tree *tree, const enum partition *partitions,
		     const char *name, enum partition last)
{
	for (size_t i = 0; i < tree->module_count; i++)
		if (tree->modules[i].name && partitions[tree->modules[i].root] <= last &&
		    !strcmp(tree->modules[i].name, name))
			return true;
	return false;
}

static int check_module(struct ks_scope_pick *pick, const struct ks_tree *tree,
			const enum partition *partitions, const struct ks_tree_module *m)
{
	enum partition own = partitions[m->root], last = own == VENDOR ? VENDOR : EARLY;
	int ret = 0;

	if ((own != EARLY && own != VENDOR) || !m->name)
		return 0;
	for (size_t i = 0; i < m->provider_count && !ret; i++) {
		const struct ks_tree_module *p = &tree->modules[m->providers[i]];

		if (p->name && partitions[p->root] > last &&
		    !is_there(tree, partitions, p->name, last))
			ret = add_note(pick, own == EARLY ? KS_PREFLIGHT_NEEDS_LATER :
							    KS_PREFLIGHT_NEEDS_ODM,
				       m->name, p->name);
	}
	return ret;
}

static int check_lists(struct ks_scope_pick *pick, const struct ks_preflight_column *view,
		       const struct ks_boot *boot)
{
	int ret = 0;

	for (size_t i = 0; i < view->reader_count && !ret; i++)
		if (!view->readers[i].count && boot->sequences[i].tree && view->module_count)
			ret = add_note(pick, KS_PREFLIGHT_EMPTY_LIST, boot->sequences[i].list,
				       NULL);
	return ret;
}

/**
 * ks_partitions_check - what is wrong between the partitions of Android
 * @pick: with the directories; gets notes
 * @view: with readers of boot lists
 * @boot: their lists
 * @tree: the modules of all of them
 *
 * Return: 0 or -ENOMEM.
 */
int ks_partitions_check(struct ks_scope_pick *pick, struct ks_preflight_column *view,
			const struct ks_boot *boot, const struct ks_tree *tree)
{
	enum partition *partitions = calloc(pick->root_count + 1, sizeof(*partitions));
	int ret = partitions ? check_lists(pick, view, boot) : -ENOMEM;

	for (size_t i = 0; i < pick->root_count && partitions; i++)
		partitions[i] = partition_of(pick->roots[i]);
	for (size_t i = 0; i < tree->module_count && !ret; i++)
		ret = check_module(pick, tree, partitions, &tree->modules[i]);
	free(partitions);
	view->notes = pick->notes;
	view->note_count = pick->note_count;
	return ret;
}
