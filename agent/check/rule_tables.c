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
#include "check/seen.h"
#include "check/table_walk.h"

/* Names are looked up so many times; no file makes a check take long. */
#define LOOKUPS		64

/*
 * A row is a section and what its entries may look like, one letter a field:
 *   c a i	distance of 32 bits to code, to anything, to code or an import
 *   K		distance of a word to anything
 *   C A	address of code, of anything
 *   o z	the same as A, or not; or zero
 *   p		two bytes, and padding up to a word
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
	{ ".parainstructions", { "Cp" }, true, NULL },
	{ ".retpoline_sites", { "c" }, true, "\xe8\xe9\x0f\x2e" },
	{ ".return_sites", { "c" }, true, "\xe9" },
	{ ".call_sites", { "c" }, true, NULL },
	{ ".ibt_endbr_seal", { "c" }, true, NULL },
	{ ".smp_locks", { "c" }, true, NULL },
	{ ".orc_unwind_ip", { "c" }, true, NULL },
	{ ".static_call_sites", { "ca" }, true, NULL },
	{ "__jump_table", { "ccK", "CCA" }, false, NULL },
	{ "__ex_table", { "cc4", "CC", "cc", "cci" }, false, NULL },
	{ "__mcount_loc", { "C" }, false, "\xe8\x0f" },
	{ "__patchable_function_entries", { "C" }, false, NULL },
	{ "__tracepoints_ptrs", { "a", "A" }, false, NULL },
	{ "_ftrace_events", { "A" }, false, NULL },
	{ "_ftrace_eval_map", { "A" }, false, NULL },
	{ "__trace_printk_fmt", { "z" }, false, NULL },
	{ "__dyndbg_classes", { "88AAA88", "44AAA444" }, false, NULL },
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

struct tables {
	struct ks_tables all;
	const struct kinds *kinds;
	uint32_t broken;	/* see check_in_step() */
};

static void add_field(struct ks_table_layout *l, uint32_t type, unsigned int bytes, char letter)
{
	l->fields[l->count++] = (struct ks_table_field){
		.offset = l->size, .type = type,
		.code = letter == 'c' || letter == 'C' || letter == 'i',
		.import = letter != 'c' && letter != 'C',
		.optional = letter == 'o' || letter == 'z',
	};
	l->size += bytes;
}

/* Some series (5.10) do not have the assembler pad the last one. */
static void add_padded(struct ks_table_layout *l, unsigned int word)
{
	l->size += word;
	l->padding = word - 2;
}

