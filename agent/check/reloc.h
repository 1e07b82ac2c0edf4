/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Relocations as the loader goes through them: what the architectures share.
 * rule_relocations.c walks, reloc_*.c know the types of an architecture.
 */
#ifndef KS_CHECK_RELOC_H
#define KS_CHECK_RELOC_H

#include "check/layout.h"
#include "check/seen.h"
#include "model/finding.h"
#include "model/window.h"

/**
 * enum ks_place - what a symbol's value is made of
 * @KS_PLACE_EXACT: st_value as it is in the file: absolute, or left unresolved
 * @KS_PLACE_MODULE: an address inside the module
 * @KS_PLACE_PERCPU: the module's per-cpu data
 * @KS_PLACE_KERNEL: an export of the kernel or of another module
 * @KS_PLACE_MAYBE: weak: an export, or what the file says
 * @KS_PLACE_LOST: in a section that is not loaded: an address in the temporary
 *	copy of the file, which is gone afterwards
 */
enum ks_place {
	KS_PLACE_EXACT,
	KS_PLACE_MODULE,
	KS_PLACE_PERCPU,
	KS_PLACE_KERNEL,
	KS_PLACE_MAYBE,
	KS_PLACE_LOST,
};

/** struct ks_range - addresses from @low to @low + @width, all modulo 2^64 */
struct ks_range {
	uint64_t low;
	uint64_t width;
};

/* Whether values fit: the bits of what may happen. */
#define KS_FITS		1u
#define KS_OVERFLOWS	2u

/**
 * struct ks_reloc_fault - what the loader does about one relocation
 * @level: KS_LEVEL_NOTE: nothing, it is applied
 * @reason: why not
 * @error: errno of a refusal
 * @symbol: it is about the symbol, whose name the kernel prints
 */
struct ks_reloc_fault {
	enum ks_level level;
	enum ks_reason reason;
	int error;
	bool symbol;
};

/**
 * struct ks_reloc_type - a type that an architecture knows
 * @size: bytes that are written; 0: none
 * @kind: what is checked: the architecture's own numbers, 0 is nothing
 * @known: as opposed to the gaps of the table
 */
struct ks_reloc_type {
	uint8_t size;
	uint8_t kind;
	bool known;
};

struct ks_relocs;

/**
 * struct ks_reloc_arch - how an architecture relocates
 * @machine: e_machine
 * @is64: class
 * @rel: knows sections of type REL
 * @rela: knows sections of type RELA
 * @first: type of the first entry of @types
 * @count: entries of @types
 * @types: by type
 * @pointer: type of an address, as wide as a word
 * @unknown_error: errno for a type that is not known
 * @skip: goes over entries, from @i on, that are like nearly all: applied for
 *	certain, behind all places before, and of nobody's interest; or NULL
 * @bounds: checks of where an entry points, before anything else, or NULL
 * @before: checks in front of the one of the type, or NULL
 * @early: checks in front of the first look at the place, or NULL
 * @check: checks that need the bytes at the place, or NULL
 * @end: at the end of a section, or NULL
 */
struct ks_reloc_arch {
	uint16_t machine;
	bool is64;
	bool rel;
	bool rela;
	uint32_t first;
	uint32_t count;
	const struct ks_reloc_type *types;
	uint32_t pointer;
	int unknown_error;
	void (*skip)(struct ks_relocs *r);
	void (*bounds)(struct ks_relocs *r, struct ks_reloc_fault *fault);
	void (*before)(struct ks_relocs *r, struct ks_reloc_fault *fault);
	void (*early)(struct ks_relocs *r, struct ks_reloc_fault *fault);
	void (*check)(struct ks_relocs *r, struct ks_reloc_fault *fault);
	void (*end)(struct ks_relocs *r, struct ks_reloc_fault *fault);
};

/**
 * struct ks_relocs - a walk over all relocations of a candidate
 * @view: file
 * @needs: candidate
 * @facts: kernel
 * @arch: of the kernel
 * @sections: what they are
 * @symbols: the symbol table
 * @loaded: a bit for each section that is loaded
 * @budget: steps left for looking back at earlier relocations, and
 * @lookups: for names among the exports: no file makes a check take long
 * @index: of the relocation section
 * @section: its header
 * @table: its entries, which may not be in memory
 * @is_fetched: they are, and so are those of @other
 * @entries: where they can be looked at
 * @places: and what they relocate
 * @target: what it relocates
 * @has_content: @target has some in the file, all of it
 * @other: the first of the earlier sections that relocate @target, too
 * @other_type: its type, 0 without one
 * @end: behind all that this section has written
 * @run: the entries so far, while
 * @is_run: they are alike, and @skip went over all of them
 * @pointed: index of the section that the last of them points into; UINT32_MAX before
 *	the first
 * @pointed_size: bytes of it
 * @pending: for an architecture that looks at several entries together
 * @i: entry
 * @reloc: the entry
 * @type: its type, or NULL
 * @symbol: its symbol
 */
