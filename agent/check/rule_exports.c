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
		.taint = reason == KS_REASON_EXPORTS_NO_CRCS && level <= KS_LEVEL_RESIDUAL ?
				 KS_TAINT_FORCED : 0,
		.subject = subject,
	});
}

static bool has(const struct ks_elf_view *view, const char *name)
{
	struct ks_elf_section section;

	return ks_elf_view_find(view, name, &section);
}

/*
 * section_objs() rounds down: less than an entry is none.  An entry has three
 * fields, which are offsets of 32 bits on arm64 and x86, but not on user-mode
 * Linux.
 */
static enum ks_tri has_entries(const struct ks_elf_view *view, const struct ks_facts *facts,
			       const char *name)
{
	bool x86_64 = view->machine == KS_EM_X86_64 && view->layout.is64;
	enum ks_tri uml = x86_64 ? facts->gates[KS_GATE_UML].value : KS_NO;
	bool offsets = x86_64 || view->machine == KS_EM_AARCH64 || !view->layout.is64;
	uint64_t shortest = offsets && uml != KS_YES ? 12 : 24;
	uint64_t longest = offsets && uml == KS_NO ? 12 : 24;
	struct ks_elf_section section;

	if (!ks_elf_view_find(view, name, &section) || section.size < shortest)
		return KS_NO;
	return section.size < longest ? KS_UNKNOWN : KS_YES;
}

static enum ks_tri both(enum ks_tri a, enum ks_tri b)
{
	if (a == KS_NO || b == KS_NO)
		return KS_NO;
	return a == KS_YES && b == KS_YES ? KS_YES : KS_UNKNOWN;
}

/* Is there a table without its CRCs among those that this series reads. */
static enum ks_tri lacks_crcs(const struct ks_elf_view *view, const struct ks_facts *facts)
{
	static const struct {
		const char *symbols, *crcs;
		unsigned int major, minor;	/* that no longer has it */
	} tables[] = {
		{ "__ksymtab", "__kcrctab", 0, 0 },
		{ "__ksymtab_gpl", "__kcrctab_gpl", 7, 1 },
		{ "__ksymtab_gpl_future", "__kcrctab_gpl_future", 5, 12 },
		{ "__ksymtab_unused", "__kcrctab_unused", 5, 12 },
		{ "__ksymtab_unused_gpl", "__kcrctab_unused_gpl", 5, 12 },
	};
	enum ks_tri lacks = KS_NO;

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		enum ks_tri gone = tables[i].major ? ks_since(facts, tables[i].major,
							      tables[i].minor) : KS_NO;
		enum ks_tri read = gone == KS_UNKNOWN ? KS_UNKNOWN : ks_tri(gone == KS_NO);
		enum ks_tri one = both(read, has_entries(view, facts, tables[i].symbols));

		if (one == KS_NO || has(view, tables[i].crcs))
			continue;
		if (one == KS_YES)
			return KS_YES;
		lacks = KS_UNKNOWN;
	}
	return lacks;
}

static void check_flags(const struct ks_elf_view *view, const struct ks_facts *facts,
			struct ks_sink *sink)
{
	static const char *const obsolete[] = { "__ksymtab_gpl", "__kcrctab_gpl" };
	enum ks_tri flags = ks_since(facts, 7, 1);
	enum ks_tri lacks = both(flags, has_entries(view, facts, "__ksymtab"));

	for (size_t i = 0; i < 2; i++)
		if (flags == KS_YES && has(view, obsolete[i]))
			emit(sink, KS_LEVEL_NOTE, KS_REASON_EXPORTS_OBSOLETE, ORDER_OBSOLETE + i,
			     obsolete[i]);
	if (lacks != KS_NO && !has(view, "__kflagstab"))
		emit(sink, lacks == KS_YES ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN,
		     KS_REASON_EXPORTS_NO_FLAGS, 1, NULL);
}

/* What follows where nobody says whether the kernel asks, or whether it finds some. */
static enum ks_level doubtful(enum ks_level level)
{
	if (level == KS_LEVEL_REFUSES)
		return KS_LEVEL_UNKNOWN;
	return level == KS_LEVEL_NOTE ? KS_LEVEL_RESIDUAL : level;
}

/**
 * ks_rule_exports - the tables of exports have what the kernel wants beside them
 * @needs: raw bytes
 * @facts: series, UML, MODVERSIONS, FORCE_LOAD
 * @sink: findings
 */
void ks_rule_exports(const struct ks_needs *needs, const struct ks_facts *facts,
		     struct ks_sink *sink)
{
	enum ks_tri modversions = facts->gates[KS_GATE_MODVERSIONS].value;
	enum ks_level level = ks_force_load_level(facts);
	struct ks_elf_view view;
	enum ks_tri lacks;

	if (!needs->readable)
		return;
	ks_elf_view_init(&view, needs, facts);
	check_flags(&view, facts, sink);
	lacks = both(modversions, lacks_crcs(&view, facts));
	if (lacks != KS_NO)
		emit(sink, lacks == KS_YES ? level : doubtful(level), KS_REASON_EXPORTS_NO_CRCS, 2,
		     NULL);
}
