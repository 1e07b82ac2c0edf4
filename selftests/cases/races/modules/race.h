/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the modules here have in common: an init() that waits, and may fail. */
#ifndef RACE_H
#define RACE_H

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/module.h>

int race_base_value(int value);

static unsigned int ms;
module_param(ms, uint, 0444);
MODULE_PARM_DESC(ms, "how long init() waits, in milliseconds");

static bool go;
module_param(go, bool, 0644);
MODULE_PARM_DESC(go, "set meanwhile it ends the wait");

static bool fail;
module_param(fail, bool, 0444);
MODULE_PARM_DESC(fail, "does init() fail then");

static inline int race_init(void)
{
	unsigned long end = jiffies + msecs_to_jiffies(ms);

	while (!READ_ONCE(go) && time_before(jiffies, end))
		msleep(10);
	return fail ? -EIO : 0;
}

#endif
