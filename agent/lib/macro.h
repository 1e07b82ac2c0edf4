/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Short names for the compiler attributes and small macros that the whole
 * agent uses.  Nothing here depends on a library.
 */
#ifndef KS_LIB_MACRO_H
#define KS_LIB_MACRO_H

#define KS_ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define ks_printf(f, a)		__attribute__((format(printf, f, a)))
#define ks_must_check		__attribute__((warn_unused_result))
#define ks_nonnull		__attribute__((nonnull))
#define ks_unused		__attribute__((unused))

#endif
