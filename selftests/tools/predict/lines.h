/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing list of texts: lines of a log, names of modules. */
#ifndef PREDICT_LINES_H
#define PREDICT_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct lines {
	char **items;
	size_t count;
};

void lines_add(struct lines *lines, const char *text);
bool lines_have(const struct lines *lines, const char *text);
bool lines_equal(const struct lines *a, const struct lines *b);
void lines_read(struct lines *lines, const char *path);
void lines_free(struct lines *lines);

#endif
