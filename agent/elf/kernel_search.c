// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Export tables of a kernel image without sections, by what they are made of.
 * RO_DATA of include/asm-generic/vmlinux.lds.h has had one order since 2.6:
 *
 *	__ksymtab [__ksymtab_gpl] [__kcrctab [__kcrctab_gpl]] [__kflagstab]
 *	__ksymtab_strings
 *
 * A name that every kernel exports leads to the strings, an entry that refers
 * to it to the tables, and its neighbours tell whether it is one.  Addresses
 * are taken as places in the image, so that offsets need nothing more; where
 * entries hold addresses, the difference is what makes the first one fit.
 *
 * Either everything fits, to the byte, or nothing was found: the tables are in
 * one piece, each is sorted, CRCs and flags fill the gap up to the strings, and
 * each of the strings is somebody's.
 */
#include "elf/kernel_tables.h"

#include <stdlib.h>
#include <string.h>

#include "elf/image_section.h"
#include "lib/cleanup.h"

#define ENTRIES_MIN	32		/* fewer are a coincidence, and no kernel */
#define NEIGHBOURS	16
#define ENTRIES_MAX	(1U << 20)
#define STRINGS_MAX	(8U << 20)	/* bytes; Debian's kernels have 300000 */
#define OCCURRENCES_MAX	8		/* of a name: in BTF, a symbol table, ... */
#define PADDING_MAX	8
#define TRIMMED_MAX	4
#define WORK_FACTOR	32		/* bytes looked at for each of the image */
#define ENTRY_COST	64		/* bytes that are read in the time */

/* Of the core, data and functions, in case that unused ones were trimmed. */
static const char *const anchors[] = {
	"param_ops_int", "kfree", "jiffies", "param_ops_bool", "schedule", "memcpy", "strlen",
	"init_task",
};

struct search {
	const struct ks_image *image;
	uint64_t start;			/* of the strings, or a little before */
	uint64_t end;
	uint64_t budget;		/* bytes that may still be looked at */
	struct ks_kernel_tables *tables;
};

/* Entries in a row. */
struct run {
	uint64_t start;
	uint64_t end;
	uint64_t border;		/* where the order starts anew, or 0 */
	unsigned int borders;
	uint64_t first_string;
};

static bool is_text(uint8_t c)
{
	return !c || (c > ' ' && c < 0x7f);
}

/* Names and nothing else around a place. */
static void find_block(struct search *s, uint64_t at)
{
	const uint8_t *data = s->image->data;

	s->start = s->end = at;
	while (s->start && is_text(data[s->start - 1]))
		s->start--;
	while (s->end < s->image->size && is_text(data[s->end]))
		s->end++;
}

/* Names may be the ends of others: the linker merges such strings. */
static bool entry_at(const struct search *s, uint64_t at, struct ks_table_entry *entry)
{
	const struct ks_piece all = { *s->image, 0 };

	return ks_table_entry(&s->tables->format, &all, at, &s->tables->strings, entry);
}

/* All entries around one; false where that is none of a table. */
static bool find_run(const struct search *s, uint64_t at, struct run *run)
{
	size_t size = ks_table_entry_size(&s->tables->format);
	struct ks_table_entry entry;

	*run = (struct run){ .start = at, .end = at };
	while (entry_at(s, run->end, &entry))
		run->end += size;
	if (run->end == at)
		return false;
	while (run->start >= size && entry_at(s, run->start - size, &entry))
		run->start -= size;
	return run->end - run->start >= ENTRIES_MIN * size;
}

/* Where the order starts anew, another table does. */
static bool look_at_run(const struct search *s, struct run *run)
{
	size_t size = ks_table_entry_size(&s->tables->format);
	const char *start = (const char *)s->image->data, *last = NULL;
	struct ks_table_entry entry;

	if ((run->end - run->start) / size > ENTRIES_MAX)
		return false;
	run->first_string = UINT64_MAX;
	for (uint64_t at = run->start; at < run->end && entry_at(s, at, &entry); at += size) {
		if (last && strcmp(last, entry.name) >= 0) {
			run->border = at;
			run->borders++;
		}
		last = entry.name;
		if ((uint64_t)(entry.name - start) < run->first_string)
			run->first_string = entry.name - start;
		if (entry.ns && (uint64_t)(entry.ns - start) < run->first_string)
			run->first_string = entry.ns - start;
	}
	return run->borders <= 1 && run->first_string >= run->end;
}

static void cover(uint8_t *covered, const char *text, const char *start, const char **last)
{
	size_t len = strlen(text) + 1;

	memset(covered + (text - start), 1, len);
	if (text + len > *last)
		*last = text + len;
}

