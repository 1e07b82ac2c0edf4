// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * x86: apply_relocate_add() and apply_relocate() of arch/x86/kernel/module.c,
 * which user-mode Linux shares.  x86-64 refuses a place that is not zero and,
 * since 6.3, looks at it only after the value.  How far a 32-bit distance
 * reaches is never checked.
 */
#include "check/emit.h"
#include "check/reloc.h"

static const struct ks_layout little_64 = { .is64 = true };

enum kind { PLAIN, UNSIGNED32, SIGNED32 };

static const struct ks_reloc_type types_64[] = {
	[0] = { 0, PLAIN, true },	/* NONE */
	[1] = { 8, PLAIN, true },	/* 64 */
	[2] = { 4, PLAIN, true },	/* PC32 */
	[4] = { 4, PLAIN, true },	/* PLT32 */
	[10] = { 4, UNSIGNED32, true },	/* 32 */
	[11] = { 4, SIGNED32, true },	/* 32S */
	[24] = { 8, PLAIN, true },	/* PC64 */
};

static const struct ks_reloc_type types_32[] = {
	[1] = { 4, PLAIN, true },	/* 32 */
	[2] = { 4, PLAIN, true },	/* PC32 */
	[4] = { 4, PLAIN, true },	/* PLT32 */
};

/*
 * MODULES_VADDR to MODULES_END, whatever the configuration; the image begins
 * at __START_KERNEL_map.  Up to 6.14 per-cpu symbols are offsets from zero.
 */
static const struct ks_range modules = { 0xffffffffa0000000, 0x5f000000 };
static const struct ks_range image = { 0xffffffff80000000, 0x7f000000 };
static const struct ks_range offsets = { 0, 0x200000 };
static const struct ks_range exactly = { 0, 0 };
/* User-mode Linux has its memory behind the image, and modules behind that. */
static const struct ks_range uml = { 0x60000000, 0x7fff9fffe000 };

/* What the place of a symbol comes to: addresses, or offsets, that it may have. */
static unsigned int fits_any(const struct ks_range *ranges, size_t count, uint64_t at,
			     uint64_t min)
{
	unsigned int outcomes = 0;

	for (size_t i = 0; i < count; i++)
		outcomes |= ks_range_fits(ranges[i], at, min, UINT32_MAX);
	return outcomes;
}

static unsigned int fits_native(struct ks_relocs *r, enum ks_place place, uint64_t at,
				uint64_t min)
{
	const struct ks_range kernel[] = { image, offsets };
	enum ks_tri high_percpu = ks_since(r->facts, 6, 15);

	if (place == KS_PLACE_MODULE)
		return fits_any(&modules, 1, at, min);
	if (place == KS_PLACE_PERCPU && high_percpu == KS_NO)
		return fits_any(&offsets, 1, at, min);
	return fits_any(kernel, high_percpu == KS_YES ? 1 : 2, at, min);
}

/* In each of the ways in which the symbol may turn out. */
static unsigned int fits(struct ks_relocs *r, enum ks_place place, bool is_uml, uint64_t min)
{
	uint64_t at = r->symbol.value + r->reloc.addend;
	unsigned int outcomes = 0;

	if (place == KS_PLACE_LOST)
		return KS_FITS;
	if (place == KS_PLACE_EXACT || place == KS_PLACE_MAYBE)
		outcomes = fits_any(&exactly, 1, at, min);
	if (place == KS_PLACE_EXACT)
		return outcomes;
	/* The value of an export is not in the file. */
	if (place == KS_PLACE_KERNEL || place == KS_PLACE_MAYBE)
		at = r->reloc.addend;
	return outcomes | (is_uml ? fits_any(&uml, 1, at, min) : fits_native(r, place, at, min));
}

static void check_value(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	enum ks_tri is_uml = r->facts->gates[KS_GATE_UML].value;
	unsigned int outcomes = 0;
	enum ks_place place;
	uint64_t min;

	if (r->type->kind == PLAIN)
		return;
	place = ks_reloc_place(r);
	min = r->type->kind == SIGNED32 ? -0x80000000ull : 0;
	if (is_uml != KS_YES)
		outcomes |= fits(r, place, false, min);
	if (is_uml != KS_NO)
		outcomes |= fits(r, place, true, min);
	ks_reloc_judge(fault, outcomes, KS_ENOEXEC);
}

