/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Everything that depends on the version of the kernel, and nothing else.
 * Each entry says since when what is different; one whose name or member can
 * be probed is chosen by that and not by a version.
 */
#ifndef KMODSAFE_COMPAT_H
#define KMODSAFE_COMPAT_H

#include <linux/version.h>
#include <net/genetlink.h>

#if KERNEL_VERSION(5, 10, 0) > LINUX_VERSION_CODE
#error "kmodsafe supports Linux 5.10 and newer"
#endif

/* since 5.12: find_symbol() takes a struct */
#if KERNEL_VERSION(5, 12, 0) <= LINUX_VERSION_CODE
#define KMODSAFE_FIND_SYMBOL_BY_STRUCT	1
#else
#define KMODSAFE_FIND_SYMBOL_BY_STRUCT	0
#endif

/* since 6.2: pre_doit() gets split operations */
#if KERNEL_VERSION(6, 2, 0) <= LINUX_VERSION_CODE
#define kmodsafe_pre_doit_ops	genl_split_ops
#else
#define kmodsafe_pre_doit_ops	genl_ops
#endif

/* since 6.14: basic modversions are a choice */
#if KERNEL_VERSION(6, 14, 0) <= LINUX_VERSION_CODE
#define KMODSAFE_BASIC_MODVERSIONS	IS_ENABLED(CONFIG_BASIC_MODVERSIONS)
#else
#define KMODSAFE_BASIC_MODVERSIONS	IS_ENABLED(CONFIG_MODVERSIONS)
#endif

/* since 6.5: arm64 wants sections for veneers whatever its configuration */
#if KERNEL_VERSION(6, 5, 0) <= LINUX_VERSION_CODE
#define KMODSAFE_ARM64_PLTS	IS_ENABLED(CONFIG_ARM64)
#else
#define KMODSAFE_ARM64_PLTS	IS_ENABLED(CONFIG_ARM64_MODULE_PLTS)
#endif
#define KMODSAFE_MODULE_PLTS	(KMODSAFE_ARM64_PLTS || \
				 IS_ENABLED(CONFIG_ARM_MODULE_PLTS) || \
				 IS_ENABLED(CONFIG_MODULE_SECTIONS))

/*
 * since 6.7, and in stable releases of older series: a multicast group may
 * need CAP_NET_ADMIN; 5.10 calls it GENL_UNS_ADMIN_PERM.  Kbuild looks for the
 * member.  A kernel without it gets no group: any user could listen.
 */
#ifdef GENL_MCAST_CAP_NET_ADMIN
#define KMODSAFE_MCGRP_ADMIN	GENL_MCAST_CAP_NET_ADMIN
#elif defined(KMODSAFE_HAVE_MCGRP_FLAGS)
#define KMODSAFE_MCGRP_ADMIN	GENL_UNS_ADMIN_PERM
#endif

#endif /* KMODSAFE_COMPAT_H */
