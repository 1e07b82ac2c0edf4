// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lines that the kernel itself would print: the formats of
 * kernel/module/main.c, version.c and signing.c.  Two names appear in them,
 * info->name and mod->name, which agree in a sound file.
 */
#include "report/kernel_log.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/cleanup.h"
#include "lib/macro.h"
#include "report/relocation_log.h"
#include "report/template.h"

/* Line of a refusal by reason; letters as in template.h. */
static const struct {
	enum ks_reason reason;
	const char *line;
} lines[] = {
	{ KS_REASON_SIGNATURE_MISSING, "Loading of unsigned module is rejected" },
	{ KS_REASON_SIGNATURE_LOCKDOWN,
	  "Lockdown: %l: unsigned module loading is restricted; see man kernel_lockdown.7" },
	{ KS_REASON_SIGNATURE_FOREIGN, "Loading of module with unsupported crypto is rejected" },
	{ KS_REASON_SIGNATURE_UNSUPPORTED, "Loading of module with unsupported crypto is rejected" },
	{ KS_REASON_SIGNATURE_UNKNOWN_KEY, "Loading of module with unavailable key is rejected" },
	{ KS_REASON_SIGNATURE_RESERVED,
	  "module: PKCS#7 signature info has unexpected non-zero params" },
	{ KS_REASON_ELF_SHORT, "Invalid ELF header len %M" },
	{ KS_REASON_ELF_MAGIC, "Invalid ELF header magic: != \177ELF" },
	{ KS_REASON_ELF_TYPE, "Invalid ELF header type: %M != %K" },
	{ KS_REASON_ELF_MACHINE, "Invalid architecture in ELF header: %M" },
	{ KS_REASON_ELF_ABI, "Invalid architecture in ELF header: %M" },
	{ KS_REASON_ELF_ENTRY, "Invalid architecture in ELF header: %M" },
	{ KS_REASON_ELF_MODULE_ABI, "Invalid module architecture in ELF header: %M" },
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
	  "ELF Spec violation: section 0 type(%D)!=SH_NULL or non-zero len or addr" },
	{ KS_REASON_ELF_SECTION_RANGE, "Invalid ELF section in module (section %M type %K)" },
	{ KS_REASON_ELF_SYMTAB_LINK,
	  "Invalid ELF sh_link!=SHN_UNDEF(%D) or (sh_link(%D) >= hdr->e_shnum(%K)" },
	{ KS_REASON_ELF_SECTION_NAME, "Invalid ELF section name in module (section %M type %K)" },
	{ KS_REASON_ELF_MODINFO_COUNT, "Only one .modinfo section must exist." },
	{ KS_REASON_ELF_MODULE_COUNT,
	  "module %n: Exactly one .gnu.linkonce.this_module section must exist." },
	{ KS_REASON_ELF_MODULE_NOBITS,
	  "module %n: .gnu.linkonce.this_module section must have a size set" },
	{ KS_REASON_ELF_MODULE_ALLOC,
	  "module %n: .gnu.linkonce.this_module must occupy memory during process execution" },
	{ KS_REASON_ELF_SYMTAB_COUNT, "%n: module has no symbols (stripped?)" },
	{ KS_REASON_ELF_STRTAB_TYPE, "Invalid ELF symbol string table type: %M" },
	{ KS_REASON_ELF_NO_SYMTAB, "%n: module has no symbols (stripped?)" },
	{ KS_REASON_ELF_NO_MODULE, "%n: No module found in object" },
	{ KS_REASON_ELF_EXT_PRESENCE, "extended version crc+name presence does not match" },
	{ KS_REASON_ELF_EXT_COUNT, "more extended version crcs than names" },
	{ KS_REASON_ELF_STRTAB_EMPTY, "empty symbol string table" },
	{ KS_REASON_ELF_STRTAB_START, "symbol string table missing leading NUL" },
	{ KS_REASON_ELF_STRTAB_END, "symbol string table isn't NUL terminated" },
	{ KS_REASON_ELF_SYMBOL_NAME, "symbol name out of bounds in string table" },
	{ KS_REASON_MODULE_SIZE,
	  "module %n: .gnu.linkonce.this_module section size must match the kernel's built struct module size at run time" },
	{ KS_REASON_BLACKLISTED, "Module %i is blacklisted" },
	{ KS_REASON_LAYOUT_CRC, "%i: disagrees about version of symbol module_layout" },
	{ KS_REASON_LAYOUT_NO_RECORD, "%i: no symbol version for module_layout" },
	{ KS_REASON_VERMAGIC, "%i: version magic '%m' should be '%k'" },
	{ KS_REASON_SECTION_RWX, "%o: section %s (index %M) has invalid WRITE|EXEC flags" },
	{ KS_REASON_ARCH_PLT, "%o: module PLT section(s) missing" },
	{ KS_REASON_ARCH_GOT, "%o: module GOT section(s) missing" },
	{ KS_REASON_ARCH_GOT_PLT, "%o: module GOT.PLT section(s) missing" },
	{ KS_REASON_ARCH_PPC_PLT,
	  "module_32: Module doesn't contain .plt or .init.plt sections." },
	{ KS_REASON_ARCH_STUBS, "module_64: %o: doesn't contain .stubs." },
	{ KS_REASON_CONSTRUCTORS, "%o: has both .ctors and .init_array." },
	{ KS_REASON_PERCPU_SIZE, "%o: Could not allocate %M bytes percpu data" },
	{ KS_REASON_PERCPU_ALIGNMENT, "%o: Could not allocate %K bytes percpu data" },
	{ KS_REASON_EXPORTS_NO_FLAGS, "%o: no flags for exported symbols" },
	{ KS_REASON_IMPORT_NS, "%o: module tries to import module namespace: %m" },
	{ KS_REASON_SYMBOL_COMMON, "%o: please compile with -fno-common" },
	{ KS_REASON_SYMBOL_SECTION, "%o: Symbol %s has an invalid section index %M (max %K)" },
	{ KS_REASON_SYMBOL_MISSING, "%o: Unknown symbol %s (err -2)" },
	{ KS_REASON_SYMBOL_OF_REFUSED, "%o: Unknown symbol %s (err -2)" },
	{ KS_REASON_SYMBOL_GPL, "%o: Unknown symbol %s (err -2)" },
	{ KS_REASON_SYMBOL_BARRED,
	  "%o: module using GPL-only symbols uses symbols %s from proprietary module %k." },
	{ KS_REASON_SYMBOL_BARRED, "%o: Unknown symbol %s (err -2)" },
	{ KS_REASON_SYMBOL_BARRED_UNNAMED,
	  "%o: module using GPL-only symbols uses symbols from proprietary module %k." },
	{ KS_REASON_SYMBOL_BARRED_UNNAMED, "%o: Unknown symbol %s (err -2)" },
	{ KS_REASON_SYMBOL_PROTECTED, "%o: Protected symbol: %s (err -13)" },
	{ KS_REASON_EXPORT_PROTECTED, "%o: exports protected symbol %s" },
	{ KS_REASON_SYMBOL_CRC, "%i: disagrees about version of symbol %s" },
	{ KS_REASON_SYMBOL_CRC, "%o: Unknown symbol %s (err -22)" },
	{ KS_REASON_SYMBOL_NO_RECORD, "%i: no symbol version for %s" },
	{ KS_REASON_SYMBOL_NO_RECORD, "%o: Unknown symbol %s (err -22)" },
	{ KS_REASON_SYMBOL_NO_TABLE, "%o: Unknown symbol %s (err -22)" },
	{ KS_REASON_NAMESPACE,
	  "%o: module uses symbol (%s) from namespace %k, but does not import it." },
	{ KS_REASON_NAMESPACE, "%o: Unknown symbol %s (err -22)" },
	{ KS_REASON_EXPORT_CLASH, "%o: exports duplicate symbol %s (owned by %k)" },
	{ KS_REASON_LIVEPATCH,
	  "%o: module is marked as livepatch module, but livepatch support is disabled" },
	{ KS_REASON_LIVEPATCH_NAME, "livepatch: vmlinux.ko: invalid module name" },
	{ KS_REASON_BTF_SHORT, "BPF: hdr_len not found" },
	{ KS_REASON_BTF_HEADER_SHORT, "BPF: btf_header not found" },
	{ KS_REASON_BTF_HEADER, "BPF: Unsupported btf_header" },
	{ KS_REASON_BTF_MAGIC, "BPF: Invalid magic" },
	{ KS_REASON_BTF_VERSION, "BPF: Unsupported version" },
	{ KS_REASON_BTF_FLAGS, "BPF: Unsupported flags" },
	{ KS_REASON_BTF_OFFSET, "BPF: Invalid section offset" },
	{ KS_REASON_BTF_GAP, "BPF: Unsupported section found" },
	{ KS_REASON_BTF_OVERLAP, "BPF: Section overlap found" },
	{ KS_REASON_BTF_LENGTH, "BPF: Total section length too long" },
	{ KS_REASON_BTF_STRINGS_PLACE, "BPF: String section is not at the end" },
	{ KS_REASON_BTF_STRINGS, "BPF: Invalid string section" },
	{ KS_REASON_BTF_CUT, "BPF: [%M] meta_left:%K meta_needed:12" },
	{ KS_REASON_BTF_INFO, "BPF: [%M] Invalid btf_info:%X" },
	{ KS_REASON_BTF_KIND, "BPF: [%M] Invalid kind:%K" },
	{ KS_REASON_BTF_NAME, "BPF: [%M] Invalid name_offset:%K" },
	{ KS_REASON_BTF_VALUE, "BPF: \tInvalid name_offset:%K" },
	{ KS_REASON_BTF_TAGS, "BPF: Type tags don't precede modifiers" },
	{ KS_REASON_BTF_CHAIN, "BPF: Max chain length or cycle detected" },
	{ KS_REASON_PARAMETER_INVALID, "%o: `%c' invalid for parameter `%s'" },
	{ KS_REASON_PARAMETER_LONG, "%s: string parameter too long" },
	{ KS_REASON_PARAMETER_LONG, "%o: `%c' too large for parameter `%s'" },
	{ KS_REASON_BUILTIN_SYSFS, "%o: module is already loaded" },
	{ KS_REASON_PARAMETER_TWICE,
	  "sysfs: cannot create duplicate filename '/module/%o/parameters/%s'" },
	{ KS_REASON_SECTION_TWICE,
	  "sysfs: cannot create duplicate filename '/module/%o/sections/%s'" },
};

