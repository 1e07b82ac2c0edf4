/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a printed line means: the opposite direction of kernel_log.h, from the
 * same formats, and the texts of those who load modules.
 */
#ifndef KS_REPORT_RECOGNIZE_H
#define KS_REPORT_RECOGNIZE_H

#include "model/happening.h"

/* No line has more causes that cannot be told apart. */
#define KS_CAUSES_MAX	16

/**
 * struct ks_cause - one of the things that a line may mean
 * @finding: rule, and where the line tells a reason, reason and values; these
 *	borrow from struct ks_recognized
 * @has_reason: the line tells more than the rule
 * @refuses: the line comes with a refusal, and not beside a load
 * @may_load: it refuses, but the kernel may print it with a module that it takes
 * @letters: which values are known, letters as in template.h
 * @words: what it means, where the line only tells the rule; else NULL
 */
struct ks_cause {
	struct ks_finding finding;
	bool has_reason;
	bool refuses;
	bool may_load;
	char letters[16];
	const char *words;
};

/**
 * struct ks_recognized - what one line tells
 * @by: who prints such lines: "kernel", or the row of loaders.c
 * @module: name or path of the module, or NULL
 * @error: the errno that it names, positive, or 0
 * @meaning: what it means, where nothing of the loader's rules does; else NULL
 * @advice: what to do, likewise
 * @follows: it is what a program says of the refusal in the line before
 * @causes: what it may mean
 * @cause_count: entries of @causes
 * @store: owns the strings
 * @used: bytes of @store
 */
struct ks_recognized {
	const char *by;
	const char *module;
	int error;
	const char *meaning;
	const char *advice;
	bool follows;
	struct ks_cause causes[KS_CAUSES_MAX];
	size_t cause_count;
	char store[2 * KS_LINE_MAX];
	size_t used;
};

bool ks_recognize(const char *line, struct ks_recognized *before, struct ks_recognized *told);
void ks_cause_explain(const struct ks_cause *cause, char *text, size_t size);

#endif
