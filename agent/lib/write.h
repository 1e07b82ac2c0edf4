/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are written for others to read. */
#ifndef KS_LIB_WRITE_H
#define KS_LIB_WRITE_H

#include <stdio.h>
#include <sys/types.h>

#include "lib/macro.h"

/**
 * typedef ks_write_fn - write the content
 * @out: stream; whether it took everything is looked at afterwards
 * @data: of the caller
 *
 * Return: 0 or a negative errno.
 */
typedef int ks_write_fn(FILE *out, const void *data);

int ks_write_stream(FILE *out, ks_write_fn *write, const void *data) ks_must_check;
int ks_write_anew(const char *path, mode_t mode, ks_write_fn *write,
		  const void *data) ks_must_check;
int ks_write_file(const char *path, ks_write_fn *write, const void *data) ks_must_check;

#endif
