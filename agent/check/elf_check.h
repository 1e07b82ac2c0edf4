/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One check of the loader's ELF validation: what rule_elf.c runs in the order
 * of a series, and the larger ones that have files of their own.
 */
#ifndef KS_CHECK_ELF_CHECK_H
#define KS_CHECK_ELF_CHECK_H

#include "check/elf_view.h"
#include "model/finding.h"

/**
 * struct ks_elf_failure - what a failed check found
 * @reason: why
 * @level: what follows; a refusal unless the check says otherwise
 * @found: number for the kernel's line
 * @wanted: another
 */
struct ks_elf_failure {
	enum ks_reason reason;
	enum ks_level level;
	uint64_t found;
	uint64_t wanted;
};

typedef bool ks_elf_check_fn(const struct ks_elf_view *view, const struct ks_facts *facts,
			     struct ks_elf_failure *failure);

/** ks_elf_fail - false, for the check to return */
static inline bool ks_elf_fail(struct ks_elf_failure *failure, enum ks_reason reason,
			       uint64_t found, uint64_t wanted)
{
	failure->reason = reason;
	failure->found = found;
	failure->wanted = wanted;
	return false;
}

ks_elf_check_fn ks_elf_machine;
ks_elf_check_fn ks_elf_symbol_starts;
ks_elf_check_fn ks_elf_symbol_ends;

#endif
