// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Relocations: apply_relocations() of kernel/module/main.c goes through the
 * sections by index, and the architecture through their entries; the first
 * that it cannot apply ends the load.  Where an entry points is believed: one
 * that lies outside of its section, or names a symbol that is not there, makes
 * the kernel write or read anywhere.
 */
#include "check/check.h"
#include "check/emit.h"
#include "check/reloc.h"

/* Looking back at earlier entries, and up names, is limited. */
#define BUDGET		(4u << 20)
#define LOOKUPS		64
/* After everything that the loader itself does. */
#define AT_THE_END	UINT32_MAX

static const struct ks_reloc_arch *const archs[] = {
	&ks_reloc_x86_64, &ks_reloc_i386, &ks_reloc_arm64, &ks_reloc_mips, &ks_reloc_mips64,
	&ks_reloc_arm, &ks_reloc_riscv64,
	&ks_reloc_ppc, &ks_reloc_ppc64, &ks_reloc_s390,
};

static const struct ks_reloc_arch *find_arch(const struct ks_elf_view *view,
					     const struct ks_facts *facts)
{
	for (size_t i = 0; i < sizeof(archs) / sizeof(archs[0]); i++)
		if (archs[i]->machine == facts->machine.value &&
		    archs[i]->is64 == view->layout.is64)
			return archs[i];
	return NULL;
}

static bool is_of(const struct ks_elf_view *view, const struct ks_facts *facts)
{
	return facts->machine.origin != KS_ORIGIN_NONE &&
	       (view->machine == facts->machine.value ||
		(facts->machine.value == KS_EM_386 && view->machine == KS_EM_486));
}

/* The name of the entry's symbol, "" where it has no end in its table. */
static const char *symbol_name(const struct ks_relocs *r)
{
	struct ks_elf_section names = ks_elf_view_section(&r->view, r->sections.strings);
	const uint8_t *text = ks_image_range(&r->view.image, names.offset, names.size);

	if (!text || r->symbol.name >= names.size ||
	    !memchr(text + r->symbol.name, '\0', names.size - r->symbol.name))
		return "";
	return (const char *)text + r->symbol.name;
}

static void emit(const struct ks_relocs *r, struct ks_sink *sink, const struct ks_reloc_fault *f,
		 uint32_t order)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_RELOCATIONS,
		.level = f->level,
		.reason = f->reason,
		.error = f->error,
		.order = order,
		.subject = f->symbol ? symbol_name(r) : ks_elf_view_name(&r->view, &r->section),
		.module_number = r->reloc.type,
		.kernel_number = r->index,
		.number = r->i,
	});
}

/* What stands behind ".rela" or ".rel" of a section's name; NULL without that. */
static const char *relocated_name(const struct ks_relocs *r)
{
	const char *name = ks_elf_view_name(&r->view, &r->section);

	if (strncmp(name, ".rel", 4))
		return NULL;
	return name + (name[4] == 'a' ? 5 : 4);
}

/* Since 6.17, and on a kernel for one processor, where it is data like any other. */
static enum ks_tri is_percpu_applied(const struct ks_facts *facts)
{
	enum ks_tri since = ks_since(facts, 6, 17);

	if (since == KS_YES || facts->gates[KS_GATE_SMP].value == KS_YES)
		return since;
	return KS_UNKNOWN;
}

/*
 * Whether the loader applies a section at all.  With KALLSYMS the symbol table
 * is loaded, and so are its names.
 */
static enum ks_tri is_applied(const struct ks_relocs *r)
{
	uint32_t target = r->section.info;

	if (target >= r->view.shnum)
		return KS_NO;
	if (target && target == r->sections.percpu)
		return is_percpu_applied(r->facts);
	if (target && (target == r->sections.symbols || target == r->sections.strings))
		return r->facts->gates[KS_GATE_KALLSYMS].value;
	return ks_tri(ks_section_is_loaded(&r->sections, target, &r->target));
}

/*
 * klp_apply_section_relocs() does nothing without LIVEPATCH, and with it leaves them
 * to the moment at which a livepatch is applied: of another module that never comes.
 */
static bool is_left_to_livepatch(const struct ks_relocs *r)
{
	if (!(r->section.flags & KS_SHF_LIVEPATCH) || !ks_elf_is_reloc(&r->section) ||
	    is_applied(r) == KS_NO)
		return false;
	return r->facts->gates[KS_GATE_LIVEPATCH].value == KS_NO ||
	       !(r->needs->marks & KS_MARK_LIVEPATCH);
}

