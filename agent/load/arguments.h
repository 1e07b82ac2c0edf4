/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parameters of a module, cut into pieces as the kernel does. */
#ifndef KS_LOAD_ARGUMENTS_H
#define KS_LOAD_ARGUMENTS_H

#include "lib/macro.h"
#include "model/needs.h"

/**
 * struct ks_arguments - the parameters of one load
 * @text: as the kernel gets them
 * @items: cut into pieces
 * @count: entries of @items
 * @after_dashes: what stands behind "--", or NULL without it
 * @pieces: owns the strings of @items
 */
struct ks_arguments {
	char *text;
	struct ks_argument *items;
	size_t count;
	const char *after_dashes;
	char *pieces;
};

int ks_arguments_parse(struct ks_arguments *arguments, int argc, char **argv) ks_must_check;
void ks_arguments_give(const struct ks_arguments *arguments, struct ks_needs *needs);
void ks_arguments_free(struct ks_arguments *arguments);

#endif
