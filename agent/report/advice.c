// SPDX-License-Identifier: GPL-2.0-or-later
/* What to do about a verdict: one sentence, no full stop; see words.h. */
#include "report/words.h"

#include <stdio.h>
#include <string.h>

/* One text a reason; what is not here depends on more. */
static const char *const fixed[KS_REASON_MAX] = {
	[KS_REASON_LOADED] = "nothing; to replace it, remove the loaded one first (rmmod)",
	[KS_REASON_BUILTIN] = "nothing: the kernel has it already",
	[KS_REASON_BUILTIN_SYSFS] = "nothing: the kernel has it already",
	[KS_REASON_PARAMETER_INVALID] = "correct the parameter; modinfo shows which there are, and their types",
	[KS_REASON_PARAMETER_LONG] = "correct the parameter; modinfo shows which there are, and their types",
	[KS_REASON_BLACKLISTED] = "remove it from module_blacklist= on the kernel command line and reboot",
	[KS_REASON_MODULES_DISABLED] = "reboot: the switch cannot be turned back",
	[KS_REASON_SIGNATURE_MISSING] = "sign it with a key that this kernel trusts (scripts/sign-file, mokutil)",
	[KS_REASON_SIGNATURE_LOCKDOWN] = "sign it with a key that this kernel trusts (scripts/sign-file, mokutil)",
	[KS_REASON_SIGNATURE_FOREIGN] = "sign it with a key that this kernel trusts (scripts/sign-file, mokutil)",
	[KS_REASON_SIGNATURE_UNKNOWN_KEY] = "sign it with a key that this kernel trusts (scripts/sign-file, mokutil)",
	[KS_REASON_SIGNATURE_UNSUPPORTED] = "sign it with a key that this kernel trusts (scripts/sign-file, mokutil)",
	[KS_REASON_SIGNATURE_REVOKED] = "sign it with a key that this kernel trusts (scripts/sign-file, mokutil)",
	[KS_REASON_SIGNATURE_MAYBE_REVOKED] = "sign it with a key that this kernel trusts (scripts/sign-file, mokutil)",
	[KS_REASON_SIGNATURE_BROKEN] = "get the file again, or sign it anew",
	[KS_REASON_SIGNATURE_RESERVED] = "get the file again, or sign it anew",
	[KS_REASON_SIGNATURE_FAULTY] = "get the file again, or sign it anew",
	[KS_REASON_SIGNATURE_MISMATCH] = "get the file again, or sign it anew",
	[KS_REASON_SIGNATURE_MAYBE_MISMATCH] = "get the file again, or sign it anew",
	[KS_REASON_SIGNATURE_UNVERIFIED] = "name the kernel's image with --kernel, or the signer's certificate with --keys",
	[KS_REASON_SIGNATURE_LISTED] = "name the kernel's image with --kernel, or the signer's certificate with --keys",
	[KS_REASON_ELF_MACHINE] = "get the build for this architecture",
	[KS_REASON_ELF_ABI] = "get the build for this architecture",
	[KS_REASON_ELF_MODULE_ABI] = "get the build for this architecture",
	[KS_REASON_EXPORT_CLASH] = "nothing; to replace the module that has it, remove that one first (rmmod)",
	[KS_REASON_IMPORT_NS] = "remove that MODULE_IMPORT_NS() from its source: the kernel goes by the module's name",
	[KS_REASON_SYMBOL_COMMON] = "rebuild it with the kernel's own build system, which gives -fno-common",
	[KS_REASON_SYMBOL_SECTION] = "get the file again: it is damaged",
	[KS_REASON_EXPORT_NAME] = "get the file again: it is damaged",
	[KS_REASON_LAYOUT_NO_TABLE] = "rebuild it with the kernel's own Module.symvers at hand",
	[KS_REASON_EXPORTS_NO_CRCS] = "rebuild it with the kernel's own Module.symvers at hand",
	[KS_REASON_LAYOUT_NO_RECORD] = "rebuild it with the kernel's own Module.symvers at hand",
	[KS_REASON_SYMBOL_NO_TABLE] = "rebuild it with the kernel's own Module.symvers at hand",
	[KS_REASON_SYMBOL_NO_RECORD] = "rebuild it with the kernel's own Module.symvers at hand",
	[KS_REASON_BUILTIN_NAMELESS] = "get the file again: it is damaged",
	[KS_REASON_PARAMETER_TWICE] = "rebuild it with another name for one of them: module_param_named()",
	[KS_REASON_SECTION_TWICE] = "link it with the kernel's own linker script (scripts/module.lds)",
	[KS_REASON_FACTS_CONTRADICT] = "name files of one and the same kernel with --kernel, and modules that go together with --loaded",
	[KS_REASON_LOCKDOWN_UNKNOWN] = "mount securityfs, which says it: mount -t securityfs none /sys/kernel/security",
	[KS_REASON_SYMBOL_PROTECTED] = "have the symbol added to the KMI symbol list, or do without it",
	[KS_REASON_EXPORT_PROTECTED] = "install the modules that were built and signed with this kernel (system_dlkm), or let the kernel trust their certificate",
	[KS_REASON_SYMBOL_PROTECTED_UNKNOWN] = "let the signature be verified: --deep, with the kernel's Image or --keys",
	[KS_REASON_EXPORT_PROTECTED_UNKNOWN] = "let the signature be verified: --deep, with the kernel's Image or --keys",
	[KS_REASON_SYMBOL_BARRED] = "ask the makers of both: these licences do not go together on any kernel",
	[KS_REASON_SYMBOL_BARRED_UNNAMED] = "ask the makers of both: these licences do not go together on any kernel",
	[KS_REASON_LIVEPATCH] = "use a kernel with CONFIG_LIVEPATCH",
	[KS_REASON_LIVEPATCH_NAME] = "rebuild it under another name",
	[KS_REASON_KERNEL_HASH_DIFFERS] = "install the package from the feed that belongs to this very kernel",
	[KS_REASON_SYMBOL_OF_REFUSED] = "look at the module that exports it: with that one it will load",
	[KS_REASON_SYMBOL_GPL] = "ask its maker: under this licence it cannot use the symbol on any kernel",
};

