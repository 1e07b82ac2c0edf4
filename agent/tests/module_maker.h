/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A module in the making: what module_file.c and its parts share. */
#ifndef KS_TESTS_MODULE_MAKER_H
#define KS_TESTS_MODULE_MAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODULE_SECTIONS_MAX	48
#define MODULE_NAME_ROOM	512

struct bytes {
	uint8_t *data;
	size_t size;
};

struct section {
	char name[64];
	uint32_t type;
	uint64_t flags;
	struct bytes content;
	uint32_t link;
	uint32_t info;
	uint32_t entsize;
	bool is_relocs;	/* links to the symbol table */
	size_t header;	/* where its header and content went */
	size_t offset;
};

struct symbol {
	char name[MODULE_NAME_ROOM];
	uint16_t shndx;
	uint8_t info;
	uint64_t value;
	size_t at;
};

struct maker {
	bool is64, big;
	uint16_t machine, type;
	uint64_t module_size;
	const char *mname, *iname, *vermagic, *license, *intree, *retpoline;
	const char *exports;
	char layout[32];
	struct bytes modinfo, versions, ext_crcs, ext_names;
	struct section sections[MODULE_SECTIONS_MAX];
	size_t section_count;
	struct symbol *symbols;
	size_t symbol_count;
	size_t strtab, symtab, shstrtab;
};

void *module_must(void *p);
void module_add(struct bytes *b, const void *data, size_t size);
void module_put(const struct maker *m, uint8_t *at, uint64_t value, unsigned int bytes);
void module_add_number(const struct maker *m, struct bytes *b, uint64_t value, unsigned int bytes);
unsigned int module_word(const struct maker *m);
uint64_t module_number(const char *text);
void module_add_symbol(struct maker *m, const char *name, uint8_t info, uint16_t shndx);
size_t module_add_section(struct maker *m, const char *name, uint32_t type, uint64_t flags,
			  struct bytes content);
struct section *module_find_section(struct maker *m, const char *name, size_t len);
void module_make_exports(struct maker *m, const char *const *exports, size_t count);

#endif
