/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the modules here have in common: an init() that sleeps, and may fail. */
#ifndef RACE_H
#define RACE_H

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/module.h>

int race_base_value(int value);

static unsigned int ms;
module_param(ms, uint, 0444);
MODULE_PARM_DESC(ms, "how long init() sleeps, in milliseconds");

static bool fail;
module_param(fail, bool, 0444);
MODULE_PARM_DESC(fail, "does init() fail then");

static inline int race_init(void)
{
	if (ms)
		msleep(ms);
	return fail ? -EIO : 0;
}

#endif
