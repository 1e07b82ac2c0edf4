// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whether a module can be removed once it is loaded: delete_module(2) of
 * kernel/module/main.c refuses one that has an init() and no exit(), which are
 * init_module and cleanup_module of the symbol table.
 */
#include <gelf.h>
#include <string.h>

#include "elf/candidate.h"

static bool find_symbols(const struct ks_candidate *c, GElf_Shdr *symtab, GElf_Shdr *strtab)
{
	Elf_Scn *section = NULL;

	while (c->elf && (section = elf_nextscn(c->elf, section)))
		if (gelf_getshdr(section, symtab) && symtab->sh_type == SHT_SYMTAB)
			return gelf_getshdr(elf_getscn(c->elf, symtab->sh_link), strtab);
	return false;
}

static bool is_named(const struct ks_candidate *c, const GElf_Shdr *strtab, uint64_t offset,
		     const char *name)
{
	const uint8_t *strings = ks_image_range(&c->needs.image, strtab->sh_offset,
						strtab->sh_size);
	size_t size = strlen(name) + 1;

	return strings && offset <= strtab->sh_size && size <= strtab->sh_size - offset &&
	       !memcmp(strings + offset, name, size);
}

/**
 * ks_candidate_is_permanent - once loaded, does it stay
 * @candidate: read to its end, see ks_candidate_fill()
 */
bool ks_candidate_is_permanent(const struct ks_candidate *candidate)
{
	size_t entry = candidate->needs.layout.is64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	bool has_init = false, has_exit = false;
	GElf_Shdr symtab, strtab;
	Elf_Data *data;
	size_t count;

	if (!find_symbols(candidate, &symtab, &strtab) ||
	    !ks_image_range(&candidate->needs.image, symtab.sh_offset, symtab.sh_size))
		return false;
	count = symtab.sh_size / entry;
	data = elf_getdata_rawchunk(candidate->elf, symtab.sh_offset, count * entry, ELF_T_SYM);
	for (size_t i = 1; data && i < count; i++) {
		GElf_Sym symbol;

		if (!gelf_getsym(data, i, &symbol) || symbol.st_shndx == SHN_UNDEF)
			continue;
		has_init |= is_named(candidate, &strtab, symbol.st_name, "init_module");
		has_exit |= is_named(candidate, &strtab, symbol.st_name, "cleanup_module");
	}
	return has_init && !has_exit;
}
