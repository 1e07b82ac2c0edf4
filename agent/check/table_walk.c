// SPDX-License-Identifier: GPL-2.0-or-later
/* Going through the relocations of tables; see table_walk.h. */
#include "check/table_walk.h"

#include "check/symbols.h"

/* Entries of one table: one with more that has to be walked is not whole. */
#define ENTRIES_MAX	(1u << 22)

static const struct ks_layout little_64 = { .is64 = true };

/*
 * Spreads the number of an entry, so that the sum over a set of them stands for
 * the set (the finalizer of splitmix64).
 */
static uint64_t mix(uint64_t entry)
{
	entry += 0x9e3779b97f4a7c15;
	entry = (entry ^ (entry >> 30)) * 0xbf58476d1ce4e5b9;
	entry = (entry ^ (entry >> 27)) * 0x94d049bb133111eb;
	return entry ^ (entry >> 31);
}

static uint64_t sum_of_first(uint64_t count)
{
	uint64_t sum = 0;

	for (uint64_t i = 0; i < count; i++)
		sum += mix(i);
	return sum;
}

/*
 * What is weak may be nowhere: then the kernel follows a null pointer.  So many
 * weak ones that not all are looked up, no compiler puts into tables.
 */
static bool is_resolved(struct ks_tables *t, const struct ks_elf_symbol *symbol, uint32_t index)
{
	const struct ks_import *import = ks_import_at(t->needs, index);

	if (symbol->info >> 4 != KS_STB_WEAK || !import)
		return true;
	if (!t->lookups)
		return false;
	t->lookups--;
	return ks_import_exported(t->facts, import) != KS_NO;
}

static void look_at_section(struct ks_tables *t, uint32_t index)
{
	if (index == t->last_index)
		return;
	t->last_index = index;
	t->last = ks_elf_view_section(&t->view, index);
	t->last_loaded = ks_section_is_loaded(&t->sections, index, &t->last);
	t->last_code = t->last_loaded && t->last.flags & KS_SHF_EXECINSTR &&
		       t->last.type != KS_SHT_NOBITS;
}

/* Of the last section. */
static bool begins_with(struct ks_tables *t, uint64_t at, const char *opcodes)
{
	uint8_t byte;

	if (at >= t->last.size || !ks_image_range(&t->view.image, t->last.offset + at, 1))
		return false;
	byte = *ks_window_at(&t->places, t->last.offset + at, 1);
	while (*opcodes && (uint8_t)*opcodes != byte)
		opcodes++;
	return *opcodes;
}

/* The last section has the place that a field asks for. */
static inline bool is_there(struct ks_tables *t, const struct ks_table_field *field, uint64_t at,
			    const char *opcodes)
{
	return (field->code ? t->last_code : t->last_loaded) && at <= t->last.size &&
	       (!opcodes || begins_with(t, at, opcodes));
}

/* Does the field point into a section that is loaded, or to an import. */
static bool points_right(struct ks_tables *t, const struct ks_table_field *field,
			 const struct ks_elf_reloc *reloc, int64_t addend, const char *opcodes)
{
	struct ks_elf_symbol symbol;

	if (!reloc->symbol || reloc->symbol >= t->symbols.count)
		return false;
	symbol = ks_elf_view_symbol(&t->view, &t->symbols, reloc->symbol);
	if (symbol.shndx == KS_SHN_UNDEF)
		return field->import && is_resolved(t, &symbol, reloc->symbol);
	if (symbol.shndx >= t->view.shnum)
		return false;
	look_at_section(t, symbol.shndx);
	/* Per-cpu data can be exported. */
	if (symbol.shndx == t->sections.percpu)
		return !field->code && symbol.value + addend <= t->last.size;
	return is_there(t, field, symbol.value + addend, opcodes);
}

/* In a section of type REL the addend stands at the place. */
static int64_t addend_of(struct ks_tables *t, const struct ks_elf_section *relocs,
			 const struct ks_elf_section *table, const struct ks_elf_reloc *reloc)
{
	const uint8_t *place;

	if (relocs->type == KS_SHT_RELA)
		return reloc->addend;
	place = table->type == KS_SHT_NOBITS ? NULL :
		ks_image_range(&t->view.image, table->offset + reloc->offset, 4);
	if (!place)
		return 0;
	place = ks_window_at(&t->places, table->offset + reloc->offset, 4);
	return (int32_t)ks_get(&t->view.layout, place, 4);
}

/* Mostly the next one; a sum is made only of others. */
static void count_entry(struct ks_table_field *field, uint64_t entry)
{
	if (!field->mixed && entry != field->count) {
		field->mixed = true;
		field->entries = sum_of_first(field->count);
	}
	if (field->mixed)
		field->entries += mix(entry);
	field->count++;
}

static bool take_reloc(struct ks_tables *t, struct ks_table_layout *l,
		       const struct ks_elf_reloc *reloc, int64_t addend)
{
	uint64_t entry = reloc->offset / l->size, offset = reloc->offset - entry * l->size;

	for (unsigned int i = 0; i < l->count; i++) {
		struct ks_table_field *field = &l->fields[i];

		if (offset != field->offset)
			continue;
		count_entry(field, entry);
		return reloc->type == field->type &&
		       points_right(t, field, reloc, addend, l->opcodes);
	}
	return false;
}

/* Each entry has its own: as many as there are entries, and none of them twice. */
static bool is_complete(const struct ks_table_field *field, uint64_t entries)
{
	if (field->count != entries)
		return field->optional && field->count < entries;
	return !field->mixed || field->entries == sum_of_first(entries);
}

