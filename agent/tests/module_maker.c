// SPDX-License-Identifier: GPL-2.0-or-later
/* Bytes, sections and symbols of a module in the making; see module_maker.h. */
#include "module_maker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *module_must(void *p)
{
	if (!p)
		abort();
	return p;
}

void module_add(struct bytes *b, const void *data, size_t size)
{
	if (!size)
		return;
	b->data = module_must(realloc(b->data, b->size + size));
	if (data)
		memcpy(b->data + b->size, data, size);
	else
		memset(b->data + b->size, 0, size);
	b->size += size;
}

void module_put(const struct maker *m, uint8_t *at, uint64_t value, unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i++)
		at[m->big ? bytes - 1 - i : i] = value >> (8 * i);
}

void module_add_number(const struct maker *m, struct bytes *b, uint64_t value, unsigned int bytes)
{
	module_add(b, NULL, bytes);
	module_put(m, b->data + b->size - bytes, value, bytes);
}

unsigned int module_word(const struct maker *m)
{
	return m->is64 ? 8 : 4;
}

uint64_t module_number(const char *text)
{
	char *end;
	uint64_t value = strtoull(text, &end, 0);

	if (end == text || *end) {
		fprintf(stderr, "module_file: \"%s\" is no number\n", text);
		abort();
	}
	return value;
}

void module_add_symbol(struct maker *m, const char *name, uint8_t info, uint16_t shndx)
{
	struct symbol *s = &m->symbols[m->symbol_count++];

	snprintf(s->name, sizeof(s->name), "%s", name);
	s->info = info;
	s->shndx = shndx;
}

size_t module_add_section(struct maker *m, const char *name, uint32_t type, uint64_t flags,
			  struct bytes content)
{
	struct section *s = &m->sections[m->section_count];

	if (m->section_count == MODULE_SECTIONS_MAX)
		abort();
	snprintf(s->name, sizeof(s->name), "%s", name);
	s->type = type;
	s->flags = flags;
	s->content = content;
	return m->section_count++;
}

struct section *module_find_section(struct maker *m, const char *name, size_t len)
{
	for (size_t i = 0; i < m->section_count; i++)
		if (strlen(m->sections[i].name) == len && !memcmp(m->sections[i].name, name, len))
			return &m->sections[i];
	return NULL;
}
