// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Text of a file, line by line.  A line that is longer than the buffer, or has
 * a NUL in it, is cut there: no format read here has such lines.
 */
#include "facts/lines.h"

/**
 * ks_lines_peek - step to the next line and look at it where it lies
 * @lines: walk; zero it and set @image to start
 * @len: set to its length, without its end
 *
 * Return: the line, which does not end with NUL, or NULL at the end.
 */
const char *ks_lines_peek(struct ks_lines *lines, size_t *len)
{
	const char *start = (const char *)lines->image->data + lines->at, *end;
	size_t left = lines->image->size - lines->at;

	if (!left)
		return NULL;
	if (!lines->at)
		lines->has_nul = memchr(start, '\0', left);
	end = memchr(start, '\n', left);
	*len = end ? (size_t)(end - start) : left;
	lines->at += *len + (end ? 1 : 0);
	lines->number++;
	if (*len && start[*len - 1] == '\r')
		--*len;
	if (*len > sizeof(lines->line) - 1)
		*len = sizeof(lines->line) - 1;
	if (lines->has_nul)
		*len = strnlen(start, *len);
	return start;
}

/**
 * ks_lines_next - step to the next line
 * @lines: walk; zero it and set @image to start
 *
 * Return: false at the end; else @lines->line is the line, without its end.
 */
bool ks_lines_next(struct ks_lines *lines)
{
	size_t len;
	const char *start = ks_lines_peek(lines, &len);

	if (!start)
		return false;
	memcpy(lines->line, start, len);
	lines->line[len] = '\0';
	return true;
}

/**
 * ks_split - cut a line into fields, in place
 * @line: changed
 * @separator: between fields; two of them make an empty field
 * @fields: to fill
 * @max: entries of @fields; what is left over stays in the last one
 *
 * Return: count of fields.
 */
size_t ks_split(char *line, char separator, char **fields, size_t max)
{
	size_t count = 0;

	while (count < max) {
		fields[count++] = line;
		line = count < max ? strchr(line, separator) : NULL;
		if (!line)
			break;
		*line++ = '\0';
	}
	return count;
}
