// SPDX-License-Identifier: GPL-2.0-or-later
/* What the other modules here need. */
#include "race.h"

int race_base_value(int value)
{
	return value;
}
EXPORT_SYMBOL_GPL(race_base_value);

static int __init race_base_init(void)
{
	return race_init();
}

static void __exit race_base_exit(void)
{
}

module_init(race_base_init);
module_exit(race_base_exit);
MODULE_DESCRIPTION("Module that others need");
MODULE_LICENSE("GPL");
