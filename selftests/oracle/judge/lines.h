/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of the kernel log, in the form in which two of them can be compared. */
#ifndef JUDGE_LINES_H
#define JUDGE_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct lines {
	char **items;
	size_t count;
	size_t warnings;	/* of the kernel, with registers and stack */
	bool in_warning;
};

char *copy_text(const char *text);
void lines_add(struct lines *lines, const char *text);
bool lines_equal(const struct lines *a, const struct lines *b);
void lines_clear(struct lines *lines);

/* Add a line as it is compared: masked, or not at all unless ALL are wanted. */
void lines_take(struct lines *lines, const char *text, bool all);

#endif
