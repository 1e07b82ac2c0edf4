// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading what the steps before left: cases, predictions, answers. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "case.h"

void each_line(const char *path, line_fn *take, void *data)
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
		take(data, line);
	}
	free(line);
	fclose(file);
}

static char *next_field(char **line)
{
	char *field = strsep(line, "\t");

	if (!field)
		errx(2, "a case lacks fields");
	return copy_text(field);
}

static void take_case(void *data, char *line)
{
	struct trials *trials = data;
	struct trial *t;

	trials->items = reallocarray(trials->items, trials->count + 1, sizeof(*t));
	if (!trials->items)
		err(2, "memory");
	t = &trials->items[trials->count++];
	*t = (struct trial){ 0 };
	t->id = next_field(&line);
	t->group = next_field(&line);
	t->key = next_field(&line);
	t->before = next_field(&line);
	t->file = next_field(&line);
	t->state = next_field(&line);
	t->title = next_field(&line);
	t->once = !strcmp(t->group, "once");
	t->live = !strcmp(t->group, "live") || !strcmp(t->group, "signed");
	t->prediction.verdict = copy_text("nothing");
	t->prediction.cause = copy_text("");
}

void trials_read(struct trials *trials, const char *path)
{
	*trials = (struct trials){ 0 };
	each_line(path, take_case, trials);
}

/* Trials by a text of theirs. */
typedef const char *text_fn(const struct trial *trial);

static const char *file_of(const struct trial *trial) { return trial->file; }
static const char *key_of(const struct trial *trial) { return trial->key; }

struct index {
	struct trial **sorted;
	size_t count;
	text_fn *text;
};

static text_fn *sorted_by;

static int by_text(const void *a, const void *b)
{
	return strcmp(sorted_by(*(struct trial *const *)a), sorted_by(*(struct trial *const *)b));
}

static void index_make(struct index *index, struct trials *trials, text_fn *text)
{
	index->count = trials->count;
	index->text = text;
	index->sorted = calloc(trials->count + 1, sizeof(*index->sorted));
	if (!index->sorted)
		err(2, "memory");
	for (size_t i = 0; i < trials->count; i++)
		index->sorted[i] = &trials->items[i];
	sorted_by = text;
	qsort(index->sorted, index->count, sizeof(*index->sorted), by_text);
}

/* The first of the trials with this text; more may follow. */
static size_t index_find(const struct index *index, const char *text)
{
	size_t low = 0, high = index->count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (strcmp(index->text(index->sorted[middle]), text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool index_has(const struct index *index, size_t at, const char *text)
{
	return at < index->count && !strcmp(index->text(index->sorted[at]), text);
}

static const char *member(struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return "";
	return json_object_get_string(value);
}

static struct json_object *array(struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_array))
		return NULL;
	return value;
}

/* The finding that stands for the verdict: the first of its level. */
static const char *cause_of(struct json_object *file, const char *level, bool *residual)
{
	struct json_object *findings = array(file, "findings"), *finding;
	const char *cause = "", *rank;

	for (size_t i = 0; findings && i < json_object_array_length(findings); i++) {
		finding = json_object_array_get_idx(findings, i);
		rank = member(finding, "level");
		*residual |= !strcmp(rank, "residual");
		if (!*cause && !strcmp(rank, level))
			cause = member(finding, "reason");
	}
	return cause;
}

/* Lines that a kernel prints once a boot, with the line that they come before. */
static void take_once(struct lines *log, struct json_object *file, size_t before)
{
	struct json_object *lines = array(file, "kernel_log_once"), *line, *place;

	for (size_t i = 0; lines && i < json_object_array_length(lines); i++) {
		line = json_object_array_get_idx(lines, i);
		if (json_object_object_get_ex(line, "before", &place) &&
		    (size_t)json_object_get_int64(place) == before)
			lines_take(log, member(line, "line"), true);
	}
}

static void take_log(struct lines *log, struct json_object *file, bool once)
{
	struct json_object *lines = array(file, "kernel_log");
	size_t count = lines ? json_object_array_length(lines) : 0;

	for (size_t i = 0; i <= count; i++) {
		if (once)
			take_once(log, file, i);
		if (i < count)
			lines_take(log, json_object_get_string(json_object_array_get_idx(lines, i)),
				   once);
	}
}

static void take_prediction(struct prediction *p, struct json_object *file, bool once)
{
	static const struct { const char *accept, *level; enum predicted kind; } kinds[] = {
		{ "accepts", "", PREDICTED_ACCEPTS },
		{ "refuses", "refuses", PREDICTED_REFUSES },
		{ "undefined", "undefined", PREDICTED_UNDEFINED },
		{ "unknown", "unknown", PREDICTED_UNKNOWN },
	};
	const char *accept = member(file, "accept");
	struct json_object *certain;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(accept, kinds[i].accept))
			continue;
		free(p->verdict);
		free(p->cause);
		p->kind = kinds[i].kind;
		p->verdict = copy_text(p->kind == PREDICTED_REFUSES ? member(file, "errno") :
								      accept);
		p->cause = copy_text(cause_of(file, kinds[i].level, &p->residual));
		p->certain = !json_object_object_get_ex(file, "errno_certain", &certain) ||
			     !certain || json_object_get_boolean(certain);
		lines_clear(&p->log);
		take_log(&p->log, file, once);
	}
}

