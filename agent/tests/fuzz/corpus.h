/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stored inputs: text, one a line, so that they can be read and compared. */
#ifndef KS_TESTS_FUZZ_CORPUS_H
#define KS_TESTS_FUZZ_CORPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

void corpus_write(FILE *out, const uint8_t *data, size_t size);
uint8_t *corpus_read(FILE *in, size_t *size);

#endif
