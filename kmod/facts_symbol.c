// SPDX-License-Identifier: GPL-2.0-only
/*
 * Collects exported symbols: answers for one name as the loader's
 * find_symbol() would, and goes through all exports.  Reads tables that are
 * proven, calls nobody.
 */
#include "kmod/facts_symbol.h"

#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/rculist.h>
#include <linux/string.h>

#include "kmod/discover.h"
#include "kmod/facts_module.h"

/**
 * kmodsafe_symbols_begin - enter the section in which symbols may be read
 *
 * The strings of a &struct kmodsafe_symbol are the exporter's own: valid until
 * kmodsafe_symbols_end(), not longer.
 */
void kmodsafe_symbols_begin(void)
	__acquires(RCU)
{
	rcu_read_lock();
	/* up to 6.12 that is what the loader waits for */
	preempt_disable();
}

/**
 * kmodsafe_symbols_end - leave the section
 */
void kmodsafe_symbols_end(void)
	__releases(RCU)
{
	preempt_enable();
	rcu_read_unlock();
}

/**
 * kmodsafe_symbols_generation - a number for the exports that are there now
 *
 * To be called between kmodsafe_symbols_begin() and kmodsafe_symbols_end().
 *
 * Return: never 0; another number when a module came or went.
 */
u32 kmodsafe_symbols_generation(void)
{
	return (kmodsafe_generation() + kmodsafe_modules_fingerprint()) ?: 1;
}

static void fill(struct kmodsafe_symbol *symbol, const struct kmodsafe_table *table,
		 u32 index, const char *owner)
{
	struct kmodsafe_entry entry;

	kmodsafe_table_entry(table, index, &entry);
	symbol->name = entry.name;
	symbol->state = KMODSAFE_SYMBOL_FOUND;
	symbol->crc_known = !kmodsafe_table_crc(table, index, &symbol->crc);
	symbol->flags = kmodsafe_table_gpl(table, index) ? KMODSAFE_SYMBOL_GPL_ONLY : 0;
	symbol->namespace = entry.namespace;
	symbol->owner = owner;
}

static bool lookup_in(const struct kmodsafe_table *tables, unsigned int count,
		      const char *owner, const char *name, struct kmodsafe_symbol *symbol)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		int index = kmodsafe_table_find(&tables[i], name);

		if (index >= 0) {
			fill(symbol, &tables[i], index, owner);
			return true;
		}
	}
	return false;
}

/**
 * kmodsafe_symbol_lookup - say who exports a name, and how
 * @name: name
 * @symbol: answer
 *
 * In the order of find_symbol() (kernel/module/main.c): the kernel image, then
 * each module of the list that is not %MODULE_STATE_UNFORMED, also one that is
 * coming or going.
 *
 * To be called between kmodsafe_symbols_begin() and kmodsafe_symbols_end().
 */
void kmodsafe_symbol_lookup(const char *name, struct kmodsafe_symbol *symbol)
{
	const struct kmodsafe_exports *exports = kmodsafe_exports();
	const struct list_head *modules = kmodsafe_modules();
	const struct module *mod;

	memset(symbol, 0, sizeof(*symbol));
	symbol->name = name;
	symbol->state = KMODSAFE_SYMBOL_UNKNOWN;
	if (exports && lookup_in(exports->table, exports->count, NULL, name, symbol))
		return;
	if (!modules)
		return;
	list_for_each_entry_rcu(mod, modules, list) {
		struct kmodsafe_table tables[KMODSAFE_MODULE_TABLES];
		unsigned int count;

		if (READ_ONCE(mod->state) == MODULE_STATE_UNFORMED)
			continue;
		count = kmodsafe_module_tables(mod, tables);
		if (lookup_in(tables, count, mod->name, name, symbol))
			return;
	}
	if (exports)
		symbol->state = KMODSAFE_SYMBOL_ABSENT;
}

static bool next_in(const struct kmodsafe_table *tables, unsigned int count,
		    const char *owner, u32 index, struct kmodsafe_symbol *symbol)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (index < tables[i].count) {
			fill(symbol, &tables[i], index, owner);
			return true;
		}
		index -= tables[i].count;
	}
	return false;
}

/**
 * kmodsafe_symbol_next - the next of all exports
 * @cursor: where to go on; starts as zeroes, and stays at the symbol that is
 *	returned: the caller adds one to its index when it has taken it
 * @symbol: the symbol
 *
 * When modules come or go in between symbols may be missed or come twice;
 * kmodsafe_symbols_generation() tells.
 *
 * To be called between kmodsafe_symbols_begin() and kmodsafe_symbols_end().
 *
 * Return: false at the end.
 */
bool kmodsafe_symbol_next(struct kmodsafe_cursor *cursor, struct kmodsafe_symbol *symbol)
{
	const struct kmodsafe_exports *exports = kmodsafe_exports();
	const struct list_head *modules = kmodsafe_modules();
	const struct module *mod;
	u32 part = 0;

	if (!exports || !modules)
		return false;
	if (!cursor->part) {
		if (next_in(exports->table, exports->count, NULL, cursor->index, symbol))
			return true;
		*cursor = (struct kmodsafe_cursor){ .part = 1 };
	}
	list_for_each_entry_rcu(mod, modules, list) {
		struct kmodsafe_table tables[KMODSAFE_MODULE_TABLES];
		unsigned int count;

		if (READ_ONCE(mod->state) == MODULE_STATE_UNFORMED || ++part < cursor->part)
			continue;
		count = kmodsafe_module_tables(mod, tables);
		if (next_in(tables, count, mod->name, cursor->index, symbol))
			return true;
		*cursor = (struct kmodsafe_cursor){ .part = part + 1 };
	}
	return false;
}
