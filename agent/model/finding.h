/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a rule says: ids and values.  Sentences exist only in agent/report.
 */
#ifndef KS_MODEL_FINDING_H
#define KS_MODEL_FINDING_H

#include <stddef.h>
#include <stdint.h>

#include "model/facts.h"
#include "model/needs.h"

/**
 * enum ks_level - what a finding means for the verdict
 * @KS_LEVEL_NOTE: worth saying, changes nothing
 * @KS_LEVEL_AGREES: something that depends on the kernel's configuration is the
 *	same on both sides
 * @KS_LEVEL_RESIDUAL: a risk that cannot be known beforehand
 * @KS_LEVEL_UNKNOWN: a fact is missing, so the loader's answer is not known
 * @KS_LEVEL_CONTRADICTS: the loader does not mind, but it is the wrong module
 * @KS_LEVEL_UNDEFINED: the kernel may not survive this input
 * @KS_LEVEL_REFUSES: the loader refuses
 */
enum ks_level {
	KS_LEVEL_NOTE = 0,
	KS_LEVEL_AGREES,
	KS_LEVEL_RESIDUAL,
	KS_LEVEL_UNKNOWN,
	KS_LEVEL_CONTRADICTS,
	KS_LEVEL_UNDEFINED,
	KS_LEVEL_REFUSES,
	KS_LEVEL_MAX,
};

/*
 * Rules in the loader's order: id, stable name, stage, depth, what it models.  A
 * rule is check/rule_*.c, a row here and a page in Documentation/rules/.  Rows
 * with the same stage run inside one loop of the loader.  A DEEP one looks at
 * what code and data consist of and is left out for a shallow candidate.
 */
#define KS_RULES(X)								\
	X(FACTS,          "facts",          FACTS,         SHALLOW, "sources of facts agree") \
	X(FILE,           "file",           FILE,          SHALLOW, "file can be read at all") \
	X(SIGNATURE,      "signature",      SIGNATURE,     SHALLOW, "signature and lockdown") \
	X(ELF,            "elf",            ELF,           SHALLOW, "ELF header and sections") \
	X(MODULE_SIZE,    "module-size",    ELF,           SHALLOW, "sizeof(struct module)") \
	X(BLACKLIST,      "blacklist",      BLACKLIST,     SHALLOW, "module_blacklist=") \
	X(MODULE_LAYOUT,  "module-layout",  LAYOUT,        SHALLOW, "CRC of module_layout") \
	X(VERMAGIC,       "vermagic",       VERMAGIC,      SHALLOW, "version magic string") \
	X(LIVEPATCH,      "livepatch",      LIVEPATCH,     SHALLOW, "livepatch modules are taken") \
	X(LOADED,         "loaded",         LOADED,        SHALLOW, "already loaded") \
	X(ARCH_SECTIONS,  "arch-sections",  ARCH_SECTIONS, SHALLOW, "sections of the architecture") \
	X(SECTIONS,       "sections",       RWX,           SHALLOW, "no section writable and executable") \
	X(MEMORY,         "memory",         MEMORY,        SHALLOW, "sizes of its sections") \
	X(THIS_MODULE,    "this-module",    MEMORY,        SHALLOW, "struct module in the file") \
	X(TAINT,          "taint",          TAINT,         SHALLOW, "taints that a load brings") \
	X(PERCPU,         "percpu",         CONSTRUCTORS,  SHALLOW, "per-cpu data") \
	X(CONSTRUCTORS,   "constructors",   CONSTRUCTORS,  SHALLOW, "constructors are of one kind") \
	X(EXPORTS,        "exports",        EXPORTS,       SHALLOW, "CRCs and flags of its exports") \
	X(IMPORT_NS,      "import-ns",      IMPORT_NS,     SHALLOW, "no namespace of other modules") \
	X(SYMBOL_TABLE,   "symbol-table",   SYMBOLS,       SHALLOW, "its symbols belong to sections") \
	X(SYMBOL_MISSING, "symbol-missing", SYMBOLS,       SHALLOW, "imported symbols exist") \
	X(SYMBOL_GPL,     "symbol-gpl",     SYMBOLS,       SHALLOW, "GPL-only symbols and licence") \
	X(SYMBOL_OWNER,   "symbol-owner",   SYMBOLS,       SHALLOW, "taint and state of symbols' owners") \
	X(SYMBOL_CRC,     "symbol-crc",     SYMBOLS,       SHALLOW, "CRC of imported symbols") \
	X(NAMESPACE,      "namespace",      SYMBOLS,       SHALLOW, "symbol namespaces imported") \
	X(SYMBOL_PROTECTED, "symbol-protected", SYMBOLS,   SHALLOW, "unsigned modules keep to Android's KMI") \
	X(RELOCATIONS,    "relocations",    RELOCATIONS,   DEEP,    "relocations can be applied") \
	X(TABLES,         "tables",         FINALIZE,      DEEP,    "tables that the kernel walks") \
	X(FINALIZE,       "finalize",       FINALIZE,      SHALLOW, "sections of ftrace on arm64") \
	X(EXPORT_PROTECTED, "export-protected", CLASH,     SHALLOW, "unsigned modules export nothing of Android's own") \
	X(EXPORT_CLASH,   "export-clash",   CLASH,         SHALLOW, "nobody else exports its exports") \
	X(LIVEPATCH_NAME, "livepatch-name", NOTIFIERS,     SHALLOW, "name that livepatch keeps") \
	X(BTF,            "btf",            NOTIFIERS,     DEEP,    "BTF is sound") \
	X(PARAMETERS,     "parameters",     PARAMETERS,    SHALLOW, "parameters of the load") \
	X(BUILTIN,        "builtin",        BUILTIN,       SHALLOW, "built into the kernel") \
	X(PARAMETER_NAMES, "parameter-names", BUILTIN,     DEEP,    "names of parameters differ") \
	X(SECTION_NAMES,  "section-names",  BUILTIN,       SHALLOW, "names of sections differ") \
	X(BTF_BASE,       "btf-base",       EVIDENCE,      SHALLOW, "BTF continues the kernel's") \
	X(KERNEL_HASH,    "kernel-hash",    EVIDENCE,      SHALLOW, "OpenWrt's hash of the configuration")