/*
 * What pkcs7_parser.c and pkcs7_verify.c say of a message.  Lines with a number
 * of the kernel build's own making (DIGEST, ALGORITHM, DATA_TYPE) are left out.
 */
static const struct {
	enum ks_fault fault;
	const char *line;
} fault_lines[] = {
	{ KS_FAULT_CONTENT_TYPE, "PKCS7: Only support pkcs7_signedData type" },
	{ KS_FAULT_VERSION, "PKCS7: Unsupported SignedData version" },
	{ KS_FAULT_SIGNER_VERSION, "PKCS7: Unsupported SignerInfo version" },
	{ KS_FAULT_VERSION_MISMATCH, "PKCS7: SignedData-SignerInfo version mismatch" },
	{ KS_FAULT_ATTRIBUTE_TWICE, "PKCS7: Repeated/multivalue AuthAttrs not permitted" },
	{ KS_FAULT_ATTRIBUTE_SMIME, "PKCS7: S/MIME Caps only allowed with Authenticode" },
	{ KS_FAULT_ATTRIBUTE_MISSING, "PKCS7: Missing required AuthAttr" },
	{ KS_FAULT_AUTHENTICODE, "PKCS7: Authenticode requires AuthAttrs" },
	{ KS_FAULT_AUTHATTRS_DIFFER, "PKCS7: Inconsistently supplied authAttrs" },
	{ KS_FAULT_CONTENT, "PKCS7: Data already supplied" },
	{ KS_FAULT_CONTENT, "PKCS#7 signature with non-detached data" },
	{ KS_FAULT_NOT_DATA, "PKCS7: Invalid module sig (not pkcs7-data)" },
	{ KS_FAULT_AUTHATTRS, "PKCS7: Invalid module sig (has authattrs)" },
};

