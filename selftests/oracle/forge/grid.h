/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every change of one field of a section header, a symbol or a relocation. */
#ifndef FORGE_GRID_H
#define FORGE_GRID_H

#include <stdio.h>

#include "image.h"

/*
 * The change of that NUMBER, of which a small module has some thousands; they begin
 * again behind the last. What was done is written to NOTE, in one line.
 * Returns false where it would change nothing.
 */
bool grid(struct image *im, uint64_t number, FILE *note);

#endif
