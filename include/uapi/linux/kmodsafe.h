/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR MIT */
/*
 * The kmodsafe generic netlink family: what the kernel module and its clients
 * share.  Described in Documentation/netlink/specs/kmodsafe.yaml; a check
 * holds the two together.  Values are append-only and never renumbered.
 *
 * Every operation needs CAP_NET_ADMIN and CAP_SYS_MODULE in the initial user
 * namespace and is served in the initial network namespace only.  No kernel
 * address ever crosses this interface.
 */
#ifndef _UAPI_LINUX_KMODSAFE_H
#define _UAPI_LINUX_KMODSAFE_H

#include <linux/types.h>

#define KMODSAFE_FAMILY_NAME		"kmodsafe"
#define KMODSAFE_FAMILY_VERSION		1

/* Multicast group of KMODSAFE_CMD_MODULE_NTF. */
#define KMODSAFE_MCGRP_MODULE		"module"

/*
 * KMODSAFE_PROTOCOL counts added operations and attributes; a new gate counts
 * as none, who does not get it does not know it.  KMODSAFE_PROTOCOL_MIN is the
 * oldest protocol that the same code still talks to.
 */
#define KMODSAFE_PROTOCOL		1
#define KMODSAFE_PROTOCOL_MIN		1

/* Limits of one symbol-get request; more is refused with EMSGSIZE. */
#define KMODSAFE_SYMBOL_NAMES_MAX	1024
#define KMODSAFE_SYMBOL_BYTES_MAX	32768

/* Longest symbol name or namespace, terminating NUL not counted. */
#define KMODSAFE_NAME_MAX		511

/**
 * enum kmodsafe_origin - where a value comes from
 * @KMODSAFE_ORIGIN_LIVE: read from an object of the running kernel now
 * @KMODSAFE_ORIGIN_LOADER: compiled into the kernel module, and compared by
 *	this kernel's loader when it took the module without force
 * @KMODSAFE_ORIGIN_BUILD: compiled into the kernel module, proven by nothing
 */
enum kmodsafe_origin {
	KMODSAFE_ORIGIN_LIVE = 1,
	KMODSAFE_ORIGIN_LOADER,
	KMODSAFE_ORIGIN_BUILD,
};

/**
 * enum kmodsafe_backend - how the export tables were found
 * @KMODSAFE_BACKEND_NONE: not found; symbol operations answer EOPNOTSUPP
 * @KMODSAFE_BACKEND_SCAN: data scan for the entries of the module's own imports
 * @KMODSAFE_BACKEND_WALK: walk over function symbols with sprint_symbol()
 * @KMODSAFE_BACKEND_KPROBE: address of an unexported function by a disarmed
 *	kprobe
 */
enum kmodsafe_backend {
	KMODSAFE_BACKEND_NONE = 1,
	KMODSAFE_BACKEND_SCAN,
	KMODSAFE_BACKEND_WALK,
	KMODSAFE_BACKEND_KPROBE,
};

