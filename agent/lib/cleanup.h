/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scope-bound cleanup for userspace: a variable marked so is released when it
 * goes out of scope.  A function uses these or goto, never both.
 */
#ifndef KS_LIB_CLEANUP_H
#define KS_LIB_CLEANUP_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void ks_cleanup_free(void *p)
{
	free(*(void **)p);
}

static inline void ks_cleanup_close(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void ks_cleanup_fclose(FILE **f)
{
	if (*f)
		fclose(*f);
}

static inline void ks_cleanup_closedir(DIR **d)
{
	if (*d)
		closedir(*d);
}

#define ks_auto_free	__attribute__((cleanup(ks_cleanup_free)))
#define ks_auto_close	__attribute__((cleanup(ks_cleanup_close)))
#define ks_auto_fclose	__attribute__((cleanup(ks_cleanup_fclose)))
#define ks_auto_closedir __attribute__((cleanup(ks_cleanup_closedir)))

#endif
