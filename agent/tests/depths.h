/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A shallow check beside a deep one. */
#ifndef KS_TESTS_DEPTHS_H
#define KS_TESTS_DEPTHS_H

#include "cmd/verdict.h"

int depths_compare(const struct ks_facts *facts, const char *path, char *why, size_t size);

#endif
