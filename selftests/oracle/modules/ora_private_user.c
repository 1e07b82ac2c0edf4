// SPDX-License-Identifier: GPL-2.0-or-later
/* Uses a proprietary module; "GPL only" symbols are added by doctoring. */
#include <linux/module.h>

#include "ora.h"

int ora_private_user(int value)
{
	return ora_private(value) + ora_plain(value);
}
EXPORT_SYMBOL_GPL(ora_private_user);

MODULE_DESCRIPTION("User of a proprietary module, of the oracle's sets");
MODULE_LICENSE("GPL");
