// SPDX-License-Identifier: GPL-2.0-or-later
/* Libraries that are loaded when they are needed; see library.h. */
#include "lib/library.h"

#include <dlfcn.h>

/**
 * ks_library_load - load a library and find functions in it
 * @file: its name with the version of its interface
 * @names: of the functions
 * @functions: to fill
 * @count: entries of both
 *
 * It stays loaded: what it registers may run at the end of the process.
 *
 * Return: false when it is not installed, or lacks one of them.
 */
bool ks_library_load(const char *file, const char *const *names, void **functions, size_t count)
{
	void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; i < count; i++) {
		functions[i] = handle ? dlsym(handle, names[i]) : NULL;
		if (!functions[i])
			return false;
	}
	return true;
}
