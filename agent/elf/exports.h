/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a module exports, as its relocated tables will say. */
#ifndef KS_ELF_EXPORTS_H
#define KS_ELF_EXPORTS_H

#include "elf/input.h"
#include "lib/macro.h"
#include "model/facts.h"
#include "model/needs.h"

/** struct ks_exports - starts as all zeroes; names are borrowed from the file */
struct ks_exports {
	struct ks_own_export *items;
	size_t count;
	bool broken;
	bool unsorted;
};

int ks_exports_read(struct ks_exports *exports, struct ks_input *input,
		    const struct ks_needs *needs, const struct ks_facts *facts,
		    const struct ks_elf_view *view,
		    const struct ks_elf_table *symbols) ks_must_check;
void ks_exports_free(struct ks_exports *exports);

#endif