#define KS_RULE_ENUM(id, name, stage, depth, what) KS_RULE_##id,
enum ks_rule_id { KS_RULES(KS_RULE_ENUM) KS_RULE_MAX };

#define KS_RULE_DEPTH(id, name, stage, depth, what) [KS_RULE_##id] = KS_DEPTH_##depth,

/** ks_rule_depth - how much of a candidate a rule looks at */
static inline enum ks_depth ks_rule_depth(enum ks_rule_id rule)
{
	static const enum ks_depth depths[KS_RULE_MAX] = { KS_RULES(KS_RULE_DEPTH) };

	return depths[rule];
}

/**
 * enum ks_stage - points of the loader, in order; the first refusal counts
 *
 * In the order of 6.4 and later.  What differs before is in stage_of() of
 * check/table.c.
 */
enum ks_stage {
	KS_STAGE_FACTS,
	KS_STAGE_FILE,
	KS_STAGE_SIGNATURE,
	KS_STAGE_ELF,
	KS_STAGE_BLACKLIST,
	KS_STAGE_LAYOUT,
	KS_STAGE_VERMAGIC,
	KS_STAGE_TAINT_EARLY,	/* before 6.4 */
	KS_STAGE_LIVEPATCH,
	KS_STAGE_TAINT_LICENSE,	/* before 6.4 */
	KS_STAGE_LOADED,
	KS_STAGE_ARCH_SECTIONS,
	KS_STAGE_RWX,
	KS_STAGE_MEMORY,
	KS_STAGE_TAINT,
	KS_STAGE_CONSTRUCTORS,
	KS_STAGE_TAINT_NAME,	/* before 6.4 */
	KS_STAGE_EXPORTS,
	KS_STAGE_IMPORT_NS,
	KS_STAGE_SYMBOLS,
	KS_STAGE_RELOCATIONS,
	KS_STAGE_FINALIZE,
	KS_STAGE_CLASH,
	KS_STAGE_NOTIFIERS,
	KS_STAGE_PARAMETERS,
	KS_STAGE_BUILTIN,
	KS_STAGE_EVIDENCE,	/* nothing of the loader: the second question */
};

