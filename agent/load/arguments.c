// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Parameters of a module: joined with blanks, as insmod(8) does, and cut into
 * pieces as parse_args() of kernel/params.c and next_arg() of lib/cmdline.c do.
 */
#include "load/arguments.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* isspace() of lib/ctype.c, which takes the no-break space of Latin-1 for one. */
static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 0xa0;
}

static char *skip_spaces(char *text)
{
	while (is_space(*text))
		text++;
	return text;
}

/* The end of the first piece, and where its '=' is; 0: it has none. */
static size_t measure(const char *text, bool in_quote, size_t *equals)
{
	size_t i;

	*equals = 0;
	for (i = 0; text[i] && (in_quote || !is_space(text[i])); i++) {
		if (!*equals && text[i] == '=')
			*equals = i;
		if (text[i] == '"')
			in_quote = !in_quote;
	}
	return i;
}

static char *next_arg(char *text, struct ks_argument *argument)
{
	bool quoted = *text == '"';
	size_t equals, end;
	bool more;
	char *value = NULL;

	text += quoted;
	end = measure(text, quoted, &equals);
	more = text[end];
	if (equals) {
		text[equals] = '\0';
		value = text + equals + 1;
		if (*value == '"') {
			value++;
			if (text[end - 1] == '"')
				text[end - 1] = '\0';
		}
	}
	if (quoted && end > 0 && text[end - 1] == '"')
		text[end - 1] = '\0';
	text[end] = '\0';
	*argument = (struct ks_argument){ .name = text, .value = value };
	return skip_spaces(text + end + more);
}

static char *join(int argc, char **argv)
{
	size_t size = 1, at = 0;
	char *joined;

	for (int i = 0; i < argc; i++)
		size += strlen(argv[i]) + 1;
	joined = calloc(1, size);
	for (int i = 0; joined && i < argc; i++) {
		if (i)
			joined[at++] = ' ';
		memcpy(joined + at, argv[i], strlen(argv[i]));
		at += strlen(argv[i]);
	}
	return joined;
}

/**
 * ks_arguments_parse - cut parameters into pieces
 * @arguments: to fill; ks_arguments_free() releases it, also after a failure
 * @argc: entries of @argv
 * @argv: words of the command line
 *
 * Return: 0 or -ENOMEM.
 */
int ks_arguments_parse(struct ks_arguments *arguments, int argc, char **argv)
{
	char *rest;

	*arguments = (struct ks_arguments){ .text = join(argc, argv) };
	if (!arguments->text)
		return -ENOMEM;
	arguments->pieces = strdup(arguments->text);
	/* No piece is shorter than one byte and a blank. */
	arguments->items = calloc(strlen(arguments->text) / 2 + 1, sizeof(*arguments->items));
	if (!arguments->pieces || !arguments->items)
		return -ENOMEM;
	rest = skip_spaces(arguments->pieces);
	while (*rest) {
		struct ks_argument *a = &arguments->items[arguments->count];

		rest = next_arg(rest, a);
		if (!a->value && !strcmp(a->name, "--")) {
			arguments->after_dashes = rest;
			break;
		}
		arguments->count++;
	}
	return 0;
}

/**
 * ks_arguments_give - let a candidate be loaded with these parameters
 * @arguments: parsed; must live as long as @needs
 * @needs: candidate
 */
void ks_arguments_give(const struct ks_arguments *arguments, struct ks_needs *needs)
{
	needs->arguments = arguments->items;
	needs->argument_count = arguments->count;
	needs->after_dashes = arguments->after_dashes;
}

/**
 * ks_arguments_free - release parameters
 * @arguments: parsed, or all zeroes
 */
void ks_arguments_free(struct ks_arguments *arguments)
{
	free(arguments->text);
	free(arguments->items);
	free(arguments->pieces);
}