static void advise_rebuild(const struct ks_facts *facts, char *text, size_t size)
{
	if (facts->release.value)
		snprintf(text, size,
			 "rebuild it against linux-headers-%s, or install the build for %s",
			 facts->release.value, facts->release.value);
	else
		snprintf(text, size, "rebuild it against the headers of that kernel, or install its build");
}

static void advise_missing(const struct ks_needs *needs, char *text, size_t size)
{
	if (needs->depends && *needs->depends)
		snprintf(text, size, "load what it depends on first: %s", needs->depends);
	else
		snprintf(text, size, "load the module that exports it first, or rebuild for this kernel");
}

static bool is_damage(const struct ks_finding *cause)
{
	return cause->rule == KS_RULE_ELF || cause->rule == KS_RULE_FILE ||
	       cause->rule == KS_RULE_MEMORY || cause->rule == KS_RULE_THIS_MODULE ||
	       cause->rule == KS_RULE_RELOCATIONS || cause->rule == KS_RULE_TABLES;
}

/* Which file tells what is not known; NULL: whatever there is. */
static const char *file_for(enum ks_reason reason)
{
	switch (reason) {
	case KS_REASON_MODULE_SIZE_UNKNOWN:
		return "its types (/sys/kernel/btf/vmlinux, or an image with BTF)";
	case KS_REASON_LAYOUT_UNKNOWN:
	case KS_REASON_SYMBOL_UNKNOWN:
	case KS_REASON_SYMBOL_CRC_UNKNOWN:
		return "its Module.symvers or image";
	case KS_REASON_SIGNATURE_MISSING_UNKNOWN:
	case KS_REASON_ELF_MACHINE_UNKNOWN:
	case KS_REASON_SECTION_RWX_UNKNOWN:
	case KS_REASON_NAMESPACE_UNKNOWN:
	case KS_REASON_LIVEPATCH_UNKNOWN:
	case KS_REASON_LIVEPATCH_NAME_UNKNOWN:
		return "its configuration";
	case KS_REASON_VERMAGIC_UNKNOWN:
	case KS_REASON_VERMAGIC_COMPARED_UNKNOWN:
	case KS_REASON_ELF_SERIES_UNKNOWN:
		return "its image or configuration";
	default:
		return NULL;
	}
}

static void advise_unknown(const struct ks_facts *facts, const struct ks_finding *cause,
			   char *text, size_t size)
{
	const char *file = file_for(cause->reason);

	if (!file)
		snprintf(text, size, "name more of the kernel with --kernel, or ask the running one");
	else if (facts->release.value && !strcmp(file, "its configuration"))
		snprintf(text, size, "name its configuration, too (--kernel ...,config-%s)",
			 facts->release.value);
	else
		snprintf(text, size, "name %s, too, with --kernel, or ask the running kernel", file);
}

static void advise_cause(const struct ks_needs *needs, const struct ks_facts *facts,
			 const struct ks_finding *cause, char *text, size_t size)
{
	const char *text_of_reason = fixed[cause->reason];

	if (text_of_reason)
		snprintf(text, size, "%s", text_of_reason);
	else if (cause->reason == KS_REASON_SYMBOL_MISSING)
		advise_missing(needs, text, size);
	else if (cause->reason == KS_REASON_NAMESPACE && cause->kernel)
		snprintf(text, size, "add MODULE_IMPORT_NS(%s) to its source and rebuild it",
			 cause->kernel);
	else if (cause->level == KS_LEVEL_UNKNOWN)
		advise_unknown(facts, cause, text, size);
	else if (is_damage(cause))
		snprintf(text, size, "get the file again: it is damaged or no kernel module");
	else
		advise_rebuild(facts, text, size);
}

/**
 * ks_advise - what to do
 * @needs: candidate
 * @facts: kernel
 * @result: verdict
 * @text: to fill; empty when there is nothing to do
 * @size: of @text
 */
void ks_advise(const struct ks_needs *needs, const struct ks_facts *facts,
	       const struct ks_result *result, char *text, size_t size)
{
	text[0] = '\0';
	if (result->cause)
		advise_cause(needs, facts, result->cause, text, size);
	else if (facts->helper.forced)
		snprintf(text, size, "rebuild the kmodsafe kernel module for this kernel and load it without force");
	else if (result->verdict == KS_VERDICT_UNKNOWN)
		snprintf(text, size, "make sure that it was built from this kernel's own tree and configuration");
}
