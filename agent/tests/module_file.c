// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes modules for tests; see module_file.h.  Options, in any order:
 *
 *   class=32|64 data=lsb|msb machine=N type=N
 *   name=X iname=X mname=X vermagic=X license=X intree=X retpoline=X
 *   depends=X ns=X info=KEY=VALUE
 *   size=N layout=CRC import=NAME[:CRC[:weak]] ext=NAME:CRC common=NAME
 *   export=NAME[:CRC[:gpl[:NAMESPACE]]] exports=STYLE[,STYLE...]
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

#include "module_maker.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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
		module_add(&m->modinfo, key, strlen(key));
		module_add(&m->modinfo, "=", 1);
	}
	module_add(&m->modinfo, value, strlen(value) + 1);
}

static void add_version(struct maker *m, const char *name, const char *crc)
{
	size_t room = 64 - module_word(m), len = strlen(name);
	char field[64] = { 0 };

	if (!crc || !strcmp(crc, "-"))
		return;
	memcpy(field, name, len < room ? len : room);
	module_add_number(m, &m->versions, module_number(crc), module_word(m));
	module_add(&m->versions, field, room);
}

static void add_import(struct maker *m, char *value)
{
	char *name = strtok(value, ":"), *crc = strtok(NULL, ":"), *weak = strtok(NULL, ":");

	module_add_symbol(m, name, (weak ? STB_WEAK : STB_GLOBAL) << 4, SHN_UNDEF);
	add_version(m, name, crc);
}

static void add_ext(struct maker *m, char *value)
{
	char *name = strtok(value, ":"), *crc = strtok(NULL, ":");

	if (crc)
		module_add_number(m, &m->ext_crcs, module_number(crc), 4);
	if (*name != '-')
		module_add(&m->ext_names, name, strlen(name) + 1);
}

static void take_plain(struct maker *m, const char *o)
{
	const char *v;

	if (option(o, "class", &v))
		m->is64 = module_number(v) == 64;
	else if (option(o, "data", &v))
		m->big = !strcmp(v, "msb");
	else if (option(o, "machine", &v))
		m->machine = module_number(v);
	else if (option(o, "type", &v))
		m->type = module_number(v);
	else if (option(o, "size", &v))
		m->module_size = module_number(v);
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
	else if (option(o, "exports", &v))
		m->exports = v;
	else if (option(o, "layout", &v))
		snprintf(m->layout, sizeof(m->layout), "%s", v);
}

/* These need class and byte order to be known. */
static void take_list(struct maker *m, const char *o)
{
	char copy[2048];
	const char *v;

	if (option(o, "depends", &v))
		add_info(m, "depends", v);
	else if (option(o, "ns", &v))
		add_info(m, "import_ns", v);
	else if (option(o, "info", &v))
		add_info(m, "", v);
	if (!option(o, "import", &v) && !option(o, "ext", &v) && !option(o, "common", &v))
		return;
	snprintf(copy, sizeof(copy), "%s", v);
	if (!strncmp(o, "import", 6)) {
		add_import(m, copy);
	} else if (!strncmp(o, "ext=", 4)) {
		add_ext(m, copy);
	} else {
		module_add_symbol(m, copy, STB_GLOBAL << 4, SHN_COMMON);
	}
}

static struct bytes this_module(const struct maker *m)
{
	struct bytes b = { 0 };
	size_t at = m->is64 ? 24 : 12;

	module_add(&b, NULL, m->module_size);
	if (m->mname && strcmp(m->mname, "-") && b.size > at)
		strncpy((char *)b.data + at, m->mname, b.size - at - 1);
	return b;
}

static void make_symbols(struct maker *m)
{
	struct bytes table = { 0 }, names = { 0 };

	module_add(&names, "", 1);
	for (size_t i = 0; i < m->symbol_count; i++) {
		struct symbol *s = &m->symbols[i];

		s->at = table.size;
		module_add_number(m, &table, *s->name ? names.size : 0, 4);
		if (!m->is64) {
			module_add_number(m, &table, s->value, 4);
			module_add(&table, NULL, 4);
			module_add_number(m, &table, s->info, 2);
			if (m->big) {
				table.data[table.size - 2] = s->info;
				table.data[table.size - 1] = 0;
			}
			module_add_number(m, &table, s->shndx, 2);
		} else {
			module_add(&table, &s->info, 1);
			module_add(&table, NULL, 1);
			module_add_number(m, &table, s->shndx, 2);
			module_add_number(m, &table, s->value, 8);
			module_add(&table, NULL, 8);
		}
		if (*s->name)
			module_add(&names, s->name, strlen(s->name) + 1);
	}
	m->symtab = module_add_section(m, ".symtab", SHT_SYMTAB, 0, table);
	m->strtab = module_add_section(m, ".strtab", SHT_STRTAB, 0, names);
	for (size_t i = 0; i < m->section_count; i++)
		if (m->sections[i].is_relocs)
			m->sections[i].link = m->symtab;
	m->sections[m->symtab].link = m->strtab;
	m->sections[m->symtab].info = 1;
	m->sections[m->symtab].entsize = m->is64 ? 24 : 16;
}

