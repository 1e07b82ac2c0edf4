// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Words and sentences; see words.h.  What the kernel itself would print is in
 * kernel_log.c.
 */
#include "report/words.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "lib/macro.h"
#include "report/template.h"

#define RULE_NAME(id, name, stage, depth, what) [KS_RULE_##id] = name,
static const char *const rule_names[KS_RULE_MAX] = { KS_RULES(RULE_NAME) };

#define RULE_WHAT(id, name, stage, depth, what) [KS_RULE_##id] = what,
static const char *const rule_whats[KS_RULE_MAX] = { KS_RULES(RULE_WHAT) };

#define REASON_NAME(id) [KS_REASON_##id] = #id,
static const char *const reason_names[KS_REASON_MAX] = { KS_REASONS(REASON_NAME) };

/** ks_verdict_name - stable word */
const char *ks_verdict_name(enum ks_verdict verdict)
{
	static const char *const names[KS_VERDICT_MAX] = { "ok", "unsafe", "refused", "unknown" };

	return names[verdict];
}

/** ks_accept_name - stable word */
const char *ks_accept_name(enum ks_accept accept)
{
	static const char *const names[KS_ACCEPT_MAX] = { "accepts", "refuses", "undefined",
							  "unknown" };

	return names[accept];
}

/** ks_match_name - stable word */
const char *ks_match_name(enum ks_match match)
{
	static const char *const names[KS_MATCH_MAX] = { "proven", "consistent", "contradicted",
							 "unknown" };

	return names[match];
}

/** ks_level_name - stable word */
const char *ks_level_name(enum ks_level level)
{
	static const char *const names[KS_LEVEL_MAX] = {
		"note", "agrees", "residual", "unknown", "contradicts", "undefined", "refuses",
	};

	return names[level];
}

/** ks_depth_name - stable word */
const char *ks_depth_name(enum ks_depth depth)
{
	return depth == KS_DEPTH_SHALLOW ? "shallow" : "deep";
}

/** ks_rule_name - stable word */
const char *ks_rule_name(enum ks_rule_id rule)
{
	return rule_names[rule];
}

/** ks_rule_models - what a rule looks at, in a few words */
const char *ks_rule_models(enum ks_rule_id rule)
{
	return rule_whats[rule];
}

/**
 * ks_reason_name - stable word for a reason, such as "layout-crc"
 * @reason: which
 * @text: to fill
 * @size: of @text
 */
void ks_reason_name(enum ks_reason reason, char *text, size_t size)
{
	const char *name = reason_names[reason];
	size_t i;

	for (i = 0; name[i] && i + 1 < size; i++)
		text[i] = name[i] == '_' ? '-' : tolower((unsigned char)name[i]);
	text[i] = '\0';
}

/** ks_errno_name - the constant's name; "0" for none */
const char *ks_errno_name(int error)
{
	const char *name = error ? strerrorname_np(error) : "0";

	/* The kernel keeps this one to itself, as a rule. */
	if (error == 524)
		return "ENOTSUPP";
	return name ? name : "unknown errno";
}

/** ks_insmod_text - what kmod's insmod prints for an errno (mod_strerror()) */
const char *ks_insmod_text(int error)
{
	switch (error) {
	case ENOEXEC:
		return "Invalid module format";
	case ENOENT:
		return "Unknown symbol in module";
	case ESRCH:
		return "Module has wrong symbol version";
	case EINVAL:
		return "Invalid parameters";
	default:
		return strerror(error);
	}
}

/* Taints of a module in the order of taint_flags[] of kernel/panic.c. */
static const struct {
	enum ks_taint taint;
	char letter;
	const char *word;
} taints_of[] = {
	{ KS_TAINT_PROPRIETARY, 'P', "proprietary" },
	{ KS_TAINT_FORCED, 'F', "by force" },
	{ KS_TAINT_STAGING, 'C', "staging" },
	{ KS_TAINT_OUT_OF_TREE, 'O', "out of tree" },
	{ KS_TAINT_UNSIGNED, 'E', "no valid signature" },
	{ KS_TAINT_LIVEPATCH, 'K', "live patch" },
	{ KS_TAINT_TEST, 'N', "test" },
};

/**
 * ks_taint_letters - taints as /proc/modules shows them
 * @taints: bits of enum ks_taint
 * @letters: room for KS_TAINT_LETTERS
 */
void ks_taint_letters(uint32_t taints, char *letters)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(taints_of); i++)
		if (taints & taints_of[i].taint)
			*letters++ = taints_of[i].letter;
	*letters = '\0';
}

