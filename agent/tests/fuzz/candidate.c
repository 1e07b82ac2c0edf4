// SPDX-License-Identifier: GPL-2.0-or-later
/* A module, against a kernel of every series: reading, rules and reports. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "crypto/verify.h"
#include "depths.h"
#include "fuzz.h"
#include "load/arguments.h"

static struct fuzz_kernels kernels;
static struct ks_arguments arguments;

static void start(void)
{
	static char text[] = "flag=1 text=\"a b\" numbers=1,2,3";
	char *words[] = { text };

	fuzz_kernels_open(&kernels);
	if (ks_arguments_parse(&arguments, KS_ARRAY_SIZE(words), words))
		abort();
}

static void stop(void)
{
	ks_arguments_free(&arguments);
	fuzz_kernels_close(&kernels);
}

static void show_needs(const char *path)
{
	const struct ks_style style = { .verbose = true };
	struct ks_candidate candidate;
	struct ks_err err;
	FILE *null = fopen("/dev/null", "we");
	struct json_object *document = ks_json_document("needs");

	if (!ks_candidate_open(&candidate, path, KS_DEPTH_DEEP, NULL, &err)) {
		ks_signature_read(&candidate.needs);
		ks_text_needs(null, &style, &candidate.needs);
		ks_json_put(document, "needs", ks_json_needs(&candidate.needs));
	}
	if (ks_json_print(null, document))
		abort();
	ks_candidate_close(&candidate);
	fclose(null);
}

static int check(const char *path, struct ks_snapshot *snapshot)
{
	struct ks_candidate candidate;
	struct ks_err err;
	int code = KS_EXIT_FAILED;

	if (!ks_candidate_open(&candidate, path, KS_DEPTH_DEEP, &snapshot->facts, &err)) {
		ks_arguments_give(&arguments, &candidate.needs);
		ks_verify(snapshot, &candidate.needs);
		code = fuzz_judge(&candidate.needs, &snapshot->facts);
	}
	ks_candidate_close(&candidate);
	return code;
}

/* The same module once more, with its own exports loaded. */
static void check_loaded(const char *path)
{
	static const char text[] =
		"# kmodsafe facts 1\nrelease\tfile\t6.12.1\nelf-machine\tfile\t62\n"
		"symbols-complete\t-\tyes\nmodules-complete\t-\tyes\n";
	struct ks_candidate candidate = { .input.fd = -1 };
	struct ks_snapshot snapshot;
	struct ks_err err;

	if (!fuzz_load_text(&snapshot, text, sizeof(text) - 1) &&
	    !ks_candidate_open(&candidate, path, KS_DEPTH_DEEP, &snapshot.facts, &err) &&
	    !ks_facts_add_loaded(&snapshot, &candidate.needs, "P", &err))
		fuzz_judge(&candidate.needs, &snapshot.facts);
	ks_candidate_close(&candidate);
	ks_facts_free(&snapshot);
}

static int run(const struct ks_image *input)
{
	char path[64], why[256];
	int fd = fuzz_file(input, path, sizeof(path)), codes[FUZZ_KERNELS_MAX];
	size_t shallow = input->size % kernels.count;

	for (size_t i = 0; i < kernels.count; i++)
		codes[i] = check(path, &kernels.snapshots[i]);
	if (depths_compare(&kernels.snapshots[shallow].facts, path, why, sizeof(why))) {
		fprintf(stderr, "shallow: %s\n", why);
		abort();
	}
	show_needs(path);
	check_loaded(path);
	close(fd);
	return codes[1];
}

static void seed_signed(unsigned int how)
{
	static const char *const options[] = { "import=alpha:0x10" };
	const struct signing *signer;
	struct module_file module;
	struct signing key;

	fuzz_key_make(&key, "fuzz");
	signer = &key;
	module_file_make(&module, options, 1);
	signing_sign(&signer, 1, how, "SHA256", &module);
	fuzz_seed(module.data, module.size);
	free(module.data);
	signing_free(&key);
}

#define SEED(...)									\
	fuzz_seed_module((const char *const[]){ __VA_ARGS__ },				\
			 sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void seeds(void)
{
	SEED("import=alpha:0x10", "import=beta:0x20:weak", "ns=NS");
	SEED("import=alpha:0x10", "ext=alpha:0x10", "ext=module_layout:0x1a2b3c4d", "sig=pkcs7");
	SEED("class=32", "machine=3", "import=alpha:0x10", "export=mine:1", "export=ours:2:gpl");
	SEED("class=32", "data=msb", "machine=8", "import=alpha:0x10", "export=mine:1");
	SEED("export=beta:1", "export=mine:2:gpl:NS", "exports=stripped", "import=alpha:0x10");
	SEED("export=alpha:1", "export=mine:2:gpl", "exports=flags,crc-absolute");
	SEED("class=64", "data=msb", "machine=21", "import=.alpha:0x10", "sig=foreign");
	SEED("machine=183", "import=alpha:0x10", "export=mine:1");
	SEED("ei_class=1", "ei_data=2", "import=alpha:0x10", "info=srcversion=ABC");
	SEED("info=parmtype=flag:bool", "info=parmtype=numbers:array of int", "common=shared",
	     "license=Proprietary", "intree=-", "retpoline=-", "info=livepatch=Y");
	SEED("drop=__versions", "dup=.modinfo", "import=alpha", "info=staging=Y");
	seed_signed(0);
	seed_signed(SIGNING_KEY_ID | SIGNING_ATTRIBUTES | SIGNING_CERTIFICATE);
}

const struct fuzz_target fuzz_target_candidate = {
	.name = "candidate",
	.max_size = 12288,
	.damaged = 1200,
	.start = start,
	.stop = stop,
	.run = run,
	.seeds = seeds,
};
