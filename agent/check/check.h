/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules and the verdict.  Everything below check/ is pure: it reads needs
 * and facts, writes findings, and knows neither allocation nor errno nor I/O.
 */
#ifndef KS_CHECK_CHECK_H
#define KS_CHECK_CHECK_H

#include "model/finding.h"

/**
 * typedef ks_rule_fn - one rule
 *
 * Emits what it finds into the sink, in any number up to what KS_SINK_ROOM()
 * grants; a missing fact is a finding of level unknown, never silence.
 */
typedef void ks_rule_fn(const struct ks_needs *needs, const struct ks_facts *facts,
			struct ks_sink *sink);

ks_rule_fn ks_rule_facts;
ks_rule_fn ks_rule_file;
ks_rule_fn ks_rule_signature;
ks_rule_fn ks_rule_elf;
ks_rule_fn ks_rule_module_size;
ks_rule_fn ks_rule_blacklist;
ks_rule_fn ks_rule_module_layout;
ks_rule_fn ks_rule_vermagic;
ks_rule_fn ks_rule_livepatch;
ks_rule_fn ks_rule_loaded;
ks_rule_fn ks_rule_sections;
ks_rule_fn ks_rule_memory;
ks_rule_fn ks_rule_this_module;
ks_rule_fn ks_rule_taint;
ks_rule_fn ks_rule_percpu;
ks_rule_fn ks_rule_relocations;
ks_rule_fn ks_rule_tables;
ks_rule_fn ks_rule_arch_sections;
ks_rule_fn ks_rule_finalize;
ks_rule_fn ks_rule_constructors;
ks_rule_fn ks_rule_exports;
ks_rule_fn ks_rule_import_ns;
ks_rule_fn ks_rule_symbol_table;
ks_rule_fn ks_rule_symbol_missing;
ks_rule_fn ks_rule_symbol_gpl;
ks_rule_fn ks_rule_symbol_owner;
ks_rule_fn ks_rule_symbol_crc;
ks_rule_fn ks_rule_namespace;
ks_rule_fn ks_rule_symbol_protected;
ks_rule_fn ks_rule_export_protected;
ks_rule_fn ks_rule_export_clash;
ks_rule_fn ks_rule_parameters;
ks_rule_fn ks_rule_builtin;
ks_rule_fn ks_rule_parameter_names;
ks_rule_fn ks_rule_section_names;
ks_rule_fn ks_rule_livepatch_name;
ks_rule_fn ks_rule_btf;
ks_rule_fn ks_rule_btf_base;
ks_rule_fn ks_rule_kernel_hash;

void ks_check(const struct ks_needs *needs, const struct ks_facts *facts, struct ks_sink *sink,
	      struct ks_result *result);
void ks_check_bytes(const struct ks_needs *needs, const struct ks_facts *facts,
		    struct ks_sink *sink);
void ks_check_needs(const struct ks_needs *needs, const struct ks_facts *facts,
		    const struct ks_sink *bytes, struct ks_sink *sink, struct ks_result *result);

#endif