/* False where the architecture has no such fields. */
static bool read_layout(const struct tables *t, const char *letters, struct ks_table_layout *l)
{
	unsigned int word = t->kinds->is64 ? 8 : 4;

	*l = (struct ks_table_layout){ 0 };
	for (; *letters; letters++) {
		if (*letters >= '1' && *letters <= '9')
			l->size += *letters - '0';
		else if (*letters == 'p')
			add_padded(l, word);
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

static unsigned int count_sections(const struct ks_tables *t, uint32_t target)
{
	unsigned int count = 0;

	for (uint32_t i = 1; i < t->view.shnum; i++) {
		struct ks_elf_section s = ks_elf_view_section(&t->view, i);

		count += ks_elf_is_reloc(&s) && s.info == target;
	}
	return count;
}

/* The rule of relocations has gone over all of this table's, and they are right. */
static bool is_seen(const struct ks_tables *t, const struct ks_table_layout *l, uint32_t index)
{
	const struct ks_table_field *field = &l->fields[0];
	const struct ks_seen *seen = t->needs->seen;
	const struct ks_run *run = NULL;

	for (unsigned int i = 0; seen && i < seen->count; i++)
		if (seen->runs[i].target == index)
			run = &seen->runs[i];
	return run && l->count == 1 && !field->offset && l->size == run->size &&
	       run->type == field->type && (run->is_code || !field->code) &&
	       count_sections(t, index) == 1;
}

/*
 * A format of trace_printk() without a relocation is followed as it stands, unless it is
 * zero.  Where addends stand in the table, those that have one cannot be told from the
 * others.
 */
static bool is_zero_or_relocated(struct ks_tables *t, const struct ks_table_walk *w)
{
	const struct ks_elf_section *table = w->table;
	uint64_t relocated = w->layout.fields[0].count, step = 8;

	if (relocated == table->size / w->layout.size || (relocated && !t->is_plain))
		return true;
	if (!ks_image_range(&t->view.image, table->offset, table->size))
		return false;
	for (uint64_t at = 0; at < table->size; at += step) {
		static const uint8_t zeroes[8];

		step = table->size - at < 8 ? table->size - at : 8;
		if (memcmp(ks_window_at(&t->places, table->offset + at, step), zeroes, step))
			return false;
	}
	return true;
}

static bool is_sound(struct tables *t, const struct row *row,
		     const struct ks_elf_section *table, uint32_t index)
{
	bool readable = false;

	for (unsigned int i = 0; i < 4 && row->layouts[i]; i++) {
		struct ks_table_walk w;

		if (!read_layout(t, row->layouts[i], &w.layout))
			continue;
		readable = true;
		if (is_seen(&t->all, &w.layout, index))
			return true;
		ks_table_walk_start(&t->all, &w, table, index, KS_VIEW_ENTRIES);
		ks_table_walk_until(&t->all, &w, KS_NOWHERE);
		if (ks_table_is_whole(&w))
			return *row->layouts[i] != 'z' || is_zero_or_relocated(&t->all, &w);
	}
	/* What the architecture has no types for is not looked at. */
	return !readable;
}

/* 0: there is no such table, or nothing in it, or nobody walks it. */
static uint32_t find_table(const struct ks_tables *t, const struct row *row,
			   struct ks_elf_section *table)
{
	uint32_t index;

	if (row->native && t->facts->gates[KS_GATE_UML].value == KS_YES)
		return 0;
	index = ks_elf_view_find(&t->view, row->name, table);
	return index && table->size ? index : 0;
}

static uint32_t find_code(const struct ks_tables *t)
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

static void walk_in_step(struct ks_tables *t, struct ks_table_walk *walks, unsigned int count)
{
	uint64_t limit = 0;

	while (limit != KS_NOWHERE) {
		uint64_t next = KS_NOWHERE;

		for (unsigned int i = 0; i < count; i++) {
			uint64_t place = ks_table_walk_until(t, &walks[i], limit);

			next = place < next ? place : next;
		}
		limit = next == KS_NOWHERE ? KS_NOWHERE : next + STRETCH;
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
	struct ks_table_walk walks[WALKS];
	unsigned int numbers[WALKS], count = 0;

	t->all.code = find_code(&t->all);
	for (unsigned int i = 0; i < ROWS && count < WALKS; i++) {
		struct ks_table_walk *w = &walks[count];
		uint32_t index;

		if (!is_in_step(t, &rows[i]))
			continue;
		index = find_table(&t->all, &rows[i], &tables[count]);
		if (!index || !read_layout(t, rows[i].layouts[0], &w->layout))
			continue;
		w->layout.opcodes = rows[i].opcodes;
		ks_table_walk_start(&t->all, w, &tables[count], index, KS_VIEW_ENTRIES + count);
		numbers[count++] = i;
	}
	walk_in_step(&t->all, walks, count);
	for (unsigned int i = 0; i < count; i++)
		if (!ks_table_is_whole(&walks[i]))
			t->broken |= 1u << numbers[i];
}

static void check_row(struct tables *t, const struct row *row, struct ks_sink *sink)
{
	struct ks_elf_section table;
	uint32_t index = find_table(&t->all, row, &table);

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
	struct tables tables = { .all = { .needs = needs, .facts = facts, .lookups = LOOKUPS,
					  .places = { .needs = needs, .slot = KS_VIEW_PLACES } } };
	struct ks_tables *t = &tables.all;

	ks_elf_view_init(&t->view, needs, facts);
	tables.kinds = find_kinds(&t->view, facts);
	if (!needs->readable || !tables.kinds || t->view.machine != facts->machine.value)
		return;
	t->is_plain = t->view.layout.is64 && !t->view.layout.big &&
		      tables.kinds->machine != KS_EM_MIPS;
	t->sections = ks_sections_find(&t->view, facts);
	symbols = ks_elf_view_section(&t->view, t->sections.symbols);
	t->symbols = ks_elf_view_table(&t->view, &symbols, ks_elf_symbol_size(&t->view.layout));
	check_in_step(&tables);
	for (unsigned int i = 0; i < ROWS; i++)
		check_row(&tables, &rows[i], sink);
	if (ks_since(facts, 6, 18) == KS_NO)
		check_row(&tables, &bug_table, sink);
}
