// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tables that kernel code walks before init(): find_module_sections() of
 * kernel/module/main.c takes most of them, module_finalize() of the
 * architecture the others, and notifiers patch code and link lists from them.
 * Nobody checks what is in them.  A table whose entries are cut, lack their
 * relocations or point at nothing makes the kernel run or patch anything.
 */
#include "check/check.h"
#include "check/emit.h"
#include "check/layout.h"
#include "check/symbols.h"
#include "model/window.h"

/* Entries of one table; the rest of a file with more is not looked at. */
#define ENTRIES_MAX	(1u << 22)
#define FIELDS_MAX	8

/*
 * A row is a section and what its entries may look like, one letter a field:
 *   c a i	distance of 32 bits to code, to anything, to code or an import
 *   K		distance of a word to anything
 *   C A	address of code, of anything
 *   o		the same as A, or nothing
 *   1 to 9	so many bytes
 * More than one layout: which one depends on the configuration.
 */
struct row {
	const char *name;
	const char *layouts[4];
	bool native;		/* user-mode Linux leaves it alone */
	const char *opcodes;	/* of x86-64: what code that is patched begins with */
};

/* Has a field more on some architectures since 6.18, which is not known here. */
static const struct row bug_table = {
	"__bug_table", { "ca4", "c2", "CA4", "C4" }, true, NULL,
};

static const struct row rows[] = {
	{ ".altinstructions", { "ci4", "ci6", "ci5" }, true, NULL },
	{ ".parainstructions", { "C8" }, true, NULL },
	{ ".retpoline_sites", { "c" }, true, "\xe8\xe9\x0f\x2e" },
	{ ".return_sites", { "c" }, true, "\xe9" },
	{ ".call_sites", { "c" }, true, NULL },
	{ ".ibt_endbr_seal", { "c" }, true, NULL },
	{ ".smp_locks", { "c" }, true, NULL },
	{ ".orc_unwind_ip", { "c" }, true, NULL },
	{ ".static_call_sites", { "ca" }, true, NULL },
	{ "__jump_table", { "ccK", "CCA" }, false, NULL },
	{ "__ex_table", { "cc4", "CC", "cc" }, false, NULL },
	{ "__mcount_loc", { "C" }, false, "\xe8\x0f" },
	{ "__patchable_function_entries", { "C" }, false, NULL },
	{ "__tracepoints_ptrs", { "a", "A" }, false, NULL },
	{ "_ftrace_events", { "A" }, false, NULL },
	{ "_ftrace_eval_map", { "A" }, false, NULL },
	{ "__bpf_raw_tp_map", { "AA88", "AA888" }, false, NULL },
	{ "___srcu_struct_ptrs", { "A" }, false, NULL },
	{ "__param", { "AAA8o", "AAA4o" }, false, NULL },
	{ ".kunit_test_suites", { "A" }, false, NULL },
	{ ".printk_index", { "A" }, false, NULL },
	{ "_kprobe_blacklist", { "C" }, false, NULL },
	{ ".ctors", { "C" }, false, NULL },
	{ ".init_array", { "C" }, false, NULL },
	{ "__ksymtab", { "aaa", "AAA" }, false, NULL },
	{ "__ksymtab_gpl", { "aaa", "AAA" }, false, NULL },
};

#define ROWS	(sizeof(rows) / sizeof(rows[0]))

/* The types of an architecture for the three kinds; 0: has none. */
static const struct kinds {
	uint16_t machine;
	bool is64;
	uint32_t distance32, distance, address;
} archs[] = {
	{ KS_EM_X86_64, true, 2, 24, 1 },
	{ KS_EM_386, false, 2, 2, 1 },
	{ KS_EM_AARCH64, true, 261, 260, 257 },
	{ KS_EM_MIPS, false, 0, 0, 2 },
	{ KS_EM_MIPS, true, 0, 0, 18 },
};

struct field {
	uint64_t offset;
	uint32_t type;
	bool code;
	bool import;
	bool optional;
	uint64_t count;
	bool mixed;		/* not one entry after the other */
	uint64_t entries;	/* of which, then: sum of mix() */
};

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

struct layout {
	struct field fields[FIELDS_MAX];
	unsigned int count;
	uint64_t size;
	const char *opcodes;
};

/* Names are looked up so many times; no file makes a check take long. */
#define LOOKUPS		64

