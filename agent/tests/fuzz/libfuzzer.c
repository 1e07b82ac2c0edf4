// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libFuzzer's two entry points.  The target is the one that the program is
 * called by: build/fuzz/bin/NAME are links to one program.  KS_FUZZ_CPU ends it
 * after so many seconds of its own time, as others may want the processor, too.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct fuzz_target *target;
static double limit;
static unsigned long runs;

/* Nobody asks for seeds here. */
void fuzz_seed(const void *data, size_t size)
{
	(void)data, (void)size;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *slash = strrchr((*argv)[0], '/');
	const char *cpu = getenv("KS_FUZZ_CPU");

	(void)argc;
	target = fuzz_find(slash ? slash + 1 : (*argv)[0]);
	if (!target) {
		fprintf(stderr, "%s: no such target\n", (*argv)[0]);
		exit(2);
	}
	limit = cpu ? strtod(cpu, NULL) : 0;
	if (target->start)
		target->start();
	return 0;
}

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct ks_image input = { data, size };

	target->run(&input);
	/* libFuzzer ends cleanly at this signal. */
	if (limit && ++runs % 128 == 0 && cpu_seconds() > limit) {
		limit = 0;
		raise(SIGUSR1);
	}
	return 0;
}
