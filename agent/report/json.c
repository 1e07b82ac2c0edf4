// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a program reads: one document a call, schema 1, keys in a fixed order.
 * CRCs are strings, as numbers of JSON are not safe for them everywhere.
 */
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "model/names.h"
#include "report/kernel_log.h"
#include "report/report.h"
#include "report/words.h"

#define SCHEMA	1

/**
 * ks_json_put - set a member
 * @object: object
 * @key: name
 * @value: owned by @object afterwards; NULL becomes null
 */
void ks_json_put(struct json_object *object, const char *key, struct json_object *value)
{
	json_object_object_add(object, key, value);
}

/**
 * ks_json_append - add to an array member, which is made if absent
 * @object: object
 * @key: name of the array
 * @value: owned by @object afterwards
 */
void ks_json_append(struct json_object *object, const char *key, struct json_object *value)
{
	struct json_object *array;

	if (!json_object_object_get_ex(object, key, &array)) {
		array = json_object_new_array();
		ks_json_put(object, key, array);
	}
	json_object_array_add(array, value);
}

/**
 * ks_json_text - a string that may come from a hostile file
 * @text: bytes outside of printable ASCII are escaped, or NULL for null
 */
struct json_object *ks_json_text(const char *text)
{
	ks_auto_free char *clean = NULL;
	size_t size;
	FILE *out;

	if (!text)
		return NULL;
	out = open_memstream(&clean, &size);
	if (!out)
		return NULL;
	ks_put_clean(out, text);
	fclose(out);
	return json_object_new_string_len(clean, size);
}

static struct json_object *json_crc(uint64_t crc)
{
	char text[24];

	snprintf(text, sizeof(text), crc > UINT32_MAX ? "0x%016" PRIx64 : "0x%08" PRIx64, crc);
	return json_object_new_string(text);
}

/**
 * ks_json_document - start a document
 * @command: which command speaks, or NULL before there is one
 */
struct json_object *ks_json_document(const char *command)
{
	struct json_object *document = json_object_new_object();

	ks_json_put(document, "schema", json_object_new_int(SCHEMA));
	ks_json_put(document, "command", ks_json_text(command));
	return document;
}

/**
 * ks_json_finding - one finding
 * @f: what a rule found
 */
struct json_object *ks_json_finding(const struct ks_finding *f)
{
	struct json_object *o = json_object_new_object();
	bool crc = f->reason == KS_REASON_SYMBOL_CRC || f->reason == KS_REASON_LAYOUT_CRC;
	char text[KS_SENTENCE_MAX];

	ks_json_put(o, "rule", json_object_new_string(ks_rule_name(f->rule)));
	ks_json_put(o, "level", json_object_new_string(ks_level_name(f->level)));
	ks_reason_name(f->reason, text, sizeof(text));
	ks_json_put(o, "reason", json_object_new_string(text));
	ks_json_put(o, "errno", f->error ? json_object_new_string(ks_errno_name(f->error)) : NULL);
	ks_json_put(o, "subject", ks_json_text(f->subject));
	ks_json_put(o, "owner", ks_json_text(f->owner));
	if (crc) {
		ks_json_put(o, "module", json_crc(f->module_number));
		ks_json_put(o, "kernel", json_crc(f->kernel_number));
	} else {
		ks_json_put(o, "module", ks_json_text(f->module));
		ks_json_put(o, "kernel", ks_json_text(f->kernel));
	}
	ks_explain(f, text, sizeof(text));
	ks_json_put(o, "text", ks_json_text(text));
	return o;
}

static struct json_object *json_texts(const char *const *texts, size_t count)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		json_object_array_add(array, ks_json_text(texts[i]));
	return array;
}

/**
 * ks_json_tally - the imports, counted
 * @t: of a verdict
 */
struct json_object *ks_json_tally(const struct ks_tally *t)
{
	struct json_object *o = json_object_new_object();

	ks_json_put(o, "total", json_object_new_int64(t->total));
	ks_json_put(o, "equal", json_object_new_int64(t->equal));
	ks_json_put(o, "differ", json_object_new_int64(t->differ));
	ks_json_put(o, "missing", json_object_new_int64(t->missing));
	ks_json_put(o, "unchecked", json_object_new_int64(t->unchecked));
	return o;
}

/*
 * All that bears on the second question: the CRCs, and findings that agree or
 * contradict.
 */
static struct json_object *json_witness(const char *name, const char *says, const char *text)
{
	struct json_object *o = json_object_new_object();

	ks_json_put(o, "witness", json_object_new_string(name));
	ks_json_put(o, "says", json_object_new_string(says));
	ks_json_put(o, "text", ks_json_text(text));
	return o;
}

static struct json_object *json_witnesses(const struct ks_result *result)
{
	struct json_object *array = json_object_new_array();
	const struct ks_tally *t = &result->tally;
	char text[KS_SENTENCE_MAX];

