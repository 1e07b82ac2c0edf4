/* SPDX-License-Identifier: GPL-2.0-only */
/* Facts of the kernel as a whole and their origins, see facts_kernel.c. */
#ifndef KMODSAFE_FACTS_KERNEL_H
#define KMODSAFE_FACTS_KERNEL_H

#include "kmod/facts.h"

/**
 * struct kmodsafe_proof - what is known of how this module was taken
 * @forced: it was force-loaded
 * @modversions: it was built with CONFIG_MODVERSIONS
 * @crcs_proven: the self-test saw the running kernel's CRC tables agree
 * @size_checked: the loader compares sizeof(struct module)
 * @stripped: it was built with OpenWrt's CONFIG_MODULE_STRIPPED
 * @sig_live: is_module_sig_enforced() is a function of the kernel
 */
struct kmodsafe_proof {
	bool forced;
	bool modversions;
	bool crcs_proven;
	bool size_checked;
	bool stripped;
	bool sig_live;
};

bool kmodsafe_helper_forced(void);
bool kmodsafe_release_checks_size(const char *release);
enum kmodsafe_origin kmodsafe_vermagic_origin(const struct kmodsafe_proof *proof);
enum kmodsafe_origin kmodsafe_module_size_origin(const struct kmodsafe_proof *proof);
enum kmodsafe_origin kmodsafe_elf_origin(const struct kmodsafe_proof *proof);
enum kmodsafe_origin kmodsafe_gate_origin(enum kmodsafe_gate gate,
					  const struct kmodsafe_proof *proof);
int kmodsafe_vermagic_compose(char *dst, size_t size, const char *release,
			      const char *built, enum kmodsafe_origin origin, bool forced);
void kmodsafe_kernel_collect(struct kmodsafe_kernel *kernel);

#endif /* KMODSAFE_FACTS_KERNEL_H */
