// SPDX-License-Identifier: GPL-2.0-or-later
/* What became of a module, for programs: JSON lines; see happening.h. */
#include "report/happening.h"

#include <json-c/json.h>

#include "report/words.h"

static void put_line(FILE *out, struct json_object *document)
{
	fprintf(out, "%s\n", json_object_to_json_string_ext(document,
							     JSON_C_TO_STRING_PLAIN |
							     JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(document);
}

static void put_verdict(struct json_object *o, const struct ks_happening_view *view)
{
	const struct ks_result *r = view->result;
	char text[KS_SENTENCE_MAX];

	ks_json_put(o, "verdict", ks_json_text(r ? ks_verdict_name(r->verdict) :
					       view->why_not ? "unknown" : NULL));
	ks_json_put(o, "path", ks_json_text(view->path));
	if (r)
		ks_headline(r, view->facts, text, sizeof(text));
	ks_json_put(o, "text", ks_json_text(r ? text : view->why_not));
}

/**
 * ks_json_happening - one line
 * @out: stream
 * @view: what to tell
 */
void ks_json_happening(FILE *out, const struct ks_happening_view *view)
{
	const struct ks_happening *h = view->happening;
	struct json_object *o = ks_json_document("monitor");
	bool has_rule = h->has_reason && h->rule < KS_RULE_MAX;

	ks_json_put(o, "outcome", ks_json_text(ks_outcome_name(h->outcome)));
	ks_json_put(o, "module", *h->module ? ks_json_text(h->module) : NULL);
	ks_json_put(o, "rule", has_rule ? ks_json_text(ks_rule_name(h->rule)) : NULL);
	ks_json_put(o, "reason", h->has_reason ? ks_json_text(h->reason) : NULL);
	ks_json_put(o, "line", h->has_reason ? ks_json_text(h->line) : NULL);
	ks_json_put(o, "more", json_object_new_int64(h->more));
	put_verdict(o, view);
	put_line(out, o);
}

/**
 * ks_json_lost - say that something was not seen
 * @out: stream
 * @source: "events" or "log"
 * @count: how many; 0: not known
 */
void ks_json_lost(FILE *out, const char *source, uint64_t count)
{
	struct json_object *o = ks_json_document("monitor");

	ks_json_put(o, "outcome", ks_json_text("lost"));
	ks_json_put(o, "source", ks_json_text(source));
	ks_json_put(o, "count", count ? json_object_new_int64(count) : NULL);
	put_line(out, o);
}
