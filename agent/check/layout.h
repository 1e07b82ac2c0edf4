/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the loader does with a section: layout_and_allocate() and
 * layout_sections() of kernel/module/main.c.
 */
#ifndef KS_CHECK_LAYOUT_H
#define KS_CHECK_LAYOUT_H

#include "check/elf_view.h"

/**
 * struct ks_sections - sections that the loader treats in a way of their own
 * @percpu: index of .data..percpu, which gets memory of its own; 0 without one
 *	and on kernels for one processor
 * @versions: index of __versions
 * @ext_crcs: index of __version_ext_crcs, on kernels that know it
 * @ext_names: index of __version_ext_names, likewise
 * @modinfo: index of .modinfo
 * @module: index of .gnu.linkonce.this_module
 * @symbols: index of the symbol table
 * @strings: index of its string table
 */
struct ks_sections {
	uint32_t percpu;
	uint32_t versions;
	uint32_t ext_crcs;
	uint32_t ext_names;
	uint32_t modinfo;
	uint32_t module;
	uint32_t symbols;
	uint32_t strings;
};

uint32_t ks_section_percpu(const struct ks_elf_view *view, const struct ks_facts *facts,
			   struct ks_elf_section *found);
struct ks_sections ks_sections_find(const struct ks_elf_view *view, const struct ks_facts *facts);
bool ks_section_is_init(const struct ks_elf_view *view, const struct ks_facts *facts,
			const struct ks_elf_section *section);
bool ks_section_is_loaded(const struct ks_sections *sections, uint32_t i,
			  const struct ks_elf_section *section);

#endif
