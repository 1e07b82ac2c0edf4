// SPDX-License-Identifier: GPL-2.0-or-later
/* A packed file, unpacked within a limit: as a module is, and as a kernel in its wrapping. */
#include <stdlib.h>

#include "elf/decompress.h"
#include "fuzz.h"
#include "packing.h"

#define LIMIT	(4u << 20)

/* Whatever comes out is there to be read. */
static void finish(struct ks_buffer *out)
{
	if (out->size > LIMIT || (out->size && !memchr(out->data, out->data[out->size - 1],
							 out->size)))
		abort();
	free(out->data);
}

static int run(const struct ks_image *input)
{
	struct ks_buffer plain = { 0 }, payload = { 0 };
	struct ks_image packed = *input;
	int ret = ks_decompress(ks_compression_of(input), input, LIMIT, &plain);

	finish(&plain);
	ret &= ks_decompress_payload(ks_compression_of_payload(input), &packed, LIMIT, &payload);
	/* What was not used is the end of what was given. */
	if (packed.size > input->size || packed.data + packed.size != input->data + input->size)
		abort();
	finish(&payload);
	return ret ? KS_EXIT_FAILED : KS_EXIT_OK;
}

/* Something of everything: what repeats, and what does not. */
static void seeds(void)
{
	uint8_t text[1500];
	uint32_t number = 1;

	for (size_t i = 0; i < sizeof(text); i++) {
		number = number * 1103515245 + 12345;
		text[i] = i % 300 < 40 ? (uint8_t)(number >> 16) : (uint8_t)"kernel"[i % 6];
	}
	for (int how = KS_COMPRESSION_GZIP; how < KS_COMPRESSION_MAX; how++)
		for (size_t size = 1; size <= sizeof(text); size += sizeof(text) - 1) {
			struct ks_buffer packed = packing_pack(how, text, size);

			fuzz_seed(packed.data, packed.size);
			free(packed.data);
		}
}

const struct fuzz_target fuzz_target_decompress = {
	.name = "decompress",
	.max_size = 4096,
	.damaged = 800,
	.run = run,
	.seeds = seeds,
};