	if (t->equal || t->differ) {
		snprintf(text, sizeof(text), "%zu of %zu CRCs equal, %zu differ", t->equal,
			 t->total, t->differ);
		json_object_array_add(array, json_witness("crc", t->differ ? "contradicts" :
							  t->equal == t->total ? "proves" :
										 "agrees", text));
	}
	if (result->match == KS_MATCH_PROVEN && t->equal != t->total)
		json_object_array_add(array, json_witness("signature", "proves",
							  "signed by this kernel's own build"));
	for (size_t i = 0; i < result->finding_count; i++) {
		const struct ks_finding *f = &result->findings[i];

		if (f->level != KS_LEVEL_AGREES && f->level != KS_LEVEL_CONTRADICTS)
			continue;
		ks_explain(f, text, sizeof(text));
		json_object_array_add(array, json_witness(ks_rule_name(f->rule),
							  ks_level_name(f->level), text));
	}
	return array;
}

/* Lines that are always printed, and between them those that are not. */
struct log_writer {
	struct json_object *always;
	struct json_object *once;
};

static void append_line(const char *line, enum ks_line_kind kind, void *data)
{
	struct log_writer *w = data;
	struct json_object *o;

	if (kind != KS_LINE_ONCE) {
		json_object_array_add(w->always, ks_json_text(line));
		return;
	}
	o = json_object_new_object();
	ks_json_put(o, "line", ks_json_text(line));
	ks_json_put(o, "before", json_object_new_int64(json_object_array_length(w->always)));
	json_object_array_add(w->once, o);
}

static struct json_object *json_taint(uint32_t taints)
{
	char letters[KS_TAINT_LETTERS];

	ks_taint_letters(taints, letters);
	return json_object_new_string(letters);
}

/**
 * ks_json_put_answers - the answers to both questions
 * @o: gets them
 * @result: verdict
 */
void ks_json_put_answers(struct json_object *o, const struct ks_result *result)
{
	ks_json_put(o, "verdict", json_object_new_string(ks_verdict_name(result->verdict)));
	ks_json_put(o, "accept", json_object_new_string(ks_accept_name(result->accept)));
	ks_json_put(o, "match", json_object_new_string(ks_match_name(result->match)));
	ks_json_put(o, "errno",
		    result->error ? json_object_new_string(ks_errno_name(result->error)) : NULL);
	ks_json_put(o, "errno_certain",
		    result->error ? json_object_new_boolean(result->error_certain) : NULL);
}

/**
 * ks_json_verdict - one verdict
 * @needs: candidate
 * @facts: kernel
 * @result: verdict
 */
struct json_object *ks_json_verdict(const struct ks_needs *needs, const struct ks_facts *facts,
				    const struct ks_result *result)
{
	struct log_writer log = { json_object_new_array(), json_object_new_array() };
	struct json_object *o = json_object_new_object();
	struct json_object *findings = json_object_new_array();
	const char *names[KS_REQUIRED_MAX];
	char text[KS_SENTENCE_MAX];
	size_t required;

	ks_json_put(o, "path", ks_json_text(needs->path));
	ks_json_put(o, "name", ks_json_text(needs->mname));
	ks_json_put(o, "depth", ks_json_text(ks_depth_name(result->depth)));
	ks_json_put_answers(o, result);
	ks_headline(result, facts, text, sizeof(text));
	ks_json_put(o, "cause", ks_json_text(text));
	ks_evidence(result, facts, text, sizeof(text));
	ks_json_put(o, "evidence", ks_json_text(text));
	ks_json_put(o, "witnesses", json_witnesses(result));
	ks_advise(needs, facts, result, text, sizeof(text));
	ks_json_put(o, "advice", *text ? ks_json_text(text) : NULL);
	required = ks_required_modules(result, names);
	ks_json_put(o, "required", json_texts(names, required));
	ks_json_put(o, "symbols", ks_json_tally(&result->tally));
	ks_json_put(o, "taint", json_taint(result->taints));
	ks_json_put(o, "taint_possible", json_taint(result->taints_possible));
	ks_kernel_log(needs, facts, result, append_line, &log);
	ks_json_put(o, "kernel_log", log.always);
	ks_json_put(o, "kernel_log_once", log.once);
	for (size_t i = 0; i < result->finding_count; i++)
		json_object_array_add(findings, ks_json_finding(&result->findings[i]));
	ks_json_put(o, "findings", findings);
	return o;
}

static struct json_object *json_fact(enum ks_origin origin, struct json_object *value)
{
	struct json_object *o = json_object_new_object();

	ks_json_put(o, "value", value);
	ks_json_put(o, "origin", json_object_new_string(ks_origin_name(origin)));
	return o;
}

