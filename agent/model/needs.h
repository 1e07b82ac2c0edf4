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

#include "model/elf.h"
#include "model/image.h"
#include "model/tri.h"

/**
 * enum ks_depth - how much of a candidate is looked at
 * @KS_DEPTH_DEEP: every byte
 * @KS_DEPTH_SHALLOW: headers, modinfo, symbols and versions; not what stands in
 *	sections of code and data, nor what signature goes with them
 */
enum ks_depth {
	KS_DEPTH_DEEP = 0,
	KS_DEPTH_SHALLOW,
};

/**
 * enum ks_signature - what is known of the signature: the state of the trailer,
 *	as mod_check_sig() of kernel/module_signature.c sees it, and what
 *	verify_pkcs7_signature() of certs/system_keyring.c will say
 * @KS_SIGNATURE_NONE: no trailer (ENODATA)
 * @KS_SIGNATURE_PKCS7: a sound trailer; whether it verifies is not known
 * @KS_SIGNATURE_FOREIGN: not PKCS#7 (ENOPKG)
 * @KS_SIGNATURE_BROKEN: lengths are wrong (EBADMSG)
 * @KS_SIGNATURE_RESERVED: reserved fields are set (EBADMSG)
 * @KS_SIGNATURE_FAULTY: the message is not as it must be; see enum ks_fault
 * @KS_SIGNATURE_VALID: verifies with a key that the kernel trusts
 * @KS_SIGNATURE_MISMATCH: does not verify with such a key (EKEYREJECTED)
 * @KS_SIGNATURE_UNKNOWN_KEY: the kernel has no such key (ENOKEY)
 * @KS_SIGNATURE_LISTED: the kernel has the key, we do not: valid or a mismatch
 * @KS_SIGNATURE_MAYBE_VALID: verifies, but whether this kernel asks that keyring,
 *	or knows that digest, is not known: valid, or as if not signed
 * @KS_SIGNATURE_MAYBE_MISMATCH: the same, but it does not verify
 * @KS_SIGNATURE_REVOKED: by a key that is on the kernel's revocation list
 *	(EKEYREJECTED)
 * @KS_SIGNATURE_MAYBE_REVOKED: the same, but whether this kernel asks that list, or
 *	the signature verifies, is not known
 * @KS_SIGNATURE_HASH_LISTED: verifies, but the hash of the file is on the
 *	kernel's blacklist, which not every kernel looks at
 */
enum ks_signature {
	KS_SIGNATURE_NONE = 0,
	KS_SIGNATURE_PKCS7,
	KS_SIGNATURE_FOREIGN,
	KS_SIGNATURE_BROKEN,
	KS_SIGNATURE_RESERVED,
	KS_SIGNATURE_FAULTY,
	KS_SIGNATURE_VALID,
	KS_SIGNATURE_MISMATCH,
	KS_SIGNATURE_UNKNOWN_KEY,
	KS_SIGNATURE_LISTED,
	KS_SIGNATURE_MAYBE_VALID,
	KS_SIGNATURE_MAYBE_MISMATCH,
	KS_SIGNATURE_REVOKED,
	KS_SIGNATURE_MAYBE_REVOKED,
	KS_SIGNATURE_HASH_LISTED,
	KS_SIGNATURE_MAX,
};

/*
 * Why the kernel refuses a message before it looks for a key: id, the errno of
 * pkcs7_parse_message() or pkcs7_verify().
 */
#define KS_FAULTS(X)								\
	X(NONE, 0)			/* it does not */			\
	X(ASN1, 74)			/* EBADMSG: not along the grammar */	\
	X(TOO_LONG, 90)			/* EMSGSIZE */				\
	X(CONTENT_TYPE, 22)		/* EINVAL: no signedData */		\
	X(VERSION, 22)			/* EINVAL: of signedData */		\
	X(DATA_TYPE, 22)		/* EINVAL: of what was signed */	\
	X(SIGNER_VERSION, 22)		/* EINVAL */				\
	X(VERSION_MISMATCH, 74)		/* EBADMSG: of the two */		\
	X(DIGEST, 65)			/* ENOPKG: algorithm unknown */		\
	X(ALGORITHM, 65)		/* ENOPKG: algorithm unknown */		\
	X(ATTRIBUTE, 74)		/* EBADMSG: value of an attribute */	\
	X(ATTRIBUTE_TWICE, 129)		/* EKEYREJECTED */			\
	X(ATTRIBUTE_SMIME, 129)		/* EKEYREJECTED: of mail programs */	\
	X(ATTRIBUTE_MISSING, 74)	/* EBADMSG */				\
	X(AUTHENTICODE, 74)		/* EBADMSG: without attributes */	\
	X(AUTHATTRS_DIFFER, 22)		/* EINVAL: among signers */		\
	X(CONTENT, 74)			/* EBADMSG: brings its own data */	\
	X(NOT_DATA, 129)		/* EKEYREJECTED: type of the data */	\
	X(AUTHATTRS, 129)		/* EKEYREJECTED: signed attributes */	\
	X(KEY_ID, 22)			/* EINVAL: names no key */