/* How a line that comes with a finding that does not refuse is printed. */
enum when {
	ALWAYS,
	ONCE,		/* while the kernel has none of the finding's taints */
	ONCE_AT_START,	/* the same, as it was before this load */
};

static const struct {
	enum ks_reason reason;
	enum when when;
	uint32_t taint;
	const char *line;
} notes[] = {
	{ KS_REASON_SIGNATURE_FORMAT, ALWAYS, 0,
	  "module: not signed with expected PKCS#7 message" },
	{ KS_REASON_LAYOUT_NO_TABLE, ONCE, KS_TAINT_FORCED, "%o: module_layout: kernel tainted." },
	{ KS_REASON_VERMAGIC_MISSING, ONCE, KS_TAINT_FORCED, "%o: bad vermagic: kernel tainted." },
	{ KS_REASON_LAYOUT_NO_EXT, ONCE, 0, "%i: no extended symbol version for module_layout" },
	{ KS_REASON_SYMBOL_NO_EXT, ONCE, 0, "%i: no extended symbol version for %s" },
	{ KS_REASON_SYMBOL_NO_TABLE, ONCE, KS_TAINT_FORCED, "%o: %s: kernel tainted." },
	{ KS_REASON_EXPORTS_OBSOLETE, ALWAYS, 0, "%o: ignoring obsolete section %s" },
	{ KS_REASON_EXPORTS_NO_CRCS, ONCE, KS_TAINT_FORCED,
	  "%o: no versions for exported symbols: kernel tainted." },
	{ KS_REASON_SYMBOL_BARRED, ALWAYS, 0,
	  "%o: module using GPL-only symbols uses symbols %s from proprietary module %k." },
	{ KS_REASON_SYMBOL_BARRED_UNNAMED, ALWAYS, 0,
	  "%o: module using GPL-only symbols uses symbols from proprietary module %k." },
	{ KS_REASON_SYMBOL_TAINTS, ALWAYS, 0,
	  "%o: module uses symbols %s from proprietary module %k, inheriting taint." },
	{ KS_REASON_SYMBOL_TAINTS_UNNAMED, ALWAYS, 0,
	  "%o: module uses symbols from proprietary module %k, inheriting taint." },
	{ KS_REASON_NAMESPACE, ALWAYS, 0,
	  "%o: module uses symbol (%s) from namespace %k, but does not import it." },
	{ KS_REASON_TAINT_OUT_OF_TREE, ONCE, KS_TAINT_OUT_OF_TREE,
	  "%o: loading out-of-tree module taints kernel." },
	{ KS_REASON_TAINT_RETPOLINE, ALWAYS, 0,
	  "Spectre V2 : System may be vulnerable to spectre v2" },
	{ KS_REASON_TAINT_RETPOLINE, ALWAYS, 0,
	  "%o: loading module not compiled with retpoline compiler." },
	{ KS_REASON_TAINT_STAGING, ALWAYS, 0,
	  "%o: module is from the staging directory, the quality is unknown, you have been warned." },
	{ KS_REASON_TAINT_LIVEPATCH, ONCE, KS_TAINT_LIVEPATCH,
	  "%o: tainting kernel with TAINT_LIVEPATCH" },
	{ KS_REASON_TAINT_LICENSE, ONCE, KS_TAINT_PROPRIETARY,
	  "%o: module license '%m' taints kernel." },
	{ KS_REASON_TAINT_TEST, ONCE, KS_TAINT_TEST, "%o: loading test module taints kernel." },
	{ KS_REASON_TAINT_UNSIGNED, ONCE, KS_TAINT_UNSIGNED,
	  "%o: module verification failed: signature and/or required key missing - tainting kernel" },
	{ KS_REASON_OBSOLETE_PARAMETERS, ALWAYS, 0, "%o: Ignoring obsolete parameters" },
	{ KS_REASON_SECTION_TWICE, ALWAYS, 0,
	  "sysfs: cannot create duplicate filename '/module/%o/sections/%s'" },
	{ KS_REASON_BTF_SYSFS, ALWAYS, 0,
	  "sysfs: cannot create duplicate filename '/kernel/btf/%o'" },
	{ KS_REASON_BTF_SYSFS, ALWAYS, 0, "failed to register module [%o] BTF in sysfs: -17" },
	{ KS_REASON_PERCPU_ALIGNMENT_CUT, ALWAYS, 0, "%o: per-cpu alignment %M > 4096" },
	{ KS_REASON_PARAMETER_UNKNOWN, ALWAYS, 0, "%o: unknown parameter '%C' ignored" },
	{ KS_REASON_PARAMETER_DYNDBG, ALWAYS, 0,
	  "dyndbg param is supported only in CONFIG_DYNAMIC_DEBUG builds" },
	{ KS_REASON_PARAMETER_DASHES, ALWAYS, 0, "%o: parameters '%s' after `--' ignored" },
	{ KS_REASON_TAINT_PROPRIETARY, ONCE_AT_START, KS_TAINT_PROPRIETARY,
	  "%o: module license taints kernel." },
};

