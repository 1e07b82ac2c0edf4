// SPDX-License-Identifier: GPL-2.0-or-later
/* What the relocations of all architectures share; see reloc.h. */
#include "check/reloc.h"

#include "check/emit.h"
#include "check/symbols.h"

/* Names may be long and many: how many of them are looked up is limited. */
static enum ks_tri is_exported(struct ks_relocs *r)
{
	const struct ks_import *import;

	if (!r->lookups)
		return KS_UNKNOWN;
	r->lookups--;
	import = ks_import_at(r->needs, r->reloc.symbol);
	return import ? ks_import_exported(r->facts, import) : KS_UNKNOWN;
}

/**
 * ks_reloc_place - simplify_symbols(): where the symbol of a relocation ends up
 * @r: at the relocation
 */
enum ks_place ks_reloc_place(struct ks_relocs *r)
{
	uint16_t shndx = r->symbol.shndx;

	if (shndx == KS_SHN_UNDEF) {
		if (!r->reloc.symbol)
			return KS_PLACE_EXACT;
		if (r->symbol.info >> 4 != KS_STB_WEAK)
			return KS_PLACE_KERNEL;
		switch (is_exported(r)) {
		case KS_YES:
			return KS_PLACE_KERNEL;
		case KS_NO:
			return KS_PLACE_EXACT;
		default:
			return KS_PLACE_MAYBE;
		}
	}
	if (shndx >= r->view.shnum)
		return KS_PLACE_EXACT;
	if (shndx == r->sections.percpu)
		return KS_PLACE_PERCPU;
	return ks_reloc_is_lost(r) ? KS_PLACE_LOST : KS_PLACE_MODULE;
}

/**
 * ks_reloc_symbol_error - IS_ERR_VALUE() of a symbol on mips and riscv
 * @r: at the relocation
 * @fault: filled where an absolute value would be an error as a pointer, so that
 *	it is taken for a symbol that was not found; a weak one is passed over
 */
void ks_reloc_symbol_error(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	uint64_t value = r->symbol.value;
	int64_t error = r->view.layout.is64 ? (int64_t)value : (int32_t)value;

	if (r->symbol.shndx == KS_SHN_UNDEF || r->symbol.shndx < r->view.shnum || error >= 0 ||
	    error < -4095)
		return;
	if (r->symbol.info >> 4 == KS_STB_WEAK) {
		ks_reloc_fail(fault, KS_LEVEL_UNDEFINED, KS_REASON_RELOC_LOST, 0);
		return;
	}
	ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_SYMBOL_ERROR, KS_ENOENT);
	fault->symbol = true;
}

/**
 * ks_range_fits - do all values, or none, lie in [@min, @min + @span]
 * @range: values
 * @offset: added to each
 * @min: lowest that fits, modulo 2^64
 * @span: highest that fits, above @min
 *
 * Return: KS_FITS, KS_OVERFLOWS, or both where it depends on the value.
 */
unsigned int ks_range_fits(struct ks_range range, uint64_t offset, uint64_t min, uint64_t span)
{
	uint64_t low = range.low + offset - min, high = low + range.width;

	if (low <= span && range.width <= span - low)
		return KS_FITS;
	if (low > span && high >= low)
		return KS_OVERFLOWS;
	return KS_FITS | KS_OVERFLOWS;
}
