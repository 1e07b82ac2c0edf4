// SPDX-License-Identifier: GPL-2.0-only
/*
 * Collects what the kernel as a whole demands of a module, and decides how
 * far each value is proven: read live, compared by the loader when it took
 * this module, or only compiled in.
 */
#define INCLUDE_VERMAGIC	/* the loader and modules' .mod.c are who it is for */

#include "kmod/facts_kernel.h"

#include <linux/elf.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <linux/vermagic.h>

#include "kmod/compat.h"
#include "kmod/discover.h"
#include "kmod/facts_module.h"

/**
 * kmodsafe_helper_forced - was this module force-loaded
 *
 * The bit is set before init() runs (try_to_force_load(),
 * kernel/module/main.c) and is this load's, unlike the kernel's global taint.
 *
 * Return: true if the loader was told not to compare.
 */
bool kmodsafe_helper_forced(void)
{
	return test_bit(TAINT_FORCED_MODULE, &THIS_MODULE->taints);
}

/**
 * kmodsafe_release_checks_size - does a kernel compare sizeof(struct module)
 * @release: the running kernel's release; a kernel that compares neither CRCs
 *	nor vermagic may be another than the one this module was built for
 *
 * elf_validity_check() (later elf_validity_cache_index_mod()) in
 * kernel/module/main.c refuses another size since 6.4, whatever the flags.
 *
 * Return: true if it does.
 */
bool kmodsafe_release_checks_size(const char *release)
{
	unsigned int major, minor;

	if (sscanf(release, "%u.%u", &major, &minor) != 2)
		return false;
	return major > 6 || (major == 6 && minor >= 4);
}

/**
 * kmodsafe_vermagic_origin - how far is the vermagic string proven
 * @proof: what is known
 *
 * That the loader compares it is known where it checks CRCs; a kernel without
 * CRCs may be one whose comparison was taken out.
 *
 * Return: %KMODSAFE_ORIGIN_LOADER or %KMODSAFE_ORIGIN_BUILD.
 */
enum kmodsafe_origin kmodsafe_vermagic_origin(const struct kmodsafe_proof *proof)
{
	if (proof->forced || proof->stripped || !proof->modversions || !proof->crcs_proven)
		return KMODSAFE_ORIGIN_BUILD;
	return KMODSAFE_ORIGIN_LOADER;
}

/**
 * kmodsafe_module_size_origin - how far is sizeof(struct module) proven
 * @proof: what is known
 *
 * By the loader's own comparison, or by the CRC of module_layout, which covers
 * struct module.  After force nothing is called proven, though the loader's
 * own comparison is made even then.
 *
 * Return: %KMODSAFE_ORIGIN_LOADER or %KMODSAFE_ORIGIN_BUILD.
 */
enum kmodsafe_origin kmodsafe_module_size_origin(const struct kmodsafe_proof *proof)
{
	if (proof->forced)
		return KMODSAFE_ORIGIN_BUILD;
	if (proof->size_checked || (proof->modversions && proof->crcs_proven))
		return KMODSAFE_ORIGIN_LOADER;
	return KMODSAFE_ORIGIN_BUILD;
}

/**
 * kmodsafe_elf_origin - how far are machine, class and byte order proven
 * @proof: what is known
 *
 * Return: %KMODSAFE_ORIGIN_LOADER, or %KMODSAFE_ORIGIN_BUILD after force.
 */
enum kmodsafe_origin kmodsafe_elf_origin(const struct kmodsafe_proof *proof)
{
	return proof->forced ? KMODSAFE_ORIGIN_BUILD : KMODSAFE_ORIGIN_LOADER;
}

/**
 * kmodsafe_gate_origin - where a gate's value comes from
 * @gate: which one
 * @proof: what is known
 *
 * SMP, UNLOAD and MODVERSIONS are words of the vermagic string and as proven
 * as that is.
 *
 * Return: origin.
 */
