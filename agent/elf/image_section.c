// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sections of a vmlinux by name.  Debian's kernels have no symbols, but what
 * decompresses to an ELF file keeps its section headers.  Read by hand, as the
 * lot of them is asked for one name after the other, and a table may be absurd.
 */
#include "elf/image_section.h"

#include <elf.h>

/* A vmlinux has some 50, with -ffunction-sections and no linker script some 100000. */
#define SECTIONS_MAX	4096

struct header {
	uint32_t name;
	uint32_t type;
	uint64_t address;
	uint64_t offset;
	uint64_t size;
};

struct sections {
	const struct ks_image *image;
	struct ks_layout layout;
	uint64_t start;
	uint64_t size;		/* of a header */
	uint64_t count;
	struct ks_image names;
};

/* Fields of addresses and sizes are 8 bytes wide in Elf64, others the same in both. */
static uint64_t field(const struct ks_layout *l, const uint8_t *p, size_t at64, size_t at32,
		      unsigned int bytes32)
{
	return l->is64 ? ks_get(l, p + at64, bytes32 == 4 ? 8 : bytes32)
		       : ks_get(l, p + at32, bytes32);
}

#define SHDR(l, p, name, bytes32) \
	field(l, p, offsetof(Elf64_Shdr, name), offsetof(Elf32_Shdr, name), bytes32)
#define EHDR(l, p, name, bytes32) \
	field(l, p, offsetof(Elf64_Ehdr, name), offsetof(Elf32_Ehdr, name), bytes32)

static bool header(const struct sections *s, uint64_t i, struct header *h)
{
	const struct ks_layout *l = &s->layout;
	const uint8_t *p = ks_image_range(s->image, s->start + i * s->size, s->size);

	if (i >= s->count || !p)
		return false;
	*h = (struct header){
		.name = ks_get(l, p, 4),
		.type = ks_get(l, p + 4, 4),
		.address = SHDR(l, p, sh_addr, 4),
		.offset = SHDR(l, p, sh_offset, 4),
		.size = SHDR(l, p, sh_size, 4),
	};
	return true;
}

static struct ks_image content(const struct sections *s, const struct header *h)
{
	const uint8_t *data = NULL;

	if (h->type != SHT_NOBITS)
		data = ks_image_range(s->image, h->offset, h->size);
	return (struct ks_image){ data, data ? h->size : 0 };
}

/**
 * ks_image_layout - class and byte order of a vmlinux
 * @image: kernel
 * @layout: to fill
 *
 * Return: false for what is no ELF file.
 */
bool ks_image_layout(const struct ks_image *image, struct ks_layout *layout)
{
	const uint8_t *ident = ks_image_range(image, 0, sizeof(Elf32_Ehdr));

	if (!ident || memcmp(ident, ELFMAG, SELFMAG))
		return false;
	*layout = (struct ks_layout){ .is64 = ident[EI_CLASS] == ELFCLASS64,
				      .big = ident[EI_DATA] == ELFDATA2MSB };
	return !layout->is64 || ks_image_range(image, 0, sizeof(Elf64_Ehdr));
}

static bool open_sections(struct sections *s, const struct ks_image *image)
{
	const struct ks_layout *l = &s->layout;
	struct header names;
	uint64_t index;

	*s = (struct sections){ .image = image };
	if (!ks_image_layout(image, &s->layout))
		return false;
	s->start = EHDR(l, image->data, e_shoff, 4);
	s->size = EHDR(l, image->data, e_shentsize, 2);
	s->count = EHDR(l, image->data, e_shnum, 2);
	index = EHDR(l, image->data, e_shstrndx, 2);
	if (s->size != (l->is64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr)) ||
	    s->count > SECTIONS_MAX || s->start > image->size || !header(s, index, &names))
		return false;
	s->names = content(s, &names);
	return s->names.size;
}

static bool is_called(const struct sections *s, const struct header *h, const char *name)
{
	const uint8_t *p = ks_image_range(&s->names, h->name, strlen(name) + 1);

	return p && !memcmp(p, name, strlen(name) + 1);
}

/**
 * ks_image_section - a section by name
 * @image: kernel
 * @name: such as ".BTF"
 * @section: to fill with the first one of this name that has content
 *
 * Return: false where there is none.
 */
bool ks_image_section(const struct ks_image *image, const char *name, struct ks_piece *section)
{
	struct sections s;
	struct header h;

	if (!open_sections(&s, image))
		return false;
	for (uint64_t i = 1; header(&s, i, &h); i++) {
		if (!is_called(&s, &h, name))
			continue;
		*section = (struct ks_piece){ content(&s, &h), h.address };
		if (section->bytes.size)
			return true;
	}
	return false;
}
