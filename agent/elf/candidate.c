// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads a candidate into struct ks_needs.  A section of odd size or entry size is
 * read as the loader reads it.  What cannot be read leaves needs.readable false:
 * whether the kernel would refuse it is for the rules, which look at the raw
 * bytes.
 */
#include "elf/candidate.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>

#include "elf/content.h"
#include "elf/modinfo.h"
#include "elf/outline.h"
#include "elf/signature.h"

/* Sections of interest, by their role in the loader. */
struct sections {
	struct ks_image modinfo;
	struct ks_image versions;
	struct ks_image ext_crcs;
	struct ks_image ext_names;
	struct ks_image this_module;
	struct ks_image param;
	struct ks_image strtab;
	struct ks_elf_table symbols;
};

static unsigned int word(const struct ks_needs *needs)
{
	return needs->layout.is64 ? 8 : 4;
}

/* Architectures whose loader never looks at EI_CLASS and EI_DATA. */
static bool ident_is_ignored(uint64_t machine)
{
	return machine != EM_MIPS && machine != EM_RISCV;
}

/* The kernel's own layout where it is known and the file is for it. */
static struct ks_layout choose_layout(const struct ks_image *image, const struct ks_facts *facts)
{
	struct ks_layout layout = {
		.is64 = image->data[EI_CLASS] == ELFCLASS64,
		.big = image->data[EI_DATA] == ELFDATA2MSB,
	};
	struct ks_layout kernel;

	if (!facts || facts->machine.origin == KS_ORIGIN_NONE ||
	    facts->elf_class.origin == KS_ORIGIN_NONE ||
	    facts->elf_data.origin == KS_ORIGIN_NONE || !ident_is_ignored(facts->machine.value))
		return layout;
	kernel.is64 = facts->elf_class.value == ELFCLASS64;
	kernel.big = facts->elf_data.value == ELFDATA2MSB;
	if (ks_get(&kernel, image->data + 18, 2) != facts->machine.value)
		return layout;
	return kernel;
}

/* Bytes of a section, which are read from the file first where they were not yet. */
static struct ks_image content(struct ks_candidate *c, const struct ks_elf_section *section)
{
	ks_input_fetch(&c->input, section->offset, section->size);
	return ks_content(&c->needs, section);
}

static struct ks_image content_raw(struct ks_candidate *c, const struct ks_elf_section *section)
{
	ks_input_fetch(&c->input, section->offset, section->size);
	return ks_content_raw(&c->needs, section);
}

/* find_any_sec(): the first of that name, and NOBITS is not looked at. */
static bool find_btf(const struct ks_needs *needs, const struct ks_elf_view *view,
		     const char *name, uint64_t *size, struct ks_image *btf)
{
	struct ks_elf_section section;
	const uint8_t *data;

	if (!ks_elf_view_next(view, name, 0, &section))
		return false;
	data = ks_image_range(&needs->image, section.offset, section.size);
	*size = section.size;
	*btf = (struct ks_image){ data, data ? section.size : 0 };
	return true;
}

/* find_sec() sees allocated sections only; .modinfo is found in any since 6.12. */
static void find_modinfo(struct ks_candidate *c, const struct ks_facts *facts,
			 const struct ks_elf_view *view, struct sections *s)
{
	bool any = facts && ks_since(facts, 6, 12) == KS_YES;
	struct ks_elf_section section;
	uint32_t i = 0;

	while (!s->modinfo.data && (i = ks_elf_view_next(view, ".modinfo", i, &section)))
		if (any || (section.flags & SHF_ALLOC))
			s->modinfo = content_raw(c, &section);
}

static void find_versions(struct ks_candidate *c, const struct ks_elf_view *view,
			  struct sections *s)
{
	struct ks_needs *needs = &c->needs;
	struct ks_elf_section section;

	needs->has_versions = ks_elf_view_find(view, "__versions", &section);
	if (needs->has_versions)
		s->versions = content_raw(c, &section);
	needs->has_ext_versions = ks_elf_view_find(view, "__version_ext_crcs", &section);
	if (needs->has_ext_versions)
		s->ext_crcs = content_raw(c, &section);
	if (ks_elf_view_find(view, "__version_ext_names", &section))
		s->ext_names = content_raw(c, &section);
}

