// SPDX-License-Identifier: GPL-2.0-or-later
/* Candidates against one kernel, one at a time: what is asked, and the verdict. */
#include "tree/single.h"

#include <errno.h>
#include <stdlib.h>

#include "check/check.h"
#include "check/symbols.h"
#include "crypto/verify.h"
#include "facts/keys.h"
#include "lib/cleanup.h"

/**
 * ks_judge - run the rules
 * @judgement: to fill; ks_judgement_free() releases it
 * @needs: candidate
 * @facts: kernel
 * @err: one line on failure
 *
 * Return: 0 or -ENOMEM.
 */
int ks_judge(struct ks_judgement *judgement, const struct ks_needs *needs,
	     const struct ks_facts *facts, struct ks_err *err)
{
	struct ks_sink sink = { .room = KS_SINK_ROOM(needs) };

	*judgement = (struct ks_judgement){ 0 };
	sink.items = calloc(sink.room, sizeof(*sink.items));
	if (!sink.items)
		return ks_err_sys(err, -ENOMEM, needs->path, "check");
	judgement->findings = sink.items;
	ks_check(needs, facts, &sink, &judgement->result);
	return 0;
}

/**
 * ks_judgement_free - release a verdict
 * @judgement: filled by ks_judge()
 */
void ks_judgement_free(struct ks_judgement *judgement)
{
	free(judgement->findings);
	judgement->findings = NULL;
}

static size_t name_count(const struct ks_needs *const *needs, size_t count)
{
	size_t room = 1;

	for (size_t i = 0; i < count; i++)
		room += needs[i]->import_count + needs[i]->export_count;
	return room;
}

/**
 * ks_complete_for_all - ask the running kernel for just what these candidates need
 * @snapshot: filled by ks_facts_load()
 * @needs: candidates
 * @count: entries of @needs
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_complete_for_all(struct ks_snapshot *snapshot, const struct ks_needs *const *needs,
			size_t count, struct ks_err *err)
{
	ks_auto_free const char **names = calloc(name_count(needs, count), sizeof(*names));
	ks_auto_free const char **modules = calloc(count + 1, sizeof(*modules));
	struct ks_wanted wanted = { .names = names, .modules = modules };

	if (!names || !modules)
		return ks_err_sys(err, -ENOMEM, snapshot->facts.source, "ask");
	names[wanted.count++] = "module_layout";
	for (size_t i = 0; i < count; i++) {
		for (size_t n = 0; n < needs[i]->import_count; n++)
			names[wanted.count++] = needs[i]->imports[n].name;
		/* Whether somebody else exports them already. */
		for (size_t n = 0; n < needs[i]->export_count; n++)
			names[wanted.count++] = needs[i]->exports[n].name;
		if (needs[i]->mname)
			modules[wanted.module_count++] = needs[i]->mname;
		wanted.btf |= needs[i]->has_btf;
	}
	return ks_facts_complete(snapshot, &wanted, err);
}

/**
 * ks_complete_for - ask the running kernel for just what one candidate needs
 * @snapshot: filled by ks_facts_load()
 * @needs: candidate
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_complete_for(struct ks_snapshot *snapshot, const struct ks_needs *needs,
		    struct ks_err *err)
{
	return ks_complete_for_all(snapshot, &needs, 1, err);
}

/*
 * Unpacking the running kernel's image is worth it where the signature decides,
 * or could prove what no CRC can.
 */
static bool decides(const struct ks_facts *facts)
{
	return facts->gates[KS_GATE_SIG_ENFORCED].value != KS_NO ||
	       facts->states[KS_STATE_LOCKED_DOWN].value != KS_NO ||
	       facts->gates[KS_GATE_MODVERSIONS].value != KS_YES;
}

/**
 * ks_verify_with - find out what the kernel makes of the signature, if there is one
 * @snapshot: filled; gets the running kernel's keys where they are needed
 * @needs: candidate
 * @crypto: what is kept from one candidate to the next
 */
void ks_verify_with(struct ks_snapshot *snapshot, struct ks_needs *needs,
		    struct ks_crypto *crypto)
{
	ks_signature_read(needs);
	if (needs->signature != KS_SIGNATURE_PKCS7 ||
	    snapshot->facts.gates[KS_GATE_MODULE_SIG].value == KS_NO)
		return;
	ks_facts_live_keys(snapshot);
	ks_signature_verify(needs, &snapshot->facts, crypto);
	if (ks_signature_is_open(needs->signature) && decides(&snapshot->facts) &&
	    ks_facts_live_image(snapshot))
		ks_signature_verify(needs, &snapshot->facts, crypto);
}

/** ks_verify - the same of a single candidate */
void ks_verify(struct ks_snapshot *snapshot, struct ks_needs *needs)
{
	struct ks_crypto crypto = { 0 };

	ks_verify_with(snapshot, needs, &crypto);
	ks_crypto_end(&crypto);
}

/**
 * ks_let_be_loaded - one more module is loaded, for those that are judged later
 * @snapshot: completed
 * @needs: that module
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_let_be_loaded(struct ks_snapshot *snapshot, const struct ks_needs *needs,
		     struct ks_err *err)
{
	/* Of its taints only this one makes a difference for others. */
	static const char *const taints[] = {
		[KS_UNKNOWN] = NULL, [KS_NO] = "", [KS_YES] = "P",
	};
	enum ks_tri proprietary = ks_proprietary_at_last(needs, &snapshot->facts);

	return ks_facts_add_loaded(snapshot, needs, taints[proprietary], err);
}
