// SPDX-License-Identifier: GPL-2.0-only
/*
 * Collects the loaded modules: finds the head of the kernel's list, says
 * which tables of exports a module has, and turns notifier calls into events.
 * Holds no reference to a module and keeps no pointer to use it later.
 */
#include "kmod/facts_module.h"

#include <linux/atomic.h>
#include <linux/hash.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/string.h>

#include "kmod/discover.h"

/* No kernel image is larger; what is farther away is no part of it. */
#define IMAGE_MAX	(256UL << 20)
/* Modules whose init() may run at one time; see kmodsafe_module_collect(). */
#define COMING_MAX	64

static const struct list_head *modules;
static atomic_t generation = ATOMIC_INIT(1);
static const struct module *coming[COMING_MAX];

/**
 * struct hull - part of the kernel image that is known to be it
 * @low: lowest address of an exported object
 * @high: highest address of one
 */
struct hull {
	unsigned long low;
	unsigned long high;
};

static void stretch(struct hull *hull, const struct kmodsafe_table *table)
{
	const unsigned long anchor = (unsigned long)module_put;
	struct kmodsafe_entry entry;
	u32 i;

	for (i = 0; i < table->count; i++) {
		if (kmodsafe_table_entry(table, i, &entry))
			continue;
		/* per-CPU and absolute symbols are no addresses in the image */
		if (entry.value - anchor > IMAGE_MAX && anchor - entry.value > IMAGE_MAX)
			continue;
		hull->low = min(hull->low, entry.value);
		hull->high = max(hull->high, entry.value);
	}
}

/*
 * struct module must be laid out as this module was built: a forced load may
 * have brought us to a kernel that disagrees.  The loader fills these members
 * in, at its own offsets, before init() runs.
 */
static bool layout_agrees(void)
{
	struct module *mod = THIS_MODULE;
	char version[sizeof(KMODSAFE_HELPER_VERSION)];

	if (mod->state != MODULE_STATE_COMING || strcmp(mod->name, KBUILD_MODNAME))
		return false;
	if (IS_ENABLED(CONFIG_SYSFS) && mod->mkobj.mod != mod)
		return false;
	/* reads nothing but its image without risk, see peek_uml() */
	if (IS_ENABLED(CONFIG_UML))
		return true;
	return kmodsafe_read_string(version, mod->version, sizeof(version)) > 0 &&
	       !strcmp(version, KMODSAFE_HELPER_VERSION);
}

/**
 * kmodsafe_modules_find - find the kernel's list of modules
 * @exports: the kernel image's tables, proven
 *
 * Our own list member is in a ring with all modules and with the list's head,
 * LIST_HEAD(modules) of kernel/module/main.c.  The head is the only member of
 * the ring that lies in the kernel image, and the exports say on every
 * architecture where that is: between the lowest and the highest of them,
 * code at one end and .bss at the other, no module has ever been put.
 *
 * To be called from init().
 *
 * Return: true if exactly one member of the ring is in there.
 */
bool kmodsafe_modules_find(const struct kmodsafe_exports *exports)
{
	struct hull hull = { .low = ULONG_MAX };
	const struct list_head *own = &THIS_MODULE->list, *node, *head = NULL;
	unsigned int i, heads = 0;

	if (!layout_agrees())
		return false;
	for (i = 0; i < exports->count; i++)
		stretch(&hull, &exports->table[i]);

	rcu_read_lock();
	preempt_disable();
	for (node = READ_ONCE(own->next); node != own; node = READ_ONCE(node->next)) {
		if ((unsigned long)node < hull.low || (unsigned long)node > hull.high)
			continue;
		head = node;
		heads++;
	}
	preempt_enable();
	rcu_read_unlock();
	if (heads == 1)
		modules = head;
	return heads == 1;
}

/**
 * kmodsafe_modules - the kernel's list of modules
 *
 * To be walked like find_symbol() does: as an RCU reader with preemption off,
 * and without the modules that are in %MODULE_STATE_UNFORMED.
 *
 * Return: head of the list, or NULL if it was not found.
 */
const struct list_head *kmodsafe_modules(void)
{
	return modules;
}

/**
 * kmodsafe_module_tables - what a module exports
 * @mod: the module, not %MODULE_STATE_UNFORMED
 * @tables: result, room for %KMODSAFE_MODULE_TABLES
 *
 * Return: number of tables.
 */