/**
 * enum kmodsafe_gate - a property of the kernel that its loader acts on
 * @KMODSAFE_GATE_MODVERSIONS: CONFIG_MODVERSIONS
 * @KMODSAFE_GATE_BASIC_MODVERSIONS: records in __versions (always, until
 *	CONFIG_BASIC_MODVERSIONS could switch them off)
 * @KMODSAFE_GATE_EXTENDED_MODVERSIONS: CONFIG_EXTENDED_MODVERSIONS
 * @KMODSAFE_GATE_MODULE_SIG: CONFIG_MODULE_SIG
 * @KMODSAFE_GATE_SIG_ENFORCED: is_module_sig_enforced(), now
 * @KMODSAFE_GATE_FORCE_LOAD: CONFIG_MODULE_FORCE_LOAD
 * @KMODSAFE_GATE_UNLOAD: CONFIG_MODULE_UNLOAD
 * @KMODSAFE_GATE_VERMAGIC_COMPARED: the loader compares vermagic (not where
 *	OpenWrt's CONFIG_MODULE_STRIPPED takes the comparison out)
 * @KMODSAFE_GATE_NAMESPACES_ENFORCED: no
 *	CONFIG_MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS
 * @KMODSAFE_GATE_BTF_ENFORCED: CONFIG_DEBUG_INFO_BTF_MODULES without
 *	CONFIG_MODULE_ALLOW_BTF_MISMATCH
 * @KMODSAFE_GATE_DECOMPRESS: CONFIG_MODULE_DECOMPRESS
 * @KMODSAFE_GATE_RETPOLINE: CONFIG_RETPOLINE or CONFIG_MITIGATION_RETPOLINE
 * @KMODSAFE_GATE_LIVEPATCH: CONFIG_LIVEPATCH
 * @KMODSAFE_GATE_STRICT_RWX: CONFIG_STRICT_MODULE_RWX
 * @KMODSAFE_GATE_SMP: CONFIG_SMP
 * @KMODSAFE_GATE_UML: CONFIG_UML, which places and relocates modules in its
 *	own way although e_machine is the host's
 * @KMODSAFE_GATE_CONSTRUCTORS: CONFIG_CONSTRUCTORS
 * @KMODSAFE_GATE_MODULE_PLTS: the loader wants sections for veneers:
 *	CONFIG_ARM64_MODULE_PLTS (since 6.5 every arm64),
 *	CONFIG_ARM_MODULE_PLTS, CONFIG_MODULE_SECTIONS of riscv
 * @KMODSAFE_GATE_DYNAMIC_FTRACE: CONFIG_DYNAMIC_FTRACE
 * @KMODSAFE_GATE_BTF_MODULES: CONFIG_DEBUG_INFO_BTF_MODULES
 * @KMODSAFE_GATE_SYSFS: CONFIG_SYSFS
 * @KMODSAFE_GATE_KALLSYMS: CONFIG_KALLSYMS
 * @KMODSAFE_GATE_DYNAMIC_DEBUG: CONFIG_DYNAMIC_DEBUG_CORE
 * @KMODSAFE_GATE_DECOMPRESS_GZIP: what CONFIG_MODULE_DECOMPRESS unpacks is
 *	gzip
 * @KMODSAFE_GATE_DECOMPRESS_XZ: the same with xz
 * @KMODSAFE_GATE_DECOMPRESS_ZSTD: the same with zstd
 */
enum kmodsafe_gate {
	KMODSAFE_GATE_MODVERSIONS = 1,
	KMODSAFE_GATE_BASIC_MODVERSIONS,
	KMODSAFE_GATE_EXTENDED_MODVERSIONS,
	KMODSAFE_GATE_MODULE_SIG,
	KMODSAFE_GATE_SIG_ENFORCED,
	KMODSAFE_GATE_FORCE_LOAD,
	KMODSAFE_GATE_UNLOAD,
	KMODSAFE_GATE_VERMAGIC_COMPARED,
	KMODSAFE_GATE_NAMESPACES_ENFORCED,
	KMODSAFE_GATE_BTF_ENFORCED,
	KMODSAFE_GATE_DECOMPRESS,
	KMODSAFE_GATE_RETPOLINE,
	KMODSAFE_GATE_LIVEPATCH,
	KMODSAFE_GATE_STRICT_RWX,
	KMODSAFE_GATE_SMP,
	KMODSAFE_GATE_UML,
	KMODSAFE_GATE_CONSTRUCTORS,
	KMODSAFE_GATE_MODULE_PLTS,
	KMODSAFE_GATE_DYNAMIC_FTRACE,
	KMODSAFE_GATE_BTF_MODULES,
	KMODSAFE_GATE_SYSFS,
	KMODSAFE_GATE_KALLSYMS,
	KMODSAFE_GATE_DYNAMIC_DEBUG,
	KMODSAFE_GATE_DECOMPRESS_GZIP,
	KMODSAFE_GATE_DECOMPRESS_XZ,
	KMODSAFE_GATE_DECOMPRESS_ZSTD,
};

/**
 * enum kmodsafe_symbol_state - answer for one name
 * @KMODSAFE_SYMBOL_FOUND: exported by the kernel or a loaded module
 * @KMODSAFE_SYMBOL_ABSENT: all tables were searched, nobody exports it
 * @KMODSAFE_SYMBOL_UNKNOWN: not every table could be searched
 */
enum kmodsafe_symbol_state {
	KMODSAFE_SYMBOL_FOUND = 1,
	KMODSAFE_SYMBOL_ABSENT,
	KMODSAFE_SYMBOL_UNKNOWN,
};

/**
 * enum kmodsafe_symbol_flags - bits of %KMODSAFE_A_SYMBOL_FLAGS
 * @KMODSAFE_SYMBOL_GPL_ONLY: exported to GPL-compatible modules only
 */
