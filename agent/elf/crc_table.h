/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A module's own table of CRCs, __versions or the extended one, by name. */
#ifndef KS_ELF_CRC_TABLE_H
#define KS_ELF_CRC_TABLE_H

#include "lib/macro.h"
#include "model/needs.h"

struct ks_crc_record {
	const char *name;
	uint64_t value;
	uint32_t hash;
};

/** struct ks_crc_table - starts as all zeroes; names are borrowed */
struct ks_crc_table {
	struct ks_crc_record *records;
	uint32_t *index;
	uint32_t mask;
	size_t count;
	size_t next;	/* the record that mostly is looked for next */
};

int ks_crc_table_basic(struct ks_crc_table *table, const struct ks_image *section,
		       const uint8_t *end, const struct ks_layout *layout,
		       bool skip_dot) ks_must_check;
int ks_crc_table_ext(struct ks_crc_table *table, const struct ks_image *crcs,
		     const struct ks_image *names, const struct ks_layout *layout,
		     bool skip_dot) ks_must_check;
struct ks_crc ks_crc_table_find(struct ks_crc_table *table, const char *name, uint32_t *hash);
void ks_crc_table_free(struct ks_crc_table *table);

#endif
