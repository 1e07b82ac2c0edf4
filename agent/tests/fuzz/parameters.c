// SPDX-License-Identifier: GPL-2.0-or-later
/* Parameters of the command line, for a module that has some of each kind. */
#include <stdlib.h>
#include <unistd.h>

#include "fuzz.h"
#include "load/arguments.h"

#define WORDS	64

static const char *const options[] = {
	"import=alpha:0x10", "info=parmtype=flag:bool", "info=parmtype=number:int",
	"info=parmtype=small:byte", "info=parmtype=large:ullong", "info=parmtype=text:charp",
	"info=parmtype=list:array of uint", "info=parmtype=odd:something",
	"info=parmtype=short_text:string", "info=parmtype=inverse:invbool",
	"info=parmtype=neg:bint", "info=parmtype=long_one:long",
};

static struct fuzz_kernels kernels;
static struct ks_candidate candidate;
static int fd;

static void start(void)
{
	struct module_file module;
	struct ks_err err;
	static char path[64];

	fuzz_kernels_open(&kernels);
	module_file_make(&module, options, KS_ARRAY_SIZE(options));
	fd = module_file_memfd(&module, path, sizeof(path));
	if (ks_candidate_open(&candidate, path, KS_DEPTH_DEEP, &kernels.snapshots[1].facts, &err))
		abort();
	free(module.data);
}

static void stop(void)
{
	ks_candidate_close(&candidate);
	fuzz_kernels_close(&kernels);
	close(fd);
}

/* Words are apart as the kernel's arguments are: by a byte of zero. */
static int run(const struct ks_image *input)
{
	struct ks_arguments arguments;
	char *text = calloc(1, input->size + 1), *words[WORDS], *at = text;
	int code = KS_EXIT_FAILED, count = 0;

	memcpy(text, input->data, input->size);
	while (at < text + input->size && count < WORDS) {
		words[count++] = at;
		at += strlen(at) + 1;
	}
	if (!ks_arguments_parse(&arguments, count, words)) {
		ks_arguments_give(&arguments, &candidate.needs);
		for (size_t i = 0; i < kernels.count; i++)
			code = fuzz_judge(&candidate.needs, &kernels.snapshots[i].facts);
		candidate.needs.arguments = NULL;
		candidate.needs.argument_count = 0;
		candidate.needs.after_dashes = NULL;
	}
	ks_arguments_free(&arguments);
	free(text);
	return code;
}

static void seeds(void)
{
	static const char some[] = "flag=1\0number=-0x10\0text=\"a b\" list=1,2,3\0small=256";
	static const char odd[] = "\"flag=y\" large=18446744073709551616 odd\0--\0after dashes=1";
	static const char more[] = "inverse=N neg list=1,,2 long_one=077 dyndbg=\"+p\" short_text=x";

	fuzz_seed(some, sizeof(some));
	fuzz_seed(odd, sizeof(odd));
	fuzz_seed(more, sizeof(more));
}

const struct fuzz_target fuzz_target_parameters = {
	.name = "parameters",
	.max_size = 512,
	.damaged = 800,
	.start = start,
	.stop = stop,
	.run = run,
	.seeds = seeds,
};
