// SPDX-License-Identifier: GPL-2.0-or-later
/* Tags of a candidate that only those who resolve names ask for. */
#include <gelf.h>

#include "elf/candidate.h"
#include "elf/content.h"
#include "elf/modinfo.h"

static struct ks_image find_modinfo(const struct ks_candidate *c)
{
	Elf_Scn *section = NULL;
	GElf_Ehdr ehdr;
	GElf_Shdr shdr;
	struct ks_image names;

	if (!c->elf || !c->needs.readable || !gelf_getehdr(c->elf, &ehdr) ||
	    !gelf_getshdr(elf_getscn(c->elf, ehdr.e_shstrndx), &shdr))
		return (struct ks_image){ 0 };
	names = ks_content(&c->needs, &shdr);
	while ((section = elf_nextscn(c->elf, section))) {
		const char *name;

		if (!gelf_getshdr(section, &shdr))
			continue;
		name = ks_content_string(&c->needs, &names, shdr.sh_name);
		if (name && !strcmp(name, ".modinfo"))
			return ks_content(&c->needs, &shdr);
	}
	return (struct ks_image){ 0 };
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
	struct ks_image modinfo = find_modinfo(candidate);

	return ks_modinfo_next(&modinfo, needs->image.data + needs->image.size, tag, previous);
}
