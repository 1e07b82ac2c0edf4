// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes modules for tests; see module_file.h.  Options, in any order:
 *
 *   class=32|64 data=lsb|msb machine=N type=N
 *   name=X iname=X mname=X vermagic=X license=X intree=X retpoline=X
 *   depends=X ns=X info=KEY=VALUE
 *   size=N layout=CRC import=NAME[:CRC[:weak]] ext=NAME:CRC export=NAME
 *   common=NAME
 *   drop=SECTION dup=SECTION rename=OLD:NEW
 *   e_FIELD=N ei_FIELD=N SECTION/sh_FIELD=N @SYMBOL/st_FIELD=N
 *   SECTION/first=N SECTION/last=N byte=OFFSET:N
 *   pad=N cut=N cutend=N
 *   sig=pkcs7|foreign|reserved|huge|whole|nearly|short|marker
 *
 * "-" as a value leaves the thing out.  Patches (with '/', e_ and ei_) are
 * applied to the finished file, pad, sig and cuts come last, in this order.
 */
#include "module_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SECTIONS_MAX	32
#define NAME_ROOM	512

struct bytes {
	uint8_t *data;
	size_t size;
};

struct section {
	char name[64];
	uint32_t type;
	uint64_t flags;
	struct bytes content;
	uint32_t link;
	uint32_t info;
	uint32_t entsize;
	size_t header;	/* where its header and content went */
	size_t offset;
};

struct symbol {
	char name[NAME_ROOM];
	uint16_t shndx;
	uint8_t info;
	size_t at;
};

struct maker {
	bool is64, big;
	uint16_t machine, type;
	uint64_t module_size;
	const char *mname, *iname, *vermagic, *license, *intree, *retpoline;
	char layout[32];
	struct bytes modinfo, versions, ext_crcs, ext_names;
	struct section sections[SECTIONS_MAX];
	size_t section_count;
	struct symbol *symbols;
	size_t symbol_count;
	size_t strtab, symtab, shstrtab;
};

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

static void add(struct bytes *b, const void *data, size_t size)
{
	if (!size)
		return;
	b->data = must(realloc(b->data, b->size + size));
	if (data)
		memcpy(b->data + b->size, data, size);
	else
		memset(b->data + b->size, 0, size);
	b->size += size;
}

static void put(const struct maker *m, uint8_t *at, uint64_t value, unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i++)
		at[m->big ? bytes - 1 - i : i] = value >> (8 * i);
}

static void add_number(const struct maker *m, struct bytes *b, uint64_t value, unsigned int bytes)
{
	add(b, NULL, bytes);
	put(m, b->data + b->size - bytes, value, bytes);
}

static unsigned int word(const struct maker *m)
{
	return m->is64 ? 8 : 4;
}

static uint64_t number(const char *text)
{
	char *end;
	uint64_t value = strtoull(text, &end, 0);

	if (end == text || *end) {
		fprintf(stderr, "module_file: \"%s\" is no number\n", text);
		abort();
	}
	return value;
}

static bool option(const char *text, const char *key, const char **value)
{
	size_t len = strlen(key);

	if (strncmp(text, key, len) || text[len] != '=')
		return false;
	*value = text + len + 1;
	return true;
}

static void add_info(struct maker *m, const char *key, const char *value)
{
	if (!value || !strcmp(value, "-"))
		return;
	if (*key) {
		add(&m->modinfo, key, strlen(key));
		add(&m->modinfo, "=", 1);
	}
	add(&m->modinfo, value, strlen(value) + 1);
}

static void add_version(struct maker *m, const char *name, const char *crc)
{
	size_t room = 64 - word(m), len = strlen(name);
	char field[64] = { 0 };

	if (!crc || !strcmp(crc, "-"))
		return;
	memcpy(field, name, len < room ? len : room);
	add_number(m, &m->versions, number(crc), word(m));
	add(&m->versions, field, room);
}

static void add_symbol(struct maker *m, const char *name, uint8_t info, uint16_t shndx)
{
	struct symbol *s = &m->symbols[m->symbol_count++];

	snprintf(s->name, sizeof(s->name), "%s", name);
	s->info = info;
	s->shndx = shndx;
}

