// SPDX-License-Identifier: GPL-2.0-or-later
/* Plans, and what came of them, for people. */
#include "report/load.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "report/words.h"

/**
 * ks_answer_word - stable word for the kernel's answer to a load
 * @step: with @error, @reached_init and @is_miss
 */
const char *ks_answer_word(const struct ks_load_step *step)
{
	if (!step->error)
		return "loaded";
	if (step->reached_init == KS_YES)
		return "init-failed";
	return step->is_miss ? "missed" : "failed";
}

/**
 * ks_answer_text - what the kernel answered to a load, beside what was foretold
 * @step: with @error, @reached_init and @is_miss
 * @text: to fill
 * @size: of @text
 *
 * A refusal that was not foretold is a miss of ours.  The loader tells its
 * listeners of a module just before init(), so an error after that is the
 * module's own.
 */
void ks_answer_text(const struct ks_load_step *step, char *text, size_t size)
{
	const char *name = ks_errno_name(step->error), *words = strerror(step->error);

	if (!step->error)
		snprintf(text, size, "loaded");
	else if (step->reached_init == KS_YES)
		snprintf(text, size,
			 "the kernel took it, as predicted, but its init() or a parameter failed: %s (%s)",
			 words, name);
	else if (step->is_miss)
		snprintf(text, size,
			 "PREDICTION MISSED: expected to be taken, the kernel answered %s (%s): please report it with \"kmodsafe facts --save FILE\" and the module",
			 name, words);
	else
		snprintf(text, size, "the kernel answered %s (%s)", name, words);
}

static void line(FILE *out, const char *name, const char *fmt, ...) ks_printf(3, 4);

static void line(FILE *out, const char *name, const char *fmt, ...)
{
	char text[KS_SENTENCE_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	ks_put_clean(out, name);
	fputs(": ", out);
	ks_put_clean(out, text);
	fputc('\n', out);
}

/**
 * ks_text_depends - a plan in the words of "modprobe --show-depends"
 * @out: where to
 * @plan: plan
 */
void ks_text_depends(FILE *out, const struct ks_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct ks_plan_step *step = &plan->steps[i];
		bool has_tail = step->kind == KS_PLAN_FILE || step->kind == KS_PLAN_COMMAND;

		if (step->kind == KS_PLAN_ABSENT)
			continue;
		if (step->kind == KS_PLAN_COMMAND)
			fputs("install ", out);
		else
			fputs(step->kind == KS_PLAN_FILE ? "insmod " : "builtin ", out);
		if (step->kind == KS_PLAN_COMMAND)
			ks_put_clean(out, step->command);
		else
			ks_put_clean(out, step->kind == KS_PLAN_FILE ? step->path : step->name);
		if (has_tail)
			fputc(' ', out);
		if (has_tail)
			ks_put_clean(out, step->parameters);
		fputc('\n', out);
	}
}

/**
 * ks_text_misses - what was asked for and brings nothing
 * @out: where to
 * @plan: plan
 */
void ks_text_misses(FILE *out, const struct ks_plan *plan)
{
	static const char *const words[KS_PLAN_WHY_MAX] = {
		[KS_PLAN_NOT_FOUND] = "no module and no alias of this name",
		[KS_PLAN_PASSED_OVER] = "no module and no alias of this name: passed over",
		[KS_PLAN_NAMELESS] = "no name in this line: passed over",
		[KS_PLAN_UNMET] = "something that it needs is not there",
		[KS_PLAN_UNOPENED] = "its file is a symbolic link, which is not followed",
		[KS_PLAN_ENDLESS] = "it needs itself, in a way that does not end",
		[KS_PLAN_NEVER] = "never come to",
	};

	for (size_t i = 0; i < plan->miss_count; i++) {
		const struct ks_plan_miss *miss = &plan->misses[i];

		if (miss->list) {
			ks_put_clean(out, miss->list);
			fprintf(out, ":%u: ", miss->line);
		}
		if (miss->why != KS_PLAN_BLACKLISTED)
			line(out, miss->name, "%s", words[miss->why]);
		else if (miss->list)
			line(out, miss->name, "not loaded: a deny list has %s, or what it needs",
			     miss->module);
		else
			line(out, miss->name, "not loaded: modprobe.d blacklists %s", miss->module);
	}
}

