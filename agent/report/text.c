// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a person reads.  Everything that comes out of a file goes through
 * ks_put_clean().
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "model/names.h"
#include "report/kernel_log.h"
#include "report/report.h"
#include "report/words.h"

#define SHOWN_SYMBOLS	1	/* besides the first, before "... and N more" */
#define LABEL		"  %-10s "

static const char *color_of(enum ks_verdict verdict)
{
	switch (verdict) {
	case KS_VERDICT_OK:
		return "\033[32m";
	case KS_VERDICT_UNKNOWN:
		return "\033[33m";
	default:
		return "\033[31m";
	}
}

static void end_line(FILE *out, const char *text)
{
	ks_put_clean(out, text);
	fputc('\n', out);
}

static void put_line(FILE *out, const char *label, const char *text)
{
	fprintf(out, LABEL, label);
	end_line(out, text);
}

static void put_headline(FILE *out, const struct ks_style *style, const struct ks_needs *needs,
			 const struct ks_facts *facts, const struct ks_result *result)
{
	char text[KS_SENTENCE_MAX];

	ks_headline(result, facts, text, sizeof(text));
	ks_put_clean(out, needs->path);
	fprintf(out, ": %s%s%s", style->color ? color_of(result->verdict) : "",
		ks_verdict_name(result->verdict), style->color ? "\033[0m" : "");
	fputs(result->verdict == KS_VERDICT_OK ? " (" : ": ", out);
	ks_put_clean(out, text);
	/* Whoever reads no further must not take it for more than it is. */
	if (result->verdict == KS_VERDICT_OK && result->depth == KS_DEPTH_SHALLOW)
		fputs("; shallow", out);
	fputs(result->verdict == KS_VERDICT_OK ? ")\n" : "\n", out);
}

/* What could still be wrong, by the names of the rules that did not run. */
static void put_depth(FILE *out, const struct ks_result *result)
{
	if (result->depth == KS_DEPTH_DEEP)
		return;
	fprintf(out, LABEL "not looked at: ", "shallow");
	for (int i = 0; i < KS_RULE_MAX; i++)
		if (ks_rule_depth(i) == KS_DEPTH_DEEP)
			fprintf(out, "%s, ", ks_rule_name(i));
	fputs("whether a signature fits\n", out);
}

/* The release is skipped as same_magic() does. */
static bool release_is_skipped(const struct ks_needs *needs, const struct ks_facts *facts)
{
	return needs->has_versions && facts->gates[KS_GATE_MODVERSIONS].value == KS_YES;
}

static void put_vermagic(FILE *out, const struct ks_needs *needs, const struct ks_facts *facts)
{
	const char *whole = facts->vermagic.value, *flags = facts->vermagic_flags.value;

	if (!needs->vermagic || (!whole && !flags) || (whole && !strcmp(needs->vermagic, whole)))
		return;
	fprintf(out, LABEL "module  ", "vermagic");
	ks_put_clean(out, needs->vermagic);
	fprintf(out, "\n" LABEL "kernel  ", "");
	ks_put_clean(out, whole ? whole : "(any release)");
	if (!whole)
		ks_put_clean(out, flags);
	if (release_is_skipped(needs, facts))
		fputs("  (release may differ here: CRCs decide)", out);
	fputc('\n', out);
}

static bool is_crc_finding(const struct ks_finding *f)
{
	return f->reason == KS_REASON_SYMBOL_CRC || f->reason == KS_REASON_LAYOUT_CRC;
}

static void put_crcs(FILE *out, const struct ks_finding *f)
{
	fprintf(out, LABEL, "");
	ks_put_clean(out, f->subject);
	fprintf(out, "%*s", (int)(strlen(f->subject) < 18 ? 18 - strlen(f->subject) : 0), "");
	if (f->module_number > UINT32_MAX)
		fprintf(out, " module 0x%016" PRIx64, f->module_number);
	else
		fprintf(out, " module 0x%08" PRIx64, f->module_number);
	fprintf(out, "   kernel 0x%08" PRIx64 "\n", f->kernel_number);
}

static void put_differing(FILE *out, const struct ks_style *style, const struct ks_result *result)
{
	size_t total = 0, shown = 0;

	for (size_t i = 0; i < result->finding_count; i++)
		total += is_crc_finding(&result->findings[i]);
	for (size_t i = 0; i < result->finding_count; i++) {
		const struct ks_finding *f = &result->findings[i];

		if (!is_crc_finding(f))
			continue;
		if (shown > SHOWN_SYMBOLS && total > shown + 1 && !style->verbose) {
			fprintf(out, LABEL, "");
			ks_put_clean(out, f->subject);
			fprintf(out, " ... and %zu more (--verbose)\n", total - shown - 1);
			return;
		}
		put_crcs(out, f);
		shown++;
	}
}

