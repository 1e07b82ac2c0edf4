/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of a facts file, in its order.  Names of gates, states and module
 * states are the agent's; how they are found out is written again, so that the
 * two can be compared.
 */
#ifndef ROWS_H
#define ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <linux/kmodsafe.h>

#include "lib/netlink.h"
#include "model/facts.h"

/* Ask the helper; ends the program when it does not answer. */
int rows_ask(uint8_t cmd, uint16_t flags, nlt_cb cb, void *arg);
/* First line of a small file; false if there is none. */
bool rows_line(const char *path, char *line, size_t size);
const char *rows_origin(const struct nlattr *at);

void rows_kernel(FILE *f);
void rows_system(FILE *f);
void rows_lists(FILE *f);

static inline uint32_t rows_u32(const struct nlattr *at)
{
	return at && nlt_len(at) == 4 ? *(const uint32_t *)nlt_data(at) : 0;
}

static inline const char *rows_text(const struct nlattr *at, const char *none)
{
	return at ? nlt_data(at) : none;
}

#endif
