// SPDX-License-Identifier: GPL-2.0-or-later
/* One candidate against one kernel: what check and insmod have in common. */
#include "cmd/verdict.h"

#include <errno.h>
#include <stdlib.h>

#include "check/check.h"
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
	size_t room = needs->import_count + needs->export_count + 1;
	ks_auto_free const char **names = calloc(room, sizeof(*names));
	struct ks_wanted wanted = { .names = names, .module = needs->mname,
				    .btf = needs->has_btf };

	if (!names)
		return ks_err_sys(err, -ENOMEM, needs->path, "check");
	names[wanted.count++] = "module_layout";
	for (size_t i = 0; i < needs->import_count; i++)
		names[wanted.count++] = needs->imports[i].name;
	/* Whether somebody else exports them already. */
	for (size_t i = 0; i < needs->export_count; i++)
		names[wanted.count++] = needs->exports[i].name;
	return ks_facts_complete(snapshot, &wanted, err);
}

/**
 * ks_load_kernel - one kernel, from what the command line names
 * @snapshot: initialised with one of @options->kernels
 * @options: --keys, --cmdline
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_load_kernel(struct ks_snapshot *snapshot, const struct ks_options *options,
		   struct ks_err *err)
{
	int ret;

	snapshot->cmdline = options->cmdline;
	ret = ks_facts_load(snapshot, snapshot->facts.source, err);
	for (size_t i = 0; !ret && i < options->key_count; i++)
		ret = ks_keys_add_file(snapshot, options->keys[i], err);
	return ret;
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
 * ks_verify - find out what the kernel makes of the signature, if there is one
 * @snapshot: filled; gets the running kernel's keys where they are needed
 * @needs: candidate
 */
void ks_verify(struct ks_snapshot *snapshot, struct ks_needs *needs)
{
	ks_signature_read(needs);
	if (needs->signature != KS_SIGNATURE_PKCS7 ||
	    snapshot->facts.gates[KS_GATE_MODULE_SIG].value == KS_NO)
		return;
	ks_facts_live_keys(snapshot);
	ks_signature_verify(needs, &snapshot->facts);
	if (ks_signature_is_open(needs->signature) && decides(&snapshot->facts) &&
	    ks_facts_live_image(snapshot))
		ks_signature_verify(needs, &snapshot->facts);
}

/** ks_exit_of - exit code of a verdict */
int ks_exit_of(enum ks_verdict verdict)
{
	switch (verdict) {
	case KS_VERDICT_OK:
		return KS_EXIT_OK;
	case KS_VERDICT_UNKNOWN:
		return KS_EXIT_UNKNOWN;
	default:
		return KS_EXIT_REFUSED;
	}
}

/** ks_exit_worst - of several files: 2 outranks 1, then 3, then 0 */
int ks_exit_worst(int a, int b)
{
	static const int ranks[] = {
		[KS_EXIT_OK] = 0,
		[KS_EXIT_UNKNOWN] = 1,
		[KS_EXIT_REFUSED] = 2,
		[KS_EXIT_FAILED] = 3,
	};

	return ranks[a] >= ranks[b] ? a : b;
}
