// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The loader's ELF validation: elf_validity_check() and setup_load_info() up
 * to 6.3, elf_validity_cache_*() of kernel/module/main.c later.  Each check is
 * one function; a table a series says which run, and in which order.  All
 * answer ENOEXEC.  Whether .gnu.linkonce.this_module has the right size is
 * rule_module_size.c.
 */
#include "check/check.h"
#include "check/elf_check.h"
#include "check/emit.h"

#define ET_REL	1

static bool in_file(const struct ks_elf_view *view, const struct ks_elf_section *section)
{
	return ks_image_range(&view->image, section->offset, section->size);
}

static bool is_short(const struct ks_elf_view *view, const struct ks_facts *facts,
		     struct ks_elf_failure *f)
{
	(void)facts;
	if (view->image.size >= ks_elf_header_size(&view->layout))
		return true;
	return ks_elf_fail(f, KS_REASON_ELF_SHORT, view->image.size, 0);
}

static bool magic(const struct ks_elf_view *view, const struct ks_facts *facts,
		  struct ks_elf_failure *f)
{
	(void)facts;
	return !memcmp(view->image.data, "\177ELF", 4) || ks_elf_fail(f, KS_REASON_ELF_MAGIC, 0, 0);
}

static bool type(const struct ks_elf_view *view, const struct ks_facts *facts,
		 struct ks_elf_failure *f)
{
	(void)facts;
	return view->type == ET_REL || ks_elf_fail(f, KS_REASON_ELF_TYPE, view->type, ET_REL);
}

static bool shentsize(const struct ks_elf_view *view, const struct ks_facts *facts,
		      struct ks_elf_failure *f)
{
	size_t wanted = ks_elf_section_size(&view->layout);

	(void)facts;
	return view->shentsize == wanted ||
	       ks_elf_fail(f, KS_REASON_ELF_SHENTSIZE, view->shentsize, wanted);
}

static bool table(const struct ks_elf_view *view, const struct ks_facts *facts,
		  struct ks_elf_failure *f)
{
	uint64_t size = view->shnum * ks_elf_section_size(&view->layout);

	(void)facts;
	if (view->shoff < view->image.size && ks_image_range(&view->image, view->shoff, size))
		return true;
	return ks_elf_fail(f, KS_REASON_ELF_TABLE, view->shoff, view->image.size);
}

static bool shstrndx(const struct ks_elf_view *view, const struct ks_facts *facts,
		     struct ks_elf_failure *f)
{
	(void)facts;
	if (view->shstrndx != 0 && view->shstrndx < view->shnum)
		return true;
	return ks_elf_fail(f, KS_REASON_ELF_SHSTRNDX, view->shstrndx, view->shnum);
}

static bool shstrtab_type(const struct ks_elf_view *view, const struct ks_facts *facts,
			  struct ks_elf_failure *f)
{
	uint32_t found = ks_elf_view_section(view, view->shstrndx).type;

	(void)facts;
	return found == KS_SHT_STRTAB || ks_elf_fail(f, KS_REASON_ELF_SHSTRTAB_TYPE, found, 0);
}

static bool shstrtab_range(const struct ks_elf_view *view, const struct ks_facts *facts,
			   struct ks_elf_failure *f)
{
	struct ks_elf_section names = ks_elf_view_section(view, view->shstrndx);

	(void)facts;
	return in_file(view, &names) || ks_elf_fail(f, KS_REASON_ELF_SHSTRTAB_RANGE, names.type, 0);
}

/* A table of type NOBITS passes the range check; its bytes may not be there. */
static bool shstrtab_end(const struct ks_elf_view *view, const struct ks_facts *facts,
			 struct ks_elf_failure *f)
{
	struct ks_elf_section names = ks_elf_view_section(view, view->shstrndx);
	const uint8_t *bytes = ks_image_range(&view->image, names.offset, names.size);

	if (names.size == 0) {
		/* Before 5.17 the byte in front of the table is read. */
		if (ks_since(facts, 5, 17) != KS_YES)
			f->level = KS_LEVEL_UNDEFINED;
		return ks_elf_fail(f, KS_REASON_ELF_SHSTRTAB_EMPTY, 0, 0);
	}
	if (!bytes) {
		f->level = KS_LEVEL_UNDEFINED;
		return ks_elf_fail(f, KS_REASON_ELF_SHSTRTAB_RANGE, names.type, 0);
	}
	return !bytes[names.size - 1] || ks_elf_fail(f, KS_REASON_ELF_SHSTRTAB_END, 0, 0);
}