static void put_symbols(FILE *out, const struct ks_style *style, const struct ks_result *result)
{
	const struct ks_tally *t = &result->tally;

	if (!t->total)
		return;
	fprintf(out, LABEL "%zu imported: %zu equal, %zu differ, %zu missing", "symbols", t->total,
		t->equal, t->differ, t->missing);
	if (t->unchecked)
		fprintf(out, ", %zu not compared", t->unchecked);
	fputc('\n', out);
	put_differing(out, style, result);
}

/* What was found besides the cause, which the headline has said. */
static void put_findings(FILE *out, const struct ks_style *style, const struct ks_result *result)
{
	size_t left_out = 0, shown = 0;
	char text[KS_SENTENCE_MAX];

	for (size_t i = 0; i < result->finding_count; i++) {
		const struct ks_finding *f = &result->findings[i];

		if (f == result->cause || is_crc_finding(f) ||
		    f->reason == KS_REASON_SYMBOL_OF_MODULE)
			continue;
		if (!style->verbose && (f->level <= KS_LEVEL_RESIDUAL || shown >= 5)) {
			left_out += f->level > KS_LEVEL_RESIDUAL;
			continue;
		}
		ks_explain(f, text, sizeof(text));
		put_line(out, f->level <= KS_LEVEL_RESIDUAL ? "note" : "also", text);
		shown++;
	}
	if (left_out)
		fprintf(out, LABEL "%zu more (--verbose)\n", "also", left_out);
}

/* A file describes exports of modules that somebody has to load first. */
static void put_required(FILE *out, const struct ks_result *result)
{
	const char *names[KS_REQUIRED_MAX];
	size_t count = ks_required_modules(result, names);

	if (!count)
		return;
	fprintf(out, LABEL, "first");
	for (size_t i = 0; i < count; i++) {
		fputs(i ? ", " : "", out);
		ks_put_clean(out, names[i]);
	}
	fputs(" must be loaded\n", out);
}

static void put_letters(FILE *out, uint32_t taints)
{
	char letters[KS_TAINT_LETTERS];

	ks_taint_letters(taints, letters);
	for (const char *l = letters; *l; l++)
		fprintf(out, "%s%c (%s)", l > letters ? ", " : "", *l, ks_taint_word(*l));
}

/* What a refused module leaves behind is of little interest. */
static void put_taint(FILE *out, const struct ks_style *style, const struct ks_result *result)
{
	bool refused = result->accept == KS_ACCEPT_REFUSES;

	if (!result->taints && !(style->verbose && result->taints_possible))
		return;
	if (refused && !style->verbose)
		return;
	fprintf(out, LABEL, "taint");
	put_letters(out, result->taints);
	if (result->taints && result->taints_possible)
		fputs(", ", out);
	if (result->taints_possible)
		fputs("perhaps ", out);
	put_letters(out, result->taints_possible);
	fputs(refused ? ", left by the attempt\n" : "\n", out);
}

/* What the user wants to be taken for granted. */
static void put_loaded_before(FILE *out, const struct ks_facts *facts)
{
	bool first = true;

	for (size_t i = 0; i < facts->module_count; i++) {
		if (facts->modules[i].origin != KS_ORIGIN_ASSUMED)
			continue;
		if (first)
			fprintf(out, LABEL, "given");
		fputs(first ? "" : ", ", out);
		ks_put_clean(out, facts->modules[i].name);
		first = false;
	}
	fputs(first ? "" : " loaded before\n", out);
}

struct line_writer {
	FILE *out;
	bool verbose;
	unsigned int count;
	char first[1024];
};

/* What comes before a refusal is no part of it. */
static void count_line(const char *line, enum ks_line_kind kind, void *data)
{
	struct line_writer *w = data;

	if (kind == KS_LINE_REFUSAL && w->count++ == 0)
		snprintf(w->first, sizeof(w->first), "%s", line);
	if (w->verbose)
		put_line(w->out, "log", line);
}

static void put_kernel(FILE *out, const struct ks_style *style, const struct ks_needs *needs,
		       const struct ks_facts *facts, const struct ks_result *result)
{
	struct line_writer w = { .out = out, .verbose = style->verbose };

	ks_kernel_log(needs, facts, result, count_line, &w);
	if (result->accept != KS_ACCEPT_REFUSES)
		return;
	fprintf(out, LABEL "would %s", "kernel", w.count ? "say \"" : "say nothing");
	ks_put_clean(out, w.first);
	fputs(w.count ? "\"" : "", out);
	if (w.count > 1 && !style->verbose)
		fprintf(out, " and %u more", w.count - 1);
	fprintf(out, ", insmod \"%s\" (%s)%s\n", ks_insmod_text(result->error),
		ks_errno_name(result->error),
		result->error_certain ? "" : ", unless an earlier check that is not known refuses");
}

