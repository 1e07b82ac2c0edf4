// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two kernels, compared: what one exports and the other does not, or not in the
 * same way, and which of the loader's other facts differ.  What is not known of
 * one of the two is neither the same nor different.
 */
#include "facts/delta.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/names.h"

static bool is_exported(const struct ks_export *e)
{
	return e && e->exported == KS_YES;
}

static bool differ(const char *a, const char *b)
{
	return a != b && (!a || !b || strcmp(a, b));
}

/* Does this side know the exports of modules at all; an image does not. */
static bool knows_modules(const struct ks_facts *facts)
{
	for (size_t i = 0; i < facts->export_count; i++)
		if (facts->exports[i].owner)
			return true;
	return false;
}

static unsigned int changes_of_crc(const struct ks_export *a, const struct ks_export *b)
{
	if (a->has_crc && b->has_crc)
		return a->crc != b->crc ? 1u << KS_CHANGE_CRC : 0;
	return 1u << KS_CHANGE_UNKNOWN;
}

static unsigned int changes_of_owner(const struct ks_export *a, const struct ks_export *b)
{
	if (!differ(a->owner, b->owner))
		return 0;
	return 1u << (b->owner ? KS_CHANGE_MOVED : KS_CHANGE_BUILT_IN);
}

static unsigned int changes_of_ns(const struct ks_export *a, const struct ks_export *b)
{
	if (!differ(a->ns, b->ns))
		return 0;
	return 1u << (b->ns ? KS_CHANGE_NAMESPACE : KS_CHANGE_NO_NAMESPACE);
}

static unsigned int changes_of_gpl(const struct ks_export *a, const struct ks_export *b)
{
	if (a->gpl_only == b->gpl_only)
		return 0;
	return 1u << (b->gpl_only ? KS_CHANGE_GPL_ONLY : KS_CHANGE_NOT_GPL_ONLY);
}

/* A name that only one side has, whose exporters the other may not know. */
static unsigned int changes_of_one(const struct ks_export *e, const struct ks_facts *other,
				   const struct ks_export *there, bool modules_known,
				   enum ks_change change)
{
	enum ks_tri exported = there ? there->exported : other->other_exports;

	if (exported != KS_NO || (e->owner && !modules_known))
		return 1u << KS_CHANGE_UNKNOWN;
	return 1u << change;
}

static void add(struct ks_delta *delta, const struct ks_export *a, const struct ks_export *b,
		unsigned int changes)
{
	if (!changes)
		return;
	delta->exports[delta->export_count++] = (struct ks_delta_export){
		.name = a ? a->name : b->name,
		.a = a,
		.b = b,
		.changes = changes,
	};
}

static void compare_first(struct ks_delta *delta)
{
	bool modules_known = knows_modules(delta->b);

	for (size_t i = 0; i < delta->a->export_count; i++) {
		const struct ks_export *a = &delta->a->exports[i], *b;

		if (!is_exported(a))
			continue;
		b = ks_facts_export(delta->b, a->name);
		if (!is_exported(b)) {
			add(delta, a, NULL,
			    changes_of_one(a, delta->b, b, modules_known, KS_CHANGE_REMOVED));
			continue;
		}
		delta->both++;
		add(delta, a, b,
		    changes_of_crc(a, b) | changes_of_owner(a, b) | changes_of_ns(a, b) |
			    changes_of_gpl(a, b));
	}
}

static void compare_second(struct ks_delta *delta)
{
	bool modules_known = knows_modules(delta->a);

	for (size_t i = 0; i < delta->b->export_count; i++) {
		const struct ks_export *b = &delta->b->exports[i], *a;

		if (!is_exported(b))
			continue;
		a = ks_facts_export(delta->a, b->name);
		if (!is_exported(a))
			add(delta, NULL, b,
			    changes_of_one(b, delta->a, a, modules_known, KS_CHANGE_ADDED));
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct ks_delta_export *)a)->name,
		      ((const struct ks_delta_export *)b)->name);
}

static void add_value(struct ks_comparison *c, const char *what, const char *a, const char *b,
		      bool breaks)
{
	struct ks_delta_value value = { what, ks_pool_copy(&c->strings, a ? a : "unknown"),
					ks_pool_copy(&c->strings, b ? b : "unknown"), breaks };

	if (value.a && value.b && c->delta.value_count < KS_DELTA_VALUES_MAX)
		c->values[c->delta.value_count++] = value;
}

