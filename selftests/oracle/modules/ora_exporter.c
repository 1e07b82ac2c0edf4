// SPDX-License-Identifier: GPL-2.0-or-later
/* Exports of every kind: for all, for GPL modules, from a namespace. */
#include <linux/module.h>

#include "ora.h"

int ora_plain(int value)
{
	return value + 1;
}
EXPORT_SYMBOL(ora_plain);

int ora_gpl(int value)
{
	return value + 2;
}
EXPORT_SYMBOL_GPL(ora_gpl);

int ora_spaced(int value)
{
	return value + 3;
}
EXPORT_SYMBOL_NS_GPL(ora_spaced, ORA_NS);

int ora_data = 4;
EXPORT_SYMBOL(ora_data);

MODULE_DESCRIPTION("Exporter of the oracle's sets");
MODULE_LICENSE("GPL");
