// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Modules that are wrong in what they say of themselves or ask of the kernel:
 * .modinfo, the CRCs of imports, the imports. Some stay acceptable on purpose.
 */
#include <string.h>

#include "content.h"
#include "variant.h"

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

/* Text: a line of .modinfo more. */
static const char *add_tag(struct image *im, const struct variant *v)
{
	return modinfo_add(im, v->text) ? NULL : "no .modinfo";
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

static void flip_bit(struct image *im, uint64_t record, unsigned int bit)
{
	size_t width = version_name(im);

	image_set(im, record, width, image_number(im, record, width) ^ (uint64_t)1 << bit);
}

/* Where: whose record; field: which bit. */
static const char *flip_crc(struct image *im, const struct variant *v)
{
	uint64_t at = version_find(im, v->where);

	if (!at || v->field >= version_name(im) * 8)
		return NO_RECORDS;
	flip_bit(im, at, v->field);
	return NULL;
}

/* Value: how many imports, from the first; field: which bit. */
static const char *flip_import_crcs(struct image *im, const struct variant *v)
{
	uint64_t at;

	for (size_t i = 0; i < v->value; i++) {
		at = version_of_import(im, i);
		if (!at || v->field >= version_name(im) * 8)
			return NO_RECORDS;
		flip_bit(im, at, v->field);
	}
	return NULL;
}

/* The record of the import, or of what WHERE names, is for something else. */
static const char *rename_record(struct image *im, const struct variant *v)
{
	uint64_t at = v->where ? version_find(im, v->where) : version_of_import(im, v->value);

	if (!at)
		return NO_RECORDS;
	image_put(im, at + version_name(im), "~", 1);
	return NULL;
}

/* The name of a symbol loses its first letter; others may share its bytes. */
static bool rename_symbol(struct image *im, bool last)
{
	size_t symbol = symbol_import(im, last);

	return symbol && symbol_set(im, symbol, ST_NAME, symbol_get(im, symbol, ST_NAME) + 1);
}

/* Value: the last import instead of the first. */
static const char *rename_import(struct image *im, const struct variant *v)
{
	return rename_symbol(im, v->value) ? NULL : NO_IMPORTS;
}

static void make_weak(struct image *im, size_t symbol)
{
	symbol_set(im, symbol, ST_INFO, ELF64_ST_INFO(STB_WEAK, STT_NOTYPE));
}

static const char *rename_weak_import(struct image *im, const struct variant *v)
{
	(void)v;
	make_weak(im, symbol_import(im, false));
	return rename_symbol(im, false) ? NULL : NO_IMPORTS;
}

/* One import with a wrong CRC, one unknown; value: the unknown one is last. */
static const char *mix(struct image *im, const struct variant *v)
{
	size_t symbol = symbol_import(im, !v->value);
	const char *name = symbol ? symbol_name(im, symbol) : NULL;
	uint64_t at = name ? version_find(im, name) : 0;

	if (!name)
		return NO_IMPORTS;
	if (!at || symbol_import(im, true) == symbol_import(im, false))
		return NO_RECORDS;
	flip_bit(im, at, 0);
	return rename_symbol(im, v->value) ? NULL : NO_IMPORTS;
}

static const char *weak_wrong_crc(struct image *im, const struct variant *v)
{
	size_t symbol = symbol_import(im, false);
	const char *name = symbol ? symbol_name(im, symbol) : NULL;
	uint64_t record = name ? version_find(im, name) : 0;

	(void)v;
	if (!record)
		return NO_RECORDS;
	make_weak(im, symbol);
	flip_bit(im, record, 0);
	return NULL;
}

/* Value: binding of an import which no kernel has and which nobody calls. */
static const char *add_import(struct image *im, const struct variant *v)
{
	size_t symbol = symbol_spare(im);

	if (!symbol)
		return NO_SPARE;
	symbol_set(im, symbol, ST_INFO, ELF64_ST_INFO(v->value, STT_NOTYPE));
	symbol_set(im, symbol, ST_SHNDX, SHN_UNDEF);
	symbol_set(im, symbol, ST_VALUE, 0);
	symbol_set(im, symbol, ST_SIZE, 0);
	return NULL;
}

/* The name in struct module, behind state and list, is the one that counts. */
static const char *set_name(struct image *im, const struct variant *v)
{
	int module = section_find(im, ".gnu.linkonce.this_module");
	size_t at = im->is64 ? 24 : 12;

	if (!section_has_bytes(im, module) || section_get(im, module, SH_SIZE) < at + 56)
		return "no struct module";
	image_put(im, section_get(im, module, SH_OFFSET) + at, v->text,
		  strlen(v->text) + v->value);
	return NULL;
}

static const char *no_crcs_other_release(struct image *im, const struct variant *v)
{
	static const struct variant records = { .where = "__versions" };
	const char *reason = set_value(im, v);

	return reason ? reason : hide_section(im, &records);
}

static const char *layout_crc_and_flags(struct image *im, const struct variant *v)
{
	const char *reason = flip_crc(im, v);

	return reason ? reason : change_flags(im, v);
}

const struct variant content_variants[] = {
	VARIANT("CRC of module_layout", flip_crc, .where = "module_layout"),
	VARIANT("CRC of module_layout: upper half",
		flip_crc, .where = "module_layout", .field = 40),
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
		no_crcs_other_release, .where = "vermagic", .text = "9"),

	VARIANT("extended CRCs in another section",
		hide_section, .where = "__version_ext_crcs"),
	VARIANT("extended CRCs without names", hide_section, .where = "__version_ext_names"),
	VARIANT("extended CRCs not loaded", clear_alloc, .where = "__version_ext_crcs"),
	VARIANT("extended CRCs: one is wrong",
		set_content, .where = "__version_ext_crcs", LAST, .value = 0x5a),
	VARIANT("extended CRCs: none at all",
		set_section, SECTION("__version_ext_crcs", SH_SIZE, 0)),
	VARIANT("extended CRCs: a record renamed",
		set_content, .where = "__version_ext_names", .field = 0, .value = '~'),
	VARIANT("extended CRCs: names cut short",
		set_section, SECTION("__version_ext_names", SH_SIZE, 4)),

	VARIANT("first import unknown", rename_import, .value = 0),
	VARIANT("last import unknown", rename_import, .value = 1),
	VARIANT("first import unknown and weak", rename_weak_import),
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
	VARIANT("license: a second one", add_tag, .text = "license=Proprietary"),
	VARIANT("import_ns: another", set_value, .where = "import_ns", .text = "~"),
	VARIANT("import_ns: missing", hide_tag, .where = "import_ns"),
	VARIANT("import_ns: one more", add_tag, .text = "import_ns=NOBODY"),
	VARIANT("import_ns: of a module", add_tag, .text = "import_ns=module:foo"),
	VARIANT("intree: missing", hide_tag, .where = "intree"),
	VARIANT("retpoline: missing", hide_tag, .where = "retpoline"),
	VARIANT("livepatch: set", add_tag, .text = "livepatch=Y"),
	VARIANT("staging: set", add_tag, .text = "staging=Y"),
	VARIANT("test: set", add_tag, .text = "test=Y"),
	VARIANT("name: another in .modinfo", set_value, .where = "name", .text = "~"),
	VARIANT("name: missing in .modinfo", hide_tag, .where = "name"),
	VARIANT(".modinfo: another section name", hide_section, .where = ".modinfo"),
	VARIANT(".modinfo: not loaded", clear_alloc, .where = ".modinfo"),
	VARIANT(".modinfo: no end", set_content, .where = ".modinfo", LAST, .value = 'x'),

	VARIANT("name: another in struct module", set_name, .text = "zz"),
	VARIANT("name: of a built-in", set_name, .text = "printk", .value = 1),
	VARIANT("name: vmlinux", set_name, .text = "vmlinux", .value = 1),

	VARIANT("exports: CRCs in another section", hide_section, .where = "__kcrctab"),
	VARIANT("GPL exports: CRCs in another section",
		hide_section, .where = "__kcrctab_gpl"),
	VARIANT("exports: flags in another section", hide_section, .where = "__kflagstab"),
};

const size_t content_variant_count = sizeof(content_variants) / sizeof(content_variants[0]);
