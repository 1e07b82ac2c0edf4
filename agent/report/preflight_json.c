// SPDX-License-Identifier: GPL-2.0-or-later
/* What a program reads of a tree; see json.c for what all documents have. */
#include <json-c/json.h>
#include <stdlib.h>

#include "report/preflight.h"
#include "report/words.h"

/* Of a module for another kernel, hundreds of symbols differ. */
#define SHOWN_FINDINGS	16

static struct json_object *json_count(size_t count)
{
	return json_object_new_int64(count);
}

static struct json_object *json_verdict(enum ks_verdict verdict)
{
	return json_object_new_string(ks_verdict_name(verdict));
}

static struct json_object *json_label(const struct ks_preflight_column *column, uint32_t module)
{
	if (module == KS_PREFLIGHT_NONE)
		return NULL;
	return ks_json_text(ks_preflight_label(&column->modules[module]));
}

static struct json_object *json_group(const struct ks_preflight_column *column, uint32_t index)
{
	const struct ks_preflight_group *g = &column->groups[index];
	struct json_object *o = json_object_new_object(), *subjects = json_object_new_array();
	char text[KS_SENTENCE_MAX];

	ks_json_put(o, "verdict", json_verdict(g->verdict));
	if (g->cause == KS_PREFLIGHT_FINDING)
		ks_reason_name(g->reason, text, sizeof(text));
	else
		snprintf(text, sizeof(text), "%s", ks_preflight_cause_name(g->cause));
	ks_json_put(o, "reason", json_object_new_string(text));
	ks_preflight_explain(column, index, text, sizeof(text));
	ks_json_put(o, "text", ks_json_text(text));
	ks_preflight_advise(column, index, text, sizeof(text));
	ks_json_put(o, "advice", *text ? ks_json_text(text) : NULL);
	ks_json_put(o, "count", json_count(g->count));
	ks_json_put(o, "dragged", json_count(g->dragged));
	ks_json_put(o, "at_boot", json_count(g->at_boot));
	ks_json_put(o, "known", json_count(g->known));
	for (size_t i = 0; i < g->subject_count && i < KS_PREFLIGHT_SUBJECTS; i++) {
		struct json_object *subject = json_object_new_object();

		ks_json_put(subject, "subject", ks_json_text(g->subjects[i].name));
		ks_json_put(subject, "count", json_count(g->subjects[i].count));
		json_object_array_add(subjects, subject);
	}
	ks_json_put(o, "subjects", subjects);
	ks_json_put(o, "subject_count", json_count(g->subject_count));
	return o;
}

static void put_findings(struct json_object *o, const struct ks_result *result, bool verbose)
{
	struct json_object *findings = json_object_new_array();
	size_t shown = 0, left_out = 0;

	for (size_t i = 0; i < result->finding_count; i++) {
		const struct ks_finding *f = &result->findings[i];

		if (!verbose && (f->level <= KS_LEVEL_RESIDUAL || shown == SHOWN_FINDINGS)) {
			left_out++;
			continue;
		}
		json_object_array_add(findings, ks_json_finding(f));
		shown++;
	}
	ks_json_put(o, "findings", findings);
	ks_json_put(o, "findings_left_out", json_count(left_out));
}

static struct json_object *json_module(const struct ks_preflight_column *column, size_t index,
				       bool verbose)
{
	const struct ks_preflight_module *m = &column->modules[index];
	struct json_object *o = json_object_new_object();
	char text[KS_SENTENCE_MAX];

	ks_json_put(o, "path", ks_json_text(m->path));
	ks_json_put(o, "name", ks_json_text(m->name));
	ks_json_put_answers(o, m->result);
	ks_headline(m->result, column->facts, text, sizeof(text));
	ks_json_put(o, "cause", ks_json_text(text));
	ks_json_put(o, "group",
		    m->group == KS_PREFLIGHT_NONE ? NULL : json_count(m->group));
	ks_json_put(o, "dragged_by", json_label(column, m->culprit));
	ks_json_put(o, "shadowed_by", m->shadowed_by == KS_PREFLIGHT_NONE ? NULL :
		    ks_json_text(column->modules[m->shadowed_by].path));
	ks_json_put(o, "at_boot", json_object_new_boolean(m->at_boot));
	ks_json_put(o, "known", json_object_new_boolean(m->known));
	ks_json_put(o, "symbols", ks_json_tally(&m->result->tally));
	put_findings(o, m->result, verbose);
	return o;
}

static struct json_object *json_line(const struct ks_preflight_column *column,
				     const struct ks_preflight_boot *line)
{
	struct json_object *o = json_object_new_object();
	bool is_module = line->state == KS_PREFLIGHT_MODULE;

	ks_json_put(o, "name", ks_json_text(line->name));
	ks_json_put(o, "list", ks_json_text(line->list));
	ks_json_put(o, "line", json_count(line->line));
	ks_json_put(o, "state", json_object_new_string(ks_preflight_state_name(line->state)));
	ks_json_put(o, "module", is_module ? ks_json_text(column->modules[line->module].path) :
					     NULL);
	ks_json_put(o, "needs", ks_json_text(line->needs));
	ks_json_put(o, "verdict", json_verdict(ks_preflight_line_verdict(column, line)));
	ks_json_put(o, "known", json_object_new_boolean(
			is_module ? column->modules[line->module].known : line->known));
	return o;
}