static void put_reason(FILE *out, const struct ks_plan *plan, const struct ks_plan_step *step)
{
	static const char *const words[KS_PLAN_REASON_MAX] = {
		[KS_PLAN_REQUESTED] = "requested",
		[KS_PLAN_NEEDED] = "needed by ",
		[KS_PLAN_SOFT_BEFORE] = "softdep before ",
		[KS_PLAN_SOFT_AFTER] = "softdep after ",
	};

	fputs(words[step->reason], out);
	if (step->reason != KS_PLAN_REQUESTED && step->for_step != KS_PLAN_NONE)
		ks_put_clean(out, plan->steps[step->for_step].name);
	if (step->list) {
		fputs(" at ", out);
		ks_put_clean(out, step->list);
		fprintf(out, ":%u", step->line);
	}
	if (*step->parameters) {
		fputs("; ", out);
		ks_put_clean(out, step->parameters);
	}
}

/**
 * ks_text_plan - the effective order, and why
 * @out: where to
 * @style: how
 * @plan: plan
 * @result: what is there already
 *
 * Nothing for a plan of one module, whose order is no news.
 */
void ks_text_plan(FILE *out, const struct ks_style *style, const struct ks_plan *plan,
		  const struct ks_load_result *result)
{
	size_t number = 0;

	if (style->quiet || (plan->count < 2 && !style->verbose))
		return;
	fputs("order of loading:\n", out);
	for (size_t i = 0; i < plan->count; i++) {
		enum ks_load_state state = result->steps[i].state;

		if (state == KS_LOAD_BUILTIN || state == KS_LOAD_ALREADY) {
			fputs("   -  ", out);
		} else {
			number++;
			fprintf(out, "%4zu  ", number);
		}
		ks_put_clean(out, plan->steps[i].name);
		fputs("  (", out);
		put_reason(out, plan, &plan->steps[i]);
		if (state == KS_LOAD_BUILTIN)
			fputs("; built in", out);
		else if (state == KS_LOAD_ALREADY)
			fputs("; is there already", out);
		fputs(")\n", out);
	}
}

static void put_command(FILE *out, const struct ks_plan_step *planned,
			const struct ks_load_step *step)
{
	if (planned->kind == KS_PLAN_COMMAND && step->state == KS_LOAD_SKIPPED)
		line(out, planned->name,
		     "modprobe.d has a command in its place, which is not run: %s (--run-commands runs it)",
		     planned->command);
	else if (planned->kind == KS_PLAN_COMMAND && step->state == KS_LOAD_READY)
		line(out, planned->name, "modprobe.d has a command in its place: %s",
		     planned->command);
	if (planned->remove_command && step->state == KS_LOAD_READY)
		line(out, planned->name, "modprobe.d has a command to remove it: %s",
		     planned->remove_command);
}

static void put_step_check(FILE *out, const struct ks_style *style, const struct ks_plan *plan,
			   const struct ks_load_result *result, const struct ks_facts *facts,
			   size_t i)
{
	const struct ks_plan_step *planned = &plan->steps[i];
	const struct ks_load_step *step = &result->steps[i];

	put_command(out, planned, step);
	if (step->state == KS_LOAD_UNREADABLE)
		line(out, planned->name, "%s", step->err);
	else if (step->state == KS_LOAD_DRAGGED)
		line(out, planned->name, "cannot be loaded without %s",
		     result->steps[step->dragged_by].name);
	else if (step->verdict && (step->verdict->verdict != KS_VERDICT_OK || style->verbose))
		ks_text_verdict(out, style, step->needs, facts, step->verdict);
	if (step->state == KS_LOAD_READY && step->is_permanent)
		line(out, planned->name, "permanent: once loaded it cannot be removed");
	if ((step->state == KS_LOAD_BUILTIN || step->state == KS_LOAD_ALREADY) &&
	    planned->reason == KS_PLAN_REQUESTED && *planned->parameters)
		line(out, planned->name, "is there already: these parameters do not count: %s",
		     planned->parameters);
	if (planned->is_optional && (step->state == KS_LOAD_UNREADABLE ||
				     step->state == KS_LOAD_REFUSED ||
				     step->state == KS_LOAD_DRAGGED))
		line(out, planned->name, "left out: only a soft dependency");
}

