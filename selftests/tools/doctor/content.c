// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Modules that are wrong in what they say of themselves or ask of the kernel:
 * .modinfo, the CRCs of imports, the imports. Some stay acceptable on purpose.
 * An accepted one runs, so an import that is missing and weak is never one that
 * the module would call.
 */
#include "variant.h"

#include <string.h>

#define NO_RECORDS	"too few CRC records"
#define NO_IMPORTS	"no imports"
#define NO_TAG		"no such tag in .modinfo"
#define NO_SPARE	"no symbol to spare"

/* Where: a tag; text: what its value begins with afterwards. */
static const char *set_value(struct image *im, const struct variant *v)
{
	uint64_t at = modinfo_find(im, v->where, 0);
	const char *old = at ? image_string(im, at) : NULL;
	size_t length = strlen(v->text);

	if (!old)
		return NO_TAG;
	if (strlen(old) < length)
		return "the value is too short";
	image_put(im, at, v->text, length);
	return NULL;
}

/* All of a tag are gone: they have another name. */
static const char *hide_tag(struct image *im, const struct variant *v)
{
	uint64_t at = modinfo_find(im, v->where, 0);

	if (!at)
		return NO_TAG;
	for (; at; at = modinfo_find(im, v->where, at))
		image_put(im, at - 2, "~", 1);
	return NULL;
}

/* "GPL" becomes "GP", which no kernel knows. */
static const char *shorten_license(struct image *im, const struct variant *v)
{
	uint64_t at = modinfo_find(im, "license", 0);
	const char *old = at ? image_string(im, at) : NULL;

	(void)v;
	if (!old || strcmp(old, "GPL"))
		return "its licence is not GPL";
	image_put(im, at + 2, "", 1);
	return NULL;
}

/* The flags of vermagic begin behind its first space. */
static const char *change_flags(struct image *im, const struct variant *v)
{
	uint64_t at = modinfo_find(im, "vermagic", 0);
	const char *old = at ? image_string(im, at) : NULL, *space;

	(void)v;
	space = old ? strchr(old, ' ') : NULL;
	if (!space || !space[1])
		return NO_TAG;
	image_put(im, at + (space - old) + 1, "X", 1);
	return NULL;
}

static const char *drop_last_space(struct image *im, const struct variant *v)
{
	uint64_t at = modinfo_find(im, "vermagic", 0);
	const char *old = at ? image_string(im, at) : NULL;

	(void)v;
	if (!old || !*old || old[strlen(old) - 1] != ' ')
		return NO_TAG;
	image_put(im, at + strlen(old) - 1, "", 1);
	return NULL;
}

/* Where: whose record; value: which bit of its 64. */
static const char *flip_crc(struct image *im, const struct variant *v)
{
	uint64_t at = version_find(im, v->where);

	if (!at)
		return NO_RECORDS;
	image_flip(im, at + v->value / 8, 1 << v->value % 8);
	return NULL;
}

/* Value: how many imports, from the first; field: which bit. */
static const char *flip_import_crcs(struct image *im, const struct variant *v)
{
	uint64_t at;

	for (size_t i = 0; i < v->value; i++) {
		at = version_of_import(im, i);
		if (!at)
			return NO_RECORDS;
		image_flip(im, at + v->field / 8, 1 << v->field % 8);
	}
	return NULL;
}

/* The record of the import, or of what WHERE names, is for something else. */
static const char *rename_record(struct image *im, const struct variant *v)
{
	uint64_t at = v->where ? version_find(im, v->where) : version_of_import(im, v->value);

	if (!at)
		return NO_RECORDS;
	image_put(im, at + VERSION_NAME, "~", 1);
	return NULL;
}

/* The name of a symbol loses its first letter; others may share its bytes. */
static bool rename_symbol(struct image *im, bool last)
{
	Elf64_Sym symbol;
	uint64_t at = symbol_import(im, last, &symbol);

	symbol.st_name++;
	return at && image_put(im, at, &symbol, sizeof(symbol));
}

/* Value: the last import instead of the first. */
static const char *rename_import(struct image *im, const struct variant *v)
{
	return rename_symbol(im, v->value) ? NULL : NO_IMPORTS;
}

/* One import with a wrong CRC, one unknown; value: the unknown one is last. */
static const char *mix(struct image *im, const struct variant *v)
{
	Elf64_Sym symbol;
	const char *name;
	uint64_t at;

	if (!symbol_import(im, !v->value, &symbol))
		return NO_IMPORTS;
	name = symbol_name(im, &symbol);
	at = name ? version_find(im, name) : 0;
	if (!at || symbol_import(im, true, &symbol) == symbol_import(im, false, &symbol))
		return NO_RECORDS;
	image_flip(im, at, 1);
	return rename_symbol(im, v->value) ? NULL : NO_IMPORTS;
}

static const char *weak_wrong_crc(struct image *im, const struct variant *v)
{
	Elf64_Sym symbol;
	uint64_t at = symbol_import(im, false, &symbol), record = version_of_import(im, 0);

	(void)v;
	if (!at || !record ||
	    strcmp((char *)im->bytes + record + VERSION_NAME, symbol_name(im, &symbol)))
		return NO_RECORDS;
	symbol.st_info = ELF64_ST_INFO(STB_WEAK, STT_NOTYPE);
	image_put(im, at, &symbol, sizeof(symbol));
	image_flip(im, record, 1);
	return NULL;
}

