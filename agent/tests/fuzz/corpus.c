// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stored inputs, one a line: printable characters stand for themselves, \n, \t and
 * \\ for what they do in C, \xHH for any byte, and \{N} behind one for N of it.  A line
 * that begins with # is a remark.
 */
#include "corpus.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define RUN	6	/* shorter ones are written out */

static void write_byte(FILE *out, uint8_t byte)
{
	if (byte == '\n')
		fprintf(out, "\\n");
	else if (byte == '\t')
		fprintf(out, "\\t");
	else if (byte == '\\')
		fprintf(out, "\\\\");
	else if (byte > ' ' && byte < 0x7f && byte != '#')
		putc(byte, out);
	else
		fprintf(out, "\\x%02x", byte);
}

/* Write one line. */
void corpus_write(FILE *out, const uint8_t *data, size_t size)
{
	for (size_t i = 0, run; i < size; i += run) {
		for (run = 1; i + run < size && data[i + run] == data[i];)
			run++;
		if (run < RUN)
			run = 1;
		write_byte(out, data[i]);
		if (run > 1)
			fprintf(out, "\\{%zu}", run);
	}
	putc('\n', out);
}

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* One byte of the text, or a number of the one before; -1: neither. */
static int read_byte(const char **text, size_t *repeat)
{
	const char *t = *text;
	char *end;

	*text += 1;
	if (*t != '\\')
		return (uint8_t)*t;
	*text += 1;
	switch (t[1]) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case '\\':
		return '\\';
	case 'x':
		if (digit(t[2]) < 0 || digit(t[3]) < 0)
			return -1;
		*text = t + 4;
		return digit(t[2]) << 4 | digit(t[3]);
	case '{':
		*repeat = strtoul(t + 2, &end, 10);
		*text = end + 1;
		return *end == '}' && *repeat && *repeat < 1 << 20 ? 0 : -1;
	default:
		return -1;
	}
}

static uint8_t *decode(const char *text, size_t *size)
{
	size_t room = strlen(text) + 1;
	uint8_t *data = malloc(room);

	*size = 0;
	while (data && *text) {
		size_t repeat = 0;
		int byte = read_byte(&text, &repeat);

		if (byte < 0 || (repeat && !*size)) {
			free(data);
			return NULL;
		}
		if (repeat) {
			room += repeat;
			data = realloc(data, room);
			memset(data + *size, data[*size - 1], repeat - 1);
			*size += repeat - 1;
		} else {
			data[(*size)++] = byte;
		}
	}
	return data;
}

/* The next line that is no remark; NULL at the end.  What is damaged is fatal. */
uint8_t *corpus_read(FILE *in, size_t *size)
{
	char *line = NULL;
	size_t room = 0;
	uint8_t *data = NULL;

	while (getline(&line, &room, in) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (*line == '#' || !*line)
			continue;
		data = decode(line, size);
		if (!data) {
			fprintf(stderr, "stored input: cannot be read: %.60s\n", line);
			abort();
		}
		break;
	}
	free(line);
	return data;
}
