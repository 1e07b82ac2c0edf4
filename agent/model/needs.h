/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a candidate asks of a kernel: plain data, filled by agent/elf, read by
 * the rules.  Nothing here knows a library.
 */
#ifndef KS_MODEL_NEEDS_H
#define KS_MODEL_NEEDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/image.h"

/**
 * enum ks_signature - what stands behind the module, as mod_check_sig() of
 *	kernel/module_signature.c sees it
 * @KS_SIGNATURE_NONE: no trailer
 * @KS_SIGNATURE_PKCS7: a well-formed trailer; whether it verifies is not known
 * @KS_SIGNATURE_FOREIGN: not PKCS#7 (ENOPKG)
 * @KS_SIGNATURE_BROKEN: lengths are wrong (EBADMSG)
 * @KS_SIGNATURE_RESERVED: reserved fields are set (EBADMSG)
 */
enum ks_signature {
	KS_SIGNATURE_NONE = 0,
	KS_SIGNATURE_PKCS7,
	KS_SIGNATURE_FOREIGN,
	KS_SIGNATURE_BROKEN,
	KS_SIGNATURE_RESERVED,
};

/**
 * struct ks_crc - a record of a version table
 * @present: the table has one for this name
 * @value: as modpost wrote it; a basic record is an unsigned long wide
 */
struct ks_crc {
	bool present;
	uint64_t value;
};

/**
 * struct ks_import - one undefined symbol
 * @name: without the leading dot of ppc64
 * @index: in the symbol table, which is the order of the loader
 * @weak: STB_WEAK: may stay unresolved
 * @basic: record in __versions
 * @ext: record in __version_ext_crcs, which kernels since 6.14 prefer
 */
struct ks_import {
	const char *name;
	uint32_t index;
	bool weak;
	struct ks_crc basic;
	struct ks_crc ext;
};

/* Tags of .modinfo whose presence alone counts: name, tag. */
#define KS_MARKS(X)						\
	X(INTREE, "intree") X(RETPOLINE, "retpoline")		\
	X(STAGING, "staging") X(TEST, "test")			\
	X(LIVEPATCH, "livepatch")

#define KS_MARK_BIT(id, tag) KS_MARK_BIT_##id,
enum ks_mark_bit { KS_MARKS(KS_MARK_BIT) KS_MARK_MAX };

#define KS_MARK_ENUM(id, tag) KS_MARK_##id = 1 << KS_MARK_BIT_##id,
enum ks_mark { KS_MARKS(KS_MARK_ENUM) };

/**
 * struct ks_odd_symbol - a symbol that is in no section of the file
 * @name: its name
 * @index: in the symbol table
 * @section: st_shndx
 * @section_count: e_shnum
 * @is_common: SHN_COMMON, else an index behind the last section
 */
struct ks_odd_symbol {
	const char *name;
	uint32_t index;
	uint16_t section;
	uint16_t section_count;
	bool is_common;
};

/**
 * struct ks_own_export - one symbol that the candidate exports
 * @name: as the relocated entry of its export table names it
 * @ns: namespace, or NULL
 * @crc: meaningful with @has_crc
 * @has_crc: the table has a CRC table beside it
 * @gpl_only: for GPL-compatible modules only
 */
struct ks_own_export {
	const char *name;
	const char *ns;
	uint32_t crc;
	bool has_crc;
	bool gpl_only;
};

/**
 * struct ks_needs - one candidate
 * @path: as the user gave it
 * @image: the whole file, decompressed, signature included; for a file that
 *	is no ELF at all only its beginning
 * @file_size: of the whole file, decompressed, in bytes
 * @signed_size: bytes that a signature covers; @file_size without one
 * @signature: what stands behind them
 * @layout: how the sections were read: the kernel's way when it is known
 * @readable: sections and symbols could be read; without it everything below
 *	is empty and only the header rules can speak
 * @machine: e_machine
 * @iname: info->name of the loader: modinfo "name", else the name in struct
 *	module; NULL without either
 * @mname: mod->name of the loader: the name inside .gnu.linkonce.this_module
 * @vermagic: modinfo "vermagic" or NULL
 * @license: the first modinfo "license", which decides, or NULL
 * @depends: modinfo "depends", comma separated, or NULL
 * @modinfo_name: modinfo "name" or NULL: all that early messages have
 * @marks: bits of enum ks_mark: modinfo tags whose presence alone counts
 * @namespaces: each modinfo "import_ns"
 * @namespace_count: entries of @namespaces
 * @has_module: an allocated .gnu.linkonce.this_module section exists
 * @module_size: of .gnu.linkonce.this_module, in bytes; 0 without it
 * @has_versions: an allocated __versions section exists
 * @has_ext_versions: an allocated __version_ext_crcs section exists
 * @module_layout: what the version tables say of module_layout, which is
 *	recorded although no module imports it
 * @imports: undefined symbols in symbol table order
 * @import_count: entries of @imports
 * @odd_symbols: symbols without a place, in symbol table order
 * @odd_symbol_count: entries of @odd_symbols
 * @exports: what the module exports itself, in the loader's order: table by
 *	table, entry by entry
 * @export_count: entries of @exports
 * @exports_broken: an entry of these tables leads nowhere; it is left out
 * @exports_unsorted: a binary search in these tables need not find a name
 */
struct ks_needs {
	const char *path;
	struct ks_image image;
	uint64_t file_size;
	uint64_t signed_size;
	enum ks_signature signature;
	struct ks_layout layout;
	bool readable;
	uint16_t machine;
	const char *iname;
	const char *mname;
	const char *vermagic;
	const char *license;
	const char *depends;
	const char *modinfo_name;
	unsigned int marks;
	const char *const *namespaces;
	size_t namespace_count;
	bool has_module;
	uint64_t module_size;
	bool has_versions;
	bool has_ext_versions;
	struct ks_import module_layout;
	const struct ks_import *imports;
	size_t import_count;
	const struct ks_odd_symbol *odd_symbols;
	size_t odd_symbol_count;
	const struct ks_own_export *exports;
	size_t export_count;
	bool exports_broken;
	bool exports_unsorted;
};

#endif
