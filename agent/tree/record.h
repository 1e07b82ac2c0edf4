/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a module needs, kept small: its bytes are gone, its texts are shared, and
 * what looked at the bytes has left its findings.
 */
#ifndef KS_TREE_RECORD_H
#define KS_TREE_RECORD_H

#include "model/finding.h"
#include "tree/names.h"

/**
 * struct ks_brief_import - one import
 * @name: its number
 * @crc: record in __versions, meaningful with @has_crc
 * @index: in the symbol table
 * @has_crc: __versions has one
 * @weak: may stay unresolved
 */
struct ks_brief_import {
	uint32_t name;
	uint32_t crc;
	uint32_t index : 30;	/* of a file of 2 GiB at most */
	uint32_t has_crc : 1;
	uint32_t weak : 1;
};

/**
 * struct ks_record - one module
 * @needs: without bytes and without imports; texts are of the names
 * @imports: the imports
 * @import_count: entries of @imports
 * @full: the same in full, where a version table has more than @imports can
 *	keep; else NULL
 * @bytes: findings of the rules that looked at the bytes
 * @byte_count: entries of @bytes
 * @bytes_lost: findings that did not fit
 */
struct ks_record {
	struct ks_needs needs;
	struct ks_brief_import *imports;
	size_t import_count;
	struct ks_import *full;
	struct ks_finding *bytes;
	size_t byte_count;
	size_t bytes_lost;
};

int ks_record_pack(struct ks_record *record, struct ks_names *names, const struct ks_needs *needs,
		   const struct ks_sink *bytes) ks_must_check;
void ks_record_unpack(const struct ks_record *record, const struct ks_names *names,
		      struct ks_import *imports, struct ks_needs *needs);
struct ks_finding *ks_record_findings(struct ks_names *names, const struct ks_finding *findings,
				      size_t count) ks_must_check;

#endif