static void add_import(struct maker *m, char *value)
{
	char *name = strtok(value, ":"), *crc = strtok(NULL, ":"), *weak = strtok(NULL, ":");

	add_symbol(m, name, (weak ? STB_WEAK : STB_GLOBAL) << 4, SHN_UNDEF);
	add_version(m, name, crc);
}

static void add_ext(struct maker *m, char *value)
{
	char *name = strtok(value, ":"), *crc = strtok(NULL, ":");

	if (crc)
		add_number(m, &m->ext_crcs, number(crc), 4);
	if (*name != '-')
		add(&m->ext_names, name, strlen(name) + 1);
}

static void take_plain(struct maker *m, const char *o)
{
	const char *v;

	if (option(o, "class", &v))
		m->is64 = number(v) == 64;
	else if (option(o, "data", &v))
		m->big = !strcmp(v, "msb");
	else if (option(o, "machine", &v))
		m->machine = number(v);
	else if (option(o, "type", &v))
		m->type = number(v);
	else if (option(o, "size", &v))
		m->module_size = number(v);
	else if (option(o, "name", &v))
		m->iname = m->mname = v;
	else if (option(o, "iname", &v))
		m->iname = v;
	else if (option(o, "mname", &v))
		m->mname = v;
	else if (option(o, "vermagic", &v))
		m->vermagic = v;
	else if (option(o, "license", &v))
		m->license = v;
	else if (option(o, "intree", &v))
		m->intree = v;
	else if (option(o, "retpoline", &v))
		m->retpoline = v;
	else if (option(o, "layout", &v))
		snprintf(m->layout, sizeof(m->layout), "%s", v);
}

/* These need class and byte order to be known. */
static void take_list(struct maker *m, const char *o)
{
	char copy[2048], symbol[NAME_ROOM];
	const char *v;

	if (option(o, "depends", &v))
		add_info(m, "depends", v);
	else if (option(o, "ns", &v))
		add_info(m, "import_ns", v);
	else if (option(o, "info", &v))
		add_info(m, "", v);
	if (!option(o, "import", &v) && !option(o, "ext", &v) && !option(o, "export", &v) &&
	    !option(o, "common", &v))
		return;
	snprintf(copy, sizeof(copy), "%s", v);
	if (!strncmp(o, "import", 6)) {
		add_import(m, copy);
	} else if (!strncmp(o, "ext=", 4)) {
		add_ext(m, copy);
	} else if (!strncmp(o, "common", 6)) {
		add_symbol(m, copy, STB_GLOBAL << 4, SHN_COMMON);
	} else {
		snprintf(symbol, sizeof(symbol), "__ksymtab_%.400s", copy);
		add_symbol(m, symbol, STB_LOCAL << 4, 1);
	}
}

static size_t add_section(struct maker *m, const char *name, uint32_t type, uint64_t flags,
			  struct bytes content)
{
	struct section *s = &m->sections[m->section_count];

	if (m->section_count == SECTIONS_MAX)
		abort();
	snprintf(s->name, sizeof(s->name), "%s", name);
	s->type = type;
	s->flags = flags;
	s->content = content;
	return m->section_count++;
}

static struct section *find(struct maker *m, const char *name, size_t len)
{
	for (size_t i = 0; i < m->section_count; i++)
		if (strlen(m->sections[i].name) == len && !memcmp(m->sections[i].name, name, len))
			return &m->sections[i];
	return NULL;
}

static struct bytes this_module(const struct maker *m)
{
	struct bytes b = { 0 };
	size_t at = m->is64 ? 24 : 12;

	add(&b, NULL, m->module_size);
	if (m->mname && strcmp(m->mname, "-") && b.size > at)
		strncpy((char *)b.data + at, m->mname, b.size - at - 1);
	return b;
}

