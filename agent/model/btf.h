/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BTF, the types of a kernel or a module (Documentation/bpf/btf.rst of the
 * kernel), read in place and without memory of its own: a kernel's is some
 * 5 MB.  Nothing in it is believed; every access is bounds-checked.
 *
 * A module's BTF is split: its ids and string offsets go on where those of the
 * kernel that it was built against ended, and say nothing without that kernel.
 */
#ifndef KS_MODEL_BTF_H
#define KS_MODEL_BTF_H

#include "model/image.h"

#define KS_BTF_MAGIC		0xeb9f
#define KS_BTF_HEADER_SIZE	24	/* up to 7.0 */
#define KS_BTF_HEADER_LAYOUT	32	/* later, with a third section */
#define KS_BTF_MAX_ID		0xfffff
#define KS_BTF_MAX_STRING	0xffffff

enum ks_btf_kind {
	KS_BTF_VOID = 0,
	KS_BTF_INT,
	KS_BTF_PTR,
	KS_BTF_ARRAY,
	KS_BTF_STRUCT,
	KS_BTF_UNION,
	KS_BTF_ENUM,
	KS_BTF_FWD,
	KS_BTF_TYPEDEF,
	KS_BTF_VOLATILE,
	KS_BTF_CONST,
	KS_BTF_RESTRICT,
	KS_BTF_FUNC,
	KS_BTF_FUNC_PROTO,
	KS_BTF_VAR,
	KS_BTF_DATASEC,
	KS_BTF_FLOAT,
	KS_BTF_DECL_TAG,
	KS_BTF_TYPE_TAG,
	KS_BTF_ENUM64,
	KS_BTF_KIND_MAX,
};

/* Places that are remembered on the way to a type by its id. */
#define KS_BTF_MARKS	1024

/**
 * struct ks_btf - one BTF section
 * @image: its bytes
 * @layout: byte order
 * @magic: of the header, as all of these; 0 where the header ends before
 * @version: of the format
 * @flags: reserved
 * @header_size: hdr_len
 * @type_off: behind the header
 * @type_len: in bytes
 * @str_off: behind the header
 * @str_len: in bytes
 * @layout_off: behind the header
 * @layout_len: in bytes
 * @base: what it splits off from, or NULL where that cannot be looked at
 * @first_id: id of its first type: 1 without a base
 * @first_string: offset that its strings start at: 0 without a base
 * @count: its own types, set by ks_btf_index()
 * @stride: types from one mark to the next
 * @marks: where every @stride th type is
 */
struct ks_btf {
	struct ks_image image;
	struct ks_layout layout;
	uint16_t magic;
	uint8_t version;
	uint8_t flags;
	uint32_t header_size;
	uint32_t type_off;
	uint32_t type_len;
	uint32_t str_off;
	uint32_t str_len;
	uint32_t layout_off;
	uint32_t layout_len;
	const struct ks_btf *base;
	uint32_t first_id;
	uint32_t first_string;
	uint32_t count;
	uint32_t stride;
	uint32_t marks[KS_BTF_MARKS];
};

/**
 * struct ks_btf_type - one type
 * @name: offset of its name
 * @info: as stored
 * @kind: enum ks_btf_kind, or a number that is none
 * @count: of members, values, parameters
 * @flag: kind_flag
 * @size: in bytes; of kinds that refer to a type, its id
 * @tail: what follows; NULL when it is cut off or the kind is none
 * @end: offset of the next type
 */
struct ks_btf_type {
	uint32_t name;
	uint32_t info;
	uint32_t kind;
	uint32_t count;
	bool flag;
	uint32_t size;
	const uint8_t *tail;
	uint32_t end;
};

bool ks_btf_header(struct ks_btf *btf, const struct ks_image *image,
		   const struct ks_layout *layout);
bool ks_btf_open(struct ks_btf *btf, const struct ks_image *image, const struct ks_layout *layout);
bool ks_btf_type_at(const struct ks_btf *btf, uint32_t offset, struct ks_btf_type *type);
bool ks_btf_index(struct ks_btf *btf);
bool ks_btf_type(const struct ks_btf *btf, uint32_t id, struct ks_btf_type *type);
const char *ks_btf_string(const struct ks_btf *btf, uint32_t offset);

/** ks_btf_word - the n-th number behind a type */
static inline uint32_t ks_btf_word(const struct ks_btf *btf, const struct ks_btf_type *type,
				   uint32_t n)
{
	return ks_get(&btf->layout, type->tail + (size_t)n * 4, 4);
}

#endif
