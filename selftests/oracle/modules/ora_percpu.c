// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory for each processor. */
#include <linux/module.h>
#include <linux/percpu.h>

static DEFINE_PER_CPU(int, ora_counter);

static int __init ora_percpu_init(void)
{
	this_cpu_inc(ora_counter);
	return 0;
}

static void __exit ora_percpu_exit(void)
{
}

module_init(ora_percpu_init);
module_exit(ora_percpu_exit);
MODULE_DESCRIPTION("Memory for each processor, for the oracle");
MODULE_LICENSE("GPL v2");