/* Why: stable id; the text of each stands in report/words.c. */
#define KS_REASONS(X)							\
	X(FACTS_CONTRADICT)						\
	X(MODULES_DISABLED) X(MODULES_DISABLED_UNKNOWN)			\
	X(FILE_EMPTY) X(FILE_TOO_BIG)					\
	X(SIGNATURE_MISSING) X(SIGNATURE_MISSING_UNKNOWN)					\
	X(SIGNATURE_FORMAT) X(SIGNATURE_FOREIGN) X(SIGNATURE_BROKEN)	\
	X(SIGNATURE_RESERVED)						\
	X(SIGNATURE_UNVERIFIED) X(SIGNATURE_LOCKDOWN) X(LOCKDOWN_UNKNOWN) \
	X(SIGNATURE_FAULTY) X(SIGNATURE_UNSUPPORTED) X(SIGNATURE_VALID)	\
	X(SIGNATURE_MISMATCH) X(SIGNATURE_UNKNOWN_KEY) X(SIGNATURE_LISTED) \
	X(SIGNATURE_MAYBE_VALID) X(SIGNATURE_MAYBE_MISMATCH)		\
	X(SIGNATURE_REVOKED) X(SIGNATURE_MAYBE_REVOKED) X(SIGNATURE_HASH) \
	X(ELF_SHORT) X(ELF_MAGIC) X(ELF_TYPE) X(ELF_MACHINE)		\
	X(ELF_ABI) X(ELF_ABI_UNKNOWN) X(ELF_ENTRY) X(ELF_MODULE_ABI)	\
	X(ELF_SHENTSIZE) X(ELF_TABLE) X(ELF_SHSTRNDX)			\
	X(ELF_SHSTRTAB_TYPE) X(ELF_SHSTRTAB_RANGE)			\
	X(ELF_SHSTRTAB_EMPTY) X(ELF_SHSTRTAB_END) X(ELF_SECTION_0)	\
	X(ELF_SECTION_RANGE) X(ELF_SYMTAB_LINK) X(ELF_SECTION_NAME)	\
	X(ELF_MODINFO_COUNT) X(ELF_MODULE_COUNT) X(ELF_MODULE_NOBITS)	\
	X(ELF_MODULE_ALLOC) X(ELF_SYMTAB_COUNT) X(ELF_STRTAB_TYPE)	\
	X(ELF_NO_SYMTAB) X(ELF_NO_MODULE) X(ELF_STRTAB_EMPTY)		\
	X(ELF_STRTAB_START) X(ELF_STRTAB_END) X(ELF_SYMBOL_NAME)	\
	X(ELF_SYMBOL_END)						\
	X(ELF_EXT_PRESENCE) X(ELF_EXT_COUNT)				\
	X(ELF_MODINFO_END) X(ELF_UNREADABLE) X(ELF_MACHINE_UNKNOWN)			\
	X(ELF_SERIES_UNKNOWN)						\
	X(MODULE_SIZE) X(MODULE_SIZE_UNKNOWN)				\
	X(BLACKLISTED) X(BLACKLIST_UNKNOWN)				\
	X(LAYOUT_CRC) X(LAYOUT_NO_RECORD) X(LAYOUT_NO_TABLE)		\
	X(LAYOUT_NO_EXT) X(LAYOUT_UNKNOWN)				\
	X(VERMAGIC) X(VERMAGIC_MISSING) X(VERMAGIC_UNKNOWN)		\
	X(VERMAGIC_COMPARED_UNKNOWN)					\
	X(LOADED) X(LOADING) X(LOADED_UNKNOWN)				\
	X(SECTION_RWX) X(SECTION_RWX_UNKNOWN)				\
	X(SECTION_SIZES) X(MEMORY) X(MEMORY_LARGE)			\
	X(PERCPU_SIZE) X(PERCPU_ALIGNMENT) X(PERCPU_LARGE)		\
	X(PERCPU_ALIGNMENT_CUT)						\
	X(EXPORTS_NO_FLAGS) X(EXPORTS_NO_CRCS) X(EXPORTS_OBSOLETE)	\
	X(IMPORT_NS)							\
	X(SYMBOL_COMMON) X(SYMBOL_SECTION)				\
	X(SYMBOL_MISSING) X(SYMBOL_UNKNOWN) X(SYMBOL_OF_MODULE)		\
	X(SYMBOL_OF_REFUSED) X(SYMBOL_OF_UNKNOWN)			\
	X(SYMBOL_GPL)							\
	X(SYMBOL_BARRED) X(SYMBOL_BARRED_UNNAMED) X(SYMBOL_TAINTS)	\
	X(SYMBOL_TAINTS_UNNAMED) X(SYMBOL_DOUBTFUL) X(SYMBOL_OWNER_MOVES) \
	X(SYMBOL_CRC) X(SYMBOL_NO_RECORD) X(SYMBOL_NO_EXT)		\
	X(SYMBOL_CRC_UNKNOWN) X(SYMBOL_NO_TABLE)			\
	X(NAMESPACE) X(NAMESPACE_UNKNOWN)				\
	X(SYMBOL_PROTECTED) X(SYMBOL_PROTECTED_UNKNOWN)			\
	X(EXPORT_PROTECTED) X(EXPORT_PROTECTED_UNKNOWN)			\
	X(TABLE)							\
	X(ARCH_PLT) X(ARCH_GOT) X(ARCH_GOT_PLT) X(ARCH_PPC_PLT)		\
	X(ARCH_STUBS) X(ARCH_TRAMPOLINE)				\
	X(CONSTRUCTORS) X(OBSOLETE_PARAMETERS)				\
	X(RELOC_DANGEROUS) X(RELOC_PENDING) X(RELOC_RELA_ONLY)		\
	X(RELOC_TYPE) X(RELOC_FORMAT)					\
	X(RELOC_TYPE_UNKNOWN) X(RELOC_REFUSED) X(RELOC_BOUNDS)		\
	X(RELOC_OVERFLOW) X(RELOC_OVERFLOW_UNKNOWN)			\
	X(RELOC_NONZERO) X(RELOC_NONZERO_UNKNOWN)			\
	X(RELOC_OUTSIDE) X(RELOC_SYMBOL) X(RELOC_SYMBOL_LOST)		\
	X(RELOC_MODULE) X(RELOC_LOST) X(RELOC_TABLE)			\
	X(RELOC_SYMBOL_ERROR)						\
	X(RELOC_LIVEPATCH_NAME) X(RELOC_LIVEPATCH_UNKNOWN)		\
	X(RELOC_MANY) X(RELOC_ARCH) X(RELOC_PERHAPS)			\
	X(EXPORT_CLASH) X(EXPORT_CLASH_IF_LOADED)			\
	X(EXPORT_CLASH_UNKNOWN) X(EXPORT_NAME)				\
	X(THIS_MODULE_FLAGS) X(THIS_MODULE_ALIGNMENT)			\
	X(THIS_MODULE_CONTENT) X(THIS_MODULE_NAME)			\
	X(PARAMETER_TWICE) X(PARAMETERS_MANY)				\
	X(SECTION_TWICE) X(SECTION_NAMES_MANY)				\
	X(LIVEPATCH) X(LIVEPATCH_UNKNOWN)				\
	X(LIVEPATCH_NAME) X(LIVEPATCH_NAME_UNKNOWN)			\
	X(BTF_SHORT) X(BTF_HEADER_SHORT) X(BTF_HEADER) X(BTF_MAGIC)	\
	X(BTF_VERSION) X(BTF_FLAGS) X(BTF_OFFSET)	\
	X(BTF_GAP) X(BTF_OVERLAP) X(BTF_LENGTH) X(BTF_STRINGS_PLACE)	\
	X(BTF_STRINGS) X(BTF_CUT) X(BTF_INFO) X(BTF_KIND) X(BTF_NAME)	\
	X(BTF_VALUE) X(BTF_TYPE) X(BTF_TAGS) X(BTF_CHAIN) X(BTF_OPEN)	\
	X(BTF_OUTSIDE) X(BTF_SYSFS)					\
	X(BTF_BASE_AGREES) X(BTF_BASE_DIFFERS)				\
	X(KERNEL_HASH_AGREES) X(KERNEL_HASH_DIFFERS)			\
	X(PARAMETER_INVALID) X(PARAMETER_LONG) X(PARAMETER_UNKNOWN)	\
	X(PARAMETER_DYNDBG) X(PARAMETER_DASHES) X(PARAMETER_OWN)	\
	X(PARAMETER_HARDWARE)						\
	X(BUILTIN) X(BUILTIN_SYSFS) X(BUILTIN_NAMELESS)			\
	X(TAINT_OUT_OF_TREE) X(TAINT_RETPOLINE)				\
	X(TAINT_RETPOLINE_UNKNOWN) X(TAINT_STAGING) X(TAINT_LIVEPATCH)	\
	X(TAINT_LICENSE) X(TAINT_TEST) X(TAINT_TEST_UNKNOWN)		\
	X(TAINT_UNSIGNED) X(TAINT_UNSIGNED_UNKNOWN) X(TAINT_NAME)	\
	X(TAINT_PROPRIETARY)

