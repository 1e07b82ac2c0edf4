// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The version of OpenWrt's package "kernel", which ends in a hash of the
 * kernel's configuration: out of the database of opkg or apk, of the running
 * system or as a file that the user names.
 */
#include "facts/packages.h"

#include <errno.h>

#include "elf/input.h"
#include "elf/package.h"
#include "facts/lines.h"
#include "facts/provider.h"

static const char *const databases[] = { "/usr/lib/opkg/status", "/lib/apk/db/installed" };

static bool begins(const struct ks_image *image, const char *text)
{
	const uint8_t *start = ks_image_range(image, 0, strlen(text));

	return start && !memcmp(start, text, strlen(text));
}

static bool recognises(const struct ks_image *image)
{
	return begins(image, "Package:") || begins(image, "P:") || begins(image, "C:Q1");
}

static bool take(struct ks_snapshot *snapshot, const struct ks_image *image)
{
	struct ks_package kernel;

	if (!ks_package_find(image, "kernel", &kernel) || !*kernel.version)
		return false;
	ks_set_text(snapshot, "kernel-hash", &snapshot->facts.kernel_hash, kernel.version,
		    KS_ORIGIN_FILE);
	return true;
}

static int fill(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		struct ks_err *err)
{
	if (take(snapshot, image))
		return 0;
	return ks_err_set(err, -EINVAL, "%s: read: no package \"kernel\" is installed there", path);
}

/**
 * ks_packages_fill - what the running system's package database says
 * @snapshot: to fill; unchanged on a system without such a database
 */
void ks_packages_fill(struct ks_snapshot *snapshot)
{
	struct ks_input input;
	struct ks_err err;

	for (size_t i = 0; i < KS_ARRAY_SIZE(databases); i++) {
		if (!ks_input_open(&input, databases[i], KS_INPUT_ANY, &err))
			take(snapshot, &input.image);
		ks_input_close(&input);
	}
}

const struct ks_provider ks_provider_packages = {
	.name = "package database",
	.recognises = recognises,
	.fill = fill,
};
