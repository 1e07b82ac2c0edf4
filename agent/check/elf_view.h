/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The raw bytes of a candidate as the loader of one kernel would read them. */
#ifndef KS_CHECK_ELF_VIEW_H
#define KS_CHECK_ELF_VIEW_H

#include "model/elf.h"
#include "model/facts.h"
#include "model/needs.h"

void ks_elf_view_init(struct ks_elf_view *view, const struct ks_needs *needs,
		      const struct ks_facts *facts);

#endif
