// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The order of btf_parse_module() of kernel/bpf/btf.c: header, strings, types,
 * chains; see btf_check.h.
 */
#include "check/btf_check.h"

#include "check/emit.h"

#define CHAIN_LIMIT	32

/* 7.2 knows a third section; when it came in between is not known here. */
static enum ks_tri knows_layout(const struct ks_facts *facts)
{
	if (ks_since(facts, 6, 13) == KS_NO)
		return KS_NO;
	return ks_since(facts, 7, 2) == KS_YES ? KS_YES : KS_UNKNOWN;
}

/* Fields of a header that is longer than the kernel's must be clear. */
static bool check_header_end(struct ks_btf_work *work)
{
	const struct ks_btf *btf = work->btf;
	enum ks_tri layout = knows_layout(work->facts);
	uint32_t known = layout == KS_NO ? KS_BTF_HEADER_SIZE : KS_BTF_HEADER_LAYOUT;

	if (layout == KS_UNKNOWN && btf->header_size > KS_BTF_HEADER_SIZE)
		work->open = true;
	for (uint32_t i = known; i < btf->header_size; i++)
		if (btf->image.data[i])
			return ks_btf_refuse(work, KS_REASON_BTF_HEADER, KS_E2BIG);
	return true;
}

struct part {
	uint32_t offset;
	uint32_t size;
};

/* btf_sec_info_cmp(): differences of unsigned numbers, taken as signed. */
static bool comes_after(const struct part *a, const struct part *b)
{
	int32_t offset = (int32_t)(a->offset - b->offset);

	return offset ? offset > 0 : (int32_t)(a->size - b->size) > 0;
}

static void sort_parts(struct part *parts, unsigned int count)
{
	for (unsigned int i = 1; i < count; i++)
		for (unsigned int j = i; j && comes_after(&parts[j - 1], &parts[j]); j--) {
			struct part swap = parts[j];

			parts[j] = parts[j - 1];
			parts[j - 1] = swap;
		}
}

/* btf_check_sec_info(): the parts lie one behind the other, without a gap. */
static bool check_parts(struct ks_btf_work *work)
{
	const struct ks_btf *btf = work->btf;
	bool third = knows_layout(work->facts) != KS_NO &&
		     btf->header_size >= KS_BTF_HEADER_LAYOUT && btf->layout_len;
	uint32_t expected = btf->image.size - btf->header_size, total = 0;
	unsigned int count = third ? 3 : 2;
	struct part parts[3] = {
		{ btf->type_off, btf->type_len },
		{ btf->str_off, btf->str_len },
		{ btf->layout_off, btf->layout_len },
	};

	sort_parts(parts, count);
	for (unsigned int i = 0; i < count; i++) {
		if (expected < parts[i].offset)
			return ks_btf_refuse(work, KS_REASON_BTF_OFFSET, KS_EINVAL);
		if (total < parts[i].offset)
			return ks_btf_refuse(work, KS_REASON_BTF_GAP, KS_EINVAL);
		if (total > parts[i].offset)
			return ks_btf_refuse(work, KS_REASON_BTF_OVERLAP, KS_EINVAL);
		if (expected - total < parts[i].size)
			return ks_btf_refuse(work, KS_REASON_BTF_LENGTH, KS_EINVAL);
		total += parts[i].size;
	}
	if (expected != total)
		return ks_btf_refuse(work, KS_REASON_BTF_GAP, KS_EINVAL);
	return true;
}

static bool check_header(struct ks_btf_work *work)
{
	const struct ks_btf *btf = work->btf;

	if (!check_header_end(work))
		return false;
	if (btf->magic != KS_BTF_MAGIC)
		return ks_btf_refuse(work, KS_REASON_BTF_MAGIC, KS_EINVAL);
	if (btf->version != 1)
		return ks_btf_refuse(work, KS_REASON_BTF_VERSION, KS_ENOTSUPP);
	if (btf->flags)
		return ks_btf_refuse(work, KS_REASON_BTF_FLAGS, KS_ENOTSUPP);
	return check_parts(work);
}

static bool check_strings(struct ks_btf_work *work)
{
	const struct ks_btf *btf = work->btf;
	bool layout = knows_layout(work->facts) != KS_NO &&
		      btf->header_size >= KS_BTF_HEADER_LAYOUT;
	const uint8_t *start = btf->image.data + btf->header_size + btf->str_off;

	if (!layout && start + btf->str_len != btf->image.data + btf->image.size)
		return ks_btf_refuse(work, KS_REASON_BTF_STRINGS_PLACE, KS_EINVAL);
	if (!btf->str_len)
		return true;
	if (btf->str_len - 1 > KS_BTF_MAX_STRING || start[btf->str_len - 1])
		return ks_btf_refuse(work, KS_REASON_BTF_STRINGS, KS_EINVAL);
	return true;
}

