// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Export tables of a module.  Their entries are made by relocations: what the
 * kernel will see of an entry is the symbol behind the relocation of each of
 * its fields.  The symbols __ksymtab_* and __kstrtab_* are not needed, as a
 * stripped module has none.
 */
#include "elf/exports.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>

#include "elf/content.h"
#include "lib/cleanup.h"

/*
 * Sections of one export table, in the order of verify_exported_symbols().
 * Since 7.1 there is one table, with a byte of flags for each of its entries;
 * 5.12 has dropped what was to become GPL-only or unused.
 */
static const struct table_kind {
	const char *symbols;
	const char *crcs;
	bool gpl_only;
	unsigned int until;	/* ks_version_code() that no longer has it; 0: all do */
} kinds[] = {
	{ "__ksymtab", "__kcrctab", false, 0 },
	{ "__ksymtab_gpl", "__kcrctab_gpl", true, 0x70100 },
	{ "__ksymtab_gpl_future", "__kcrctab_gpl_future", false, 0x50c00 },
	{ "__ksymtab_unused", "__kcrctab_unused", false, 0x50c00 },
	{ "__ksymtab_unused_gpl", "__kcrctab_unused_gpl", true, 0x50c00 },
};

/* What a relocation puts into a field. */
struct target {
	bool present;
	bool explicit_addend;
	uint32_t type;
	uint64_t symbol;
	int64_t addend;
};

/* A section and the relocations of each of its 4-byte words. */
struct words {
	struct ks_image content;
	struct target *targets;
	size_t count;
	bool relative;
};

struct reader {
	struct ks_input *input;
	const struct ks_needs *needs;
	const struct ks_facts *facts;
	const struct ks_elf_view *view;
	const struct ks_elf_table *symbols;
	uint64_t budget;	/* bytes of relocations that a sound file can have */
	struct ks_exports *exports;
};

/* A place in a section, or a number. */
struct place {
	uint32_t section;	/* 0: a number, or nothing */
	uint64_t value;
};

static struct ks_image content(const struct reader *r, const struct ks_elf_section *section)
{
	ks_input_fetch(r->input, section->offset, section->size);
	return ks_content(r->needs, section);
}

static void note(struct words *w, const struct ks_elf_reloc *reloc, bool explicit)
{
	uint64_t word = reloc->offset / 4;

	if (reloc->offset % 4 || word >= w->count)
		return;
	w->targets[word] = (struct target){
		.present = true,
		.explicit_addend = explicit,
		.type = reloc->type,
		.symbol = reloc->symbol,
		.addend = reloc->addend,
	};
}

static void note_all(struct reader *r, struct words *w, const struct ks_elf_section *section)
{
	size_t entry = ks_elf_reloc_size(&r->view->layout, section->type);
	struct ks_elf_table relocs;

	if (!ks_image_range(&r->needs->image, section->offset, section->size))
		return;
	if (section->size > r->budget) {
		r->exports->broken = true;
		return;
	}
	r->budget -= section->size;
	ks_input_fetch(r->input, section->offset, section->size);
	relocs = ks_elf_view_table(r->view, section, entry);
	for (uint64_t i = 0; i < relocs.count; i++) {
		struct ks_elf_reloc reloc = ks_elf_view_reloc(r->view, &relocs, section->type, i);

		note(w, &reloc, section->type == KS_SHT_RELA);
	}
}

static int read_words(struct reader *r, const char *name, struct words *w)
{
	struct ks_elf_section section;
	uint32_t index = ks_elf_view_find(r->view, name, &section);

	*w = (struct words){ 0 };
	if (!index)
		return 0;
	w->content = content(r, &section);
	w->count = w->content.size / 4;
	w->targets = calloc(w->count + 1, sizeof(*w->targets));
	if (!w->targets)
		return -ENOMEM;
	for (uint32_t i = 1; i < r->view->shnum; i++) {
		section = ks_elf_view_section(r->view, i);
		if (section.info == index && ks_elf_is_reloc(&section))
			note_all(r, w, &section);
	}
	return 0;
}

/* Where the field at an offset points to; false where it is not relocated. */
static bool resolve(const struct reader *r, const struct words *w, uint64_t offset,
		    struct place *place)
{
	const struct ks_layout *l = &r->needs->layout;
	const struct target *t = &w->targets[offset / 4];
	int64_t addend = t->addend;
	struct ks_elf_symbol symbol;

	if (offset / 4 >= w->count || !t->present || t->symbol >= r->symbols->count)
		return false;
	symbol = ks_elf_view_symbol(r->view, r->symbols, t->symbol);
	if (!t->explicit_addend)
		addend = (int32_t)ks_get(l, w->content.data + offset, 4);
	*place = (struct place){ .value = symbol.value + addend };
	if (symbol.shndx < SHN_LORESERVE)
		place->section = symbol.shndx;
	return true;
}

static bool content_at(const struct reader *r, const struct place *place, struct ks_image *left)
{
	struct ks_elf_section section;
	struct ks_image bytes;

	if (!place->section || place->section >= r->view->shnum)
		return false;
	section = ks_elf_view_section(r->view, place->section);
	bytes = content(r, &section);
	if (!bytes.data || place->value >= bytes.size)
		return false;
	*left = (struct ks_image){ bytes.data + place->value, bytes.size - place->value };
	return true;
}

static bool is_x86(const struct reader *r)
{
	return r->needs->machine == EM_X86_64 || r->needs->machine == EM_386;
}