static void make_symbols(struct maker *m)
{
	struct bytes table = { 0 }, names = { 0 };

	add(&names, "", 1);
	for (size_t i = 0; i < m->symbol_count; i++) {
		struct symbol *s = &m->symbols[i];

		s->at = table.size;
		add_number(m, &table, *s->name ? names.size : 0, 4);
		if (!m->is64) {
			add(&table, NULL, 8);
			add_number(m, &table, s->info, 2);
			if (m->big) {
				table.data[table.size - 2] = s->info;
				table.data[table.size - 1] = 0;
			}
			add_number(m, &table, s->shndx, 2);
		} else {
			add(&table, &s->info, 1);
			add(&table, NULL, 1);
			add_number(m, &table, s->shndx, 2);
			add(&table, NULL, 16);
		}
		if (*s->name)
			add(&names, s->name, strlen(s->name) + 1);
	}
	m->symtab = add_section(m, ".symtab", SHT_SYMTAB, 0, table);
	m->strtab = add_section(m, ".strtab", SHT_STRTAB, 0, names);
	m->sections[m->symtab].link = m->strtab;
	m->sections[m->symtab].info = 1;
	m->sections[m->symtab].entsize = m->is64 ? 24 : 16;
}

static void make_sections(struct maker *m)
{
	struct bytes text = { 0 };

	add(&text, NULL, 16);
	add_section(m, "", SHT_NULL, 0, (struct bytes){ 0 });
	add_section(m, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, text);
	add_section(m, ".modinfo", SHT_PROGBITS, SHF_ALLOC, m->modinfo);
	add_section(m, ".gnu.linkonce.this_module", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE,
		    this_module(m));
	add_section(m, "__versions", SHT_PROGBITS, SHF_ALLOC, m->versions);
	if (m->ext_crcs.size || m->ext_names.size) {
		add_section(m, "__version_ext_crcs", SHT_PROGBITS, SHF_ALLOC, m->ext_crcs);
		add(&m->ext_names, "", 1);
		add_section(m, "__version_ext_names", SHT_PROGBITS, SHF_ALLOC, m->ext_names);
	}
	make_symbols(m);
	m->shstrtab = add_section(m, ".shstrtab", SHT_STRTAB, 0, (struct bytes){ 0 });
}

/* Everything that links by number stays in place: a dropped section is only
 * renamed and loses its type.
 */
static void edit_sections(struct maker *m, const char *o)
{
	struct section *s;
	const char *v, *to;

	if (option(o, "drop", &v) && (s = find(m, v, strlen(v)))) {
		snprintf(s->name, sizeof(s->name), ".dropped");
		s->type = SHT_PROGBITS;
		s->flags = 0;
	} else if (option(o, "dup", &v) && (s = find(m, v, strlen(v)))) {
		struct bytes copy = { 0 };
		size_t i;

		add(&copy, s->content.data, s->content.size);
		i = add_section(m, s->name, s->type, s->flags, copy);
		m->sections[i].link = s->link;
		m->sections[i].entsize = s->entsize;
	} else if (option(o, "rename", &v) && (to = strchr(v, ':')) &&
		   (s = find(m, v, to - v))) {
		snprintf(s->name, sizeof(s->name), "%s", to + 1);
	}
}

static void make_names(struct maker *m, uint32_t *names)
{
	struct bytes *b = &m->sections[m->shstrtab].content;

	add(b, "", 1);
	for (size_t i = 0; i < m->section_count; i++) {
		names[i] = *m->sections[i].name ? b->size : 0;
		if (*m->sections[i].name)
			add(b, m->sections[i].name, strlen(m->sections[i].name) + 1);
	}
}

static void add_header(const struct maker *m, struct bytes *out, const struct section *s,
		       uint32_t name)
{
	unsigned int w = word(m);

	add_number(m, out, name, 4);
	add_number(m, out, s->type, 4);
	add_number(m, out, s->flags, w);
	add_number(m, out, 0, w);
	add_number(m, out, s->type == SHT_NULL ? 0 : s->offset, w);
	add_number(m, out, s->content.size, w);
	add_number(m, out, s->link, 4);
	add_number(m, out, s->info, 4);
	add_number(m, out, s->type == SHT_NULL ? 0 : 8, w);
	add_number(m, out, s->entsize, w);
}

static void add_file_header(const struct maker *m, struct bytes *out)
{
	uint8_t ident[16] = { 0x7f, 'E', 'L', 'F', m->is64 ? 2 : 1, m->big ? 2 : 1, 1 };
	unsigned int w = word(m);

	add(out, ident, sizeof(ident));
	add_number(m, out, m->type, 2);
	add_number(m, out, m->machine, 2);
	add_number(m, out, 1, 4);
	add(out, NULL, w * 2);
	add_number(m, out, 0, w);		/* e_shoff, later */
	add_number(m, out, 0, 4);
	add_number(m, out, m->is64 ? 64 : 52, 2);
	add(out, NULL, 4);
	add_number(m, out, m->is64 ? 64 : 40, 2);
	add_number(m, out, m->section_count, 2);
	add_number(m, out, m->shstrtab, 2);
}

