/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The little of PE/COFF that kernels for EFI show. */
#ifndef KS_ELF_PE_H
#define KS_ELF_PE_H

#include "model/image.h"

/**
 * struct ks_pe_section - where a section is in the file
 * @offset: from its start
 * @stored: bytes there
 * @used: bytes in memory
 */
struct ks_pe_section {
	uint64_t offset, stored, used;
};

unsigned int ks_pe_machine(const struct ks_image *image);
bool ks_pe_find(const struct ks_image *image, const char name[8], struct ks_pe_section *section);
uint64_t ks_pe_end(const struct ks_image *image);

#endif
