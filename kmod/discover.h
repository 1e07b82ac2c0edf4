/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding the kernel image's export tables, see discover.c. */
#ifndef KMODSAFE_DISCOVER_H
#define KMODSAFE_DISCOVER_H

#include <linux/kallsyms.h>

#include "kmod/facts.h"
#include "kmod/table.h"

struct module;

/**
 * struct kmodsafe_call_rules - what guards calls in the running kernel
 * @x86: an x86 kernel
 * @static_call: it has CONFIG_HAVE_STATIC_CALL
 * @ibt: x86 indirect branch tracking
 * @cfi: the compiler's control flow integrity
 * @bti: arm64 branch target identification
 * @descriptors: a function pointer is no address of code
 */
struct kmodsafe_call_rules {
	bool x86;
	bool static_call;
	bool ibt;
	bool cfi;
	bool bti;
	bool descriptors;
};

/**
 * struct kmodsafe_found - answer of the kernel's find_symbol()
 * @entry: entry in the exporter's table
 * @crc: its place in the exporter's CRC table, or NULL
 * @owner: exporting module, NULL for the kernel image
 * @gpl: for GPL modules only
 */
struct kmodsafe_found {
	const void *entry;
	const void *crc;
	const struct module *owner;
	bool gpl;
};

/**
 * struct kmodsafe_place - the function that an address lies in
 * @name: its name
 * @start: its first byte
 * @size: its size
 */
struct kmodsafe_place {
	char name[KSYM_SYMBOL_LEN];
	unsigned long start;
	unsigned long size;
};

extern const struct kmodsafe_import kmodsafe_imports[];
extern const unsigned int kmodsafe_imports_count;

/* exported, but declared in no public header; only its address is used */
void module_layout(void);

bool kmodsafe_may_call(const struct kmodsafe_call_rules *rules);
bool kmodsafe_may_call_here(void);
void kmodsafe_call_aim(unsigned long find_symbol);
bool kmodsafe_call_find_symbol(const char *name, struct kmodsafe_found *found);

int kmodsafe_place(unsigned long addr, struct kmodsafe_place *place);
const char *kmodsafe_enumerate(struct kmodsafe_exports *exports, unsigned long find_symbol);

const char *kmodsafe_discover_scan(struct kmodsafe_exports *exports);
const char *kmodsafe_discover_walk(struct kmodsafe_exports *exports);
const char *kmodsafe_discover_kprobe(struct kmodsafe_exports *exports);

int kmodsafe_discover(const char *wanted);
enum kmodsafe_backend kmodsafe_backend(void);
const struct kmodsafe_exports *kmodsafe_exports(void);

#endif /* KMODSAFE_DISCOVER_H */
