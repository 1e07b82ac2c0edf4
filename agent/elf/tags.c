// SPDX-License-Identifier: GPL-2.0-or-later
/* Tags of a candidate that only those who resolve names ask for. */
#include "elf/candidate.h"
#include "elf/content.h"
#include "elf/modinfo.h"

static struct ks_image find_modinfo(const struct ks_candidate *c)
{
	const struct ks_needs *needs = &c->needs;
	const struct ks_image file = { needs->image.data, needs->signed_size };
	struct ks_elf_section section;
	struct ks_elf_view view;

	ks_elf_view_open(&view, &file, &needs->layout, needs->index);
	if (!needs->readable || !ks_elf_view_next(&view, ".modinfo", 0, &section))
		return (struct ks_image){ 0 };
	return ks_content_raw(needs, &section);
}

/**
 * ks_candidate_tag - the next value of a tag of modinfo
 * @candidate: read to its end, see ks_candidate_fill()
 * @tag: "alias" or "softdep"
 * @previous: value returned before, or NULL to start
 *
 * Return: the value, borrowed from @candidate, or NULL.
 */
const char *ks_candidate_tag(const struct ks_candidate *candidate, const char *tag,
			     const char *previous)
{
	const struct ks_needs *needs = &candidate->needs;
	const struct ks_image modinfo = find_modinfo(candidate);
	struct ks_modinfo m = ks_modinfo_start(&modinfo, needs->image.data + needs->image.size);

	if (previous)
		m.at = previous + strlen(previous) + 1;
	while (ks_modinfo_next(&m))
		if (ks_modinfo_is(&m, tag))
			return m.value;
	return NULL;
}