#define BTF_REFUSED	"failed to validate module [%o] BTF: -%N"
#define BTF_IGNORED	"Kernel module BTF mismatch detected, BTF debug info may be unavailable for some modules"
#define INVALID_ELF	"Module has invalid ELF structures"
#define LOCKDEP_OFF	"Disabling lock debugging due to kernel taint"

/* Lines that come with any reason of a rule, and do not tell which. */
static const struct {
	enum ks_rule_id rule;
	bool refuses;
	const char *line;
	const char *words;
} lines_of_rules[] = {
	{ KS_RULE_ELF, true, INVALID_ELF,
	  "no kernel module, or a damaged one; up to 5.16 the kernel does not say what is wrong" },
	{ KS_RULE_BTF, true, BTF_REFUSED, "the kernel cannot read the module's BTF" },
	{ KS_RULE_BTF, false, BTF_IGNORED,
	  "the kernel cannot read the module's BTF, and takes the module without it" },
	{ KS_RULE_TAINT, false, LOCKDEP_OFF, "the kernel is tainted for the first time" },
};

/* Bits of the mask that come with LOCKDEP_NOW_UNRELIABLE, ours and foreign. */
#define UNRELIABLE	(KS_TAINT_PROPRIETARY | KS_TAINT_FORCED | \
			 1 << 3 | 1 << 4 | 1 << 5 | 1 << 7)	/* R M B D */