struct tables {
	struct ks_elf_view view;
	const struct ks_needs *needs;
	const struct ks_facts *facts;
	unsigned int lookups;
	const struct kinds *kinds;
	struct ks_sections sections;
	struct ks_elf_table symbols;
	struct ks_window places;
	uint32_t code;		/* index of the largest section with code */
	uint32_t broken;	/* see check_in_step() */
	/* Entries in a row mostly point into the same section. */
	uint32_t last_index;
	struct ks_elf_section last;
};

static void add_field(struct layout *l, uint32_t type, unsigned int bytes, char letter)
{
	l->fields[l->count++] = (struct field){
		.offset = l->size, .type = type,
		.code = letter == 'c' || letter == 'C' || letter == 'i',
		.import = letter != 'c' && letter != 'C',
		.optional = letter == 'o',
	};
	l->size += bytes;
}

/* False where the architecture has no such fields. */
static bool read_layout(const struct tables *t, const char *letters, struct layout *l)
{
	unsigned int word = t->view.layout.is64 ? 8 : 4;

	*l = (struct layout){ 0 };
	for (; *letters; letters++) {
		if (*letters >= '1' && *letters <= '9')
			l->size += *letters - '0';
		else if (*letters == 'c' || *letters == 'a' || *letters == 'i')
			add_field(l, t->kinds->distance32, 4, *letters);
		else if (*letters == 'K')
			add_field(l, t->kinds->distance, word, *letters);
		else
			add_field(l, t->kinds->address, word, *letters);
		if (l->count && !l->fields[l->count - 1].type)
			return false;
	}
	return true;
}

/*
 * What is weak may be nowhere: then the kernel follows a null pointer.  So many
 * weak ones that not all are looked up, no compiler puts into tables.
 */
static bool is_resolved(struct tables *t, const struct ks_elf_symbol *symbol, uint32_t index)
{
	const struct ks_import *import = ks_import_at(t->needs, index);

	if (symbol->info >> 4 != KS_STB_WEAK || !import)
		return true;
	if (!t->lookups)
		return false;
	t->lookups--;
	return ks_import_exported(t->facts, import) != KS_NO;
}

static const struct ks_elf_section *section_at(struct tables *t, uint32_t index)
{
	if (index != t->last_index) {
		t->last_index = index;
		t->last = ks_elf_view_section(&t->view, index);
	}
	return &t->last;
}

static bool begins_with(struct tables *t, const struct ks_elf_section *code, uint64_t at,
			const char *opcodes)
{
	const uint8_t *byte;

	if (at >= code->size || !ks_image_range(&t->view.image, code->offset + at, 1))
		return false;
	byte = ks_window_at(&t->places, code->offset + at, 1);
	return *byte && strchr(opcodes, *byte);
}

/* Does the field point into a section that is loaded, or to an import. */
static bool points_right(struct tables *t, const struct field *field,
			 const struct ks_elf_reloc *reloc, int64_t addend, const char *opcodes)
{
	const struct ks_elf_section *s;
	struct ks_elf_symbol symbol;

	if (!reloc->symbol || reloc->symbol >= t->symbols.count)
		return false;
	symbol = ks_elf_view_symbol(&t->view, &t->symbols, reloc->symbol);
	if (symbol.shndx == KS_SHN_UNDEF)
		return field->import && is_resolved(t, &symbol, reloc->symbol);
	if (symbol.shndx >= t->view.shnum)
		return false;
	s = section_at(t, symbol.shndx);
	/* Per-cpu data can be exported. */
	if (symbol.shndx == t->sections.percpu)
		return !field->code && symbol.value + addend <= s->size;
	if (!ks_section_is_loaded(&t->sections, symbol.shndx, s) ||
	    (field->code && (!(s->flags & KS_SHF_EXECINSTR) || s->type == KS_SHT_NOBITS)))
		return false;
	return symbol.value + addend <= s->size &&
	       (!opcodes || begins_with(t, s, symbol.value + addend, opcodes));
}

