// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The version magic: check_modinfo() of kernel/module/main.c and same_magic()
 * of kernel/module/version.c.  With MODVERSIONS and an allocated __versions
 * the release is skipped and the rest, leading blank included, must be equal;
 * otherwise the whole strings must be.  Only __versions counts for that, also
 * where the extended table is in use.  OpenWrt's MODULE_STRIPPED takes the
 * comparison out; then we compare, because nobody else does.
 */
#include "check/check.h"
#include "check/emit.h"

static void emit_taint(const struct ks_needs *needs, const char *kernel, struct ks_sink *sink,
		       enum ks_level level, enum ks_reason reason, uint32_t taint)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_VERMAGIC,
		.level = level,
		.reason = reason,
		.error = level == KS_LEVEL_REFUSES ? KS_ENOEXEC : 0,
		.taint = taint,
		.module = needs->vermagic,
		.kernel = kernel,
	});
}

static void emit(const struct ks_needs *needs, const char *kernel, struct ks_sink *sink,
		 enum ks_level level, enum ks_reason reason)
{
	emit_taint(needs, kernel, sink, level, reason, 0);
}

static const char *flags_of(const char *vermagic)
{
	return vermagic + strcspn(vermagic, " ");
}

/* Does the loader skip the release of this pair. */
static enum ks_tri skips_release(const struct ks_needs *needs, const struct ks_facts *facts)
{
	return needs->has_versions ? facts->gates[KS_GATE_MODVERSIONS].value : KS_NO;
}

/* Equal, different, or a part that is needed is not known. */
static enum ks_tri same_magic(const struct ks_needs *needs, const struct ks_facts *facts,
			      enum ks_tri skips)
{
	const char *flags = facts->vermagic.value ? flags_of(facts->vermagic.value)
						  : facts->vermagic_flags.value;

	if (!flags)
		return KS_UNKNOWN;
	if (strcmp(flags_of(needs->vermagic), flags))
		return KS_NO;
	if (skips == KS_YES)
		return KS_YES;
	if (!facts->vermagic.value)
		return KS_UNKNOWN;
	if (!strcmp(needs->vermagic, facts->vermagic.value))
		return KS_YES;
	return skips == KS_NO ? KS_NO : KS_UNKNOWN;
}

/* Absent vermagic is try_to_force_load("bad vermagic"). */
static void missing(const struct ks_needs *needs, const struct ks_facts *facts,
		    struct ks_sink *sink)
{
	enum ks_tri compared = facts->gates[KS_GATE_VERMAGIC_COMPARED].value;
	enum ks_level level = ks_force_load_level(facts);

	if (compared == KS_NO)
		level = KS_LEVEL_NOTE;
	else if (compared == KS_UNKNOWN && level == KS_LEVEL_REFUSES)
		level = KS_LEVEL_UNKNOWN;
	emit_taint(needs, facts->vermagic.value, sink, level, KS_REASON_VERMAGIC_MISSING,
		   compared == KS_YES ? KS_TAINT_FORCED : 0);
}

/**
 * ks_rule_vermagic - module and kernel were configured alike
 * @needs: vermagic
 * @facts: vermagic, MODVERSIONS, whether the loader compares
 * @sink: findings
 */
void ks_rule_vermagic(const struct ks_needs *needs, const struct ks_facts *facts,
		      struct ks_sink *sink)
{
	enum ks_tri compared = facts->gates[KS_GATE_VERMAGIC_COMPARED].value;
	enum ks_tri same;

	if (!needs->readable)
		return;
	if (!needs->vermagic) {
		missing(needs, facts, sink);
		return;
	}
	same = same_magic(needs, facts, skips_release(needs, facts));
	if (same == KS_YES)
		return;
	if (same == KS_UNKNOWN)
		emit(needs, facts->vermagic.value, sink, KS_LEVEL_UNKNOWN,
		     KS_REASON_VERMAGIC_UNKNOWN);
	else
		emit(needs, facts->vermagic.value ? facts->vermagic.value
						  : facts->vermagic_flags.value, sink,
		     compared == KS_YES ? KS_LEVEL_REFUSES : KS_LEVEL_CONTRADICTS,
		     KS_REASON_VERMAGIC);
	if (same == KS_NO && compared == KS_UNKNOWN)
		emit(needs, NULL, sink, KS_LEVEL_UNKNOWN, KS_REASON_VERMAGIC_COMPARED_UNKNOWN);
}