/* Is every string that of an entry; else some entries were not found. */
static bool is_covered(const struct search *s, const struct run *run)
{
	const struct ks_image *strings = &s->tables->strings.bytes;
	const char *start = (const char *)strings->data, *last = start;
	ks_auto_free uint8_t *covered = calloc(strings->size, 1);
	size_t size = ks_table_entry_size(&s->tables->format);
	struct ks_table_entry entry;

	if (!covered)
		return false;
	for (uint64_t at = run->start; at < run->end && entry_at(s, at, &entry); at += size) {
		cover(covered, entry.name, start, &last);
		if (entry.ns)
			cover(covered, entry.ns, start, &last);
	}
	for (size_t i = s->image->data + run->first_string - strings->data; start + i < last; i++)
		if (!covered[i] && start[i])
			return false;
	return true;
}

static bool is_padding(const struct search *s, uint64_t start, uint64_t end)
{
	for (; start < end; start++)
		if (s->image->data[start])
			return false;
	return true;
}

static bool are_flags(const struct search *s, uint64_t at, uint64_t count)
{
	const uint8_t *flags = ks_image_range(s->image, at, count);

	for (uint64_t i = 0; flags && i < count; i++)
		if (flags[i] > 1)
			return false;
	return flags;
}

/* What stands between entries and strings: CRCs, flags, both or nothing. */
static bool fill_gap(const struct search *s, const struct run *run, uint64_t count,
		     struct ks_image *crcs, struct ks_image *flags)
{
	for (int i = 0; i < 4; i++) {
		uint64_t crc_size = i & 1 ? 4 * count : 0, flag_size = i & 2 ? count : 0;
		uint64_t end = run->end + crc_size + flag_size;

		if (end > run->first_string || run->first_string - end >= PADDING_MAX ||
		    !is_padding(s, end, run->first_string) ||
		    (flag_size && !are_flags(s, run->end + crc_size, flag_size)))
			continue;
		*crcs = (struct ks_image){ s->image->data + run->end, crc_size };
		*flags = (struct ks_image){ s->image->data + run->end + crc_size, flag_size };
		return true;
	}
	return false;
}

static struct ks_kernel_table table_of(const struct search *s, uint64_t start, uint64_t end)
{
	return (struct ks_kernel_table){
		.entries = { { s->image->data + start, end - start }, start },
	};
}

static void set_tables(struct search *s, const struct run *run, const struct ks_image *crcs,
		       const struct ks_image *flags)
{
	struct ks_kernel_tables *t = s->tables;
	size_t first = (run->border - run->start) / ks_table_entry_size(&t->format) * 4;

	t->count = 1 + run->borders;
	if (flags->size) {
		t->tables[0] = table_of(s, run->start, run->end);
		t->tables[0].crcs = *crcs;
		t->tables[0].flags = *flags;
		return;
	}
	t->tables[0] = table_of(s, run->start, run->border);
	t->tables[1] = table_of(s, run->border, run->end);
	t->tables[1].gpl_only = true;
	if (!crcs->size)
		return;
	t->tables[0].crcs = (struct ks_image){ crcs->data, first };
	t->tables[1].crcs = (struct ks_image){ crcs->data + first, crcs->size - first };
}

/*
 * One table with flags, or two without.  Two of which the border does not show
 * would be one without flags: nobody could say what is for whom.  Flags may
 * look like one entry more.
 */
static bool take_run(struct search *s, struct run *run)
{
	size_t size = ks_table_entry_size(&s->tables->format);
	struct ks_image crcs, flags;

	for (int i = 0; i < TRIMMED_MAX; i++, run->end -= size) {
		run->borders = 0;
		if (look_at_run(s, run) &&
		    fill_gap(s, run, (run->end - run->start) / size, &crcs, &flags) &&
		    run->borders == (flags.size ? 0 : 1) && is_covered(s, run)) {
			set_tables(s, run, &crcs, &flags);
			return true;
		}
	}
	return false;
}

/* The name field of an entry of anchor's: the first run decides. */
static bool search_relative(struct search *s, uint64_t start, uint64_t anchor)
{
	const struct ks_table_format *format = &s->tables->format;
	struct run run;

	s->tables->strings.address = s->start;
	for (uint64_t at = start; at + 4 <= anchor; at += 4) {
		int32_t offset = ks_get(&format->layout, s->image->data + at, 4);

		if (at + offset == anchor && at >= 4 && find_run(s, at - 4, &run))
			return take_run(s, &run);
	}
	return false;
}

