// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The release that a build gave itself: include/generated/utsrelease.h, out of
 * which vermagic is made, or include/config/kernel.release, one line.
 */
#include <errno.h>
#include <string.h>

#include "facts/lines.h"
#include "facts/provider.h"

#define DEFINE	"#define UTS_RELEASE \""

/* As uname -r could say: 64 bytes with the NUL, and nothing that is not printed. */
static bool is_release(const char *text)
{
	uint64_t version;

	if (strlen(text) > 64 || ks_parse_version(text, &version))
		return false;
	for (; *text; text++)
		if (*text <= ' ' || *text >= 0x7f || *text == '"')
			return false;
	return true;
}

/* The release in a line, or NULL. */
static const char *release_in(char *line)
{
	size_t len = strlen(line), define = strlen(DEFINE);

	if (!strncmp(line, DEFINE, define) && len > define && line[len - 1] == '"') {
		line[len - 1] = '\0';
		line += define;
	}
	return is_release(line) ? line : NULL;
}

static const char *find(struct ks_lines *lines)
{
	return ks_lines_next(lines) ? release_in(lines->line) : NULL;
}

static bool recognises(const struct ks_image *image)
{
	struct ks_lines lines = { .image = image };

	return find(&lines);
}

static int fill(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		struct ks_err *err)
{
	struct ks_lines lines = { .image = image };
	const char *release = find(&lines);

	if (!release)
		return ks_err_set(err, -EINVAL, "%s: read: names no release", path);
	ks_set_release(snapshot, release, KS_ORIGIN_FILE);
	return 0;
}

const struct ks_provider ks_provider_release = {
	.name = "release of a build",
	.recognises = recognises,
	.fill = fill,
};