/** ks_taint_word - what one of these letters stands for */
const char *ks_taint_word(char letter)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(taints_of); i++)
		if (taints_of[i].letter == letter)
			return taints_of[i].word;
	return "";
}

/**
 * ks_put_clean - print text that may come from a hostile file
 * @out: stream
 * @text: bytes outside of printable ASCII are escaped, so that a name can
 *	neither break a line nor talk to the terminal
 */
void ks_put_clean(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = *text;

		if (c >= 0x20 && c < 0x7f)
			fputc(c, out);
		else
			fprintf(out, "\\x%02x", c);
	}
}

/* One sentence a reason, no full stop; letters as in template.h. */
static const char *const sentences[KS_REASON_MAX] = {
	[KS_REASON_FACTS_CONTRADICT] = "the sources of facts contradict each other: %s is \"%m\" and \"%k\"",
	[KS_REASON_MODULES_DISABLED] = "loading modules is switched off (kernel.modules_disabled)",
	[KS_REASON_MODULES_DISABLED_UNKNOWN] = "whether loading modules is switched off is not known (/proc/sys/kernel/modules_disabled)",
	[KS_REASON_FILE_EMPTY] = "the file is empty",
	[KS_REASON_FILE_TOO_BIG] = "the file has %M bytes, the kernel reads no more than 2147483647",
	[KS_REASON_SIGNATURE_MISSING] = "not signed, and this kernel takes signed modules only",
	[KS_REASON_SIGNATURE_MISSING_UNKNOWN] = "not signed; whether this kernel takes signed modules only is not known (its configuration says it)",
	[KS_REASON_SIGNATURE_FORMAT] = "its signature is no PKCS#7 message",
	[KS_REASON_SIGNATURE_FOREIGN] = "signed in a way that the kernel does not know (no PKCS#7)",
	[KS_REASON_SIGNATURE_BROKEN] = "its signature block is damaged",
	[KS_REASON_SIGNATURE_RESERVED] = "its signature block is damaged: reserved fields are set",
	[KS_REASON_SIGNATURE_UNVERIFIED] = "signed by \"%m\"; whether this kernel has that key and the signature verifies is not known",
	[KS_REASON_SIGNATURE_LOCKDOWN] = "not signed by a key that this kernel has, and the kernel is locked down",
	[KS_REASON_SIGNATURE_FAULTY] = "its signature is damaged, or not made as the kernel wants it",
	[KS_REASON_SIGNATURE_UNSUPPORTED] = "signed with an algorithm that this kernel does not know",
	[KS_REASON_SIGNATURE_VALID] = "its signature verifies: \"%m\"",
	[KS_REASON_SIGNATURE_MISMATCH] = "its signature does not verify: changed after \"%m\" signed it",
	[KS_REASON_SIGNATURE_UNKNOWN_KEY] = "signed by \"%m\", a key that this kernel does not have",
	[KS_REASON_SIGNATURE_LISTED] = "signed by \"%m\", a key that this kernel trusts; whether the signature verifies is not known",
	[KS_REASON_SIGNATURE_MAYBE_VALID] = "its signature verifies (\"%m\"); whether this kernel asks that keyring and knows that digest is not known",
	[KS_REASON_SIGNATURE_MAYBE_MISMATCH] = "its signature does not verify (\"%m\"); whether this kernel comes that far is not known",
	[KS_REASON_SIGNATURE_REVOKED] = "signed by \"%m\", a key that this kernel has revoked",
	[KS_REASON_SIGNATURE_MAYBE_REVOKED] = "signed by \"%m\", a key on this kernel's list of revoked ones; whether it is asked about this signature, and refuses it, is not known",
	[KS_REASON_SIGNATURE_HASH] = "its hash is on the kernel's blacklist, which not every kernel looks at",
	[KS_REASON_LOCKDOWN_UNKNOWN] = "whether the kernel is locked down is not known",
	[KS_REASON_ELF_SHORT] = "no kernel module: too short for an ELF header (%M bytes)",
	[KS_REASON_ELF_MAGIC] = "no kernel module: not an ELF file",
	[KS_REASON_ELF_TYPE] = "no kernel module: ELF type %M, a module has %K (relocatable)",
	[KS_REASON_ELF_MACHINE] = "built for another architecture: ELF machine %M, this kernel's is %K",
	[KS_REASON_ELF_ABI] = "built for another ABI: its ELF header has flags 0x%X",
	[KS_REASON_ELF_ABI_UNKNOWN] = "whether this kernel takes its ABI is not known: its ELF header has flags 0x%X",
	[KS_REASON_ELF_ENTRY] = "damaged: its ELF header has an entry address, 0x%X",
	[KS_REASON_ELF_MODULE_ABI] = "built for another ABI: its ELF header has flags 0x%X",
	[KS_REASON_ELF_SHENTSIZE] = "damaged: section headers of %M bytes, this kernel's have %K",
	[KS_REASON_ELF_TABLE] = "cut short: its section headers lie behind the end of the file",
	[KS_REASON_ELF_SHSTRNDX] = "damaged: section name table %M of %K sections",
	[KS_REASON_ELF_SHSTRTAB_TYPE] = "damaged: its section name table has type %M",
	[KS_REASON_ELF_SHSTRTAB_RANGE] = "cut short: its section name table lies behind the end of the file",
	[KS_REASON_ELF_SHSTRTAB_EMPTY] = "damaged: its section name table is empty",
	[KS_REASON_ELF_SHSTRTAB_END] = "damaged: its section name table has no end",
	[KS_REASON_ELF_SECTION_0] = "damaged: section 0 is not empty",
	[KS_REASON_ELF_SECTION_RANGE] = "cut short: section %M lies behind the end of the file",
	[KS_REASON_ELF_SYMTAB_LINK] = "damaged: its symbol table names string table %M of %K sections",
	[KS_REASON_ELF_SECTION_NAME] = "damaged: section %M has a name behind the name table",
	[KS_REASON_ELF_MODINFO_COUNT] = "damaged: %M .modinfo sections",
	[KS_REASON_ELF_MODULE_COUNT] = "no kernel module: %M .gnu.linkonce.this_module sections, one is wanted",
	[KS_REASON_ELF_MODULE_NOBITS] = "damaged: .gnu.linkonce.this_module has no content",
	[KS_REASON_ELF_MODULE_ALLOC] = "damaged: .gnu.linkonce.this_module is not allocated",
	[KS_REASON_ELF_SYMTAB_COUNT] = "stripped: %M symbol tables, one is wanted",
	[KS_REASON_ELF_STRTAB_TYPE] = "damaged: its symbol string table has type %M",
	[KS_REASON_ELF_NO_SYMTAB] = "stripped: no symbol table",
	[KS_REASON_ELF_NO_MODULE] = "no kernel module: no .gnu.linkonce.this_module section",
	[KS_REASON_ELF_STRTAB_EMPTY] = "damaged: its symbol string table is empty",
	[KS_REASON_ELF_STRTAB_START] = "damaged: its symbol string table does not start with NUL",
	[KS_REASON_ELF_STRTAB_END] = "damaged: its symbol string table has no end",
	[KS_REASON_ELF_SYMBOL_NAME] = "damaged: a symbol's name lies behind its string table",
	[KS_REASON_ELF_SYMBOL_END] = "damaged: a symbol's name has no end in its string table, and goes on in what the kernel changes",
	[KS_REASON_ELF_EXT_PRESENCE] = "damaged: of the extended symbol versions only the CRCs or only the names are there",
	[KS_REASON_ELF_EXT_COUNT] = "damaged: %M extended symbol versions and %K names for them",
	[KS_REASON_ELF_SERIES_UNKNOWN] = "whether this kernel minds how its sections are made is not known (its release says it)",
	[KS_REASON_ELF_MODINFO_END] = "damaged: the last string of .modinfo has no end",
	[KS_REASON_ELF_UNREADABLE] = "its sections could not be read",
	[KS_REASON_ELF_MACHINE_UNKNOWN] = "the kernel's architecture is not known (a kernel configuration says it)",
	[KS_REASON_MODULE_SIZE] = "built for another kernel: struct module has %M bytes, this kernel's has %K",
	[KS_REASON_MODULE_SIZE_UNKNOWN] = "the kernel's sizeof(struct module) is not known (the running kernel or saved facts say it)",
	[KS_REASON_BLACKLISTED] = "%s is on the kernel's module_blacklist",
	[KS_REASON_BLACKLIST_UNKNOWN] = "whether %s is on the kernel's module_blacklist is not known",
	[KS_REASON_LAYOUT_CRC] = "built for another kernel",
	[KS_REASON_LAYOUT_NO_RECORD] = "its version table does not mention module_layout",
	[KS_REASON_LAYOUT_NO_TABLE] = "built without symbol versions, this kernel has them",
	[KS_REASON_LAYOUT_NO_EXT] = "its extended version table does not mention module_layout: the kernel takes it unchecked",
	[KS_REASON_LAYOUT_UNKNOWN] = "the kernel's CRC of module_layout is not known (Module.symvers or saved facts say it)",
	[KS_REASON_VERMAGIC] = "built for another kernel: vermagic differs",
	[KS_REASON_VERMAGIC_MISSING] = "it carries no vermagic",
	[KS_REASON_VERMAGIC_UNKNOWN] = "the kernel's vermagic is not known (its configuration or saved facts say it)",
	[KS_REASON_LOADED] = "a module named %s is loaded already",
	[KS_REASON_LOADING] = "a module named %s is being loaded or removed right now",
	[KS_REASON_LOADED_UNKNOWN] = "whether %s is loaded already is not known",
	[KS_REASON_SECTION_RWX] = "section %s is both writable and executable, which this kernel forbids",
	[KS_REASON_SECTION_RWX_UNKNOWN] = "section %s is both writable and executable; whether this kernel minds is not known (STRICT_MODULE_RWX)",
	[KS_REASON_SECTION_SIZES] = "damaged: its sections add up to more than the kernel can count",
	[KS_REASON_MEMORY] = "damaged: its sections need %M MiB, more than this kernel has room for modules",
	[KS_REASON_MEMORY_LARGE] = "its sections need %M MiB of memory",
	[KS_REASON_PERCPU_SIZE] = "its per-cpu data has %M bytes, more than any kernel has for a module",
	[KS_REASON_PERCPU_ALIGNMENT] = "damaged: its per-cpu data wants an alignment of %M bytes",
	[KS_REASON_PERCPU_LARGE] = "its per-cpu data has %M bytes, which not every kernel has for a module",
	[KS_REASON_PERCPU_ALIGNMENT_CUT] = "its per-cpu data wants an alignment of %M bytes and gets that of a page",
	[KS_REASON_EXPORTS_NO_FLAGS] = "its exports have no flags: built for a kernel before 7.1",
	[KS_REASON_EXPORTS_NO_CRCS] = "built without symbol versions, this kernel has them: its exports have no CRCs",
	[KS_REASON_EXPORTS_OBSOLETE] = "section %s is no longer read: what it holds is not exported",
	[KS_REASON_IMPORT_NS] = "it imports namespace %m, which is for the modules that it names",
	[KS_REASON_SYMBOL_COMMON] = "symbol %s has no place in the module: compiled without -fno-common",
	[KS_REASON_SYMBOL_SECTION] = "damaged: symbol %s is in section %M, the last one is %K",
	[KS_REASON_SYMBOL_MISSING] = "this kernel does not export %s",
	[KS_REASON_SYMBOL_UNKNOWN] = "whether this kernel exports %s is not known",
	[KS_REASON_SYMBOL_OF_REFUSED] = "%s comes from module %k, which this kernel does not take",
	[KS_REASON_SYMBOL_OF_UNKNOWN] = "%s comes from module %k, of which is not known whether this kernel takes it",
	[KS_REASON_SYMBOL_OF_MODULE] = "%s comes from module %k, which must be loaded before",
	[KS_REASON_SYMBOL_GPL] = "%s%w is for GPL-compatible modules only",
	[KS_REASON_SYMBOL_PROTECTED] = "%s%w is no symbol of the KMI, and the module has no signature that holds",
	[KS_REASON_SYMBOL_PROTECTED_UNKNOWN] = "%s%w is no symbol of the KMI; whether the module, or who exports it, has a signature that holds is not known",
	[KS_REASON_EXPORT_PROTECTED] = "it exports %s, which only modules with a signature that holds may export",
	[KS_REASON_EXPORT_PROTECTED_UNKNOWN] = "it exports %s, which only modules with a signature that holds may export; whether its own does is not known",
	[KS_REASON_SYMBOL_BARRED] = "%s comes from proprietary module %k, and the module uses GPL-only symbols",
	[KS_REASON_SYMBOL_BARRED_UNNAMED] = "%s comes from proprietary module %k, and the module uses GPL-only symbols",
	[KS_REASON_SYMBOL_TAINTS] = "%s comes from proprietary module %k: no GPL-only symbol can be used after it",
	[KS_REASON_SYMBOL_TAINTS_UNNAMED] = "%s comes from proprietary module %k: no GPL-only symbol can be used after it",
	[KS_REASON_SYMBOL_DOUBTFUL] = "whether the module may use %s%w depends on which modules are proprietary, which is not known",
	[KS_REASON_SYMBOL_OWNER_MOVES] = "%s comes from module %k, which is being loaded or removed right now",
	[KS_REASON_SYMBOL_CRC] = "built for another kernel: %s%w differs",
	[KS_REASON_SYMBOL_NO_RECORD] = "its version table does not mention %s%w",
	[KS_REASON_SYMBOL_NO_EXT] = "its extended version table does not mention %s%w: the kernel takes it unchecked",
	[KS_REASON_SYMBOL_NO_TABLE] = "built without symbol versions, this kernel has one of %s%w",
	[KS_REASON_SYMBOL_CRC_UNKNOWN] = "the kernel's CRC of %s%w is not known",
	[KS_REASON_NAMESPACE] = "%s%w is in namespace %k, which the module does not import",
	[KS_REASON_NAMESPACE_UNKNOWN] = "%s%w is in namespace %k, which the module does not import; whether this kernel minds is not known",
	[KS_REASON_ARCH_PLT] = "built without this architecture's linker script: section %s is missing",
	[KS_REASON_ARCH_GOT] = "built without this architecture's linker script: section %s is missing",
	[KS_REASON_ARCH_GOT_PLT] = "built without this architecture's linker script: section %s is missing",
	[KS_REASON_ARCH_PPC_PLT] = "built without this architecture's linker script: section %s is missing",
	[KS_REASON_ARCH_STUBS] = "built without this architecture's linker script: section %s is missing",
	[KS_REASON_ARCH_TRAMPOLINE] = "built for a kernel without ftrace: section %s is missing",
	[KS_REASON_CONSTRUCTORS] = "it has constructors of two kinds, .ctors and .init_array",
	[KS_REASON_OBSOLETE_PARAMETERS] = "it has parameters of an age that the kernel no longer understands",
	[KS_REASON_RELOC_DANGEROUS] = "damaged: relocation %N of %s does not go with what it relocates",
	[KS_REASON_RELOC_PENDING] = "damaged: a relocation of %s lacks its other half",
	[KS_REASON_RELOC_RELA_ONLY] = "damaged: relocation %N of %s has type %M, which only 64-bit modules have",
	[KS_REASON_TABLE] = "damaged: %s, which the kernel walks before init(), has broken entries",
	[KS_REASON_RELOC_TYPE] = "damaged: relocation %N of %s has type %M, which the kernel does not know",
	[KS_REASON_RELOC_TYPE_UNKNOWN] = "whether this kernel takes type %M of relocation %N of %s is not known",
	[KS_REASON_RELOC_REFUSED] = "relocation %N of %s has type %M, which this kernel takes in no module",
	[KS_REASON_RELOC_BOUNDS] = "damaged: relocation %N of %s lies behind its section",
	[KS_REASON_RELOC_FORMAT] = "damaged: %s has a format of relocations that this architecture does not use",
	[KS_REASON_RELOC_OVERFLOW] = "relocation %N of %s does not fit: built without the kernel's options for its compiler",
	[KS_REASON_RELOC_OVERFLOW_UNKNOWN] = "whether relocation %N of %s fits depends on where the kernel puts things",
	[KS_REASON_RELOC_NONZERO] = "damaged: the place of relocation %N of %s is not empty",
	[KS_REASON_RELOC_NONZERO_UNKNOWN] = "damaged: relocation %N of %s has a place that another one may have filled",
	[KS_REASON_RELOC_OUTSIDE] = "damaged: relocation %N of %s lies behind its section: the kernel would write there",
	[KS_REASON_RELOC_SYMBOL] = "damaged: relocation %N of %s names a symbol behind the symbol table",
	[KS_REASON_RELOC_SYMBOL_LOST] = "damaged: relocation %N of %s points into a section that is not loaded",
	[KS_REASON_RELOC_SYMBOL_ERROR] = "damaged: a relocation names %s, an absolute symbol that the kernel takes for one that was not found",
	[KS_REASON_RELOC_MODULE] = "damaged: relocation %N of %s writes into what the kernel keeps about the module",
	[KS_REASON_RELOC_LOST] = "damaged: what is in %s is not applied, so that unfinished code would run",
	[KS_REASON_RELOC_TABLE] = "damaged: %s relocates symbols or relocations",
	[KS_REASON_RELOC_LIVEPATCH_NAME] = "damaged: %s is no name for relocations of a livepatch",
	[KS_REASON_RELOC_PERHAPS] = "damaged: whether this kernel applies %s, and minds, is not known (its release says it)",
	[KS_REASON_RELOC_ARCH] = "its relocations are not looked at: those of this architecture are not known here",
	[KS_REASON_RELOC_MANY] = "more sections with relocations than are looked at",
	[KS_REASON_RELOC_LIVEPATCH_UNKNOWN] = "what the kernel makes of the livepatch relocations %s is not known",
	[KS_REASON_EXPORT_CLASH] = "its export %s is there already, owned by %k",
	[KS_REASON_EXPORT_CLASH_IF_LOADED] = "its export %s is one of module %k, too: only one of them can be loaded",
	[KS_REASON_EXPORT_CLASH_UNKNOWN] = "whether its export %s is there already is not known",
	[KS_REASON_EXPORT_NAME] = "damaged: an entry of its export tables has no name",
	[KS_REASON_THIS_MODULE_FLAGS] = "damaged: its struct module is no writable data",
	[KS_REASON_THIS_MODULE_ALIGNMENT] = "damaged: its struct module is not aligned",
	[KS_REASON_THIS_MODULE_CONTENT] = "damaged: its struct module is filled in already",
	[KS_REASON_THIS_MODULE_NAME] = "damaged: the name in its struct module has no end",
	[KS_REASON_PARAMETER_TWICE] = "there are two parameters %s, each of which wants a file in sysfs",
	[KS_REASON_PARAMETERS_MANY] = "more than %M parameters: whether two have one name is not known",
	[KS_REASON_SECTION_TWICE] = "there are two loaded sections %s, each of which wants a file in sysfs",
	[KS_REASON_SECTION_NAMES_MANY] = "more than %M loaded sections: whether two have one name is not known",
	[KS_REASON_LIVEPATCH] = "it is a livepatch, and this kernel takes none",
	[KS_REASON_LIVEPATCH_UNKNOWN] = "it is a livepatch; whether this kernel takes any is not known (its configuration says it)",
	[KS_REASON_LIVEPATCH_NAME] = "it is called vmlinux, which livepatch keeps for the kernel image",
	[KS_REASON_LIVEPATCH_NAME_UNKNOWN] = "it is called vmlinux; whether this kernel minds is not known (its configuration says it)",
	[KS_REASON_BTF_SHORT] = "its BTF is damaged: too short for a header",
	[KS_REASON_BTF_HEADER_SHORT] = "its BTF is damaged: shorter than its header",
	[KS_REASON_BTF_HEADER] = "its BTF has a header that this kernel does not know",
	[KS_REASON_BTF_MAGIC] = "its BTF is damaged: no BTF at all",
	[KS_REASON_BTF_VERSION] = "its BTF is of a version that this kernel does not know",
	[KS_REASON_BTF_FLAGS] = "its BTF has flags that this kernel does not know",
	[KS_REASON_BTF_OFFSET] = "its BTF is damaged: a part of it starts behind the end",
	[KS_REASON_BTF_GAP] = "its BTF is damaged: something between or behind its parts",
	[KS_REASON_BTF_OVERLAP] = "its BTF is damaged: parts of it overlap",
	[KS_REASON_BTF_LENGTH] = "its BTF is damaged: a part of it is too long",
	[KS_REASON_BTF_STRINGS_PLACE] = "its BTF is damaged: its names are not at the end",
	[KS_REASON_BTF_STRINGS] = "its BTF is damaged: its names have no end",
	[KS_REASON_BTF_CUT] = "its BTF is damaged: type %M is cut short",
	[KS_REASON_BTF_INFO] = "its BTF does not fit this kernel's: type %M has bits that mean nothing there",
	[KS_REASON_BTF_KIND] = "its BTF does not fit this kernel's: type %M is of no kind that is known there",
	[KS_REASON_BTF_NAME] = "its BTF does not fit this kernel's: the name of type %M lies behind the end",
	[KS_REASON_BTF_VALUE] = "its BTF does not fit this kernel's: the name of a value of type %M lies behind the end",
	[KS_REASON_BTF_TYPE] = "its BTF does not fit this kernel's: type %M makes no sense there",
	[KS_REASON_BTF_TAGS] = "its BTF does not fit this kernel's: tags stand behind other modifiers",
	[KS_REASON_BTF_CHAIN] = "its BTF does not fit this kernel's: a type leads round in a circle",
	[KS_REASON_BTF_OPEN] = "whether this kernel takes its BTF is not known (the kernel's own, /sys/kernel/btf/vmlinux, says it)",
	[KS_REASON_BTF_OUTSIDE] = "damaged: its BTF lies behind the end of the file",
	[KS_REASON_BTF_SYSFS] = "it is called vmlinux: its BTF gets no file in /sys/kernel/btf, where the kernel's own has that name",
	[KS_REASON_BTF_BASE_AGREES] = "its BTF continues this kernel's, which has %K bytes of names",
	[KS_REASON_BTF_BASE_DIFFERS] = "built for another kernel: its BTF continues one with %M bytes of names, this kernel's has %K",
	[KS_REASON_KERNEL_HASH_AGREES] = "package %s was made for this kernel, %k",
	[KS_REASON_KERNEL_HASH_DIFFERS] = "built for another kernel: package %s wants kernel %m, %k is installed",
	[KS_REASON_PARAMETER_INVALID] = "parameter %s does not take \"%m\"",
	[KS_REASON_PARAMETER_LONG] = "the value of parameter %s is longer than 1024 bytes",
	[KS_REASON_PARAMETER_UNKNOWN] = "it has no parameter %s, which the kernel ignores",
	[KS_REASON_PARAMETER_DYNDBG] = "this kernel has no dynamic debugging and ignores dyndbg",
	[KS_REASON_PARAMETER_DASHES] = "the kernel ignores parameters behind \"--\": %s",
	[KS_REASON_PARAMETER_OWN] = "whether parameter %s takes \"%m\" is decided by the module itself",
	[KS_REASON_PARAMETER_HARDWARE] = "whether parameter %s may be set is not known: the kernel is, or may be, locked down",
	[KS_REASON_BUILTIN] = "%s is built into this kernel already",
	[KS_REASON_BUILTIN_NAMELESS] = "damaged: its struct module has no name",
	[KS_REASON_BUILTIN_SYSFS] = "%s is built into this kernel already",
	[KS_REASON_VERMAGIC_COMPARED_UNKNOWN] = "whether this kernel compares vermagic is not known (its configuration says it)",
	[KS_REASON_TAINT_OUT_OF_TREE] = "built outside of the kernel's tree: taints the kernel (O)",
	[KS_REASON_TAINT_RETPOLINE] = "compiled without retpolines: leaves the kernel open to Spectre v2",
	[KS_REASON_TAINT_RETPOLINE_UNKNOWN] = "compiled without retpolines; whether this processor needs them is not known",
	[KS_REASON_TAINT_STAGING] = "from the staging directory: taints the kernel (C)",
	[KS_REASON_TAINT_LIVEPATCH] = "a live patch: taints the kernel (K)",
	[KS_REASON_TAINT_LICENSE] = "its licence, %m, is not GPL-compatible: taints the kernel (P)",
	[KS_REASON_TAINT_TEST] = "a test: taints the kernel (N)",
	[KS_REASON_TAINT_TEST_UNKNOWN] = "a test; whether this kernel is tainted by one (N) is not known (its release says it)",
	[KS_REASON_TAINT_UNSIGNED] = "not signed with a key that this kernel trusts: taints the kernel (E)",
	[KS_REASON_TAINT_UNSIGNED_UNKNOWN] = "taints the kernel (E) unless its signature verifies",
	[KS_REASON_TAINT_NAME] = "the kernel takes %s for proprietary, whatever its licence: taints the kernel (P)",
	[KS_REASON_TAINT_PROPRIETARY] = "proprietary: the kernel's developers look at no report from a kernel that ran it",
};

