// SPDX-License-Identifier: GPL-2.0-or-later
/* The PKCS#7 message behind a module, where keys are known. */
#include <stdlib.h>
#include <unistd.h>

#include "crypto/pkcs7.h"
#include "crypto/verify.h"
#include "fuzz.h"

static struct fuzz_kernels kernels;
static const char *const options[] = { "import=alpha:0x10" };

static void start(void)
{
	fuzz_kernels_open(&kernels);
}

static void stop(void)
{
	fuzz_kernels_close(&kernels);
}

static int run(const struct ks_image *input)
{
	struct ks_candidate candidate;
	struct module_file module;
	struct ks_pkcs7 pkcs7;
	struct ks_err err;
	char path[64];
	struct ks_crypto crypto = { 0 };
	int code = KS_EXIT_FAILED, fd;

	/* As it lies in memory, where nothing is behind it. */
	ks_pkcs7_parse(input, &pkcs7);
	module_file_make(&module, options, KS_ARRAY_SIZE(options));
	signing_append(&module, input->data, input->size);
	fd = module_file_memfd(&module, path, sizeof(path));
	if (!ks_candidate_open(&candidate, path, KS_DEPTH_DEEP, &kernels.snapshots[1].facts,
			       &err)) {
		ks_signature_read(&candidate.needs);
		for (size_t i = 0; i < kernels.count; i++) {
			struct ks_facts *facts = &kernels.snapshots[i].facts;

			facts->gates[KS_GATE_SIG_ENFORCED] =
				(struct ks_fact_tri){ KS_YES, KS_ORIGIN_FILE };
			ks_signature_verify(&candidate.needs, facts, &crypto);
			code = fuzz_judge(&candidate.needs, facts);
		}
	}
	ks_crypto_end(&crypto);
	ks_candidate_close(&candidate);
	free(module.data);
	close(fd);
	return code;
}

static void seed(const struct signing *const *keys, size_t count, unsigned int how,
		 const char *digest)
{
	struct module_file module;
	size_t plain;

	module_file_make(&module, options, KS_ARRAY_SIZE(options));
	plain = module.size;
	signing_sign(keys, count, how, digest, &module);
	/* Only the message: its length, and the marker, are put there again. */
	fuzz_seed(module.data + plain, module.size - plain - 12 - 28);
	free(module.data);
}

static void seeds(void)
{
	struct signing key, other;
	const struct signing *const keys[] = { &key, &other };

	fuzz_key_make(&key, "fuzz");
	fuzz_key_make(&other, "other one");
	seed(keys, 1, 0, "SHA256");
	seed(keys, 1, SIGNING_KEY_ID, "SHA512");
	seed(keys, 2, SIGNING_ATTRIBUTES, "SHA1");
	seed(keys, 2, SIGNING_CERTIFICATE | SIGNING_ATTRIBUTES, "SHA256");
	seed(keys + 1, 1, SIGNING_CONTENT, "SHA256");
	signing_free(&key);
	signing_free(&other);
}

const struct fuzz_target fuzz_target_signature = {
	.name = "signature",
	.max_size = 3072,
	.damaged = 600,
	.start = start,
	.stop = stop,
	.run = run,
	.seeds = seeds,
};