static void write_out(struct maker *m, struct bytes *out)
{
	uint32_t names[SECTIONS_MAX];

	make_names(m, names);
	add_file_header(m, out);
	for (size_t i = 0; i < m->section_count; i++) {
		add(out, NULL, (8 - out->size % 8) % 8);
		m->sections[i].offset = out->size;
		add(out, m->sections[i].content.data, m->sections[i].content.size);
	}
	add(out, NULL, (8 - out->size % 8) % 8);
	put(m, out->data + (m->is64 ? 40 : 32), out->size, word(m));
	for (size_t i = 0; i < m->section_count; i++) {
		m->sections[i].header = out->size;
		add_header(m, out, &m->sections[i], names[i]);
	}
}

/* Where a field stands, in Elf32 and Elf64; 0 bytes: an address wide. */
static const struct field {
	const char *name;
	unsigned int at32, at64, bytes;
} fields[] = {
	{ "ei_mag", 1, 1, 1 },	     { "ei_class", 4, 4, 1 },	  { "ei_data", 5, 5, 1 },
	{ "ei_version", 6, 6, 1 },   { "ei_osabi", 7, 7, 1 },	  { "e_type", 16, 16, 2 },
	{ "e_machine", 18, 18, 2 },  { "e_version", 20, 20, 4 },  { "e_entry", 24, 24, 0 },
	{ "e_shoff", 32, 40, 0 },    { "e_flags", 36, 48, 4 },	  { "e_shentsize", 46, 58, 2 },
	{ "e_shnum", 48, 60, 2 },    { "e_shstrndx", 50, 62, 2 }, { "sh_name", 0, 0, 4 },
	{ "sh_type", 4, 4, 4 },	     { "sh_flags", 8, 8, 0 },	  { "sh_addr", 12, 16, 0 },
	{ "sh_offset", 16, 24, 0 },  { "sh_size", 20, 32, 0 },	  { "sh_link", 24, 40, 4 },
	{ "sh_info", 28, 44, 4 },    { "sh_entsize", 36, 56, 0 }, { "st_name", 0, 0, 4 },
	{ "st_info", 12, 4, 1 },     { "st_shndx", 14, 6, 2 },
};

static void patch_field(const struct maker *m, struct bytes *out, size_t base, const char *field,
			size_t len, uint64_t value)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct field *f = &fields[i];

		if (strlen(f->name) != len || memcmp(f->name, field, len))
			continue;
		put(m, out->data + base + (m->is64 ? f->at64 : f->at32), value,
		    f->bytes ? f->bytes : word(m));
		return;
	}
	fprintf(stderr, "module_file: no field %.*s\n", (int)len, field);
	abort();
}

static bool find_symbol(struct maker *m, const char *name, size_t len, size_t *at)
{
	for (size_t i = 0; i < m->symbol_count; i++)
		if (strlen(m->symbols[i].name) == len && !memcmp(m->symbols[i].name, name, len)) {
			*at = m->sections[m->symtab].offset + m->symbols[i].at;
			return true;
		}
	return false;
}

static void patch_inside(struct maker *m, struct bytes *out, const char *o, const char *slash,
			 const char *equal)
{
	const char *field = slash + 1;
	size_t len = equal - field, base;
	struct section *s = *o == '@' ? NULL : find(m, o, slash - o);

	if (*o == '@' && find_symbol(m, o + 1, slash - o - 1, &base)) {
		patch_field(m, out, base, field, len, number(equal + 1));
	} else if (!s) {
		fprintf(stderr, "module_file: %s: not there\n", o);
		abort();
	} else if (len == 5 && !memcmp(field, "first", 5)) {
		out->data[s->offset] = number(equal + 1);
	} else if (len == 4 && !memcmp(field, "last", 4)) {
		out->data[s->offset + s->content.size - 1] = number(equal + 1);
	} else {
		patch_field(m, out, s->header, field, len, number(equal + 1));
	}
}