/* One prediction on its way. */
struct walk {
	const struct ks_needs *needs;
	const struct ks_facts *facts;
	const struct ks_result *result;
	ks_kernel_line *take;
	void *data;
	uint64_t tainted;	/* as the load goes on */
};

static void put(const struct walk *w, const struct ks_finding *f, const char *format,
		enum ks_line_kind kind)
{
	bool license = f->reason == KS_REASON_TAINT_LICENSE;
	const struct ks_template_values values = {
		.finding = f,
		.needs = w->needs,
		.absent = license ? "unspecified" : "(null)",
	};
	char text[1024];

	ks_template(format, &values, text, sizeof(text));
	w->take(text, kind, w->data);
}

static void log_fault(const struct walk *w, const struct ks_finding *f)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(fault_lines); i++)
		if (f->reason == KS_REASON_SIGNATURE_FAULTY && fault_lines[i].fault == f->number)
			put(w, f, fault_lines[i].line, KS_LINE_REFUSAL);
}

static void log_refusal(const struct walk *w, const struct ks_finding *f)
{
	const char *formats[2], *prefix = ks_relocation_prefix(w->facts, f);
	size_t count = ks_relocation_lines(w->facts, f, formats);
	char format[256];

	for (size_t i = 0; i < count; i++) {
		snprintf(format, sizeof(format), "%s%s", prefix, formats[i]);
		put(w, f, format, KS_LINE_REFUSAL);
	}
	log_fault(w, f);
	for (size_t i = 0; i < KS_ARRAY_SIZE(lines); i++)
		if (lines[i].reason == f->reason)
			put(w, f, lines[i].line, KS_LINE_REFUSAL);
	if (f->rule == KS_RULE_BTF)
		put(w, f, BTF_REFUSED, KS_LINE_REFUSAL);
}

/* What btf_module_notify() says where it does not mind. */
static void log_btf(const struct walk *w, const struct ks_finding *f)
{
	if (w->facts->gates[KS_GATE_BTF_MODULES].value != KS_YES)
		return;
	for (size_t i = 0; i < KS_ARRAY_SIZE(lines); i++)
		if (lines[i].reason == f->reason)
			put(w, f, lines[i].line, KS_LINE_ALWAYS);
	if (ks_since(w->facts, 6, 2) == KS_NO)
		put(w, f, BTF_REFUSED, KS_LINE_ALWAYS);
	else
		put(w, f, BTF_IGNORED, KS_LINE_ONCE);
}

/*
 * add_taint() of kernel/panic.c switches lock debugging off with the first
 * taint that makes it unreliable, and says so.
 */
static void set_taint(struct walk *w, uint32_t taint)
{
	if (taint & UNRELIABLE && !(w->tainted & UNRELIABLE))
		w->take(LOCKDEP_OFF, KS_LINE_ONCE, w->data);
	w->tainted |= taint;
}

