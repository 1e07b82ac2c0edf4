/* SPDX-License-Identifier: GPL-2.0-only */
/* The loaded modules and what happens to them, see facts_module.c. */
#ifndef KMODSAFE_FACTS_MODULE_H
#define KMODSAFE_FACTS_MODULE_H

#include "kmod/facts.h"
#include "kmod/table.h"

struct list_head;
struct module;

/* A module has one table of exports or two. */
#define KMODSAFE_MODULE_TABLES	2

bool kmodsafe_modules_find(const struct kmodsafe_exports *exports);
const struct list_head *kmodsafe_modules(void);
unsigned int kmodsafe_module_tables(const struct module *mod, struct kmodsafe_table *tables);
u32 kmodsafe_modules_fingerprint(void);
u32 kmodsafe_generation(void);
void kmodsafe_modules_seed(void);
bool kmodsafe_module_collect(unsigned long state, struct module *mod,
			     struct kmodsafe_module *fact);

#endif /* KMODSAFE_FACTS_MODULE_H */
