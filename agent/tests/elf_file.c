// SPDX-License-Identifier: GPL-2.0-or-later
/* Writes relocatable ELF files for tests; see elf_file.h. */
#include "elf_file.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t *grow(struct elf_bytes *b, size_t size)
{
	if (!size)
		return b->data;
	b->data = realloc(b->data, b->size + size);
	if (!b->data)
		abort();
	memset(b->data + b->size, 0, size);
	b->size += size;
	return b->data + b->size - size;
}

static void put(const struct elf_file *f, uint8_t *at, uint64_t value, unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i++)
		at[f->big ? bytes - 1 - i : i] = value >> (8 * i);
}

static unsigned int word(const struct elf_file *f)
{
	return f->is64 ? 8 : 4;
}

/** elf_file_section - add one; @return: its index */
unsigned int elf_file_section(struct elf_file *f, const char *name, uint32_t type, uint64_t flags,
			      uint64_t size)
{
	struct elf_section *s = &f->sections[f->section_count];

	if (f->section_count == ELF_FILE_SECTIONS)
		abort();
	snprintf(s->name, sizeof(s->name), "%s", name);
	s->type = type;
	s->flags = flags;
	s->size = size;
	s->addralign = type == SHT_NULL ? 0 : 8;
	if (type != SHT_NOBITS)
		grow(&s->content, size);
	return f->section_count++;
}

/** elf_file_symbol - add one; @return: its index */
unsigned int elf_file_symbol(struct elf_file *f, const char *name, uint16_t shndx, uint64_t value,
			     uint8_t info)
{
	struct elf_section *symbols = &f->sections[1], *names = &f->sections[2];
	size_t entry = f->is64 ? 24 : 16;
	uint8_t *s = grow(&symbols->content, entry);

	put(f, s, *name ? names->content.size : 0, 4);
	s[f->is64 ? 4 : 12] = info;
	put(f, s + (f->is64 ? 6 : 14), shndx, 2);
	put(f, s + (f->is64 ? 8 : 4), value, word(f));
	if (*name)
		memcpy(grow(&names->content, strlen(name) + 1), name, strlen(name));
	symbols->size = symbols->content.size;
	names->size = names->content.size;
	return symbols->size / entry - 1;
}

/** elf_file_reloc - add one to a section of type REL or RELA */
void elf_file_reloc(struct elf_file *f, unsigned int section, uint64_t offset, uint32_t symbol,
		    uint32_t type, int64_t addend)
{
	struct elf_section *s = &f->sections[section];
	unsigned int w = word(f);
	uint8_t *r = grow(&s->content, (s->type == SHT_RELA ? 3 : 2) * w);

	put(f, r, offset, w);
	if (!f->is64) {
		put(f, r + w, (uint64_t)symbol << 8 | type, w);
	} else if (f->machine == EM_MIPS) {
		put(f, r + w, symbol, 4);
		r[15] = type;
	} else {
		put(f, r + w, (uint64_t)symbol << 32 | type, w);
	}
	if (s->type == SHT_RELA)
		put(f, r + 2 * w, addend, w);
	s->size = s->content.size;
}

/** elf_file_put - a number inside a section */
void elf_file_put(struct elf_file *f, unsigned int section, size_t at, uint64_t value,
		  unsigned int bytes)
{
	put(f, f->sections[section].content.data + at, value, bytes);
}

/** elf_file_init - an empty file */
void elf_file_init(struct elf_file *f, bool is64, bool big, uint16_t machine)
{
	memset(f, 0, sizeof(*f));
	f->is64 = is64;
	f->big = big;
	f->machine = machine;
	elf_file_section(f, "", SHT_NULL, 0, 0);
	elf_file_section(f, ".symtab", SHT_SYMTAB, 0, 0);
	elf_file_section(f, ".strtab", SHT_STRTAB, 0, 1);
	elf_file_section(f, ".shstrtab", SHT_STRTAB, 0, 1);
	f->sections[1].link = 2;
	elf_file_symbol(f, "", 0, 0, 0);
}

static void add_header(struct elf_file *f, const struct elf_section *s, uint32_t name,
		       uint64_t offset)
{
	unsigned int w = word(f);
	uint8_t *h = grow(&f->out, f->is64 ? 64 : 40);

	put(f, h, name, 4);
	put(f, h + 4, s->type, 4);
	put(f, h + 8, s->flags, w);
	put(f, h + 8 + 2 * w, offset, w);
	put(f, h + 8 + 3 * w, s->size, w);
	put(f, h + 8 + 4 * w, s->link, 4);
	put(f, h + 12 + 4 * w, s->info, 4);
	put(f, h + 16 + 4 * w, s->addralign, w);
}

static void add_file_header(struct elf_file *f)
{
	uint8_t *h = grow(&f->out, f->is64 ? 64 : 52);

	memcpy(h, ELFMAG, SELFMAG);
	h[EI_CLASS] = f->is64 ? ELFCLASS64 : ELFCLASS32;
	h[EI_DATA] = f->big ? ELFDATA2MSB : ELFDATA2LSB;
	h[EI_VERSION] = EV_CURRENT;
	put(f, h + 16, ET_REL, 2);
	put(f, h + 18, f->machine, 2);
	put(f, h + (f->is64 ? 58 : 46), f->is64 ? 64 : 40, 2);
	put(f, h + (f->is64 ? 60 : 48), f->section_count, 2);
	put(f, h + (f->is64 ? 62 : 50), 3, 2);
}

/** elf_file_finish - write it to @f->out */
void elf_file_finish(struct elf_file *f)
{
	uint64_t offsets[ELF_FILE_SECTIONS];
	uint32_t names[ELF_FILE_SECTIONS];
	struct elf_bytes *text = &f->sections[3].content;

	for (size_t i = 0; i < f->section_count; i++) {
		names[i] = text->size;
		memcpy(grow(text, strlen(f->sections[i].name) + 1), f->sections[i].name,
		       strlen(f->sections[i].name));
	}
	f->sections[3].size = text->size;
	add_file_header(f);
	for (size_t i = 0; i < f->section_count; i++) {
		const struct elf_bytes *content = &f->sections[i].content;

		grow(&f->out, -f->out.size % 8);
		offsets[i] = i ? f->out.size : 0;
		if (content->size)
			memcpy(grow(&f->out, content->size), content->data, content->size);
	}
	grow(&f->out, -f->out.size % 8);
	put(f, f->out.data + (f->is64 ? 40 : 32), f->out.size, word(f));
	for (size_t i = 0; i < f->section_count; i++)
		add_header(f, &f->sections[i], names[i], offsets[i]);
}

/** elf_file_free - release what was added */
void elf_file_free(struct elf_file *f)
{
	for (size_t i = 0; i < f->section_count; i++)
		free(f->sections[i].content.data);
	free(f->out.data);
}
