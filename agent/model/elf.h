/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Raw ELF structures, read as one kernel would read them: its class and byte
 * order, its idea of where the file ends, and one bounds-checked accessor.  x86
 * never looks at EI_CLASS or EI_DATA, so a file that an ELF library rejects can
 * still load.
 *
 * Of a file that every linker could have written the section headers are decoded
 * and found by name once, for all who ask: struct ks_elf_index.
 */
#ifndef KS_MODEL_ELF_H
#define KS_MODEL_ELF_H

#include "model/image.h"
#include "model/machine.h"

#define KS_SHT_NULL	0
#define KS_SHT_SYMTAB	2
#define KS_SHT_STRTAB	3
#define KS_SHT_RELA	4
#define KS_SHT_NOBITS	8
#define KS_SHT_REL	9

#define KS_SHF_WRITE		1
#define KS_SHF_ALLOC		2
#define KS_SHF_EXECINSTR	4
#define KS_SHF_LIVEPATCH	0x00100000

#define KS_SHN_UNDEF		0
#define KS_SHN_LIVEPATCH	0xff20
#define KS_SHN_ABS		0xfff1
#define KS_SHN_COMMON		0xfff2

#define KS_STB_WEAK		2

/** struct ks_elf_section - a section header, read but not yet believed */
struct ks_elf_section {
	uint32_t name;
	uint32_t type;
	uint64_t flags;
	uint64_t addr;
	uint64_t offset;
	uint64_t size;
	uint32_t link;
	uint32_t info;
	uint64_t addralign;
	uint64_t entsize;
};

/**
 * struct ks_elf_index - the section headers of a file, decoded and by name
 * @layout: as which they were read
 * @size: bytes of the file that were looked at: all of the headers and of the
 *	table of their names lie in them, and each name ends in that table
 * @sections: headers
 * @count: entries of @sections and @next, below SHN_LORESERVE
 * @next: the next section of the same name; 0: there is none
 * @has_twins: two sections have one name
 * @slots: hash table: the first section of a name, 0 is free
 * @mask: its size - 1
 * @symtab: the first table of symbols, or 0
 * @symtab_count: how many there are
 * @named: bytes of a table of symbols of which the largest st_name is known, or NULL
 * @last_name: that one
 */
struct ks_elf_index {
	struct ks_layout layout;
	uint64_t size;
	struct ks_elf_section *sections;
	uint32_t count;
	uint16_t *next;
	bool has_twins;
	uint16_t *slots;
	uint32_t mask;
	uint32_t symtab;
	uint32_t symtab_count;
	const uint8_t *named;
	uint32_t last_name;
};

/**
 * struct ks_elf_view - an ELF header, read but not yet believed
 * @image: bytes up to where this kernel sees the end of the file
 * @layout: this kernel's
 * @type: e_type
 * @machine: e_machine
 * @entry: e_entry
 * @flags: e_flags
 * @shoff: e_shoff
 * @shentsize: e_shentsize
 * @shnum: e_shnum
 * @shstrndx: e_shstrndx
 * @index: of these bytes in this layout, or NULL
 */
struct ks_elf_view {
	struct ks_image image;
	struct ks_layout layout;
	uint16_t type;
	uint16_t machine;
	uint64_t entry;
	uint32_t flags;
	uint64_t shoff;
	uint16_t shentsize;
	uint16_t shnum;
	uint16_t shstrndx;
	const struct ks_elf_index *index;
};

/** struct ks_elf_symbol - an entry of a symbol table */
struct ks_elf_symbol {
	uint32_t name;
	uint8_t info;
	uint8_t other;
	uint16_t shndx;
	uint64_t value;
	uint64_t size;
};

/**
 * struct ks_elf_reloc - an entry of a relocation section
 * @offset: r_offset
 * @symbol: index, out of r_info
 * @type: out of r_info
 * @addend: r_addend; 0 in a section of type REL, where the place holds it
 */
struct ks_elf_reloc {
	uint64_t offset;
	uint32_t symbol;
	uint32_t type;
	int64_t addend;
};

/**
 * struct ks_elf_table - the bytes of a section with entries of one size
 * @bytes: where it starts, or NULL when the file does not have it all
 * @count: whole entries; a rest is ignored, as the loader does
 */
struct ks_elf_table {
	const uint8_t *bytes;
	uint64_t count;
};

static inline size_t ks_elf_header_size(const struct ks_layout *layout)
{
	return layout->is64 ? 64 : 52;
}

static inline size_t ks_elf_section_size(const struct ks_layout *layout)
{
	return layout->is64 ? 64 : 40;
}

static inline size_t ks_elf_symbol_size(const struct ks_layout *layout)
{
	return layout->is64 ? 24 : 16;
}

static inline size_t ks_elf_reloc_size(const struct ks_layout *layout, uint32_t type)
{
	size_t word = layout->is64 ? 8 : 4;

	return type == KS_SHT_RELA ? 3 * word : 2 * word;
}

static inline bool ks_elf_is_reloc(const struct ks_elf_section *section)
{
	return section->type == KS_SHT_REL || section->type == KS_SHT_RELA;
}

void ks_elf_view_open(struct ks_elf_view *view, const struct ks_image *image,
		      const struct ks_layout *layout, const struct ks_elf_index *index);
bool ks_elf_view_name_is(const struct ks_elf_view *view, const struct ks_elf_section *section,
			 const char *name);
bool ks_elf_view_name_begins(const struct ks_elf_view *view, const struct ks_elf_section *section,
			     const char *prefix);
