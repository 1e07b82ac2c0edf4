// SPDX-License-Identifier: GPL-2.0-or-later
/* As little as a module can be. */
#include <linux/module.h>

MODULE_DESCRIPTION("Smallest base of the oracle's wrong modules");
MODULE_LICENSE("GPL");
