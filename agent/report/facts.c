// SPDX-License-Identifier: GPL-2.0-or-later
/* What a kernel demands, for people: each value with where it was read. */
#include <inttypes.h>

#include "model/names.h"
#include "report/report.h"
#include "report/words.h"

/* A report being written. */
struct report {
	FILE *out;
	const struct ks_style *style;
	const struct ks_facts *facts;
};

/* "[file]", with --verbose also which one. */
static void end_with_origin(const struct report *r, const char *what, enum ks_origin origin)
{
	const char *file = ks_facts_file_of(r->facts, what);

	if (origin != KS_ORIGIN_NONE) {
		fprintf(r->out, "  [%s", ks_origin_name(origin));
		if (r->style->verbose && file && origin == KS_ORIGIN_FILE) {
			fputc(' ', r->out);
			ks_put_clean(r->out, file);
		}
		fputc(']', r->out);
	}
	fputc('\n', r->out);
}

static void put_text_fact(const struct report *r, const char *title, const char *what,
			  const struct ks_fact_text *fact)
{
	fprintf(r->out, "%-14s ", title);
	ks_put_clean(r->out, fact->value ? fact->value : "unknown");
	end_with_origin(r, what, fact->value ? fact->origin : KS_ORIGIN_NONE);
}

static void put_number_fact(const struct report *r, const char *title, const char *what,
			    const struct ks_fact_number *fact, const char *unit)
{
	if (fact->origin == KS_ORIGIN_NONE)
		fprintf(r->out, "%-14s unknown", title);
	else
		fprintf(r->out, "%-14s %" PRIu64 "%s", title, fact->value, unit);
	end_with_origin(r, what, fact->origin);
}

static void put_tri(const struct report *r, const char *kind, const char *name,
		    const struct ks_fact_tri *fact)
{
	static const char *const words[] = { "unknown", "no", "yes" };

	fprintf(r->out, "%-14s %-22s %s", kind, name, words[fact->value]);
	end_with_origin(r, name, fact->value == KS_UNKNOWN ? KS_ORIGIN_NONE : fact->origin);
}

static void put_counts(FILE *out, const struct ks_facts *facts)
{
	size_t crcs = 0, modules = 0, builtin = 0, exported = 0;

	for (size_t i = 0; i < facts->export_count; i++) {
		exported += facts->exports[i].exported == KS_YES;
		crcs += facts->exports[i].has_crc;
	}
	for (size_t i = 0; i < facts->module_count; i++) {
		modules += facts->modules[i].state == KS_MODULE_LIVE;
		builtin += facts->modules[i].state == KS_MODULE_BUILTIN ||
			   facts->modules[i].state == KS_MODULE_BUILTIN_SYSFS;
	}
	fprintf(out, "%-14s %zu exported, %zu with CRC%s\n", "symbols", exported, crcs,
		facts->other_exports == KS_NO ? "" : ", not all are known");
	fprintf(out, "%-14s %zu loaded, %zu built in\n", "modules", modules, builtin);
}

static void put_keys(FILE *out, const struct ks_style *style, const struct ks_facts *facts)
{
	if (!facts->key_count && facts->other_keys != KS_NO)
		return;
	fprintf(out, "%-14s %zu for signatures%s\n", "keys", facts->key_count,
		facts->other_keys == KS_NO ? "" : ", not all are known");
	for (size_t i = 0; style->verbose && i < facts->key_count; i++) {
		const struct ks_key *key = &facts->keys[i];

		fprintf(out, "%-14s %-10s ", "key", ks_ring_name(key->ring));
		ks_put_clean(out, key->id);
		fputc(' ', out);
		ks_put_clean(out, key->name);
		fprintf(out, "%s  [%s]\n", key->certificate.size ? "" : ", no certificate",
			ks_origin_name(key->origin));
	}
}

/**
 * ks_text_sources - the files that a kernel's facts are from, one a line
 * @out: stream
 * @title: what each line begins with
 * @facts: kernel
 */
void ks_text_sources(FILE *out, const char *title, const struct ks_facts *facts)
{
	for (size_t i = 0; i < facts->file_count; i++) {
		fputs(title, out);
		ks_put_clean(out, facts->files[i].path);
		fputs("  (", out);
		ks_put_clean(out, facts->files[i].kind);
		fputs(")\n", out);
	}
}

static void put_value(FILE *out, const char *value, const char *file)
{
	fputc('"', out);
	ks_put_clean(out, value);
	fputc('"', out);
	if (!file)
		return;
	fputs(" of ", out);
	ks_put_clean(out, file);
}

static void put_conflicts(FILE *out, const struct ks_facts *facts)
{
	for (size_t i = 0; i < facts->conflict_count; i++) {
		const struct ks_conflict *c = &facts->conflicts[i];

		fprintf(out, "%-14s ", "contradiction");
		ks_put_clean(out, c->what);
		fputs(": ", out);
		put_value(out, c->first, c->first_file);
		fputs(" and ", out);
		put_value(out, c->second, c->second_file);
		fputc('\n', out);
	}
}

static void put_kernel(const struct report *r)
{
	const struct ks_facts *facts = r->facts;
	bool verbose = r->style->verbose;

	if (facts->vermagic.value)
		put_text_fact(r, "vermagic", "vermagic", &facts->vermagic);
	else
		put_text_fact(r, "vermagic", "vermagic-flags", &facts->vermagic_flags);
	put_number_fact(r, "struct module", "module-size", &facts->module_size, " bytes");
	put_number_fact(r, "ELF machine", "elf-machine", &facts->machine, "");
	if (verbose || facts->btf_types.origin != KS_ORIGIN_NONE) {
		put_number_fact(r, "BTF types", "btf-types", &facts->btf_types, "");
		put_number_fact(r, "BTF names", "btf-strings", &facts->btf_strings, " bytes");
	}
	if (verbose || facts->kernel_hash.value)
		put_text_fact(r, "kernel hash", "kernel-hash", &facts->kernel_hash);
	for (int i = 0; i < KS_GATE_MAX; i++)
		if (verbose || facts->gates[i].value != KS_UNKNOWN)
			put_tri(r, "gate", ks_gate_name(i), &facts->gates[i]);
	for (int i = 0; i < KS_STATE_MAX; i++)
		if (verbose || facts->states[i].value != KS_UNKNOWN)
			put_tri(r, "state", ks_state_name(i), &facts->states[i]);
	if (facts->blacklist.value && *facts->blacklist.value)
		put_text_fact(r, "blacklist", "blacklist", &facts->blacklist);
	if (facts->taints.value)
		put_number_fact(r, "taints", "taints", &facts->taints, "");
}

/**
 * ks_text_facts - what a kernel demands
 * @out: stream
 * @style: how much
 * @facts: kernel
 */
void ks_text_facts(FILE *out, const struct ks_style *style, const struct ks_facts *facts)
{
	const struct report report = { out, style, facts };

	put_text_fact(&report, "release", "release", &facts->release);
	if (style->quiet)
		return;
	put_kernel(&report);
	put_counts(out, facts);
	put_keys(out, style, facts);
	if (facts->helper.version)
		fprintf(out, "%-14s kmodsafe.ko %s, backend %s%s\n", "witness",
			facts->helper.version, facts->helper.backend,
			facts->helper.forced ? ", force-loaded: proves nothing" : "");
	ks_text_sources(out, "from           ", facts);
	put_conflicts(out, facts);
}
