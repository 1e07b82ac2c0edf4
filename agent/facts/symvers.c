// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Module.symvers: CRC, name, exporter, kind and namespace of each export, tab
 * separated, as scripts/mod/modpost.c writes it.  Four or five columns, with
 * or without a trailing tab.  A file in which every CRC is zero comes from a
 * kernel without MODVERSIONS: it says nothing about CRCs.
 */
#include <errno.h>
#include <string.h>

#include "facts/lines.h"
#include "facts/provider.h"
#include "lib/number.h"

/*
 * The kinds of all supported series.  A line that was cut short has no whole
 * one.  GPL_FUTURE of 5.10 is not yet for GPL-compatible modules only.
 */
static bool parse_kind(const char *kind, bool *gpl_only)
{
	static const struct {
		const char *kind;
		bool gpl_only;
	} kinds[] = {
		{ "EXPORT_SYMBOL", false },		{ "EXPORT_SYMBOL_GPL", true },
		{ "EXPORT_SYMBOL_GPL_FUTURE", false },	{ "EXPORT_UNUSED_SYMBOL", false },
		{ "EXPORT_UNUSED_SYMBOL_GPL", true },
	};

	for (size_t i = 0; i < KS_ARRAY_SIZE(kinds); i++)
		if (!strcmp(kind, kinds[i].kind)) {
			*gpl_only = kinds[i].gpl_only;
			return true;
		}
	return false;
}

/* One row in fields; false when the line is none. */
static bool parse(char *line, char **f, uint32_t *crc, bool *gpl_only)
{
	size_t count;

	count = ks_split(line, '\t', f, 6);
	/* Four columns: the namespace is the empty end of the last one. */
	if (count == 4)
		f[4] = f[3] + strlen(f[3]);
	return count >= 4 && !strncmp(f[0], "0x", 2) &&
	       !ks_parse_hex32(f[0] + 2, strlen(f[0] + 2), crc) && *f[1] && *f[2] &&
	       parse_kind(f[3], gpl_only);
}

static bool recognises(const struct ks_image *image)
{
	struct ks_lines lines = { .image = image };
	char *f[6];
	uint32_t crc;
	bool gpl_only;

	while (ks_lines_next(&lines))
		if (*lines.line)
			return parse(lines.line, f, &crc, &gpl_only);
	return false;
}

/* The exporter is a path; the module's name has no '-'. */
static const char *owner_of(char *exporter)
{
	char *name = strrchr(exporter, '/');

	if (!strcmp(exporter, "vmlinux"))
		return NULL;
	name = name ? name + 1 : exporter;
	name[strcspn(name, ".")] = '\0';
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

static bool any_crc(const struct ks_image *image)
{
	struct ks_lines lines = { .image = image };
	char *f[6];
	uint32_t crc;
	bool gpl_only;

	while (ks_lines_next(&lines))
		if (parse(lines.line, f, &crc, &gpl_only) && crc)
			return true;
	return false;
}

static int fill(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		struct ks_err *err)
{
	struct ks_lines lines = { .image = image };
	bool has_crc = any_crc(image);
	char *f[6];
	uint32_t crc;
	bool gpl_only;

	while (ks_lines_next(&lines)) {
		if (!*lines.line)
			continue;
		if (!parse(lines.line, f, &crc, &gpl_only))
			return ks_err_set(err, -EINVAL, "%s: read: line %u is no row of Module.symvers",
					  path, lines.number);
		ks_add_export(snapshot, &(struct ks_export){
			.name = f[1],
			.ns = f[4],
			.owner = owner_of(f[2]),
			.crc = crc,
			.has_crc = has_crc,
			.gpl_only = gpl_only,
			.exported = KS_YES,
			.origin = KS_ORIGIN_FILE,
		});
	}
	ks_set_gate(snapshot, KS_GATE_MODVERSIONS, has_crc, KS_ORIGIN_FILE);
	snapshot->facts.other_exports = KS_NO;
	return 0;
}

const struct ks_provider ks_provider_symvers = {
	.name = "Module.symvers",
	.recognises = recognises,
	.fill = fill,
};
