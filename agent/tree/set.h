/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Modules that are checked together: what the kernel and all of them export,
 * who needs whom, and in which order they can be loaded.
 */
#ifndef KS_TREE_SET_H
#define KS_TREE_SET_H

#include "facts/snapshot.h"
#include "tree/record.h"
#include "tree/tree.h"
#include "tree/walk.h"

/**
 * struct ks_member - one module of the set
 * @record: what it needs
 * @file: where it was read
 * @module: its verdict
 * @beside: how the facts know it
 * @providers: members that own its imports, ascending
 * @provider_count: entries of @providers
 * @is_strong: of each of these: a symbol of it must be there
 * @loads: does it load, once that is known; no before
 * @is_deep: all rules have run on it
 */
struct ks_member {
	struct ks_record record;
	const struct ks_file *file;
	struct ks_tree_module *module;
	struct ks_module beside;
	uint32_t *providers;
	bool *is_strong;
	uint32_t provider_count;
	enum ks_tri loads;
	bool is_deep;
};

/**
 * struct ks_set - the set on one kernel
 * @names: texts of all
 * @members: modules, by path; in the pool of @names
 * @count: entries of @members
 * @facts: the kernel with the exports of the set
 * @exports: of these facts
 * @owners: member + 1 that owns an export; 0: none does
 * @unsure: of an export: how many other members export the same, and are not known
 *	to load; NULL where no name is shared
 * @export_count: entries of @exports, @owners and @unsure
 * @order: members, each behind those that it needs
 */
struct ks_set {
	struct ks_names names;
	struct ks_member *members;
	uint32_t count;
	struct ks_facts facts;
	struct ks_export *exports;
	uint32_t *owners;
	uint32_t *unsure;
	size_t export_count;
	size_t export_room;
	uint32_t *index;
	struct ks_module *modules;
	uint32_t *order;
};

int ks_set_join(struct ks_set *set, const struct ks_facts *kernel, bool whole, bool complete);
int ks_set_order(struct ks_set *set);
bool ks_set_has_doubt(const struct ks_set *set, const struct ks_record *record);
void ks_set_count_loaded(struct ks_set *set, uint32_t member);
void ks_set_resolve(const struct ks_set *set, const struct ks_record *record, bool with_losses,
		    struct ks_import *imports, struct ks_export *lost);
void ks_set_free(struct ks_set *set);

/** ks_set_owner - the member that owns an export, or KS_TREE_NONE */
static inline uint32_t ks_set_owner(const struct ks_set *set, const struct ks_export *export)
{
	return export ? set->owners[export - set->exports] - 1 : KS_TREE_NONE;
}

/** ks_set_export - what is exported under the name of that number, or NULL */
static inline const struct ks_export *ks_set_export(const struct ks_set *set, uint32_t name)
{
	uint32_t position = set->names.items[name].export;

	return position ? &set->exports[position - 1] : NULL;
}

#endif
