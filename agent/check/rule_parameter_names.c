// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each parameter that may be seen gets a file under /sys/module/NAME/parameters:
 * module_param_sysfs_setup() of kernel/params.c.  The second of one name cannot have
 * its own.  Names are unique in a source file, and nobody compares those of the files
 * that are linked together.
 */
#include "check/check.h"
#include "check/elf_view.h"
#include "check/emit.h"
#include "check/layout.h"

/* Ten times what the largest of Debian's modules has. */
#define PARAMETERS_MAX	1024
/* Longer ones are not looked at: bytes, with the end. */
#define NAME_MAX	256

/* struct kernel_param: const char *name first, u16 perm behind three pointers. */
struct parameters {
	const struct ks_needs *needs;
	struct ks_elf_view view;
	struct ks_elf_table symbols;
	struct ks_elf_section section;
	uint32_t index;
	uint64_t count;
	const char *names[PARAMETERS_MAX];	/* NULL: no file, or not known */
};

static uint64_t record_size(const struct parameters *p)
{
	return p->view.layout.is64 ? 40 : 20;
}

static uint64_t word(const struct parameters *p)
{
	return p->view.layout.is64 ? 8 : 4;
}

/* Bytes of the file, or NULL. */
static const uint8_t *fetch(const struct parameters *p, uint64_t offset, uint64_t size)
{
	const uint8_t *bytes = ks_image_range(&p->view.image, offset, size);

	if (bytes)
		ks_needs_fetch(p->needs, offset, size);
	return bytes;
}

static const uint8_t *record_of(const struct parameters *p, uint64_t i)
{
	return fetch(p, p->section.offset + i * record_size(p), record_size(p));
}

static bool has_file(const struct parameters *p, uint64_t i)
{
	const uint8_t *record = record_of(p, i);

	return record && ks_get(&p->view.layout, record + 3 * word(p), 2);
}

/* The text that a relocation points to, or NULL. */
static const char *text_of(const struct parameters *p, const struct ks_elf_reloc *reloc,
			   int64_t addend)
{
	struct ks_elf_section section;
	struct ks_elf_symbol symbol;
	const uint8_t *text;
	uint64_t at, room;

	if (!reloc->symbol || reloc->symbol >= p->symbols.count)
		return NULL;
	symbol = ks_elf_view_symbol(&p->view, &p->symbols, reloc->symbol);
	if (symbol.shndx == KS_SHN_UNDEF || symbol.shndx >= p->view.shnum)
		return NULL;
	section = ks_elf_view_section(&p->view, symbol.shndx);
	at = symbol.value + addend;
	if (at >= section.size)
		return NULL;
	/* Zeroes, once it is loaded. */
	if (section.type == KS_SHT_NOBITS)
		return "";
	if (!ks_image_range(&p->view.image, section.offset, section.size))
		return NULL;
	room = section.size - at < NAME_MAX ? section.size - at : NAME_MAX;
	text = fetch(p, section.offset + at, room);
	return text && memchr(text, '\0', room) ? (const char *)text : NULL;
}

/* In a section of type REL the addend stands at the place. */
static int64_t addend_of(const struct parameters *p, const struct ks_elf_section *relocs,
			 const struct ks_elf_reloc *reloc, const uint8_t *record)
{
	if (relocs->type == KS_SHT_RELA)
		return reloc->addend;
	return (int32_t)ks_get(&p->view.layout, record, 4);
}

static void read_names(struct parameters *p, const struct ks_elf_section *relocs)
{
	size_t size = ks_elf_reloc_size(&p->view.layout, relocs->type);
	struct ks_elf_table table = ks_elf_view_table(&p->view, relocs, size);

	/* A sound file has four for each. */
	if (!fetch(p, relocs->offset, relocs->size) || table.count > 8 * PARAMETERS_MAX)
		return;
	for (uint64_t n = 0; n < table.count; n++) {
		struct ks_elf_reloc reloc = ks_elf_view_reloc(&p->view, &table, relocs->type, n);
		uint64_t i = reloc.offset / record_size(p);

		if (reloc.offset % record_size(p) || i >= p->count || !has_file(p, i))
			continue;
		p->names[i] = text_of(p, &reloc,
				      addend_of(p, relocs, &reloc, record_of(p, i)));
	}
}

/* The first that is there already, or NULL. */
static const char *find_twin(const struct parameters *p)
{
	for (uint64_t i = 0; i < p->count; i++)
		for (uint64_t n = 0; p->names[i] && n < i; n++)
			if (p->names[n] && !strcmp(p->names[n], p->names[i]))
				return p->names[i];
	return NULL;
}

static void emit(struct ks_sink *sink, const struct ks_facts *facts, const char *name)
{
	bool refuses = facts->gates[KS_GATE_SYSFS].value == KS_YES;

	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_PARAMETER_NAMES,
		.level = refuses ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN,
		.reason = KS_REASON_PARAMETER_TWICE,
		.error = refuses ? KS_EEXIST : 0,
		.subject = name,
	});
}

/**
 * ks_rule_parameter_names - no two parameters with files have one name
 * @needs: raw bytes
 * @facts: SYSFS, without which there are no such files
 * @sink: findings: one at most
 */
void ks_rule_parameter_names(const struct ks_needs *needs, const struct ks_facts *facts,
			     struct ks_sink *sink)
{
	struct parameters p = { .needs = needs };
	struct ks_elf_section section;
	const char *twin;

	ks_elf_view_init(&p.view, needs, facts);
	if (!needs->readable || facts->gates[KS_GATE_SYSFS].value == KS_NO)
		return;
	p.index = ks_elf_view_find(&p.view, "__param", &p.section);
	p.count = p.index ? p.section.size / record_size(&p) : 0;
	if (p.count < 2)
		return;
	if (p.count > PARAMETERS_MAX) {
		ks_emit(sink, (struct ks_finding){
			.rule = KS_RULE_PARAMETER_NAMES,
			.level = KS_LEVEL_UNKNOWN,
			.reason = KS_REASON_PARAMETERS_MANY,
			.module_number = p.count,
		});
		return;
	}
	section = ks_elf_view_section(&p.view, ks_sections_find(&p.view, facts).symbols);
	p.symbols = ks_elf_view_table(&p.view, &section, ks_elf_symbol_size(&p.view.layout));
	for (uint32_t i = 1; i < p.view.shnum; i++) {
		section = ks_elf_view_section(&p.view, i);
		if (ks_elf_is_reloc(&section) && section.info == p.index)
			read_names(&p, &section);
	}
	twin = find_twin(&p);
	if (twin)
		emit(sink, facts, twin);
}