static void put_number(struct json_object *o, const char *key, const struct ks_fact_number *fact)
{
	bool known = fact->origin != KS_ORIGIN_NONE;

	ks_json_put(o, key, json_fact(fact->origin,
				      known ? json_object_new_int64(fact->value) : NULL));
}

static void put_text(struct json_object *o, const char *key, const struct ks_fact_text *fact)
{
	ks_json_put(o, key, json_fact(fact->origin, ks_json_text(fact->value)));
}

static void put_tri(struct json_object *o, const char *key, const struct ks_fact_tri *fact)
{
	bool known = fact->value != KS_UNKNOWN;

	ks_json_put(o, key,
		    json_fact(fact->origin,
			      known ? json_object_new_boolean(fact->value == KS_YES) : NULL));
}

static struct json_object *json_helper(const struct ks_helper *helper)
{
	struct json_object *o;

	if (!helper->version)
		return NULL;
	o = json_object_new_object();
	ks_json_put(o, "version", ks_json_text(helper->version));
	ks_json_put(o, "backend", json_object_new_string(helper->backend));
	ks_json_put(o, "forced", json_object_new_boolean(helper->forced));
	return o;
}

static struct json_object *json_conflicts(const struct ks_facts *facts)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < facts->conflict_count; i++) {
		struct json_object *o = json_object_new_object();

		ks_json_put(o, "fact", ks_json_text(facts->conflicts[i].what));
		ks_json_put(o, "first", ks_json_text(facts->conflicts[i].first));
		ks_json_put(o, "first_file", ks_json_text(facts->conflicts[i].first_file));
		ks_json_put(o, "second", ks_json_text(facts->conflicts[i].second));
		ks_json_put(o, "second_file", ks_json_text(facts->conflicts[i].second_file));
		json_object_array_add(array, o);
	}
	return array;
}

static struct json_object *json_sources(const struct ks_facts *facts)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < facts->file_count; i++) {
		struct json_object *o = json_object_new_object();

		ks_json_put(o, "path", ks_json_text(facts->files[i].path));
		ks_json_put(o, "kind", ks_json_text(facts->files[i].kind));
		json_object_array_add(array, o);
	}
	return array;
}

/* By the same words as in saved facts; symbols are too many. */
static struct json_object *json_told(const struct ks_facts *facts)
{
	struct json_object *o = json_object_new_object();

	for (size_t i = 0; i < facts->told_count; i++)
		ks_json_put(o, facts->told[i].what, ks_json_text(facts->told[i].file));
	return o;
}

static struct json_object *json_loaded_before(const struct ks_facts *facts)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < facts->module_count; i++)
		if (facts->modules[i].origin == KS_ORIGIN_ASSUMED)
			json_object_array_add(array, ks_json_text(facts->modules[i].name));
	return array;
}

/**
 * ks_json_facts - what a kernel demands, without its symbols
 * @facts: kernel
 */
struct json_object *ks_json_facts(const struct ks_facts *facts)
{
	struct json_object *o = json_object_new_object(), *gates = json_object_new_object();
	struct json_object *states = json_object_new_object();

	ks_json_put(o, "source", ks_json_text(facts->source));
	put_text(o, "release", &facts->release);
	put_text(o, "vermagic", &facts->vermagic);
	put_text(o, "vermagic_flags", &facts->vermagic_flags);
	put_number(o, "module_size", &facts->module_size);
	put_number(o, "btf_types", &facts->btf_types);
	put_number(o, "btf_strings", &facts->btf_strings);
	put_text(o, "kernel_hash", &facts->kernel_hash);
	put_number(o, "elf_machine", &facts->machine);
	put_number(o, "elf_class", &facts->elf_class);
	put_number(o, "elf_data", &facts->elf_data);
	for (int i = 0; i < KS_GATE_MAX; i++)
		put_tri(gates, ks_gate_name(i), &facts->gates[i]);
	ks_json_put(o, "gates", gates);
	for (int i = 0; i < KS_STATE_MAX; i++)
		put_tri(states, ks_state_name(i), &facts->states[i]);
	ks_json_put(o, "states", states);
	put_text(o, "blacklist", &facts->blacklist);
	put_number(o, "taints", &facts->taints);
	ks_json_put(o, "symbols", json_object_new_int64(facts->symbol_count));
	ks_json_put(o, "symbols_complete", json_object_new_boolean(facts->other_exports == KS_NO));
	ks_json_put(o, "loaded_before", json_loaded_before(facts));
	ks_json_put(o, "helper", json_helper(&facts->helper));
	ks_json_put(o, "sources", json_sources(facts));
	ks_json_put(o, "told_by", json_told(facts));
	ks_json_put(o, "contradictions", json_conflicts(facts));
	return o;
}

/**
 * ks_json_keys - keys that count for signatures of modules
 * @facts: kernel
 */
