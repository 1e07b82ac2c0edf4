// SPDX-License-Identifier: GPL-2.0-or-later
/* What became of a module, for people; see happening.h. */
#include "report/happening.h"

#include <inttypes.h>

#include "report/words.h"

/** ks_outcome_name - stable word */
const char *ks_outcome_name(enum ks_outcome outcome)
{
	static const char *const names[KS_OUTCOME_MAX] = { "loaded", "unloaded", "init-failed",
							   "refused" };

	return names[outcome];
}

static const char *words_of(const struct ks_happening *h)
{
	static const char *const words[KS_OUTCOME_MAX] = {
		"loaded", "unloaded", "the kernel took it, and its init() or a parameter failed",
		"refused",
	};

	return words[h->outcome];
}

static void put_reason(FILE *out, const struct ks_happening *h)
{
	fputs(": ", out);
	ks_put_clean(out, h->reason);
	if (h->rule < KS_RULE_MAX)
		fprintf(out, " (%s)", ks_rule_name(h->rule));
	if (h->more)
		fprintf(out, " and %zu more lines", h->more);
}

static void put_verdict(FILE *out, const struct ks_happening_view *view)
{
	char text[KS_SENTENCE_MAX];

	fputs("; check: ", out);
	if (!view->result) {
		fputs("unknown: ", out);
		ks_put_clean(out, view->why_not);
		return;
	}
	ks_headline(view->result, view->facts, text, sizeof(text));
	fprintf(out, "%s: ", ks_verdict_name(view->result->verdict));
	ks_put_clean(out, text);
}

/**
 * ks_text_happening - one line
 * @out: stream
 * @style: quiet: without the verdict
 * @view: what to tell
 */
void ks_text_happening(FILE *out, const struct ks_style *style,
		       const struct ks_happening_view *view)
{
	const struct ks_happening *h = view->happening;

	ks_put_clean(out, *h->module ? h->module : "(no name)");
	fprintf(out, ": %s", words_of(h));
	if (h->has_reason)
		put_reason(out, h);
	if ((view->result || view->why_not) && !style->quiet)
		put_verdict(out, view);
	fputc('\n', out);
}

/**
 * ks_text_lost - say that something was not seen
 * @out: stream
 * @source: "events" or "log"
 * @count: how many; 0: not known
 */
void ks_text_lost(FILE *out, const char *source, uint64_t count)
{
	if (count)
		fprintf(out, "(lost): %" PRIu64 " of %s were not seen\n", count, source);
	else
		fprintf(out, "(lost): some of %s were not seen\n", source);
}
