// SPDX-License-Identifier: GPL-2.0-or-later
/* Running boot lists: what all readers have in common; see run.h. */
#include "boot/run.h"

#include <errno.h>
#include <stdlib.h>

/**
 * ks_boot_run_start - make room for what comes of boot lists
 * @run: all zeroes; ks_boot_run_free() releases it, also after a failure
 * @boot: lists
 *
 * Return: 0 or -ENOMEM.
 */
int ks_boot_run_start(struct ks_boot_run *run, const struct ks_boot *boot)
{
	run->outcomes = calloc(boot->count + 1, sizeof(*run->outcomes));
	run->ends = calloc(boot->sequence_count + 1, sizeof(*run->ends));
	if (!run->outcomes || !run->ends)
		return -ENOMEM;
	for (size_t i = 0; i < boot->sequence_count; i++)
		run->ends[i].entry = KS_BOOT_NONE;
	return 0;
}

/**
 * ks_boot_run_sequence - do what one run of a reader does
 * @run: started
 * @boot: lists
 * @index: which sequence; of a format that looks names up itself: OpenWrt's, Android's
 * @kernel: what it meets
 *
 * Return: 0, -ENOENT where nobody knows where the modules are, -ENOTSUP for other
 * formats, or -ENOMEM.
 */
int ks_boot_run_sequence(struct ks_boot_run *run, const struct ks_boot *boot, size_t index,
			 const struct ks_boot_kernel *kernel)
{
	const struct ks_boot_sequence *sequence = &boot->sequences[index];
	struct ks_boot_engine engine = {
		.boot = boot, .sequence = sequence, .end = &run->ends[index], .run = run,
		.kernel = kernel, .tree = sequence->tree ? sequence->tree : kernel->tree,
	};
	int ret;

	if (!engine.tree)
		return -ENOENT;
	if (sequence->format == KS_BOOT_OPENWRT)
		ret = ks_boot_run_openwrt(&engine);
	else if (sequence->format == KS_BOOT_ANDROID)
		ret = ks_boot_run_android(&engine);
	else
		return -ENOTSUP;
	/* How far it came is known; that it did not end is said. */
	if (ret == -E2BIG) {
		run->ends[index].ending = KS_BOOT_TOO_LONG;
		ret = 0;
	}
	return ret;
}

/**
 * ks_boot_attempt - give a module to the kernel
 * @engine: at work
 * @attempt: all but what comes of it
 * @result: what came of it: 0 or a negative errno
 *
 * Return: 0, -E2BIG when there were too many, or -ENOMEM.
 */
int ks_boot_attempt(struct ks_boot_engine *engine, const struct ks_boot_attempt *attempt,
		    int *result)
{
	struct ks_boot_run *run = engine->run;
	struct ks_boot_attempt *more;

	if (run->attempt_count == KS_BOOT_ATTEMPTS_MAX)
		return -E2BIG;
	if (run->attempt_count == run->attempt_room) {
		size_t room = run->attempt_room ? 2 * run->attempt_room : 64;

		more = reallocarray(run->attempts, room, sizeof(*more));
		if (!more)
			return -ENOMEM;
		run->attempts = more;
		run->attempt_room = room;
	}
	more = &run->attempts[run->attempt_count++];
	*more = *attempt;
	*result = engine->kernel->load(engine->kernel->data, attempt);
	if (*result == -EEXIST)
		*result = 0;
	else if (!*result)
		engine->end->loaded++;
	more->error = *result;
	return 0;
}

/**
 * ks_boot_run_free - release what came of boot lists
 * @run: its members
 */
void ks_boot_run_free(struct ks_boot_run *run)
{
	free(run->attempts);
	free(run->outcomes);
	free(run->ends);
	ks_pool_free(&run->strings);
	*run = (struct ks_boot_run){ 0 };
}
