// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lines that the kernel itself would print for a refusal: the formats of
 * kernel/module/main.c, version.c and signing.c.  Two names appear in them,
 * info->name and mod->name, which agree in a sound file.
 */
#include "report/kernel_log.h"

#include "lib/macro.h"
#include "report/template.h"

/* Line by reason; letters as in template.h. */
static const struct {
	enum ks_reason reason;
	const char *line;
} lines[] = {
	{ KS_REASON_SIGNATURE_MISSING, "Loading of unsigned module is rejected" },
	{ KS_REASON_SIGNATURE_LOCKDOWN,
	  "Lockdown: insmod: unsigned module loading is restricted; see man kernel_lockdown.7" },
	{ KS_REASON_SIGNATURE_FOREIGN, "module: not signed with expected PKCS#7 message" },
	{ KS_REASON_SIGNATURE_FOREIGN, "Loading of module with unsupported crypto is rejected" },
	{ KS_REASON_SIGNATURE_RESERVED,
	  "module: PKCS#7 signature info has unexpected non-zero params" },
	{ KS_REASON_ELF_SHORT, "Invalid ELF header len %M" },
	{ KS_REASON_ELF_MAGIC, "Invalid ELF header magic: != \177ELF" },
	{ KS_REASON_ELF_TYPE, "Invalid ELF header type: %M != %K" },
	{ KS_REASON_ELF_MACHINE, "Invalid architecture in ELF header: %M" },
	{ KS_REASON_ELF_SHENTSIZE, "Invalid ELF section header size" },
	{ KS_REASON_ELF_TABLE, "Invalid ELF section header overflow" },
	{ KS_REASON_ELF_SHSTRNDX,
	  "Invalid ELF section name index: %M || e_shstrndx (%M) >= e_shnum (%K)" },
	{ KS_REASON_ELF_SHSTRTAB_TYPE, "Invalid ELF section name table type: %M" },
	{ KS_REASON_ELF_SHSTRTAB_RANGE, "Invalid ELF section hdr(type %M)" },
	{ KS_REASON_ELF_SHSTRTAB_EMPTY, "empty section name table" },
	{ KS_REASON_ELF_SHSTRTAB_END,
	  "ELF Spec violation: section name table isn't null terminated" },
	{ KS_REASON_ELF_SECTION_0,
	  "ELF Spec violation: section 0 type(%M)!=SH_NULL or non-zero len or addr" },
	{ KS_REASON_ELF_SECTION_RANGE, "Invalid ELF section in module (section %M type %K)" },
	{ KS_REASON_ELF_SYMTAB_LINK,
	  "Invalid ELF sh_link!=SHN_UNDEF(%M) or (sh_link(%M) >= hdr->e_shnum(%K)" },
	{ KS_REASON_ELF_SECTION_NAME, "Invalid ELF section name in module (section %M type %K)" },
	{ KS_REASON_ELF_MODINFO_COUNT, "Only one .modinfo section must exist." },
	{ KS_REASON_ELF_MODULE_COUNT,
	  "module %i: Exactly one .gnu.linkonce.this_module section must exist." },
	{ KS_REASON_ELF_MODULE_NOBITS,
	  "module %i: .gnu.linkonce.this_module section must have a size set" },
	{ KS_REASON_ELF_MODULE_ALLOC,
	  "module %i: .gnu.linkonce.this_module must occupy memory during process execution" },
	{ KS_REASON_ELF_SYMTAB_COUNT, "%i: module has no symbols (stripped?)" },
	{ KS_REASON_ELF_STRTAB_TYPE, "Invalid ELF symbol string table type: %M" },
	{ KS_REASON_ELF_NO_SYMTAB, "%i: module has no symbols (stripped?)" },
	{ KS_REASON_ELF_NO_MODULE, "%i: No module found in object" },
	{ KS_REASON_ELF_EXT_PRESENCE, "extended version crc+name presence does not match" },
	{ KS_REASON_ELF_EXT_COUNT, "more extended version crcs than names" },
	{ KS_REASON_ELF_STRTAB_EMPTY, "empty symbol string table" },
	{ KS_REASON_ELF_STRTAB_START, "symbol string table missing leading NUL" },
	{ KS_REASON_ELF_STRTAB_END, "symbol string table isn't NUL terminated" },
	{ KS_REASON_ELF_SYMBOL_NAME, "symbol name out of bounds in string table" },
	{ KS_REASON_MODULE_SIZE,
	  "module %i: .gnu.linkonce.this_module section size must match the kernel's built struct module size at run time" },
	{ KS_REASON_BLACKLISTED, "Module %i is blacklisted" },
	{ KS_REASON_LAYOUT_CRC, "%i: disagrees about version of symbol module_layout" },
	{ KS_REASON_LAYOUT_NO_RECORD, "%i: no symbol version for module_layout" },
	{ KS_REASON_VERMAGIC, "%i: version magic '%m' should be '%k'" },
	{ KS_REASON_SECTION_RWX, "%o: section %s (index %M) has invalid WRITE|EXEC flags" },
	{ KS_REASON_PERCPU_SIZE, "%o: Could not allocate %M bytes percpu data" },
	{ KS_REASON_PERCPU_ALIGNMENT, "%o: Could not allocate %K bytes percpu data" },
	{ KS_REASON_SYMBOL_MISSING, "%o: Unknown symbol %s (err -2)" },
	{ KS_REASON_SYMBOL_GPL, "%o: Unknown symbol %s (err -2)" },
	{ KS_REASON_SYMBOL_CRC, "%i: disagrees about version of symbol %s" },
	{ KS_REASON_SYMBOL_CRC, "%o: Unknown symbol %s (err -22)" },
	{ KS_REASON_SYMBOL_NO_RECORD, "%i: no symbol version for %s" },
	{ KS_REASON_SYMBOL_NO_RECORD, "%o: Unknown symbol %s (err -22)" },
	{ KS_REASON_NAMESPACE,
	  "%o: module uses symbol (%s) from namespace %k, but does not import it." },
	{ KS_REASON_NAMESPACE, "%o: Unknown symbol %s (err -22)" },
	{ KS_REASON_BUILTIN_SYSFS, "%o: module is already loaded" },
};

