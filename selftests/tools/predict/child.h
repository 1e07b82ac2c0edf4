/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Child processes that must end in time. */
#ifndef PREDICT_CHILD_H
#define PREDICT_CHILD_H

#include <sys/types.h>

#define CHILD_LIMIT	60	/* seconds */
#define CHILD_HANGS	(-1)

/* What a program said; text is never NULL. */
struct output {
	int code;
	char *out;
	char *err;
};

int child_wait(pid_t pid);
void child_run(struct output *output, const char *const argv[]);
void output_free(struct output *output);

#endif
