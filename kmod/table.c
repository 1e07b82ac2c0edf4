// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads sorted export tables: decodes entries, searches a name, follows a
 * table from one known entry to its ends, and proves a set of tables against
 * what is known of this module's own imports.  Does not know where tables
 * come from and touches no list and no lock.
 */
#include "kmod/table.h"

#include <linux/compiler.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <uapi/linux/kmodsafe.h>

#define NAME_SIZE	(KMODSAFE_NAME_MAX + 1)
/* Proof of a forced load's CRC tables: two equal 32 bit values by chance? No. */
#define FORCED_CRCS_MIN	2
#define NONSENSE_NAME	"kmodsafe_exported_by_nobody"

/* struct kernel_symbol; private to the loader since 6.12, so known here. */
struct entry_prel32 {
	s32 value;
	s32 name;
	s32 namespace;
};

struct entry_pointers {
	unsigned long value;
	const char *name;
	const char *namespace;
};

struct name_pair {
	char name[2][NAME_SIZE];
};

static bool within(unsigned long start, size_t size, unsigned long low, unsigned long high)
{
	return start >= low && start < high && high - start >= size;
}

#ifdef KMODSAFE_KUNIT
static bool within_test(unsigned long start, size_t size)
{
	return within(start, size, (unsigned long)kmodsafe_kunit_low,
		      (unsigned long)kmodsafe_kunit_high);
}
#else
static bool within_test(unsigned long start, size_t size)
{
	return false;
}
#endif

/*
 * User-Mode Linux 6.12 has a copy_from_kernel_nofault() that faults, and
 * that KASAN looks at, redzones between objects included.  Its kernel is an
 * ordinary program: what lies between its first page and a variable in .bss is
 * mapped, and nothing else is read there while it is not trusted.
 */
static __no_sanitize_address int peek_uml(u8 *dst, const u8 *src, size_t size)
{
	unsigned long start = (unsigned long)src;
	size_t i;

	if (!within(start, size, PAGE_OFFSET, (unsigned long)&high_memory) &&
	    !within_test(start, size))
		return -EFAULT;
	for (i = 0; i < size; i++)
		dst[i] = READ_ONCE(src[i]);
	return 0;
}

static int peek(void *dst, const void *src, size_t size)
{
	if (IS_ENABLED(CONFIG_UML))
		return peek_uml(dst, src, size);
	return copy_from_kernel_nofault(dst, src, size) ? -EFAULT : 0;
}

/**
 * kmodsafe_entry_size - distance of two entries
 * @format: bits of &enum kmodsafe_format
 *
 * Return: bytes.
 */
size_t kmodsafe_entry_size(u8 format)
{
	return format & KMODSAFE_FORMAT_PREL32 ? sizeof(struct entry_prel32) :
						 sizeof(struct entry_pointers);
}

/**
 * kmodsafe_read - copy kernel memory
 * @dst: where to
 * @src: where from
 * @size: how much
 * @trusted: @src is known to be there
 *
 * Return: 0, or -EFAULT when @src is not mapped.
 */
int kmodsafe_read(void *dst, const void *src, size_t size, bool trusted)
{
	if (trusted) {
		memcpy(dst, src, size);
		return 0;
	}
	return peek(dst, src, size);
}

/**
 * kmodsafe_read_string - copy a string out of memory that may not be there
 * @dst: where to
 * @src: where from
 * @size: size of @dst
 *
 * Return: length of the string; -EFAULT when it is not mapped, -E2BIG when it
 * does not fit.
 */
int kmodsafe_read_string(char *dst, const char *src, size_t size)
{
	size_t done = 0;

	while (done < size) {
		/* a piece within one page is there as a whole or not at all */
		size_t piece = min3(size - done, (size_t)32,
				    PAGE_SIZE - ((unsigned long)(src + done) & ~PAGE_MASK));
		const char *end;

		if (peek(dst + done, src + done, piece))
			return -EFAULT;
		end = memchr(dst + done, '\0', piece);
		if (end)
			return end - dst;
		done += piece;
	}
	return -E2BIG;
}

static const char *relative(const s32 *field, s32 offset)
{
	return (const char *)((unsigned long)field + offset);
}

/**
 * kmodsafe_table_entry - decode one entry
 * @table: table
 * @index: which entry, need not be within the table while it is not trusted
 * @entry: result; its strings are as trusted as the table is
 *
 * Return: 0 or -EFAULT.
 */
int kmodsafe_table_entry(const struct kmodsafe_table *table, u32 index,
			 struct kmodsafe_entry *entry)
{
	const void *at = table->syms + index * kmodsafe_entry_size(table->format);
	char first = '\0';