/* With e_shnum 0 the kernel still reads a header at e_shoff: so do we. */
static bool section_0(const struct ks_elf_view *view, const struct ks_facts *facts,
		      struct ks_elf_failure *f)
{
	struct ks_elf_section zero = ks_elf_view_section(view, 0);

	(void)facts;
	if (zero.type == KS_SHT_NULL && !zero.size && !zero.addr)
		return true;
	return ks_elf_fail(f, KS_REASON_ELF_SECTION_0, zero.type, 0);
}

static bool has_content(const struct ks_elf_section *section)
{
	return section->type != KS_SHT_NULL && section->type != KS_SHT_NOBITS;
}

static bool section_ranges(const struct ks_elf_view *view, const struct ks_facts *facts,
			   struct ks_elf_failure *f)
{
	(void)facts;
	for (uint32_t i = 1; i < view->shnum; i++) {
		struct ks_elf_section s = ks_elf_view_section(view, i);

		if (has_content(&s) && !in_file(view, &s))
			return ks_elf_fail(f, KS_REASON_ELF_SECTION_RANGE, i, s.type);
	}
	return true;
}

static bool link_fails(const struct ks_elf_view *view, const struct ks_elf_section *s,
		       struct ks_elf_failure *f)
{
	if (s->link != 0 && s->link < view->shnum)
		return false;
	return !ks_elf_fail(f, KS_REASON_ELF_SYMTAB_LINK, s->link, view->shnum);
}

/* Up to 6.3: one loop for ranges, links of symbol tables, allocated names. */
static bool sections_old(const struct ks_elf_view *view, const struct ks_facts *facts,
			 struct ks_elf_failure *f)
{
	uint64_t names = ks_elf_view_section(view, view->shstrndx).size;

	(void)facts;
	for (uint32_t i = 1; i < view->shnum; i++) {
		struct ks_elf_section s = ks_elf_view_section(view, i);

		if (!has_content(&s))
			continue;
		if (s.type == KS_SHT_SYMTAB && link_fails(view, &s, f))
			return false;
		if (!in_file(view, &s))
			return ks_elf_fail(f, KS_REASON_ELF_SECTION_RANGE, i, s.type);
		if ((s.flags & KS_SHF_ALLOC) && s.name >= names)
			return ks_elf_fail(f, KS_REASON_ELF_SECTION_NAME, i, s.type);
	}
	return true;
}

static bool section_names(const struct ks_elf_view *view, const struct ks_facts *facts,
			  struct ks_elf_failure *f)
{
	uint64_t names = ks_elf_view_section(view, view->shstrndx).size;

	(void)facts;
	for (uint32_t i = 0; i < view->shnum; i++) {
		struct ks_elf_section s = ks_elf_view_section(view, i);

		if (s.type != KS_SHT_NULL && s.name >= names)
			return ks_elf_fail(f, KS_REASON_ELF_SECTION_NAME, i, s.type);
	}
	return true;
}

/*
 * Names of sections that are not allocated are not checked up to 6.11, and
 * compared with others all the same.
 */
static bool section_names_unchecked(const struct ks_elf_view *view, const struct ks_facts *facts,
				    struct ks_elf_failure *f)
{
	f->level = KS_LEVEL_UNDEFINED;
	return section_names(view, facts, f);
}

/*
 * Section 0, and others without a type, are exempt from every check of names,
 * and module_finalize() of most architectures compares the names of all.
 */
static bool section_names_lost(const struct ks_elf_view *view, const struct ks_facts *facts,
			       struct ks_elf_failure *f)
{
	uint64_t names = ks_elf_view_section(view, view->shstrndx).offset;

	(void)facts;
	f->level = KS_LEVEL_UNDEFINED;
	for (uint32_t i = 0; i < view->shnum; i++) {
		struct ks_elf_section s = ks_elf_view_section(view, i);

		if (!ks_image_range(&view->image, names, (uint64_t)s.name + 1))
			return ks_elf_fail(f, KS_REASON_ELF_SECTION_NAME, i, s.type);
	}
	return true;
}

/* find_any_unique_sec() and find_sec(): how many, and the last of them. */
static unsigned int count_named(const struct ks_elf_view *view, const char *name, bool alloc_only,
				struct ks_elf_section *last)
{
	unsigned int count = 0;
	struct ks_elf_section s;

