// SPDX-License-Identifier: GPL-2.0-or-later
/* What lines and errnos mean, for programs; see why.h. */
#include "report/why.h"

#include <json-c/json.h>

#include "report/errnos.h"
#include "report/words.h"

static struct json_object *json_cause(const struct ks_cause *cause)
{
	struct json_object *o = json_object_new_object();
	char text[KS_SENTENCE_MAX];

	ks_json_put(o, "rule", ks_json_text(ks_rule_name(cause->finding.rule)));
	ks_json_put(o, "level", ks_json_text(ks_level_name(cause->finding.level)));
	ks_reason_name(cause->finding.reason, text, sizeof(text));
	ks_json_put(o, "reason", cause->has_reason ? ks_json_text(text) : NULL);
	ks_json_put(o, "subject", ks_json_text(cause->finding.subject));
	ks_cause_explain(cause, text, sizeof(text));
	ks_json_put(o, "text", ks_json_text(text));
	return o;
}

/**
 * ks_json_recognized - a line and what it means
 * @line: as printed
 * @told: what it means
 */
struct json_object *ks_json_recognized(const char *line, const struct ks_recognized *told)
{
	struct json_object *o = json_object_new_object();
	struct json_object *causes = json_object_new_array();
	char text[KS_SENTENCE_MAX];

	ks_json_put(o, "line", ks_json_text(line));
	ks_json_put(o, "by", ks_json_text(told->by));
	ks_json_put(o, "module", ks_json_text(told->module));
	ks_json_put(o, "errno", told->error ? ks_json_text(ks_errno_name(told->error)) : NULL);
	ks_json_put(o, "meaning", ks_json_text(told->meaning));
	ks_json_put(o, "follows", json_object_new_boolean(told->follows));
	for (size_t i = 0; i < told->cause_count; i++)
		json_object_array_add(causes, json_cause(&told->causes[i]));
	ks_json_put(o, "causes", causes);
	ks_recognized_advice(told, text, sizeof(text));
	ks_json_put(o, "advice", *text ? ks_json_text(text) : NULL);
	return o;
}

static struct json_object *json_errno_cause(const struct ks_errno_cause *cause)
{
	struct json_object *o = json_object_new_object();
	bool has_rule = cause->rule != KS_RULE_MAX;
	char series[32];

	snprintf(series, sizeof(series), "%u.%u", (unsigned int)(cause->since >> 16),
		 (unsigned int)(cause->since >> 8 & 255));
	ks_json_put(o, "rule", has_rule ? ks_json_text(ks_rule_name(cause->rule)) : NULL);
	ks_json_put(o, "since", cause->since ? ks_json_text(series) : NULL);
	ks_json_put(o, "text", ks_json_text(cause->words));
	return o;
}

/**
 * ks_json_errno - what an errno of a load means
 * @error: positive
 */
struct json_object *ks_json_errno(int error)
{
	struct json_object *o = json_object_new_object();
	struct json_object *causes = json_object_new_array();
	const struct ks_errno_cause *cause;

	ks_json_put(o, "errno", ks_json_text(ks_errno_name(error)));
	ks_json_put(o, "insmod", ks_json_text(ks_insmod_text(error)));
	for (size_t i = 0; (cause = ks_errno_cause(error, i)); i++)
		json_object_array_add(causes, json_errno_cause(cause));
	ks_json_put(o, "causes", causes);
	return o;
}
