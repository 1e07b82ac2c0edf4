// SPDX-License-Identifier: GPL-2.0-or-later
/* Parameters of several types. */
#include <linux/module.h>

static int number = 5;
module_param(number, int, 0444);
MODULE_PARM_DESC(number, "any number");

static bool flag;
module_param(flag, bool, 0644);

static char *text = "text";
module_param(text, charp, 0);

static int numbers[4];
static int count;
module_param_array(numbers, int, &count, 0444);

static int __init ora_param_init(void)
{
	return number < 0 || !text ? -EINVAL : 0;
}

static void __exit ora_param_exit(void)
{
	flag = false;
}

module_init(ora_param_init);
module_exit(ora_param_exit);
MODULE_DESCRIPTION("Parameters for the oracle");
MODULE_ALIAS("ora-parameters");
MODULE_LICENSE("Dual MIT/GPL");
