// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the kernel's find_symbol() among the neighbours of functions that are
 * exported, by the names that sprint_symbol() gives them, and the export
 * tables by asking find_symbol() for each neighbour of a known entry.
 */
#include "kmod/discover.h"

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#define WANTED		"find_symbol"
/* Longest way seen from one of the anchors was 71 steps. */
#define STEPS_NEAR	400
/* Kernels had up to 290000 symbols. */
#define STEPS_FAR	1000000

/**
 * kmodsafe_place - say which function an address lies in
 * @addr: address in the kernel image
 * @place: result
 *
 * Return: 0, or -ENOENT where kallsyms knows nothing or the address is a
 * module's.
 */
int kmodsafe_place(unsigned long addr, struct kmodsafe_place *place)
{
	unsigned long offset;
	char *plus;

	/* "name+0x12/0x345", and " [module]" for one of those */
	sprint_symbol(place->name, addr);
	plus = strrchr(place->name, '+');
	if (!plus || strchr(plus, ' ') ||
	    sscanf(plus, "+%lx/%lx", &offset, &place->size) != 2)
		return -ENOENT;
	*plus = '\0';
	place->start = addr - offset;
	return 0;
}

/*
 * The address of a neighbour of the function at @addr, in @direction; its own
 * start in @found if it is the one that is wanted; 0 at the end.
 */
static unsigned long step(unsigned long addr, int direction, struct kmodsafe_place *place,
			  unsigned long *found)
{
	if (!addr || kmodsafe_place(addr, place) || !place->size)
		return 0;
	if (!strcmp(place->name, WANTED))
		*found = place->start;
	return direction > 0 ? place->start + place->size : place->start - 1;
}

/* One step up and one down at a time: what is wanted lies near, on either side. */
static unsigned long walk_from(unsigned long anchor, unsigned int steps,
			       struct kmodsafe_place *place)
{
	unsigned long up = anchor, down = anchor - 1, found = 0;

	while (steps-- && !found && (up || down)) {
		up = step(up, 1, place, &found);
		down = step(down, -1, place, &found);
		if (!(steps & 0xff))
			cond_resched();
	}
	return found;
}

static bool ask(const char *name, struct kmodsafe_found *found)
{
	bool ok;

	rcu_read_lock();
	preempt_disable();
	ok = kmodsafe_call_find_symbol(name, found) && !found->owner;
	preempt_enable();
	rcu_read_unlock();
	return ok;
}

/* Ask for the name in what may be an entry; it is one if that is the answer. */
static bool ask_entry(const void *at, char *name, struct kmodsafe_found *found)
{
	const struct kmodsafe_table one = {
		.syms = at, .count = 1, .format = KMODSAFE_FORMAT_NATIVE,
	};
	struct kmodsafe_entry entry;

	return !kmodsafe_table_entry(&one, 0, &entry) &&
	       kmodsafe_read_string(name, entry.name, KMODSAFE_NAME_MAX + 1) > 0 &&
	       ask(name, found) && found->entry == at;
}

/**
 * struct run - entries that find_symbol() vouches for
 * @first: first one
 * @count: how many
 * @gpl: how many of them are for GPL modules only
 * @gpl_last: they are the last ones
 */
struct run {
	const void *first;
	u32 count;
	u32 gpl;
	bool gpl_last;
};

static void extend(struct run *run, int direction, char *name)
{
	const size_t size = kmodsafe_entry_size(KMODSAFE_FORMAT_NATIVE);
	struct kmodsafe_found found;

	while (run->count < KMODSAFE_EXPORTS_MAX) {
		const void *at = direction > 0 ? run->first + run->count * size :
						 run->first - size;

		if (!ask_entry(at, name, &found))
			break;
		if (direction < 0)
			run->first = at;
		/* one table follows the other, so GPL entries have no others behind them */
		if (direction > 0 ? !found.gpl && run->gpl : found.gpl && run->gpl < run->count)
			run->gpl_last = false;
		run->gpl += found.gpl;
		if (!(++run->count & 0x3ff))
			cond_resched();
	}
}

static const char *enumerate(struct kmodsafe_exports *exports, char *name)
{
	const u8 format = KMODSAFE_FORMAT_NATIVE;
	struct run run = { .count = 1, .gpl_last = true };
	struct kmodsafe_found found;
	bool crcs;

	if (!ask("module_put", &found))
		return "find_symbol() does not find module_put";
	run.first = found.entry;
	run.gpl = found.gpl;
	crcs = found.crc;
	extend(&run, 1, name);
	extend(&run, -1, name);
	if (!run.gpl_last && !(format & KMODSAFE_FORMAT_FLAGSTAB))
		return "the tables do not adjoin";
	if (kmodsafe_exports_layout(exports, run.first, run.count, run.count - run.gpl,
				    format, crcs))
		return "implausible number of entries";
	if (crcs && (!ask_entry(run.first, name, &found) ||
		     found.crc != exports->table[0].crcs))
		return "the CRC table is elsewhere";
	return NULL;
}

/**
 * kmodsafe_enumerate - find the tables' ends with the kernel's find_symbol()
 * @exports: result, to be verified
 * @find_symbol: its address
 *
 * Return: NULL, or why it did not work.
 */
const char *kmodsafe_enumerate(struct kmodsafe_exports *exports, unsigned long find_symbol)
{
	char *name = kmalloc(KMODSAFE_NAME_MAX + 1, GFP_KERNEL);
	const char *why;

	if (!name)
		return "no memory";
	kmodsafe_call_aim(find_symbol);
	why = enumerate(exports, name);
	/* from here on tables are read and nobody is called */
	kmodsafe_call_aim(0);
	kfree(name);
	return why;
}

/**
 * kmodsafe_discover_walk - discovery backend: walk over function symbols
 * @exports: result, to be verified
 *
 * Return: NULL, or why it did not work.
 */
const char *kmodsafe_discover_walk(struct kmodsafe_exports *exports)
{
	struct kmodsafe_place *place;
	unsigned long addr;

	if (!kmodsafe_may_call_here())
		return "an unexported function must not be called here";
	place = kmalloc(sizeof(*place), GFP_KERNEL);
	if (!place)
		return "no memory";
	addr = walk_from((unsigned long)__symbol_put, STEPS_NEAR, place);
	if (!addr)
		addr = walk_from((unsigned long)__symbol_get, STEPS_NEAR, place);
	if (!addr)
		addr = walk_from((unsigned long)__symbol_get, STEPS_FAR, place);
	kfree(place);
	if (!addr)
		return "no function " WANTED;
	return kmodsafe_enumerate(exports, addr);
}
