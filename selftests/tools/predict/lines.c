// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A growing list of texts. Running out of memory ends the program, as does a
 * file that cannot be read: there is no test without it.
 */
#include "lines.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void lines_add(struct lines *lines, const char *text)
{
	lines->items = reallocarray(lines->items, lines->count + 1, sizeof(*lines->items));
	if (!lines->items)
		err(2, "memory");
	lines->items[lines->count] = strdup(text);
	if (!lines->items[lines->count++])
		err(2, "memory");
}

bool lines_have(const struct lines *lines, const char *text)
{
	for (size_t i = 0; i < lines->count; i++)
		if (!strcmp(lines->items[i], text))
			return true;
	return false;
}

bool lines_equal(const struct lines *a, const struct lines *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->items[i], b->items[i]))
			return false;
	return true;
}

/* Add the lines of a file. */
void lines_read(struct lines *lines, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	if (!file)
		err(2, "%s", path);
	while ((length = getline(&line, &size, file)) > 0) {
		if (line[length - 1] == '\n')
			line[length - 1] = '\0';
		lines_add(lines, line);
	}
	free(line);
	fclose(file);
}

void lines_free(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->items[i]);
	free(lines->items);
	*lines = (struct lines){ 0 };
}
