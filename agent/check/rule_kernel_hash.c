// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * OpenWrt's answer to kernels without symbol versions: each package with
 * modules depends on one version of the package "kernel", whose version ends in
 * a hash of the kernel's configuration (include/kernel-defaults.mk of OpenWrt).
 * The loader knows nothing of it, and compares not even vermagic there.
 */
#include "check/check.h"
#include "check/emit.h"

#define HASH_DIGITS	32

/* A kernel package of one's own build may carry no hash: its version says little. */
static bool has_hash(const char *version)
{
	size_t digits = 0;

	for (; *version && digits < HASH_DIGITS; version++) {
		bool hex = (*version >= '0' && *version <= '9') ||
			   (*version >= 'a' && *version <= 'f');

		digits = hex ? digits + 1 : 0;
	}
	return digits == HASH_DIGITS;
}

/*
 * The database of a system whose kernel was exchanged behind its back still has
 * the old package; OpenWrt's releases are the kernel's version and no more.
 */
static bool is_of_kernel(const char *package, const char *release)
{
	size_t length = release ? strlen(release) : 0;

	return release && !strncmp(package, release, length) &&
	       (package[length] == '~' || package[length] == '-');
}

/**
 * ks_rule_kernel_hash - package and kernel were configured alike
 * @needs: kernel that its package depends on
 * @facts: kernel package that is installed, release
 * @sink: findings
 */
void ks_rule_kernel_hash(const struct ks_needs *needs, const struct ks_facts *facts,
			 struct ks_sink *sink)
{
	const char *kernel = facts->kernel_hash.value;
	bool same;

	if (!needs->kernel_hash || !kernel || !is_of_kernel(kernel, facts->release.value))
		return;
	same = !strcmp(needs->kernel_hash, kernel);
	if (same && !has_hash(kernel))
		return;
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_KERNEL_HASH,
		.level = same ? KS_LEVEL_AGREES : KS_LEVEL_CONTRADICTS,
		.reason = same ? KS_REASON_KERNEL_HASH_AGREES : KS_REASON_KERNEL_HASH_DIFFERS,
		.subject = needs->package,
		.module = needs->kernel_hash,
		.kernel = kernel,
	});
}
