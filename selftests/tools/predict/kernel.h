/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The judge: what the kernel does with a module, and what it says of it. */
#ifndef PREDICT_KERNEL_H
#define PREDICT_KERNEL_H

#include <stdbool.h>

#include "lines.h"

struct kernel {
	int log;
	int trace;
};

struct answer {
	bool accepted;		/* the loader came as far as init() */
	const char *result;	/* "ok", an errno's name, "hangs", "crashes" */
	struct lines log;
};

void kernel_open(struct kernel *kernel);
void kernel_ask(struct kernel *kernel, const char *path, struct answer *answer);
const char *kernel_load(const char *path);
void kernel_modules(struct lines *names);
void kernel_unload(const char *name);
void kernel_unload_others(const struct lines *keep);

#endif