static void early_64(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	if (ks_since(r->facts, 6, 3) != KS_NO)
		check_value(r, fault);
}

/* A value that is written is an address or a distance, and not zero. */
enum overlap { APART, SAME, PARTLY };

static enum overlap overlaps(const struct ks_relocs *r, const struct ks_elf_table *table,
			     uint32_t format, uint64_t j)
{
	struct ks_elf_reloc other = ks_elf_view_reloc(&r->view, table, format, j);
	const struct ks_reloc_type *type = ks_reloc_type(r->arch, other.type);
	uint64_t start = r->reloc.offset, at = other.offset;

	if (!type || !type->size || at >= start + r->type->size || start >= at + type->size)
		return APART;
	return at == start && type->size <= r->type->size && other.symbol ? SAME : PARTLY;
}

static enum overlap search(struct ks_relocs *r, const struct ks_elf_table *table, uint32_t format,
			   uint64_t count)
{
	for (uint64_t j = 0; j < count; j++) {
		enum overlap overlap = r->budget ? overlaps(r, table, format, j) : PARTLY;

		if (overlap != APART)
			return overlap;
		r->budget--;
	}
	return APART;
}

/* Looking back goes anywhere. */
static void fetch_earlier(struct ks_relocs *r)
{
	const struct ks_needs *needs = r->needs;
	size_t other = ks_elf_reloc_size(&r->view.layout, r->other_type);

	if (r->is_fetched)
		return;
	r->is_fetched = true;
	ks_needs_fetch(needs, r->section.offset, r->section.size);
	if (r->other_type && r->other.bytes)
		ks_needs_fetch(needs, r->other.bytes - needs->image.data, r->other.count * other);
}

/*
 * What an earlier relocation wrote is not zero any more.  They are mostly in
 * the order of their places, so that there is nothing to look for; a section
 * that is there twice has the same place in the same entry.
 */
static enum overlap written_before(struct ks_relocs *r)
{
	enum overlap overlap = APART;

	if (r->other_type || r->reloc.offset < r->end)
		fetch_earlier(r);
	if (r->other_type && r->i < r->other.count)
		overlap = overlaps(r, &r->other, r->other_type, r->i);
	if (r->other_type && overlap != SAME)
		overlap = search(r, &r->other, r->other_type, r->other.count);
	if (overlap == APART && r->reloc.offset < r->end)
		overlap = search(r, &r->table, r->section.type, r->i);
	return overlap;
}

static void check_zero(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	enum overlap before;

	if (!r->type->size)
		return;
	if (ks_reloc_get(r, r->type->size)) {
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_NONZERO, KS_ENOEXEC);
		return;
	}
	before = written_before(r);
	if (before == SAME)
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_NONZERO, KS_ENOEXEC);
	else if (before == PARTLY)
		ks_reloc_fail(fault, KS_LEVEL_UNKNOWN, KS_REASON_RELOC_NONZERO_UNKNOWN, 0);
}

/* What stands so near to where its section begins fits, wherever the module is. */
#define NEAR	0x1000000

/* Type, place and symbol of an entry are there; the bytes at the place are zero. */
static inline bool is_sound(struct ks_relocs *r, uint32_t type, uint64_t offset, uint32_t symbol)
{
	const uint8_t *place;
	uint64_t size;

	if (type >= sizeof(types_64) / sizeof(types_64[0]) || symbol >= r->symbols.count)
		return false;
	size = types_64[type].size;
	if (!size || offset > r->target.size || size > r->target.size - offset)
		return false;
	place = ks_window_at(&r->places, r->target.offset + offset, size);
	return !ks_get(&little_64, place, 4) && (size == 4 || !ks_get(&little_64, place, 8));
}

