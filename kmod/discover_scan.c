// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the export tables by looking for the entries of two of our own
 * imports in the kernel image.  Reads data only: calls nothing that is not
 * exported, needs neither kallsyms nor kprobes.
 */
#include "kmod/discover.h"

#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

/* Tables were found at 5 to 21 MiB behind the start of the code. */
#define SCAN_SIZE	(128UL << 20)
/*
 * The image has holes where a part was freed.  None before the tables is
 * larger than a huge page; behind a larger one something else may be mapped,
 * a device for example, which must not be read.
 */
#define HOLE_MAX	(2UL << 20)

struct target {
	const char *name;
	unsigned long value;
	const void *entry;
};

static bool is_entry(const void *at, const struct target *target)
{
	const struct kmodsafe_table one = {
		.syms = at, .count = 1, .format = KMODSAFE_FORMAT_NATIVE,
	};

	struct kmodsafe_entry entry;

	return kmodsafe_table_find(&one, target->name) == 0 &&
	       !kmodsafe_table_entry(&one, 0, &entry);
}

/* What a word of the image would stand for if it were an entry's value. */
static unsigned long word_value(unsigned long addr, const void *word)
{
	if (KMODSAFE_FORMAT_NATIVE & KMODSAFE_FORMAT_PREL32)
		return addr + *(const s32 *)word;
	return *(const unsigned long *)word;
}

static unsigned int scan_page(unsigned long addr, const void *page, struct target *targets,
			      unsigned int count)
{
	size_t step = KMODSAFE_FORMAT_NATIVE & KMODSAFE_FORMAT_PREL32 ? sizeof(s32) :
									 sizeof(long);
	unsigned int i, found = 0;
	size_t offset;

	for (offset = 0; offset < PAGE_SIZE; offset += step) {
		unsigned long value = word_value(addr + offset, page + offset);

		for (i = 0; i < count; i++) {
			if (value != targets[i].value || targets[i].entry ||
			    !is_entry((const void *)(addr + offset), &targets[i]))
				continue;
			targets[i].entry = (const void *)(addr + offset);
			found++;
		}
	}
	return found;
}

/*
 * Where the kernel is part of the linear map (arm, mips), there is memory up
 * to high_memory; behind that a read may be a bus error that nothing catches.
 */
static unsigned long scan_end(unsigned long start)
{
	unsigned long end = start + SCAN_SIZE;
	unsigned long limit = (unsigned long)high_memory;

	if (end < start)
		end = ~0UL & PAGE_MASK;
	if (start < limit && limit < end)
		end = limit & PAGE_MASK;
	return end;
}

static const char *scan_image(struct target *targets, unsigned int count)
{
	unsigned long addr = targets[0].value & PAGE_MASK;
	unsigned long end = scan_end(addr), hole = 0;
	unsigned int found = 0;
	void *page = kmalloc(PAGE_SIZE, GFP_KERNEL);

	if (!page)
		return "no memory";
	for (; addr < end && hole <= HOLE_MAX && found < count; addr += PAGE_SIZE) {
		if (kmodsafe_read(page, (const void *)addr, PAGE_SIZE, false)) {
			hole += PAGE_SIZE;
			continue;
		}
		hole = 0;
		found += scan_page(addr, page, targets, count);
		cond_resched();
	}
	kfree(page);
	return found < count ? "no entry of our own imports" : NULL;
}

/**
 * kmodsafe_discover_scan - discovery backend: data scan
 * @exports: result, to be verified
 *
 * Looks for one import that any module may have and one for GPL modules only,
 * and follows the tables from there to their ends.
 *
 * Return: NULL, or why it did not work.
 */
const char *kmodsafe_discover_scan(struct kmodsafe_exports *exports)
{
	struct target targets[] = {
		{ "module_put", (unsigned long)module_put },
		{ "__symbol_get", (unsigned long)__symbol_get },
	};
	const char *why = scan_image(targets, ARRAY_SIZE(targets));

	if (why)
		return why;
	return kmodsafe_exports_grow(exports, targets[0].entry, targets[1].entry,
				     KMODSAFE_FORMAT_NATIVE, IS_ENABLED(CONFIG_MODVERSIONS));
}
