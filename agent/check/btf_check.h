/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kernel/bpf/btf.c says of a BTF, as far as it can be foretold: the header
 * (btf_parse_hdr()), the strings (btf_parse_str_sec()), each type by itself
 * (btf_check_meta()) and chains of modifiers (btf_check_type_tags()).
 */
#ifndef KS_CHECK_BTF_CHECK_H
#define KS_CHECK_BTF_CHECK_H

#include "model/btf.h"
#include "model/finding.h"

/**
 * struct ks_btf_answer - what the kernel says of a BTF
 * @valid: no: refused with what follows; unknown: depends on what cannot be
 *	looked at here
 * @reason: why not
 * @error: errno, positive
 * @id: type that it is about
 * @value: number that the kernel complains of
 */
struct ks_btf_answer {
	enum ks_tri valid;
	enum ks_reason reason;
	int error;
	uint32_t id;
	uint32_t value;
};

/**
 * struct ks_btf_work - a BTF under examination
 * @btf: with its header read, and what it splits off from
 * @facts: whose kernel
 * @id: of the type that is looked at
 * @open: something could not be decided
 * @answer: set once it is found invalid
 */
struct ks_btf_work {
	struct ks_btf *btf;
	const struct ks_facts *facts;
	uint32_t id;
	bool open;
	struct ks_btf_answer answer;
};

struct ks_btf_answer ks_btf_check(struct ks_btf *btf, const struct ks_facts *facts);
bool ks_btf_check_type(struct ks_btf_work *work, const struct ks_btf_type *type);

/** ks_btf_refuse - found invalid; false, for the caller to return */
static inline bool ks_btf_refuse(struct ks_btf_work *work, enum ks_reason reason, int error)
{
	work->answer = (struct ks_btf_answer){ KS_NO, reason, error, work->id, 0 };
	return false;
}

/** ks_btf_refuse_value - the same, with a number that the kernel prints */
static inline bool ks_btf_refuse_value(struct ks_btf_work *work, enum ks_reason reason,
				       uint32_t value)
{
	work->answer = (struct ks_btf_answer){ KS_NO, reason, 22, work->id, value };
	return false;
}

#endif
