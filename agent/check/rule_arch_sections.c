// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sections that an architecture wants in every module, empty ones that its
 * linker script adds: module_frob_arch_sections() of arch/ARCH/kernel/module*.c
 * makes room in them for jumps that do not reach.  arm64 looks for those of
 * ftrace at the very end, in module_finalize().
 */
#include "check/check.h"
#include "check/elf_view.h"
#include "check/emit.h"

/* In the order in which they are missed; all that share a line are one row. */
static const struct row {
	uint16_t machine;
	bool gated;	/* only where the gate module-plts is open */
	const char *names[2];
	enum ks_reason reason;
} rows[] = {
	{ KS_EM_AARCH64, true, { ".plt", ".init.plt" }, KS_REASON_ARCH_PLT },
	{ KS_EM_ARM, true, { ".plt", ".init.plt" }, KS_REASON_ARCH_PLT },
	{ KS_EM_RISCV, true, { ".plt" }, KS_REASON_ARCH_PLT },
	{ KS_EM_RISCV, true, { ".got" }, KS_REASON_ARCH_GOT },
	{ KS_EM_RISCV, true, { ".got.plt" }, KS_REASON_ARCH_GOT_PLT },
	{ KS_EM_PPC, false, { ".plt", ".init.plt" }, KS_REASON_ARCH_PPC_PLT },
	{ KS_EM_PPC64, false, { ".stubs" }, KS_REASON_ARCH_STUBS },
};

static bool has(const struct ks_elf_view *view, const char *name)
{
	struct ks_elf_section s;

	return ks_elf_view_next(view, name, 0, &s);
}

static void emit(struct ks_sink *sink, enum ks_rule_id rule, enum ks_level level,
		 enum ks_reason reason, const char *name)
{
	ks_emit(sink, (struct ks_finding){
		.rule = rule,
		.level = level,
		.reason = reason,
		.error = level == KS_LEVEL_REFUSES ? KS_ENOEXEC : 0,
		.order = 1,
		.subject = name,
	});
}

/**
 * ks_rule_arch_sections - the sections that this architecture wants are there
 * @needs: raw bytes
 * @facts: architecture, module-plts
 * @sink: findings: one at most
 */
void ks_rule_arch_sections(const struct ks_needs *needs, const struct ks_facts *facts,
			   struct ks_sink *sink)
{
	enum ks_tri gate = facts->gates[KS_GATE_MODULE_PLTS].value;
	struct ks_elf_view view;

	ks_elf_view_init(&view, needs, facts);
	if (facts->machine.origin == KS_ORIGIN_NONE || view.machine != facts->machine.value)
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		enum ks_level level = row->gated && gate == KS_UNKNOWN ? KS_LEVEL_UNKNOWN :
									 KS_LEVEL_REFUSES;

		if (row->machine != view.machine || (row->gated && gate == KS_NO))
			continue;
		for (int n = 0; n < 2 && row->names[n]; n++) {
			if (has(&view, row->names[n]))
				continue;
			emit(sink, KS_RULE_ARCH_SECTIONS, level, row->reason, row->names[n]);
			return;
		}
	}
}

/**
 * ks_rule_finalize - what module_finalize() of the architecture looks for
 * @needs: raw bytes
 * @facts: architecture, series, dynamic-ftrace, module-plts
 * @sink: findings
 *
 * The trampoline for init() is wanted since 6.18, and in later releases of
 * older series.
 */
void ks_rule_finalize(const struct ks_needs *needs, const struct ks_facts *facts,
		      struct ks_sink *sink)
{
	static const char core[] = ".text.ftrace_trampoline";
	static const char init[] = ".init.text.ftrace_trampoline";
	enum ks_tri ftrace = facts->gates[KS_GATE_DYNAMIC_FTRACE].value;
	enum ks_tri plts = facts->gates[KS_GATE_MODULE_PLTS].value;
	bool certain = ftrace == KS_YES && plts == KS_YES;
	bool wants_init = certain && ks_since(facts, 6, 18) == KS_YES;
	struct ks_elf_view view;

	ks_elf_view_init(&view, needs, facts);
	if (facts->machine.value != KS_EM_AARCH64 || view.machine != KS_EM_AARCH64 ||
	    ftrace == KS_NO || plts == KS_NO)
		return;
	if (!has(&view, core))
		emit(sink, KS_RULE_FINALIZE, certain ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN,
		     KS_REASON_ARCH_TRAMPOLINE, core);
	else if (!has(&view, init) && ks_since(facts, 6, 5) != KS_NO)
		emit(sink, KS_RULE_FINALIZE, wants_init ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN,
		     KS_REASON_ARCH_TRAMPOLINE, init);
}
