// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Run "kmodsafe check --json" and take the prediction out of its document: the
 * answer for the first file. A document that is none, or that lacks a member,
 * is a prediction too, which no kernel fulfils.
 */
#include "agent.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *member;

	if (!json_object_object_get_ex(object, key, &member) ||
	    !json_object_is_type(member, json_type_string))
		return "nothing";
	return json_object_get_string(member);
}

static void take_log(struct json_object *file, struct lines *log)
{
	struct json_object *array;

	if (!json_object_object_get_ex(file, "kernel_log", &array) ||
	    !json_object_is_type(array, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(array); i++)
		lines_add(log, json_object_get_string(json_object_array_get_idx(array, i)));
}

static const char *take_verdict(struct json_object *document, struct prediction *prediction)
{
	struct json_object *files, *file;
	const char *accept;

	if (!json_object_object_get_ex(document, "files", &files) ||
	    !json_object_is_type(files, json_type_array))
		return "nothing";
	file = json_object_array_get_idx(files, 0);
	if (!file)
		return "nothing";
	take_log(file, &prediction->log);
	accept = text_of(file, "accept");
	if (!strcmp(accept, "accepts"))
		return "accept";
	return strcmp(accept, "refuses") ? accept : text_of(file, "errno");
}

void agent_ask(const char *agent, const char *path, struct prediction *prediction)
{
	const char *const argv[] = { agent, "check", "--json", path, NULL };
	struct json_object *document;

	*prediction = (struct prediction){ 0 };
	child_run(&prediction->said, argv);
	document = json_tokener_parse(prediction->said.out);
	prediction->verdict = strdup(take_verdict(document, prediction));
	if (!prediction->verdict)
		err(2, "memory");
	json_object_put(document);
}

void prediction_free(struct prediction *prediction)
{
	free(prediction->verdict);
	lines_free(&prediction->log);
	output_free(&prediction->said);
}
