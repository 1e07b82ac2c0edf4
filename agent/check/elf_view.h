/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The raw bytes of a candidate as the loader of one kernel would read them:
 * that kernel's class and byte order, its idea of where the file ends, and
 * one bounds-checked accessor.  x86 never looks at EI_CLASS or EI_DATA, so a
 * file that an ELF library rejects can still load.
 */
#ifndef KS_CHECK_ELF_VIEW_H
#define KS_CHECK_ELF_VIEW_H

#include "model/facts.h"
#include "model/needs.h"

#define KS_SHT_NULL	0
#define KS_SHT_SYMTAB	2
#define KS_SHT_STRTAB	3
#define KS_SHT_NOBITS	8
#define KS_SHF_ALLOC	2

/**
 * struct ks_elf_view - an ELF header, read but not yet believed
 * @image: bytes up to where this kernel sees the end of the file
 * @layout: this kernel's
 * @type: e_type
 * @machine: e_machine
 * @shoff: e_shoff
 * @shentsize: e_shentsize
 * @shnum: e_shnum
 * @shstrndx: e_shstrndx
 */
struct ks_elf_view {
	struct ks_image image;
	struct ks_layout layout;
	uint16_t type;
	uint16_t machine;
	uint64_t shoff;
	uint16_t shentsize;
	uint16_t shnum;
	uint16_t shstrndx;
};

/** struct ks_elf_section - a section header, read but not yet believed */
struct ks_elf_section {
	uint32_t name;
	uint32_t type;
	uint64_t flags;
	uint64_t addr;
	uint64_t offset;
	uint64_t size;
	uint32_t link;
};

static inline size_t ks_elf_header_size(const struct ks_layout *layout)
{
	return layout->is64 ? 64 : 52;
}

static inline size_t ks_elf_section_size(const struct ks_layout *layout)
{
	return layout->is64 ? 64 : 40;
}

void ks_elf_view_init(struct ks_elf_view *view, const struct ks_needs *needs,
		      const struct ks_facts *facts);
struct ks_elf_section ks_elf_view_section(const struct ks_elf_view *view, uint32_t i);
bool ks_elf_view_name_is(const struct ks_elf_view *view, const struct ks_elf_section *section,
			 const char *name);

#endif
