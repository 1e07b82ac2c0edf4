// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What an errno of a load may mean: which rules answer with it, since when, and
 * what else does.  In the loader's order.  why.test compares it with the rules.
 */
#include "report/errnos.h"

#include <errno.h>
#include <string.h>

#include "lib/macro.h"
#include "lib/number.h"
#include "report/words.h"

#define ALL		0
#define V(major, minor)	((major) << 16 | (minor) << 8)
#define NO_RULE		KS_RULE_MAX
#define ENOTSUPP_OF_KERNEL 524

static const struct ks_errno_cause causes[] = {
	{ EPERM, NO_RULE, ALL, "not run as root (CAP_SYS_MODULE)" },
	{ EPERM, KS_RULE_FILE, ALL, "loading modules is switched off (kernel.modules_disabled)" },
	{ EPERM, KS_RULE_SIGNATURE, ALL, "not signed by a key that this kernel has, and the kernel is locked down" },
	{ EPERM, KS_RULE_BLACKLIST, ALL, "the module is on module_blacklist= of the kernel's command line" },
	{ EPERM, KS_RULE_IMPORT_NS, V(6, 16), "it imports a namespace that is for the modules which it names" },
	{ EPERM, NO_RULE, ALL, "a parameter that names hardware, and the kernel is locked down" },
	{ ENOENT, KS_RULE_SYMBOL_MISSING, ALL, "the kernel does not export a symbol; or a module that exports it is not loaded" },
	{ ENOENT, KS_RULE_SYMBOL_GPL, ALL, "a symbol is for GPL-compatible modules only" },
	{ ENOENT, KS_RULE_SYMBOL_OWNER, ALL, "a symbol comes from a proprietary module, and others are GPL-only" },
	{ ENOENT, KS_RULE_RELOCATIONS, ALL, "riscv, mips: an absolute symbol that is taken for one that was not found" },
	{ ENOENT, NO_RULE, ALL, "from a loading program: there is no such file, or no module of that name" },
	{ EINTR, NO_RULE, ALL, "a signal came while it waited for another load of the module" },
	{ EIO, NO_RULE, ALL, "the file could not be read" },
	{ ENXIO, NO_RULE, ALL, "the module's init(): its hardware is not there" },
	{ E2BIG, KS_RULE_BTF, V(5, 11), "its BTF has a header that this kernel does not know" },
	{ ENOEXEC, KS_RULE_ELF, ALL, "no kernel module, a damaged one, or one for another architecture" },
	{ ENOEXEC, KS_RULE_MODULE_SIZE, V(6, 4), "built for another kernel: struct module has another size" },
	{ ENOEXEC, KS_RULE_MODULE_LAYOUT, ALL, "built for another kernel: the CRC of module_layout differs" },
	{ ENOEXEC, KS_RULE_VERMAGIC, ALL, "built for another kernel: vermagic differs" },
	{ ENOEXEC, KS_RULE_LIVEPATCH, ALL, "it is a live patch, and this kernel takes none" },
	{ ENOEXEC, KS_RULE_ARCH_SECTIONS, ALL, "built without this architecture's linker script: a section is missing" },
	{ ENOEXEC, KS_RULE_SECTIONS, ALL, "a section is both writable and executable" },
	{ ENOEXEC, KS_RULE_EXPORTS, ALL, "its exports have no CRCs, or no flags" },
	{ ENOEXEC, KS_RULE_SYMBOL_TABLE, ALL, "damaged, or compiled without -fno-common: a symbol has no place" },
	{ ENOEXEC, KS_RULE_RELOCATIONS, ALL, "damaged, or built without the kernel's options for its compiler: a relocation cannot be applied" },
	{ ENOEXEC, KS_RULE_FINALIZE, ALL, "arm64: built for a kernel without ftrace" },
	{ ENOEXEC, KS_RULE_EXPORT_CLASH, ALL, "another module, or the kernel, exports the same symbol" },
	{ EBADF, NO_RULE, ALL, "the program that loads did not open the file for reading" },
	{ EAGAIN, NO_RULE, ALL, "the module's init(): try again later" },
	{ ENOMEM, KS_RULE_MEMORY, ALL, "its sections need more memory than there is for modules" },
	{ ENOMEM, KS_RULE_PERCPU, ALL, "its per-cpu data needs more than there is for modules" },
	{ ENOMEM, NO_RULE, ALL, "memory ran out" },
	{ EACCES, NO_RULE, ALL, "a security module forbids it" },
	{ EACCES, KS_RULE_SYMBOL_PROTECTED, ALL, "Android: it uses a symbol that is kept for signed modules" },
	{ EACCES, KS_RULE_EXPORT_PROTECTED, ALL, "Android: it exports a symbol that is kept for signed modules" },
	{ EFAULT, NO_RULE, ALL, "the program that loads gave a wrong address" },
	{ EBUSY, NO_RULE, ALL, "the same module is being loaded or removed, or one that it needs did not end its init() in 30 seconds" },
	{ EBUSY, NO_RULE, V(7, 2), "the module's init() answered EEXIST" },
	{ EEXIST, KS_RULE_LOADED, ALL, "a module of that name is loaded already" },
	{ EEXIST, KS_RULE_PARAMETER_NAMES, ALL, "two of its parameters have one name" },
	{ EEXIST, KS_RULE_SECTION_NAMES, V(6, 12), "two loaded sections have one name" },
	{ ENODEV, NO_RULE, ALL, "the module's init(): its hardware is not there" },
	{ EINVAL, KS_RULE_FILE, ALL, "the file is empty" },
	{ EINVAL, KS_RULE_CONSTRUCTORS, ALL, "it has constructors of two kinds" },
	{ EINVAL, KS_RULE_SYMBOL_CRC, ALL, "built for another kernel: the CRC of a symbol differs" },
	{ EINVAL, KS_RULE_NAMESPACE, ALL, "a symbol is in a namespace that the module does not import" },
	{ EINVAL, KS_RULE_RELOCATIONS, ALL, "riscv, mips, live patches: relocations that cannot be applied" },
	{ EINVAL, KS_RULE_LIVEPATCH_NAME, ALL, "it is called vmlinux, which livepatch keeps for the kernel image" },
	{ EINVAL, KS_RULE_BTF, V(5, 11), "the kernel cannot read its BTF" },
	{ EINVAL, KS_RULE_PARAMETERS, ALL, "a parameter does not take its value" },
	{ EINVAL, KS_RULE_BUILTIN, ALL, "a module of that name is part of the kernel image" },
	{ EINVAL, NO_RULE, ALL, "packed in a way that this kernel does not unpack" },
	{ ETXTBSY, NO_RULE, ALL, "somebody has the file open for writing" },
	{ EFBIG, KS_RULE_FILE, ALL, "the file is larger than 2 GiB" },
	{ ENOSPC, KS_RULE_PARAMETERS, ALL, "a parameter's value is too long" },
	{ ERANGE, KS_RULE_PARAMETERS, ALL, "a parameter's value is too large a number" },
	{ ENOSYS, NO_RULE, ALL, "this kernel takes no modules (CONFIG_MODULES)" },
	{ ELOOP, KS_RULE_BTF, V(5, 11), "the kernel cannot read its BTF: types go round in a circle" },
	{ EBADMSG, KS_RULE_SIGNATURE, ALL, "its signature is damaged" },
	{ EOPNOTSUPP, NO_RULE, V(5, 17), "packed, and this kernel unpacks no modules" },
	{ EKEYREJECTED, KS_RULE_SIGNATURE, ALL, "not signed by a key that this kernel trusts, or changed after it was signed" },
	{ ENOTSUPP_OF_KERNEL, KS_RULE_BTF, V(5, 11), "the kernel does not know the version or the flags of its BTF" },
};

/**
 * ks_errno_cause - one of the reasons for an errno
 * @error: positive
 * @n: which of them, from 0
 *
 * Return: the reason, or NULL when there are no more.
 */
const struct ks_errno_cause *ks_errno_cause(int error, size_t n)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(causes); i++)
		if (causes[i].error == error && !n--)
			return &causes[i];
	return NULL;
}

/**
 * ks_errno_parse - an errno as people write it
 * @text: "ENOEXEC", "8" or "-8"
 *
 * Return: the errno, positive, or 0.
 */
int ks_errno_parse(const char *text)
{
	uint64_t value;

	if (!ks_parse_number(text + (*text == '-'), 10, ENOTSUPP_OF_KERNEL, &value))
		return value;
	for (int error = 1; error <= ENOTSUPP_OF_KERNEL; error++)
		if (!strcmp(text, ks_errno_name(error)))
			return error;
	return 0;
}