static void log_note(struct walk *w, const struct ks_finding *f)
{
	/* Taken although vermagic is missing, as this kernel does not compare it. */
	bool silent = f->reason == KS_REASON_VERMAGIC_MISSING && !f->taint;

	if (f->rule == KS_RULE_BTF && f->reason != KS_REASON_BTF_SYSFS)
		log_btf(w, f);
	for (size_t i = 0; i < KS_ARRAY_SIZE(notes) && !silent; i++) {
		uint64_t tainted = notes[i].when == ONCE ? w->tainted : w->facts->taints.value;

		if (notes[i].reason != f->reason)
			continue;
		if (notes[i].when == ALWAYS)
			put(w, f, notes[i].line, KS_LINE_ALWAYS);
		else if (!(tainted & notes[i].taint))
			put(w, f, notes[i].line, KS_LINE_ONCE);
	}
	set_taint(w, f->taint);
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

static void log_cause(const struct walk *w, const struct ks_finding *cause)
{
	if (!is_invalid_elf(cause, w->facts) || has_own_line(cause))
		log_refusal(w, cause);
	if (is_invalid_elf(cause, w->facts))
		w->take(INVALID_ELF, KS_LINE_REFUSAL, w->data);
}

/* In the loader's order; of one symbol, its checks in theirs. */
static int by_place(const void *x, const void *y)
{
	const struct ks_finding *a = *(const struct ks_finding *const *)x;
	const struct ks_finding *b = *(const struct ks_finding *const *)y;

	if (a->stage != b->stage)
		return a->stage < b->stage ? -1 : 1;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	if (a->rule != b->rule)
		return a->rule < b->rule ? -1 : 1;
	return a < b ? -1 : a > b;
}

/*
 * A stage that goes on reports every failure, but of one symbol only the first;
 * the others end with the cause.
 */
static void walk_findings(struct walk *w, const struct ks_finding **sorted)
{
	const struct ks_finding *cause = w->result->accept == KS_ACCEPT_REFUSES ? w->result->cause
										: NULL;
	const struct ks_finding *failed = NULL;

	for (size_t i = 0; i < w->result->finding_count; i++) {
		const struct ks_finding *f = sorted[i];

		if (cause && f->stage > cause->stage)
			return;
		if (failed && failed->stage == f->stage && failed->order == f->order)
			continue;
		if (f->level == KS_LEVEL_NOTE) {
			log_note(w, f);
		} else if (f == cause && !ks_stage_goes_on(f->stage)) {
			log_cause(w, f);
			return;
		} else if (f->level == KS_LEVEL_REFUSES && ks_stage_goes_on(f->stage)) {
			log_refusal(w, f);
			failed = f;
		}
	}
}

/**
 * ks_kernel_log - predict the kernel's lines
 * @needs: candidate
 * @facts: kernel
 * @result: verdict
 * @take: called for each line, in order
 * @data: for @take
 *
 * Nothing where the kernel's answer is not known.  What init() prints is not
 * predicted.
 */
void ks_kernel_log(const struct ks_needs *needs, const struct ks_facts *facts,
		   const struct ks_result *result, ks_kernel_line *take, void *data)
{
	struct walk w = { needs, facts, result, take, data, facts->taints.value };
	ks_auto_free const struct ks_finding **sorted = NULL;

	if (result->accept != KS_ACCEPT_REFUSES && result->accept != KS_ACCEPTS)
		return;
	sorted = calloc(result->finding_count + 1, sizeof(*sorted));
	if (!sorted)
		return;
	for (size_t i = 0; i < result->finding_count; i++)
		sorted[i] = &result->findings[i];
	qsort(sorted, result->finding_count, sizeof(*sorted), by_place);
	walk_findings(&w, sorted);
}

/**
 * ks_kernel_formats - all lines that ks_kernel_log() may predict
 * @take: called for each line that tells its reason
 * @take_rule: called for each that only tells the rule
 * @data: for both
 */
void ks_kernel_formats(ks_take_format *take, ks_take_rule_format *take_rule, void *data)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(lines); i++)
		take(lines[i].reason, true, lines[i].line, data);
	for (size_t i = 0; i < KS_ARRAY_SIZE(fault_lines); i++)
		take(KS_REASON_SIGNATURE_FAULTY, true, fault_lines[i].line, data);
	for (size_t i = 0; i < KS_ARRAY_SIZE(notes); i++)
		take(notes[i].reason, false, notes[i].line, data);
	ks_relocation_formats(take, data);
	for (size_t i = 0; i < KS_ARRAY_SIZE(lines_of_rules); i++)
		take_rule(lines_of_rules[i].rule, lines_of_rules[i].refuses,
			  lines_of_rules[i].line, lines_of_rules[i].words, data);
}