	for (uint32_t i = 0; (i = ks_elf_view_next(view, name, i, &s));) {
		if (alloc_only && !(s.flags & KS_SHF_ALLOC))
			continue;
		*last = s;
		count++;
	}
	return count;
}

static unsigned int count_symtabs(const struct ks_elf_view *view, struct ks_elf_section *last)
{
	unsigned int count = 0;

	for (uint32_t i = 1; i < view->shnum; i++) {
		struct ks_elf_section s = ks_elf_view_section(view, i);

		if (s.type != KS_SHT_SYMTAB)
			continue;
		*last = s;
		count++;
	}
	return count;
}

static bool modinfo_count(const struct ks_elf_view *view, const struct ks_facts *facts,
			  struct ks_elf_failure *f)
{
	struct ks_elf_section s;
	unsigned int count = count_named(view, ".modinfo", false, &s);

	(void)facts;
	return count <= 1 || ks_elf_fail(f, KS_REASON_ELF_MODINFO_COUNT, count, 1);
}

static bool module_section(const struct ks_elf_view *view, const struct ks_facts *facts,
			   struct ks_elf_failure *f)
{
	struct ks_elf_section s;
	unsigned int count = count_named(view, ".gnu.linkonce.this_module", false, &s);

	(void)facts;
	if (count != 1)
		return ks_elf_fail(f, KS_REASON_ELF_MODULE_COUNT, count, 1);
	if (s.type == KS_SHT_NOBITS)
		return ks_elf_fail(f, KS_REASON_ELF_MODULE_NOBITS, 0, 0);
	return (s.flags & KS_SHF_ALLOC) || ks_elf_fail(f, KS_REASON_ELF_MODULE_ALLOC, 0, 0);
}

static bool has_symtab(const struct ks_elf_view *view, const struct ks_facts *facts,
		       struct ks_elf_failure *f)
{
	struct ks_elf_section s;

	(void)facts;
	return count_symtabs(view, &s) || ks_elf_fail(f, KS_REASON_ELF_NO_SYMTAB, 0, 0);
}

static bool has_module(const struct ks_elf_view *view, const struct ks_facts *facts,
		       struct ks_elf_failure *f)
{
	struct ks_elf_section s;

	(void)facts;
	return count_named(view, ".gnu.linkonce.this_module", true, &s) ||
	       ks_elf_fail(f, KS_REASON_ELF_NO_MODULE, 0, 0);
}

/* Nobody asks for content up to 6.3: struct module is all zeros then. */
static bool module_content(const struct ks_elf_view *view, const struct ks_facts *facts,
			   struct ks_elf_failure *f)
{
	struct ks_elf_section s = { 0 };

	(void)facts;
	f->level = KS_LEVEL_UNDEFINED;
	count_named(view, ".gnu.linkonce.this_module", true, &s);
	return s.type != KS_SHT_NOBITS || ks_elf_fail(f, KS_REASON_ELF_MODULE_NOBITS, 0, 0);
}

static bool symtab_count(const struct ks_elf_view *view, const struct ks_facts *facts,
			 struct ks_elf_failure *f)
{
	struct ks_elf_section s;
	unsigned int count = count_symtabs(view, &s);

	(void)facts;
	return count == 1 || ks_elf_fail(f, KS_REASON_ELF_SYMTAB_COUNT, count, 1);
}

static bool strtab(const struct ks_elf_view *view, const struct ks_facts *facts,
		   struct ks_elf_failure *f)
{
	struct ks_elf_section symbols, names;

	(void)facts;
	count_symtabs(view, &symbols);
	if (link_fails(view, &symbols, f))
		return false;
	names = ks_elf_view_section(view, symbols.link);
	return names.type == KS_SHT_STRTAB ||
	       ks_elf_fail(f, KS_REASON_ELF_STRTAB_TYPE, names.type, 0);
}

static uint64_t count_names(const struct ks_elf_view *view, const struct ks_elf_section *section)
{
	const uint8_t *text = ks_image_range(&view->image, section->offset, section->size);
	uint64_t count = 0;

	for (uint64_t i = 0; text && i < section->size; i++)
		count += text[i] == '\0';
	return count;
}

/* elf_validity_cache_index_versions(): both tables or none, a name a CRC. */
static bool ext_versions(const struct ks_elf_view *view, const struct ks_facts *facts,
			 struct ks_elf_failure *f)
{
	struct ks_elf_section crcs, names;
	bool has_crcs = ks_elf_view_find(view, "__version_ext_crcs", &crcs);
	bool has_names = ks_elf_view_find(view, "__version_ext_names", &names);

