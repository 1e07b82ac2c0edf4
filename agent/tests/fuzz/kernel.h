/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small kernel for seeds. */
#ifndef KS_TESTS_FUZZ_KERNEL_H
#define KS_TESTS_FUZZ_KERNEL_H

#include "fuzz.h"

void fuzz_vmlinux(struct fuzz_bytes *out, bool is64, bool big);

#endif
