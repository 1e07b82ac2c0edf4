// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does on purpose what the sanitizers are there to report, so that a run
 * without a report is known to mean something.  For test kernels only.
 *
 *   insmod kmodsafe_canary.ko plant=overflow|memcpy|bounds|leak|lockdep
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/compiler.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#define SIZE	100

static char *plant = "";
module_param(plant, charp, 0444);
MODULE_PARM_DESC(plant, "what to do wrong: overflow, memcpy, bounds, leak or lockdep");

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);

/* One byte behind the end, by a plain store: KASAN. */
static int plant_overflow(void)
{
	char *buffer = kmalloc(SIZE, GFP_KERNEL);
	size_t at = SIZE;

	if (!buffer)
		return -ENOMEM;
	OPTIMIZER_HIDE_VAR(at);
	WRITE_ONCE(buffer[at], 'x');
	kfree(buffer);
	return 0;
}

/* The same by memcpy(), which not every compiler lets KASAN see. */
static int plant_memcpy(void)
{
	static const char from[SIZE + 1] = "canary";
	char *buffer = kmalloc(SIZE, GFP_KERNEL);
	size_t size = sizeof(from);

	if (!buffer)
		return -ENOMEM;
	OPTIMIZER_HIDE_VAR(buffer);
	OPTIMIZER_HIDE_VAR(size);
	memcpy(buffer, from, size);
	OPTIMIZER_HIDE_VAR(buffer);
	kfree(buffer);
	return 0;
}

/* An index behind the end of an array, whose memory goes on: UBSAN. */
static int plant_bounds(void)
{
	static struct {
		char array[SIZE];
		char behind[SIZE];
	} buffer;
	size_t at = SIZE;

	OPTIMIZER_HIDE_VAR(at);
	buffer.array[at] = 'x';
	pr_debug("%c\n", buffer.behind[0]);
	return 0;
}

/* Ten, for a stale pointer on a stack may hide one from kmemleak. */
static int plant_leak(void)
{
	int i;

	for (i = 0; i < 10; i++) {
		void *lost = kmalloc(SIZE, GFP_KERNEL);

		OPTIMIZER_HIDE_VAR(lost);
	}
	return 0;
}

/* Two mutexes in both orders: lockdep. */
static int plant_lockdep(void)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);

	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
	return 0;
}

static int __init canary_init(void)
{
	pr_info("planting %s\n", plant);
	if (!strcmp(plant, "overflow"))
		return plant_overflow();
	if (!strcmp(plant, "memcpy"))
		return plant_memcpy();
	if (!strcmp(plant, "bounds"))
		return plant_bounds();
	if (!strcmp(plant, "leak"))
		return plant_leak();
	if (!strcmp(plant, "lockdep"))
		return plant_lockdep();
	pr_err("plant=%s: not one of overflow, memcpy, bounds, leak, lockdep\n", plant);
	return -EINVAL;
}

static void __exit canary_exit(void)
{
}

module_init(canary_init);
module_exit(canary_exit);

MODULE_DESCRIPTION("Planted bugs that prove the sanitizers of the kmodsafe tests");
MODULE_LICENSE("GPL");
