/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a kernel offers: a snapshot of plain data, filled by agent/facts, read
 * by the rules.  Everything unknown is all zeroes.
 */
#ifndef KS_MODEL_FACTS_H
#define KS_MODEL_FACTS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "model/btf.h"
#include "model/hash.h"
#include "model/image.h"
#include "model/tri.h"

/*
 * Gates: name in uapi and code, name in texts, and the kernel's configuration
 * symbol where one symbol alone decides it.
 */
#define KS_GATES(X)								\
	X(MODVERSIONS,		"modversions",		"MODVERSIONS")		\
	X(BASIC_MODVERSIONS,	"basic-modversions",	NULL)			\
	X(EXTENDED_MODVERSIONS,	"extended-modversions",	"EXTENDED_MODVERSIONS")	\
	X(MODULE_SIG,		"module-sig",		"MODULE_SIG")		\
	X(SIG_ENFORCED,		"sig-enforced",		"MODULE_SIG_FORCE")	\
	X(FORCE_LOAD,		"force-load",		"MODULE_FORCE_LOAD")	\
	X(UNLOAD,		"unload",		"MODULE_UNLOAD")	\
	X(VERMAGIC_COMPARED,	"vermagic-compared",	NULL)			\
	X(NAMESPACES_ENFORCED,	"namespaces-enforced",	NULL)			\
	X(BTF_ENFORCED,		"btf-enforced",		NULL)			\
	X(DECOMPRESS,		"decompress",		"MODULE_DECOMPRESS")	\
	X(RETPOLINE,		"retpoline",		NULL)			\
	X(LIVEPATCH,		"livepatch",		"LIVEPATCH")		\
	X(STRICT_RWX,		"strict-rwx",		"STRICT_MODULE_RWX")	\
	X(SMP,			"smp",			"SMP")			\
	X(UML,			"uml",			"UML")			\
	X(CONSTRUCTORS,		"constructors",		"CONSTRUCTORS")		\
	X(MODULE_PLTS,		"module-plts",		NULL)			\
	X(DYNAMIC_FTRACE,	"dynamic-ftrace",	"DYNAMIC_FTRACE")	\
	X(BTF_MODULES,		"btf-modules",		"DEBUG_INFO_BTF_MODULES") \
	X(SYSFS,		"sysfs",		"SYSFS")		\
	X(KALLSYMS,		"kallsyms",		"KALLSYMS")		\
	X(DYNAMIC_DEBUG,	"dynamic-debug",	"DYNAMIC_DEBUG_CORE")	\
	X(DECOMPRESS_GZIP,	"decompress-gzip",	NULL)			\
	X(DECOMPRESS_XZ,	"decompress-xz",	NULL)			\
	X(DECOMPRESS_ZSTD,	"decompress-zstd",	NULL)

#define KS_GATE_ENUM(id, name, config) KS_GATE_##id,
enum ks_gate { KS_GATES(KS_GATE_ENUM) KS_GATE_MAX };

/* What may change while a kernel runs, and no header knows: name, text. */
#define KS_STATES(X)					\
	X(MODULES_DISABLED,	"modules-disabled")	\
	X(LOCKED_DOWN,		"locked-down")		\
	X(SPECTRE_V2_MITIGATED,	"spectre-v2-mitigated")

#define KS_STATE_ENUM(id, name) KS_STATE_##id,
enum ks_state { KS_STATES(KS_STATE_ENUM) KS_STATE_MAX };

struct ks_fact_text {
	const char *value;
	enum ks_origin origin;
};

struct ks_fact_number {
	uint64_t value;
	enum ks_origin origin;
};

struct ks_fact_tri {
	enum ks_tri value;
	enum ks_origin origin;
};

struct ks_module;

/**
 * struct ks_export - one symbol name, as the kernel answers for it
 * @name: symbol
 * @ns: namespace, or NULL
 * @owner: exporting module, NULL for the kernel image
 * @crc: meaningful with @has_crc
 * @has_crc: the exporter has CRCs
 * @unversioned: the exporter is known to have none
 * @gpl_only: for GPL-compatible modules only
 * @module: what the facts say of @owner, where that was looked up; else NULL
 * @exported: no: searched for and not there; unknown: could not be searched
 * @file: which of the facts' files told it, counted from 1; 0: none of them
 * @origin: where this was read
 */
struct ks_export {
	const char *name;
	const char *ns;
	const char *owner;
	const struct ks_module *module;
	uint32_t crc;
	bool has_crc;
	bool unversioned;
	bool gpl_only;
	uint8_t file;
	enum ks_tri exported;
	enum ks_origin origin;
};

/**
 * enum ks_module_state - state of a name under /sys/module
 * @KS_MODULE_LIVE: loaded
 * @KS_MODULE_COMING: init() is running
 * @KS_MODULE_GOING: being removed
 * @KS_MODULE_BUILTIN: part of the kernel image
 * @KS_MODULE_BUILTIN_SYSFS: the same, and it has an entry under /sys/module
 * @KS_MODULE_BESIDE: not there yet, but checked in one set with the candidate,
 *	and loaded before it
 */
