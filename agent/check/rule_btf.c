// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The BTF of a module, when the kernel reads it: btf_module_notify() and
 * btf_parse_module() of kernel/bpf/btf.c, a notifier that runs when everything
 * else is done.  Since 5.11, with DEBUG_INFO_BTF_MODULES.  What it refuses fails
 * the load, unless the kernel has MODULE_ALLOW_BTF_MISMATCH.
 */
#include "check/btf_check.h"
#include "check/check.h"
#include "check/emit.h"

/* Behind everything that is refused at this stage. */
#define ORDER_BTF	1

static void emit(struct ks_sink *sink, enum ks_level level, const struct ks_btf_answer *answer)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_BTF,
		.level = level,
		.reason = answer->reason,
		.error = level == KS_LEVEL_REFUSES ? answer->error : 0,
		.order = ORDER_BTF,
		.module_number = answer->id,
		.kernel_number = answer->value,
		/* As the kernel prints it, also where it goes on. */
		.number = answer->error,
	});
}

static struct ks_btf_answer refused(enum ks_reason reason)
{
	return (struct ks_btf_answer){ .valid = KS_NO, .reason = reason, .error = KS_EINVAL };
}

/* Where the ids and names of a split BTF go on. */
static void place(struct ks_btf *btf, const struct ks_facts *facts)
{
	const struct ks_btf *base = facts->btf;
	bool known = facts->btf_types.origin != KS_ORIGIN_NONE &&
		     facts->btf_strings.origin != KS_ORIGIN_NONE;

	btf->first_id = known ? facts->btf_types.value : 0;
	btf->first_string = known ? facts->btf_strings.value : 0;
	if (known && base && base->layout.big == btf->layout.big &&
	    base->count + 1 == btf->first_id && base->str_len == btf->first_string)
		btf->base = base;
}

static void fetch(const struct ks_needs *needs, uint64_t offset, uint64_t len)
{
	ks_needs_fetch(needs, needs->btf.data - needs->image.data + offset, len);
}

/* Of types that cannot be placed only header and end of the strings are looked at. */
static void fetch_rest(const struct ks_needs *needs, const struct ks_btf *btf)
{
	if (btf->first_id) {
		fetch(needs, 0, needs->btf.size);
		return;
	}
	fetch(needs, 0, btf->header_size);
	fetch(needs, (uint64_t)btf->header_size + btf->str_off + btf->str_len - 1, 1);
}

/* A BTF that brings its own base is relocated, which is not modelled. */
static struct ks_btf_answer examine(const struct ks_needs *needs, const struct ks_facts *facts)
{
	bool own_base = needs->has_btf_base && ks_since(facts, 6, 11) != KS_NO;
	struct ks_btf btf;
	struct ks_image image = needs->btf;

	if (image.size < 8)
		return refused(KS_REASON_BTF_SHORT);
	fetch(needs, 0, KS_BTF_HEADER_LAYOUT);
	if (!ks_btf_header(&btf, &image, &needs->layout))
		return refused(KS_REASON_BTF_HEADER_SHORT);
	if (own_base)
		btf.first_id = 0;
	else
		place(&btf, facts);
	fetch_rest(needs, &btf);
	return ks_btf_check(&btf, facts);
}

/* The kernel's own BTF has the name vmlinux in /sys/kernel/btf. */
static void check_file(const struct ks_needs *needs, const struct ks_facts *facts,
		       struct ks_sink *sink)
{
	const struct ks_btf_answer answer = { .reason = KS_REASON_BTF_SYSFS };

	if (facts->gates[KS_GATE_BTF_MODULES].value == KS_YES &&
	    facts->gates[KS_GATE_SYSFS].value == KS_YES && needs->mname &&
	    !strcmp(needs->mname, "vmlinux"))
		emit(sink, KS_LEVEL_NOTE, &answer);
}

static enum ks_level level_of(const struct ks_btf_answer *answer, enum ks_tri enforced)
{
	if (enforced == KS_NO)
		return KS_LEVEL_NOTE;
	return answer->valid == KS_NO && enforced == KS_YES ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN;
}

/**
 * ks_rule_btf - the kernel takes the module's BTF
 * @needs: BTF sections
 * @facts: series, gates, the kernel's own BTF
 * @sink: findings: one at most
 */
void ks_rule_btf(const struct ks_needs *needs, const struct ks_facts *facts, struct ks_sink *sink)
{
	enum ks_tri modules = facts->gates[KS_GATE_BTF_MODULES].value;
	enum ks_tri enforced = facts->gates[KS_GATE_BTF_ENFORCED].value;
	struct ks_btf_answer answer;

	if (!needs->readable || !needs->btf_size || modules == KS_NO ||
	    ks_since(facts, 5, 11) == KS_NO)
		return;
	if (!needs->btf.data || (needs->has_btf_base && !needs->btf_base.data)) {
		answer = (struct ks_btf_answer){ .reason = KS_REASON_BTF_OUTSIDE };
		emit(sink, modules == KS_YES ? KS_LEVEL_UNDEFINED : KS_LEVEL_UNKNOWN, &answer);
		return;
	}
	answer = examine(needs, facts);
	/* Where nobody insists, what cannot be looked at is taken for valid. */
	if (answer.valid == KS_YES || (answer.valid == KS_UNKNOWN && enforced == KS_NO))
		check_file(needs, facts, sink);
	else
		emit(sink, level_of(&answer, enforced), &answer);
}