/*
 * A section that is loaded and whose relocations go elsewhere, or nowhere: its
 * code is run as the compiler left it.  They go by number, which every linker
 * gets right, and so do their names.
 */
static void check_lost(struct ks_relocs *r, struct ks_sink *sink)
{
	const struct ks_reloc_fault fault = { .level = KS_LEVEL_UNDEFINED,
					      .reason = KS_REASON_RELOC_LOST };
	const char *name = relocated_name(r);
	struct ks_elf_section target, named;
	uint32_t index;

	if (r->section.size && is_left_to_livepatch(r))
		emit(r, sink, &fault, AT_THE_END);
	if (!name || !r->section.size || r->section.flags & KS_SHF_LIVEPATCH)
		return;
	target = ks_elf_view_section(&r->view, r->section.info);
	if (ks_elf_is_reloc(&r->section) && r->section.info < r->view.shnum &&
	    ks_elf_view_name_is(&r->view, &target, name))
		return;
	if (r->budget < r->view.shnum) {
		r->budget = 0;
		return;
	}
	r->budget -= r->view.shnum;
	/* What it was meant for is not there any more. */
	if (ks_elf_is_reloc(&r->section) && target.type == KS_SHT_NULL &&
	    r->section.info < r->view.shnum) {
		emit(r, sink, &fault, AT_THE_END);
		return;
	}
	index = ks_elf_view_find(&r->view, name, &named);
	if (!index || !ks_section_is_loaded(&r->sections, index, &named))
		return;
	emit(r, sink, &fault, AT_THE_END);
}

/*
 * .gnu.linkonce.this_module becomes the kernel's struct module: two pointers in
 * it are the module's to fill, to the code of init() and exit().
 */
static void check_module(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	size_t name_end = r->view.layout.is64 ? 80 : 72;
	unsigned int word = r->view.layout.is64 ? 8 : 4;
	uint64_t at = r->symbol.value + r->reloc.addend;
	struct ks_elf_section code;

	if (r->section.info != r->sections.module)
		return;
	code = ks_elf_view_section(&r->view, r->symbol.shndx);
	if (r->reloc.type == r->arch->pointer && r->reloc.offset % word == 0 &&
	    r->reloc.offset >= name_end && ks_reloc_place(r) == KS_PLACE_MODULE &&
	    (code.flags & KS_SHF_EXECINSTR) && code.type != KS_SHT_NOBITS && at < code.size)
		return;
	ks_reloc_fail(fault, KS_LEVEL_UNDEFINED, KS_REASON_RELOC_MODULE, 0);
}

static bool is_outside(const struct ks_relocs *r)
{
	return r->reloc.offset > r->target.size ||
	       r->type->size > r->target.size - r->reloc.offset;
}

/* One entry: the checks of the loader, in its order, and what it does not check. */
static void check_entry(struct ks_relocs *r, struct ks_reloc_fault *f)
{
	const struct ks_reloc_arch *arch = r->arch;

	if (arch->before)
		arch->before(r, f);
	if (f->level <= KS_LEVEL_UNKNOWN && !r->type)
		ks_reloc_fail(f, KS_LEVEL_REFUSES, KS_REASON_RELOC_TYPE, arch->unknown_error);
	if (f->level <= KS_LEVEL_UNKNOWN && arch->early)
		arch->early(r, f);
	if (f->level > KS_LEVEL_UNKNOWN || !r->type->size)
		return;
	if (is_outside(r)) {
		ks_reloc_fail(f, KS_LEVEL_UNDEFINED, KS_REASON_RELOC_OUTSIDE, 0);
		return;
	}
	if (arch->check)
		arch->check(r, f);
	if (f->level > KS_LEVEL_UNKNOWN)
		return;
	if (ks_reloc_is_lost(r))
		ks_reloc_fail(f, KS_LEVEL_UNDEFINED, KS_REASON_RELOC_SYMBOL_LOST, 0);
	check_module(r, f);
}

static void take_entry(struct ks_relocs *r, struct ks_reloc_fault *fault)
{
	size_t size = ks_elf_reloc_size(&r->view.layout, r->section.type);
	struct ks_elf_table one = {
		ks_window_at(&r->entries, r->section.offset + r->i * size, size), 1,
	};

	r->reloc = ks_elf_view_reloc(&r->view, &one, r->section.type, 0);
	r->type = ks_reloc_type(r->arch, r->reloc.type);
	if (r->arch->bounds)
		r->arch->bounds(r, fault);
	if (fault->level > KS_LEVEL_UNKNOWN)
		return;
	if (r->reloc.symbol < r->symbols.count) {
		r->symbol = ks_elf_view_symbol(&r->view, &r->symbols, r->reloc.symbol);
		check_entry(r, fault);
	} else {
		ks_reloc_fail(fault, KS_LEVEL_UNDEFINED, KS_REASON_RELOC_SYMBOL, 0);
	}
	if (r->type && r->reloc.offset + r->type->size > r->end)
		r->end = r->reloc.offset + r->type->size;
}