/* In a section of type REL the addend stands at the place. */
static int64_t addend_of(struct tables *t, const struct ks_elf_section *relocs,
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
static void count_entry(struct field *field, uint64_t entry)
{
	if (!field->mixed && entry != field->count) {
		field->mixed = true;
		field->entries = sum_of_first(field->count);
	}
	if (field->mixed)
		field->entries += mix(entry);
	field->count++;
}

static bool take_reloc(struct tables *t, struct layout *l, const struct ks_elf_reloc *reloc,
		       int64_t addend)
{
	uint64_t entry = reloc->offset / l->size, offset = reloc->offset - entry * l->size;

	for (unsigned int i = 0; i < l->count; i++) {
		struct field *field = &l->fields[i];

		if (offset != field->offset)
			continue;
		count_entry(field, entry);
		return reloc->type == field->type &&
		       points_right(t, field, reloc, addend, l->opcodes);
	}
	return false;
}

/* Each entry has its own: as many as there are entries, and none of them twice. */
static bool is_complete(const struct field *field, uint64_t entries)
{
	if (field->count != entries)
		return field->optional && field->count < entries;
	return !field->mixed || field->entries == sum_of_first(entries);
}

/* A walk over all relocations of a table. */
struct walk {
	const struct ks_elf_section *table;
	uint32_t index;
	struct layout layout;
	struct ks_window entries;
	uint32_t section;	/* of relocations */
	struct ks_elf_section relocs;
	uint64_t count;
	uint64_t n;
	bool wrong;
};

static bool next_section(const struct tables *t, struct walk *w)
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

static struct ks_elf_reloc reloc_at(const struct tables *t, struct walk *w)
{
	size_t size = ks_elf_reloc_size(&t->view.layout, w->relocs.type);
	struct ks_elf_table one = {
		ks_window_at(&w->entries, w->relocs.offset + w->n * size, size), 1,
	};

	return ks_elf_view_reloc(&t->view, &one, w->relocs.type, 0);
}

/* How far into the section with most of the code it points; 0 for any other. */
static uint64_t place_of(const struct tables *t, const struct ks_elf_reloc *reloc)
{
	struct ks_elf_symbol symbol;
	uint64_t place;

	if (reloc->symbol >= t->symbols.count)
		return 0;
	symbol = ks_elf_view_symbol(&t->view, &t->symbols, reloc->symbol);
	place = symbol.value + reloc->addend;
	return symbol.shndx == t->code && place <= t->view.image.size ? place : 0;
}

#define NOWHERE	UINT64_MAX

/*
 * Every relocation is one of a field.  Goes on until one points behind @limit, and
 * returns where; NOWHERE at the end.
 */
static uint64_t walk_until(struct tables *t, struct walk *w, uint64_t limit)
{
	while (!w->wrong && (w->n < w->count || next_section(t, w))) {
		struct ks_elf_reloc reloc;
		uint64_t place = 0;

		if (w->n == w->count)
			continue;
		reloc = reloc_at(t, w);
		if (limit != NOWHERE)
			place = place_of(t, &reloc);
		if (place > limit)
			return place;
		w->wrong = !take_reloc(t, &w->layout, &reloc,
				       addend_of(t, &w->relocs, w->table, &reloc));
		w->n++;
	}
	return NOWHERE;
}

static void start_walk(const struct tables *t, struct walk *w,
		       const struct ks_elf_section *table, uint32_t index, enum ks_view view)
{
	w->table = table;
	w->index = index;
	w->entries = (struct ks_window){ .needs = t->needs, .slot = view };
	w->section = 0;
	w->count = w->n = 0;
	w->wrong = table->size % w->layout.size || table->type == KS_SHT_NOBITS;
}

/* And every field has its relocation. */
static bool is_whole(const struct walk *w)
{
	for (unsigned int i = 0; i < w->layout.count && !w->wrong; i++)
		if (!is_complete(&w->layout.fields[i], w->table->size / w->layout.size))
			return false;
	return !w->wrong;
}

static bool is_sound(struct tables *t, const struct row *row,
		     const struct ks_elf_section *table, uint32_t index)
{
	bool readable = false;

	for (unsigned int i = 0; i < 4 && row->layouts[i]; i++) {
		struct walk w;

		if (!read_layout(t, row->layouts[i], &w.layout))
			continue;
		readable = true;
		start_walk(t, &w, table, index, KS_VIEW_ENTRIES);
		walk_until(t, &w, NOWHERE);
		if (is_whole(&w))
			return true;
	}
	/* What the architecture has no types for is not looked at. */
	return !readable;
}

/* 0: there is no such table, or nothing in it, or nobody walks it. */
static uint32_t find_table(const struct tables *t, const struct row *row,
			   struct ks_elf_section *table)
{
	uint32_t index;

	if (row->native && t->facts->gates[KS_GATE_UML].value == KS_YES)
		return 0;
	index = ks_elf_view_find(&t->view, row->name, table);
	return index && table->size ? index : 0;
}

static uint32_t find_code(const struct tables *t)
{
	uint32_t largest = 0;
	uint64_t size = 0;

	for (uint32_t i = 1; i < t->view.shnum; i++) {
		struct ks_elf_section s = ks_elf_view_section(&t->view, i);

		if (s.flags & KS_SHF_EXECINSTR && s.type != KS_SHT_NOBITS && s.size > size) {
			largest = i;
			size = s.size;
		}
	}
	return largest;
}

static bool is_in_step(const struct tables *t, const struct row *row)
{
	return row->opcodes && t->kinds->machine == KS_EM_X86_64;
}

/* Of as many tables as there are views for them. */
#define WALKS	3
/* How far one is gone through before it is the next one's turn: bytes. */
#define STRETCH	16384

static void walk_in_step(struct tables *t, struct walk *walks, unsigned int count)
{
	uint64_t limit = 0;

	while (limit != NOWHERE) {
		uint64_t next = NOWHERE;

		for (unsigned int i = 0; i < count; i++) {
			uint64_t place = walk_until(t, &walks[i], limit);

			next = place < next ? place : next;
		}
		limit = next == NOWHERE ? NOWHERE : next + STRETCH;
	}
}

/*
 * What these tables point to is looked at, too, and that is all the code of a
 * module: they are gone through in step, so that it need not be read for each.
 * Sets @broken, a bit for each row.
 */
static void check_in_step(struct tables *t)
{
	struct ks_elf_section tables[WALKS];
	struct walk walks[WALKS];
	unsigned int numbers[WALKS], count = 0;

	t->code = find_code(t);
	for (unsigned int i = 0; i < ROWS && count < WALKS; i++) {
		struct walk *w = &walks[count];
		uint32_t index;

		if (!is_in_step(t, &rows[i]))
			continue;
		index = find_table(t, &rows[i], &tables[count]);
		if (!index || !read_layout(t, rows[i].layouts[0], &w->layout))
			continue;
		w->layout.opcodes = rows[i].opcodes;
		start_walk(t, w, &tables[count], index, KS_VIEW_ENTRIES + count);
		numbers[count++] = i;
	}
	walk_in_step(t, walks, count);
	for (unsigned int i = 0; i < count; i++)
		if (!is_whole(&walks[i]))
			t->broken |= 1u << numbers[i];
}

static void check_row(struct tables *t, const struct row *row, struct ks_sink *sink)
{
	struct ks_elf_section table;
	uint32_t index = find_table(t, row, &table);

	if (!index)
		return;
	if (is_in_step(t, row) ? !(t->broken & 1u << (row - rows)) :
				 is_sound(t, row, &table, index))
		return;
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_TABLES,
		.level = KS_LEVEL_UNDEFINED,
		.reason = KS_REASON_TABLE,
		.order = index,
		.subject = row->name,
	});
}

