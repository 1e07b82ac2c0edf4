// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of commands, and what all of them say in the same way. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "cmd/cmd.h"
#include "lib/nearest.h"
#include "report/words.h"

const struct ks_cmd *const ks_commands[] = {
	&ks_cmd_info,	  &ks_cmd_check, &ks_cmd_preflight, &ks_cmd_insmod,
	&ks_cmd_modprobe, &ks_cmd_load,	 &ks_cmd_needs,	    &ks_cmd_facts,
	&ks_cmd_diff,	  &ks_cmd_monitor, &ks_cmd_why,	    &ks_cmd_rules,
	&ks_cmd_version,  &ks_cmd_help,	 NULL,
};

/**
 * ks_cmd_find - a command by its exact name
 * @options: --json
 * @name: as typed
 *
 * Return: the command, or NULL after a line that names the nearest one.
 */
const struct ks_cmd *ks_cmd_find(const struct ks_options *options, const char *name)
{
	struct ks_nearest nearest = { 0 };

	for (size_t i = 0; ks_commands[i]; i++) {
		if (!strcmp(name, ks_commands[i]->name))
			return ks_commands[i];
		ks_nearest_offer(&nearest, name, ks_commands[i]->name);
	}
	ks_misuse(options, NULL, "%.80s: no such command, did you mean \"%s\"?", name,
		  nearest.name);
	return NULL;
}

/**
 * ks_usage_error - one line on what went wrong
 * @fmt: printf format, without the program's name and newline
 *
 * Return: the exit code.
 */
int ks_usage_error(const char *fmt, ...)
{
	char text[KS_SENTENCE_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fputs("kmodsafe: ", stderr);
	ks_put_clean(stderr, text);
	fputc('\n', stderr);
	return KS_EXIT_FAILED;
}

/**
 * ks_complain - one line, or one JSON document, on an operational failure
 * @options: --json
 * @command: which command speaks, or NULL before there is one
 * @err: failure
 *
 * Return: the exit code.
 */
int ks_complain(const struct ks_options *options, const char *command, const struct ks_err *err)
{
	struct json_object *document;

	ks_usage_error("%s", err->text);
	if (!options->json)
		return KS_EXIT_FAILED;
	document = ks_json_document(command);
	ks_json_append(document, "errors", ks_json_error(NULL, err));
	if (ks_json_print(stdout, document))
		ks_usage_error("standard output: write failed");
	return KS_EXIT_FAILED;
}

/**
 * ks_misuse - one line, or one JSON document, on a wrong command line
 * @options: --json
 * @command: which command speaks, or NULL before there is one
 * @fmt: printf format, without the program's name and newline
 *
 * Return: the exit code.
 */
int ks_misuse(const struct ks_options *options, const char *command, const char *fmt, ...)
{
	struct ks_err err = { .code = -EINVAL };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err.text, sizeof(err.text), fmt, ap);
	va_end(ap);
	return ks_complain(options, command, &err);
}