static bool next_section(const struct ks_tables *t, struct ks_table_walk *w)
{
	while (++w->section < t->view.shnum) {
		w->relocs = ks_elf_view_section(&t->view, w->section);
		if (!ks_elf_is_reloc(&w->relocs) || w->relocs.info != w->index)
			continue;
		w->count = ks_elf_view_table(&t->view, &w->relocs,
					     ks_elf_reloc_size(&t->view.layout,
							       w->relocs.type)).count;
		if (w->count > ENTRIES_MAX)
			w->count = ENTRIES_MAX;
		w->n = 0;
		return true;
	}
	return false;
}

static struct ks_elf_reloc reloc_at(const struct ks_tables *t, struct ks_table_walk *w)
{
	size_t size = ks_elf_reloc_size(&t->view.layout, w->relocs.type);
	struct ks_elf_table one = {
		ks_window_at(&w->entries, w->relocs.offset + w->n * size, size), 1,
	};

	return ks_elf_view_reloc(&t->view, &one, w->relocs.type, 0);
}

/* How far into the section with most of the code it points; 0 for any other. */
static uint64_t place_of(const struct ks_tables *t, const struct ks_elf_reloc *reloc)
{
	struct ks_elf_symbol symbol;
	uint64_t place;

	if (reloc->symbol >= t->symbols.count)
		return 0;
	symbol = ks_elf_view_symbol(&t->view, &t->symbols, reloc->symbol);
	place = symbol.value + reloc->addend;
	return symbol.shndx == t->code && place <= t->view.image.size ? place : 0;
}

/*
 * Where the only field of an entry points to, if that is in the section that was
 * looked at last, and it is the turn of that entry; KS_NOWHERE for any other.
 */
static inline uint64_t alike(const struct ks_tables *t, const struct ks_table_walk *w,
			     const uint8_t *entry)
{
	const struct ks_table_field *field = &w->layout.fields[0];
	uint32_t number = ks_get(&little_64, entry + 12, 4);
	const uint8_t *symbol;

	if (ks_get(&little_64, entry, 8) != field->offset + field->count * w->layout.size ||
	    ks_get(&little_64, entry + 8, 4) != field->type || !number ||
	    number >= t->symbols.count)
		return KS_NOWHERE;
	symbol = t->symbols.bytes + number * 24ull;
	if (ks_get(&little_64, symbol + 6, 2) != t->last_index)
		return KS_NOWHERE;
	return ks_get(&little_64, symbol + 8, 8) + ks_get(&little_64, entry + 16, 8);
}

/*
 * Nearly all entries there are, in one go.  Ends at one that points behind @limit, and
 * returns where; at one that is different, and at the end, returns 0.
 */
static uint64_t skip_alike(struct ks_tables *t, struct ks_table_walk *w, uint64_t limit)
{
	struct ks_table_field *field = &w->layout.fields[0];

	if (!t->is_plain || w->relocs.type != KS_SHT_RELA || w->layout.count != 1 || field->mixed)
		return 0;
	for (; w->n < w->count; w->n++, field->count++) {
		uint64_t place = alike(t, w, ks_window_at(&w->entries,
							  w->relocs.offset + w->n * 24, 24));

		if (place > limit && t->last_index == t->code && place <= t->view.image.size)
			return place;
		if (place == KS_NOWHERE || !is_there(t, field, place, w->layout.opcodes))
			return 0;
	}
	return 0;
}

/**
 * ks_table_walk_until - look at relocations: each has to be one of a field
 * @t: file
 * @w: walk
 * @limit: how far into the largest section with code they may point; KS_NOWHERE: any
 *	distance
 *
 * Return: where the next one points to, which is behind @limit; KS_NOWHERE at the end,
 * which is also the first that is wrong.
 */
uint64_t ks_table_walk_until(struct ks_tables *t, struct ks_table_walk *w, uint64_t limit)
{
	while (!w->wrong && (w->n < w->count || next_section(t, w))) {
		uint64_t place = skip_alike(t, w, limit);
		struct ks_elf_reloc reloc;

		if (place > limit)
			return place;
		if (w->n == w->count)
			continue;
		reloc = reloc_at(t, w);
		if (limit != KS_NOWHERE)
			place = place_of(t, &reloc);
		if (place > limit)
			return place;
		w->wrong = !take_reloc(t, &w->layout, &reloc,
				       addend_of(t, &w->relocs, w->table, &reloc));
		w->n++;
	}
	return KS_NOWHERE;
}

/**
 * ks_table_walk_start - begin with the first relocation of a table
 * @t: file
 * @w: walk with its layout set
 * @table: section, good until the end of the walk
 * @index: of it
 * @view: which the walk has to itself
 */
void ks_table_walk_start(const struct ks_tables *t, struct ks_table_walk *w,
			 const struct ks_elf_section *table, uint32_t index, enum ks_view view)
{
	w->table = table;
	w->index = index;
	w->entries = (struct ks_window){ .needs = t->needs, .slot = view };
	w->section = 0;
	w->count = w->n = 0;
	w->wrong = table->type == KS_SHT_NOBITS ||
		   (table->size + w->layout.padding) % w->layout.size > w->layout.padding;
}

/**
 * ks_table_is_whole - was every relocation right, and has every field its own
 * @w: walk that came to its end
 */
bool ks_table_is_whole(const struct ks_table_walk *w)
{
	uint64_t entries = (w->table->size + w->layout.padding) / w->layout.size;

	for (unsigned int i = 0; i < w->layout.count && !w->wrong; i++)
		if (!is_complete(&w->layout.fields[i], entries))
			return false;
	return !w->wrong;
}
