// SPDX-License-Identifier: GPL-2.0-or-later
/* Types of a kernel and of a module: two halves of one input. */
#include <stdlib.h>
#include <unistd.h>

#include "facts/btf.h"
#include "kernel_file.h"

static const char *const options[] = { "import=alpha:0x10", "info=srcversion=1" };
static struct fuzz_kernels kernels;

static void start(void)
{
	fuzz_kernels_open(&kernels);
}

static void stop(void)
{
	fuzz_kernels_close(&kernels);
}

/* Each half where nothing is behind it. */
static uint8_t *copy_of(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	memcpy(copy, data, size);
	return copy;
}

static int judge(struct ks_needs *needs, const struct ks_image *kernel, struct ks_image *module)
{
	int code = KS_EXIT_FAILED;
	struct ks_btf opened;
	bool is_whole = ks_btf_open(&opened, kernel, &needs->layout);

	needs->has_btf = true;
	needs->btf = *module;
	needs->btf_size = module->size;
	needs->has_btf_base = module->size & 1;
	needs->btf_base = needs->has_btf_base ? *module : (struct ks_image){ 0 };
	for (size_t i = 0; i < kernels.count; i++) {
		struct ks_facts facts = kernels.snapshots[i].facts;

		facts.btf = is_whole ? &opened : NULL;
		facts.btf_types = (struct ks_fact_number){ 5, KS_ORIGIN_FILE };
		facts.btf_strings = (struct ks_fact_number){ 30, KS_ORIGIN_FILE };
		facts.gates[KS_GATE_MODVERSIONS] = (struct ks_fact_tri){ KS_NO, KS_ORIGIN_FILE };
		facts.gates[KS_GATE_BTF_ENFORCED] =
			(struct ks_fact_tri){ i & 1 ? KS_YES : KS_NO, KS_ORIGIN_FILE };
		code = fuzz_judge(needs, &facts);
	}
	return code;
}

/* Two bytes say how long the kernel's half is. */
static int run(const struct ks_image *input)
{
	struct ks_candidate candidate;
	struct module_file file;
	struct ks_image kernel, module;
	uint8_t *first, *second;
	struct ks_err err;
	char path[64];
	size_t length;
	int fd, code = KS_EXIT_FAILED;

	if (input->size < 2)
		return code;
	length = input->data[0] | input->data[1] << 8;
	if (length > input->size - 2)
		length = input->size - 2;
	first = copy_of(input->data + 2, length);
	second = copy_of(input->data + 2 + length, input->size - 2 - length);
	kernel = (struct ks_image){ first, length };
	module = (struct ks_image){ second, input->size - 2 - length };
	fuzz_kernel_file(&kernel, &ks_provider_btf);
	module_file_make(&file, options, KS_ARRAY_SIZE(options));
	fd = module_file_memfd(&file, path, sizeof(path));
	if (!ks_candidate_open(&candidate, path, KS_DEPTH_DEEP, &kernels.snapshots[1].facts,
			       &err))
		code = judge(&candidate.needs, &kernel, &module);
	ks_candidate_close(&candidate);
	free(file.data);
	free(first);
	free(second);
	close(fd);
	return code;
}

static void seed(bool odd)
{
	struct fuzz_bytes bytes = { .size = 2 };
	size_t length;

	fuzz_add_btf(&bytes, false);
	length = bytes.size - 2;
	bytes.data[0] = length;
	bytes.data[1] = length >> 8;
	fuzz_add_btf(&bytes, true);
	if ((bytes.size - 2 - length) % 2 != odd)
		fuzz_add(&bytes, "", 1);
	fuzz_seed(bytes.data, bytes.size);
}

static void seeds(void)
{
	seed(false);
	seed(true);
}

const struct fuzz_target fuzz_target_btf = {
	.name = "btf",
	.max_size = 2048,
	.damaged = 600,
	.start = start,
	.stop = stop,
	.run = run,
	.seeds = seeds,
};