/* The first table of symbols, with its names. */
static void find_symbols(struct ks_candidate *c, const struct ks_elf_view *view,
			 struct sections *s)
{
	struct ks_elf_section section;

	if (!ks_elf_view_symtab(view, &section))
		return;
	ks_input_fetch(&c->input, section.offset, section.size);
	s->symbols = ks_elf_view_table(view, &section, ks_elf_symbol_size(&view->layout));
	if (section.link >= view->shnum)
		return;
	section = ks_elf_view_section(view, section.link);
	s->strtab = content_raw(c, &section);
}

static void find_sections(struct ks_candidate *c, const struct ks_facts *facts,
			  const struct ks_elf_view *view, struct sections *s)
{
	struct ks_needs *needs = &c->needs;
	struct ks_elf_section section;
	uint64_t size;

	find_modinfo(c, facts, view, s);
	find_versions(c, view, s);
	needs->has_btf = find_btf(needs, view, ".BTF", &needs->btf_size, &needs->btf);
	needs->has_btf_base = find_btf(needs, view, ".BTF.base", &size, &needs->btf_base);
	if (ks_elf_view_find(view, ".gnu.linkonce.this_module", &section)) {
		needs->has_module = true;
		needs->module_size = section.size;
		s->this_module = content(c, &section);
	}
	if (ks_elf_view_find(view, "__param", &section))
		s->param = content(c, &section);
	find_symbols(c, view, s);
}

/* Room for one more item of an array that doubles; NULL without memory. */
static void *grow(void *items, size_t count, size_t size)
{
	if (count & (count - 1) || (count && count < 32))
		return items;
	return reallocarray(items, count ? 2 * count : 32, size);
}

#define MARK_TAG(id, tag) [KS_MARK_BIT_##id] = tag,
static const char *const marks[KS_MARK_MAX] = { KS_MARKS(MARK_TAG) };

static void take_first(const char **text, const char *value)
{
	if (!*text)
		*text = value;
}

/* Of a tag that may occur more than once. */
static int take_each(const char ***texts, size_t *count, const char *value)
{
	const char **bigger = grow(*texts, *count, sizeof(*bigger));

	if (!bigger)
		return -ENOMEM;
	*texts = bigger;
	bigger[(*count)++] = value;
	return 0;
}

static int take_modinfo(struct ks_candidate *c, const struct ks_modinfo *m)
{
	struct ks_needs *needs = &c->needs;

	if (ks_modinfo_is(m, "alias"))
		return take_each(&c->aliases, &needs->alias_count, m->value);
	if (ks_modinfo_is(m, "import_ns"))
		return take_each(&c->namespaces, &needs->namespace_count, m->value);
	if (ks_modinfo_is(m, "parmtype"))
		return take_each(&c->parmtypes, &needs->parmtype_count, m->value);
	if (ks_modinfo_is(m, "name"))
		take_first(&needs->modinfo_name, m->value);
	else if (ks_modinfo_is(m, "vermagic"))
		take_first(&needs->vermagic, m->value);
	else if (ks_modinfo_is(m, "license"))
		take_first(&needs->license, m->value);
	else if (ks_modinfo_is(m, "depends"))
		take_first(&needs->depends, m->value);
	for (int i = 0; i < KS_MARK_MAX; i++)
		if (ks_modinfo_is(m, marks[i]))
			needs->marks |= 1u << i;
	return 0;
}

static int read_modinfo(struct ks_candidate *c, const struct ks_image *modinfo)
{
	struct ks_needs *needs = &c->needs;
	struct ks_modinfo m = ks_modinfo_start(modinfo, needs->image.data + needs->image.size);
	int ret = 0;

	while (!ret && ks_modinfo_next(&m))
		ret = take_modinfo(c, &m);
	needs->iname = needs->modinfo_name;
	needs->namespaces = c->namespaces;
	needs->parmtypes = c->parmtypes;
	needs->aliases = c->aliases;
	return ret;
}

/* char name[MODULE_NAME_LEN] stands behind state and list. */
static void read_this_module(struct ks_needs *needs, const struct ks_image *section)
{
	size_t offset = needs->layout.is64 ? 24 : 12, room = 64 - word(needs);
	const uint8_t *name = ks_image_range(section, offset, room);

	if (name && section->data && memchr(name, '\0', room))
		needs->mname = (const char *)name;
	if (!needs->iname)
		needs->iname = needs->mname;
}