static bool check_types(struct ks_btf_work *work)
{
	const struct ks_btf *btf = work->btf;
	struct ks_btf_type type;

	work->id = btf->first_id;
	for (uint32_t at = 0; at < btf->type_len; at = type.end, work->id++)
		if (!ks_btf_type_at(btf, at, &type))
			return ks_btf_refuse_value(work, KS_REASON_BTF_CUT, btf->type_len - at);
		else if (!ks_btf_check_type(work, &type))
			return false;
	/* btf_add_type() has an array of that many, and nobody minds when it is full. */
	work->open |= work->id > KS_BTF_MAX_ID;
	return true;
}

static bool is_modifier(const struct ks_btf_type *type)
{
	return type->kind == KS_BTF_TYPEDEF || type->kind == KS_BTF_VOLATILE ||
	       type->kind == KS_BTF_CONST || type->kind == KS_BTF_RESTRICT ||
	       type->kind == KS_BTF_TYPE_TAG;
}

/* The next type of a chain: void is the end of it, and so is what cannot be seen. */
static bool step(struct ks_btf_work *work, uint32_t id, struct ks_btf_type *type)
{
	const struct ks_btf *btf = work->btf;

	*type = (struct ks_btf_type){ 0 };
	if (!id)
		return true;
	if (!btf->base && id < btf->first_id) {
		work->open = true;
		return true;
	}
	if (!ks_btf_type(btf, id, type))
		return ks_btf_refuse(work, KS_REASON_BTF_TYPE, KS_EINVAL);
	return true;
}

/*
 * btf_check_type_tags() wants tags in front of other modifiers;
 * btf_check_modifier_chain_length() of 7.2 only counts.
 */
static bool check_chain(struct ks_btf_work *work, uint32_t id, uint32_t good)
{
	enum ks_tri loose = ks_since(work->facts, 6, 13) == KS_NO ? KS_NO
								   : ks_since(work->facts, 7, 2);
	struct ks_btf_type type;
	bool in_tags;

	if (!step(work, id, &type))
		return false;
	in_tags = type.kind == KS_BTF_TYPE_TAG;
	for (unsigned int length = 0; is_modifier(&type); length++) {
		if (length == CHAIN_LIMIT)
			return ks_btf_refuse(work, KS_REASON_BTF_CHAIN, KS_ELOOP);
		if (type.kind == KS_BTF_TYPE_TAG && !in_tags && loose == KS_NO)
			return ks_btf_refuse(work, KS_REASON_BTF_TAGS, KS_EINVAL);
		if (type.kind == KS_BTF_TYPE_TAG && !in_tags && loose != KS_YES)
			work->open = true;
		in_tags &= type.kind == KS_BTF_TYPE_TAG;
		if (id <= good)
			break;
		id = type.size;
		if (!step(work, id, &type))
			return false;
	}
	return true;
}

static bool check_chains(struct ks_btf_work *work)
{
	struct ks_btf *btf = work->btf;
	uint32_t good = btf->first_id - 1, id = btf->first_id;
	struct ks_btf_type type;

	ks_btf_index(btf);
	for (uint32_t at = 0; at < btf->type_len && ks_btf_type_at(btf, at, &type);
	     at = type.end, id++) {
		if (!is_modifier(&type))
			continue;
		if (!check_chain(work, id, good))
			return false;
		good = id;
	}
	return true;
}

/**
 * ks_btf_check - what the kernel says of the BTF of a module
 * @btf: with its header read, and what it splits off from; gets indexed.  A
 *	first_id of 0: what it splits off from is not known
 * @facts: whose kernel
 */
struct ks_btf_answer ks_btf_check(struct ks_btf *btf, const struct ks_facts *facts)
{
	struct ks_btf_work work = { .btf = btf, .facts = facts };
	bool good = check_header(&work) && check_strings(&work);

	/* Header and strings were looked at before; types have to have a place. */
	if (good && btf->first_id)
		good = check_types(&work) && check_chains(&work);
	else
		work.open |= good;
	/* What was left open before refuses with EINVAL, if it does. */
	if (!good && (!work.open || work.answer.error == KS_EINVAL))
		return work.answer;
	if (!good || work.open)
		return (struct ks_btf_answer){ .reason = KS_REASON_BTF_OPEN };
	return (struct ks_btf_answer){ .valid = KS_YES };
}