/* An address in place of an offset, or the other way round, leads nowhere. */
static bool fits(const struct reader *r, const struct words *w, uint64_t offset)
{
	/* R_X86_64_64 and R_386_32 are both 1. */
	return !is_x86(r) || (offset / 4 < w->count &&
			      (w->targets[offset / 4].type == R_X86_64_64) != w->relative);
}

static const char *string_at(const struct reader *r, const struct words *w, uint64_t offset)
{
	struct ks_image left;
	struct place place;

	if (!fits(r, w, offset) || !resolve(r, w, offset, &place) ||
	    !content_at(r, &place, &left) || !memchr(left.data, '\0', left.size))
		return NULL;
	return (const char *)left.data;
}

/*
 * Entries are offsets on x86 and arm64 (HAVE_ARCH_PREL32_RELOCATIONS), and
 * addresses elsewhere, User-Mode Linux included.  Where nobody says which of
 * the two the kernel is, the first relocation does.
 */
static bool is_relative(const struct reader *r, const struct words *w)
{
	enum ks_tri uml = r->facts ? r->facts->gates[KS_GATE_UML].value : KS_UNKNOWN;

	if (!is_x86(r))
		return r->needs->machine == EM_AARCH64;
	if (uml != KS_UNKNOWN)
		return uml == KS_NO;
	return !w->count || w->targets[0].type != R_X86_64_64;
}

/*
 * 5.10 relocates the CRC itself, against an absolute symbol or, with
 * MODULE_REL_CRCS, a place that holds it; later it stands there.
 */
static void read_crc(const struct reader *r, const struct words *w, size_t i,
		     struct ks_own_export *export)
{
	struct ks_image left;
	struct place place;

	if (!w->content.data || i >= w->count)
		return;
	export->has_crc = true;
	if (!w->targets[i].present)
		export->crc = ks_get(&r->needs->layout, w->content.data + i * 4, 4);
	else if (!resolve(r, w, i * 4, &place))
		export->has_crc = false;
	else if (!place.section)
		export->crc = place.value;
	else if (content_at(r, &place, &left) && left.size >= 4)
		export->crc = ks_get(&r->needs->layout, left.data, 4);
	else
		export->has_crc = false;
}

static void take_entry(const struct reader *r, const struct ks_own_export *export)
{
	struct ks_exports *e = r->exports;

	if (!export->name) {
		e->broken = true;
		return;
	}
	e->items[e->count++] = *export;
}

/* The tables of one kind, with the flags that 7.2 has beside them. */
static int read_table(struct reader *r, const struct table_kind *kind,
		      const struct words *entries, const struct ks_image *flags)
{
	unsigned int field = entries->relative || !r->needs->layout.is64 ? 4 : 8;
	size_t count = entries->content.size / (3 * field), first = r->exports->count;
	struct ks_own_export *bigger;
	struct words crcs;

	bigger = reallocarray(r->exports->items, first + count + 1, sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	r->exports->items = bigger;
	if (read_words(r, kind->crcs, &crcs))
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		struct ks_own_export export = { .gpl_only = kind->gpl_only };

		export.name = string_at(r, entries, (3 * i + 1) * field);
		export.ns = string_at(r, entries, (3 * i + 2) * field);
		if (export.ns && !*export.ns)
			export.ns = NULL;
		if (flags->data && i < flags->size)
			export.gpl_only = flags->data[i] & 1;
		read_crc(r, &crcs, i, &export);
		take_entry(r, &export);
	}
	for (size_t i = first + 1; i < r->exports->count; i++)
		if (strcmp(bigger[i - 1].name, bigger[i].name) >= 0)
			r->exports->unsorted = true;
	free(crcs.targets);
	return 0;
}

/* Which tables this kernel looks at; the flags tell where no kernel is named. */
static int read_tables(struct reader *r)
{
	enum ks_tri one_table = r->facts ? ks_since(r->facts, 7, 1) : KS_UNKNOWN;
	uint64_t version = r->facts ? r->facts->version.value : 0;
	struct ks_image flags = { 0 };
	struct ks_elf_section section;
	int ret = 0;

	if (one_table != KS_NO && ks_elf_view_find(r->view, "__kflagstab", &section))
		flags = content(r, &section);
	for (size_t i = 0; i < KS_ARRAY_SIZE(kinds) && !ret; i++) {
		struct words entries;

		if (kinds[i].until && (version ? version >= kinds[i].until : !!flags.data))
			continue;
		ret = read_words(r, kinds[i].symbols, &entries);
		if (!ret && entries.content.data) {
			entries.relative = is_relative(r, &entries);
			ret = read_table(r, &kinds[i], &entries, &flags);
		}
		free(entries.targets);
	}
	return ret;
}

/**
 * ks_exports_read - read the export tables of a module
 * @exports: all zeroes; ks_exports_free() releases it, also after a failure
 * @input: the file
 * @needs: candidate, its image and layout set
 * @facts: kernel whose tables count, or NULL
 * @view: the same, without its signature
 * @symbols: its symbol table
 *
 * Return: 0 or -ENOMEM.
 */
int ks_exports_read(struct ks_exports *exports, struct ks_input *input,
		    const struct ks_needs *needs, const struct ks_facts *facts,
		    const struct ks_elf_view *view, const struct ks_elf_table *symbols)
{
	struct reader r = { .input = input, .needs = needs, .facts = facts, .view = view,
			    .symbols = symbols,
			    .budget = 2 * needs->image.size, .exports = exports };

	return read_tables(&r);
}

/**
 * ks_exports_free - release what was read
 * @exports: filled, or all zeroes
 */
void ks_exports_free(struct ks_exports *exports)
{
	free(exports->items);
	*exports = (struct ks_exports){ 0 };
}