unsigned int kmodsafe_module_tables(const struct module *mod, struct kmodsafe_table *tables)
{
	const struct kmodsafe_table any = {
		.syms = mod->syms,
		.crcs = mod->crcs,
		.count = mod->num_syms,
		.format = KMODSAFE_FORMAT_NATIVE,
		.trusted = true,
	};

	tables[0] = any;
#ifdef KMODSAFE_HAVE_FLAGSTAB
	tables[0].flags = mod->flagstab;
	return 1;
#else
	tables[1] = any;
	tables[1].syms = mod->gpl_syms;
	tables[1].crcs = mod->gpl_crcs;
	tables[1].count = mod->num_gpl_syms;
	tables[1].gpl = true;
	return 2;
#endif
}

/**
 * kmodsafe_modules_fingerprint - a number for the modules that are there now
 *
 * A module that goes is still listed when its notifier runs, and leaves the
 * list when free_module() gets to it: the generation alone would not tell a
 * dump that began in between.
 *
 * The caller is an RCU reader with preemption off.
 *
 * Return: another number when a module came or went, with the odds of 32 bits.
 */
u32 kmodsafe_modules_fingerprint(void)
{
	const struct module *mod;
	u32 sum = 0;

	if (!modules)
		return 0;
	list_for_each_entry_rcu(mod, modules, list)
		if (READ_ONCE(mod->state) != MODULE_STATE_UNFORMED)
			sum += hash_ptr(mod, 32);
	return sum;
}

/**
 * kmodsafe_generation - how often a module came or went
 *
 * Return: a number that changes with each.
 */
u32 kmodsafe_generation(void)
{
	return atomic_read(&generation);
}

static void coming_add(const struct module *mod)
{
	unsigned int i;

	for (i = 0; i < COMING_MAX; i++)
		if (!cmpxchg(&coming[i], NULL, mod))
			return;
}

static bool coming_remove(const struct module *mod)
{
	bool was = false;
	unsigned int i;

	for (i = 0; i < COMING_MAX; i++)
		if (cmpxchg(&coming[i], mod, NULL) == mod)
			was = true;
	return was;
}

/**
 * kmodsafe_modules_seed - note the modules that were coming before us
 *
 * To be called after the notifier was registered.
 */
void kmodsafe_modules_seed(void)
{
	const struct module *mod;

	if (!modules)
		return;
	rcu_read_lock();
	preempt_disable();
	list_for_each_entry_rcu(mod, modules, list) {
		if (mod == THIS_MODULE || READ_ONCE(mod->state) != MODULE_STATE_COMING)
			continue;
		coming_add(mod);
		/* its next notifier call may have been before the line above */
		smp_mb();
		if (READ_ONCE(mod->state) != MODULE_STATE_COMING)
			coming_remove(mod);
	}
	preempt_enable();
	rcu_read_unlock();
}

/**
 * kmodsafe_module_collect - turn a call of the module notifier into an event
 * @state: what the notifier was called with
 * @mod: the module
 * @fact: the event
 *
 * The kernel says %MODULE_STATE_GOING both of a module that is removed and of
 * one whose init() failed, and sets the state to that before, in all series.
 * What tells them apart is whether %MODULE_STATE_LIVE was said in between: so
 * modules are noted from COMING to LIVE.  With more than %COMING_MAX of them
 * at a time a failed one would be reported as going.
 *
 * Return: true if there is something to report; our own events are not.
 */
bool kmodsafe_module_collect(unsigned long state, struct module *mod,
			     struct kmodsafe_module *fact)
{
	BUILD_BUG_ON(sizeof(fact->name) < MODULE_NAME_LEN);

	if (mod == THIS_MODULE)
		return false;
	switch (state) {
	case MODULE_STATE_COMING:
		coming_remove(mod);
		coming_add(mod);
		fact->event = KMODSAFE_MODULE_COMING;
		fact->generation = atomic_inc_return(&generation);
		break;
	case MODULE_STATE_LIVE:
		coming_remove(mod);
		fact->event = KMODSAFE_MODULE_LIVE;
		fact->generation = atomic_read(&generation);
		break;
	case MODULE_STATE_GOING:
		fact->event = coming_remove(mod) ? KMODSAFE_MODULE_INIT_FAILED :
						   KMODSAFE_MODULE_GOING;
		fact->generation = atomic_inc_return(&generation);
		break;
	default:
		return false;
	}
	scnprintf(fact->name, sizeof(fact->name), "%s", mod->name);
	return true;
}