enum kmodsafe_origin kmodsafe_gate_origin(enum kmodsafe_gate gate,
					  const struct kmodsafe_proof *proof)
{
	switch (gate) {
	case KMODSAFE_GATE_SIG_ENFORCED:
		return proof->sig_live ? KMODSAFE_ORIGIN_LIVE : KMODSAFE_ORIGIN_BUILD;
	case KMODSAFE_GATE_MODVERSIONS:
		if (proof->crcs_proven)
			return KMODSAFE_ORIGIN_LIVE;
		return kmodsafe_vermagic_origin(proof);
	case KMODSAFE_GATE_SMP:
	case KMODSAFE_GATE_UNLOAD:
		return kmodsafe_vermagic_origin(proof);
	default:
		return KMODSAFE_ORIGIN_BUILD;
	}
}

/**
 * kmodsafe_vermagic_compose - the vermagic string to report
 * @dst: result
 * @size: size of @dst
 * @release: live release
 * @built: VERMAGIC_STRING of the build
 * @origin: kmodsafe_vermagic_origin()
 * @forced: this module was force-loaded
 *
 * The loader compares only what stands behind the first blank when a module
 * has CRCs (same_magic(), kernel/module/version.c), so the release in the
 * build's string proves nothing and the live one takes its place.  After
 * force nothing is proven, and the string is reported as it was built.
 *
 * Return: length, or -E2BIG when it was cut.
 */
int kmodsafe_vermagic_compose(char *dst, size_t size, const char *release,
			      const char *built, enum kmodsafe_origin origin, bool forced)
{
	const char *tail = strchr(built, ' ');
	int len;

	if (tail && !(forced && origin == KMODSAFE_ORIGIN_BUILD))
		len = scnprintf(dst, size, "%s%s", release, tail);
	else
		len = scnprintf(dst, size, "%s", built);
	return len + 1 < size ? len : -E2BIG;
}

static const bool gate_values[] = {
	[KMODSAFE_GATE_MODVERSIONS] = IS_ENABLED(CONFIG_MODVERSIONS),
	[KMODSAFE_GATE_BASIC_MODVERSIONS] = KMODSAFE_BASIC_MODVERSIONS,
	[KMODSAFE_GATE_EXTENDED_MODVERSIONS] = IS_ENABLED(CONFIG_EXTENDED_MODVERSIONS),
	[KMODSAFE_GATE_MODULE_SIG] = IS_ENABLED(CONFIG_MODULE_SIG),
	[KMODSAFE_GATE_FORCE_LOAD] = IS_ENABLED(CONFIG_MODULE_FORCE_LOAD),
	[KMODSAFE_GATE_UNLOAD] = IS_ENABLED(CONFIG_MODULE_UNLOAD),
	[KMODSAFE_GATE_VERMAGIC_COMPARED] = !IS_ENABLED(CONFIG_MODULE_STRIPPED),
	[KMODSAFE_GATE_NAMESPACES_ENFORCED] =
		!IS_ENABLED(CONFIG_MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS),
	[KMODSAFE_GATE_BTF_ENFORCED] = IS_ENABLED(CONFIG_DEBUG_INFO_BTF_MODULES) &&
		!IS_ENABLED(CONFIG_MODULE_ALLOW_BTF_MISMATCH),
	[KMODSAFE_GATE_DECOMPRESS] = IS_ENABLED(CONFIG_MODULE_DECOMPRESS),
	[KMODSAFE_GATE_RETPOLINE] = IS_ENABLED(CONFIG_RETPOLINE) ||
		IS_ENABLED(CONFIG_MITIGATION_RETPOLINE),
	[KMODSAFE_GATE_LIVEPATCH] = IS_ENABLED(CONFIG_LIVEPATCH),
	[KMODSAFE_GATE_STRICT_RWX] = IS_ENABLED(CONFIG_STRICT_MODULE_RWX),
	[KMODSAFE_GATE_SMP] = IS_ENABLED(CONFIG_SMP),
	[KMODSAFE_GATE_UML] = IS_ENABLED(CONFIG_UML),
	[KMODSAFE_GATE_CONSTRUCTORS] = IS_ENABLED(CONFIG_CONSTRUCTORS),
	[KMODSAFE_GATE_MODULE_PLTS] = KMODSAFE_MODULE_PLTS,
	[KMODSAFE_GATE_DYNAMIC_FTRACE] = IS_ENABLED(CONFIG_DYNAMIC_FTRACE),
	[KMODSAFE_GATE_BTF_MODULES] = IS_ENABLED(CONFIG_DEBUG_INFO_BTF_MODULES),
	[KMODSAFE_GATE_SYSFS] = IS_ENABLED(CONFIG_SYSFS),
	[KMODSAFE_GATE_KALLSYMS] = IS_ENABLED(CONFIG_KALLSYMS),
	[KMODSAFE_GATE_DYNAMIC_DEBUG] = IS_ENABLED(CONFIG_DYNAMIC_DEBUG_CORE),
	[KMODSAFE_GATE_DECOMPRESS_GZIP] = IS_ENABLED(CONFIG_MODULE_DECOMPRESS) &&
		IS_ENABLED(CONFIG_MODULE_COMPRESS_GZIP),
	[KMODSAFE_GATE_DECOMPRESS_XZ] = IS_ENABLED(CONFIG_MODULE_DECOMPRESS) &&
		IS_ENABLED(CONFIG_MODULE_COMPRESS_XZ),
	[KMODSAFE_GATE_DECOMPRESS_ZSTD] = IS_ENABLED(CONFIG_MODULE_DECOMPRESS) &&
		IS_ENABLED(CONFIG_MODULE_COMPRESS_ZSTD),
};