static void read_document(const struct index *index, const char *path)
{
	struct json_object *document = json_object_from_file(path), *files, *file;
	const char *name;

	if (!document)
		errx(2, "%s: not JSON", path);
	files = array(document, "files");
	for (size_t i = 0; files && i < json_object_array_length(files); i++) {
		file = json_object_array_get_idx(files, i);
		name = member(file, "path");
		for (size_t at = index_find(index, name); index_has(index, at, name); at++)
			take_prediction(&index->sorted[at]->prediction, file,
					index->sorted[at]->once);
	}
	json_object_put(document);
}

void predictions_read(struct trials *trials, char *const *paths, size_t count)
{
	struct index index;

	index_make(&index, trials, file_of);
	for (size_t i = 0; i < count; i++)
		read_document(&index, paths[i]);
	free(index.sorted);
}

struct answering {
	struct index index;
	size_t first;		/* trials that the lines to come belong to */
	char key[4096];
};

static void start_answer(struct answering *a, const char *key, const char *verdict, bool reached)
{
	snprintf(a->key, sizeof(a->key), "%s", key);
	a->first = index_find(&a->index, a->key);
	for (size_t at = a->first; index_has(&a->index, at, a->key); at++) {
		struct answer *answer = &a->index.sorted[at]->answer;

		free(answer->verdict);
		answer->verdict = copy_text(verdict);
		answer->reached = reached;
		answer->alone = false;
		lines_clear(&answer->log);
		lines_clear(&answer->console);
	}
}

static void take_answer(void *data, char *line)
{
	struct answering *a = data;
	char *word = strsep(&line, "\t");

	if (!strcmp(word, "answer")) {
		char *key = strsep(&line, "\t"), *verdict = strsep(&line, "\t");

		if (!line)
			errx(2, "an answer lacks fields");
		start_answer(a, key, verdict, *line == '1');
		return;
	}
	for (size_t at = a->first; line && index_has(&a->index, at, a->key); at++) {
		struct answer *answer = &a->index.sorted[at]->answer;

		if (!strcmp(word, "log"))
			lines_take(&answer->log, line, a->index.sorted[at]->once);
		else if (!strcmp(word, "before"))
			answer->alone = true;
		else
			lines_add(&answer->console, line);
	}
}

/* Of several answers to one case the last counts. */
void answers_read(struct trials *trials, const char *path)
{
	struct answering a = { .first = trials->count };

	index_make(&a.index, trials, key_of);
	each_line(path, take_answer, &a);
	free(a.index.sorted);
}
