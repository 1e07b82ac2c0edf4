/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One way of being wrong. A function makes it, from what the row of the table
 * says; the same function serves all rows that differ in numbers only.
 */
#ifndef FORGE_VARIANT_H
#define FORGE_VARIANT_H

#include "image.h"

struct variant {
	const char *name;
	/* NULL when it was made, else why this base does not offer it */
	const char *(*make)(struct image *im, const struct variant *v);
	const char *where;
	const char *text;
	unsigned int field;
	size_t width;
	uint64_t value;
	/* the first release which survives it, SINCE(); 0: all do */
	unsigned int survived;
};

#define SINCE(major, minor)	((major) * 1000 + (minor))
#define NEVER			SINCE(1000, 0)

#define VARIANT(name_, make_, ...) { .name = (name_), .make = (make_), ##__VA_ARGS__ }
#define SECTION(where_, field_, value_) .where = (where_), .field = (field_), .value = (value_)
#define LAST	.field = ~0u

/* whole.c: wrong whatever the module is */
extern const struct variant file_variants[];
extern const size_t file_variant_count;
/* says.c: in what the module says of itself and asks for */
extern const struct variant content_variants[];
extern const size_t content_variant_count;
/* linked.c: sections, symbols and relocations on their way into the kernel */
extern const struct variant linked_variants[];
extern const size_t linked_variant_count;

const struct variant *variant_find(const char *name);

/* shared by the tables */
const char *set_section(struct image *im, const struct variant *v);
const char *set_content(struct image *im, const struct variant *v);
const char *clear_alloc(struct image *im, const struct variant *v);
const char *hide_section(struct image *im, const struct variant *v);

#endif
