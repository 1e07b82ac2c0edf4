/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading export tables, see table.c.  Knows every layout that the supported
 * kernels have, whichever this one was built with.
 */
#ifndef KMODSAFE_TABLE_H
#define KMODSAFE_TABLE_H

#include <linux/kconfig.h>
#include <linux/types.h>

/**
 * enum kmodsafe_format - how a kernel writes its tables down
 * @KMODSAFE_FORMAT_PREL32: entries hold offsets to themselves
 *	(CONFIG_HAVE_ARCH_PREL32_RELOCATIONS), else pointers
 * @KMODSAFE_FORMAT_REL_CRCS: CRC tables hold offsets to the CRCs
 *	(CONFIG_MODULE_REL_CRCS, gone since 5.19)
 * @KMODSAFE_FORMAT_FLAGSTAB: one table with a byte of flags for each entry
 *	(7.x), else one table for all modules and one for GPL modules only
 */
enum kmodsafe_format {
	KMODSAFE_FORMAT_PREL32 = 1,
	KMODSAFE_FORMAT_REL_CRCS = 2,
	KMODSAFE_FORMAT_FLAGSTAB = 4,
};

/* Kbuild looks for flagstab in linux/module.h. */
#ifdef KMODSAFE_HAVE_FLAGSTAB
#define KMODSAFE_FLAGSTAB_NATIVE	KMODSAFE_FORMAT_FLAGSTAB
#else
#define KMODSAFE_FLAGSTAB_NATIVE	0
#endif

/* The format that this module was built for. */
#define KMODSAFE_FORMAT_NATIVE								\
	((IS_ENABLED(CONFIG_HAVE_ARCH_PREL32_RELOCATIONS) ? KMODSAFE_FORMAT_PREL32 : 0) |	\
	 (IS_ENABLED(CONFIG_MODULE_REL_CRCS) ? KMODSAFE_FORMAT_REL_CRCS : 0) |		\
	 KMODSAFE_FLAGSTAB_NATIVE)

/* Bit in the table of flags (KSYM_FLAG_GPL_ONLY of include/linux/module_symbol.h, 7.x). */
#define KMODSAFE_KSYM_GPL_ONLY	1

/* Limits of what can be a kernel image's tables together. */
#define KMODSAFE_EXPORTS_MIN	500
#define KMODSAFE_EXPORTS_MAX	200000

/**
 * struct kmodsafe_table - one sorted run of exports
 * @syms: first entry
 * @crcs: CRC of the first entry, NULL when there are none
 * @flags: flags of the first entry, NULL when @gpl says it for all
 * @count: number of entries
 * @format: bits of &enum kmodsafe_format
 * @gpl: all entries are for GPL modules only
 * @trusted: proven to be such a table; until then each read may fault
 */
struct kmodsafe_table {
	const void *syms;
	const void *crcs;
	const u8 *flags;
	u32 count;
	u8 format;
	bool gpl;
	bool trusted;
};

/**
 * struct kmodsafe_entry - one decoded entry of a table
 * @value: the symbol's address
 * @name: its name, in the kernel's own memory
 * @namespace: its namespace likewise, NULL when the entry has none
 */
struct kmodsafe_entry {
	unsigned long value;
	const char *name;
	const char *namespace;
};

/**
 * struct kmodsafe_exports - the kernel image's tables
 * @table: what there is
 * @count: number of tables, 1 or 2
 * @crcs_proven: the CRC tables agree with what is known of this kernel
 */
struct kmodsafe_exports {
	struct kmodsafe_table table[2];
	unsigned int count;
	bool crcs_proven;
};

/**
 * struct kmodsafe_import - what is known of one of our own imports
 * @name: its name
 * @addr: where the loader found it
 * @gpl: it is exported to GPL modules only
 * @crc: its CRC in the Module.symvers that this module was built with
 */
struct kmodsafe_import {
	const char *name;
	const void *addr;
	bool gpl;
	struct {
		bool known;
		u32 value;
	} crc;
};

#ifdef KMODSAFE_KUNIT
/* memory that a test made and that may be read like the kernel image */
extern const void *kmodsafe_kunit_low;
extern const void *kmodsafe_kunit_high;
#endif

size_t kmodsafe_entry_size(u8 format);
int kmodsafe_read(void *dst, const void *src, size_t size, bool trusted);
int kmodsafe_read_string(char *dst, const char *src, size_t size);
int kmodsafe_table_entry(const struct kmodsafe_table *table, u32 index,
			 struct kmodsafe_entry *entry);
int kmodsafe_table_find(const struct kmodsafe_table *table, const char *name);
int kmodsafe_table_crc(const struct kmodsafe_table *table, u32 index, u32 *crc);
int kmodsafe_table_gpl(const struct kmodsafe_table *table, u32 index);
u32 kmodsafe_table_grow(const void *entry, u8 format, int direction);
int kmodsafe_exports_layout(struct kmodsafe_exports *exports, const void *first,
			    u32 count, u32 gpl_index, u8 format, bool crcs);
const char *kmodsafe_exports_grow(struct kmodsafe_exports *exports, const void *any,
				  const void *gpl, u8 format, bool crcs);
u32 kmodsafe_exports_total(const struct kmodsafe_exports *exports);
const char *kmodsafe_exports_verify(struct kmodsafe_exports *exports,
				    const struct kmodsafe_import *imports,
				    unsigned int count, bool forced, const char **subject);

#endif /* KMODSAFE_TABLE_H */
