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
	struct ks_window entries;
	struct ks_window places;
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

/* Every relocation is one of a field. */
static bool take_relocs(struct tables *t, const struct ks_elf_section *table,
			const struct ks_elf_section *relocs, struct layout *l)
{
	size_t size = ks_elf_reloc_size(&t->view.layout, relocs->type);
	struct ks_elf_table entries = ks_elf_view_table(&t->view, relocs, size);

	for (uint64_t n = 0; n < entries.count && n < ENTRIES_MAX; n++) {
		struct ks_elf_table one = {
			ks_window_at(&t->entries, relocs->offset + n * size, size), 1,
		};
		struct ks_elf_reloc r = ks_elf_view_reloc(&t->view, &one, relocs->type, 0);

		if (!take_reloc(t, l, &r, addend_of(t, relocs, table, &r)))
			return false;
	}
	return true;
}

/* And every field has its relocation. */
static bool fits(struct tables *t, const struct ks_elf_section *table, uint32_t index,
		 struct layout *l)
{
	for (uint32_t i = 1; i < t->view.shnum; i++) {
		struct ks_elf_section relocs = ks_elf_view_section(&t->view, i);

		if (ks_elf_is_reloc(&relocs) && relocs.info == index &&
		    !take_relocs(t, table, &relocs, l))
			return false;
	}
	for (unsigned int i = 0; i < l->count; i++)
		if (!is_complete(&l->fields[i], table->size / l->size))
			return false;
	return true;
}

static bool is_sound(struct tables *t, const struct row *row,
		     const struct ks_elf_section *table, uint32_t index)
{
	bool readable = false;

	for (unsigned int i = 0; i < 4 && row->layouts[i]; i++) {
		struct layout layout;

		if (!read_layout(t, row->layouts[i], &layout))
			continue;
		readable = true;
		if (t->kinds->machine == KS_EM_X86_64)
			layout.opcodes = row->opcodes;
		if (table->size % layout.size == 0 && table->type != KS_SHT_NOBITS &&
		    fits(t, table, index, &layout))
			return true;
	}
	/* What the architecture has no types for is not looked at. */
	return !readable;
}

static void check_row(struct tables *t, const struct row *row, struct ks_sink *sink)
{
	bool alone = row->native && t->facts->gates[KS_GATE_UML].value == KS_YES;
	struct ks_elf_section table;
	uint32_t index = alone ? 0 : ks_elf_view_find(&t->view, row->name, &table);

	if (!index || !table.size || is_sound(t, row, &table, index))
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
			    .entries = { .needs = needs, .slot = KS_VIEW_ENTRIES },
			    .places = { .needs = needs, .slot = KS_VIEW_PLACES } };

	ks_elf_view_init(&t.view, needs, facts);
	t.kinds = find_kinds(&t.view, facts);
	if (!needs->readable || !t.kinds || t.view.machine != facts->machine.value)
		return;
	t.sections = ks_sections_find(&t.view, facts);
	symbols = ks_elf_view_section(&t.view, t.sections.symbols);
	t.symbols = ks_elf_view_table(&t.view, &symbols, ks_elf_symbol_size(&t.view.layout));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&t, &rows[i], sink);
	if (ks_since(facts, 6, 18) == KS_NO)
		check_row(&t, &bug_table, sink);
}