/* Where the loader itself checks nothing more, and no earlier entry interferes. */
static void skip_plain(struct ks_relocs *r, uint32_t *order)
{
	uint64_t first = r->i;

	if (!r->arch->skip || !r->has_content || r->other_type ||
	    r->section.info == r->sections.module)
		return;
	r->arch->skip(r);
	*order += r->i - first;
}

static void note_run(const struct ks_relocs *r)
{
	struct ks_seen *seen = r->needs->seen;

	if (r->is_run && r->end && r->end == r->target.size && seen && seen->count < KS_RUNS_MAX)
		seen->runs[seen->count++] = r->run;
}

/* False: the loader stops here, or nobody knows what it does. */
static bool apply_section(struct ks_relocs *r, struct ks_sink *sink, uint32_t *order, bool *open)
{
	size_t entry = ks_elf_reloc_size(&r->view.layout, r->section.type);
	bool known = r->section.type == KS_SHT_REL ? r->arch->rel : r->arch->rela;
	struct ks_reloc_fault fault = { 0 };

	r->table = ks_elf_view_table(&r->view, &r->section, entry);
	r->is_fetched = false;
	r->i = 0;
	r->end = 0;
	memset(&r->pending, 0, sizeof(r->pending));
	r->run = (struct ks_run){ .target = r->section.info, .is_code = true };
	r->is_run = true;
	r->pointed = UINT32_MAX;
	if (!known) {
		ks_reloc_fail(&fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_FORMAT, KS_ENOEXEC);
		emit(r, sink, &fault, *order);
		return false;
	}
	for (; r->i < r->table.count; r->i++, ++*order) {
		skip_plain(r, order);
		if (r->i == r->table.count)
			break;
		fault = (struct ks_reloc_fault){ 0 };
		r->is_run = false;
		take_entry(r, &fault);
		if (fault.level > KS_LEVEL_UNKNOWN || (fault.level && !*open))
			emit(r, sink, &fault, *order);
		if (fault.level > KS_LEVEL_UNKNOWN)
			return false;
		*open |= fault.level == KS_LEVEL_UNKNOWN;
	}
	note_run(r);
	if (r->arch->end)
		r->arch->end(r, &fault);
	if (fault.level > KS_LEVEL_UNKNOWN)
		emit(r, sink, &fault, *order);
	return fault.level <= KS_LEVEL_UNKNOWN;
}

static void find_other(struct ks_relocs *r)
{
	r->other_type = 0;
	for (uint32_t i = 1; i < r->index && r->budget; i++, r->budget--) {
		struct ks_elf_section s = ks_elf_view_section(&r->view, i);

		if (!ks_elf_is_reloc(&s) || s.info != r->section.info || !s.size)
			continue;
		r->other_type = s.type;
		r->other = ks_elf_view_table(&r->view, &s,
					     ks_elf_reloc_size(&r->view.layout, s.type));
		return;
	}
}

/* klp_apply_section_relocs() of kernel/livepatch/core.c: names decide. */
static bool apply_livepatch(struct ks_relocs *r, struct ks_sink *sink, uint32_t order)
{
	enum ks_tri gate = r->facts->gates[KS_GATE_LIVEPATCH].value;
	const char *name = ks_elf_view_name(&r->view, &r->section);
	struct ks_reloc_fault fault = { 0 };

	if (gate == KS_NO)
		return true;
	r->i = 0;
	r->reloc = (struct ks_elf_reloc){ 0 };
	if (gate == KS_YES && (strncmp(name, ".klp.rela.", 10) || !name[10] || name[10] == '.'))
		ks_reloc_fail(&fault, KS_LEVEL_REFUSES, KS_REASON_RELOC_LIVEPATCH_NAME, KS_EINVAL);
	else if (gate == KS_UNKNOWN || !strncmp(name + 10, "vmlinux.", 8))
		ks_reloc_fail(&fault, KS_LEVEL_UNKNOWN, KS_REASON_RELOC_LIVEPATCH_UNKNOWN, 0);
	if (fault.level)
		emit(r, sink, &fault, order);
	return fault.level <= KS_LEVEL_UNKNOWN;
}

