/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A snapshot under construction: providers put values in, contradictions are
 * noticed, and the result is plain struct ks_facts for the rules.
 */
#ifndef KS_FACTS_SNAPSHOT_H
#define KS_FACTS_SNAPSHOT_H

#include "lib/err.h"
#include "lib/pool.h"
#include "model/facts.h"

struct ks_genl;
struct ks_kernel_btf;
struct ks_source;

/**
 * enum ks_cmdline_use - what becomes of the command line in a configuration
 * @KS_CMDLINE_FALLBACK: it stands in where the boot loader has none
 * @KS_CMDLINE_BEFORE: what the boot loader has comes behind it
 * @KS_CMDLINE_BEHIND: it comes behind what the boot loader has
 * @KS_CMDLINE_ONLY: the boot loader's is not looked at
 */
enum ks_cmdline_use {
	KS_CMDLINE_FALLBACK = 0,
	KS_CMDLINE_BEFORE,
	KS_CMDLINE_BEHIND,
	KS_CMDLINE_ONLY,
};

/**
 * struct ks_booting - what a configuration says of booting
 * @cmdline: CONFIG_CMDLINE, no value without one
 * @cmdline_use: what becomes of it
 * @file: which file said so, as in struct ks_snapshot
 * @has_lockdown: the security module "lockdown" is built in
 * @lockdown_runs: it is started: early, or as one of CONFIG_LSM or lsm=
 * @lockdown_early: it is, whatever lsm= says
 * @locks_down: by LOCK_DOWN_KERNEL_FORCE_* or lockdown=, if that module runs
 */
struct ks_booting {
	struct ks_fact_text cmdline;
	enum ks_cmdline_use cmdline_use;
	uint8_t file;
	enum ks_tri has_lockdown;
	enum ks_tri lockdown_runs;
	bool lockdown_early;
	bool locks_down;
};

/**
 * struct ks_snapshot - owner of everything that its facts borrow
 * @facts: what to give to the rules, complete after ks_snapshot_finish()
 * @live: connection to the running kernel while its symbols are not yet read
 * @sources: files whose symbols are not yet read
 * @cmdline: what a kernel that is only files is booted with, or NULL; borrowed
 * @booting: what its configuration says of that
 * @file: what is being read, counted from 1 as in @facts; 0: none of its files
 * @symbol_sources: how many of these there were
 * @left_out: symbols of a file that nobody asks for
 * @keys_are_live: the kernel's keyrings were asked
 * @image_is_read: the running kernel's image was looked for
 * @builtin_is_read: the list of built-in modules was
 * @builtin_keys_only: it has no keyring for keys of the machine
 * @too_many_keys: there were more than are stored; finishing fails
 * @out_of_memory: something could not be stored; finishing fails
 */
struct ks_snapshot {
	struct ks_facts facts;
	struct ks_pool strings;
	struct ks_export *exports;
	size_t export_room;
	struct ks_module *modules;
	size_t module_room;
	struct ks_conflict *conflicts;
	size_t conflict_room;
	struct ks_fact_file *files;
	size_t file_room;
	struct ks_told *told;
	size_t told_room;
	const char *cmdline;
	struct ks_booting booting;
	uint8_t file;
	struct ks_key *keys;
	size_t key_room;
	const char **hashes;
	size_t hash_room;
	uint32_t *index;
	struct ks_kernel_btf *btf;
	struct ks_genl *live;
	struct ks_source *sources;
	unsigned int symbol_sources;
	size_t left_out;
	bool keys_are_live;
	bool image_is_read;
	bool builtin_is_read;
	bool builtin_keys_only;
	bool too_many_keys;
	bool out_of_memory;
};

void ks_snapshot_init(struct ks_snapshot *snapshot, const char *source);
void ks_snapshot_free(struct ks_snapshot *snapshot);
int ks_snapshot_check(const struct ks_snapshot *snapshot, struct ks_err *err) ks_must_check;
int ks_snapshot_finish(struct ks_snapshot *snapshot, struct ks_err *err) ks_must_check;

void ks_set_text(struct ks_snapshot *snapshot, const char *what, struct ks_fact_text *fact,
		 const char *value, enum ks_origin origin);
void ks_set_number(struct ks_snapshot *snapshot, const char *what, struct ks_fact_number *fact,
		   uint64_t value, enum ks_origin origin);
void ks_set_gate(struct ks_snapshot *snapshot, enum ks_gate gate, bool value,
		 enum ks_origin origin);
void ks_set_state(struct ks_snapshot *snapshot, enum ks_state state, bool value,
		  enum ks_origin origin);
void ks_set_release(struct ks_snapshot *snapshot, const char *release, enum ks_origin origin);
int ks_parse_version(const char *text, uint64_t *code) ks_must_check;
void ks_add_export(struct ks_snapshot *snapshot, const struct ks_export *export);
void ks_adopt_export(struct ks_snapshot *snapshot, const struct ks_export *export);
void ks_put_export(struct ks_snapshot *snapshot, size_t position, const struct ks_export *export);
void ks_add_module(struct ks_snapshot *snapshot, const struct ks_module *module);
void ks_add_key(struct ks_snapshot *snapshot, const struct ks_key *key);
void ks_add_hash(struct ks_snapshot *snapshot, const char *hash);
int ks_add_file(struct ks_snapshot *snapshot, const char *path, const char *kind,
		struct ks_err *err) ks_must_check;
void ks_add_conflict(struct ks_snapshot *snapshot, const char *what, const char *first,
		     const char *second);

#endif