static struct json_object *json_reader(const struct ks_preflight_column *column,
				       const struct ks_preflight_reader *reader)
{
	struct json_object *o = json_object_new_object();
	char text[KS_SENTENCE_MAX];

	ks_json_put(o, "format", json_object_new_string(reader->format));
	ks_json_put(o, "place", ks_json_text(reader->place));
	ks_json_put(o, "ending", json_object_new_string(ks_preflight_ending_name(reader->ending)));
	ks_preflight_reader_text(column, reader, text, sizeof(text));
	ks_json_put(o, "text", *text ? ks_json_text(text) : NULL);
	ks_json_put(o, "at", reader->at == KS_PREFLIGHT_NONE ? NULL : json_count(reader->at));
	ks_json_put(o, "file", ks_json_text(reader->file));
	ks_json_put(o, "first", json_count(reader->first));
	ks_json_put(o, "count", json_count(reader->count));
	ks_json_put(o, "loaded", json_count(reader->loaded));
	ks_json_put(o, "never", json_count(reader->never));
	return o;
}

static struct json_object *json_note(const struct ks_preflight_note *note)
{
	struct json_object *o = json_object_new_object();
	char text[KS_SENTENCE_MAX];

	ks_json_put(o, "reason", json_object_new_string(ks_preflight_note_name(note->id)));
	ks_json_put(o, "verdict", json_verdict(ks_preflight_note_verdict(note->id)));
	ks_json_put(o, "subject", ks_json_text(note->subject));
	ks_json_put(o, "known", json_object_new_boolean(note->known));
	ks_preflight_note_text(note, text, sizeof(text));
	ks_json_put(o, "text", ks_json_text(text));
	return o;
}

static struct json_object *json_counts(const struct ks_preflight_column *column)
{
	struct json_object *o = json_object_new_object();

	ks_json_put(o, "total", json_count(column->module_count));
	for (int i = 0; i < KS_VERDICT_MAX; i++)
		ks_json_put(o, ks_verdict_name(i), json_count(column->by_verdict[i]));
	return o;
}

static void put_lists(struct json_object *o, const struct ks_preflight_column *column,
		      bool verbose)
{
	struct json_object *groups = json_object_new_array(), *boot = json_object_new_array();
	struct json_object *notes = json_object_new_array(), *modules = json_object_new_array();
	struct json_object *errors = json_object_new_array(), *readers = json_object_new_array();

	for (size_t i = 0; i < column->reader_count; i++)
		json_object_array_add(readers, json_reader(column, &column->readers[i]));
	for (size_t i = 0; i < column->group_count; i++)
		json_object_array_add(groups, json_group(column, i));
	for (size_t i = 0; i < column->boot_count; i++)
		json_object_array_add(boot, json_line(column, &column->boot[i]));
	for (size_t i = 0; i < column->note_count; i++)
		json_object_array_add(notes, json_note(&column->notes[i]));
	for (size_t i = 0; i < column->module_count; i++)
		json_object_array_add(modules, json_module(column, i, verbose));
	for (size_t i = 0; i < column->error_count; i++) {
		struct ks_err err;

		ks_err_set(&err, column->errors[i].code, "%s", column->errors[i].text);
		json_object_array_add(errors, ks_json_error(column->errors[i].path, &err));
	}
	ks_json_put(o, "groups", groups);
	ks_json_put(o, "boot", boot);
	ks_json_put(o, "readers", readers);
	ks_json_put(o, "notes", notes);
	ks_json_put(o, "modules", modules);
	ks_json_put(o, "errors", errors);
}

static struct json_object *json_column(const struct ks_preflight_column *column, bool verbose)
{
	struct json_object *o = json_object_new_object(), *trees = json_object_new_array();
	bool checked = column->facts && column->module_count;

	ks_json_put(o, "spec", ks_json_text(column->spec));
	ks_json_put(o, "kernel", column->facts ? ks_json_facts(column->facts) : NULL);
	ks_json_put(o, "verdict", checked ? json_verdict(ks_preflight_verdict(column)) : NULL);
	ks_json_put(o, "foreign_kernel", json_object_new_boolean(column->foreign));
	for (size_t i = 0; i < column->tree_count; i++)
		json_object_array_add(trees, ks_json_text(column->trees[i]));
	ks_json_put(o, "trees", trees);
	ks_json_put(o, "counts", json_counts(column));
	put_lists(o, column, verbose);
	return o;
}

/**
 * ks_json_preflight - what comes of checking trees
 * @preflight: all of it
 * @verbose: every finding of every module
 */
struct json_object *ks_json_preflight(const struct ks_preflight *preflight, bool verbose)
{
	struct json_object *document = ks_json_document("preflight"), *baseline = NULL;
	struct json_object *kernels = json_object_new_array();

	if (preflight->baseline) {
		baseline = json_object_new_object();
		ks_json_put(baseline, "path", ks_json_text(preflight->baseline));
		ks_json_put(baseline, "known", json_count(preflight->known));
		ks_json_put(baseline, "gone", json_count(preflight->gone));
	}
	ks_json_put(document, "depth",
		    json_object_new_string(preflight->deep ? "deep" : "shallow"));
	ks_json_put(document, "baseline", baseline);
	for (size_t i = 0; i < preflight->column_count; i++)
		json_object_array_add(kernels, json_column(&preflight->columns[i], verbose));
	ks_json_put(document, "kernels", kernels);
	return document;
}