enum ks_module_state {
	KS_MODULE_LIVE = 0,
	KS_MODULE_COMING,
	KS_MODULE_GOING,
	KS_MODULE_BUILTIN,
	KS_MODULE_BUILTIN_SYSFS,
	KS_MODULE_BESIDE,
	KS_MODULE_STATE_MAX,
};

/**
 * struct ks_module - a module that is loaded or built in
 * @name: as under /sys/module
 * @state: its state
 * @taints: letters of /proc/modules such as "POE", empty for none; NULL when
 *	not known
 * @origin: where this was read; assumed: named by the user as loaded before
 * @is_signed: of one that is checked in the same set: does its signature hold
 */
struct ks_module {
	const char *name;
	enum ks_module_state state;
	const char *taints;
	enum ks_origin origin;
	enum ks_tri is_signed;
};

/**
 * struct ks_symbol_list - names of symbols
 * @names: sorted by their bytes
 * @count: entries of @names
 */
struct ks_symbol_list {
	const char **names;
	size_t count;
};

/**
 * enum ks_ring - a keyring that the kernel asks about modules, or its opposite
 * @KS_RING_BUILTIN: .builtin_trusted_keys: compiled in
 * @KS_RING_SECONDARY: .secondary_trusted_keys: added later, vouched for
 * @KS_RING_MACHINE: .machine: of the machine's owner (MOK)
 * @KS_RING_NAMED: the user says that the kernel has it, wherever
 * @KS_RING_PLATFORM: .platform: of the firmware; not every kernel asks it
 * @KS_RING_REVOKED: certificates in .blacklist
 */
enum ks_ring {
	KS_RING_BUILTIN = 0,
	KS_RING_SECONDARY,
	KS_RING_MACHINE,
	KS_RING_NAMED,
	KS_RING_PLATFORM,
	KS_RING_REVOKED,
	KS_RING_MAX,
};

/**
 * struct ks_key - a key that counts for signatures of modules
 * @name: of its owner
 * @id: as /proc/keys shows it: subject key identifier, without one the serial
 *	number; hexadecimal digits
 * @ring: where it is
 * @certificate: DER, or without bytes where only the id is known
 * @is_build_key: made by this kernel's own build, which signed its modules
 * @origin: where it was read
 */
struct ks_key {
	const char *name;
	const char *id;
	enum ks_ring ring;
	struct ks_image certificate;
	bool is_build_key;
	enum ks_origin origin;
};

/**
 * struct ks_conflict - two sources that say different things of one kernel
 * @what: name of the fact
 * @first: value that was kept
 * @second: value that contradicts it
 * @first_file: where the first was read, or NULL
 * @second_file: where the second was read, or NULL
 */
struct ks_conflict {
	const char *what;
	const char *first;
	const char *second;
	const char *first_file;
	const char *second_file;
};

/* How the kind of a file begins that is there and tells nothing; why follows. */
#define KS_FILE_NOT_READ	"not read: "

/**
 * struct ks_fact_file - a file that the facts were read from
 * @path: as the user named it, or as it was found in what the user named
 * @kind: what it is, in words
 */
struct ks_fact_file {
	const char *path;
	const char *kind;
};

/**
 * struct ks_told - which file told a fact
 * @what: name of the fact
 * @file: its path
 */
struct ks_told {
	const char *what;
	const char *file;
};

/**
 * struct ks_helper - the kernel module that answered, if one did
 * @version: its version, or NULL without a helper
 * @backend: how it found the export tables
 * @forced: it was force-loaded: it proves nothing
 */
struct ks_helper {
	const char *version;
	const char *backend;
	bool forced;
};

/**
 * struct ks_facts - one kernel
 * @source: what the user named, such as "live"
 * @release: as uname -r
 * @vermagic: whole string, trailing blank included
 * @vermagic_flags: only what stands behind the release, leading blank
 *	included, where the whole is not known
 * @version: LINUX_VERSION_CODE of the series, from the release or a config
 * @module_size: sizeof(struct module) in bytes
 * @btf_types: ids in its BTF, void included: where those of a module start
 * @btf_strings: bytes of names in its BTF
 * @btf: its BTF itself, opened, or NULL where that is not at hand; no saved facts
 *	have it
 * @kernel_hash: version of OpenWrt's kernel package, which ends in a hash of the
 *	configuration
 * @machine: e_machine of its modules
 * @elf_class: EI_CLASS of its modules
 * @elf_data: EI_DATA of its modules
 * @gates: by enum ks_gate
 * @states: by enum ks_state
 * @blacklist: module_blacklist= of the kernel, comma separated; empty when
 *	there is none
 * @taints: the kernel's taint mask: what is set was reported already
 * @exports: what is known of symbols
 * @export_count: entries of @exports
 * @symbol_count: the same with those of a file that nobody asks for
 * @index: hash table over @exports: position + 1, 0 is free
 * @index_mask: its size - 1
 * @other_exports: a name not in @exports: no (they are all there) or unknown
 * @modules: what is loaded or built in
 * @module_count: entries of @modules
 * @other_modules: a name not in @modules: no, or unknown
 * @keys: keys for signatures of modules
 * @key_count: entries of @keys
 * @other_keys: a key not in @keys: no, or unknown
 * @hashes: SHA-256 of files that no kernel should take, hexadecimal digits
 * @hash_count: entries of @hashes
 * @kmi_symbols: Android: what unsigned modules may use; none: that is not protected
 * @protected_exports: Android: what unsigned modules must not export
 * @conflicts: contradictions between sources
 * @conflict_count: entries of @conflicts
 * @files: what was read, saved facts excepted, which name theirs
 * @file_count: entries of @files
 * @told: which of them told what, symbols excepted
 * @told_count: entries of @told
 * @not_fresh: what is not known of how it was booted, or of what happened since, is
 *	not that of a kernel freshly booted: it runs, or ran when this was saved
 * @helper: who answered
 */