/* The symbol does not lie in a section that is lost, and its value with the addend fits. */
static inline bool fits_surely(const struct ks_relocs *r, uint32_t type, uint16_t shndx,
			       uint64_t value, bool native)
{
	bool is_own = shndx != KS_SHN_UNDEF && shndx < r->view.shnum &&
		      shndx != r->sections.percpu;

	if (is_own && !(r->loaded[shndx / 8] & 1u << shndx % 8))
		return false;
	return types_64[type].kind == PLAIN ||
	       (types_64[type].kind == SIGNED32 && native && is_own && value < NEAR);
}

/* Into another section than the one before; false where a run cannot point to. */
static bool point_into(struct ks_relocs *r, uint16_t shndx)
{
	struct ks_elf_section s;

	if (shndx == KS_SHN_UNDEF || shndx >= r->view.shnum || shndx == r->sections.percpu)
		return false;
	s = ks_elf_view_section(&r->view, shndx);
	r->pointed = shndx;
	r->pointed_size = s.size;
	r->run.is_code &= s.flags & KS_SHF_EXECINSTR && s.type != KS_SHT_NOBITS;
	return true;
}

/* A section begins, with this type. */
static void start_run(struct ks_relocs *r, uint32_t type)
{
	if (type >= sizeof(types_64) / sizeof(types_64[0]))
		return;
	r->run.type = type;
	r->run.size = types_64[type].size;
}

/* Does a run go on with this one: see struct ks_run. */
static inline bool goes_on(struct ks_relocs *r, uint32_t type, uint16_t shndx, uint64_t value)
{
	return type == r->run.type && (shndx == r->pointed || point_into(r, shndx)) &&
	       value <= r->pointed_size;
}

/* How many of so many entries in a row nobody finds anything in. */
static uint64_t count_sound(struct ks_relocs *r, const uint8_t *entry, uint64_t count, bool native)
{
	uint64_t end = r->end, i;

	for (i = 0; i < count; i++, entry += 24) {
		uint64_t offset = ks_get(&little_64, entry, 8);
		uint32_t type = ks_get(&little_64, entry + 8, 4);
		uint32_t number = ks_get(&little_64, entry + 12, 4);
		const uint8_t *symbol;
		uint64_t value;
		uint16_t shndx;

		if (offset < end || !is_sound(r, type, offset, number))
			break;
		symbol = r->symbols.bytes + number * 24ull;
		shndx = ks_get(&little_64, symbol + 6, 2);
		value = ks_get(&little_64, symbol + 8, 8) + ks_get(&little_64, entry + 16, 8);
		if (!fits_surely(r, type, shndx, value, native))
			break;
		if (r->is_run && (offset != end || !number || !goes_on(r, type, shndx, value)))
			r->is_run = false;
		end = offset + types_64[type].size;
	}
	r->end = end;
	return i;
}

/*
 * Modules have a hundred thousand relocations, and all but a few are alike: what
 * take_entry() of rule_relocations.c finds nothing in, in one go.
 */
static void skip_64(struct ks_relocs *r)
{
	bool native = r->facts->gates[KS_GATE_UML].value == KS_NO;

	while (r->i < r->table.count && !r->view.layout.big) {
		uint64_t count = r->table.count - r->i, sound;
		const uint8_t *entries = ks_window_run(&r->entries, r->section.offset + r->i * 24,
						       24, &count);

		if (!r->i)
			start_run(r, ks_get(&little_64, entries + 8, 4));
		sound = count_sound(r, entries, count, native);
		r->i += sound;
		if (sound < count)
			return;
	}
}

static void check_64(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	check_zero(r, fault);
	if (fault->level != KS_LEVEL_REFUSES && ks_since(r->facts, 6, 3) == KS_NO)
		check_value(r, fault);
}

const struct ks_reloc_arch ks_reloc_x86_64 = {
	.machine = KS_EM_X86_64, .is64 = true, .rela = true, .unknown_error = KS_ENOEXEC,
	.pointer = 1, .types = types_64, .count = sizeof(types_64) / sizeof(types_64[0]),
	.skip = skip_64, .early = early_64, .check = check_64,
};

const struct ks_reloc_arch ks_reloc_i386 = {
	.machine = KS_EM_386, .rel = true, .unknown_error = KS_ENOEXEC,
	.pointer = 1, .types = types_32, .count = sizeof(types_32) / sizeof(types_32[0]),
};