/**
 * ks_text_load_checked - what is to be known before anything is loaded
 * @out: where to
 * @style: how
 * @plan: plan
 * @result: checked
 * @facts: kernel
 */
void ks_text_load_checked(FILE *out, const struct ks_style *style, const struct ks_plan *plan,
			  const struct ks_load_result *result, const struct ks_facts *facts)
{
	ks_text_plan(out, style, plan, result);
	for (size_t i = 0; i < plan->count; i++)
		put_step_check(out, style, plan, result, facts, i);
	if (facts->gates[KS_GATE_UNLOAD].value == KS_NO)
		fputs("this kernel cannot remove modules: what is loaded stays\n", out);
}

/**
 * ks_text_load_step - what came of one step, as it happens
 * @out: where to
 * @plan: plan
 * @result: so far
 * @step: which
 */
void ks_text_load_step(FILE *out, const struct ks_plan *plan, const struct ks_load_result *result,
		       uint32_t step)
{
	const struct ks_load_step *s = &result->steps[step];
	const char *name = s->name ? s->name : plan->steps[step].name;
	char text[KS_SENTENCE_MAX];

	switch (s->state) {
	case KS_LOAD_PENDING:
	case KS_LOAD_READY:
		line(out, name, "somebody else is loading or removing it: waiting");
		break;
	case KS_LOAD_LOADED:
	case KS_LOAD_FAILED:
		ks_answer_text(s, text, sizeof(text));
		if (plan->steps[step].kind == KS_PLAN_COMMAND)
			line(out, name, "its command failed: %d", s->error);
		else
			line(out, name, "%s", text);
		break;
	case KS_LOAD_RAN:
		line(out, name, "its command was run");
		break;
	case KS_LOAD_THEIRS:
		line(out, name, "somebody else has loaded it meanwhile; what they loaded was not checked, and stays");
		break;
	case KS_LOAD_REMOVED:
		line(out, name, "removed again");
		break;
	case KS_LOAD_REMAINS:
		line(out, name, "REMAINS LOADED: it could not be removed: %s (%s)%s%s%s",
		     ks_errno_name(s->remove_error), strerror(s->remove_error),
		     s->is_permanent ? ", it is permanent" : "",
		     s->holders ? ", used by " : "", s->holders ? s->holders : "");
		break;
	default:
		break;
	}
}

/**
 * ks_text_load_end - what came of the whole, where that is not plain
 * @out: where to
 * @plan: plan
 * @result: at the end
 */
void ks_text_load_end(FILE *out, const struct ks_plan *plan, const struct ks_load_result *result)
{
	static const char *const words[] = {
		[KS_LOAD_DONE] = NULL,
		[KS_LOAD_NOT_TRIED] = "nothing was loaded",
		[KS_LOAD_UNDONE] = "undone: nothing that this call loaded is left",
		[KS_LOAD_PARTLY] = "a part of this set is loaded",
	};

	for (size_t i = 0; i < plan->count; i++)
		if (result->steps[i].state == KS_LOAD_VANISHED)
			line(out, result->steps[i].name, "was there, and somebody removed it meanwhile");
	for (size_t i = 0; i < result->other_count; i++)
		line(out, result->others[i], "came meanwhile, on behalf of others; it stays");
	if (result->signal)
		fprintf(out, "interrupted by signal %d\n", result->signal);
	if (words[result->outcome])
		fprintf(out, "%s\n", words[result->outcome]);
}
