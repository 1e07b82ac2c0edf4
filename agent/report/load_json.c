// SPDX-License-Identifier: GPL-2.0-or-later
/* Plans, and what came of them, for programs. */
#include <json-c/json.h>

#include "report/load.h"
#include "report/words.h"

static struct json_object *json_position(uint32_t step, const struct ks_plan *plan)
{
	return step == KS_PLAN_NONE ? NULL : ks_json_text(plan->steps[step].name);
}

static struct json_object *json_place(const char *list, unsigned int number)
{
	struct json_object *o;

	if (!list)
		return NULL;
	o = json_object_new_object();
	ks_json_put(o, "list", ks_json_text(list));
	ks_json_put(o, "line", json_object_new_int64(number));
	return o;
}

static struct json_object *json_optional(const char *text)
{
	return text ? ks_json_text(text) : NULL;
}

static struct json_object *json_step(const struct ks_plan *plan, const struct ks_plan_step *step)
{
	static const char *const kinds[KS_PLAN_KIND_MAX] = {
		[KS_PLAN_FILE] = "file",
		[KS_PLAN_BUILTIN] = "builtin",
		[KS_PLAN_COMMAND] = "command",
		[KS_PLAN_ABSENT] = "absent",
	};
	static const char *const reasons[KS_PLAN_REASON_MAX] = {
		[KS_PLAN_REQUESTED] = "requested",
		[KS_PLAN_NEEDED] = "needed",
		[KS_PLAN_SOFT_BEFORE] = "softdep-before",
		[KS_PLAN_SOFT_AFTER] = "softdep-after",
	};
	struct json_object *o = json_object_new_object();

	ks_json_put(o, "module", ks_json_text(step->name));
	ks_json_put(o, "kind", ks_json_text(kinds[step->kind]));
	ks_json_put(o, "path", json_optional(step->path));
	ks_json_put(o, "parameters", ks_json_text(step->parameters));
	ks_json_put(o, "command", json_optional(step->command));
	ks_json_put(o, "remove_command", json_optional(step->remove_command));
	ks_json_put(o, "reason", ks_json_text(reasons[step->reason]));
	ks_json_put(o, "for", json_position(step->for_step, plan));
	ks_json_put(o, "optional", json_object_new_boolean(step->is_optional));
	ks_json_put(o, "place", json_place(step->list, step->line));
	return o;
}

/** ks_json_plan - the steps of a plan in effective order */
struct json_object *ks_json_plan(const struct ks_plan *plan)
{
	struct json_object *steps = json_object_new_array();

	for (size_t i = 0; i < plan->count; i++)
		json_object_array_add(steps, json_step(plan, &plan->steps[i]));
	return steps;
}

/** ks_json_misses - what was asked for and brings no step */
struct json_object *ks_json_misses(const struct ks_plan *plan)
{
	static const char *const words[KS_PLAN_WHY_MAX] = {
		"not-found", "blacklisted", "passed-over", "nameless", "needs", "link",
		"endless",   "never",
	};
	struct json_object *misses = json_object_new_array();

	for (size_t i = 0; i < plan->miss_count; i++) {
		const struct ks_plan_miss *miss = &plan->misses[i];
		struct json_object *o = json_object_new_object();

		ks_json_put(o, "name", ks_json_text(miss->name));
		ks_json_put(o, "module", json_optional(miss->module));
		ks_json_put(o, "why", ks_json_text(words[miss->why]));
		ks_json_put(o, "place", json_place(miss->list, miss->line));
		json_object_array_add(misses, o);
	}
	return misses;
}

static const char *const states[KS_LOAD_STATE_MAX] = {
	[KS_LOAD_PENDING] = "pending",
	[KS_LOAD_BUILTIN] = "builtin",
	[KS_LOAD_ALREADY] = "already",
	[KS_LOAD_VANISHED] = "vanished",
	[KS_LOAD_SKIPPED] = "skipped",
	[KS_LOAD_UNREADABLE] = "unreadable",
	[KS_LOAD_REFUSED] = "refused",
	[KS_LOAD_DRAGGED] = "dragged",
	[KS_LOAD_READY] = "ready",
	[KS_LOAD_LOADED] = "loaded",
	[KS_LOAD_THEIRS] = "theirs",
	[KS_LOAD_RAN] = "ran",
	[KS_LOAD_FAILED] = "failed",
	[KS_LOAD_REMOVED] = "removed",
	[KS_LOAD_REMAINS] = "remains",
};

static struct json_object *json_errno(int error)
{
	return error ? ks_json_text(ks_errno_name(error)) : NULL;
}

static struct json_object *json_load_step(const struct ks_plan *plan,
					  const struct ks_load_step *step, bool is_command)
{
	struct json_object *o = json_object_new_object();
	/* A command's exit code is no errno. */
	bool failed = step->state == KS_LOAD_FAILED && !is_command;
	char text[KS_SENTENCE_MAX];

	ks_json_put(o, "module", ks_json_text(step->name));
	ks_json_put(o, "state", ks_json_text(states[step->state]));
	ks_json_put(o, "verdict", step->verdict ?
			ks_json_text(ks_verdict_name(step->verdict->verdict)) : NULL);
	ks_json_put(o, "permanent", json_object_new_boolean(step->is_permanent));
	ks_json_put(o, "answer", failed ? ks_json_text(ks_answer_word(step)) : NULL);
	ks_json_put(o, "errno", json_errno(failed ? step->error : 0));
	ks_json_put(o, "remove_errno",
		    json_errno(step->state == KS_LOAD_REMAINS ? step->remove_error : 0));
	ks_json_put(o, "used_by", json_optional(step->holders));
	ks_json_put(o, "dragged_by", json_position(step->dragged_by, plan));
	if (failed)
		ks_answer_text(step, text, sizeof(text));
	else
		snprintf(text, sizeof(text), "%s", step->err ? step->err : "");
	ks_json_put(o, "text", *text ? ks_json_text(text) : NULL);
	return o;
}

/** ks_json_load - what came of a plan */
struct json_object *ks_json_load(const struct ks_plan *plan, const struct ks_load_result *result)
{
	static const char *const outcomes[] = {
		[KS_LOAD_DONE] = "done",
		[KS_LOAD_NOT_TRIED] = "not-tried",
		[KS_LOAD_UNDONE] = "undone",
		[KS_LOAD_PARTLY] = "partly",
	};
	struct json_object *o = json_object_new_object(), *steps = json_object_new_array();
	struct json_object *others = json_object_new_array();

	for (size_t i = 0; i < result->count; i++)
		json_object_array_add(steps, json_load_step(plan, &result->steps[i],
						    plan->steps[i].kind == KS_PLAN_COMMAND));
	for (size_t i = 0; i < result->other_count; i++)
		json_object_array_add(others, ks_json_text(result->others[i]));
	ks_json_put(o, "outcome", ks_json_text(outcomes[result->outcome]));
	ks_json_put(o, "verdict", ks_json_text(ks_verdict_name(result->verdict)));
	ks_json_put(o, "failed", json_position(result->failed, plan));
	ks_json_put(o, "signal", result->signal ? json_object_new_int(result->signal) : NULL);
	ks_json_put(o, "steps", steps);
	ks_json_put(o, "others", others);
	ks_json_put(o, "bytes", json_object_new_int64(result->bytes));
	return o;
}
