/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Libraries that are loaded when they are needed: starting those that few calls
 * use takes longer than checking a module.  The library's own header says the
 * types:
 *
 *	#define FUNCTIONS(X) X(BZ2_bzDecompress) X(BZ2_bzDecompressEnd)
 *	KS_LIBRARY(bzip2, FUNCTIONS)
 *	union bzip2 lib;
 *	if (!load_bzip2(&lib, "libbz2.so.1.0")) ...
 */
#ifndef KS_LIB_LIBRARY_H
#define KS_LIB_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/macro.h"

bool ks_library_load(const char *file, const char *const *names, void **functions, size_t count);

#define KS_LIBRARY_MEMBER(name)	__typeof__(name) *name;
#define KS_LIBRARY_NAME(name)	#name,
#define KS_LIBRARY_ONE(name)	+ 1

/** KS_LIBRARY - a struct for the functions of a library, and how to fill it */
#define KS_LIBRARY(library, functions)							\
	union library {									\
		struct { functions(KS_LIBRARY_MEMBER) };				\
		void *all[0 functions(KS_LIBRARY_ONE)];					\
	};										\
											\
	static bool load_##library(union library *lib, const char *file)		\
	{										\
		static const char *const names[] = { functions(KS_LIBRARY_NAME) };	\
											\
		return ks_library_load(file, names, lib->all, KS_ARRAY_SIZE(names));	\
	}

#endif
