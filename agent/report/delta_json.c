// SPDX-License-Identifier: GPL-2.0-or-later
/* How two kernels differ, for programs; see json.c. */
#include <json-c/json.h>

#include "lib/macro.h"
#include "report/report.h"
#include "report/words.h"

#define CHANGE_WORD(id, word, breaks, title) [KS_CHANGE_##id] = word,
static const char *const words[] = { KS_CHANGES(CHANGE_WORD) };

static struct json_object *json_side(const struct ks_export *e)
{
	struct json_object *o;
	char crc[16];

	if (!e)
		return NULL;
	o = json_object_new_object();
	snprintf(crc, sizeof(crc), "0x%08x", e->crc);
	ks_json_put(o, "crc", e->has_crc ? json_object_new_string(crc) : NULL);
	ks_json_put(o, "gpl_only", json_object_new_boolean(e->gpl_only));
	ks_json_put(o, "namespace", ks_json_text(e->ns));
	ks_json_put(o, "owner", ks_json_text(e->owner));
	return o;
}

static struct json_object *json_export(const struct ks_delta *delta,
				       const struct ks_delta_export *e)
{
	struct json_object *o = json_object_new_object(), *changes = json_object_new_array();

	ks_json_put(o, "name", ks_json_text(e->name));
	for (int i = 0; i < KS_CHANGE_MAX; i++)
		if (e->changes >> i & 1)
			json_object_array_add(changes, json_object_new_string(words[i]));
	ks_json_put(o, "changes", changes);
	ks_json_put(o, "a", json_side(e->a));
	ks_json_put(o, "b", json_side(e->b));
	ks_json_put(o, "users", delta->has_modules ? json_object_new_int64(e->users) : NULL);
	return o;
}

static struct json_object *json_value(const struct ks_delta_value *v)
{
	struct json_object *o = json_object_new_object();

	ks_json_put(o, "fact", ks_json_text(v->what));
	ks_json_put(o, "a", ks_json_text(v->a));
	ks_json_put(o, "b", ks_json_text(v->b));
	ks_json_put(o, "breaks", json_object_new_boolean(v->breaks));
	return o;
}

static struct json_object *json_module(const struct ks_delta_module *m)
{
	struct json_object *o = json_object_new_object();

	ks_json_put(o, "path", ks_json_text(m->path));
	ks_json_put(o, "name", ks_json_text(m->name));
	ks_json_put(o, "a", json_object_new_string(ks_verdict_name(m->a)));
	ks_json_put(o, "b", json_object_new_string(ks_verdict_name(m->b)));
	ks_json_put(o, "breaks", json_object_new_boolean(m->breaks));
	ks_json_put(o, "cause", ks_json_text(m->cause));
	return o;
}

static struct json_object *json_counts(const struct ks_delta *delta)
{
	struct json_object *o = json_object_new_object();

	for (int i = 0; i < KS_CHANGE_MAX; i++)
		json_object_object_add(o, words[i], json_object_new_int64(delta->counts[i]));
	return o;
}

/**
 * ks_json_delta - how two kernels differ
 * @document: gets it
 * @delta: the difference
 */
void ks_json_delta(struct json_object *document, const struct ks_delta *delta)
{
	static const char *const results[] = {
		[KS_DELTA_SAME] = "same",
		[KS_DELTA_BREAKS] = "breaks",
		[KS_DELTA_UNKNOWN] = "unknown",
		[KS_DELTA_ADDS] = "adds",
	};
	struct json_object *exports = json_object_new_array();
	struct json_object *values = json_object_new_array(), *modules = NULL;

	ks_json_put(document, "result", json_object_new_string(results[delta->result]));
	ks_json_put(document, "a", ks_json_facts(delta->a));
	ks_json_put(document, "b", ks_json_facts(delta->b));
	ks_json_put(document, "both", json_object_new_int64(delta->both));
	ks_json_put(document, "counts", json_counts(delta));
	for (size_t i = 0; i < delta->export_count; i++)
		json_object_array_add(exports, json_export(delta, &delta->exports[i]));
	ks_json_put(document, "exports", exports);
	for (size_t i = 0; i < delta->value_count; i++)
		json_object_array_add(values, json_value(&delta->values[i]));
	ks_json_put(document, "facts", values);
	if (delta->has_modules)
		modules = json_object_new_array();
	for (size_t i = 0; i < delta->module_count; i++)
		json_object_array_add(modules, json_module(&delta->modules[i]));
	ks_json_put(document, "checked",
		    delta->has_modules ? json_object_new_int64(delta->total) : NULL);
	ks_json_put(document, "modules", modules);
}
