/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A module and a kernel to test rules with: world_init() makes a pair in which
 * every fact is known and everything agrees, a test then changes one thing.
 */
#ifndef KS_TESTS_WORLD_H
#define KS_TESTS_WORLD_H

#include "check/check.h"
#include "elf_file.h"
#include "ktap.h"
#include "module_file.h"

#define WORLD_IMPORTS	8
#define WORLD_FINDINGS	(32 + 5 * WORLD_IMPORTS)

/* Series that the tests go through; 0 is one that is not known. */
extern const unsigned int world_series[];
extern const size_t world_series_count;
#define SERIES(major, minor)	((major) << 16 | (minor) << 8)

struct world {
	struct ks_needs needs;
	struct ks_signer signer;
	struct ks_import imports[WORLD_IMPORTS];
	const char *namespaces[4];
	struct ks_facts facts;
	struct ks_export exports[WORLD_IMPORTS + 1];
	uint32_t index[64];
	struct ks_module modules[4];
	struct ks_conflict conflicts[16];
	struct ks_finding findings[WORLD_FINDINGS];
	struct ks_sink sink;
	struct ks_result result;
	struct module_file file;
};

void world_init(struct world *w, unsigned int series);
void world_free(struct world *w);
void world_init_elf(struct world *w, struct elf_file *f, unsigned int series);
void world_free_elf(struct world *w, struct elf_file *f);
void world_index(struct world *w);
void world_rule(struct world *w, ks_rule_fn *rule);
void world_check(struct world *w);
void world_expect_one(struct world *w, enum ks_level level, enum ks_reason reason, int error);
void world_expect_none(struct world *w);
bool world_has(const struct world *w, enum ks_level level, enum ks_reason reason);
const char *world_series_name(unsigned int series);
void world_set_series(struct world *w, unsigned int series);

#endif
