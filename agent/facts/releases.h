/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which kernels a directory holds, by the names that distributions give. */
#ifndef KS_FACTS_RELEASES_H
#define KS_FACTS_RELEASES_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/pool.h"

#define KS_RELEASES_MAX	64

/**
 * struct ks_release - one of them
 * @name: as uname -r
 * @has_image: there is a kernel image of it
 */
struct ks_release {
	const char *name;
	bool has_image;
};

/**
 * struct ks_releases - all of them; starts as all zeroes
 * @items: sorted
 * @count: entries of @items
 * @strings: owner of their names
 */
struct ks_releases {
	struct ks_release items[KS_RELEASES_MAX];
	size_t count;
	struct ks_pool strings;
};

void ks_releases_of_images(struct ks_releases *releases, int dir);
void ks_releases_of_modules(struct ks_releases *releases, int dir);
int ks_releases_choose(const struct ks_releases *releases, const char *path, const char *hint,
		       const char **release, struct ks_err *err) ks_must_check;
void ks_releases_free(struct ks_releases *releases);

#endif
