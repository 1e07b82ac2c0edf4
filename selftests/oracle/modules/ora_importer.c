// SPDX-License-Identifier: GPL-2.0-or-later
/* Uses all that ora_exporter has. */
#include <linux/module.h>

#include "ora.h"

static int __init ora_importer_init(void)
{
	return ora_plain(0) + ora_gpl(0) + ora_spaced(0) == 6 && ora_data == 4 ? 0 : -EINVAL;
}

static void __exit ora_importer_exit(void)
{
}

module_init(ora_importer_init);
module_exit(ora_importer_exit);
MODULE_DESCRIPTION("Importer of the oracle's sets");
MODULE_IMPORT_NS(ORA_NS);
MODULE_LICENSE("GPL");
