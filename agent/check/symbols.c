// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Licences in the loop over imports: find_symbol() hides GPL-only exports from
 * proprietary modules, and inherit_taint() makes a module proprietary that uses
 * a symbol of one.  So what is found depends on what was found before.
 */
#include "check/symbols.h"

/**
 * ks_walk_start - before the first import
 * @needs: candidate
 * @facts: kernel
 */
struct ks_walk ks_walk_start(const struct ks_needs *needs, const struct ks_facts *facts)
{
	return (struct ks_walk){
		.needs = needs,
		.facts = facts,
		.proprietary = ks_tri(ks_is_proprietary(needs)),
		.uses_gpl_only = KS_NO,
	};
}

/*
 * Is the owner proprietary.  What is only in a file is not loaded, and would be
 * loaded as part of the kernel that the file describes: none of those is.
 */
static enum ks_tri owner_taint(const struct ks_facts *facts, const struct ks_export *export)
{
	const struct ks_module *owner = ks_facts_owner(facts, export);

	if (!export->owner)
		return KS_NO;
	if (owner && owner->taints)
		return ks_tri(strchr(owner->taints, 'P'));
	if (owner && (owner->state <= KS_MODULE_GOING || owner->state == KS_MODULE_BESIDE))
		return KS_UNKNOWN;
	return export->origin == KS_ORIGIN_FILE ? KS_NO : KS_UNKNOWN;
}

/* inherit_taint(), after find_symbol() */
static enum ks_sight inherit(struct ks_walk *walk, enum ks_tri owner)
{
	if (owner == KS_NO)
		return KS_SIGHT_FOUND;
	if (owner == KS_YES && walk->uses_gpl_only == KS_YES)
		return KS_SIGHT_BARRED;
	if (walk->uses_gpl_only != KS_NO)
		return KS_SIGHT_DOUBTFUL;
	if (walk->proprietary == KS_YES)
		return KS_SIGHT_FOUND;
	walk->proprietary = owner;
	return owner == KS_YES ? KS_SIGHT_TAINTS : KS_SIGHT_FOUND;
}

/**
 * ks_walk_look - what find_symbol() and inherit_taint() make of the import at hand
 * @walk: its import and export set
 */
enum ks_sight ks_walk_look(struct ks_walk *walk)
{
	enum ks_tri exported = walk->export ? walk->export->exported :
					      walk->facts->other_exports;
	enum ks_tri owner;

	if (exported != KS_YES)
		return exported == KS_NO ? KS_SIGHT_ABSENT : KS_SIGHT_UNKNOWN;
	owner = owner_taint(walk->facts, walk->export);
	if (!walk->export->gpl_only)
		return inherit(walk, owner);
	if (walk->proprietary == KS_YES)
		return KS_SIGHT_HIDDEN;
	if (walk->proprietary == KS_UNKNOWN) {
		walk->uses_gpl_only = KS_UNKNOWN;
		return KS_SIGHT_DOUBTFUL;
	}
	walk->uses_gpl_only = KS_YES;
	return inherit(walk, owner);
}

/**
 * ks_proprietary_at_last - is the module proprietary once it is loaded
 * @needs: candidate
 * @facts: kernel
 */
enum ks_tri ks_proprietary_at_last(const struct ks_needs *needs, const struct ks_facts *facts)
{
	struct ks_walk walk = ks_walk_start(needs, facts);

	while (ks_walk_next(&walk))
		;
	return walk.proprietary;
}

/**
 * ks_must_be_loaded - is an export there only if somebody loads its owner before
 * @facts: kernel
 * @export: exported, as the facts say
 *
 * A file knows of modules that need not be loaded.
 */
bool ks_must_be_loaded(const struct ks_facts *facts, const struct ks_export *export)
{
	const struct ks_module *owner;

	if (!export->owner || export->origin != KS_ORIGIN_FILE)
		return false;
	owner = ks_facts_owner(facts, export);
	if (owner && owner->state == KS_MODULE_BESIDE)
		return false;
	return !owner || owner->state != KS_MODULE_LIVE || owner->origin == KS_ORIGIN_FILE;
}

/**
 * ks_is_moving - is the owner of an export being loaded or removed
 * @facts: kernel
 * @export: exported
 *
 * strong_try_module_get(): half a minute for one that comes, none that goes.
 */
bool ks_is_moving(const struct ks_facts *facts, const struct ks_export *export)
{
	const struct ks_module *owner = export->owner ? ks_facts_owner(facts, export) : NULL;

	return owner && (owner->state == KS_MODULE_COMING || owner->state == KS_MODULE_GOING);
}

/**
 * ks_imports_look - what holds for all imports of a candidate
 * @needs: candidate
 * @facts: kernel
 *
 * Of nearly all modules nothing is to be said of any import: that is found out by one
 * look at each, in place of one for each rule.
 *
 * Return: bits of enum ks_imports; with KS_IMPORTS_EQUAL or _NO_NS also _FOUND.
 */
unsigned int ks_imports_look(const struct ks_needs *needs, const struct ks_facts *facts)
{
	unsigned int traits = KS_IMPORTS_FOUND | KS_IMPORTS_NO_NS;
	struct ks_walk walk = ks_walk_start(needs, facts);

	if (facts->gates[KS_GATE_MODVERSIONS].value == KS_YES)
		traits |= KS_IMPORTS_EQUAL;
	while (ks_walk_next(&walk)) {
		uint64_t crc;

		if (walk.sight != KS_SIGHT_FOUND || ks_is_moving(facts, walk.export) ||
		    ks_must_be_loaded(facts, walk.export))
			return 0;
		if (walk.export->ns && *walk.export->ns)
			traits &= ~KS_IMPORTS_NO_NS;
		if (traits & KS_IMPORTS_EQUAL &&
		    ks_compare_crc(needs, facts, walk.import, walk.export, &crc) !=
			    KS_COMPARE_EQUAL)
			traits &= ~KS_IMPORTS_EQUAL;
	}
	return traits;
}