	(void)facts;
	if (has_crcs != has_names)
		return ks_elf_fail(f, KS_REASON_ELF_EXT_PRESENCE, 0, 0);
	if (has_crcs && crcs.size / 4 > count_names(view, &names))
		return ks_elf_fail(f, KS_REASON_ELF_EXT_COUNT, crcs.size / 4,
				   count_names(view, &names));
	return true;
}

/* elf_validity_cache_strtab(); older kernels read out of bounds instead. */
static bool strtab_content(const struct ks_elf_view *view, const struct ks_facts *facts,
			   struct ks_elf_failure *f)
{
	struct ks_elf_section symbols, names;
	struct ks_elf_table table;
	const uint8_t *text;

	(void)facts;
	count_symtabs(view, &symbols);
	names = ks_elf_view_section(view, symbols.link);
	if (names.size == 0)
		return ks_elf_fail(f, KS_REASON_ELF_STRTAB_EMPTY, 0, 0);
	text = ks_image_range(&view->image, names.offset, names.size);
	table = ks_elf_view_table(view, &symbols, ks_elf_symbol_size(&view->layout));
	if (!text || !table.bytes)
		return ks_elf_fail(f, KS_REASON_ELF_SECTION_RANGE, symbols.link, names.type);
	if (text[0])
		return ks_elf_fail(f, KS_REASON_ELF_STRTAB_START, 0, 0);
	if (text[names.size - 1])
		return ks_elf_fail(f, KS_REASON_ELF_STRTAB_END, 0, 0);
	if (table.count && ks_elf_view_last_name(view, &table) >= names.size)
		return ks_elf_fail(f, KS_REASON_ELF_SYMBOL_NAME, 0, 0);
	return true;
}

/*
 * The last string of .modinfo is read to its NUL, wherever that is, and of an empty
 * section the first one is looked at.  What lies behind the file is not known.  Behind
 * a value that begins behind the section get_next_modinfo() goes on without an end:
 * only import_ns is asked for more than once.
 */
static bool is_modinfo_closed(const struct ks_elf_view *view, const struct ks_elf_section *s)
{
	static const char again[] = "import_ns=";
	const size_t length = sizeof(again) - 1;
	uint64_t size = s->size ? s->size : 1;
	const uint8_t *start = ks_image_range(&view->image, s->offset, size), *last;

	/* Only of what has content it was asked before whether the file has it. */
	if (!start)
		return s->size && has_content(s);
	last = start + size - 1;
	if (!memchr(last, 0, view->image.data + view->image.size - last))
		return false;
	while (last > start && last[-1])
		last--;
	return strncmp((const char *)last, again, length) || last + length <= start + s->size;
}

/* The first is read, since 6.12, or the first that is allocated. */
static bool modinfo_end(const struct ks_elf_view *view, const struct ks_facts *facts,
			struct ks_elf_failure *f)
{
	struct ks_elf_section s = { 0 };
	bool is_first = true;

	(void)facts;
	f->level = KS_LEVEL_UNDEFINED;
	for (uint32_t i = 0; !(s.flags & KS_SHF_ALLOC) &&
			     (i = ks_elf_view_next(view, ".modinfo", i, &s)); is_first = false)
		if ((is_first || s.flags & KS_SHF_ALLOC) && !is_modinfo_closed(view, &s))
			return ks_elf_fail(f, KS_REASON_ELF_MODINFO_END, 0, 0);
	return true;
}

/* One row: the check, and where it stands among all of this stage. */
struct row {
	ks_elf_check_fn *check;
	uint32_t order;
};

#define SIZE_ORDER	KS_ORDER_MODULE_SIZE

/* Up to 6.3. */
static const struct row old_rows[] = {
	{ is_short, 1 },     { magic, 2 },	   { type, 3 },		  { ks_elf_machine, 4 },
	{ shentsize, 5 },    { table, 6 },	   { shstrndx, 7 },	  { shstrtab_range, 8 },
	{ shstrtab_end, 9 }, { section_0, 10 },	   { sections_old, 11 },  { has_symtab, 12 },
	{ has_module, 13 },  { module_content, KS_ORDER_LATE },
	{ section_names_unchecked, KS_ORDER_LATE }, { section_names_lost, KS_ORDER_LATE },
};