/* Value: binding of an import which no kernel has and which nobody calls. */
static const char *add_import(struct image *im, const struct variant *v)
{
	Elf64_Sym symbol;
	uint64_t at = symbol_spare(im, &symbol);

	if (!at)
		return NO_SPARE;
	symbol.st_info = ELF64_ST_INFO(v->value, STT_NOTYPE);
	symbol.st_shndx = SHN_UNDEF;
	symbol.st_value = symbol.st_size = 0;
	return image_put(im, at, &symbol, sizeof(symbol)) ? NULL : NO_SPARE;
}

/* The name in struct module, behind state and list, is the one that counts. */
static const char *set_name(struct image *im, const struct variant *v)
{
	Elf64_Shdr s;

	if (!section_get(im, section_find(im, ".gnu.linkonce.this_module"), &s) ||
	    s.sh_size < 24 + 56)
		return "no struct module";
	image_put(im, s.sh_offset + 24, v->text, strlen(v->text) + v->value);
	return NULL;
}

/* The helper is loaded while all of this is tried. */
static const struct variant like_helper = { .text = "kmodsafe", .value = 1 };

static const char *loaded_and_wrong_crc(struct image *im, const struct variant *v)
{
	const char *reason = set_name(im, &like_helper);

	return reason ? reason : flip_import_crcs(im, v);
}

static const char *loaded_and_wrong_flags(struct image *im, const struct variant *v)
{
	const char *reason = set_name(im, &like_helper);

	return reason ? reason : change_flags(im, v);
}

static const char *no_crcs_other_release(struct image *im, const struct variant *v)
{
	const char *reason = set_value(im, v);
	static const struct variant records = { .where = "__versions" };

	return reason ? reason : hide_section(im, &records);
}

static const char *layout_crc_and_flags(struct image *im, const struct variant *v)
{
	const char *reason = flip_crc(im, v);

	return reason ? reason : change_flags(im, v);
}

const struct variant content_variants[] = {
	VARIANT("CRC of module_layout", flip_crc, .where = "module_layout", .value = 0),
	VARIANT("CRC of module_layout: upper half",
		flip_crc, .where = "module_layout", .value = 40),
	VARIANT("CRC of module_layout, and vermagic flags",
		layout_crc_and_flags, .where = "module_layout"),
	VARIANT("no CRC for module_layout", rename_record, .where = "module_layout"),
	VARIANT("CRC of one import", flip_import_crcs, .value = 1),
	VARIANT("CRC of one import: upper half", flip_import_crcs, .value = 1, .field = 40),
	VARIANT("CRCs of three imports", flip_import_crcs, .value = 3),
	VARIANT("no CRC for the first import", rename_record, .value = 0),
	VARIANT("no CRC for the second import", rename_record, .value = 1),
	VARIANT("CRCs in another section", hide_section, .where = "__versions"),
	VARIANT("CRCs not loaded", clear_alloc, .where = "__versions"),
	VARIANT("CRCs in another section, other release",
		no_crcs_other_release, .where = "vermagic",
		.text = "9"),

	VARIANT("first import unknown", rename_import, .value = 0),
	VARIANT("last import unknown", rename_import, .value = 1),
	VARIANT("first CRC wrong, last import unknown", mix, .value = 1),
	VARIANT("first import unknown, last CRC wrong", mix, .value = 0),
	VARIANT("a weak import with a wrong CRC", weak_wrong_crc),
	VARIANT("one unknown import more", add_import, .value = STB_GLOBAL),
	VARIANT("one unknown weak import more", add_import, .value = STB_WEAK),

	VARIANT("vermagic: other release", set_value, .where = "vermagic", .text = "9"),
	VARIANT("vermagic: other flags", change_flags),
	VARIANT("vermagic: last space missing", drop_last_space),
	VARIANT("vermagic: missing", hide_tag, .where = "vermagic"),
	VARIANT("license: unknown", set_value, .where = "license", .text = "X"),
	VARIANT("license: GP", shorten_license),
	VARIANT("license: missing", hide_tag, .where = "license"),
	VARIANT("import_ns: another", set_value, .where = "import_ns", .text = "~"),
	VARIANT("import_ns: missing", hide_tag, .where = "import_ns"),
	VARIANT("intree: missing", hide_tag, .where = "intree"),
	VARIANT("retpoline: missing", hide_tag, .where = "retpoline"),
	VARIANT("name: another in .modinfo", set_value, .where = "name", .text = "~"),
	VARIANT("name: missing in .modinfo", hide_tag, .where = "name"),
	VARIANT(".modinfo: another section name", hide_section, .where = ".modinfo"),
	VARIANT(".modinfo: not loaded", clear_alloc, .where = ".modinfo"),

	VARIANT("name: another in struct module", set_name, .text = "zz"),
	VARIANT("name: of a loaded module", set_name, .text = "kmodsafe", .value = 1),
	VARIANT("name: of a loaded module, CRC of one import",
		loaded_and_wrong_crc, .value = 1),
	VARIANT("name: of a loaded module, vermagic flags", loaded_and_wrong_flags),
	VARIANT("name: of a built-in", set_name, .text = "printk", .value = 1),

	VARIANT("exports: CRCs in another section", hide_section, .where = "__kcrctab"),
	VARIANT("GPL exports: CRCs in another section",
		hide_section, .where = "__kcrctab_gpl"),
};

const size_t content_variant_count = sizeof(content_variants) / sizeof(content_variants[0]);