	if (table->format & KMODSAFE_FORMAT_PREL32) {
		const struct entry_prel32 *from = at;
		struct entry_prel32 raw;

		if (kmodsafe_read(&raw, from, sizeof(raw), table->trusted))
			return -EFAULT;
		entry->value = (unsigned long)relative(&from->value, raw.value);
		entry->name = relative(&from->name, raw.name);
		entry->namespace = raw.namespace ?
			relative(&from->namespace, raw.namespace) : NULL;
	} else {
		struct entry_pointers raw;

		if (kmodsafe_read(&raw, at, sizeof(raw), table->trusted))
			return -EFAULT;
		entry->value = raw.value;
		entry->name = raw.name;
		entry->namespace = raw.namespace;
	}
	/* exports without a namespace point to an empty string, or nowhere */
	if (entry->namespace &&
	    kmodsafe_read(&first, entry->namespace, sizeof(first), table->trusted))
		return -EFAULT;
	if (!first)
		entry->namespace = NULL;
	return 0;
}

/* The name alone, which is all that a search looks at. */
static int entry_name(const struct kmodsafe_table *table, u32 index, const char **name)
{
	const void *at = table->syms + index * kmodsafe_entry_size(table->format);

	if (table->format & KMODSAFE_FORMAT_PREL32) {
		const s32 *field = &((const struct entry_prel32 *)at)->name;
		s32 offset;

		if (kmodsafe_read(&offset, field, sizeof(offset), table->trusted))
			return -EFAULT;
		*name = relative(field, offset);
		return 0;
	}
	return kmodsafe_read(name, &((const struct entry_pointers *)at)->name, sizeof(*name),
			     table->trusted);
}

/* Like strcmp(name, @other); anything for a name that is unreadable. */
static int compare(const struct kmodsafe_table *table, const char *name, const char *other,
		   bool *fault)
{
	char copy[NAME_SIZE];
	int len;

	if (table->trusted)
		return strcmp(name, other);
	len = kmodsafe_read_string(copy, other, sizeof(copy));
	*fault = len < 0;
	return len < 0 ? 0 : strcmp(name, copy);
}

/**
 * kmodsafe_table_find - search a name
 * @table: table
 * @name: name
 *
 * The loader's binary search (find_exported_symbol_in_section(),
 * kernel/module/main.c).
 *
 * Return: index of the entry, -ENOENT, or -EFAULT.
 */
int kmodsafe_table_find(const struct kmodsafe_table *table, const char *name)
{
	u32 low = 0, high = table->count;
	bool fault = false;

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		const char *other;
		int order;

		if (entry_name(table, middle, &other))
			return -EFAULT;
		order = compare(table, name, other, &fault);
		if (fault)
			return -EFAULT;
		if (!order)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -ENOENT;
}

/**
 * kmodsafe_table_crc - CRC of an entry
 * @table: table
 * @index: which entry
 * @crc: result
 *
 * Return: 0, -ENODATA when the exporter has no CRCs, or -EFAULT.
 */
int kmodsafe_table_crc(const struct kmodsafe_table *table, u32 index, u32 *crc)
{
	const s32 *at = table->crcs;
	s32 offset;

	if (!at)
		return -ENODATA;
	at += index;
	if (!(table->format & KMODSAFE_FORMAT_REL_CRCS))
		return kmodsafe_read(crc, at, sizeof(*crc), table->trusted);
	if (kmodsafe_read(&offset, at, sizeof(offset), table->trusted))
		return -EFAULT;
	return kmodsafe_read(crc, relative(at, offset), sizeof(*crc), table->trusted);
}

/**
 * kmodsafe_table_gpl - is an entry for GPL modules only
 * @table: table
 * @index: which entry
 *
 * Return: 0, 1, or -EFAULT.
 */
int kmodsafe_table_gpl(const struct kmodsafe_table *table, u32 index)
{
	u8 flags;

	if (!table->flags)
		return table->gpl;
	if (kmodsafe_read(&flags, table->flags + index, sizeof(flags), table->trusted))
		return -EFAULT;
	return !!(flags & KMODSAFE_KSYM_GPL_ONLY);
}

/* The name of what may be an entry, if it is a name that C could export. */
static bool plausible_name(const void *at, u8 format, char *name)
{
	const struct kmodsafe_table one = { .syms = at, .count = 1, .format = format };
	struct kmodsafe_entry entry;
	int i, len;

	if (kmodsafe_table_entry(&one, 0, &entry))
		return false;
	len = kmodsafe_read_string(name, entry.name, NAME_SIZE);
	if (len < 1 || isdigit(name[0]))
		return false;
	for (i = 0; i < len; i++)
		if (!isascii(name[i]) || (!isalnum(name[i]) && !strchr("_.$", name[i])))
			return false;
	return true;
}

