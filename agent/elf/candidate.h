/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A candidate: the private copy of its bytes, and what it needs of a kernel. */
#ifndef KS_ELF_CANDIDATE_H
#define KS_ELF_CANDIDATE_H

#include "elf/crc_table.h"
#include "elf/exports.h"
#include "elf/input.h"
#include "elf/package.h"
#include "model/facts.h"
#include "model/needs.h"

/**
 * struct ks_candidate - owner of everything that its needs borrow
 * @needs: what to give to the rules
 * @input: the bytes that were checked, and will be loaded
 * @signer: room for who signed it; a candidate stays where it was opened
 */
struct ks_candidate {
	struct ks_needs needs;
	struct ks_input input;
	struct ks_signer signer;
	struct ks_package package;
	struct ks_crc_table basic;
	struct ks_crc_table ext;
	struct ks_elf_index index;
	void *index_room;
	struct ks_import *imports;
	struct ks_odd_symbol *odd_symbols;
	const char **namespaces;
	const char **parmtypes;
	const char **aliases;
	struct ks_exports exports;
};

int ks_candidate_open(struct ks_candidate *candidate, const char *path,
		      enum ks_depth depth, const struct ks_facts *facts,
		      struct ks_err *err) ks_must_check;
int ks_candidate_fill(struct ks_candidate *candidate, struct ks_err *err) ks_must_check;
int ks_candidate_settle(const struct ks_candidate *candidate, struct ks_err *err) ks_must_check;
int ks_candidate_take_in(struct ks_candidate *candidate, int fd, const char *path,
			 enum ks_depth depth, const struct ks_facts *facts,
			 struct ks_input_room *room, struct ks_err *err) ks_must_check;
int ks_candidate_take(struct ks_candidate *candidate, int fd, const char *path,
		      enum ks_depth depth, const struct ks_facts *facts,
		      struct ks_err *err) ks_must_check;
const char *ks_candidate_tag(const struct ks_candidate *candidate, const char *tag,
			     const char *previous);
bool ks_candidate_is_permanent(const struct ks_candidate *candidate);
void ks_candidate_close(struct ks_candidate *candidate);

#endif
