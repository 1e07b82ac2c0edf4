/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An unpacked lib/modules/RELEASE: its modules and what they depend on. */
#ifndef PREDICT_TREE_H
#define PREDICT_TREE_H

#include <stddef.h>

#include "lines.h"

struct module {
	char *name;
	char *path;
	struct lines depends;	/* names, nearest first */
};

struct tree {
	struct module *modules;
	size_t count;
};

void tree_open(struct tree *tree, const char *dir);
void tree_close(struct tree *tree);
const struct module *tree_find(const struct tree *tree, const char *name);
void tree_leave_out(struct tree *tree, const char *pattern);
const struct module *tree_pick(const struct tree *tree, size_t nth, size_t count);
char *module_name(const char *path);
void module_unpack(const char *path, const char *to);

#endif