/* struct kernel_param: three pointers, u16 perm, s8 level, u8 flags, a pointer. */
static void read_param(struct ks_needs *needs, const struct ks_image *section)
{
	size_t flags = 3 * word(needs) + 3, record = (needs->layout.is64 ? 8 : 4) + 4 * word(needs);

	needs->param_count = section->size / record;
	for (uint64_t i = 0; i < needs->param_count; i++)
		needs->param_flags |= section->data[i * record + flags];
}

/* ppc64 strips one leading dot before symbols are looked up. */
static const char *lookup_name(const struct ks_needs *needs, const char *name)
{
	return needs->machine == EM_PPC64 && name[0] == '.' ? name + 1 : name;
}

static struct ks_import make_import(struct ks_candidate *c, const char *name, uint32_t index,
				    bool weak)
{
	struct ks_import import = { .index = index, .weak = weak };

	import.name = lookup_name(&c->needs, name);
	import.basic = ks_crc_table_find(&c->basic, import.name, &import.hash);
	if (c->ext.count)
		import.ext = ks_crc_table_find(&c->ext, import.name, &import.hash);
	return import;
}

static int read_versions(struct ks_candidate *c, const struct sections *s)
{
	bool skip_dot = c->needs.machine == EM_PPC64;
	const uint8_t *end = c->needs.image.data + c->needs.image.size;
	int ret = ks_crc_table_basic(&c->basic, &s->versions, end, &c->needs.layout, skip_dot);

	if (!ret)
		ret = ks_crc_table_ext(&c->ext, &s->ext_crcs, &s->ext_names, &c->needs.layout,
				       skip_dot);
	if (!ret)
		c->needs.module_layout = make_import(c, "module_layout", 0, false);
	return ret;
}

/* Neither imported, nor a number, nor in a section of this file. */
static bool is_odd(uint16_t section, uint32_t count)
{
	return section == SHN_COMMON || (section >= count && section != SHN_ABS &&
					 section != KS_SHN_LIVEPATCH);
}

static int take_odd(struct ks_candidate *c, uint16_t section, uint32_t count, const char *name,
		    uint32_t index)
{
	struct ks_needs *needs = &c->needs;
	struct ks_odd_symbol *odd = grow(c->odd_symbols, needs->odd_symbol_count, sizeof(*odd));

	if (!odd)
		return -ENOMEM;
	c->odd_symbols = odd;
	odd[needs->odd_symbol_count++] = (struct ks_odd_symbol){
		.name = name,
		.index = index,
		.section = section,
		.section_count = count,
		.is_common = section == SHN_COMMON,
	};
	return 0;
}

static int take_import(struct ks_candidate *c, const struct ks_elf_symbol *symbol,
		       const char *name, uint32_t index)
{
	struct ks_needs *needs = &c->needs;
	struct ks_import *imports = grow(c->imports, needs->import_count, sizeof(*imports));

	if (!imports)
		return -ENOMEM;
	c->imports = imports;
	imports[needs->import_count++] =
		make_import(c, name, index, ELF64_ST_BIND(symbol->info) == STB_WEAK);
	return 0;
}

/* One that is of interest. */
static int take_symbol(struct ks_candidate *c, const struct sections *s,
		       const struct ks_elf_view *view, uint32_t index)
{
	struct ks_elf_symbol symbol = ks_elf_view_symbol(view, &s->symbols, index);
	const char *name = ks_content_string(&c->needs, &s->strtab, symbol.name);

	if (!name) {
		c->needs.readable = false;
		return 0;
	}
	if (symbol.shndx != SHN_UNDEF)
		return take_odd(c, symbol.shndx, view->shnum, name, index);
	/* ppc64 defines .TOC. itself. */
	if (c->needs.machine == EM_PPC64 && !strcmp(name, ".TOC."))
		return 0;
	return take_import(c, &symbol, name, index);
}

static int read_exports(struct ks_candidate *c, const struct ks_facts *facts,
			const struct sections *s, const struct ks_elf_view *view)
{
	struct ks_needs *needs = &c->needs;
	int ret = ks_exports_read(&c->exports, &c->input, needs, facts, view, &s->symbols);

	needs->exports = c->exports.items;
	needs->export_count = c->exports.count;
	needs->exports_broken = c->exports.broken;
	needs->exports_unsorted = c->exports.unsorted;
	return ret;
}