/**
 * ks_explain - one finding as a sentence
 * @finding: what
 * @text: to fill
 * @size: of @text
 */
void ks_explain(const struct ks_finding *finding, char *text, size_t size)
{
	const struct ks_template_values values = { .finding = finding, .absent = "(none)" };

	ks_template(sentences[finding->reason], &values, text, size);
}

/**
 * ks_explain_partly - one finding of which not every value is known
 * @finding: what
 * @letters: of the values that are known, see template.h
 * @text: to fill
 * @size: of @text
 */
void ks_explain_partly(const struct ks_finding *finding, const char *letters, char *text,
		       size_t size)
{
	const struct ks_template_values values = { .finding = finding, .absent = "?",
						   .letters = letters };

	ks_template(sentences[finding->reason], &values, text, size);
}

static bool is_among(const char *name, const char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/**
 * ks_required_modules - modules whose exports the verdict takes for granted
 * @result: verdict
 * @names: room for KS_REQUIRED_MAX names; borrowed
 *
 * Return: how many.
 */
size_t ks_required_modules(const struct ks_result *result, const char **names)
{
	size_t count = 0;

	for (size_t i = 0; i < result->finding_count && count < KS_REQUIRED_MAX; i++) {
		const struct ks_finding *f = &result->findings[i];

		if (f->reason == KS_REASON_SYMBOL_OF_MODULE && !is_among(f->kernel, names, count))
			names[count++] = f->kernel;
	}
	return count;
}

/* What agrees, by the rule that found it. */
static const char *witness_of(enum ks_rule_id rule)
{
	switch (rule) {
	case KS_RULE_BTF_BASE:
		return "BTF";
	case KS_RULE_KERNEL_HASH:
		return "the hash of the kernel's configuration";
	default:
		return ks_rule_name(rule);
	}
}

/* "BTF and the hash of the kernel's configuration agree" */
static void list_witnesses(const struct ks_result *result, char *text, size_t size)
{
	size_t count = 0, length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < result->finding_count && length < size; i++) {
		if (result->findings[i].level != KS_LEVEL_AGREES)
			continue;
		length += snprintf(text + length, size - length, "%s%s", count ? " and " : "",
				   witness_of(result->findings[i].rule));
		count++;
	}
	if (length < size)
		snprintf(text + length, size - length, count > 1 ? " agree" : " agrees");
}

