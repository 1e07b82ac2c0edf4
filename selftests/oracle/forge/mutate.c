// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The random mutator: one to three changes of headers, sections, symbols,
 * relocations, .modinfo or CRC records. Values are those at which programs
 * fail: 0, 1, the largest, next to what is right, or right for something else.
 */
#include "mutate.h"

#include <inttypes.h>
#include <string.h>

#include "content.h"

struct mutation {
	struct image *im;
	uint64_t state;
	FILE *note;
};

/* splitmix64: small, and the same everywhere. */
static uint64_t random_number(struct mutation *m)
{
	uint64_t z = m->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* From 0 to below COUNT. */
static uint64_t pick(struct mutation *m, uint64_t count)
{
	return count ? random_number(m) % count : 0;
}

/* OTHER: what the same field of something else says. */
static uint64_t pick_value(struct mutation *m, uint64_t old, uint64_t other)
{
	switch (pick(m, 10)) {
	case 0:
		return 0;
	case 1:
		return 1;
	case 2:
		return UINT64_MAX;
	case 3:
		return old + 1;
	case 4:
		return old - 1;
	case 5:
		return pick(m, 64);
	case 6:
		return m->im->size - pick(m, 2);
	case 7:
		return old ^ (uint64_t)1 << pick(m, 32);
	case 8:
		return pick(m, UINT32_MAX);
	default:
		return other;
	}
}

/* Most sections do not matter; those that the loader reads are taken more often. */
static int pick_section(struct mutation *m)
{
	static const char *const dear[] = {
		".gnu.linkonce.this_module", ".modinfo", "__versions", ".symtab", ".strtab",
		".shstrtab", "__ksymtab", "__ksymtab_gpl", "__kcrctab", "__kcrctab_gpl",
		".rela.gnu.linkonce.this_module", ".BTF", "__param", ".data..percpu",
		"__ksymtab_strings", "__bug_table", "__mcount_loc", "__jump_table",
	};
	int found = -1;

	if (pick(m, 2))
		found = section_find(m->im, dear[pick(m, sizeof(dear) / sizeof(dear[0]))]);
	return found >= 0 ? found : (int)pick(m, section_count(m->im));
}

static const char *name_of(const struct image *im, int section)
{
	const char *name = section_name(im, section);

	return name ? name : "?";
}

static void change_header(struct mutation *m)
{
	static const char *const names[EH_FIELDS] = {
		"e_type", "e_machine", "e_version", "e_entry", "e_shoff", "e_flags",
		"e_shentsize", "e_shnum", "e_shstrndx",
	};
	enum header_field field = pick(m, EH_FIELDS);
	uint64_t old = header_get(m->im, field);
	uint64_t new = pick_value(m, old, header_get(m->im, pick(m, EH_FIELDS)));

	header_set(m->im, field, new);
	fprintf(m->note, "%s 0x%" PRIx64 " to 0x%" PRIx64 "; ", names[field], old, new);
}

static void change_section(struct mutation *m)
{
	int section = pick_section(m), other = pick(m, section_count(m->im));
	enum section_field field = pick(m, SH_FIELDS);
	uint64_t old = section_get(m->im, section, field);
	uint64_t new = pick_value(m, old, section_get(m->im, other, field));

	if (field == SH_FLAGS && pick(m, 2))
		new = old ^ (uint64_t)1 << pick(m, 12);
	if (field == SH_TYPE && pick(m, 2))
		new = pick(m, 20);
	fprintf(m->note, "[%d] %s %s 0x%" PRIx64 " to 0x%" PRIx64 "; ", section,
		name_of(m->im, section), section_field_name(field), old, new);
	section_set(m->im, section, field, new);
}

static void swap_sections(struct mutation *m)
{
	int a = pick_section(m), b = pick_section(m);

	fprintf(m->note, "[%d] %s and [%d] %s change places; ", a, name_of(m->im, a), b,
		name_of(m->im, b));
	for (int field = 0; field < SH_FIELDS; field++) {
		uint64_t value = section_get(m->im, a, field);

		section_set(m->im, a, field, section_get(m->im, b, field));
		section_set(m->im, b, field, value);
	}
}

static void double_section(struct mutation *m)
{
	int section = pick_section(m);

	fprintf(m->note, "[%d] %s twice; ", section, name_of(m->im, section));
	section_add(m->im, section);
}

static void remove_section(struct mutation *m)
{
	int section = pick_section(m);

	fprintf(m->note, "[%d] %s is none; ", section, name_of(m->im, section));
	section_set(m->im, section, SH_TYPE, SHT_NULL);
	if (pick(m, 2))
		section_set(m->im, section, SH_NAME, 0);
}

/* Imports and exports are what the loader looks at. */
static size_t pick_symbol(struct mutation *m)
{
	size_t count = symbol_count(m->im), symbol = pick(m, count);

	for (int i = 0; i < 8 && pick(m, 4); i++) {
		const char *name = symbol_name(m->im, symbol);

		if (symbol_get(m->im, symbol, ST_SHNDX) == SHN_UNDEF ||
		    (name && !strncmp(name, "__k", 3)))
			break;
		symbol = pick(m, count);
	}
	return symbol;
}

static void change_symbol(struct mutation *m)
{
	static const uint64_t indices[] = { SHN_UNDEF, SHN_ABS, SHN_COMMON, 0xff20, 0xff00 };
	size_t symbol = pick_symbol(m), other = pick(m, symbol_count(m->im));
	enum symbol_field field = pick(m, ST_FIELDS);
	uint64_t old = symbol_get(m->im, symbol, field);
	uint64_t new = pick_value(m, old, symbol_get(m->im, other, field));
	const char *name = symbol_name(m->im, symbol);

	if (field == ST_SHNDX && pick(m, 2))
		new = indices[pick(m, 5)];
	/* a name from its middle */
	if (field == ST_NAME && pick(m, 2))
		new = old + pick(m, 4);
	fprintf(m->note, "symbol %zu %s: %s 0x%" PRIx64 " to 0x%" PRIx64 "; ", symbol,
		name ? name : "?", symbol_field_name(field), old, new);
	symbol_set(m->im, symbol, field, new);
}

/* A section of relocations, or -1. */
static int pick_relocations(struct mutation *m)
{
	for (int tries = 0; tries < 64; tries++) {
		int section = pick(m, section_count(m->im));

		if (relocation_count(m->im, section))
			return section;
	}
	return -1;
}

static void change_relocation(struct mutation *m)
{
	int section = pick_relocations(m);
	size_t count = section < 0 ? 0 : relocation_count(m->im, section);
	size_t index = pick(m, count), other = pick(m, count);
	enum relocation_field field = pick(m, REL_FIELDS);
	uint64_t old, new;

	if (section < 0)
		return;
	old = relocation_get(m->im, section, index, field);
	new = pick_value(m, old, relocation_get(m->im, section, other, field));
	if (field == REL_TYPE)
		new = pick(m, 48);
	fprintf(m->note, "[%d] %s: relocation %zu: %s 0x%" PRIx64 " to 0x%" PRIx64 "; ", section,
		name_of(m->im, section), index, relocation_field_name(field), old, new);
	relocation_set(m->im, section, index, field, new);
}

/* Where the nth text of a section is; 0 when there are fewer. */
static uint64_t text_at(const struct image *im, int section, uint64_t nth)
{
	uint64_t at = section_get(im, section, SH_OFFSET);
	uint64_t end = at + section_get(im, section, SH_SIZE);
	const char *text;

	while (at < end && (text = image_string(im, at))) {
		if (!nth--)
			return at;
		at += strlen(text) + 1;
	}
	return 0;
}

static void change_modinfo(struct mutation *m)
{
	static const char *const added[] = {
		"license=Proprietary", "livepatch=Y", "import_ns=module:foo", "staging=Y",
		"vermagic=", "name=other", "import_ns=NOBODY", "=", "intree=N", "license=GPL",
	};
	int section = section_find(m->im, ".modinfo");
	uint64_t at = section_has_bytes(m->im, section) ? text_at(m->im, section, pick(m, 14)) : 0;
	const char *text = at ? image_string(m->im, at) : NULL;
	size_t length = text ? strlen(text) : 0, place = pick(m, length);

	switch (pick(m, 4)) {
	case 0:
		text = added[pick(m, sizeof(added) / sizeof(added[0]))];
		fprintf(m->note, "modinfo: %s is added; ", text);
		modinfo_add(m->im, text);
		return;
	case 1:
		fprintf(m->note, "modinfo: %.40s is gone; ", text ? text : "?");
		while (at && length--)
			image_set(m->im, at++, 1, 0);
		return;
	default:
		fprintf(m->note, "modinfo: %.40s: byte %zu; ", text ? text : "?", place);
		if (at)
			image_flip(m->im, at + place, 1 << pick(m, 8));
	}
}

static void change_version(struct mutation *m)
{
	size_t count = version_count(m->im), index = pick(m, count);
	uint64_t at = version_at(m->im, index), other = version_at(m->im, pick(m, count));
	size_t name = version_name(m->im);
	uint8_t record[VERSION_SIZE];

	if (!at)
		return;
	memcpy(record, m->im->bytes + other, VERSION_SIZE);
	switch (pick(m, 4)) {
	case 0:
		fprintf(m->note, "CRC %zu; ", index);
		image_flip(m->im, at + pick(m, name), 1 << pick(m, 8));
		break;
	case 1:
		fprintf(m->note, "name of CRC %zu; ", index);
		image_flip(m->im, at + name + pick(m, 12), 1 << pick(m, 8));
		break;
	case 2:
		fprintf(m->note, "CRC %zu becomes another; ", index);
		image_put(m->im, at, record, VERSION_SIZE);
		break;
	default:
		fprintf(m->note, "name of CRC %zu without end; ", index);
		for (size_t i = name; i < VERSION_SIZE; i++)
			if (!m->im->bytes[at + i])
				m->im->bytes[at + i] = 'x';
	}
}

static void change_size(struct mutation *m)
{
	static const uint8_t zeroes[256];
	size_t size = m->im->size;

	if (pick(m, 2))
		image_append(m->im, zeroes, pick(m, sizeof(zeroes)));
	else
		m->im->size -= pick(m, pick(m, 2) ? 64 : size);
	fprintf(m->note, "%zu to %zu bytes; ", size, m->im->size);
}

static void flip_bytes(struct mutation *m)
{
	static const char *const dear[] = {
		".symtab", ".strtab", ".shstrtab", ".modinfo", "__versions", ".BTF",
		"__ksymtab_strings", ".gnu.linkonce.this_module", "__param", "__kcrctab",
	};
	int section = section_find(m->im, dear[pick(m, sizeof(dear) / sizeof(dear[0]))]);
	uint64_t size = section_get(m->im, section, SH_SIZE), at;

	if (!section_has_bytes(m->im, section) || !size)
		return;
	fprintf(m->note, "[%d] %s: bytes", section, name_of(m->im, section));
	for (uint64_t left = 1 + pick(m, 4); left; left--) {
		at = pick(m, size);
		/* the ends are what is forgotten */
		if (!pick(m, 4))
			at = pick(m, 2) ? 0 : size - 1;
		image_flip(m->im, section_get(m->im, section, SH_OFFSET) + at, 1 << pick(m, 8));
		fprintf(m->note, " 0x%" PRIx64, at);
	}
	fputs("; ", m->note);
}

void mutate(struct image *im, uint64_t seed, const char *name, uint64_t index, FILE *note)
{
	static void (*const changes[])(struct mutation *m) = {
		change_header, change_section, change_section, change_section, change_section,
		swap_sections, double_section, remove_section, change_symbol, change_symbol,
		change_symbol, change_relocation, change_relocation, change_modinfo,
		change_modinfo, change_version, change_version, change_size, flip_bytes,
		flip_bytes,
	};
	struct mutation m = { .im = im, .state = seed, .note = note };

	for (; *name; name++)
		m.state = (random_number(&m) ^ (uint8_t)*name) * 0x100000001b3;
	m.state ^= index << 20;
	for (uint64_t left = 1 + pick(&m, 3); left && im->size; left--)
		changes[pick(&m, sizeof(changes) / sizeof(changes[0]))](&m);
}
