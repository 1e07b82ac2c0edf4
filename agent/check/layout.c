// SPDX-License-Identifier: GPL-2.0-or-later
/* Which sections the loader keeps, and where; see layout.h. */
#include "check/layout.h"

/**
 * ks_section_percpu - the section that gets memory for each processor
 * @view: file whose header and sections were found valid
 * @facts: SMP: without it .data..percpu is a section like any other
 * @found: the header
 *
 * Return: its index, or 0.
 */
uint32_t ks_section_percpu(const struct ks_elf_view *view, const struct ks_facts *facts,
			   struct ks_elf_section *found)
{
	*found = (struct ks_elf_section){ 0 };
	if (facts->gates[KS_GATE_SMP].value == KS_NO)
		return 0;
	return ks_elf_view_find(view, ".data..percpu", found);
}

/**
 * ks_sections_find - setup_load_info()
 * @view: file whose header and sections were found valid
 * @facts: series, SMP
 */
struct ks_sections ks_sections_find(const struct ks_elf_view *view, const struct ks_facts *facts)
{
	struct ks_sections found = { 0 };
	struct ks_elf_section s;

	found.percpu = ks_section_percpu(view, facts, &s);
	found.versions = ks_elf_view_find(view, "__versions", &s);
	if (ks_since(facts, 6, 14) == KS_YES) {
		found.ext_crcs = ks_elf_view_find(view, "__version_ext_crcs", &s);
		found.ext_names = ks_elf_view_find(view, "__version_ext_names", &s);
	}
	found.modinfo = ks_elf_view_find(view, ".modinfo", &s);
	found.module = ks_elf_view_find(view, ".gnu.linkonce.this_module", &s);
	found.symbols = ks_elf_view_symtab(view, &s);
	found.strings = s.link;
	return found;
}

/**
 * ks_section_is_init - module_init_layout_section(): freed after init()
 * @view: file
 * @facts: without MODULE_UNLOAD the code of exit() is thrown away, too
 * @section: header
 */
bool ks_section_is_init(const struct ks_elf_view *view, const struct ks_facts *facts,
			const struct ks_elf_section *section)
{
	return ks_elf_view_name_begins(view, section, ".init") ||
	       (facts->gates[KS_GATE_UNLOAD].value == KS_NO &&
		ks_elf_view_name_begins(view, section, ".exit"));
}

/**
 * ks_section_is_loaded - does the module keep this section
 * @sections: of the file
 * @i: index
 * @section: header
 *
 * rewrite_section_headers() and layout_and_allocate() take SHF_ALLOC away from
 * .modinfo, the tables of versions and .data..percpu; the latter has memory elsewhere.
 */
bool ks_section_is_loaded(const struct ks_sections *sections, uint32_t i,
			  const struct ks_elf_section *section)
{
	return (section->flags & KS_SHF_ALLOC) && i != sections->percpu &&
	       i != sections->versions && i != sections->ext_crcs &&
	       i != sections->ext_names && i != sections->modinfo;
}