/**
 * kmodsafe_table_grow - follow a table from one of its entries
 * @entry: known entry
 * @format: bits of &enum kmodsafe_format
 * @direction: 1 upwards, -1 downwards
 *
 * A neighbour belongs to the table when it has the name of a symbol and that
 * name sorts strictly after (before) the one of the entry next to it.
 *
 * Return: number of entries behind (before) @entry.
 */
u32 kmodsafe_table_grow(const void *entry, u8 format, int direction)
{
	long step = (long)kmodsafe_entry_size(format) * direction;
	struct name_pair *names = kmalloc(sizeof(*names), GFP_KERNEL);
	u32 n = 0;

	if (!names)
		return 0;
	if (!plausible_name(entry, format, names->name[0]))
		goto out_free;
	while (n < KMODSAFE_EXPORTS_MAX) {
		char *last = names->name[n & 1], *next = names->name[~n & 1];

		entry += step;
		if (!plausible_name(entry, format, next) ||
		    strcmp(next, last) * direction <= 0)
			break;
		if (!(++n & 0x3ff))
			cond_resched();
	}
out_free:
	kfree(names);
	return n;
}

/**
 * kmodsafe_exports_layout - lay tables over a run of entries
 * @exports: result, not proven to be right
 * @first: first entry of the run
 * @count: number of entries
 * @gpl_index: index of the first entry for GPL modules only; unused with
 *	%KMODSAFE_FORMAT_FLAGSTAB
 * @format: bits of &enum kmodsafe_format
 * @crcs: the kernel has CRCs
 *
 * KSYMTAB of include/asm-generic/vmlinux.lds.h puts the symbol tables, the
 * CRC tables and the table of flags next to each other, in that order.
 *
 * Return: 0 or -EINVAL.
 */
int kmodsafe_exports_layout(struct kmodsafe_exports *exports, const void *first,
			    u32 count, u32 gpl_index, u8 format, bool crcs)
{
	size_t size = kmodsafe_entry_size(format);
	const u32 *crc = first + count * size;
	struct kmodsafe_table *table = exports->table;

	memset(exports, 0, sizeof(*exports));
	if (!count || count > KMODSAFE_EXPORTS_MAX)
		return -EINVAL;
	table[0].syms = first;
	table[0].count = count;
	table[0].format = format;
	table[0].crcs = crcs ? crc : NULL;
	exports->count = 1;
	if (format & KMODSAFE_FORMAT_FLAGSTAB) {
		table[0].flags = (const u8 *)(crcs ? crc + count : crc);
		return 0;
	}
	if (gpl_index > count)
		return -EINVAL;
	table[1] = table[0];
	table[0].count = gpl_index;
	table[1].count = count - gpl_index;
	table[1].syms = first + gpl_index * size;
	table[1].crcs = crcs ? crc + gpl_index : NULL;
	table[1].gpl = true;
	exports->count = 2;
	return 0;
}

/**
 * kmodsafe_exports_grow - find the tables around two known entries
 * @exports: result, not proven to be right
 * @any: an entry for any module
 * @gpl: an entry for GPL modules only
 * @format: bits of &enum kmodsafe_format
 * @crcs: the kernel has CRCs
 *
 * Where there are two tables, the second begins where the first ends.  Should
 * the last name of the first ever sort before the first name of the second,
 * growing would not see the border, the two would overlap, and are refused.
 *
 * Return: NULL, or why it did not work.
 */
const char *kmodsafe_exports_grow(struct kmodsafe_exports *exports, const void *any,
				  const void *gpl, u8 format, bool crcs)
{
	const size_t size = kmodsafe_entry_size(format);
	const void *any_start = any - kmodsafe_table_grow(any, format, -1) * size;
	const void *any_end = any + (kmodsafe_table_grow(any, format, 1) + 1) * size;
	const void *gpl_start = gpl - kmodsafe_table_grow(gpl, format, -1) * size;
	const void *gpl_end = gpl + (kmodsafe_table_grow(gpl, format, 1) + 1) * size;

	if (format & KMODSAFE_FORMAT_FLAGSTAB) {
		if (any_start != gpl_start || any_end != gpl_end)
			return "the imports are in different tables";
	} else if (any_end != gpl_start) {
		return "the tables do not adjoin";
	}
	if (kmodsafe_exports_layout(exports, any_start, (gpl_end - any_start) / size,
				    (gpl_start - any_start) / size, format, crcs))
		return "implausible number of entries";
	return NULL;
}

