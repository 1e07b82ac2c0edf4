/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A directory that --kernel names, and the kernel's files in it. */
#ifndef KS_FACTS_DIRECTORY_H
#define KS_FACTS_DIRECTORY_H

#include "facts/snapshot.h"

int ks_directory_load(struct ks_snapshot *snapshot, int fd, const char *path,
		      struct ks_err *err) ks_must_check;

#endif
