// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One type of a BTF by itself: btf_check_meta() of kernel/bpf/btf.c and the
 * check_meta of each kind.  All answer EINVAL, but for the encoding of an
 * integer.
 */
#include "check/btf_check.h"
#include "check/emit.h"

#define INFO_MASK	0x9f00ffff	/* BTF_INFO_MASK, gone in 7.2 */
#define INT_MASK	0x0fffffff
#define FUNC_LINKAGE	1	/* BTF_FUNC_GLOBAL */
#define VAR_LINKAGE	1	/* BTF_VAR_GLOBAL_ALLOCATED */

static bool bad(struct ks_btf_work *work)
{
	return ks_btf_refuse(work, KS_REASON_BTF_TYPE, KS_EINVAL);
}

/* Kernels between those that were read. */
static enum ks_tri since_7_2(const struct ks_facts *facts)
{
	return ks_since(facts, 6, 13) == KS_NO ? KS_NO :
	       ks_since(facts, 7, 2) == KS_YES ? KS_YES : KS_UNKNOWN;
}

/* The kernel's isalpha() and isprint() are those of Latin-1 (lib/ctype.c). */
static bool is_alpha(unsigned char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= 0xc0 && c != 0xd7 && c != 0xf7);
}

static bool is_print(unsigned char c)
{
	return (c >= 0x20 && c < 0x7f) || c >= 0xa0;
}

static bool is_identifier(const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = name[i];

		if (!is_alpha(c) && c != '_' && c != '.' && (!i || c < '0' || c > '9'))
			return false;
	}
	return length;
}

static bool is_section_name(const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!is_print(name[i]))
			return false;
	return length;
}

enum name_rule { NAME_ANY, NAME_NONE, NAME_TEXT, NAME_MAYBE, NAME_IDENTIFIER, NAME_SECTION };

/*
 * KSYM_NAME_LEN grew in 6.1; up to there a section is named by an identifier,
 * in 6.12 by any text.
 */
static bool check_text(struct ks_btf_work *work, const char *name, enum name_rule rule)
{
	enum ks_tri long_names = ks_since(work->facts, 6, 1);
	size_t length = strlen(name);

	if (rule == NAME_TEXT)
		return length || bad(work);
	if (rule == NAME_SECTION && ks_since(work->facts, 6, 2) == KS_NO)
		rule = NAME_IDENTIFIER;
	if (rule == NAME_SECTION && ks_since(work->facts, 6, 12) != KS_YES)
		work->open |= !is_identifier(name, length);
	if (rule == NAME_SECTION ? !is_section_name(name, length) : !is_identifier(name, length))
		return bad(work);
	if (length > 512 || (length > 128 && long_names == KS_NO))
		return bad(work);
	work->open |= length > 128 && long_names == KS_UNKNOWN;
	return true;
}

/* btf_name_offset_valid(): those below are the base's, which has them all. */
static bool is_offset(const struct ks_btf *btf, uint32_t offset)
{
	return offset <= KS_BTF_MAX_STRING &&
	       (offset < btf->first_string || offset - btf->first_string < btf->str_len);
}

static bool check_name(struct ks_btf_work *work, uint32_t offset, enum name_rule rule)
{
	const struct ks_btf *btf = work->btf;
	const char *name;

	if (!is_offset(btf, offset))
		return bad(work);
	if (rule == NAME_ANY)
		return true;
	if (rule == NAME_NONE || !offset)
		return (rule == NAME_NONE || rule == NAME_MAYBE) && !offset ? true : bad(work);
	name = ks_btf_string(btf, offset);
	if (name)
		return check_text(work, name, rule);
	work->open = true;
	return true;
}

static bool check_id(struct ks_btf_work *work, uint32_t id, bool may_be_void)
{
	return id <= KS_BTF_MAX_ID && (id || may_be_void) ? true : bad(work);
}

