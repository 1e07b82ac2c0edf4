/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths inside of a directory that is not this system's own root. */
#ifndef KS_LIB_ROOT_H
#define KS_LIB_ROOT_H

#include "lib/macro.h"

int ks_root_open(int root, const char *path, int flags) ks_must_check;
int ks_root_open_by_hand(int root, const char *path, int flags) ks_must_check;

#endif
