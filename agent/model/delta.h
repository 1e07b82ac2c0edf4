/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How two kernels differ for modules: plain data, filled by agent/facts/delta.c,
 * read by the reports.  "Breaks" means that a module which the first kernel takes
 * may not load on the second.
 */
#ifndef KS_MODEL_DELTA_H
#define KS_MODEL_DELTA_H

#include "model/facts.h"
#include "model/finding.h"

/*
 * Changes of an export, worst first: name in code, word in JSON, whether it
 * breaks, title in texts.
 */
#define KS_CHANGES(X)									\
	X(REMOVED,	"removed",	true,	"removed")				\
	X(CRC,		"crc",		true,	"another CRC")				\
	X(GPL_ONLY,	"gpl-only",	true,	"now for GPL-compatible modules only")	\
	X(NAMESPACE,	"namespace",	true,	"in another namespace")			\
	X(MOVED,	"moved",	true,	"now exported by another module")	\
	X(UNKNOWN,	"unknown",	false,	"not known of one of the two")		\
	X(BUILT_IN,	"built-in",	false,	"now exported by the kernel itself")	\
	X(NOT_GPL_ONLY,	"not-gpl-only",	false,	"no longer for GPL-compatible modules only") \
	X(NO_NAMESPACE,	"no-namespace",	false,	"no longer in a namespace")		\
	X(ADDED,	"added",	false,	"added")

#define KS_CHANGE_ENUM(id, word, breaks, title) KS_CHANGE_##id,
enum ks_change { KS_CHANGES(KS_CHANGE_ENUM) KS_CHANGE_MAX };

/**
 * struct ks_delta_export - an export that is not the same
 * @name: symbol
 * @a: in the first kernel, or NULL
 * @b: in the second, or NULL
 * @changes: bits 1 << enum ks_change
 * @users: modules that import it, where modules were named
 */
struct ks_delta_export {
	const char *name;
	const struct ks_export *a;
	const struct ks_export *b;
	unsigned int changes;
	size_t users;
};

/**
 * struct ks_delta_value - another fact that is not the same
 * @what: its name
 * @a: value in words, "unknown" where it is not known
 * @b: the same of the second kernel
 * @breaks: modules of the first may not load on the second
 */
struct ks_delta_value {
	const char *what;
	const char *a;
	const char *b;
	bool breaks;
};

/**
 * struct ks_delta_module - a module whose verdicts differ
 * @path: below its root
 * @name: its name, or NULL
 * @a: verdict on the first kernel
 * @b: verdict on the second
 * @breaks: it would not load on the second, and the first does not refuse it
 * @doubtful: it cannot be decided on the second, but on the first
 * @cause: why it does not, as a sentence
 */
struct ks_delta_module {
	const char *path;
	const char *name;
	enum ks_verdict a;
	enum ks_verdict b;
	bool breaks;
	bool doubtful;
	const char *cause;
};

/** enum ks_delta_result - what it comes to */
enum ks_delta_result {
	KS_DELTA_SAME = 0,
	KS_DELTA_BREAKS,
	KS_DELTA_UNKNOWN,
	KS_DELTA_ADDS,
	KS_DELTA_MAX,
};

/**
 * struct ks_delta - the difference
 * @a: first kernel
 * @b: second
 * @result: what it comes to
 * @exports: those that differ, by name
 * @export_count: entries of @exports
 * @counts: how many of them have each change
 * @both: exports that both have
 * @values: other facts that differ, those that break first
 * @value_count: entries of @values
 * @has_modules: modules were named: only what they import counts
 * @total: how many
 * @modules: those whose verdicts differ, those that break first
 * @module_count: entries of @modules
 * @broken: how many of them break
 * @doubtful: how many of them cannot be decided any more
 */
struct ks_delta {
	const struct ks_facts *a;
	const struct ks_facts *b;
	enum ks_delta_result result;
	struct ks_delta_export *exports;
	size_t export_count;
	size_t counts[KS_CHANGE_MAX];
	size_t both;
	const struct ks_delta_value *values;
	size_t value_count;
	bool has_modules;
	size_t total;
	struct ks_delta_module *modules;
	size_t module_count;
	size_t broken;
	size_t doubtful;
};

#endif
