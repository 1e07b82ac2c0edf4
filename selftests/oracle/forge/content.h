/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a module says of itself: .modinfo, CRCs of imports, imports. */
#ifndef FORGE_CONTENT_H
#define FORGE_CONTENT_H

#include "image.h"

uint64_t modinfo_find(const struct image *im, const char *tag, uint64_t after);
bool modinfo_add(struct image *im, const char *text);

size_t version_count(const struct image *im);
size_t version_name(const struct image *im);
uint64_t version_at(const struct image *im, size_t index);
uint64_t version_find(const struct image *im, const char *name);
uint64_t version_of_import(const struct image *im, size_t nth);

size_t symbol_import(const struct image *im, bool last);
size_t symbol_spare(const struct image *im);

bool make_inert(struct image *im);

#endif