#define KS_REASON_ENUM(id) KS_REASON_##id,
enum ks_reason { KS_REASONS(KS_REASON_ENUM) KS_REASON_MAX };

/**
 * struct ks_finding - one thing that a rule found
 * @rule: who found it
 * @level: what it means
 * @reason: what it is
 * @error: the kernel's errno, positive, for a refusal; else 0
 * @order: position inside the stage: symbol table index where there is one
 * @stage: point of the loader; set by ks_check()
 * @taint: bits of enum ks_taint that the load sets there, unless it refuses;
 *	those of a finding of level residual are only possible
 * @subject: symbol, module or fact that it is about, or NULL
 * @owner: module that exports the symbol, or NULL
 * @module: the module's value as text, or NULL
 * @kernel: the kernel's value as text, or NULL
 * @module_number: the module's value as a number
 * @kernel_number: the kernel's value as a number
 * @number: a third number that the kernel's line needs
 */
struct ks_finding {
	enum ks_rule_id rule;
	enum ks_level level;
	enum ks_reason reason;
	int error;
	uint32_t order;
	enum ks_stage stage;
	uint32_t taint;
	const char *subject;
	const char *owner;
	const char *module;
	const char *kernel;
	uint64_t module_number;
	uint64_t kernel_number;
	uint64_t number;
};

