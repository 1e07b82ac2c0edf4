// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whether a module can be removed once it is loaded: delete_module(2) of
 * kernel/module/main.c refuses one that has an init() and no exit(), which are
 * init_module and cleanup_module of the symbol table.
 */
#include <string.h>

#include "elf/candidate.h"

static bool find_symbols(const struct ks_elf_view *view, struct ks_elf_table *symbols,
			 struct ks_elf_section *names)
{
	struct ks_elf_section section;

	if (!ks_elf_view_symtab(view, &section) || section.link >= view->shnum)
		return false;
	*symbols = ks_elf_view_table(view, &section, ks_elf_symbol_size(&view->layout));
	*names = ks_elf_view_section(view, section.link);
	return true;
}

static bool is_named(const struct ks_elf_view *view, const struct ks_elf_section *names,
		     uint64_t offset, const char *name)
{
	const uint8_t *strings = ks_image_range(&view->image, names->offset, names->size);
	size_t size = strlen(name) + 1;

	return strings && offset <= names->size && size <= names->size - offset &&
	       !memcmp(strings + offset, name, size);
}

/**
 * ks_candidate_is_permanent - once loaded, does it stay
 * @candidate: read to its end, see ks_candidate_fill()
 */
bool ks_candidate_is_permanent(const struct ks_candidate *candidate)
{
	const struct ks_needs *needs = &candidate->needs;
	const struct ks_image file = { needs->image.data, needs->signed_size };
	bool has_init = false, has_exit = false;
	struct ks_elf_table symbols;
	struct ks_elf_section names;
	struct ks_elf_view view;

	ks_elf_view_open(&view, &file, &needs->layout, needs->index);
	if (!find_symbols(&view, &symbols, &names))
		return false;
	for (uint64_t i = 1; i < symbols.count; i++) {
		struct ks_elf_symbol symbol = ks_elf_view_symbol(&view, &symbols, i);

		if (symbol.shndx == KS_SHN_UNDEF)
			continue;
		has_init |= is_named(&view, &names, symbol.name, "init_module");
		has_exit |= is_named(&view, &names, symbol.name, "cleanup_module");
	}
	return has_init && !has_exit;
}
