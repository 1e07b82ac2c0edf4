/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables that the kernel walks before init(), gone through by their relocations:
 * is each entry whole, and does it point to something.  rule_tables.c knows which
 * tables there are.
 */
#ifndef KS_CHECK_TABLE_WALK_H
#define KS_CHECK_TABLE_WALK_H

#include "check/layout.h"
#include "model/window.h"

#define KS_TABLE_FIELDS	8
/* Behind every place. */
#define KS_NOWHERE	UINT64_MAX

/**
 * struct ks_table_field - a field of each entry that has a relocation
 * @offset: in the entry, bytes
 * @type: of its relocation
 * @code: points to code
 * @import: may point to what the kernel or another module exports
 * @optional: not every entry has it
 * @count: relocations so far
 * @mixed: they were not one entry after the other
 * @entries: a sum over the numbers of the entries that had one, then
 */
struct ks_table_field {
	uint64_t offset;
	uint32_t type;
	bool code;
	bool import;
	bool optional;
	uint64_t count;
	bool mixed;
	uint64_t entries;
};

/**
 * struct ks_table_layout - an entry
 * @fields: its fields
 * @count: entries of @fields
 * @size: bytes
 * @padding: bytes at the end of an entry that the last one need not have
 * @opcodes: with which of them begins what the fields point to; NULL: any
 */
struct ks_table_layout {
	struct ks_table_field fields[KS_TABLE_FIELDS];
	unsigned int count;
	uint64_t size;
	uint64_t padding;
	const char *opcodes;
};

/**
 * struct ks_tables - a candidate of which tables are gone through
 * @view: file
 * @needs: candidate
 * @facts: exports
 * @lookups: names that may still be looked up: no file makes a check take long
 * @is_plain: little-endian Elf64, as the ABI has it
 * @sections: what they are
 * @symbols: the symbol table
 * @places: code that is pointed to
 * @code: index of the largest section with code
 * @last_index: entries in a row mostly point into the same section: this one
 * @last: its header
 * @last_loaded: it is loaded
 * @last_code: it is code that is loaded
 */
struct ks_tables {
	struct ks_elf_view view;
	const struct ks_needs *needs;
	const struct ks_facts *facts;
	unsigned int lookups;
	bool is_plain;
	struct ks_sections sections;
	struct ks_elf_table symbols;
	struct ks_window places;
	uint32_t code;
	uint32_t last_index;
	struct ks_elf_section last;
	bool last_loaded;
	bool last_code;
};

/**
 * struct ks_table_walk - a walk over all relocations of a table
 * @table: its section
 * @index: of that
 * @layout: of its entries
 * @entries: relocations
 * @section: of relocations, the current one
 * @relocs: its header
 * @count: how many it has
 * @n: the current one
 * @wrong: one was not right
 */
struct ks_table_walk {
	const struct ks_elf_section *table;
	uint32_t index;
	struct ks_table_layout layout;
	struct ks_window entries;
	uint32_t section;
	struct ks_elf_section relocs;
	uint64_t count;
	uint64_t n;
	bool wrong;
};

void ks_table_walk_start(const struct ks_tables *t, struct ks_table_walk *w,
			 const struct ks_elf_section *table, uint32_t index, enum ks_view view);
uint64_t ks_table_walk_until(struct ks_tables *t, struct ks_table_walk *w, uint64_t limit);
bool ks_table_is_whole(const struct ks_table_walk *w);

#endif
