// SPDX-License-Identifier: GPL-2.0-or-later
/* Section headers, decoded and by name; see elf.h. */
#include "model/elf_index.h"

#include "model/hash.h"

#define SHN_LORESERVE	0xff00

/* Twice as many as there can be names. */
static uint32_t slots_for(uint32_t count)
{
	uint32_t slots = 16;

	while (slots < 2 * count)
		slots *= 2;
	return slots;
}

/** ks_elf_index_room - bytes that an index of this file needs */
size_t ks_elf_index_room(const struct ks_elf_view *view)
{
	return view->shnum * (sizeof(struct ks_elf_section) + sizeof(uint16_t)) +
	       slots_for(view->shnum) * sizeof(uint16_t);
}

/* Before those of its name, which come behind it in the file. */
static void add(struct ks_elf_index *index, const char *names, uint16_t i)
{
	const char *name = names + index->sections[i].name;
	uint32_t slot = ks_name_hash(name) & index->mask;
	uint16_t other;

	for (; (other = index->slots[slot]); slot = (slot + 1) & index->mask)
		if (!strcmp(names + index->sections[other].name, name))
			break;
	index->next[i] = other;
	index->has_twins |= other;
	index->slots[slot] = i;
}

/**
 * ks_elf_index_build - index the section headers of a file
 * @index: to fill
 * @view: the file, opened without an index
 * @room: memory of ks_elf_index_room() bytes, aligned for any type; borrowed
 *
 * Return: false where anything is odd: headers or names do not lie in the file,
 * or a name does not end in its table.
 */
bool ks_elf_index_build(struct ks_elf_index *index, const struct ks_elf_view *view, void *room)
{
	size_t size = ks_elf_section_size(&view->layout);
	const uint8_t *headers = ks_image_range(&view->image, view->shoff, view->shnum * size);
	struct ks_elf_section *sections = room, table;
	const char *names;

	if (!headers || view->shentsize != size || view->shnum >= SHN_LORESERVE ||
	    !view->shstrndx || view->shstrndx >= view->shnum)
		return false;
	table = ks_elf_decode_section(&view->layout, headers + view->shstrndx * size);
	names = (const char *)ks_image_range(&view->image, table.offset, table.size);
	if (table.type == KS_SHT_NOBITS || !table.size || !names || names[table.size - 1])
		return false;
	*index = (struct ks_elf_index){
		.layout = view->layout,
		.size = view->image.size,
		.sections = sections,
		.count = view->shnum,
		.next = (uint16_t *)(sections + view->shnum),
		.slots = (uint16_t *)(sections + view->shnum) + view->shnum,
		.mask = slots_for(view->shnum) - 1,
	};
	memset(index->next, 0, (view->shnum + index->mask + 1) * sizeof(uint16_t));
	for (uint32_t i = 0; i < view->shnum; i++) {
		sections[i] = ks_elf_decode_section(&view->layout, headers + i * size);
		if (sections[i].name >= table.size)
			return false;
	}
	for (uint32_t i = view->shnum - 1; i; i--) {
		add(index, names, i);
		if (sections[i].type != KS_SHT_SYMTAB)
			continue;
		index->symtab = i;
		index->symtab_count++;
	}
	return true;
}
