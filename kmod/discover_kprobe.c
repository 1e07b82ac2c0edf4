// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the kernel's find_symbol() by registering a kprobe on its name that
 * is never armed, so that no code is patched.
 */
#include "kmod/discover.h"

#include <linux/kprobes.h>
#include <linux/slab.h>
#include <linux/string.h>

#define WANTED	"find_symbol"

static unsigned long probe_address(void)
{
	struct kprobe probe = {
		.symbol_name = WANTED,
		.flags = KPROBE_FLAG_DISABLED,
	};
	unsigned long addr;

	if (register_kprobe(&probe))
		return 0;
	addr = (unsigned long)probe.addr;
	unregister_kprobe(&probe);
	return addr;
}

/**
 * kmodsafe_discover_kprobe - discovery backend: disarmed kprobe
 * @exports: result, to be verified
 *
 * Return: NULL, or why it did not work.
 */
const char *kmodsafe_discover_kprobe(struct kmodsafe_exports *exports)
{
	struct kmodsafe_place *place;
	unsigned long addr, start = 0;

	if (!kmodsafe_may_call_here())
		return "an unexported function must not be called here";
	place = kmalloc(sizeof(*place), GFP_KERNEL);
	if (!place)
		return "no memory";
	addr = probe_address();
	/* a probe sits behind the ENDBR that a function may start with */
	if (addr && !kmodsafe_place(addr, place) && !strcmp(place->name, WANTED))
		start = place->start;
	kfree(place);
	if (!start)
		return "no kprobe on " WANTED;
	return kmodsafe_enumerate(exports, start);
}