static bool spend(struct search *s, uint64_t bytes)
{
	if (bytes > s->budget)
		return false;
	s->budget -= bytes;
	return true;
}

/* How many entries go on in order from one, forwards or backwards. */
static int count_sorted(struct search *s, uint64_t at, bool forwards)
{
	size_t size = ks_table_entry_size(&s->tables->format);
	struct ks_table_entry entry, next;
	int found = 0, order;

	if (!entry_at(s, at, &entry))
		return 0;
	for (; found < NEIGHBOURS && (forwards || at >= size) && spend(s, ENTRY_COST); found++) {
		at = forwards ? at + size : at - size;
		if (!entry_at(s, at, &next))
			break;
		order = strcmp(next.name, entry.name);
		if (forwards ? order <= 0 : order >= 0)
			break;
		entry = next;
	}
	return found;
}

/* With a wrong difference names start amid others, and are in no order. */
static bool is_sorted_around(struct search *s, uint64_t at)
{
	int forwards = count_sorted(s, at, true);

	return forwards == NEIGHBOURS || forwards + count_sorted(s, at, false) >= NEIGHBOURS;
}

static bool search_absolute(struct search *s, uint64_t start, uint64_t anchor)
{
	const struct ks_layout *l = &s->tables->format.layout;
	size_t size = ks_table_entry_size(&s->tables->format), word = l->is64 ? 8 : 4;
	uint64_t back = anchor - s->start, all = s->end - s->start;
	struct run run;

	for (uint64_t at = start; at + size + word <= anchor; at += 4) {
		const uint8_t *p = s->image->data + at;
		uint64_t value = ks_get(l, p, word), next = ks_get(l, p + size, word);

		/* the next entry's is among the strings too, if this is one */
		if (next == value || next - value + back >= all || at < word)
			continue;
		s->tables->strings.address = value - back;
		if (is_sorted_around(s, at - word) && find_run(s, at - word, &run))
			return take_run(s, &run);
	}
	return false;
}

static bool search_format(struct search *s, const struct ks_table_format *format, uint64_t anchor)
{
	uint64_t window = (s->end - s->start) * 4 + 65536;
	uint64_t start = s->start > window ? (s->start - window) / 8 * 8 : 0;

	if (!spend(s, anchor - start))
		return false;
	s->tables->format = *format;
	return format->relative ? search_relative(s, start, anchor)
				: search_absolute(s, start, anchor);
}

/* With the namespace first: nearly every kernel has it. */
static bool search_formats(struct search *s, uint64_t anchor)
{
	struct ks_layout known;
	bool is_elf = ks_image_layout(s->image, &known);

	s->tables->strings.bytes = (struct ks_image){ s->image->data + s->start,
						      s->end - s->start };
	for (unsigned int i = 0; i < 16; i++) {
		const struct ks_table_format format = {
			.layout = { .is64 = !(i & 2), .big = i & 1 },
			.relative = !(i & 4),
			.has_ns = !(i & 8),
		};

		if (format.relative && !format.layout.is64)
			continue;	/* they are alike */
		if (is_elf && (known.big != format.layout.big ||
			       (!format.relative && known.is64 != format.layout.is64)))
			continue;
		if (search_format(s, &format, anchor))
			return true;
	}
	return false;
}

static bool search_anchor(struct search *s, const char *name)
{
	const uint8_t *p = s->image->data, *end = p + s->image->size;
	char needle[32] = "";
	size_t len = strlen(name);

	memcpy(needle + 1, name, len + 1);
	for (int i = 0; i < OCCURRENCES_MAX && (p = memmem(p, end - p, needle, len + 2)); i++) {
		uint64_t at = p + 1 - s->image->data;

		find_block(s, at);
		if (s->end - s->start <= STRINGS_MAX && search_formats(s, at))
			return true;
		/* a second time in the same strings leads nowhere either */
		p = s->image->data + s->end;
	}
	return false;
}

/**
 * ks_kernel_tables_search - find the tables of a kernel by their content
 * @tables: to fill
 * @image: kernel, raw or ELF
 *
 * Return: false where none were found that fit to the byte.
 */
bool ks_kernel_tables_search(struct ks_kernel_tables *tables, const struct ks_image *image)
{
	struct search s = { .image = image, .tables = tables,
			    .budget = (uint64_t)image->size * WORK_FACTOR };

	*tables = (struct ks_kernel_tables){ 0 };
	for (size_t i = 0; i < KS_ARRAY_SIZE(anchors); i++)
		if (search_anchor(&s, anchors[i]))
			return true;
	tables->count = 0;
	return false;
}