static int read_symbols(struct ks_candidate *c, const struct ks_facts *facts,
			const struct sections *s, const struct ks_elf_view *view)
{
	struct ks_needs *needs = &c->needs;
	int ret = 0;

	if (!s->symbols.bytes)
		return 0;
	needs->readable = s->strtab.data;
	for (uint64_t i = 1; i < s->symbols.count && !ret; i++) {
		uint16_t section = ks_elf_view_shndx(view, &s->symbols, i);

		if (section == SHN_UNDEF || is_odd(section, view->shnum))
			ret = take_symbol(c, s, view, i);
	}
	needs->imports = c->imports;
	needs->odd_symbols = c->odd_symbols;
	return ret ? ret : read_exports(c, facts, s, view);
}

/* Only rule_btf_base.c of the shallow ones does, and not where CRCs decide. */
static bool reads_btf(const struct ks_needs *needs, const struct ks_facts *facts)
{
	return needs->btf.data &&
	       !(facts && facts->gates[KS_GATE_MODVERSIONS].value == KS_YES &&
		 (needs->has_versions || needs->has_ext_versions));
}

/* The headers of sections and the one that names them are in the file. */
static bool has_sections(const struct ks_elf_view *view)
{
	uint64_t size = view->shnum * ks_elf_section_size(&view->layout);

	return size && ks_image_range(&view->image, view->shoff, size) &&
	       view->shstrndx < view->shnum;
}

static int read_sections(struct ks_candidate *c, const struct ks_facts *facts,
			 const struct ks_elf_view *view)
{
	struct ks_needs *needs = &c->needs;
	struct sections s = { 0 };
	int ret;

	find_sections(c, facts, view, &s);
	ret = read_modinfo(c, &s.modinfo);
	if (ret)
		return ret;
	if (reads_btf(needs, facts))
		ks_input_fetch(&c->input, needs->btf.data - needs->image.data, needs->btf.size);
	read_this_module(needs, &s.this_module);
	read_param(needs, &s.param);
	ret = read_versions(c, &s);
	return ret ? ret : read_symbols(c, facts, &s, view);
}

static int read_elf(struct ks_candidate *c, const struct ks_facts *facts)
{
	struct ks_needs *needs = &c->needs;
	const struct ks_image file = { needs->image.data, needs->signed_size };
	struct ks_elf_view view;

	needs->layout = choose_layout(&needs->image, facts);
	needs->machine = ks_get(&needs->layout, needs->image.data + 18, 2);
	if (ks_outline_read(&c->input, needs, facts, &c->index, &c->index_room))
		return -ENOMEM;
	needs->index = c->index_room ? &c->index : NULL;
	ks_elf_view_open(&view, &file, &needs->layout, needs->index);
	return has_sections(&view) ? read_sections(c, facts, &view) : 0;
}

/* Which package it came with matters where the kernel came with one. */
static void read_package(struct ks_candidate *c, const struct ks_facts *facts)
{
	struct ks_needs *needs = &c->needs;

	if ((facts && !facts->kernel_hash.value) ||
	    !ks_package_of_file(needs->path, &c->package))
		return;
	needs->package = c->package.name;
	needs->kernel_hash = c->package.kernel;
}

static void find_signature(struct ks_candidate *c)
{
	struct ks_needs *needs = &c->needs;
	struct ks_input *input = &c->input;

	ks_input_fetch(input, input->size > KS_INPUT_TAIL ? input->size - KS_INPUT_TAIL : 0,
		       KS_INPUT_TAIL);
	needs->signature = ks_signature_find(&needs->image, &needs->signed_size);
	ks_input_fetch(input, needs->signed_size, input->size - needs->signed_size);
}

static int read_candidate(struct ks_candidate *candidate, const char *path, enum ks_depth depth,
			  const struct ks_facts *facts, struct ks_err *err)
{
	struct ks_needs *needs = &candidate->needs;
	int ret;

	needs->path = path;
	needs->depth = depth;
	needs->signer = &candidate->signer;
	needs->image = candidate->input.image;
	needs->file_size = candidate->input.size;
	find_signature(candidate);
	if (needs->image.size < sizeof(Elf32_Ehdr) ||
	    memcmp(needs->image.data, ELFMAG, SELFMAG))
		return 0;
	ret = read_elf(candidate, facts);
	/* Of what cannot be read the rules look at anything. */
	if (!needs->readable)
		ks_input_fetch(&candidate->input, 0, candidate->input.size);
	if (!ret)
		ret = candidate->input.error;
	if (depth == KS_DEPTH_DEEP)
		needs->pager = ks_input_pager(&candidate->input);
	if (!ret)
		read_package(candidate, facts);
	return ret ? ks_err_sys(err, ret, path, "read") : 0;
}

