/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Export tables of a kernel image: where they are, and how they are written. */
#ifndef KS_ELF_KERNEL_TABLES_H
#define KS_ELF_KERNEL_TABLES_H

#include "lib/macro.h"
#include "model/image.h"

/* __ksymtab, and with 5.10 four more. */
#define KS_KERNEL_TABLES_MAX	5

/**
 * struct ks_table_format - how an entry (struct kernel_symbol) is written
 * @layout: numbers
 * @relative: offsets from their own place (HAVE_ARCH_PREL32_RELOCATIONS), else
 *	addresses
 * @has_ns: with a namespace (since 5.4)
 */
struct ks_table_format {
	struct ks_layout layout;
	bool relative;
	bool has_ns;
};

/**
 * struct ks_piece - borrowed bytes, and where the kernel has them
 * @bytes: content
 * @address: of its first byte; all pieces of one kernel count alike
 */
struct ks_piece {
	struct ks_image bytes;
	uint64_t address;
};

/**
 * struct ks_kernel_table - one table
 * @entries: struct kernel_symbol[]
 * @crcs: a CRC for each of them, or none
 * @flags: a byte for each of them (since 7.1), or none
 * @gpl_only: what it holds, where there are no flags
 */
struct ks_kernel_table {
	struct ks_piece entries;
	struct ks_image crcs;
	struct ks_image flags;
	bool gpl_only;
};

/**
 * struct ks_kernel_tables - all of a kernel image
 * @format: of the entries
 * @strings: __ksymtab_strings
 * @tables: tables
 * @count: how many; 0: there are none, or none that could be found
 */
struct ks_kernel_tables {
	struct ks_table_format format;
	struct ks_piece strings;
	struct ks_kernel_table tables[KS_KERNEL_TABLES_MAX];
	size_t count;
};

/** struct ks_table_entry - what an entry says; borrowed */
struct ks_table_entry {
	const char *name;
	const char *ns;
};

size_t ks_table_entry_size(const struct ks_table_format *format);
bool ks_table_entry(const struct ks_table_format *format, const struct ks_piece *entries,
		    uint64_t offset, const struct ks_piece *strings, struct ks_table_entry *entry);
bool ks_kernel_tables_sections(struct ks_kernel_tables *tables,
			       const struct ks_image *image) ks_must_check;
bool ks_kernel_tables_search(struct ks_kernel_tables *tables,
			     const struct ks_image *image) ks_must_check;

#endif
