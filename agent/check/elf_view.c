// SPDX-License-Identifier: GPL-2.0-or-later
/* A candidate as the loader of one kernel would read it; see elf_view.h. */
#include "check/elf_view.h"

#define ELFCLASS64	2
#define ELFDATA2MSB	2

/**
 * ks_elf_view_init - read the ELF header
 * @view: to fill; all fields are zero when the file is shorter than a header
 * @needs: candidate
 * @facts: class, byte order, and whether a signature is cut off
 */
void ks_elf_view_init(struct ks_elf_view *view, const struct ks_needs *needs,
		      const struct ks_facts *facts)
{
	bool known = facts->elf_class.origin != KS_ORIGIN_NONE &&
		     facts->elf_data.origin != KS_ORIGIN_NONE;
	struct ks_layout layout = needs->layout;
	struct ks_image image = needs->image;

	if (known) {
		layout.is64 = facts->elf_class.value == ELFCLASS64;
		layout.big = facts->elf_data.value == ELFDATA2MSB;
	}
	/* Without MODULE_SIG the trailer is just bytes at the end. */
	if (facts->gates[KS_GATE_MODULE_SIG].value != KS_NO && needs->signed_size < image.size)
		image.size = needs->signed_size;
	ks_elf_view_open(view, &image, &layout, needs->index);
}
