// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whose BTF a module's BTF continues.  Without a .BTF.base of its own it goes on
 * where that of the kernel it was built with ended: ids of types and offsets of
 * names start there.  Names are written without gaps and none is in vain, so
 * the module alone tells how many bytes of names that kernel had, and a
 * differently configured kernel has other functions and types, and so another
 * number of them.  Nothing of the loader: btf_parse_module() of
 * kernel/bpf/btf.c takes whatever it can read.
 */
#include "check/check.h"
#include "check/emit.h"
#include "model/btf.h"

/* What the types of a BTF refer to. */
struct survey {
	uint32_t last_name;
	uint32_t last_id;
};

static void take(uint32_t *last, uint32_t value)
{
	if (value > *last)
		*last = value;
}

/* Each part of a type may have a name and refer to a type: words of it. */
static void take_parts(struct survey *s, const struct ks_btf *btf, const struct ks_btf_type *type,
		       uint32_t words, bool named, int id_at)
{
	for (uint32_t i = 0; i < type->count; i++) {
		if (named)
			take(&s->last_name, ks_btf_word(btf, type, words * i));
		if (id_at >= 0)
			take(&s->last_id, ks_btf_word(btf, type, words * i + id_at));
	}
}

static void take_type(struct survey *s, const struct ks_btf *btf, const struct ks_btf_type *type)
{
	take(&s->last_name, type->name);
	switch (type->kind) {
	case KS_BTF_ARRAY:
		take(&s->last_id, ks_btf_word(btf, type, 0));
		take(&s->last_id, ks_btf_word(btf, type, 1));
		break;
	case KS_BTF_STRUCT:
	case KS_BTF_UNION:
		take_parts(s, btf, type, 3, true, 1);
		break;
	case KS_BTF_ENUM:
		take_parts(s, btf, type, 2, true, -1);
		break;
	case KS_BTF_ENUM64:
		take_parts(s, btf, type, 3, true, -1);
		break;
	case KS_BTF_DATASEC:
		take_parts(s, btf, type, 3, false, 0);
		break;
	case KS_BTF_FUNC_PROTO:
		take_parts(s, btf, type, 2, true, 1);
		take(&s->last_id, type->size);
		break;
	case KS_BTF_INT:
	case KS_BTF_FLOAT:
	case KS_BTF_FWD:
		break;
	default:
		take(&s->last_id, type->size);
	}
}

/* Offset of the last string among the module's own. */
static uint32_t last_string(const struct ks_btf *btf)
{
	const uint8_t *strings = btf->image.data + btf->header_size + btf->str_off;
	uint32_t at = btf->str_len - 1;

	while (at && strings[at - 1])
		at--;
	return at;
}

/* Whole enough to be surveyed; whether the kernel takes it is another matter. */
static bool survey(const struct ks_needs *needs, struct ks_btf *btf, struct survey *s)
{
	struct ks_btf_type type;
	const uint8_t *strings;

	*s = (struct survey){ 0 };
	if (!needs->btf.data || needs->has_btf_base ||
	    !ks_btf_header(btf, &needs->btf, &needs->layout) || btf->magic != KS_BTF_MAGIC ||
	    !btf->str_len)
		return false;
	strings = ks_image_range(&btf->image, (uint64_t)btf->header_size + btf->str_off,
				 btf->str_len);
	if (!strings || strings[btf->str_len - 1] || !ks_btf_index(btf))
		return false;
	for (uint32_t at = 0; at < btf->type_len && ks_btf_type_at(btf, at, &type); at = type.end)
		take_type(s, btf, &type);
	return s->last_name >= last_string(btf);
}

/*
 * With the kernel's number of types the module's ids mean what they meant when
 * it was built: each is there, and functions among its own have a prototype.
 */
static bool fits(struct ks_btf *btf, const struct survey *s, uint64_t types)
{
	struct ks_btf_type type, prototype;

	if (types > KS_BTF_MAX_ID || s->last_id >= types + btf->count)
		return false;
	btf->first_id = types;
	for (uint32_t at = 0; at < btf->type_len && ks_btf_type_at(btf, at, &type); at = type.end)
		if (type.kind == KS_BTF_FUNC && ks_btf_type(btf, type.size, &prototype) &&
		    prototype.kind != KS_BTF_FUNC_PROTO)
			return false;
	return true;
}

/* Where the CRCs of symbols decide, they say more than this could. */
static bool has_crcs(const struct ks_needs *needs, const struct ks_facts *facts)
{
	return facts->gates[KS_GATE_MODVERSIONS].value == KS_YES &&
	       (needs->has_versions || needs->has_ext_versions);
}

/**
 * ks_rule_btf_base - the module was built with the BTF of this kernel
 * @needs: BTF section
 * @facts: size of the kernel's own BTF
 * @sink: findings
 */
void ks_rule_btf_base(const struct ks_needs *needs, const struct ks_facts *facts,
		      struct ks_sink *sink)
{
	struct ks_btf btf;
	struct survey s;
	uint32_t names;
	bool same;

	if (!needs->readable || has_crcs(needs, facts) ||
	    facts->btf_types.origin == KS_ORIGIN_NONE ||
	    facts->btf_strings.origin == KS_ORIGIN_NONE || !survey(needs, &btf, &s))
		return;
	names = s.last_name - last_string(&btf);
	same = names == facts->btf_strings.value && fits(&btf, &s, facts->btf_types.value);
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_BTF_BASE,
		.level = same ? KS_LEVEL_AGREES : KS_LEVEL_CONTRADICTS,
		.reason = same ? KS_REASON_BTF_BASE_AGREES : KS_REASON_BTF_BASE_DIFFERS,
		.module_number = names,
		.kernel_number = facts->btf_strings.value,
	});
}