struct ks_facts {
	const char *source;
	struct ks_fact_text release;
	struct ks_fact_text vermagic;
	struct ks_fact_text vermagic_flags;
	struct ks_fact_number version;
	struct ks_fact_number module_size;
	struct ks_fact_number btf_types;
	struct ks_fact_number btf_strings;
	const struct ks_btf *btf;
	struct ks_fact_text kernel_hash;
	struct ks_fact_number machine;
	struct ks_fact_number elf_class;
	struct ks_fact_number elf_data;
	struct ks_fact_tri gates[KS_GATE_MAX];
	struct ks_fact_tri states[KS_STATE_MAX];
	struct ks_fact_text blacklist;
	struct ks_fact_number taints;
	const struct ks_export *exports;
	size_t export_count;
	size_t symbol_count;
	const uint32_t *index;
	uint32_t index_mask;
	enum ks_tri other_exports;
	const struct ks_module *modules;
	size_t module_count;
	enum ks_tri other_modules;
	const struct ks_key *keys;
	size_t key_count;
	enum ks_tri other_keys;
	const char *const *hashes;
	size_t hash_count;
	struct ks_symbol_list kmi_symbols;
	struct ks_symbol_list protected_exports;
	const struct ks_conflict *conflicts;
	size_t conflict_count;
	const struct ks_fact_file *files;
	size_t file_count;
	const struct ks_told *told;
	size_t told_count;
	bool not_fresh;
	struct ks_helper helper;
};

/** ks_version_code - as KERNEL_VERSION() of the kernel */
static inline uint64_t ks_version_code(unsigned int major, unsigned int minor)
{
	return ((uint64_t)major << 16) | (minor << 8);
}

/** ks_since - is this kernel of that series or a later one */
static inline enum ks_tri ks_since(const struct ks_facts *facts, unsigned int major,
				   unsigned int minor)
{
	if (facts->version.origin == KS_ORIGIN_NONE)
		return KS_UNKNOWN;
	return ks_tri(facts->version.value >= ks_version_code(major, minor));
}

/**
 * ks_facts_export - what is known of a symbol name
 * @facts: indexed facts
 * @name: symbol
 *
 * Return: the export, or NULL; then @facts->other_exports holds for it.
 */
static inline const struct ks_export *ks_facts_export(const struct ks_facts *facts,
						      const char *name)
{
	uint32_t slot;

	if (!facts->index)
		return NULL;
	slot = ks_name_hash(name) & facts->index_mask;
	for (; facts->index[slot]; slot = (slot + 1) & facts->index_mask) {
		const struct ks_export *e = &facts->exports[facts->index[slot] - 1];

		if (!strcmp(e->name, name))
			return e;
	}
	return NULL;
}

/** ks_facts_module - what is known of a module name, or NULL */
static inline const struct ks_module *ks_facts_module(const struct ks_facts *facts,
						      const char *name)
{
	for (size_t i = 0; i < facts->module_count; i++)
		if (!strcmp(facts->modules[i].name, name))
			return &facts->modules[i];
	return NULL;
}

/** ks_facts_file_of - path of the file that told a fact, or NULL */
static inline const char *ks_facts_file_of(const struct ks_facts *facts, const char *what)
{
	for (size_t i = 0; i < facts->told_count; i++)
		if (!strcmp(facts->told[i].what, what))
			return facts->told[i].file;
	return NULL;
}

/** ks_facts_is_live - is a module of this name known to be loaded */
static inline bool ks_facts_is_live(const struct ks_facts *facts, const char *name)
{
	const struct ks_module *module = ks_facts_module(facts, name);

	return module && module->state == KS_MODULE_LIVE;
}

/** ks_facts_owner - what is known of the module that exports a symbol, or NULL */
static inline const struct ks_module *ks_facts_owner(const struct ks_facts *facts,
						     const struct ks_export *export)
{
	if (export->module || !export->owner)
		return export->module;
	return ks_facts_module(facts, export->owner);
}

/** ks_facts_exported - is this name exported, as far as the facts go */
static inline enum ks_tri ks_facts_exported(const struct ks_facts *facts, const char *name)
{
	const struct ks_export *e = ks_facts_export(facts, name);

	return e ? e->exported : facts->other_exports;
}

#endif
