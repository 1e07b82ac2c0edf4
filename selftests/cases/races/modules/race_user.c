// SPDX-License-Identifier: GPL-2.0-or-later
/* Needs race_base. */
#include "race.h"

static int __init race_user_init(void)
{
	return race_base_value(race_init());
}

static void __exit race_user_exit(void)
{
}

module_init(race_user_init);
module_exit(race_user_exit);
MODULE_DESCRIPTION("Module that needs another");
MODULE_LICENSE("GPL");
