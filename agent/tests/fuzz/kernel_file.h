/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is done with the facts of every kernel. */
#ifndef KS_TESTS_FUZZ_KERNEL_FILE_H
#define KS_TESTS_FUZZ_KERNEL_FILE_H

#include "fuzz.h"

int fuzz_kernel_file(const struct ks_image *input, const struct ks_provider *provider);
void fuzz_show(const struct ks_facts *facts);
void fuzz_save_and_load(const struct ks_facts *facts);

#endif