/**
 * kmodsafe_exports_total - number of exports
 * @exports: tables
 *
 * Return: the number of entries in all tables.
 */
u32 kmodsafe_exports_total(const struct kmodsafe_exports *exports)
{
	u32 total = 0;
	unsigned int i;

	for (i = 0; i < exports->count; i++)
		total += exports->table[i].count;
	return total;
}

/* Reads all there is to a table once; after that no read of it can fault. */
static const char *verify_table(const struct kmodsafe_table *table, struct name_pair *names)
{
	u32 i, crc;

	for (i = 0; i < table->count; i++) {
		char *name = names->name[i & 1], *last = names->name[~i & 1];
		struct kmodsafe_entry entry;
		int err;

		if (kmodsafe_table_entry(table, i, &entry) ||
		    kmodsafe_read_string(name, entry.name, NAME_SIZE) < 1)
			return "entry unreadable";
		if (i && strcmp(last, name) >= 0)
			return "names not sorted";
		err = kmodsafe_table_crc(table, i, &crc);
		if ((err && err != -ENODATA) || kmodsafe_table_gpl(table, i) < 0)
			return "CRC or flags unreadable";
		if (!(i & 0x3ff))
			cond_resched();
	}
	return NULL;
}

static const struct kmodsafe_table *find_import(const struct kmodsafe_exports *exports,
						const char *name, int *index)
{
	unsigned int i;

	for (i = 0; i < exports->count; i++) {
		*index = kmodsafe_table_find(&exports->table[i], name);
		if (*index >= 0)
			return &exports->table[i];
	}
	return NULL;
}

static const char *verify_import(const struct kmodsafe_exports *exports,
				 const struct kmodsafe_import *import,
				 unsigned int *crcs_equal, unsigned int *crcs_differ)
{
	const struct kmodsafe_table *table;
	struct kmodsafe_entry entry;
	u32 crc;
	int index;

	table = find_import(exports, import->name, &index);
	if (!table)
		return "import not found";
	if (kmodsafe_table_entry(table, index, &entry) ||
	    entry.value != (unsigned long)import->addr)
		return "address differs";
	if (kmodsafe_table_gpl(table, index) != import->gpl)
		return "GPL bit differs";
	if (!import->crc.known || !table->crcs)
		return NULL;
	if (kmodsafe_table_crc(table, index, &crc))
		return "CRC unreadable";
	if (crc == import->crc.value)
		++*crcs_equal;
	else
		++*crcs_differ;
	return NULL;
}

static void settle(struct kmodsafe_exports *exports, bool crcs_proven)
{
	unsigned int i;

	exports->crcs_proven = crcs_proven;
	for (i = 0; i < exports->count; i++) {
		exports->table[i].trusted = true;
		if (!crcs_proven)
			exports->table[i].crcs = NULL;
	}
}

/**
 * kmodsafe_exports_verify - the self-test of a discovery backend
 * @exports: tables that were found; trusted when the test passes, and without
 *	CRCs when nothing proves those
 * @imports: what is known of our own imports
 * @count: number of imports
 * @forced: this module was force-loaded, so its CRCs need not be this
 *	kernel's; then two equal ones do as proof of where the CRCs are
 * @subject: set to the import that failed, or to NULL
 *
 * Return: NULL when the tables are right, or what is wrong with them.
 */
const char *kmodsafe_exports_verify(struct kmodsafe_exports *exports,
				    const struct kmodsafe_import *imports,
				    unsigned int count, bool forced, const char **subject)
{
	u32 total = kmodsafe_exports_total(exports);
	unsigned int i, equal = 0, differ = 0;
	struct name_pair *names;
	const char *why = NULL;
	int index;

	*subject = NULL;
	if (total < KMODSAFE_EXPORTS_MIN || total > KMODSAFE_EXPORTS_MAX)
		return "implausible number of entries";
	names = kmalloc(sizeof(*names), GFP_KERNEL);
	if (!names)
		return "no memory";
	for (i = 0; i < exports->count && !why; i++)
		why = verify_table(&exports->table[i], names);
	kfree(names);
	if (why)
		return why;
	for (i = 0; i < count; i++) {
		unsigned int differed = differ;

		*subject = imports[i].name;
		why = verify_import(exports, &imports[i], &equal, &differ);
		if (why)
			return why;
		if (differ != differed && !forced)
			return "CRC differs";
	}
	*subject = NULL;
	if (find_import(exports, NONSENSE_NAME, &index))
		return "a nonsense name was found";
	settle(exports, equal >= (forced ? FORCED_CRCS_MIN : 1));
	return NULL;
}