enum kmodsafe_symbol_flags {
	KMODSAFE_SYMBOL_GPL_ONLY = 1,
};

/**
 * enum kmodsafe_module_event - what happened to a module
 * @KMODSAFE_MODULE_COMING: passed the loader's checks, init() runs next
 * @KMODSAFE_MODULE_LIVE: init() succeeded
 * @KMODSAFE_MODULE_GOING: is being removed
 * @KMODSAFE_MODULE_INIT_FAILED: init() failed, the module is gone
 */
enum kmodsafe_module_event {
	KMODSAFE_MODULE_COMING = 1,
	KMODSAFE_MODULE_LIVE,
	KMODSAFE_MODULE_GOING,
	KMODSAFE_MODULE_INIT_FAILED,
};

/**
 * enum kmodsafe_a_gate - one property (nested in the kernel set)
 * @KMODSAFE_A_GATE_ID: u32, &enum kmodsafe_gate; always
 * @KMODSAFE_A_GATE_VALUE: u32, 0 or 1; absent when not known
 * @KMODSAFE_A_GATE_ORIGIN: u32, &enum kmodsafe_origin; with the value
 */
enum kmodsafe_a_gate {
	KMODSAFE_A_GATE_ID = 1,
	KMODSAFE_A_GATE_VALUE,
	KMODSAFE_A_GATE_ORIGIN,

	__KMODSAFE_A_GATE_MAX,
	KMODSAFE_A_GATE_MAX = (__KMODSAFE_A_GATE_MAX - 1)
};

/**
 * enum kmodsafe_a_kernel - the kernel as a whole
 * @KMODSAFE_A_KERNEL_PROTOCOL: u32, %KMODSAFE_PROTOCOL; always
 * @KMODSAFE_A_KERNEL_PROTOCOL_MIN: u32, %KMODSAFE_PROTOCOL_MIN; always
 * @KMODSAFE_A_KERNEL_HELPER_VERSION: string, the kernel module's version;
 *	always
 * @KMODSAFE_A_KERNEL_HELPER_FORCED: flag, the kernel module itself was
 *	force-loaded: nothing below is proven by the loader
 * @KMODSAFE_A_KERNEL_BACKEND: u32, &enum kmodsafe_backend; always
 * @KMODSAFE_A_KERNEL_GENERATION: u32, changes when a module comes or goes;
 *	always
 * @KMODSAFE_A_KERNEL_RELEASE: string, the initial UTS namespace's release;
 *	always
 * @KMODSAFE_A_KERNEL_RELEASE_ORIGIN: u32, &enum kmodsafe_origin; always
 * @KMODSAFE_A_KERNEL_VERMAGIC: string, with its trailing blank; always
 * @KMODSAFE_A_KERNEL_VERMAGIC_ORIGIN: u32, &enum kmodsafe_origin; always
 * @KMODSAFE_A_KERNEL_MODULE_SIZE: u32, sizeof(struct module) in bytes; always
 * @KMODSAFE_A_KERNEL_MODULE_SIZE_ORIGIN: u32, &enum kmodsafe_origin; always
 * @KMODSAFE_A_KERNEL_ELF_MACHINE: u32, e_machine of modules; always
 * @KMODSAFE_A_KERNEL_ELF_CLASS: u32, EI_CLASS; always
 * @KMODSAFE_A_KERNEL_ELF_DATA: u32, EI_DATA; always
 * @KMODSAFE_A_KERNEL_ELF_ORIGIN: u32, &enum kmodsafe_origin; always
 * @KMODSAFE_A_KERNEL_VMLINUX_SYMBOLS: u32, count of the kernel image's own
 *	exports; absent without a backend
 * @KMODSAFE_A_KERNEL_GATE: nest of &enum kmodsafe_a_gate, one for each
 *	property; always
 */
