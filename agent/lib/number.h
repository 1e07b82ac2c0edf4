/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strict number parsing, the only place that turns text into numbers. */
#ifndef KS_LIB_NUMBER_H
#define KS_LIB_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#include "lib/macro.h"

int ks_parse_number(const char *text, int base, uint64_t max, uint64_t *value) ks_must_check;
int ks_parse_hex32(const char *digits, size_t len, uint32_t *value) ks_must_check;
int ks_parse_hex(const char *text, uint8_t *bytes, size_t room, size_t *size) ks_must_check;

#endif
