// SPDX-License-Identifier: GPL-2.0-only
/*
 * Brings the module up and takes it down: first the discovery, which may find
 * nothing, then the netlink family, which says so.
 */
#include <linux/module.h>

#include "kmod/discover.h"
#include "kmod/facts_module.h"
#include "kmod/netlink.h"

static char *backend = "auto";
module_param(backend, charp, 0444);
MODULE_PARM_DESC(backend, "how to find the export tables: auto, scan, walk, kprobe or none");

static int __init kmodsafe_init(void)
{
	int err;

	err = kmodsafe_discover(backend);
	if (err)
		return err;
	if (kmodsafe_exports())
		kmodsafe_modules_find(kmodsafe_exports());
	return kmodsafe_netlink_init();
}

static void __exit kmodsafe_exit(void)
{
	kmodsafe_netlink_exit();
}

module_init(kmodsafe_init);
module_exit(kmodsafe_exit);

MODULE_AUTHOR("The kmodsafe authors");
MODULE_DESCRIPTION("Witness of what the running kernel demands of a kernel module");
MODULE_LICENSE("GPL");
MODULE_VERSION(KMODSAFE_HELPER_VERSION);