static void make_exports(struct maker *m, const char *const *options, size_t count)
{
	const char **exports = module_must(calloc(count + 1, sizeof(*exports)));
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		found += option(options[i], "export", &exports[found]);
	module_make_exports(m, exports, found);
	free(exports);
}

static void make_sections(struct maker *m, const char *const *options, size_t count)
{
	struct bytes text = { 0 };

	module_add(&text, NULL, 16);
	module_add_section(m, "", SHT_NULL, 0, (struct bytes){ 0 });
	module_add_section(m, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, text);
	module_add_section(m, ".modinfo", SHT_PROGBITS, SHF_ALLOC, m->modinfo);
	module_add_section(m, ".gnu.linkonce.this_module", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE,
		    this_module(m));
	module_add_section(m, "__versions", SHT_PROGBITS, SHF_ALLOC, m->versions);
	if (m->ext_crcs.size || m->ext_names.size) {
		module_add_section(m, "__version_ext_crcs", SHT_PROGBITS, SHF_ALLOC, m->ext_crcs);
		module_add(&m->ext_names, "", 1);
		module_add_section(m, "__version_ext_names", SHT_PROGBITS, SHF_ALLOC, m->ext_names);
	}
	make_exports(m, options, count);
	make_symbols(m);
	m->shstrtab = module_add_section(m, ".shstrtab", SHT_STRTAB, 0, (struct bytes){ 0 });
}

/* Everything that links by number stays in place: a dropped section is only
 * renamed and loses its type.
 */
static void edit_sections(struct maker *m, const char *o)
{
	struct section *s;
	const char *v, *to;

	if (option(o, "drop", &v) && (s = module_find_section(m, v, strlen(v)))) {
		snprintf(s->name, sizeof(s->name), ".dropped");
		s->type = SHT_PROGBITS;
		s->flags = 0;
	} else if (option(o, "dup", &v) && (s = module_find_section(m, v, strlen(v)))) {
		struct bytes copy = { 0 };
		size_t i;

		module_add(&copy, s->content.data, s->content.size);
		i = module_add_section(m, s->name, s->type, s->flags, copy);
		m->sections[i].link = s->link;
		m->sections[i].entsize = s->entsize;
	} else if (option(o, "rename", &v) && (to = strchr(v, ':')) &&
		   (s = module_find_section(m, v, to - v))) {
		snprintf(s->name, sizeof(s->name), "%s", to + 1);
	}
}

static void make_names(struct maker *m, uint32_t *names)
{
	struct bytes *b = &m->sections[m->shstrtab].content;

	module_add(b, "", 1);
	for (size_t i = 0; i < m->section_count; i++) {
		names[i] = *m->sections[i].name ? b->size : 0;
		if (*m->sections[i].name)
			module_add(b, m->sections[i].name, strlen(m->sections[i].name) + 1);
	}
}

static void add_header(const struct maker *m, struct bytes *out, const struct section *s,
		       uint32_t name)
{
	unsigned int w = module_word(m);

	module_add_number(m, out, name, 4);
	module_add_number(m, out, s->type, 4);
	module_add_number(m, out, s->flags, w);
	module_add_number(m, out, 0, w);
	module_add_number(m, out, s->type == SHT_NULL ? 0 : s->offset, w);
	module_add_number(m, out, s->content.size, w);
	module_add_number(m, out, s->link, 4);
	module_add_number(m, out, s->info, 4);
	module_add_number(m, out, s->type == SHT_NULL ? 0 : 8, w);
	module_add_number(m, out, s->entsize, w);
}

static void add_file_header(const struct maker *m, struct bytes *out)
{
	uint8_t ident[16] = { 0x7f, 'E', 'L', 'F', m->is64 ? 2 : 1, m->big ? 2 : 1, 1 };
	unsigned int w = module_word(m);

	module_add(out, ident, sizeof(ident));
	module_add_number(m, out, m->type, 2);
	module_add_number(m, out, m->machine, 2);
	module_add_number(m, out, 1, 4);
	module_add(out, NULL, w * 2);
	module_add_number(m, out, 0, w);		/* e_shoff, later */
	module_add_number(m, out, 0, 4);
	module_add_number(m, out, m->is64 ? 64 : 52, 2);
	module_add(out, NULL, 4);
	module_add_number(m, out, m->is64 ? 64 : 40, 2);
	module_add_number(m, out, m->section_count, 2);
	module_add_number(m, out, m->shstrtab, 2);
}

