// SPDX-License-Identifier: GPL-2.0-or-later
/* BTF, read in place; see btf.h. */
#include "model/btf.h"

#define TYPE_SIZE	12

/* What lies behind the end of the header reads as zeroes. */
static uint32_t header_field(const struct ks_btf *btf, uint32_t offset, unsigned int size)
{
	uint8_t bytes[4] = { 0 };

	for (unsigned int i = 0; i < size && offset + i < btf->header_size; i++)
		bytes[i] = btf->image.data[offset + i];
	return ks_get(&btf->layout, bytes, size);
}

/**
 * ks_btf_header - read the header
 * @btf: to fill; first_id and first_string are those of a BTF without base
 * @image: section
 * @layout: byte order
 *
 * A header that is shorter than known leaves the rest 0, as the kernel does.
 *
 * Return: false when the section is shorter than its header.
 */
bool ks_btf_header(struct ks_btf *btf, const struct ks_image *image,
		   const struct ks_layout *layout)
{
	const uint8_t *start = ks_image_range(image, 0, 8);

	*btf = (struct ks_btf){ .image = *image, .layout = *layout, .first_id = 1 };
	if (!start)
		return false;
	btf->header_size = ks_get(layout, start + 4, 4);
	if (btf->header_size > image->size)
		return false;
	btf->magic = header_field(btf, 0, 2);
	btf->version = header_field(btf, 2, 1);
	btf->flags = header_field(btf, 3, 1);
	btf->type_off = header_field(btf, 8, 4);
	btf->type_len = header_field(btf, 12, 4);
	btf->str_off = header_field(btf, 16, 4);
	btf->str_len = header_field(btf, 20, 4);
	btf->layout_off = header_field(btf, 24, 4);
	btf->layout_len = header_field(btf, 28, 4);
	return true;
}

static struct ks_image part(const struct ks_btf *btf, uint32_t offset, uint32_t size)
{
	const uint8_t *p = ks_image_range(&btf->image, (uint64_t)btf->header_size + offset, size);

	return (struct ks_image){ p, p ? size : 0 };
}

/**
 * ks_btf_open - read a BTF that stands alone, such as a kernel's
 * @btf: to fill
 * @image: section
 * @layout: byte order
 *
 * Return: false when it is none, or not whole.
 */
bool ks_btf_open(struct ks_btf *btf, const struct ks_image *image, const struct ks_layout *layout)
{
	return ks_btf_header(btf, image, layout) && btf->magic == KS_BTF_MAGIC &&
	       btf->version == 1 && part(btf, btf->type_off, btf->type_len).data &&
	       part(btf, btf->str_off, btf->str_len).data && btf->str_len &&
	       ks_btf_index(btf);
}

/* Bytes behind the common part of a type; -1: no such kind. */
static int64_t tail_size(uint32_t kind, uint32_t count)
{
	switch (kind) {
	case KS_BTF_PTR:
	case KS_BTF_FWD:
	case KS_BTF_TYPEDEF:
	case KS_BTF_VOLATILE:
	case KS_BTF_CONST:
	case KS_BTF_RESTRICT:
	case KS_BTF_FUNC:
	case KS_BTF_FLOAT:
	case KS_BTF_TYPE_TAG:
		return 0;
	case KS_BTF_INT:
	case KS_BTF_VAR:
	case KS_BTF_DECL_TAG:
		return 4;
	case KS_BTF_ARRAY:
		return 12;
	case KS_BTF_ENUM:
	case KS_BTF_FUNC_PROTO:
		return 8 * (int64_t)count;
	case KS_BTF_STRUCT:
	case KS_BTF_UNION:
	case KS_BTF_DATASEC:
	case KS_BTF_ENUM64:
		return 12 * (int64_t)count;
	default:
		return -1;
	}
}

/**
 * ks_btf_type_at - the type at an offset of the type section
 * @btf: with its header read
 * @offset: into the type section
 * @type: to fill
 *
 * Kind and count are as wide as in 7.1 and later; older kernels want the bits
 * that were added to be clear.
 *
 * Return: false when the section ends before.
 */
bool ks_btf_type_at(const struct ks_btf *btf, uint32_t offset, struct ks_btf_type *type)
{
	struct ks_image types = part(btf, btf->type_off, btf->type_len);
	const uint8_t *p = types.data ? ks_image_range(&types, offset, TYPE_SIZE) : NULL;
	int64_t tail;

	if (!p)
		return false;
	type->name = ks_get(&btf->layout, p, 4);
	type->info = ks_get(&btf->layout, p + 4, 4);
	type->size = ks_get(&btf->layout, p + 8, 4);
	type->kind = (type->info >> 24) & 0x7f;
	type->count = type->info & 0xffffff;
	type->flag = type->info >> 31;
	tail = tail_size(type->kind, type->count);
	type->tail = tail < 0 ? NULL : ks_image_range(&types, offset + TYPE_SIZE, tail);
	type->end = offset + TYPE_SIZE + (type->tail ? tail : 0);
	return true;
}

/**
 * ks_btf_index - count the types, and remember where they are
 * @btf: with its header read
 *
 * Return: false when one of them is cut off or none; @btf->count are before it.
 */
bool ks_btf_index(struct ks_btf *btf)
{
	struct ks_btf_type type;
	uint32_t at = 0;

	btf->count = 0;
	btf->stride = btf->type_len / TYPE_SIZE / KS_BTF_MARKS + 1;
	while (at < btf->type_len) {
		if (!ks_btf_type_at(btf, at, &type) || !type.tail)
			return false;
		if (btf->count % btf->stride == 0)
			btf->marks[btf->count / btf->stride] = at;
		btf->count++;
		at = type.end;
	}
	return true;
}

/**
 * ks_btf_type - a type by its id
 * @btf: indexed, and so is its base
 * @id: any number
 * @type: to fill
 *
 * Return: false when there is no such type, or it cannot be looked at.
 */
bool ks_btf_type(const struct ks_btf *btf, uint32_t id, struct ks_btf_type *type)
{
	uint32_t n, at;

	if (btf->base && id < btf->first_id)
		return ks_btf_type(btf->base, id, type);
	if (id < btf->first_id || id - btf->first_id >= btf->count)
		return false;
	n = id - btf->first_id;
	at = btf->marks[n / btf->stride];
	for (n %= btf->stride; ks_btf_type_at(btf, at, type) && n; n--)
		at = type->end;
	return true;
}

/**
 * ks_btf_string - a string by its offset
 * @btf: with its header read
 * @offset: any number
 *
 * Return: the string, or NULL when there is none, or it cannot be looked at.
 */
const char *ks_btf_string(const struct ks_btf *btf, uint32_t offset)
{
	struct ks_image strings;

	if (btf->base && offset < btf->first_string)
		return ks_btf_string(btf->base, offset);
	if (offset < btf->first_string || offset - btf->first_string >= btf->str_len)
		return NULL;
	strings = part(btf, btf->str_off, btf->str_len);
	if (!strings.data || strings.data[strings.size - 1])
		return NULL;
	return (const char *)strings.data + (offset - btf->first_string);
}
