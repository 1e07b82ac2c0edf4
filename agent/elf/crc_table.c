// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module's own table of CRCs, by name.  The kernel searches linearly and
 * takes the first record of a name; the hash table here finds the same one,
 * so that a file with a million records costs no more than reading it.
 */
#include "elf/crc_table.h"

#include <errno.h>
#include <stdlib.h>

#include "model/facts.h"

#define BASIC_RECORD	64	/* struct modversion_info */
#define EXT_RECORD	4
#define NAME_MAX_READ	4096	/* longer ones nobody exports */

static int allocate(struct ks_crc_table *table, size_t count)
{
	uint32_t slots = 16;

	while (slots < count * 2)
		slots *= 2;
	table->records = calloc(count + 1, sizeof(*table->records));
	table->index = calloc(slots, sizeof(*table->index));
	table->mask = slots - 1;
	return table->records && table->index ? 0 : -ENOMEM;
}

static void add(struct ks_crc_table *table, const char *name, uint64_t value)
{
	uint32_t slot = ks_name_hash(name) & table->mask;

	for (; table->index[slot]; slot = (slot + 1) & table->mask)
		if (!strcmp(table->records[table->index[slot] - 1].name, name))
			return;
	table->records[table->count++] = (struct ks_crc_record){ name, value };
	table->index[slot] = table->count;
}

static const char *without_dot(const char *name, bool skip_dot)
{
	return skip_dot && name[0] == '.' ? name + 1 : name;
}

/**
 * ks_crc_table_basic - read __versions
 * @table: all zeroes
 * @section: its content; what is left over behind the last record is ignored
 * @end: of the file
 * @layout: of the file
 * @skip_dot: ppc64 strips one leading dot from names
 *
 * A name without its NUL runs on into the next record, as in the kernel.
 *
 * Return: 0 or -ENOMEM.
 */
int ks_crc_table_basic(struct ks_crc_table *table, const struct ks_image *section,
		       const uint8_t *end, const struct ks_layout *layout, bool skip_dot)
{
	size_t word = layout->is64 ? 8 : 4, count = section->size / BASIC_RECORD;

	if (allocate(table, count))
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		const uint8_t *record = section->data + i * BASIC_RECORD;
		const char *name = (const char *)record + word;

		size_t left = end - record - word;

		if (memchr(name, '\0', left < NAME_MAX_READ ? left : NAME_MAX_READ))
			add(table, without_dot(name, skip_dot), ks_get(layout, record, word));
	}
	return 0;
}

/**
 * ks_crc_table_ext - read __version_ext_crcs and __version_ext_names
 * @table: all zeroes
 * @crcs: content of the first
 * @names: content of the second
 * @layout: of the file
 * @skip_dot: ppc64 strips one leading dot from names
 *
 * Return: 0 or -ENOMEM.
 */
int ks_crc_table_ext(struct ks_crc_table *table, const struct ks_image *crcs,
		     const struct ks_image *names, const struct ks_layout *layout, bool skip_dot)
{
	const char *p = (const char *)names->data;
	size_t left = names->size, count = crcs->size / EXT_RECORD;

	/* Each name has a byte at least. */
	if (count > left)
		count = left;
	if (allocate(table, count))
		return -ENOMEM;
	for (size_t i = 0; i < count && left && memchr(p, '\0', left); i++) {
		size_t len = strlen(p) + 1;

		add(table, without_dot(p, skip_dot),
		    ks_get(layout, crcs->data + i * EXT_RECORD, EXT_RECORD));
		p += len;
		left -= len;
	}
	return 0;
}

/**
 * ks_crc_table_find - the record that the kernel would use
 * @table: filled
 * @name: symbol
 */
struct ks_crc ks_crc_table_find(const struct ks_crc_table *table, const char *name)
{
	uint32_t slot = ks_name_hash(name) & table->mask;

	for (; table->index[slot]; slot = (slot + 1) & table->mask) {
		const struct ks_crc_record *r = &table->records[table->index[slot] - 1];

		if (!strcmp(r->name, name))
			return (struct ks_crc){ true, r->value };
	}
	return (struct ks_crc){ 0 };
}

/**
 * ks_crc_table_free - release a table
 * @table: filled, or all zeroes
 */
void ks_crc_table_free(struct ks_crc_table *table)
{
	free(table->records);
	free(table->index);
	*table = (struct ks_crc_table){ 0 };
}
