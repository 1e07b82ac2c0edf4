// SPDX-License-Identifier: GPL-2.0-or-later
/* A record as the cache has it; see cache_entry.h. */
#include "tree/cache_entry.h"

#include <errno.h>

_Static_assert(sizeof(struct ks_cache_entry) % 8 == 0, "entries follow each other");
_Static_assert(sizeof(struct ks_cache_export) == 16, "no padding");
_Static_assert(sizeof(struct ks_brief_import) == 12, "no padding");

/**
 * ks_cache_sum - a number for some bytes: a mishap is to be noticed
 * @h: number of what is before them, or 0
 * @data: bytes
 * @size: how many
 *
 * Malice can have what sum it likes: every field is checked.
 */
uint64_t ks_cache_sum(uint64_t h, const void *data, size_t size)
{
	const uint8_t *p = data;
	uint64_t word;

	for (; size >= sizeof(word); p += sizeof(word), size -= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		h = (h ^ word) * 0x9e3779b97f4a7c15u;
		h ^= h >> 29;
	}
	for (; size; p++, size--)
		h = (h ^ *p) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 32;
}

/* What follows an entry. */
struct tail {
	const struct ks_brief_import *imports;
	const struct ks_cache_export *exports;
	const uint32_t *namespaces;
};

static struct tail tail_of(const struct ks_cache_entry *entry)
{
	const uint8_t *p = (const uint8_t *)(entry + 1);
	struct tail tail = { .imports = (const struct ks_brief_import *)p };

	p += entry->import_count * sizeof(*tail.imports);
	tail.exports = (const struct ks_cache_export *)p;
	p += entry->export_count * sizeof(*tail.exports);
	tail.namespaces = (const uint32_t *)p;
	return tail;
}

static uint64_t size_of(uint64_t imports, uint64_t exports, uint64_t namespaces)
{
	uint64_t size = sizeof(struct ks_cache_entry) + imports * sizeof(struct ks_brief_import) +
			exports * sizeof(struct ks_cache_export) + namespaces * sizeof(uint32_t);

	return (size + 7) & ~7ull;
}

/* Places of texts: all of them are there, and those that must be are not 0. */
static bool has_sound_tail(const struct ks_cache_entry *entry, uint32_t name_count)
{
	struct tail tail = tail_of(entry);

	for (uint32_t i = 0; i < entry->import_count; i++)
		if (!tail.imports[i].name || tail.imports[i].name >= name_count)
			return false;
	for (uint32_t i = 0; i < entry->export_count; i++)
		if (!tail.exports[i].name || tail.exports[i].name >= name_count ||
		    tail.exports[i].ns >= name_count ||
		    tail.exports[i].bits > (KS_CACHE_OWN_GPL | KS_CACHE_OWN_CRC))
			return false;
	for (uint32_t i = 0; i < entry->namespace_count; i++)
		if (!tail.namespaces[i] || tail.namespaces[i] >= name_count)
			return false;
	return true;
}

/**
 * ks_cache_entry_is_sound - can an entry be read
 * @entry: aligned to 8 bytes
 * @room: bytes up to the end of what was read
 * @name_count: texts, number 0 among them
 */
bool ks_cache_entry_is_sound(const struct ks_cache_entry *entry, size_t room, uint32_t name_count)
{
	if (room < sizeof(*entry) || entry->size > room || entry->zero ||
	    size_of(entry->import_count, entry->export_count, entry->namespace_count) !=
		    entry->size)
		return false;
	if (entry->signature > KS_SIGNATURE_RESERVED || entry->machine > UINT16_MAX ||
	    entry->marks >> KS_MARK_MAX || entry->flags >> KS_CACHE_FLAG_COUNT ||
	    entry->layout_crc > UINT32_MAX)
		return false;
	for (size_t i = 0; i < KS_CACHE_TEXT_COUNT; i++)
		if (entry->texts[i] >= name_count)
			return false;
	return has_sound_tail(entry, name_count);
}

static const char *text_at(const struct ks_names *names, const uint32_t *numbers, uint32_t place)
{
	return place ? names->items[numbers[place]].text : NULL;
}

/**
 * ks_cache_entry_needs - what an entry has but for lists
 * @entry: sound
 * @numbers: of the texts, by place
 * @names: owner of them
 * @needs: all zeroes
 */
void ks_cache_entry_needs(const struct ks_cache_entry *entry, const uint32_t *numbers,
			  const struct ks_names *names, struct ks_needs *needs)
{
	uint32_t bit = 1;
	size_t i = 0;

	needs->depth = KS_DEPTH_SHALLOW;
	needs->readable = true;
	needs->file_size = entry->file_size;
	needs->signed_size = entry->signed_size;
	needs->module_size = entry->module_size;
	needs->btf_size = entry->btf_size;
	needs->param_count = entry->param_count;
	needs->module_layout.basic.value = entry->layout_crc;
	needs->signature = entry->signature;
	needs->machine = entry->machine;
	needs->marks = entry->marks;
	needs->param_flags = entry->param_flags;
#define READ_FLAG(member) needs->member = entry->flags & bit; bit <<= 1;
	KS_CACHE_FLAGS(READ_FLAG)
#define READ_TEXT(member) needs->member = text_at(names, numbers, entry->texts[i++]);
	KS_CACHE_TEXTS(READ_TEXT)
}

static void read_exports(const struct ks_cache_entry *entry, const uint32_t *numbers,
			 const struct ks_names *names, struct ks_own_export *exports)
{
	const struct ks_cache_export *from = tail_of(entry).exports;

	for (uint32_t i = 0; i < entry->export_count; i++)
		exports[i] = (struct ks_own_export){
			.name = text_at(names, numbers, from[i].name),
			.ns = text_at(names, numbers, from[i].ns),
			.crc = from[i].crc,
			.has_crc = from[i].bits & KS_CACHE_OWN_CRC,
			.gpl_only = from[i].bits & KS_CACHE_OWN_GPL,
		};
}