static void explain_consistent(const struct ks_result *result, const struct ks_facts *facts,
			       char *text, size_t size)
{
	char witnesses[256];

	list_witnesses(result, witnesses, sizeof(witnesses));
	if (facts->gates[KS_GATE_MODVERSIONS].value == KS_NO)
		snprintf(text, size, "consistent: %s; this kernel has no CRCs", witnesses);
	else
		snprintf(text, size, "consistent: %s; %zu of %zu imported symbols have no CRC to compare",
			 witnesses, result->tally.unchecked, result->tally.total);
}

static void explain_match(const struct ks_result *result, const struct ks_facts *facts, char *text,
			  size_t size)
{
	if (facts->conflict_count)
		snprintf(text, size, "the sources of facts contradict each other");
	else if (facts->helper.forced)
		snprintf(text, size, "the kernel module that answered was force-loaded, so nothing is proven");
	else if (facts->gates[KS_GATE_MODVERSIONS].value == KS_NO)
		snprintf(text, size, "the loader would take it, but this kernel has no CRCs and nothing else shows that both were configured alike");
	else if (result->tally.total == 0)
		snprintf(text, size, "it carries no CRC that could be compared");
	else
		snprintf(text, size, "%zu of %zu imported symbols have no CRC to compare",
			 result->tally.unchecked, result->tally.total);
}

