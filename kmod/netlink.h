/* SPDX-License-Identifier: GPL-2.0-only */
/* The kmodsafe generic netlink family, see netlink.c. */
#ifndef KMODSAFE_NETLINK_H
#define KMODSAFE_NETLINK_H

#include <net/genetlink.h>

extern const struct genl_ops kmodsafe_ops[];
extern const unsigned int kmodsafe_ops_count;

int kmodsafe_netlink_init(void);
void kmodsafe_netlink_exit(void);

#endif /* KMODSAFE_NETLINK_H */