static int read_tail(const struct ks_cache_entry *entry, const uint32_t *numbers,
		     struct ks_names *names, struct ks_record *record)
{
	struct ks_own_export *exports;
	struct tail tail = tail_of(entry);
	const char **namespaces;

	exports = ks_pool_alloc(&names->pool, entry->export_count * sizeof(*exports));
	namespaces = ks_pool_alloc(&names->pool, entry->namespace_count * sizeof(*namespaces));
	record->imports = ks_pool_alloc(&names->pool,
					entry->import_count * sizeof(*record->imports));
	if (!exports || !namespaces || !record->imports)
		return -ENOMEM;
	read_exports(entry, numbers, names, exports);
	for (uint32_t i = 0; i < entry->namespace_count; i++)
		namespaces[i] = text_at(names, numbers, tail.namespaces[i]);
	for (uint32_t i = 0; i < entry->import_count; i++) {
		record->imports[i] = tail.imports[i];
		record->imports[i].name = numbers[tail.imports[i].name];
	}
	record->import_count = entry->import_count;
	record->needs.exports = entry->export_count ? exports : NULL;
	record->needs.export_count = entry->export_count;
	record->needs.namespaces = entry->namespace_count ? namespaces : NULL;
	record->needs.namespace_count = entry->namespace_count;
	return 0;
}

/**
 * ks_cache_entry_read - the record that an entry stands for
 * @entry: sound
 * @numbers: of the texts, by place
 * @names: owner of them
 * @record: to fill, but for the path
 *
 * Return: 0 or -ENOMEM.
 */
int ks_cache_entry_read(const struct ks_cache_entry *entry, const uint32_t *numbers,
			struct ks_names *names, struct ks_record *record)
{
	memset(record, 0, sizeof(*record));
	ks_cache_entry_needs(entry, numbers, names, &record->needs);
	record->needs.module_layout.name = ks_names_keep(names, "module_layout");
	return read_tail(entry, numbers, names, record);
}

/** ks_cache_entry_size - bytes of the entry of a record */
size_t ks_cache_entry_size(const struct ks_record *record)
{
	return size_of(record->import_count, record->needs.export_count,
		       record->needs.namespace_count);
}

/* The place of a text, which is given one when it is first met. */
static uint32_t place_of(uint32_t number, struct ks_cache_places *places)
{
	if (number && !places->places[number]) {
		places->places[number] = ++places->count;
		places->numbers[places->count] = number;
	}
	return number ? places->places[number] : 0;
}

static uint32_t place_of_text(const struct ks_names *names, const char *text,
			      struct ks_cache_places *places)
{
	return text ? place_of(ks_names_find(names, text), places) : 0;
}

static void write_tail(struct ks_cache_entry *entry, const struct ks_record *record,
		       const struct ks_names *names, struct ks_cache_places *places)
{
	const struct ks_needs *needs = &record->needs;
	struct tail tail = tail_of(entry);
	struct ks_brief_import *imports = (struct ks_brief_import *)tail.imports;
	struct ks_cache_export *exports = (struct ks_cache_export *)tail.exports;
	uint32_t *namespaces = (uint32_t *)tail.namespaces;

	for (uint32_t i = 0; i < entry->import_count; i++) {
		imports[i] = record->imports[i];
		imports[i].name = place_of(record->imports[i].name, places);
	}
	for (uint32_t i = 0; i < entry->export_count; i++)
		exports[i] = (struct ks_cache_export){
			.name = place_of_text(names, needs->exports[i].name, places),
			.ns = place_of_text(names, needs->exports[i].ns, places),
			.crc = needs->exports[i].crc,
			.bits = (needs->exports[i].has_crc ? KS_CACHE_OWN_CRC : 0) |
				(needs->exports[i].gpl_only ? KS_CACHE_OWN_GPL : 0),
		};
	for (uint32_t i = 0; i < entry->namespace_count; i++)
		namespaces[i] = place_of_text(names, needs->namespaces[i], places);
}

/**
 * ks_cache_entry_write - the entry of a record
 * @entry: zeroed, of ks_cache_entry_size() bytes
 * @file: where it was read
 * @record: the record
 * @names: its texts
 * @places: gets those of its texts
 */
void ks_cache_entry_write(struct ks_cache_entry *entry, const struct ks_file *file,
			  const struct ks_record *record, const struct ks_names *names,
			  struct ks_cache_places *places)
{
	const struct ks_needs *needs = &record->needs;
	uint32_t bit = 1;
	size_t i = 0;

	entry->stamp = file->stamp;
	entry->size = ks_cache_entry_size(record);
	entry->file_size = needs->file_size;
	entry->signed_size = needs->signed_size;
	entry->module_size = needs->module_size;
	entry->btf_size = needs->btf_size;
	entry->param_count = needs->param_count;
	entry->layout_crc = needs->module_layout.basic.value;
	entry->signature = needs->signature;
	entry->machine = needs->machine;
	entry->marks = needs->marks;
	entry->param_flags = needs->param_flags;
	entry->import_count = record->import_count;
	entry->export_count = needs->export_count;
	entry->namespace_count = needs->namespace_count;
#define WRITE_FLAG(member) entry->flags |= needs->member ? bit : 0; bit <<= 1;
	KS_CACHE_FLAGS(WRITE_FLAG)
#define WRITE_TEXT(member) entry->texts[i++] = place_of_text(names, needs->member, places);
	KS_CACHE_TEXTS(WRITE_TEXT)
	write_tail(entry, record, names, places);
}