static void log_finding(const struct ks_needs *needs, const struct ks_finding *f,
			ks_kernel_line *take, void *data)
{
	const struct ks_template_values values = { f, needs, "(null)" };
	char text[1024];

	for (size_t i = 0; i < KS_ARRAY_SIZE(lines); i++) {
		if (lines[i].reason != f->reason)
			continue;
		ks_template(lines[i].line, &values, text, sizeof(text));
		take(text, data);
	}
}

static bool is_symbol_rule(const struct ks_finding *f)
{
	return f->rule == KS_RULE_SYMBOL_MISSING || f->rule == KS_RULE_SYMBOL_GPL ||
	       f->rule == KS_RULE_SYMBOL_CRC || f->rule == KS_RULE_NAMESPACE;
}

static bool is_refused_symbol(const struct ks_finding *f)
{
	return f->level == KS_LEVEL_REFUSES && is_symbol_rule(f);
}

/* Up to 5.16 load_module() has one line for all of elf_validity_check() ... */
static bool is_invalid_elf(const struct ks_finding *cause, const struct ks_facts *facts)
{
	return cause->rule == KS_RULE_ELF && ks_since(facts, 5, 17) == KS_NO &&
	       cause->reason != KS_REASON_ELF_NO_SYMTAB && cause->reason != KS_REASON_ELF_NO_MODULE;
}

/* ... which itself speaks of two. */
static bool has_own_line(const struct ks_finding *cause)
{
	return cause->reason == KS_REASON_ELF_SECTION_RANGE ||
	       cause->reason == KS_REASON_ELF_SECTION_NAME;
}

/* Each rule emits its findings in symbol table order: merge them. */
struct merge {
	const struct ks_result *result;
	size_t at[KS_RULE_MAX];
};

static const struct ks_finding *head(struct merge *m, int rule)
{
	const struct ks_finding *f;

	for (; m->at[rule] < m->result->finding_count; m->at[rule]++) {
		f = &m->result->findings[m->at[rule]];
		if ((int)f->rule == rule && is_refused_symbol(f))
			return f;
	}
	return NULL;
}

/* The next symbol that is refused, by the first of its failing checks. */
static const struct ks_finding *next_symbol(struct merge *m, int64_t after)
{
	const struct ks_finding *next = NULL;

	for (int rule = KS_RULE_SYMBOL_MISSING; rule <= KS_RULE_NAMESPACE; rule++) {
		const struct ks_finding *f = head(m, rule);

		while (f && f->order <= after) {
			m->at[rule]++;
			f = head(m, rule);
		}
		if (f && (!next || f->order < next->order))
			next = f;
	}
	return next;
}

/**
 * ks_kernel_log - predict the kernel's lines
 * @needs: candidate
 * @facts: kernel
 * @result: verdict
 * @take: called for each line, in order
 * @data: for @take
 *
 * Nothing unless the module is refused: what a load itself would print (taint,
 * init()) is not predicted here.
 */
void ks_kernel_log(const struct ks_needs *needs, const struct ks_facts *facts,
		   const struct ks_result *result, ks_kernel_line *take, void *data)
{
	const struct ks_finding *cause = result->cause, *f;
	struct merge merge = { .result = result };

	if (result->accept != KS_ACCEPT_REFUSES)
		return;
	if (!is_symbol_rule(cause)) {
		if (!is_invalid_elf(cause, facts) || has_own_line(cause))
			log_finding(needs, cause, take, data);
		if (is_invalid_elf(cause, facts))
			take("Module has invalid ELF structures", data);
		return;
	}
	for (f = next_symbol(&merge, -1); f; f = next_symbol(&merge, f->order))
		log_finding(needs, f, take, data);
}
