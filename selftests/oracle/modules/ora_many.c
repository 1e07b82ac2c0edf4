// SPDX-License-Identifier: GPL-2.0-or-later
/* Imports of several kinds, two exports, data that needs relocations. */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "ora.h"

static DEFINE_MUTEX(ora_lock);
static char ora_buffer[4096];
static const char *ora_names[] = { "one", "two", "three" };

static void ora_work_fn(struct work_struct *work)
{
	mutex_lock(&ora_lock);
	ora_buffer[0]++;
	mutex_unlock(&ora_lock);
}

static DECLARE_WORK(ora_work, ora_work_fn);

int ora_many_first(const char *text)
{
	char *copy = kstrdup(text, GFP_KERNEL);
	size_t i;

	if (!copy)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(ora_names); i++)
		if (!strcmp(copy, ora_names[i]))
			break;
	kfree(copy);
	return i;
}
EXPORT_SYMBOL(ora_many_first);

int ora_many_second(unsigned long wait)
{
	WARN_ON(!wait);
	schedule_work(&ora_work);
	return flush_work(&ora_work) ? jiffies > wait : -EINVAL;
}
EXPORT_SYMBOL_GPL(ora_many_second);

static int __init ora_many_init(void)
{
	snprintf(ora_buffer, sizeof(ora_buffer), "%ps", ora_many_first);
	return 0;
}

static void __exit ora_many_exit(void)
{
	cancel_work_sync(&ora_work);
}

module_init(ora_many_init);
module_exit(ora_many_exit);
MODULE_DESCRIPTION("Base of the oracle's wrong modules");
MODULE_LICENSE("GPL");