static const struct kinds *find_kinds(const struct ks_elf_view *view,
				      const struct ks_facts *facts)
{
	for (size_t i = 0; i < sizeof(archs) / sizeof(archs[0]); i++)
		if (archs[i].machine == facts->machine.value &&
		    archs[i].is64 == view->layout.is64)
			return &archs[i];
	return NULL;
}

/**
 * ks_rule_tables - what the kernel walks before init() is whole
 * @needs: raw bytes
 * @facts: architecture
 * @sink: findings: one a table
 */
void ks_rule_tables(const struct ks_needs *needs, const struct ks_facts *facts,
		    struct ks_sink *sink)
{
	struct ks_elf_section symbols;
	struct tables t = { .needs = needs, .facts = facts, .lookups = LOOKUPS,
			    .places = { .needs = needs, .slot = KS_VIEW_PLACES } };

	ks_elf_view_init(&t.view, needs, facts);
	t.kinds = find_kinds(&t.view, facts);
	if (!needs->readable || !t.kinds || t.view.machine != facts->machine.value)
		return;
	t.sections = ks_sections_find(&t.view, facts);
	symbols = ks_elf_view_section(&t.view, t.sections.symbols);
	t.symbols = ks_elf_view_table(&t.view, &symbols, ks_elf_symbol_size(&t.view.layout));
	check_in_step(&t);
	for (unsigned int i = 0; i < ROWS; i++)
		check_row(&t, &rows[i], sink);
	if (ks_since(facts, 6, 18) == KS_NO)
		check_row(&t, &bug_table, sink);
}
