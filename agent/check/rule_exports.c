// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What stands beside the tables of a module's exports:
 * check_export_symbol_versions() of kernel/module/main.c
 * (check_module_license_and_versions() up to 6.3,
 * check_export_symbol_sections() since 7.1), and what find_module_sections()
 * says of tables that are no longer read.
 */
#include "check/check.h"
#include "check/elf_view.h"
#include "check/emit.h"

/* Behind per-cpu data, before constructors. */
#define ORDER_OBSOLETE	1

static void emit(struct ks_sink *sink, enum ks_level level, enum ks_reason reason, uint32_t order,
		 const char *subject)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_EXPORTS,
		.level = level,
		.reason = reason,
		.error = level == KS_LEVEL_REFUSES ? KS_ENOEXEC : 0,
		.order = order,
		.taint = reason == KS_REASON_EXPORTS_NO_CRCS && level == KS_LEVEL_NOTE ?
				 KS_TAINT_FORCED : 0,
		.subject = subject,
	});
}

static bool has(const struct ks_elf_view *view, const char *name)
{
	struct ks_elf_section section;

	return ks_elf_view_find(view, name, &section);
}

/* section_objs() rounds down: less than an entry is none. */
static bool has_entries(const struct ks_elf_view *view, const struct ks_facts *facts,
			const char *name)
{
	bool relative = view->machine == KS_EM_AARCH64 ||
			((view->machine == KS_EM_386 || view->machine == KS_EM_X86_64) &&
			 facts->gates[KS_GATE_UML].value != KS_YES);
	size_t field = relative || !view->layout.is64 ? 4 : 8;
	struct ks_elf_section section;

	return ks_elf_view_find(view, name, &section) && section.size >= 3 * field;
}

/* Tables that this series reads, and the CRCs of each. */
static bool lacks_crcs(const struct ks_elf_view *view, const struct ks_facts *facts)
{
	static const struct {
		const char *symbols, *crcs;
		unsigned int until;	/* ks_version_code() that no longer has it */
	} tables[] = {
		{ "__ksymtab", "__kcrctab", UINT32_MAX },
		{ "__ksymtab_gpl", "__kcrctab_gpl", 0x70100 },
		{ "__ksymtab_gpl_future", "__kcrctab_gpl_future", 0x50c00 },
		{ "__ksymtab_unused", "__kcrctab_unused", 0x50c00 },
		{ "__ksymtab_unused_gpl", "__kcrctab_unused_gpl", 0x50c00 },
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (facts->version.value < tables[i].until &&
		    has_entries(view, facts, tables[i].symbols) && !has(view, tables[i].crcs))
			return true;
	return false;
}

static void check_flags(const struct ks_elf_view *view, const struct ks_facts *facts,
			struct ks_sink *sink)
{
	static const char *const obsolete[] = { "__ksymtab_gpl", "__kcrctab_gpl" };
	enum ks_tri flags = ks_since(facts, 7, 1);
	bool lacks = has_entries(view, facts, "__ksymtab") && !has(view, "__kflagstab");

	if (flags == KS_NO)
		return;
	for (size_t i = 0; i < 2; i++)
		if (flags == KS_YES && has(view, obsolete[i]))
			emit(sink, KS_LEVEL_NOTE, KS_REASON_EXPORTS_OBSOLETE, ORDER_OBSOLETE + i,
			     obsolete[i]);
	if (lacks)
		emit(sink, flags == KS_YES ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN,
		     KS_REASON_EXPORTS_NO_FLAGS, 1, NULL);
}

/**
 * ks_rule_exports - the tables of exports have what the kernel wants beside them
 * @needs: raw bytes
 * @facts: series, MODVERSIONS, FORCE_LOAD
 * @sink: findings
 */
void ks_rule_exports(const struct ks_needs *needs, const struct ks_facts *facts,
		     struct ks_sink *sink)
{
	enum ks_tri modversions = facts->gates[KS_GATE_MODVERSIONS].value;
	enum ks_level level = ks_force_load_level(facts);
	struct ks_elf_view view;

	if (!needs->readable)
		return;
	ks_elf_view_init(&view, needs, facts);
	check_flags(&view, facts, sink);
	if (modversions == KS_NO || !lacks_crcs(&view, facts))
		return;
	/* Taken by force or not: where nobody says whether it matters, only that counts. */
	if (modversions == KS_UNKNOWN && level == KS_LEVEL_REFUSES)
		level = KS_LEVEL_UNKNOWN;
	if (modversions == KS_YES || level == KS_LEVEL_UNKNOWN)
		emit(sink, level, KS_REASON_EXPORTS_NO_CRCS, 2, NULL);
}
