// SPDX-License-Identifier: GPL-2.0-only
/*
 * The only place that calls a function which the kernel does not export.  On
 * x86 the call is a static call, which the kernel patches into a direct one:
 * indirect branch tracking and kCFI trap on pointer calls, and boot code has
 * sealed the unexported functions, on processors without IBT too.  A unit of
 * its own, so that kmod/check-calls can look at what the compiler made of it.
 */
#include "kmod/discover.h"

#include <linux/module.h>
#include <linux/static_call.h>

#include "kmod/compat.h"

/*
 * struct find_symbol_arg of kernel/module/internal.h: same tag and members,
 * for kCFI derives the identity of a function from the tags of its arguments.
 */
struct find_symbol_arg {
	const char *name;
	bool gplok;
	bool warn;
	struct module *owner;
	const s32 *crc;
	const void *sym;
	unsigned int license;
};

#if KMODSAFE_FIND_SYMBOL_BY_STRUCT
typedef bool (*find_symbol_t)(struct find_symbol_arg *arg);

static bool aimed_at_nothing(struct find_symbol_arg *arg)
{
	return false;
}
#else
typedef const void *(*find_symbol_t)(const char *name, struct module **owner,
				     const s32 **crc, unsigned int *license,
				     bool gplok, bool warn);

static const void *aimed_at_nothing(const char *name, struct module **owner,
				    const s32 **crc, unsigned int *license,
				    bool gplok, bool warn)
{
	return NULL;
}
#endif

DEFINE_STATIC_CALL(kmodsafe_find_symbol, aimed_at_nothing);

/**
 * kmodsafe_may_call - may an unexported function be called
 * @rules: what guards calls
 *
 * On x86 only as a static call, which is a direct one there.  Elsewhere a
 * static call may well be a pointer call, so only where nothing checks those,
 * and where the address of the code is all that a pointer is.
 *
 * Return: true if such a call cannot trap.
 */
bool kmodsafe_may_call(const struct kmodsafe_call_rules *rules)
{
	if (rules->x86)
		return rules->static_call;
	return !rules->ibt && !rules->cfi && !rules->bti && !rules->descriptors;
}

/**
 * kmodsafe_may_call_here - may an unexported function of this kernel be called
 *
 * Return: see kmodsafe_may_call().
 */
bool kmodsafe_may_call_here(void)
{
	const struct kmodsafe_call_rules rules = {
		.x86 = IS_ENABLED(CONFIG_X86),
		.static_call = IS_ENABLED(CONFIG_HAVE_STATIC_CALL),
		.ibt = IS_ENABLED(CONFIG_X86_KERNEL_IBT),
		.cfi = IS_ENABLED(CONFIG_CFI_CLANG) || IS_ENABLED(CONFIG_CFI),
		.bti = IS_ENABLED(CONFIG_ARM64_BTI_KERNEL),
		.descriptors = IS_ENABLED(CONFIG_HAVE_FUNCTION_DESCRIPTORS) ||
			       IS_ENABLED(CONFIG_PPC64_ELF_ABI_V1) ||
			       IS_ENABLED(CONFIG_IA64) ||
			       (IS_ENABLED(CONFIG_PARISC) && IS_ENABLED(CONFIG_64BIT)),
	};

	return kmodsafe_may_call(&rules);
}

/**
 * kmodsafe_call_aim - choose what kmodsafe_call_find_symbol() calls
 * @find_symbol: address of the kernel's find_symbol(), or 0 for nothing
 *
 * Only after kmodsafe_may_call_here() said yes.
 */
void kmodsafe_call_aim(unsigned long find_symbol)
{
	static_call_update(kmodsafe_find_symbol,
			   find_symbol ? (find_symbol_t)find_symbol : aimed_at_nothing);
}

/**
 * kmodsafe_call_find_symbol - ask the kernel's own find_symbol()
 * @name: symbol
 * @found: what it said
 *
 * The caller is an RCU reader with preemption off, which suits the whole
 * supported range (module_assert_mutex_or_preempt() up to 6.12).
 *
 * Return: true if the symbol was found.
 */
bool kmodsafe_call_find_symbol(const char *name, struct kmodsafe_found *found)
{
	struct find_symbol_arg arg = { .name = name, .gplok = true };
	bool ok;

#if KMODSAFE_FIND_SYMBOL_BY_STRUCT
	ok = static_call(kmodsafe_find_symbol)(&arg);
#else
	arg.sym = static_call(kmodsafe_find_symbol)(name, &arg.owner, &arg.crc,
						    &arg.license, true, false);
	ok = arg.sym;
#endif
	if (!ok)
		return false;
	found->entry = arg.sym;
	found->crc = arg.crc;
	found->owner = arg.owner;
	found->gpl = arg.license;
	return true;
}
