/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plain data that the three layers hand to each other: collected in
 * facts_*.c, turned into attributes in encode.c, sent in netlink.c.  No
 * kernel object, no lock and no address is in here.
 */
#ifndef KMODSAFE_FACTS_H
#define KMODSAFE_FACTS_H

#include <linux/bits.h>
#include <linux/types.h>
#include <uapi/linux/kmodsafe.h>

/* Room for a module's name; collect asserts that MODULE_NAME_LEN fits. */
#define KMODSAFE_OWNER_SIZE	64
/* Room for the release (65 in struct new_utsname) and for the vermagic. */
#define KMODSAFE_RELEASE_SIZE	65
#define KMODSAFE_VERMAGIC_SIZE	320
/* Number of gates; the enum has no value 0. */
#define KMODSAFE_GATES		KMODSAFE_GATE_DECOMPRESS_ZSTD

/**
 * struct kmodsafe_gate_fact - one gate of the running kernel
 * @id: which one
 * @known: @value and @origin mean something
 * @value: what the kernel does
 * @origin: where @value comes from
 */
struct kmodsafe_gate_fact {
	enum kmodsafe_gate id;
	bool known;
	bool value;
	enum kmodsafe_origin origin;
};

/**
 * struct kmodsafe_kernel - the kernel as a whole, see &enum kmodsafe_a_kernel
 * @helper_version: version of this module
 * @helper_forced: this module was force-loaded
 * @backend: how the export tables were found
 * @generation: counts the modules that came and went
 * @release: of the initial UTS namespace
 * @release_origin: of @release
 * @vermagic: with its trailing blank
 * @vermagic_origin: of @vermagic
 * @module_size: sizeof(struct module) in bytes
 * @module_size_origin: of @module_size
 * @elf_machine: e_machine
 * @elf_class: EI_CLASS
 * @elf_data: EI_DATA
 * @elf_origin: of the three
 * @vmlinux_symbols: number of the kernel image's exports, 0 without a backend
 * @gates: every gate once
 */
struct kmodsafe_kernel {
	const char *helper_version;
	bool helper_forced;
	enum kmodsafe_backend backend;
	u32 generation;
	char release[KMODSAFE_RELEASE_SIZE];
	enum kmodsafe_origin release_origin;
	char vermagic[KMODSAFE_VERMAGIC_SIZE];
	enum kmodsafe_origin vermagic_origin;
	u32 module_size;
	enum kmodsafe_origin module_size_origin;
	u32 elf_machine;
	u32 elf_class;
	u32 elf_data;
	enum kmodsafe_origin elf_origin;
	u32 vmlinux_symbols;
	struct kmodsafe_gate_fact gates[KMODSAFE_GATES];
};

/**
 * struct kmodsafe_symbol - one exported symbol, or a name that is none
 * @name: its name
 * @state: found, absent or unknown; the rest counts when found
 * @crc_known: the exporter has a CRC for it
 * @crc: the CRC
 * @flags: bits of &enum kmodsafe_symbol_flags
 * @namespace: symbol namespace, NULL when the export has none
 * @owner: name of the exporting module, NULL for the kernel image
 *
 * The strings live as long as their exporter, see kmodsafe_symbols_begin().
 */
struct kmodsafe_symbol {
	const char *name;
	enum kmodsafe_symbol_state state;
	bool crc_known;
	u32 crc;
	u32 flags;
	const char *namespace;
	const char *owner;
};

/**
 * struct kmodsafe_module - something happened to a module
 * @name: the module's name
 * @event: what happened
 * @generation: generation after the event
 */
struct kmodsafe_module {
	char name[KMODSAFE_OWNER_SIZE];
	enum kmodsafe_module_event event;
	u32 generation;
};

#endif /* KMODSAFE_FACTS_H */
