// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The configuration that CONFIG_IKCONFIG puts into a kernel: gzip between two
 * marks (kernel/configs.c).  It is the build's own: read as any other.
 */
#include <stdlib.h>
#include <string.h>

#include "elf/decompress.h"
#include "facts/image.h"
#include "facts/provider.h"

#define MARK		"IKCFG_ST"
#define END		"IKCFG_ED"
#define GZIP		"\x1f\x8b\x08"
#define CONFIG_MAX	(16U << 20)

/**
 * ks_image_config - the configuration that is built into a kernel
 * @snapshot: to fill; unchanged where there is none, or a damaged one
 * @image: kernel
 * @path: of it
 */
void ks_image_config(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path)
{
	const struct ks_image rodata = ks_image_rodata(image);
	const uint8_t *end = rodata.data + rodata.size, *mark, *stop;
	struct ks_buffer config = { 0 };
	struct ks_image packed, text;
	struct ks_err err;

	mark = memmem(rodata.data, rodata.size, MARK GZIP, strlen(MARK GZIP));
	if (!mark)
		return;
	packed.data = mark + strlen(MARK);
	stop = memmem(packed.data, end - packed.data, END, strlen(END));
	packed.size = (stop ? stop : end) - packed.data;
	if (stop && !ks_decompress(KS_COMPRESSION_GZIP, &packed, CONFIG_MAX, &config)) {
		text = (struct ks_image){ config.data, config.size };
		/* one of an architecture that nobody knows says nothing */
		if (!ks_provider_config.recognises(&text) ||
		    ks_provider_config.fill(snapshot, &text, path, &err))
			text.size = 0;
	}
	free(config.data);
}
