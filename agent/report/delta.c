// SPDX-License-Identifier: GPL-2.0-or-later
/* How two kernels differ, for people: grouped, worst first, and not too long. */
#include <stdio.h>

#include "lib/macro.h"
#include "model/names.h"
#include "report/report.h"
#include "report/words.h"

/* Shown of a group without --verbose. */
#define NAMES	5
#define VALUES	8
#define MODULES	8

#define CHANGE_TITLE(id, word, breaks, title) [KS_CHANGE_##id] = title,
static const char *const titles[] = { KS_CHANGES(CHANGE_TITLE) };

struct report {
	FILE *out;
	const struct ks_style *style;
	const struct ks_delta *delta;
};

static void put_side(FILE *out, const char *side, const struct ks_facts *facts)
{
	size_t exported = 0;

	for (size_t i = 0; i < facts->export_count; i++)
		exported += facts->exports[i].exported == KS_YES;
	fprintf(out, "%s  ", side);
	ks_put_clean(out, facts->source);
	fputs(": ", out);
	ks_put_clean(out, facts->release.value ? facts->release.value : "release not known");
	fprintf(out, ", %zu exports\n", exported);
}

static bool is_refused_by_layout(const struct ks_delta *delta)
{
	for (size_t i = 0; i < delta->export_count; i++)
		if (!strcmp(delta->exports[i].name, "module_layout"))
			return delta->exports[i].changes & 1u << KS_CHANGE_CRC;
	return false;
}

static void put_breaks(FILE *out, const struct ks_delta *delta)
{
	if (delta->has_modules)
		fprintf(out, "breaks: %zu of %zu modules do not load on b", delta->broken,
			delta->total);
	else
		fputs("breaks: modules that a takes may not load on b", out);
	if (is_refused_by_layout(delta))
		fputs("; module_layout differs: b refuses every module of a", out);
	fputc('\n', out);
}

static void put_headline(FILE *out, const struct ks_delta *delta)
{
	switch (delta->result) {
	case KS_DELTA_BREAKS:
		put_breaks(out, delta);
		break;
	case KS_DELTA_UNKNOWN:
		if (delta->a->conflict_count || delta->b->conflict_count)
			fputs("unknown: the facts of one kernel contradict each other\n", out);
		else if (delta->doubtful)
			fprintf(out, "unknown: of %zu of %zu modules it cannot be decided\n",
				delta->doubtful, delta->total);
		else if (delta->counts[KS_CHANGE_UNKNOWN])
			fprintf(out, "unknown: %zu exports cannot be compared\n",
				delta->counts[KS_CHANGE_UNKNOWN]);
		else
			fputs("unknown: there are no exports to compare\n", out);
		break;
	case KS_DELTA_ADDS:
		fputs("adds: what a takes loads on b, too\n", out);
		break;
	default:
		fputs("same: nothing that modules see differs\n", out);
		break;
	}
}

static void put_values(const struct report *r, bool breaks)
{
	size_t shown = 0, left = 0;

	for (size_t i = 0; i < r->delta->value_count; i++) {
		const struct ks_delta_value *v = &r->delta->values[i];

		if (v->breaks != breaks)
			continue;
		if (shown++ >= VALUES && !r->style->verbose) {
			left++;
			continue;
		}
		fprintf(r->out, "  %-22s ", v->what);
		ks_put_clean(r->out, v->a);
		fputs(" -> ", r->out);
		ks_put_clean(r->out, v->b);
		fputc('\n', r->out);
	}
	if (left)
		fprintf(r->out, "  and %zu more facts (--verbose)\n", left);
}

static void put_export(FILE *out, const struct ks_export *e)
{
	if (!e) {
		fputs("-", out);
		return;
	}
	if (e->has_crc)
		fprintf(out, "0x%08x", e->crc);
	else
		fputs("no CRC", out);
	fputs(e->gpl_only ? " GPL" : "", out);
	if (e->ns) {
		fputs(" namespace ", out);
		ks_put_clean(out, e->ns);
	}
	if (e->owner) {
		fputs(" of ", out);
		ks_put_clean(out, e->owner);
	}
}

static void put_member(const struct report *r, const struct ks_delta_export *e, size_t shown)
{
	if (!r->style->verbose) {
		fputs(shown ? ", " : "    ", r->out);
		ks_put_clean(r->out, e->name);
		return;
	}
	fputs("    ", r->out);
	ks_put_clean(r->out, e->name);
	fputs("  ", r->out);
	put_export(r->out, e->a);
	fputs(" -> ", r->out);
	put_export(r->out, e->b);
	if (e->users)
		fprintf(r->out, "  (%zu modules)", e->users);
	fputc('\n', r->out);
}

static void put_group(const struct report *r, enum ks_change change)
{
	const struct ks_delta *delta = r->delta;
	size_t shown = 0;

	if (!delta->counts[change])
		return;
	fprintf(r->out, "  %-7zu %s\n", delta->counts[change], titles[change]);
	for (size_t i = 0; i < delta->export_count; i++) {
		if (!(delta->exports[i].changes >> change & 1))
			continue;
		if (r->style->verbose || shown < NAMES)
			put_member(r, &delta->exports[i], shown);
		shown++;
	}
	if (r->style->verbose)
		return;
	if (shown > NAMES)
		fprintf(r->out, " and %zu more", shown - NAMES);
	fputc('\n', r->out);
}

static void put_modules(const struct report *r)
{
	const struct ks_delta *delta = r->delta;
	size_t shown = 0;

	for (size_t i = 0; i < delta->module_count; i++) {
		const struct ks_delta_module *m = &delta->modules[i];

		if (!r->style->verbose && shown++ >= MODULES)
			continue;
		fputs("  ", r->out);
		ks_put_clean(r->out, m->path);
		fprintf(r->out, ": %s -> %s", ks_verdict_name(m->a), ks_verdict_name(m->b));
		if (m->cause) {
			fputs(": ", r->out);
			ks_put_clean(r->out, m->cause);
		}
		fputc('\n', r->out);
	}
	if (shown > MODULES)
		fprintf(r->out, "  and %zu more modules (--verbose)\n", shown - MODULES);
}

/**
 * ks_text_delta - how two kernels differ
 * @out: stream
 * @style: how much
 * @delta: the difference
 */
void ks_text_delta(FILE *out, const struct ks_style *style, const struct ks_delta *delta)
{
	const struct report report = { out, style, delta };

	put_headline(out, delta);
	if (style->quiet)
		return;
	put_side(out, "a", delta->a);
	if (style->verbose)
		ks_text_sources(out, "     from ", delta->a);
	put_side(out, "b", delta->b);
	if (style->verbose)
		ks_text_sources(out, "     from ", delta->b);
	put_modules(&report);
	put_values(&report, true);
	for (int i = 0; i < KS_CHANGE_MAX; i++)
		put_group(&report, i);
	put_values(&report, false);
}