static void write_out(struct maker *m, struct bytes *out)
{
	uint32_t names[MODULE_SECTIONS_MAX];

	make_names(m, names);
	add_file_header(m, out);
	for (size_t i = 0; i < m->section_count; i++) {
		module_add(out, NULL, (8 - out->size % 8) % 8);
		m->sections[i].offset = out->size;
		module_add(out, m->sections[i].content.data, m->sections[i].content.size);
	}
	module_add(out, NULL, (8 - out->size % 8) % 8);
	module_put(m, out->data + (m->is64 ? 40 : 32), out->size, module_word(m));
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
		module_put(m, out->data + base + (m->is64 ? f->at64 : f->at32), value,
		    f->bytes ? f->bytes : module_word(m));
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
	struct section *s = *o == '@' ? NULL : module_find_section(m, o, slash - o);

	if (*o == '@' && find_symbol(m, o + 1, slash - o - 1, &base)) {
		patch_field(m, out, base, field, len, module_number(equal + 1));
	} else if (!s) {
		fprintf(stderr, "module_file: %s: not there\n", o);
		abort();
	} else if (len == 5 && !memcmp(field, "first", 5)) {
		out->data[s->offset] = module_number(equal + 1);
	} else if (len == 4 && !memcmp(field, "last", 4)) {
		out->data[s->offset + s->content.size - 1] = module_number(equal + 1);
	} else {
		patch_field(m, out, s->header, field, len, module_number(equal + 1));
	}
}

static void patch(struct maker *m, struct bytes *out, const char *o)
{
	const char *equal = strchr(o, '='), *slash = strchr(o, '/'), *v;

	if (slash && equal && slash < equal)
		patch_inside(m, out, o, slash, equal);
	else if (equal && (!strncmp(o, "e_", 2) || !strncmp(o, "ei_", 3)))
		patch_field(m, out, 0, o, equal - o, module_number(equal + 1));
	else if (option(o, "byte", &v) && strchr(v, ':')) {
		size_t at = strtoull(v, NULL, 0);

		if (at < out->size)
			out->data[at] = module_number(strchr(v, ':') + 1);
	}
}

/*
 * A PKCS#7 message as scripts/sign-file makes it, but for the signature, which
 * fits nothing: SHA-256, RSA, serial number 1 of "test".
 */
static const uint8_t message[] = {
	0x30, 0x72, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02, 0xa0,
	0x65, 0x30, 0x63, 0x02, 0x01, 0x01, 0x31, 0x0d, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86,
	0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48,
	0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01, 0x31, 0x42, 0x30, 0x40, 0x02, 0x01, 0x01, 0x30,
	0x14, 0x30, 0x0f, 0x31, 0x0d, 0x30, 0x0b, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x04,
	't',  'e',  's',  't',	0x02, 0x01, 0x01, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48,
	0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
	0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00, 0x04, 0x09, 1, 2, 3, 4, 5, 6, 7, 8, 9,
};

static void sign(struct bytes *out, const char *how)
{
	static const char marker[] = "~Module signature appended~\n";
	uint8_t info[12] = { 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, sizeof(message) };

	if (!strcmp(how, "foreign"))
		info[2] = 1;
	else if (!strcmp(how, "reserved"))
		info[0] = 1;
	else if (!strcmp(how, "huge"))
		info[8] = 0x7f;
	/* A signature as long as all before it, or one byte less. */
	if (!strcmp(how, "whole") || !strcmp(how, "nearly"))
		for (int i = 0; i < 4; i++)
			info[8 + i] = (out->size + sizeof(message) - (*how == 'n')) >> (24 - 8 * i);
	if (!strcmp(how, "short"))
		out->size = 8;
	if (strcmp(how, "marker") && strcmp(how, "short")) {
		module_add(out, message, sizeof(message));
		module_add(out, info, sizeof(info));
	}
	module_add(out, marker, sizeof(marker) - 1);
}

static void finish(struct bytes *out, const char *const *options, size_t count)
{
	const char *v;

	for (size_t i = 0; i < count; i++)
		if (option(options[i], "pad", &v))
			module_add(out, NULL, module_number(v));
	for (size_t i = 0; i < count; i++)
		if (option(options[i], "sig", &v))
			sign(out, v);
	for (size_t i = 0; i < count; i++)
		if (option(options[i], "cut", &v) && module_number(v) < out->size)
			out->size = module_number(v);
	for (size_t i = 0; i < count; i++)
		if (option(options[i], "cutend", &v) && module_number(v) < out->size)
			out->size -= module_number(v);
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
	struct maker *m = module_must(calloc(1, sizeof(*m)));
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
	/* The first one, and at most five of an option. */
	m->symbols = module_must(calloc(5 * count + 1, sizeof(*m->symbols)));
	module_add_symbol(m, "", 0, 0);
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
	make_sections(m, options, count);
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