/**
 * ks_text_verdict - one verdict
 * @out: stream
 * @style: how much, and in colour or not
 * @needs: candidate
 * @facts: kernel
 * @result: verdict
 */
void ks_text_verdict(FILE *out, const struct ks_style *style, const struct ks_needs *needs,
		     const struct ks_facts *facts, const struct ks_result *result)
{
	char advice[KS_SENTENCE_MAX];

	put_headline(out, style, needs, facts, result);
	if (style->quiet)
		return;
	put_loaded_before(out, facts);
	if (result->accept != KS_ACCEPT_REFUSES)
		put_required(out, result);
	put_taint(out, style, result);
	put_depth(out, result);
	if (result->verdict == KS_VERDICT_OK && !style->verbose)
		return;
	put_vermagic(out, needs, facts);
	put_symbols(out, style, result);
	put_findings(out, style, result);
	put_kernel(out, style, needs, facts, result);
	ks_advise(needs, facts, result, advice, sizeof(advice));
	if (*advice)
		put_line(out, "do", advice);
	if (style->verbose)
		ks_text_sources(out, "  from       ", facts);
	if (style->verbose)
		put_line(out, "residual", "memory, LSM policy and what init() returns cannot be known beforehand");
}

static void put_need(FILE *out, const char *name, const char *value)
{
	fprintf(out, "%-14s ", name);
	end_line(out, value ? value : "(none)");
}

static void put_import(FILE *out, const struct ks_import *import)
{
	const struct ks_crc *crc = import->basic.present ? &import->basic : &import->ext;

	if (crc->present)
		fprintf(out, "%-14s 0x%08" PRIx64 " ", "import", crc->value);
	else
		fprintf(out, "%-14s %-10s ", "import", "-");
	ks_put_clean(out, import->name);
	fputs(import->weak ? " (weak)\n" : "\n", out);
}

static void put_own_export(FILE *out, const struct ks_own_export *export)
{
	if (export->has_crc)
		fprintf(out, "%-14s 0x%08" PRIx32 " ", "export", export->crc);
	else
		fprintf(out, "%-14s %-10s ", "export", "-");
	ks_put_clean(out, export->name);
	fputs(export->gpl_only ? " (GPL-only)" : "", out);
	if (export->ns) {
		fputs(" (namespace ", out);
		ks_put_clean(out, export->ns);
		fputc(')', out);
	}
	fputc('\n', out);
}

static const char *signature_word(enum ks_signature signature)
{
	switch (signature) {
	case KS_SIGNATURE_NONE:
		return "none";
	case KS_SIGNATURE_FOREIGN:
		return "not PKCS#7";
	case KS_SIGNATURE_BROKEN:
	case KS_SIGNATURE_RESERVED:
		return "damaged";
	default:
		return "PKCS#7";
	}
}

/**
 * ks_text_needs - what a module asks of a kernel
 * @out: stream
 * @style: how much
 * @needs: candidate
 */
void ks_text_needs(FILE *out, const struct ks_style *style, const struct ks_needs *needs)
{
	const struct ks_signer *signer = needs->signer;

	put_need(out, "name", needs->mname);
	put_need(out, "vermagic", needs->vermagic);
	put_need(out, "license", needs->license);
	put_need(out, "depends", needs->depends);
	if (needs->package) {
		put_need(out, "package", needs->package);
		put_need(out, "kernel hash", needs->kernel_hash);
	}
	put_need(out, "signature", signature_word(needs->signature));
	if (signer->digest)
		put_need(out, "digest", signer->digest);
	if (*signer->name)
		put_need(out, "signer", signer->name);
	if (*signer->id)
		put_need(out, *signer->name ? "serial" : "key id", signer->id);
	fprintf(out, "%-14s %u, %d bit, %s endian\n", "ELF machine", needs->machine,
		needs->layout.is64 ? 64 : 32, needs->layout.big ? "big" : "little");
	fprintf(out, "%-14s %" PRIu64 " bytes\n", "struct module", needs->module_size);
	for (size_t i = 0; i < needs->namespace_count; i++)
		put_need(out, "namespace", needs->namespaces[i]);
	fprintf(out, "%-14s %zu\n", "imports", needs->import_count);
	if (style->quiet)
		return;
	if (needs->module_layout.basic.present || needs->module_layout.ext.present)
		put_import(out, &needs->module_layout);
	for (size_t i = 0; i < needs->import_count; i++)
		put_import(out, &needs->imports[i]);
	for (size_t i = 0; i < needs->export_count; i++)
		put_own_export(out, &needs->exports[i]);
}
