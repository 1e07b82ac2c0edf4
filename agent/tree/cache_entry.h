/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A record as the cache has it: numbers of this machine's own width and order,
 * as no other machine reads it, and places in the cache's list of texts.
 */
#ifndef KS_TREE_CACHE_ENTRY_H
#define KS_TREE_CACHE_ENTRY_H

#include "tree/record.h"
#include "tree/walk.h"

/**
 * struct ks_cache_header - start of the file; texts and entries follow
 * @magic: what it is
 * @key: see ks_cache
 * @checksum: of all that follows the header
 * @name_bytes: texts, each with its NUL, padded to a multiple of 8
 * @name_count: how many
 * @entry_count: how many
 */
struct ks_cache_header {
	char magic[8];
	uint64_t key;
	uint64_t checksum;
	uint64_t name_bytes;
	uint32_t name_count;
	uint32_t entry_count;
};

/* Texts of a module: member of struct ks_needs. */
#define KS_CACHE_TEXTS(X)	X(iname) X(mname) X(vermagic) X(license) X(depends) X(modinfo_name)

/* What is yes or no: member of struct ks_needs. */
#define KS_CACHE_FLAGS(X)						\
	X(layout.is64) X(layout.big) X(has_module) X(has_versions)	\
	X(has_ext_versions) X(has_btf) X(has_btf_base) X(exports_unsorted) \
	X(module_layout.basic.present)

enum {
#define KS_CACHE_COUNT(member) +1
	KS_CACHE_TEXT_COUNT = KS_CACHE_TEXTS(KS_CACHE_COUNT),
	KS_CACHE_FLAG_COUNT = KS_CACHE_FLAGS(KS_CACHE_COUNT),
#undef KS_CACHE_COUNT
};

/* KS_CACHE_OWN_GPL and so on: bits of an export. */
#define KS_CACHE_OWN_GPL	1u
#define KS_CACHE_OWN_CRC	2u

struct ks_cache_export {
	uint32_t name;
	uint32_t ns;
	uint32_t crc;
	uint32_t bits;
};

/**
 * struct ks_cache_entry - one module
 * @size: bytes, with what follows: imports, exports and namespaces
 * @texts: of KS_CACHE_TEXTS, places in the list of texts; 0: none
 * @flags: of KS_CACHE_FLAGS, a bit each
 */
struct ks_cache_entry {
	struct ks_stamp stamp;
	uint64_t file_size;
	uint64_t signed_size;
	uint64_t module_size;
	uint64_t btf_size;
	uint64_t param_count;
	uint64_t layout_crc;
	uint32_t size;
	uint32_t signature;
	uint32_t machine;
	uint32_t marks;
	uint32_t param_flags;
	uint32_t flags;
	uint32_t texts[KS_CACHE_TEXT_COUNT];
	uint32_t import_count;
	uint32_t export_count;
	uint32_t namespace_count;
	uint32_t zero;		/* a multiple of 8 bytes, without padding */
};

/**
 * struct ks_cache_places - where texts are in the list that is written
 * @places: by number; 0: it is not in the list yet
 * @numbers: by place
 * @count: places that are given away
 */
struct ks_cache_places {
	uint32_t *places;
	uint32_t *numbers;
	uint32_t count;
};

uint64_t ks_cache_sum(uint64_t h, const void *data, size_t size);
bool ks_cache_entry_is_sound(const struct ks_cache_entry *entry, size_t room, uint32_t name_count);
void ks_cache_entry_needs(const struct ks_cache_entry *entry, const uint32_t *numbers,
			  const struct ks_names *names, struct ks_needs *needs);
int ks_cache_entry_read(const struct ks_cache_entry *entry, const uint32_t *numbers,
			struct ks_names *names, struct ks_record *record) ks_must_check;
size_t ks_cache_entry_size(const struct ks_record *record);
void ks_cache_entry_write(struct ks_cache_entry *entry, const struct ks_file *file,
			  const struct ks_record *record, const struct ks_names *names,
			  struct ks_cache_places *places);

#endif