struct ks_relocs {
	struct ks_elf_view view;
	const struct ks_needs *needs;
	const struct ks_facts *facts;
	const struct ks_reloc_arch *arch;
	struct ks_sections sections;
	struct ks_elf_table symbols;
	uint8_t loaded[65536 / 8];
	uint32_t budget;
	uint32_t lookups;

	uint32_t index;
	struct ks_elf_section section;
	struct ks_elf_table table;
	bool is_fetched;
	struct ks_window entries;
	struct ks_window places;
	struct ks_elf_section target;
	bool has_content;
	struct ks_elf_table other;
	uint32_t other_type;
	uint64_t end;
	struct ks_run run;
	bool is_run;
	uint32_t pointed;
	uint64_t pointed_size;
	struct {
		uint64_t count;
		bool mixed;
		uint32_t symbol;
	} pending;

	uint64_t i;
	struct ks_elf_reloc reloc;
	const struct ks_reloc_type *type;
	struct ks_elf_symbol symbol;
};

extern const struct ks_reloc_arch ks_reloc_x86_64;
extern const struct ks_reloc_arch ks_reloc_i386;
extern const struct ks_reloc_arch ks_reloc_arm64;
extern const struct ks_reloc_arch ks_reloc_arm;
extern const struct ks_reloc_arch ks_reloc_mips;
extern const struct ks_reloc_arch ks_reloc_mips64;
extern const struct ks_reloc_arch ks_reloc_ppc;
extern const struct ks_reloc_arch ks_reloc_ppc64;
extern const struct ks_reloc_arch ks_reloc_riscv64;
extern const struct ks_reloc_arch ks_reloc_s390;

enum ks_place ks_reloc_place(struct ks_relocs *r);
void ks_reloc_symbol_error(struct ks_relocs *r, struct ks_reloc_fault *fault);
unsigned int ks_range_fits(struct ks_range range, uint64_t offset, uint64_t min, uint64_t span);

/** ks_reloc_type - what the architecture knows of a type, or NULL */
static inline const struct ks_reloc_type *ks_reloc_type(const struct ks_reloc_arch *arch,
							uint32_t type)
{
	if (type < arch->first || type - arch->first >= arch->count ||
	    !arch->types[type - arch->first].known)
		return NULL;
	return &arch->types[type - arch->first];
}

/** ks_reloc_is_lost - is the symbol in a section that is not loaded */
static inline bool ks_reloc_is_lost(const struct ks_relocs *r)
{
	uint16_t shndx = r->symbol.shndx;

	return shndx != KS_SHN_UNDEF && shndx < r->view.shnum && shndx != r->sections.percpu &&
	       !(r->loaded[shndx / 8] & 1u << shndx % 8);
}

/** ks_reloc_get - the bytes at the place, zero where there are none yet */
static inline uint64_t ks_reloc_get(struct ks_relocs *r, unsigned int bytes)
{
	if (!r->has_content)
		return 0;
	return ks_get(&r->view.layout,
		      ks_window_at(&r->places, r->target.offset + r->reloc.offset, bytes), bytes);
}

static inline void ks_reloc_fail(struct ks_reloc_fault *fault, enum ks_level level,
				 enum ks_reason reason, int error)
{
	*fault = (struct ks_reloc_fault){ .level = level, .reason = reason, .error = error };
}

/** ks_reloc_judge - what follows from the ways in which a value may turn out */
static inline void ks_reloc_judge(struct ks_reloc_fault *fault, unsigned int outcomes, int error)
{
	if (outcomes == KS_OVERFLOWS)
		ks_reloc_fail(fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_OVERFLOW, error);
	else if (outcomes & KS_OVERFLOWS)
		ks_reloc_fail(fault, KS_LEVEL_UNKNOWN, KS_REASON_RELOC_OVERFLOW_UNKNOWN, 0);
}

#endif