/* What is not known of one of the two is named, and breaks nothing. */
static void compare_text(struct ks_comparison *c, const char *what, const char *a, const char *b,
			 bool breaks)
{
	if (differ(a, b))
		add_value(c, what, a, b, breaks && a && b);
}

static const char *number_text(const struct ks_fact_number *fact, char *text, size_t size)
{
	if (fact->origin == KS_ORIGIN_NONE)
		return NULL;
	snprintf(text, size, "%" PRIu64, fact->value);
	return text;
}

static void compare_number(struct ks_comparison *c, const char *what,
			   const struct ks_fact_number *a, const struct ks_fact_number *b)
{
	char first[24], second[24];

	compare_text(c, what, number_text(a, first, sizeof(first)),
		     number_text(b, second, sizeof(second)), true);
}

/*
 * Behind the release.  With CRCs on both sides the release itself is not compared
 * (same_magic() of kernel/module/version.c); without it is.
 */
static const char *flags_of(const struct ks_facts *facts)
{
	const char *whole = facts->vermagic.value;

	return whole ? whole + strcspn(whole, " ") : facts->vermagic_flags.value;
}

static bool release_counts(const struct ks_facts *facts)
{
	return facts->gates[KS_GATE_MODVERSIONS].value != KS_YES &&
	       facts->gates[KS_GATE_VERMAGIC_COMPARED].value != KS_NO;
}

/* Which change of a gate can make the loader refuse what it took. */
enum direction { NEVER = 0, GAINED = 1, LOST = 2, ANY = 3 };

static enum direction breaking_direction(enum ks_gate gate)
{
	switch (gate) {
	case KS_GATE_MODVERSIONS:
	case KS_GATE_UML:
	case KS_GATE_SMP:
	case KS_GATE_UNLOAD:
		return ANY;
	case KS_GATE_SIG_ENFORCED:
	case KS_GATE_VERMAGIC_COMPARED:
	case KS_GATE_NAMESPACES_ENFORCED:
	case KS_GATE_BTF_ENFORCED:
	case KS_GATE_STRICT_RWX:
		return GAINED;
	case KS_GATE_BASIC_MODVERSIONS:
	case KS_GATE_EXTENDED_MODVERSIONS:
	case KS_GATE_FORCE_LOAD:
	case KS_GATE_LIVEPATCH:
	case KS_GATE_CONSTRUCTORS:
	case KS_GATE_DECOMPRESS:
	case KS_GATE_DECOMPRESS_GZIP:
	case KS_GATE_DECOMPRESS_XZ:
	case KS_GATE_DECOMPRESS_ZSTD:
		return LOST;
	default:
		return NEVER;
	}
}

static void compare_gate(struct ks_comparison *c, enum ks_gate gate)
{
	static const char *const words[] = { NULL, "no", "yes" };
	enum ks_tri a = c->delta.a->gates[gate].value, b = c->delta.b->gates[gate].value;
	enum direction direction = b == KS_YES ? GAINED : LOST;

	compare_text(c, ks_gate_name(gate), words[a], words[b],
		     breaking_direction(gate) & direction);
}

static int breaking_first(const void *a, const void *b)
{
	return ((const struct ks_delta_value *)b)->breaks -
	       ((const struct ks_delta_value *)a)->breaks;
}

static void compare_values(struct ks_comparison *c)
{
	const struct ks_facts *a = c->delta.a, *b = c->delta.b;

	compare_text(c, "release", a->release.value, b->release.value, release_counts(b));
	compare_number(c, "elf-machine", &a->machine, &b->machine);
	compare_number(c, "elf-class", &a->elf_class, &b->elf_class);
	compare_number(c, "elf-data", &a->elf_data, &b->elf_data);
	compare_text(c, "vermagic-flags", flags_of(a), flags_of(b),
		     b->gates[KS_GATE_VERMAGIC_COMPARED].value != KS_NO);
	compare_number(c, "module-size", &a->module_size, &b->module_size);
	compare_text(c, "kernel-hash", a->kernel_hash.value, b->kernel_hash.value, true);
	for (int i = 0; i < KS_GATE_MAX; i++)
		compare_gate(c, i);
	qsort(c->values, c->delta.value_count, sizeof(*c->values), breaking_first);
}