uint32_t ks_elf_view_next(const struct ks_elf_view *view, const char *name, uint32_t i,
			  struct ks_elf_section *found);
uint32_t ks_elf_view_find(const struct ks_elf_view *view, const char *name,
			  struct ks_elf_section *found);
const char *ks_elf_view_name(const struct ks_elf_view *view, const struct ks_elf_section *section);
uint32_t ks_elf_view_symtab(const struct ks_elf_view *view, struct ks_elf_section *found);
uint32_t ks_elf_view_last_name(const struct ks_elf_view *view,
			       const struct ks_elf_table *symbols);
struct ks_elf_table ks_elf_view_table(const struct ks_elf_view *view,
				      const struct ks_elf_section *section, size_t entry);

/* Field at an offset that differs between Elf32 and Elf64. */
static inline uint64_t ks_elf_field(const struct ks_layout *layout, const uint8_t *base,
				    size_t off32, size_t off64, unsigned int bytes)
{
	return ks_get(layout, base + (layout->is64 ? off64 : off32), bytes);
}

/* The same of a field as wide as an address; constant sizes are copied inline. */
static inline uint64_t ks_elf_address(const struct ks_layout *layout, const uint8_t *base,
				      size_t off32, size_t off64)
{
	return layout->is64 ? ks_get(layout, base + off64, 8) : ks_get(layout, base + off32, 4);
}

/**
 * ks_elf_view_symbol - a symbol
 * @view: file
 * @symbols: table of entries of ks_elf_symbol_size()
 * @i: below its count
 */
static inline struct ks_elf_symbol ks_elf_view_symbol(const struct ks_elf_view *view,
						      const struct ks_elf_table *symbols,
						      uint64_t i)
{
	const struct ks_layout *l = &view->layout;
	const uint8_t *s = symbols->bytes + i * ks_elf_symbol_size(l);

	return (struct ks_elf_symbol){
		.name = ks_get(l, s, 4),
		.info = s[l->is64 ? 4 : 12],
		.other = s[l->is64 ? 5 : 13],
		.shndx = ks_elf_field(l, s, 14, 6, 2),
		.value = ks_elf_address(l, s, 4, 8),
		.size = ks_elf_address(l, s, 8, 16),
	};
}

/** ks_elf_view_shndx - the section of a symbol, where nothing else matters */
static inline uint16_t ks_elf_view_shndx(const struct ks_elf_view *view,
					 const struct ks_elf_table *symbols, uint64_t i)
{
	const struct ks_layout *l = &view->layout;

	return ks_elf_field(l, symbols->bytes + i * ks_elf_symbol_size(l), 14, 6, 2);
}

/**
 * ks_elf_view_reloc - a relocation
 * @view: file
 * @relocs: table of entries of ks_elf_reloc_size()
 * @type: SHT_REL or SHT_RELA
 * @i: below its count
 *
 * mips64 has fields of its own in place of r_info, see Elf64_Mips_Rela of
 * arch/mips/include/asm/module.h.
 */
static inline struct ks_elf_reloc ks_elf_view_reloc(const struct ks_elf_view *view,
						    const struct ks_elf_table *relocs,
						    uint32_t type, uint64_t i)
{
	const struct ks_layout *l = &view->layout;
	const uint8_t *r = relocs->bytes + i * ks_elf_reloc_size(l, type);
	struct ks_elf_reloc reloc = { .offset = ks_elf_address(l, r, 0, 0) };
	uint64_t info = ks_elf_address(l, r, 4, 8);

	if (!l->is64) {
		reloc.symbol = info >> 8;
		reloc.type = info & 0xff;
	} else if (view->machine == KS_EM_MIPS) {
		reloc.symbol = ks_get(l, r + 8, 4);
		reloc.type = r[15];
	} else {
		reloc.symbol = info >> 32;
		reloc.type = info;
	}
	if (type == KS_SHT_RELA)
		reloc.addend = l->is64 ? (int64_t)ks_get(l, r + 16, 8) :
					 (int32_t)ks_get(l, r + 8, 4);
	return reloc;
}

/** ks_elf_decode_section - a header out of its bytes */
static inline struct ks_elf_section ks_elf_decode_section(const struct ks_layout *l,
							  const uint8_t *s)
{
	return (struct ks_elf_section){
		.name = ks_get(l, s, 4),
		.type = ks_get(l, s + 4, 4),
		.flags = ks_elf_address(l, s, 8, 8),
		.addr = ks_elf_address(l, s, 12, 16),
		.offset = ks_elf_address(l, s, 16, 24),
		.size = ks_elf_address(l, s, 20, 32),
		.link = ks_elf_field(l, s, 24, 40, 4),
		.info = ks_elf_field(l, s, 28, 44, 4),
		.addralign = ks_elf_address(l, s, 32, 48),
		.entsize = ks_elf_address(l, s, 36, 56),
	};
}

/**
 * ks_elf_view_section - read a section header
 * @view: file
 * @i: index
 *
 * Inline always, as most callers look at one or two of its members.
 *
 * Return: the header; all zeroes where the file does not have it.
 */
static inline __attribute__((always_inline)) struct ks_elf_section
ks_elf_view_section(const struct ks_elf_view *view, uint32_t i)
{
	size_t size = ks_elf_section_size(&view->layout);
	const uint8_t *s = NULL;

	if (view->index && i < view->index->count)
		return view->index->sections[i];
	if (view->shoff <= view->image.size)
		s = ks_image_range(&view->image, view->shoff + i * size, size);
	return s ? ks_elf_decode_section(&view->layout, s) : (struct ks_elf_section){ 0 };
}

#endif