/*
 * A section that not every kernel relocates, and which one this is, is not known:
 * that only matters where something is wrong with its relocations.
 */
static void apply_perhaps(struct ks_relocs *r, struct ks_sink *sink, uint32_t *order, bool *open)
{
	const struct ks_reloc_fault perhaps = { .level = KS_LEVEL_UNKNOWN,
						.reason = KS_REASON_RELOC_PERHAPS };
	struct ks_finding item;
	struct ks_sink found = { .items = &item, .room = 1 };
	bool unknown = *open;

	apply_section(r, &found, order, &unknown);
	if ((found.count || found.lost) && !*open) {
		emit(r, sink, &perhaps, *order);
		*open = true;
	}
}

static bool check_section(struct ks_relocs *r, struct ks_sink *sink, uint32_t *order, bool *open)
{
	const struct ks_reloc_fault table = { .level = KS_LEVEL_UNDEFINED,
					      .reason = KS_REASON_RELOC_TABLE };
	enum ks_tri applied = is_applied(r);

	if (applied == KS_NO)
		return true;
	if (r->section.flags & KS_SHF_LIVEPATCH)
		return apply_livepatch(r, sink, *order);
	if (!ks_elf_is_reloc(&r->section))
		return true;
	if (r->section.size && (r->section.info == r->sections.symbols ||
				r->section.info == r->sections.strings ||
				ks_elf_is_reloc(&r->target))) {
		/* It would change what the others are made of. */
		emit(r, sink, &table, *order);
		return false;
	}
	find_other(r);
	r->has_content = r->target.type != KS_SHT_NOBITS &&
			 ks_image_range(&r->view.image, r->target.offset, r->target.size);
	if (applied == KS_YES)
		return apply_section(r, sink, order, open);
	apply_perhaps(r, sink, order, open);
	return true;
}

static void find_loaded(struct ks_relocs *r)
{
	r->sections = ks_sections_find(&r->view, r->facts);
	for (uint32_t i = 0; i < r->view.shnum; i++) {
		struct ks_elf_section s = ks_elf_view_section(&r->view, i);

		if (ks_section_is_loaded(&r->sections, i, &s))
			r->loaded[i / 8] |= 1u << i % 8;
	}
}

/**
 * ks_rule_relocations - every relocation can be applied
 * @needs: raw bytes, imports
 * @facts: architecture, series, exports
 * @sink: findings: at most one that ends the load, one that is not known, and
 *	the sections whose relocations are lost
 */
void ks_rule_relocations(const struct ks_needs *needs, const struct ks_facts *facts,
			 struct ks_sink *sink)
{
	const struct ks_reloc_fault unmodelled = { .level = KS_LEVEL_RESIDUAL,
						   .reason = KS_REASON_RELOC_ARCH };
	const struct ks_reloc_fault many = { .level = KS_LEVEL_UNKNOWN,
					     .reason = KS_REASON_RELOC_MANY };
	struct ks_relocs r = { .needs = needs, .facts = facts, .budget = BUDGET,
			       .lookups = LOOKUPS,
			       .entries = { .needs = needs, .slot = KS_VIEW_ENTRIES },
			       .places = { .needs = needs, .slot = KS_VIEW_PLACES } };
	bool going = true, open = false, lost = false;
	struct ks_elf_section symbols;
	uint32_t order = 1;

	ks_elf_view_init(&r.view, needs, facts);
	r.arch = find_arch(&r.view, facts);
	if (!needs->readable || !is_of(&r.view, facts))
		return;
	if (!r.arch) {
		emit(&r, sink, &unmodelled, AT_THE_END);
		return;
	}
	find_loaded(&r);
	symbols = ks_elf_view_section(&r.view, r.sections.symbols);
	r.symbols = ks_elf_view_table(&r.view, &symbols, ks_elf_symbol_size(&r.view.layout));
	for (r.index = 1; r.index < r.view.shnum && going; r.index++) {
		size_t before = sink->count;

		r.section = ks_elf_view_section(&r.view, r.index);
		r.target = ks_elf_view_section(&r.view, r.section.info);
		going = check_section(&r, sink, &order, &open);
		if (going && !lost && before == sink->count) {
			check_lost(&r, sink);
			lost = before != sink->count;
		}
	}
	/* More sections than are looked at: what was not seen is not known. */
	if (!r.budget && !open)
		emit(&r, sink, &many, AT_THE_END);
}
