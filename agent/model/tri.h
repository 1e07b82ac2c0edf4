/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The three states of a fact, and where a fact comes from. */
#ifndef KS_MODEL_TRI_H
#define KS_MODEL_TRI_H

#include <stdbool.h>

/** enum ks_tri - unknown is 0, so that forgotten means unknown */
enum ks_tri {
	KS_UNKNOWN = 0,
	KS_NO,
	KS_YES,
};

static inline enum ks_tri ks_tri(bool value)
{
	return value ? KS_YES : KS_NO;
}

/**
 * enum ks_origin - where a fact comes from
 * @KS_ORIGIN_NONE: the fact is unknown
 * @KS_ORIGIN_LIVE: read from an object of the running kernel now
 * @KS_ORIGIN_LOADER: compiled into the kernel module and compared by the
 *	loader that took it
 * @KS_ORIGIN_BUILD: compiled into the kernel module, proven by nothing
 * @KS_ORIGIN_FILE: read from a file that describes a kernel
 * @KS_ORIGIN_ASSUMED: a kernel that is only a file is judged as freshly
 *	booted with an empty command line
 */
enum ks_origin {
	KS_ORIGIN_NONE = 0,
	KS_ORIGIN_LIVE,
	KS_ORIGIN_LOADER,
	KS_ORIGIN_BUILD,
	KS_ORIGIN_FILE,
	KS_ORIGIN_ASSUMED,
	KS_ORIGIN_MAX,
};

#endif
