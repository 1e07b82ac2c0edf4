/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes relocatable ELF files for tests of the rules that look at sections,
 * symbols and relocations: section by section, of either class and byte order.
 * What a whole module has is module_file.h.
 */
#ifndef KS_TESTS_ELF_FILE_H
#define KS_TESTS_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ELF_FILE_SECTIONS	32

struct elf_bytes {
	uint8_t *data;
	size_t size;
};

struct elf_section {
	char name[48];
	uint32_t type;
	uint64_t flags;
	uint64_t size;		/* larger than the content only for NOBITS */
	uint32_t link;
	uint32_t info;
	uint64_t addralign;
	struct elf_bytes content;
};

/* Sections 1 to 3 are .symtab, .strtab and .shstrtab. */
struct elf_file {
	bool is64, big;
	uint16_t machine;
	struct elf_section sections[ELF_FILE_SECTIONS];
	size_t section_count;
	struct elf_bytes out;
};

void elf_file_init(struct elf_file *f, bool is64, bool big, uint16_t machine);
unsigned int elf_file_section(struct elf_file *f, const char *name, uint32_t type, uint64_t flags,
			      uint64_t size);
unsigned int elf_file_symbol(struct elf_file *f, const char *name, uint16_t shndx, uint64_t value,
			     uint8_t info);
void elf_file_reloc(struct elf_file *f, unsigned int section, uint64_t offset, uint32_t symbol,
		    uint32_t type, int64_t addend);
void elf_file_put(struct elf_file *f, unsigned int section, size_t at, uint64_t value,
		  unsigned int bytes);
void elf_file_finish(struct elf_file *f);
void elf_file_free(struct elf_file *f);

#endif
