/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rules share: emitting a finding, and the loader's common moves. */
#ifndef KS_CHECK_EMIT_H
#define KS_CHECK_EMIT_H

#include "model/finding.h"
#include "model/machine.h"

/* The kernel's values, whatever the building host calls them. */
#define KS_EPERM	1
#define KS_ENOENT	2
#define KS_E2BIG	7
#define KS_ENOEXEC	8
#define KS_ENOMEM	12
#define KS_EACCES	13
#define KS_EEXIST	17
#define KS_EINVAL	22
#define KS_EFBIG	27
#define KS_ENOSPC	28
#define KS_ERANGE	34
#define KS_ELOOP	40
#define KS_ENOPKG	65
#define KS_EBADMSG	74
#define KS_EKEYREJECTED	129
#define KS_ENOTSUPP	524	/* of the kernel alone */

/* Prefix of namespaces that name the modules which they are for. */
#define KS_MODULE_NAMESPACE	"module:"

/* Place of the sizeof(struct module) check among the checks of stage ELF. */
#define KS_ORDER_MODULE_SIZE	50

/*
 * What is wrong in the file, but hurts only once memory is laid out, after the
 * early checks: a finding of level undefined, whatever its rule.
 */
#define KS_ORDER_LATE		0

/** ks_emit - store one finding; what does not fit is counted, never dropped silently */
static inline void ks_emit(struct ks_sink *sink, struct ks_finding finding)
{
	if (sink->count < sink->room)
		sink->items[sink->count++] = finding;
	else
		sink->lost++;
}

/** ks_signature_verifies - of a module that was taken: did its signature hold */
static inline enum ks_tri ks_signature_verifies(const struct ks_needs *needs)
{
	switch (needs->signature) {
	case KS_SIGNATURE_VALID:
	case KS_SIGNATURE_LISTED:
	case KS_SIGNATURE_HASH_LISTED:
		return KS_YES;
	case KS_SIGNATURE_PKCS7:
	case KS_SIGNATURE_MAYBE_VALID:
	case KS_SIGNATURE_MAYBE_REVOKED:
		return KS_UNKNOWN;
	default:
		return KS_NO;
	}
}

/**
 * ks_uses_ext - does this kernel read the module's extended version table
 *
 * Since 6.14 (kernel/module/main.c, elf_validity_cache_index_versions()) the
 * extended table, where present, is used for every lookup and __versions is
 * ignored.  Older kernels do not know it.
 */
static inline enum ks_tri ks_uses_ext(const struct ks_needs *needs, const struct ks_facts *facts)
{
	return needs->has_ext_versions ? ks_since(facts, 6, 14) : KS_NO;
}

/** enum ks_compare - outcome of check_version() of kernel/module/version.c */
enum ks_compare {
	KS_COMPARE_EQUAL,
	KS_COMPARE_DIFFERS,
	KS_COMPARE_NO_RECORD,
	KS_COMPARE_NO_TABLE,
	KS_COMPARE_ACCEPTED,
	KS_COMPARE_UNKNOWN,
};

/**
 * ks_compare_crc - what check_version() says of one symbol
 * @needs: candidate
 * @facts: kernel, known to have MODVERSIONS
 * @import: symbol with the candidate's records
 * @export: the kernel's answer, found
 * @module_crc: set to the record used, when there is one
 *
 * KS_COMPARE_ACCEPTED stands for what the loader lets pass without comparing:
 * an exporter without CRCs, or a name missing from the extended table.
 */
static inline enum ks_compare ks_compare_crc(const struct ks_needs *needs,
					     const struct ks_facts *facts,
					     const struct ks_import *import,
					     const struct ks_export *export, uint64_t *module_crc)
{
	enum ks_tri ext = ks_uses_ext(needs, facts);
	const struct ks_crc *crc = ext == KS_YES ? &import->ext : &import->basic;

	*module_crc = crc->value;
	if (!export->has_crc)
		return export->unversioned || export->origin == KS_ORIGIN_LIVE ?
			       KS_COMPARE_ACCEPTED : KS_COMPARE_UNKNOWN;
	if (ext == KS_UNKNOWN)
		return KS_COMPARE_UNKNOWN;
	if (ext == KS_NO && !needs->has_versions)
		return KS_COMPARE_NO_TABLE;
	if (!crc->present)
		return ext == KS_YES ? KS_COMPARE_ACCEPTED : KS_COMPARE_NO_RECORD;
	return crc->value == export->crc ? KS_COMPARE_EQUAL : KS_COMPARE_DIFFERS;
}

/**
 * ks_force_load_level - what a failed precondition of try_to_force_load() means
 *
 * kernel/module/main.c: with MODULE_FORCE_LOAD the module is taken and the
 * kernel tainted (F), without it the answer is a silent ENOEXEC.
 */
static inline enum ks_level ks_force_load_level(const struct ks_facts *facts)
{
	switch (facts->gates[KS_GATE_FORCE_LOAD].value) {
	case KS_YES:
		return KS_LEVEL_NOTE;
	case KS_NO:
		return KS_LEVEL_REFUSES;
	default:
		return KS_LEVEL_UNKNOWN;
	}
}

#endif
