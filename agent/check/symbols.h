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

/** ks_may_stay_unresolved - no complaint if absent */
static inline bool ks_may_stay_unresolved(const struct ks_needs *needs,
					  const struct ks_import *import)
{
	return import->weak || ks_is_no_symbol(needs, import);
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
 * ks_is_hidden - find_symbol() does not see this export: to the rest of the
 *	loader it is not there, whatever its CRC and namespace are
 */
static inline bool ks_is_hidden(const struct ks_needs *needs, const struct ks_export *export)
{
	return export->gpl_only && !ks_license_is_gpl(needs->license);
}

#endif
