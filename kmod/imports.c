// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of this module's own imports, with the CRCs that the build found
 * in the target's Module.symvers.  Only data.
 */
#include "kmod/discover.h"

#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/static_call.h>
#include <linux/uaccess.h>
#include <linux/utsname.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "imports_crc.h"

#define KMODSAFE_IMPORT(symbol, gpl_only)		\
	{						\
		.name = #symbol,			\
		.addr = (const void *)&(symbol),		\
		.gpl = gpl_only,			\
		.crc = { KMODSAFE_CRC_##symbol },	\
	},

const struct kmodsafe_import kmodsafe_imports[] = {
#include "kmod/imports.h"
};

const unsigned int kmodsafe_imports_count = ARRAY_SIZE(kmodsafe_imports);
