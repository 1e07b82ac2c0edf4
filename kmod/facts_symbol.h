/* SPDX-License-Identifier: GPL-2.0-only */
/* Exported symbols of the kernel image and of modules, see facts_symbol.c. */
#ifndef KMODSAFE_FACTS_SYMBOL_H
#define KMODSAFE_FACTS_SYMBOL_H

#include "kmod/facts.h"

/**
 * struct kmodsafe_cursor - place in the sequence of all exports
 * @part: 0 the kernel image, then the modules in the order of their list
 * @index: index among the exports of that part
 */
struct kmodsafe_cursor {
	u32 part;
	u32 index;
};

void kmodsafe_symbols_begin(void);
void kmodsafe_symbols_end(void);
u32 kmodsafe_symbols_generation(void);
void kmodsafe_symbol_lookup(const char *name, struct kmodsafe_symbol *symbol);
bool kmodsafe_symbol_next(struct kmodsafe_cursor *cursor, struct kmodsafe_symbol *symbol);

#endif /* KMODSAFE_FACTS_SYMBOL_H */
