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
	table->records = malloc((count + 1) * sizeof(*table->records));
	table->index = calloc(slots, sizeof(*table->index));
	table->mask = slots - 1;
	return table->records && table->index ? 0 : -ENOMEM;
}

static uint32_t slot_of(const struct ks_crc_table *table, const char *name, uint32_t hash)
{
	uint32_t slot = hash & table->mask;

	for (; table->index[slot]; slot = (slot + 1) & table->mask) {
		const struct ks_crc_record *r = &table->records[table->index[slot] - 1];

		if (r->hash == hash && !strcmp(r->name, name))
			break;
	}
	return slot;
}

static void add(struct ks_crc_table *table, const char *name, size_t len, uint64_t value)
{
	uint32_t hash = ks_hash(name, len), slot = slot_of(table, name, hash);

	if (table->index[slot])
		return;
	table->records[table->count++] = (struct ks_crc_record){ name, value, hash };
	table->index[slot] = table->count;
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
		const char *name = (const char *)record + word, *nul;
		size_t left = end - record - word;

		nul = memchr(name, '\0', left < NAME_MAX_READ ? left : NAME_MAX_READ);
		name += skip_dot && name[0] == '.';
		if (nul)
			add(table, name, nul - name, ks_get(layout, record, word));
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
	for (size_t i = 0; i < count; i++) {
		const char *nul = left ? memchr(p, '\0', left) : NULL, *name = p;

		if (!nul)
			break;
		name += skip_dot && name[0] == '.';
		add(table, name, nul - name,
		    ks_get(layout, crcs->data + i * EXT_RECORD, EXT_RECORD));
		left -= nul + 1 - p;
		p = nul + 1;
	}
	return 0;
}

/*
 * modpost writes records in the order of the symbols, but for a few: the next
 * one is mostly the one, and its name was hashed before.  Names differ.
 */
static const struct ks_crc_record *look_ahead(struct ks_crc_table *table, const char *name)
{
	static const int order[] = { 0, 1, -1 };

	for (int i = 0; i < 3; i++) {
		size_t at = table->next + order[i];

		if (at < table->count && table->records[at].name[0] == name[0] &&
		    !strcmp(table->records[at].name, name)) {
			table->next = at + 1;
			return &table->records[at];
		}
	}
	return NULL;
}

static const struct ks_crc_record *look_up(const struct ks_crc_table *table, const char *name,
					   uint32_t hash)
{
	uint32_t position = table->count ? table->index[slot_of(table, name, hash)] : 0;

	return position ? &table->records[position - 1] : NULL;
}

/**
 * ks_crc_table_find - the record that the kernel would use
 * @table: filled
 * @name: symbol
 * @hash: set to ks_name_hash() of it
 */
struct ks_crc ks_crc_table_find(struct ks_crc_table *table, const char *name, uint32_t *hash)
{
	const struct ks_crc_record *record = look_ahead(table, name);

	*hash = record ? record->hash : ks_name_hash(name);
	if (!record)
		record = look_up(table, name, *hash);
	return record ? (struct ks_crc){ true, record->value } : (struct ks_crc){ 0 };
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
