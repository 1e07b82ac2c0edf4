/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random changes that know what an ELF module is made of. */
#ifndef FORGE_MUTATE_H
#define FORGE_MUTATE_H

#include <stdio.h>

#include "image.h"

/*
 * The same SEED, NAME and INDEX make the same changes of the same bytes, on
 * any machine. What was done is written to NOTE, in one line.
 */
void mutate(struct image *im, uint64_t seed, const char *name, uint64_t index, FILE *note);

#endif
