// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Export tables of a vmlinux, by the names of its sections (RO_DATA of
 * include/asm-generic/vmlinux.lds.h), and what one entry says.  Whether it
 * holds offsets or addresses, and a namespace, is known when all of them make
 * sense in one way.
 */
#include "elf/kernel_tables.h"

#include "elf/image_section.h"

#define NAME_MAX_READ	512	/* KSYM_NAME_LEN */

/*
 * In the order of their sections.  Since 7.1 there is only the first, with
 * flags; 5.12 has dropped the last three.
 */
static const struct {
	const char *symbols;
	const char *crcs;
	bool gpl_only;
} names[KS_KERNEL_TABLES_MAX] = {
	{ "__ksymtab", "__kcrctab", false },
	{ "__ksymtab_gpl", "__kcrctab_gpl", true },
	{ "__ksymtab_unused", "__kcrctab_unused", false },
	{ "__ksymtab_unused_gpl", "__kcrctab_unused_gpl", true },
	{ "__ksymtab_gpl_future", "__kcrctab_gpl_future", false },
};

static unsigned int field_size(const struct ks_table_format *format)
{
	return format->relative || !format->layout.is64 ? 4 : 8;
}

/**
 * ks_table_entry_size - sizeof(struct kernel_symbol)
 * @format: of the table
 */
size_t ks_table_entry_size(const struct ks_table_format *format)
{
	return (size_t)field_size(format) * (format->has_ns ? 3 : 2);
}

/* What a field of an entry points to; NULL where that is no string. */
static const char *string_of(const struct ks_table_format *format, const struct ks_piece *entries,
			     uint64_t offset, const struct ks_piece *strings)
{
	unsigned int size = field_size(format);
	const uint8_t *p = ks_image_range(&entries->bytes, offset, size);
	uint64_t value, at, left;

	if (!p)
		return NULL;
	value = ks_get(&format->layout, p, size);
	if (format->relative)
		value = entries->address + offset + (int64_t)(int32_t)value;
	at = value - strings->address;
	if (!format->relative && !format->layout.is64)
		at = (uint32_t)at;
	if (at >= strings->bytes.size)
		return NULL;
	left = strings->bytes.size - at;
	if (!memchr(strings->bytes.data + at, '\0', left < NAME_MAX_READ ? left : NAME_MAX_READ))
		return NULL;
	return (const char *)strings->bytes.data + at;
}

static bool is_null(const struct ks_table_format *format, const struct ks_piece *entries,
		    uint64_t offset)
{
	const uint8_t *p = ks_image_range(&entries->bytes, offset, field_size(format));

	return p && !ks_get(&format->layout, p, field_size(format));
}

/**
 * ks_table_entry - read an entry
 * @format: of the table
 * @entries: table
 * @offset: of the entry, any value
 * @strings: __ksymtab_strings
 * @entry: to fill; no namespace is NULL, as up to 5.9, or empty
 *
 * Return: false where this is no entry.
 */
bool ks_table_entry(const struct ks_table_format *format, const struct ks_piece *entries,
		    uint64_t offset, const struct ks_piece *strings, struct ks_table_entry *entry)
{
	unsigned int size = field_size(format);

	*entry = (struct ks_table_entry){ 0 };
	if (!format->has_ns)
		entry->name = string_of(format, entries, offset + size, strings);
	else if (is_null(format, entries, offset + 2 * size) ||
		 (entry->ns = string_of(format, entries, offset + 2 * size, strings)))
		entry->name = string_of(format, entries, offset + size, strings);
	return entry->name && *entry->name;
}

static bool is_sound(const struct ks_table_format *format, const struct ks_kernel_tables *t)
{
	size_t size = ks_table_entry_size(format);
	struct ks_table_entry entry;

	for (size_t i = 0; i < t->count; i++) {
		const struct ks_piece *entries = &t->tables[i].entries;

		if (entries->bytes.size % size)
			return false;
		for (uint64_t at = 0; at < entries->bytes.size; at += size)
			if (!ks_table_entry(format, entries, at, &t->strings, &entry))
				return false;
	}
	return true;
}

static bool find_format(struct ks_kernel_tables *t, const struct ks_layout *layout)
{
	for (unsigned int i = 0; i < 4; i++) {
		const struct ks_table_format format = { *layout, !(i & 1), !(i & 2) };

		if (is_sound(&format, t)) {
			t->format = format;
			return true;
		}
	}
	return false;
}

/* One for each entry, or none at all; anything else is not understood. */
static bool sizes_agree(const struct ks_kernel_tables *t)
{
	size_t size = ks_table_entry_size(&t->format);

	for (size_t i = 0; i < t->count; i++) {
		const struct ks_kernel_table *table = &t->tables[i];
		size_t entries = table->entries.bytes.size / size;

		if (!!table->crcs.size != !!t->tables[0].crcs.size ||
		    (table->crcs.size && table->crcs.size != entries * 4) ||
		    (table->flags.size && table->flags.size != entries))
			return false;
	}
	return true;
}

/**
 * ks_kernel_tables_sections - find the tables of a vmlinux by its sections
 * @tables: to fill
 * @image: kernel
 *
 * Return: false where it has none, or some that make no sense.
 */
bool ks_kernel_tables_sections(struct ks_kernel_tables *tables, const struct ks_image *image)
{
	struct ks_layout layout;
	struct ks_piece flags;

	*tables = (struct ks_kernel_tables){ 0 };
	if (!ks_image_layout(image, &layout) ||
	    !ks_image_section(image, "__ksymtab_strings", &tables->strings))
		return false;
	for (size_t i = 0; i < KS_KERNEL_TABLES_MAX; i++) {
		struct ks_kernel_table *table = &tables->tables[tables->count];
		struct ks_piece crcs = { 0 };

		if (!ks_image_section(image, names[i].symbols, &table->entries))
			continue;
		if (ks_image_section(image, names[i].crcs, &crcs))
			table->crcs = crcs.bytes;
		table->gpl_only = names[i].gpl_only;
		tables->count++;
	}
	if (tables->count == 1 && ks_image_section(image, "__kflagstab", &flags))
		tables->tables[0].flags = flags.bytes;
	return tables->count && find_format(tables, &layout) && sizes_agree(tables);
}
