// SPDX-License-Identifier: GPL-2.0-or-later
/* Exports under a licence that taints whoever uses them. */
#include <linux/module.h>

#include "ora.h"

int ora_private(int value)
{
	return value - 1;
}
EXPORT_SYMBOL(ora_private);

MODULE_DESCRIPTION("Proprietary exporter of the oracle's sets");
MODULE_LICENSE("Proprietary");