enum kmodsafe_a_kernel {
	KMODSAFE_A_KERNEL_PROTOCOL = 1,
	KMODSAFE_A_KERNEL_PROTOCOL_MIN,
	KMODSAFE_A_KERNEL_HELPER_VERSION,
	KMODSAFE_A_KERNEL_HELPER_FORCED,
	KMODSAFE_A_KERNEL_BACKEND,
	KMODSAFE_A_KERNEL_GENERATION,
	KMODSAFE_A_KERNEL_RELEASE,
	KMODSAFE_A_KERNEL_RELEASE_ORIGIN,
	KMODSAFE_A_KERNEL_VERMAGIC,
	KMODSAFE_A_KERNEL_VERMAGIC_ORIGIN,
	KMODSAFE_A_KERNEL_MODULE_SIZE,
	KMODSAFE_A_KERNEL_MODULE_SIZE_ORIGIN,
	KMODSAFE_A_KERNEL_ELF_MACHINE,
	KMODSAFE_A_KERNEL_ELF_CLASS,
	KMODSAFE_A_KERNEL_ELF_DATA,
	KMODSAFE_A_KERNEL_ELF_ORIGIN,
	KMODSAFE_A_KERNEL_VMLINUX_SYMBOLS,
	KMODSAFE_A_KERNEL_GATE,

	__KMODSAFE_A_KERNEL_MAX,
	KMODSAFE_A_KERNEL_MAX = (__KMODSAFE_A_KERNEL_MAX - 1)
};

/**
 * enum kmodsafe_a_symbol - one exported symbol (nested in the query set)
 * @KMODSAFE_A_SYMBOL_NAME: string; always
 * @KMODSAFE_A_SYMBOL_STATE: u32, &enum kmodsafe_symbol_state; always
 * @KMODSAFE_A_SYMBOL_CRC: u32, out of the exporter's own table; absent when
 *	the exporter has none
 * @KMODSAFE_A_SYMBOL_FLAGS: u32, bits of &enum kmodsafe_symbol_flags; when
 *	found
 * @KMODSAFE_A_SYMBOL_NAMESPACE: string; when the export has one
 * @KMODSAFE_A_SYMBOL_OWNER: string, name of the exporting module; absent for
 *	the kernel image
 */
enum kmodsafe_a_symbol {
	KMODSAFE_A_SYMBOL_NAME = 1,
	KMODSAFE_A_SYMBOL_STATE,
	KMODSAFE_A_SYMBOL_CRC,
	KMODSAFE_A_SYMBOL_FLAGS,
	KMODSAFE_A_SYMBOL_NAMESPACE,
	KMODSAFE_A_SYMBOL_OWNER,

	__KMODSAFE_A_SYMBOL_MAX,
	KMODSAFE_A_SYMBOL_MAX = (__KMODSAFE_A_SYMBOL_MAX - 1)
};

/**
 * enum kmodsafe_a_query - request and reply of symbol-get
 * @KMODSAFE_A_QUERY_NAME: string, in a request, once for each name asked for
 * @KMODSAFE_A_QUERY_SYMBOL: nest of &enum kmodsafe_a_symbol, in a reply, in
 *	the order of the request
 */
enum kmodsafe_a_query {
	KMODSAFE_A_QUERY_NAME = 1,
	KMODSAFE_A_QUERY_SYMBOL,

	__KMODSAFE_A_QUERY_MAX,
	KMODSAFE_A_QUERY_MAX = (__KMODSAFE_A_QUERY_MAX - 1)
};

/**
 * enum kmodsafe_a_module - a module that comes or goes
 * @KMODSAFE_A_MODULE_NAME: string; always
 * @KMODSAFE_A_MODULE_EVENT: u32, &enum kmodsafe_module_event; always
 * @KMODSAFE_A_MODULE_GENERATION: u32, after this event; always
 */
enum kmodsafe_a_module {
	KMODSAFE_A_MODULE_NAME = 1,
	KMODSAFE_A_MODULE_EVENT,
	KMODSAFE_A_MODULE_GENERATION,

	__KMODSAFE_A_MODULE_MAX,
	KMODSAFE_A_MODULE_MAX = (__KMODSAFE_A_MODULE_MAX - 1)
};

/**
 * enum kmodsafe_cmd - operations
 * @KMODSAFE_CMD_KERNEL_GET: what the running kernel demands of a module
 * @KMODSAFE_CMD_SYMBOL_GET: do: look names up; dump: all exports
 * @KMODSAFE_CMD_MODULE_NTF: a module came or went (multicast)
 */
enum kmodsafe_cmd {
	KMODSAFE_CMD_KERNEL_GET = 1,
	KMODSAFE_CMD_SYMBOL_GET,
	KMODSAFE_CMD_MODULE_NTF,

	__KMODSAFE_CMD_MAX,
	KMODSAFE_CMD_MAX = (__KMODSAFE_CMD_MAX - 1)
};

#endif /* _UAPI_LINUX_KMODSAFE_H */