/**
 * ks_compare - find what differs
 * @comparison: to fill; ks_comparison_free() releases it, also after a failure
 * @a: first kernel, complete
 * @b: second; both outlive @comparison
 * @err: one line on failure
 *
 * Return: 0 or -ENOMEM.
 */
int ks_compare(struct ks_comparison *comparison, const struct ks_facts *a,
	       const struct ks_facts *b, struct ks_err *err)
{
	struct ks_delta *delta = &comparison->delta;

	*comparison = (struct ks_comparison){ .delta = { .a = a, .b = b } };
	delta->values = comparison->values;
	delta->exports = calloc(a->export_count + b->export_count + 1, sizeof(*delta->exports));
	if (!delta->exports)
		return ks_err_sys(err, -ENOMEM, "exports", "compare");
	compare_first(delta);
	compare_second(delta);
	qsort(delta->exports, delta->export_count, sizeof(*delta->exports), by_name);
	compare_values(comparison);
	return 0;
}

/**
 * ks_comparison_find - an export that differs
 * @comparison: filled
 * @symbol: its name
 *
 * Return: it, or NULL.
 */
struct ks_delta_export *ks_comparison_find(struct ks_comparison *comparison, const char *symbol)
{
	const struct ks_delta_export key = { .name = symbol };

	return bsearch(&key, comparison->delta.exports, comparison->delta.export_count,
		       sizeof(key), by_name);
}

/**
 * ks_comparison_keep_used - leave only exports that have users
 * @comparison: filled, with the users of its exports counted
 */
void ks_comparison_keep_used(struct ks_comparison *comparison)
{
	struct ks_delta *delta = &comparison->delta;
	size_t kept = 0;

	for (size_t i = 0; i < delta->export_count; i++)
		if (delta->exports[i].users)
			delta->exports[kept++] = delta->exports[i];
	delta->export_count = kept;
	delta->has_modules = true;
}

static bool is_breaking(enum ks_change change)
{
#define CHANGE_BREAKS(id, word, breaks, title) [KS_CHANGE_##id] = breaks,
	static const bool breaks[] = { KS_CHANGES(CHANGE_BREAKS) };

	return breaks[change];
}

static enum ks_delta_result result_of(const struct ks_delta *delta)
{
	bool breaks = delta->broken, differs = delta->module_count;
	bool unknown = delta->doubtful || delta->counts[KS_CHANGE_UNKNOWN] ||
		       delta->a->conflict_count || delta->b->conflict_count;

	for (size_t i = 0; i < delta->value_count; i++) {
		/* With modules at hand their verdicts tell. */
		breaks |= delta->values[i].breaks && !delta->has_modules;
		differs |= !delta->values[i].breaks && strcmp(delta->values[i].what, "release");
	}
	for (int i = 0; i < KS_CHANGE_MAX; i++) {
		breaks |= delta->counts[i] && is_breaking(i) && !delta->has_modules;
		differs |= delta->counts[i];
	}
	if (breaks)
		return KS_DELTA_BREAKS;
	if (unknown || (!delta->both && !delta->has_modules))
		return KS_DELTA_UNKNOWN;
	return differs ? KS_DELTA_ADDS : KS_DELTA_SAME;
}

/**
 * ks_comparison_conclude - count, and say what it comes to
 * @comparison: filled, with its modules
 */
void ks_comparison_conclude(struct ks_comparison *comparison)
{
	struct ks_delta *delta = &comparison->delta;

	for (size_t i = 0; i < delta->export_count; i++)
		for (int j = 0; j < KS_CHANGE_MAX; j++)
			delta->counts[j] += delta->exports[i].changes >> j & 1;
	for (size_t i = 0; i < delta->module_count; i++) {
		delta->broken += delta->modules[i].breaks;
		delta->doubtful += delta->modules[i].doubtful;
	}
	delta->result = result_of(delta);
}

/**
 * ks_comparison_free - release a comparison
 * @comparison: filled; the modules of its delta are the caller's
 */
void ks_comparison_free(struct ks_comparison *comparison)
{
	free(comparison->delta.exports);
	ks_pool_free(&comparison->strings);
}