#define KS_FAULT_ENUM(id, error) KS_FAULT_##id,
enum ks_fault { KS_FAULTS(KS_FAULT_ENUM) KS_FAULT_MAX };

/** ks_signature_is_open - could a certificate tell more */
static inline bool ks_signature_is_open(enum ks_signature signature)
{
	return signature == KS_SIGNATURE_PKCS7 || signature == KS_SIGNATURE_LISTED;
}

/**
 * struct ks_signer - who signed, for people
 * @name: common name of the issuer of the signer's certificate; empty where the
 *	signature names a key only
 * @id: serial number of that certificate, or key identifier; hexadecimal digits
 * @digest: algorithm, or NULL
 * @is_build_key: verified with the key that this kernel's own build made
 */
struct ks_signer {
	char name[128];
	char id[96];
	const char *digest;
	bool is_build_key;
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

struct ks_export;

/**
 * struct ks_import - one undefined symbol
 * @name: without the leading dot of ppc64
 * @hash: ks_name_hash() of it, as the reader has left it
 * @index: in the symbol table, which is the order of the loader
 * @weak: STB_WEAK: may stay unresolved
 * @basic: record in __versions
 * @ext: record in __version_ext_crcs, which kernels since 6.14 prefer
 * @export: what the facts say of it, where that was looked up; else NULL
 */
struct ks_import {
	const char *name;
	uint32_t hash;
	uint32_t index;
	bool weak;
	struct ks_crc basic;
	struct ks_crc ext;
	const struct ks_export *export;
};

/**
 * enum ks_imports - what holds for each import of a module, so that no rule need look
 * @KS_IMPORTS_FOUND: the loader finds it; its owner is there, and changes nothing
 * @KS_IMPORTS_NO_NS: it is in no namespace
 * @KS_IMPORTS_EQUAL: its CRC is compared, and equal
 */
enum ks_imports {
	KS_IMPORTS_FOUND = 1 << 0,
	KS_IMPORTS_NO_NS = 1 << 1,
	KS_IMPORTS_EQUAL = 1 << 2,
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
 * struct ks_argument - one parameter that the module is to be loaded with
 * @name: what stands before the '='
 * @value: what stands behind it; NULL without '='
 */
struct ks_argument {
	const char *name;
	const char *value;
};

/* Views of a pager; each has memory of its own. */
enum ks_view {
	KS_VIEW_ENTRIES,
	KS_VIEW_ENTRIES_2,
	KS_VIEW_ENTRIES_3,
	KS_VIEW_PLACES,
	KS_VIEW_MAX,
};

/**
 * struct ks_pager - brings bytes of an image that are not in memory
 * @fetch: put them into their place in the image, where they stay; any values
 * @view: show bytes of the image elsewhere, until the next call with the same view;
 *	@len is set to how many: 64 at least, or what is left of the image
 *
 * What cannot be read is zero, and the owner of the image knows of it.
 */
struct ks_pager {
	void (*fetch)(struct ks_pager *pager, uint64_t offset, uint64_t len);
	const uint8_t *(*view)(struct ks_pager *pager, enum ks_view view, uint64_t offset,
			       uint64_t *len);
};

struct ks_seen;

/**
 * struct ks_needs - one candidate
 * @path: as the user gave it
 * @depth: how much of it was read, and is to be checked
 * @image: the whole file, decompressed, signature included; for a file that
 *	is no ELF at all only its beginning
 * @index: its section headers, where all of them and their names are as a linker
 *	writes them; else NULL, and who needs one decodes it
 * @pager: where code, data and relocations come from that are not in @image; NULL:
 *	they are there, or nobody asks for them
 * @seen: what the rules tell each other about the bytes; NULL: nothing
 * @file_size: of the whole file, decompressed, in bytes
 * @signed_size: bytes that a signature covers; @file_size without one
 * @signature: what stands behind them; agent/crypto fills in what the kernel
 *	will make of it
 * @fault: with KS_SIGNATURE_FAULTY: what is wrong
 * @signer: who made it, once somebody has asked; all zeroes before. Its owner is that of
 *	the bytes; NULL where they are gone
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
 * @aliases: each modinfo "alias"; none of a module that is only known from a set
 * @alias_count: entries of @aliases
 * @parmtypes: each modinfo "parmtype": "name:type"
 * @parmtype_count: entries of @parmtypes
 * @param_count: records in __param
 * @param_flags: their flags, ored
 * @arguments: parameters to load it with
 * @argument_count: entries of @arguments
 * @after_dashes: what stands behind "--" among them, or NULL
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
 * @imports_are: bits of enum ks_imports, which ks_check() sets for its rules; 0: they
 *	look themselves
 * @odd_symbols: symbols without a place, in symbol table order
 * @odd_symbol_count: entries of @odd_symbols
 * @has_btf: there is a .BTF section, allocated or not; the first counts
 * @btf_size: what its header says, in bytes
 * @btf: its content; no data where that lies out of the file
 * @has_btf_base: there is a .BTF.base section
 * @btf_base: its content; no data where that lies out of the file
 * @package: name of the package that the file belongs to, or NULL
 * @kernel_hash: version of the kernel package that this package was made for,
 *	which on OpenWrt ends in a hash of the configuration, or NULL
 * @exports: what the module exports itself, in the loader's order: table by
 *	table, entry by entry
 * @export_count: entries of @exports
 * @exports_broken: an entry of these tables leads nowhere; it is left out
 * @exports_unsorted: a binary search in these tables need not find a name
 */
struct ks_needs {
	const char *path;
	enum ks_depth depth;
	struct ks_image image;
	const struct ks_elf_index *index;
	struct ks_pager *pager;
	struct ks_seen *seen;
	uint64_t file_size;
	uint64_t signed_size;
	enum ks_signature signature;
	enum ks_fault fault;
	struct ks_signer *signer;
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
	const char *const *aliases;
	size_t alias_count;
	const char *const *parmtypes;
	size_t parmtype_count;
	uint64_t param_count;
	unsigned int param_flags;
	const struct ks_argument *arguments;
	size_t argument_count;
	const char *after_dashes;
	const char *const *namespaces;
	size_t namespace_count;
	bool has_module;
	uint64_t module_size;
	bool has_versions;
	bool has_ext_versions;
	struct ks_import module_layout;
	const struct ks_import *imports;
	size_t import_count;
	unsigned int imports_are;
	const struct ks_odd_symbol *odd_symbols;
	size_t odd_symbol_count;
	bool has_btf;
	uint64_t btf_size;
	struct ks_image btf;
	bool has_btf_base;
	struct ks_image btf_base;
	const char *package;
	const char *kernel_hash;
	const struct ks_own_export *exports;
	size_t export_count;
	bool exports_broken;
	bool exports_unsorted;
};

/** ks_needs_fetch - have these bytes of the image in memory */
static inline void ks_needs_fetch(const struct ks_needs *needs, uint64_t offset, uint64_t len)
{
	if (needs->pager)
		needs->pager->fetch(needs->pager, offset, len);
}

/**
 * ks_is_signed - does a signature hold: sig_ok of struct module
 * @needs: candidate
 *
 * Return: unknown where nobody could verify it.
 */
static inline enum ks_tri ks_is_signed(const struct ks_needs *needs)
{
	switch (needs->signature) {
	case KS_SIGNATURE_VALID:
		return KS_YES;
	case KS_SIGNATURE_PKCS7:
	case KS_SIGNATURE_LISTED:
	case KS_SIGNATURE_MAYBE_VALID:
	case KS_SIGNATURE_MAYBE_REVOKED:
		return KS_UNKNOWN;
	default:
		return KS_NO;
	}
}

#endif