/**
 * ks_headline - why this verdict, in a few words
 * @result: verdict
 * @facts: kernel
 * @text: to fill
 * @size: of @text
 */
void ks_headline(const struct ks_result *result, const struct ks_facts *facts, char *text,
		 size_t size)
{
	if (result->cause)
		ks_explain(result->cause, text, size);
	else if (result->verdict == KS_VERDICT_OK)
		ks_evidence(result, facts, text, size);
	else
		explain_match(result, facts, text, size);
}

/**
 * ks_evidence - on what the answer to the second question rests
 * @result: verdict
 * @facts: kernel
 * @text: to fill
 * @size: of @text
 */
void ks_evidence(const struct ks_result *result, const struct ks_facts *facts, char *text,
		 size_t size)
{
	if (result->match == KS_MATCH_PROVEN && result->tally.equal == result->tally.total)
		snprintf(text, size, "proven: %zu CRCs equal", result->tally.equal);
	else if (result->match == KS_MATCH_PROVEN)
		snprintf(text, size, "proven: signed with the key that this kernel's own build made");
	else if (result->match == KS_MATCH_CONSISTENT)
		explain_consistent(result, facts, text, size);
	else if (result->match == KS_MATCH_CONTRADICTED && result->tally.differ)
		snprintf(text, size, "contradicted: %zu of %zu CRCs differ", result->tally.differ,
			 result->tally.total);
	else if (result->match == KS_MATCH_CONTRADICTED)
		snprintf(text, size, "contradicted: built for another kernel, or part of this one");
	else
		explain_match(result, facts, text, size);
}
