/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which parts of a large module a shallow check looks at. */
#ifndef KS_ELF_OUTLINE_H
#define KS_ELF_OUTLINE_H

#include "elf/input.h"
#include "model/facts.h"
#include "model/needs.h"

void ks_outline_fetch(struct ks_input *input, const struct ks_needs *needs,
		      const struct ks_facts *facts);

#endif