/* 6.4 to 6.11: sections that must be unique, counted after the loop. */
static const struct row middle_rows[] = {
	{ is_short, 1 },     { magic, 2 },	   { type, 3 },		  { ks_elf_machine, 4 },
	{ shentsize, 5 },    { table, 6 },	   { shstrndx, 7 },	  { shstrtab_range, 8 },
	{ shstrtab_end, 9 }, { section_0, 10 },	   { sections_old, 11 },
	{ section_names_unchecked, 12 },	   { modinfo_count, 12 },
	{ module_section, 13 }, { symtab_count, SIZE_ORDER + 1 },
	{ section_names_lost, KS_ORDER_LATE },
};

/* Since 6.12. */
static const struct row new_rows[] = {
	{ is_short, 1 },      { magic, 2 },	     { type, 3 },	    { ks_elf_machine, 4 },
	{ shentsize, 5 },     { table, 6 },	     { section_0, 7 },	    { section_ranges, 8 },
	{ shstrndx, 9 },      { shstrtab_type, 10 }, { shstrtab_end, 11 },  { section_names, 12 },
	{ modinfo_count, 13 }, { module_section, 14 },
	{ symtab_count, SIZE_ORDER + 1 }, { strtab, SIZE_ORDER + 2 },
	{ section_names_lost, KS_ORDER_LATE },
};

/* Since 6.14. */
static const struct row newest_rows[] = {
	{ ext_versions, SIZE_ORDER + 3 }, { strtab_content, SIZE_ORDER + 4 },
};

/* Up to 6.13. */
static const struct row unchecked_rows[] = {
	{ ks_elf_symbol_starts, KS_ORDER_LATE },
	{ ks_elf_symbol_ends, KS_ORDER_LATE },
};

/* All series. */
static const struct row last_rows[] = {
	{ modinfo_end, KS_ORDER_LATE },
};

static bool run(const struct row *rows, size_t count, const struct ks_elf_view *view,
		const struct ks_facts *facts, struct ks_sink *sink)
{
	for (size_t i = 0; i < count; i++) {
		struct ks_elf_failure f = { .level = KS_LEVEL_REFUSES };

		if (rows[i].check(view, facts, &f))
			continue;
		ks_emit(sink, (struct ks_finding){
			.rule = KS_RULE_ELF,
			.level = f.level,
			.reason = f.reason,
			.error = f.level == KS_LEVEL_REFUSES ? KS_ENOEXEC : 0,
			.order = rows[i].order,
			.module_number = f.found,
			.kernel_number = f.wanted,
		});
		if (f.level != KS_LEVEL_UNKNOWN)
			return false;
	}
	return true;
}

#define RUN(rows, view, facts, sink) \
	run(rows, sizeof(rows) / sizeof((rows)[0]), view, facts, sink)

/* Without a series: does any later one mind what 6.3 did not. */
static bool later_series_pass(const struct ks_elf_view *view, const struct ks_facts *facts)
{
	struct ks_finding findings[4];
	struct ks_sink sink = { .items = findings, .room = 4 };

	return RUN(new_rows, view, facts, &sink) && RUN(newest_rows, view, facts, &sink);
}

static void emit_unknown(struct ks_sink *sink, enum ks_reason reason)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_ELF,
		.level = KS_LEVEL_UNKNOWN,
		.reason = reason,
		.order = 99,
	});
}

/**
 * ks_rule_elf - the file is an ELF module of this kernel's architecture
 * @needs: raw bytes
 * @facts: series, architecture, signature gate
 * @sink: findings: at most one refusal, as the loader stops at the first
 */
void ks_rule_elf(const struct ks_needs *needs, const struct ks_facts *facts, struct ks_sink *sink)
{
	struct ks_elf_view view;
	bool passed;

	ks_elf_view_init(&view, needs, facts);
	if (ks_since(facts, 6, 12) == KS_YES)
		passed = RUN(new_rows, &view, facts, sink);
	else if (ks_since(facts, 6, 4) == KS_YES)
		passed = RUN(middle_rows, &view, facts, sink);
	else
		passed = RUN(old_rows, &view, facts, sink);
	if (passed && ks_since(facts, 6, 14) == KS_YES)
		passed = RUN(newest_rows, &view, facts, sink);
	else if (passed)
		passed = RUN(unchecked_rows, &view, facts, sink);
	if (passed)
		passed = RUN(last_rows, &view, facts, sink);
	if (passed && facts->version.origin == KS_ORIGIN_NONE && !later_series_pass(&view, facts))
		emit_unknown(sink, KS_REASON_ELF_SERIES_UNKNOWN);
	if (passed && !needs->readable)
		emit_unknown(sink, KS_REASON_ELF_UNREADABLE);
}