/**
 * struct ks_sink - where rules put findings
 * @items: storage of the caller; KS_SINK_ROOM() of it always suffices
 * @room: entries of @items
 * @count: used
 * @lost: did not fit; the verdict is then unknown
 */
struct ks_sink {
	struct ks_finding *items;
	size_t room;
	size_t count;
	size_t lost;
};

/**
 * enum ks_taint - bits of the kernel's taint mask that a module can set
 *
 * As in include/linux/panic.h; the letters of /proc/modules stand behind them.
 */
enum ks_taint {
	KS_TAINT_PROPRIETARY = 1 << 0,		/* P */
	KS_TAINT_FORCED = 1 << 1,		/* F */
	KS_TAINT_STAGING = 1 << 10,		/* C */
	KS_TAINT_OUT_OF_TREE = 1 << 12,		/* O */
	KS_TAINT_UNSIGNED = 1 << 13,		/* E */
	KS_TAINT_LIVEPATCH = 1 << 15,		/* K */
	KS_TAINT_TEST = 1 << 18,		/* N */
};

/** ks_stage_goes_on - stages that report all failures and answer with the last */
static inline bool ks_stage_goes_on(enum ks_stage stage)
{
	return stage == KS_STAGE_SYMBOLS || stage == KS_STAGE_PARAMETERS;
}

/* Each symbol rule emits at most one for a symbol, the others a few. */
#define KS_SINK_ROOM(needs)	(128 + 8 * (needs)->import_count + (needs)->odd_symbol_count + \
				 (needs)->argument_count)

/** enum ks_verdict - the answer; words and exit codes are stable */
enum ks_verdict {
	KS_VERDICT_OK = 0,
	KS_VERDICT_UNSAFE,
	KS_VERDICT_REFUSED,
	KS_VERDICT_UNKNOWN,
	KS_VERDICT_MAX,
};

/** enum ks_accept - first question: will this kernel take it */
enum ks_accept {
	KS_ACCEPTS = 0,
	KS_ACCEPT_REFUSES,
	KS_ACCEPT_UNDEFINED,
	KS_ACCEPT_UNKNOWN,
	KS_ACCEPT_MAX,
};

/** enum ks_match - second question: is it the right one */
enum ks_match {
	KS_MATCH_PROVEN = 0,
	KS_MATCH_CONSISTENT,
	KS_MATCH_CONTRADICTED,
	KS_MATCH_UNKNOWN,
	KS_MATCH_MAX,
};

/**
 * struct ks_tally - the imports, counted
 * @total: imported symbols, module_layout included where it is recorded
 * @equal: CRC equals the kernel's
 * @differ: CRC differs
 * @missing: not exported by this kernel
 * @unchecked: no CRC on one of the two sides, or not known
 */
struct ks_tally {
	size_t total;
	size_t equal;
	size_t differ;
	size_t missing;
	size_t unchecked;
};

/**
 * struct ks_result - the verdict on one candidate
 * @depth: with KS_DEPTH_SHALLOW no rule has looked at what takes every byte, and
 *	accepts means as far as the others can tell
 * @verdict: the answer
 * @accept: first question
 * @match: second question
 * @error: predicted errno, positive; 0 unless refused
 * @error_certain: no unknown stands before the refusal
 * @cause: the finding that decides, or NULL for ok
 * @tally: imports
 * @taints: bits of enum ks_taint that the load, or the attempt, leaves
 * @taints_possible: the same where a fact is missing
 * @findings: all of them, in the order of the rules
 * @finding_count: entries of @findings
 */
struct ks_result {
	enum ks_depth depth;
	enum ks_verdict verdict;
	enum ks_accept accept;
	enum ks_match match;
	int error;
	bool error_certain;
	const struct ks_finding *cause;
	struct ks_tally tally;
	uint32_t taints;
	uint32_t taints_possible;
	const struct ks_finding *findings;
	size_t finding_count;
};

#endif
