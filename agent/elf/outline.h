/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The headers of a module, and which parts of a large one a shallow check looks at. */
#ifndef KS_ELF_OUTLINE_H
#define KS_ELF_OUTLINE_H

#include "elf/input.h"
#include "model/facts.h"
#include "model/needs.h"

int ks_outline_read(struct ks_input *input, const struct ks_needs *needs,
		    const struct ks_facts *facts, struct ks_elf_index *index,
		    void **room) ks_must_check;

#endif
