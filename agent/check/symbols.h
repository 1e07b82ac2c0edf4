/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules on imported symbols share.  The loader runs all of them for
 * one symbol before it looks at the next (simplify_symbols() and
 * resolve_symbol() of kernel/module/main.c), goes on after a failure, and
 * answers with the errno of the last symbol that failed.
 */
#ifndef KS_CHECK_SYMBOLS_H
#define KS_CHECK_SYMBOLS_H

#include "check/emit.h"

/** ks_is_no_symbol - ignore_undef_symbol(): the linker left it, nobody exports it */
static inline bool ks_is_no_symbol(const struct ks_needs *needs, const struct ks_import *import)
{
	bool x86 = needs->machine == KS_EM_386 || needs->machine == KS_EM_X86_64;

	return x86 && !strcmp(import->name, "_GLOBAL_OFFSET_TABLE_");
}

/** ks_import_export - what is known of an imported symbol, or NULL */
static inline const struct ks_export *ks_import_export(const struct ks_facts *facts,
						       const struct ks_import *import)
{
	return import->export ? import->export : ks_facts_export(facts, import->name);
}

/** ks_import_exported - is an imported symbol exported, as far as the facts go */
static inline enum ks_tri ks_import_exported(const struct ks_facts *facts,
					     const struct ks_import *import)
{
	const struct ks_export *export = ks_import_export(facts, import);

	return export ? export->exported : facts->other_exports;
}

/** ks_may_stay_unresolved - no complaint if absent */
static inline bool ks_may_stay_unresolved(const struct ks_needs *needs,
					  const struct ks_import *import)
{
	return import->weak || ks_is_no_symbol(needs, import);
}

/** ks_import_at - the import with this index in the symbol table, or NULL */
static inline const struct ks_import *ks_import_at(const struct ks_needs *needs, uint32_t index)
{
	size_t low = 0, high = needs->import_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (needs->imports[middle].index == index)
			return &needs->imports[middle];
		if (needs->imports[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/** ks_license_is_gpl - license_is_gpl_compatible() of include/linux/license.h */
static inline bool ks_license_is_gpl(const char *license)
{
	static const char *const compatible[] = {
		"GPL", "GPL v2", "GPL and additional rights",
		"Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL",
	};

	for (size_t i = 0; license && i < sizeof(compatible) / sizeof(compatible[0]); i++)
		if (!strcmp(license, compatible[i]))
			return true;
	return false;
}

/**
 * ks_is_proprietary - is the module tainted so before its symbols are looked up
 *
 * module_augment_kernel_taints() of kernel/module/main.c does not believe two
 * names; ndiswrapper taints the kernel only.
 */
static inline bool ks_is_proprietary(const struct ks_needs *needs)
{
	return !ks_license_is_gpl(needs->license) ||
	       (needs->mname && (!strcmp(needs->mname, "driverloader") ||
				 !strcmp(needs->mname, "lve")));
}

/**
 * enum ks_sight - what find_symbol() and inherit_taint() make of one import
 * @KS_SIGHT_UNKNOWN: whether it is exported is not known
 * @KS_SIGHT_ABSENT: nobody exports it
 * @KS_SIGHT_HIDDEN: GPL-only, and the module is not
 * @KS_SIGHT_BARRED: its owner is proprietary, and the module has used GPL-only
 *	symbols before
 * @KS_SIGHT_DOUBTFUL: found, unless it is hidden or barred, which depends on
 *	a taint that is not known
 * @KS_SIGHT_TAINTS: found, and the module is proprietary from here on
 * @KS_SIGHT_FOUND: found
 */
enum ks_sight {
	KS_SIGHT_UNKNOWN,
	KS_SIGHT_ABSENT,
	KS_SIGHT_HIDDEN,
	KS_SIGHT_BARRED,
	KS_SIGHT_DOUBTFUL,
	KS_SIGHT_TAINTS,
	KS_SIGHT_FOUND,
};

/**
 * struct ks_walk - simplify_symbols() on its way through the imports
 * @needs: candidate
 * @facts: kernel
 * @next: import after the one at hand
 * @proprietary: of the module, by licence or by the symbols used so far
 * @uses_gpl_only: using_gplonly_symbols of struct module; unknown where that
 *	depends on @proprietary
 * @import: the one at hand
 * @export: what is known of it, or NULL
 * @sight: what the loader makes of it
 */
struct ks_walk {
	const struct ks_needs *needs;
	const struct ks_facts *facts;
	size_t next;
	enum ks_tri proprietary;
	enum ks_tri uses_gpl_only;
	const struct ks_import *import;
	const struct ks_export *export;
	enum ks_sight sight;
};

struct ks_walk ks_walk_start(const struct ks_needs *needs, const struct ks_facts *facts);
enum ks_sight ks_walk_look(struct ks_walk *walk);
enum ks_tri ks_proprietary_at_last(const struct ks_needs *needs, const struct ks_facts *facts);

/**
 * ks_walk_next - the next import
 * @walk: started
 *
 * Inline: most are the kernel's own, in modules that may use them.
 *
 * Return: false at the end.
 */
static inline bool ks_walk_next(struct ks_walk *walk)
{
	const struct ks_export *export;

	if (walk->next >= walk->needs->import_count)
		return false;
	walk->import = &walk->needs->imports[walk->next++];
	walk->export = export = ks_import_export(walk->facts, walk->import);
	if (!export || export->exported != KS_YES || export->owner ||
	    walk->proprietary != KS_NO) {
		walk->sight = ks_walk_look(walk);
		return true;
	}
	if (export->gpl_only)
		walk->uses_gpl_only = KS_YES;
	walk->sight = KS_SIGHT_FOUND;
	return true;
}

unsigned int ks_imports_look(const struct ks_needs *needs, const struct ks_facts *facts);
bool ks_must_be_loaded(const struct ks_facts *facts, const struct ks_export *export);
bool ks_is_moving(const struct ks_facts *facts, const struct ks_export *export);

/** ks_lacks_ext - taken without a look, as the extended table lacks the symbol */
static inline bool ks_lacks_ext(const struct ks_needs *needs, const struct ks_facts *facts,
				const struct ks_import *import, const struct ks_export *export)
{
	return ks_uses_ext(needs, facts) == KS_YES && export->has_crc && !import->ext.present;
}

/** ks_is_checked - does the loader go on to this import's CRC and namespace */
static inline bool ks_is_checked(const struct ks_walk *walk)
{
	return walk->sight >= KS_SIGHT_DOUBTFUL;
}

#endif
