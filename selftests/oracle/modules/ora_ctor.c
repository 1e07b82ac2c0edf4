// SPDX-License-Identifier: GPL-2.0-or-later
/* A constructor, which kernels with CONSTRUCTORS run before init(). */
#include <linux/module.h>

#include "ora.h"

int ora_constructed;
EXPORT_SYMBOL(ora_constructed);

static __attribute__((constructor, used)) void ora_construct(void)
{
	ora_constructed++;
}

MODULE_DESCRIPTION("Constructor for the oracle");
MODULE_LICENSE("GPL and additional rights");
