// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The section that becomes struct module.  move_module() of
 * kernel/module/main.c copies it as it is and works on the copy: nobody checks
 * that modpost wrote it.  It must lie in memory that is writable and the last
 * to be freed, be aligned as its trees and locks want it, and hold nothing but
 * the module's name; init and exit come by relocation.
 */
#include "check/check.h"
#include "check/elf_view.h"
#include "check/emit.h"

#define SHF_RO_AFTER_INIT	0x00200000

static void emit(struct ks_sink *sink, enum ks_reason reason)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_THIS_MODULE,
		.level = KS_LEVEL_UNDEFINED,
		.reason = reason,
		.order = KS_ORDER_LATE,
	});
}

static bool is_data(const struct ks_elf_section *section)
{
	const uint64_t mask = KS_SHF_WRITE | KS_SHF_ALLOC | KS_SHF_EXECINSTR | SHF_RO_AFTER_INIT;

	return (section->flags & mask) == (KS_SHF_WRITE | KS_SHF_ALLOC);
}

/* The colour of a tree's node is kept in the low bits of its address. */
static bool is_aligned(const struct ks_elf_view *view, const struct ks_elf_section *section)
{
	uint64_t alignment = section->addralign;

	return alignment >= (view->layout.is64 ? 8 : 4) && !(alignment & (alignment - 1));
}

static bool is_zero(const uint8_t *bytes, uint64_t size)
{
	return !size || (!bytes[0] && !memcmp(bytes, bytes + 1, size - 1));
}

/* The name is anywhere. */
static bool is_shuffled(const struct ks_needs *needs)
{
	return needs->vermagic && strstr(needs->vermagic, "RANDSTRUCT");
}

/* Behind the name a 32-bit file may have the addends of its relocations. */
static bool is_empty(const struct ks_elf_view *view, const struct ks_needs *needs,
		     const struct ks_elf_section *section)
{
	uint64_t name = view->layout.is64 ? 24 : 12, behind = 64 + (view->layout.is64 ? 16 : 8);
	const uint8_t *bytes = ks_image_range(&view->image, section->offset, section->size);

	if (!bytes || section->size < behind)
		return true;
	if (is_shuffled(needs))
		return true;
	return is_zero(bytes, name) &&
	       (!view->layout.is64 || is_zero(bytes + behind, section->size - behind));
}

/* The kernel takes the length of it, up to whatever follows. */
static bool has_endless_name(const struct ks_elf_view *view, const struct ks_needs *needs,
			     const struct ks_elf_section *section)
{
	uint64_t name = view->layout.is64 ? 24 : 12, room = 64 - (view->layout.is64 ? 8 : 4);
	const uint8_t *bytes = ks_image_range(&view->image, section->offset, section->size);

	if (!bytes || section->size < name + room || is_shuffled(needs))
		return false;
	return !memchr(bytes + name, '\0', room);
}

/**
 * ks_rule_this_module - .gnu.linkonce.this_module is as modpost writes it
 * @needs: raw bytes, vermagic
 * @facts: how the kernel reads them
 * @sink: findings: one at most
 */
void ks_rule_this_module(const struct ks_needs *needs, const struct ks_facts *facts,
			 struct ks_sink *sink)
{
	struct ks_elf_section section;
	struct ks_elf_view view;

	ks_elf_view_init(&view, needs, facts);
	if (!needs->readable || !ks_elf_view_find(&view, ".gnu.linkonce.this_module", &section) ||
	    section.type == KS_SHT_NOBITS)
		return;
	if (!is_data(&section))
		emit(sink, KS_REASON_THIS_MODULE_FLAGS);
	else if (!is_aligned(&view, &section))
		emit(sink, KS_REASON_THIS_MODULE_ALIGNMENT);
	else if (has_endless_name(&view, needs, &section))
		emit(sink, KS_REASON_THIS_MODULE_NAME);
	else if (!is_empty(&view, needs, &section))
		emit(sink, KS_REASON_THIS_MODULE_CONTENT);
}