static void patch(struct maker *m, struct bytes *out, const char *o)
{
	const char *equal = strchr(o, '='), *slash = strchr(o, '/'), *v;

	if (slash && equal && slash < equal)
		patch_inside(m, out, o, slash, equal);
	else if (equal && (!strncmp(o, "e_", 2) || !strncmp(o, "ei_", 3)))
		patch_field(m, out, 0, o, equal - o, number(equal + 1));
	else if (option(o, "byte", &v) && strchr(v, ':')) {
		size_t at = strtoull(v, NULL, 0);

		if (at < out->size)
			out->data[at] = number(strchr(v, ':') + 1);
	}
}

static void sign(struct bytes *out, const char *how)
{
	static const char marker[] = "~Module signature appended~\n";
	uint8_t info[12] = { 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 32 };

	if (!strcmp(how, "foreign"))
		info[2] = 1;
	else if (!strcmp(how, "reserved"))
		info[0] = 1;
	else if (!strcmp(how, "huge"))
		info[8] = 0x7f;
	/* A signature as long as all before it, or one byte less. */
	if (!strcmp(how, "whole") || !strcmp(how, "nearly"))
		for (int i = 0; i < 4; i++)
			info[8 + i] = (out->size + 32 - (*how == 'n')) >> (24 - 8 * i);
	if (!strcmp(how, "short"))
		out->size = 8;
	if (strcmp(how, "marker") && strcmp(how, "short")) {
		add(out, NULL, 32);
		add(out, info, sizeof(info));
	}
	add(out, marker, sizeof(marker) - 1);
}

static void finish(struct bytes *out, const char *const *options, size_t count)
{
	const char *v;

	for (size_t i = 0; i < count; i++)
		if (option(options[i], "pad", &v))
			add(out, NULL, number(v));
	for (size_t i = 0; i < count; i++)
		if (option(options[i], "sig", &v))
			sign(out, v);
	for (size_t i = 0; i < count; i++)
		if (option(options[i], "cut", &v) && number(v) < out->size)
			out->size = number(v);
	for (size_t i = 0; i < count; i++)
		if (option(options[i], "cutend", &v) && number(v) < out->size)
			out->size -= number(v);
}

static void release(struct maker *m)
{
	for (size_t i = 0; i < m->section_count; i++)
		free(m->sections[i].content.data);
	if (!m->ext_crcs.size && !m->ext_names.size) {
		free(m->ext_crcs.data);
		free(m->ext_names.data);
	}
	free(m->symbols);
	free(m);
}

/**
 * module_file_make - make a module
 * @file: to fill
 * @options: see above
 * @count: entries of @options
 *
 * Return: 0; a wrong option ends the program, as tests are written by hand.
 */
int module_file_make(struct module_file *file, const char *const *options, size_t count)
{
	struct maker *m = must(calloc(1, sizeof(*m)));
	struct bytes out = { 0 };

	m->is64 = true;
	m->machine = EM_X86_64;
	m->type = ET_REL;
	m->module_size = MODULE_SIZE;
	m->iname = m->mname = "mod";
	m->vermagic = MODULE_VERMAGIC;
	m->license = "GPL";
	m->intree = m->retpoline = "Y";
	snprintf(m->layout, sizeof(m->layout), "0x%x", MODULE_LAYOUT);
	/* The first one, and at most one of an option. */
	m->symbols = must(calloc(count + 1, sizeof(*m->symbols)));
	add_symbol(m, "", 0, 0);
	for (size_t i = 0; i < count; i++)
		take_plain(m, options[i]);
	add_info(m, "license", m->license);
	add_info(m, "name", m->iname);
	add_version(m, "module_layout", m->layout);
	for (size_t i = 0; i < count; i++)
		take_list(m, options[i]);
	add_info(m, "vermagic", m->vermagic);
	add_info(m, "intree", m->intree);
	add_info(m, "retpoline", m->retpoline);
	make_sections(m);
	for (size_t i = 0; i < count; i++)
		edit_sections(m, options[i]);
	write_out(m, &out);
	for (size_t i = 0; i < count; i++)
		patch(m, &out, options[i]);
	finish(&out, options, count);
	release(m);
	*file = (struct module_file){ out.data, out.size };
	return 0;
}