struct json_object *ks_json_keys(const struct ks_facts *facts)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < facts->key_count; i++) {
		const struct ks_key *key = &facts->keys[i];
		struct json_object *o = json_object_new_object();

		ks_json_put(o, "name", ks_json_text(key->name));
		ks_json_put(o, "id", ks_json_text(key->id));
		ks_json_put(o, "keyring", ks_json_text(ks_ring_name(key->ring)));
		ks_json_put(o, "certificate", json_object_new_boolean(key->certificate.size));
		ks_json_put(o, "build", json_object_new_boolean(key->is_build_key));
		ks_json_put(o, "origin", json_object_new_string(ks_origin_name(key->origin)));
		json_object_array_add(array, o);
	}
	return array;
}

static struct json_object *json_import(const struct ks_import *import)
{
	struct json_object *o = json_object_new_object();

	ks_json_put(o, "name", ks_json_text(import->name));
	ks_json_put(o, "crc", import->basic.present ? json_crc(import->basic.value) : NULL);
	ks_json_put(o, "ext_crc", import->ext.present ? json_crc(import->ext.value) : NULL);
	ks_json_put(o, "weak", json_object_new_boolean(import->weak));
	return o;
}

static struct json_object *json_own_export(const struct ks_own_export *export)
{
	struct json_object *o = json_object_new_object();

	ks_json_put(o, "name", ks_json_text(export->name));
	ks_json_put(o, "crc", export->has_crc ? json_crc(export->crc) : NULL);
	ks_json_put(o, "gpl_only", json_object_new_boolean(export->gpl_only));
	ks_json_put(o, "namespace", ks_json_text(export->ns));
	return o;
}

static struct json_object *json_signer(const struct ks_signer *signer)
{
	struct json_object *o;

	if (!*signer->id)
		return NULL;
	o = json_object_new_object();
	ks_json_put(o, "name", *signer->name ? ks_json_text(signer->name) : NULL);
	ks_json_put(o, "id", ks_json_text(signer->id));
	ks_json_put(o, "digest", signer->digest ? ks_json_text(signer->digest) : NULL);
	return o;
}

/**
 * ks_json_needs - what a module asks of a kernel
 * @needs: candidate
 */
struct json_object *ks_json_needs(const struct ks_needs *needs)
{
	struct json_object *o = json_object_new_object(), *imports = json_object_new_array();
	struct json_object *exports = json_object_new_array();

	ks_json_put(o, "path", ks_json_text(needs->path));
	ks_json_put(o, "name", ks_json_text(needs->mname));
	ks_json_put(o, "vermagic", ks_json_text(needs->vermagic));
	ks_json_put(o, "license", ks_json_text(needs->license));
	ks_json_put(o, "depends", ks_json_text(needs->depends));
	ks_json_put(o, "namespaces", json_texts(needs->namespaces, needs->namespace_count));
	ks_json_put(o, "elf_machine", json_object_new_int(needs->machine));
	ks_json_put(o, "module_size", json_object_new_int64(needs->module_size));
	ks_json_put(o, "package", ks_json_text(needs->package));
	ks_json_put(o, "kernel_hash", ks_json_text(needs->kernel_hash));
	ks_json_put(o, "signed", json_object_new_boolean(needs->signature != KS_SIGNATURE_NONE));
	ks_json_put(o, "signer", json_signer(needs->signer));
	if (needs->module_layout.basic.present || needs->module_layout.ext.present)
		json_object_array_add(imports, json_import(&needs->module_layout));
	for (size_t i = 0; i < needs->import_count; i++)
		json_object_array_add(imports, json_import(&needs->imports[i]));
	ks_json_put(o, "imports", imports);
	for (size_t i = 0; i < needs->export_count; i++)
		json_object_array_add(exports, json_own_export(&needs->exports[i]));
	ks_json_put(o, "exports", exports);
	return o;
}

/**
 * ks_json_error - an operational failure
 * @path: what it was about, or NULL
 * @err: failure
 */
struct json_object *ks_json_error(const char *path, const struct ks_err *err)
{
	struct json_object *o = json_object_new_object();

	ks_json_put(o, "path", ks_json_text(path));
	ks_json_put(o, "errno", json_object_new_string(ks_errno_name(-err->code)));
	ks_json_put(o, "text", ks_json_text(err->text));
	return o;
}

/**
 * ks_json_print - write a document and release it
 * @out: stream
 * @document: owned
 *
 * Return: 0 or a negative errno.
 */
int ks_json_print(FILE *out, struct json_object *document)
{
	const char *text = json_object_to_json_string_ext(
		document, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
	int ret = text ? 0 : -ENOMEM;

	if (text && fprintf(out, "%s\n", text) < 0)
		ret = errno ? -errno : -EIO;
	json_object_put(document);
	return ret;
}