static bool check_int(struct ks_btf_work *work, const struct ks_btf_type *type)
{
	uint32_t data = ks_btf_word(work->btf, type, 0);
	uint32_t bits = (data & 0xff) + ((data >> 16) & 0xff);
	uint32_t encoding = (data >> 24) & 0xf;

	if ((data & ~INT_MASK) || bits > 128 || (bits + 7) / 8 > type->size)
		return bad(work);
	if (encoding & (encoding - 1) || encoding > 4)
		return ks_btf_refuse(work, KS_REASON_BTF_TYPE, KS_ENOTSUPP);
	return true;
}

static bool check_members(struct ks_btf_work *work, const struct ks_btf_type *type)
{
	uint32_t last = 0;

	for (uint32_t i = 0; i < type->count; i++) {
		uint32_t offset = ks_btf_word(work->btf, type, 3 * i + 2);

		if (type->flag)
			offset &= 0xffffff;
		if (!check_name(work, ks_btf_word(work->btf, type, 3 * i), NAME_MAYBE) ||
		    !check_id(work, ks_btf_word(work->btf, type, 3 * i + 1), false))
			return false;
		if ((type->kind == KS_BTF_UNION && offset) || last > offset ||
		    offset / 8 + !!(offset % 8) > type->size)
			return bad(work);
		last = offset;
	}
	return true;
}

static bool check_values(struct ks_btf_work *work, const struct ks_btf_type *type)
{
	uint32_t words = type->kind == KS_BTF_ENUM ? 2 : 3;

	if (!type->size || type->size > 8 || (type->size & (type->size - 1)))
		return bad(work);
	for (uint32_t i = 0; i < type->count; i++) {
		uint32_t name = ks_btf_word(work->btf, type, words * i);

		if (!is_offset(work->btf, name))
			return ks_btf_refuse_value(work, KS_REASON_BTF_VALUE, name);
		if (!check_name(work, name, NAME_IDENTIFIER))
			return false;
	}
	return true;
}

static bool check_variables(struct ks_btf_work *work, const struct ks_btf_type *type)
{
	uint64_t sum = 0;
	uint64_t last = 0;

	for (uint32_t i = 0; i < type->count; i++) {
		uint32_t offset = ks_btf_word(work->btf, type, 3 * i + 1);
		uint32_t size = ks_btf_word(work->btf, type, 3 * i + 2);

		if (!check_id(work, ks_btf_word(work->btf, type, 3 * i), false))
			return false;
		if (offset < last || offset >= type->size || !size || size > type->size)
			return bad(work);
		/* The sum is taken in 32 bits before it is stored. */
		last = (uint32_t)(offset + size);
		if (last > type->size)
			return bad(work);
		sum += size;
	}
	return type->size && type->size >= sum ? true : bad(work);
}

static bool check_array(struct ks_btf_work *work, const struct ks_btf_type *type)
{
	return (!type->size || bad(work)) &&
	       check_id(work, ks_btf_word(work->btf, type, 0), false) &&
	       check_id(work, ks_btf_word(work->btf, type, 1), false);
}

static bool check_reference(struct ks_btf_work *work, const struct ks_btf_type *type)
{
	return check_id(work, type->size, true);
}

static bool check_forward(struct ks_btf_work *work, const struct ks_btf_type *type)
{
	return !type->size || bad(work);
}

static bool check_function(struct ks_btf_work *work, const struct ks_btf_type *type)
{
	return type->count <= FUNC_LINKAGE || bad(work);
}

static bool check_variable(struct ks_btf_work *work, const struct ks_btf_type *type)
{
	return check_id(work, type->size, false) &&
	       (ks_btf_word(work->btf, type, 0) <= VAR_LINKAGE || bad(work));
}

static bool check_float(struct ks_btf_work *work, const struct ks_btf_type *type)
{
	uint32_t s = type->size;

	return s == 2 || s == 4 || s == 8 || s == 12 || s == 16 || bad(work);
}

static bool check_tag(struct ks_btf_work *work, const struct ks_btf_type *type)
{
	return (int32_t)ks_btf_word(work->btf, type, 0) >= -1 || bad(work);
}

