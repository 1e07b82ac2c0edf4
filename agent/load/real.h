/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system's own insmod or modprobe, when we stand in its place. */
#ifndef KS_LOAD_REAL_H
#define KS_LOAD_REAL_H

#include "lib/macro.h"

/* We are called from ourselves this often at most: modprobe.d may call modprobe. */
#define KS_REAL_DEPTH_MAX	8

int ks_real_exec(const char *name, char **argv) ks_must_check;

#endif
