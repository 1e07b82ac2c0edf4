/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of a file, line by line, without trusting that it is text. */
#ifndef KS_FACTS_LINES_H
#define KS_FACTS_LINES_H

#include "model/image.h"

/* A symbol takes some hundred bytes, a certificate some thousand digits. */
#define KS_LINE_MAX	12288

/** struct ks_lines - a walk over the lines of an image */
struct ks_lines {
	const struct ks_image *image;
	size_t at;
	unsigned int number;
	bool has_nul;
	char line[KS_LINE_MAX];
};

const char *ks_lines_peek(struct ks_lines *lines, size_t *len);
bool ks_lines_next(struct ks_lines *lines);
size_t ks_split(char *line, char separator, char **fields, size_t max);

#endif