/**
 * ks_candidate_open - read what a module needs
 * @candidate: to fill; ks_candidate_close() releases it, also after a failure
 * @path: module, plain or packed
 * @depth: how much of it is to be checked.  Of a large file that is neither odd
 *	nor packed only what a shallow check looks at is read; for a deep one the
 *	rest comes when rules ask for it
 * @facts: kernel whose way of reading counts, or NULL; what is shallow can be
 *	checked against others only if they read as it does (class, byte order)
 * @err: one line on failure
 *
 * Only a file that cannot be read is a failure; what is in it is a verdict.
 *
 * Return: 0 or a negative errno.
 */
int ks_candidate_open(struct ks_candidate *candidate, const char *path,
		      enum ks_depth depth, const struct ks_facts *facts, struct ks_err *err)
{
	int fd = open(path, KS_INPUT_FLAGS);

	*candidate = (struct ks_candidate){ .input.fd = -1 };
	return fd < 0 ? ks_err_sys(err, -errno, path, "open")
		      : ks_candidate_take(candidate, fd, path, depth, facts, err);
}

/**
 * ks_candidate_take - the same for a file that is open
 * @candidate: to fill; ks_candidate_close() releases it, also after a failure
 * @fd: open with KS_INPUT_FLAGS; owned by @candidate from here on
 * @path: for messages
 * @depth: how much of it is to be checked
 * @facts: kernel whose way of reading counts, or NULL
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_candidate_take(struct ks_candidate *candidate, int fd, const char *path,
		      enum ks_depth depth, const struct ks_facts *facts, struct ks_err *err)
{
	return ks_candidate_take_in(candidate, fd, path, depth, facts, NULL, err);
}

/**
 * ks_candidate_take_in - the same for one of many, with memory that is used again
 * @candidate: to fill; ks_candidate_close() releases it, also after a failure
 * @fd: open with KS_INPUT_FLAGS; owned by @candidate from here on
 * @path: for messages
 * @depth: how much of it is to be checked
 * @facts: kernel whose way of reading counts, or NULL
 * @room: memory, or NULL
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_candidate_take_in(struct ks_candidate *candidate, int fd, const char *path,
			 enum ks_depth depth, const struct ks_facts *facts,
			 struct ks_input_room *room, struct ks_err *err)
{
	int ret;

	*candidate = (struct ks_candidate){ 0 };
	ret = ks_input_take_in(&candidate->input, fd, path,
			       depth == KS_DEPTH_DEEP && room ? KS_INPUT_EITHER : KS_INPUT_PARTS,
			       room, err);
	return ret ? ret : read_candidate(candidate, path, depth, facts, err);
}

/**
 * ks_candidate_fill - read what was not read yet
 * @candidate: opened
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_candidate_fill(struct ks_candidate *candidate, struct ks_err *err)
{
	ks_input_fetch(&candidate->input, 0, candidate->input.size);
	candidate->needs.pager = NULL;
	return ks_candidate_settle(candidate, err);
}

/**
 * ks_candidate_settle - could all be read that the rules have asked for
 * @candidate: checked
 * @err: one line if not
 *
 * Return: 0, or a negative errno: then what they have found is worth nothing.
 */
int ks_candidate_settle(const struct ks_candidate *candidate, struct ks_err *err)
{
	int ret = candidate->input.error;

	return ret ? ks_err_sys(err, ret, candidate->needs.path, "read") : 0;
}

/**
 * ks_candidate_close - release a candidate
 * @candidate: filled by ks_candidate_open()
 */
void ks_candidate_close(struct ks_candidate *candidate)
{
	free(candidate->index_room);
	free(candidate->imports);
	free(candidate->odd_symbols);
	free(candidate->namespaces);
	free(candidate->parmtypes);
	free(candidate->aliases);
	ks_exports_free(&candidate->exports);
	ks_crc_table_free(&candidate->basic);
	ks_crc_table_free(&candidate->ext);
	ks_input_close(&candidate->input);
}