static bool gate_value(enum kmodsafe_gate gate, const struct kmodsafe_proof *proof)
{
	if (gate == KMODSAFE_GATE_SIG_ENFORCED)
		return is_module_sig_enforced();
	/* seen live, whatever this module was built with */
	if (gate == KMODSAFE_GATE_MODVERSIONS && proof->crcs_proven)
		return true;
	return gate_values[gate];
}

static void collect_gates(struct kmodsafe_kernel *kernel, const struct kmodsafe_proof *proof)
{
	unsigned int i;

	for (i = 0; i < KMODSAFE_GATES; i++) {
		struct kmodsafe_gate_fact *gate = &kernel->gates[i];

		gate->id = i + 1;
		gate->known = true;
		gate->value = gate_value(gate->id, proof);
		gate->origin = kmodsafe_gate_origin(gate->id, proof);
	}
}

/**
 * kmodsafe_kernel_collect - collect the facts of kernel-get
 * @kernel: result
 */
void kmodsafe_kernel_collect(struct kmodsafe_kernel *kernel)
{
	const struct kmodsafe_exports *exports = kmodsafe_exports();
	const struct kmodsafe_proof proof = {
		.forced = kmodsafe_helper_forced(),
		.modversions = IS_ENABLED(CONFIG_MODVERSIONS),
		.crcs_proven = exports && exports->crcs_proven,
		.size_checked = kmodsafe_release_checks_size(init_uts_ns.name.release),
		.stripped = IS_ENABLED(CONFIG_MODULE_STRIPPED),
		.sig_live = IS_ENABLED(CONFIG_MODULE_SIG),
	};

	BUILD_BUG_ON(sizeof(kernel->release) < sizeof(init_uts_ns.name.release));
	BUILD_BUG_ON(sizeof(kernel->vermagic) <
		     sizeof(VERMAGIC_STRING) + sizeof(init_uts_ns.name.release));

	memset(kernel, 0, sizeof(*kernel));
	kernel->helper_version = KMODSAFE_HELPER_VERSION;
	kernel->helper_forced = proof.forced;
	kernel->backend = kmodsafe_backend();
	kernel->generation = kmodsafe_generation();
	scnprintf(kernel->release, sizeof(kernel->release), "%s", init_uts_ns.name.release);
	kernel->release_origin = KMODSAFE_ORIGIN_LIVE;
	kernel->vermagic_origin = kmodsafe_vermagic_origin(&proof);
	kmodsafe_vermagic_compose(kernel->vermagic, sizeof(kernel->vermagic),
				  kernel->release, VERMAGIC_STRING,
				  kernel->vermagic_origin, proof.forced);
	kernel->module_size = sizeof(struct module);
	kernel->module_size_origin = kmodsafe_module_size_origin(&proof);
	kernel->elf_machine = ELF_ARCH;
	kernel->elf_class = ELF_CLASS;
	kernel->elf_data = ELF_DATA;
	kernel->elf_origin = kmodsafe_elf_origin(&proof);
	kernel->vmlinux_symbols = exports ? kmodsafe_exports_total(exports) : 0;
	collect_gates(kernel, &proof);
}