/* By kind: may it have a count, the flag; its name; the rest. */
static const struct {
	bool counts;
	bool flags;
	enum name_rule name;
	bool (*rest)(struct ks_btf_work *work, const struct ks_btf_type *type);
} kinds[KS_BTF_KIND_MAX] = {
	[KS_BTF_INT] = { false, false, NAME_ANY, check_int },
	[KS_BTF_PTR] = { false, false, NAME_NONE, check_reference },
	[KS_BTF_ARRAY] = { false, false, NAME_NONE, check_array },
	[KS_BTF_STRUCT] = { true, true, NAME_MAYBE, check_members },
	[KS_BTF_UNION] = { true, true, NAME_MAYBE, check_members },
	[KS_BTF_ENUM] = { true, true, NAME_MAYBE, check_values },
	[KS_BTF_FWD] = { false, true, NAME_IDENTIFIER, check_forward },
	[KS_BTF_TYPEDEF] = { false, false, NAME_IDENTIFIER, check_reference },
	[KS_BTF_VOLATILE] = { false, false, NAME_NONE, check_reference },
	[KS_BTF_CONST] = { false, false, NAME_NONE, check_reference },
	[KS_BTF_RESTRICT] = { false, false, NAME_NONE, check_reference },
	[KS_BTF_FUNC] = { true, false, NAME_IDENTIFIER, check_function },
	[KS_BTF_FUNC_PROTO] = { true, false, NAME_NONE, NULL },
	[KS_BTF_VAR] = { false, false, NAME_IDENTIFIER, check_variable },
	[KS_BTF_DATASEC] = { true, false, NAME_SECTION, check_variables },
	[KS_BTF_FLOAT] = { false, false, NAME_ANY, check_float },
	[KS_BTF_DECL_TAG] = { false, false, NAME_TEXT, check_tag },
	[KS_BTF_TYPE_TAG] = { false, false, NAME_TEXT, check_reference },
	[KS_BTF_ENUM64] = { true, true, NAME_MAYBE, check_values },
};

/* Since some release before 7.2 tags may have the flag; enums may since 6.0. */
static bool check_flag(struct ks_btf_work *work, const struct ks_btf_type *type)
{
	bool tag = type->kind == KS_BTF_DECL_TAG || type->kind == KS_BTF_TYPE_TAG;

	if (type->flag && type->kind == KS_BTF_ENUM && ks_since(work->facts, 6, 1) != KS_YES)
		work->open = true;
	if (!type->flag || kinds[type->kind].flags)
		return true;
	if (!tag || since_7_2(work->facts) == KS_NO)
		return bad(work);
	work->open |= since_7_2(work->facts) == KS_UNKNOWN;
	return true;
}

/**
 * ks_btf_check_type - btf_check_meta() of one type
 * @work: BTF that it is of
 * @type: read by ks_btf_type_at()
 *
 * Return: false when the kernel refuses it; @work says with what.
 */
bool ks_btf_check_type(struct ks_btf_work *work, const struct ks_btf_type *type)
{
	enum ks_tri wide = since_7_2(work->facts);

	if (type->info & ~INFO_MASK && wide == KS_NO)
		return ks_btf_refuse_value(work, KS_REASON_BTF_INFO, type->info);
	work->open |= type->info & ~INFO_MASK && wide == KS_UNKNOWN;
	if (!type->kind || type->kind >= KS_BTF_KIND_MAX)
		return ks_btf_refuse_value(work, KS_REASON_BTF_KIND, type->kind);
	if (!is_offset(work->btf, type->name))
		return ks_btf_refuse_value(work, KS_REASON_BTF_NAME, type->name);
	if (!type->tail)
		return bad(work);
	/* FLOAT, the tags and ENUM64 came between 5.13 and 6.0. */
	work->open |= type->kind >= KS_BTF_FLOAT && ks_since(work->facts, 6, 1) != KS_YES;
	if (type->count && !kinds[type->kind].counts)
		return bad(work);
	if (!check_flag(work, type) || !check_name(work, type->name, kinds[type->kind].name))
		return false;
	return !kinds[type->kind].rest || kinds[type->kind].rest(work, type);
}
