/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The making of an index of section headers; see elf.h. */
#ifndef KS_MODEL_ELF_INDEX_H
#define KS_MODEL_ELF_INDEX_H

#include "model/elf.h"

size_t ks_elf_index_room(const struct ks_elf_view *view);
bool ks_elf_index_build(struct ks_elf_index *index, const struct ks_elf_view *view, void *room);

#endif
