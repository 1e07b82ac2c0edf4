/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz targets: one file each, one row in FUZZ_TARGETS.  The same targets are
 * run by libFuzzer (libfuzzer.c, "make fuzz") and, over seeds, stored inputs and
 * deterministic damage, by replay.c, a part of "make check".
 */
#ifndef KS_TESTS_FUZZ_H
#define KS_TESTS_FUZZ_H

#include "cmd/verdict.h"
#include "model/image.h"
#include "signing.h"

/**
 * struct fuzz_target - one parser with hostile input
 * @name: of the target, of its dictionary (NAME.dict) and of its stored inputs
 * @max_size: larger inputs are not worth trying: bytes
 * @damaged: how many damaged seeds the replay tries
 * @start: called once before anything else; NULL: nothing to do
 * @stop: called at the end; NULL: nothing to do
 * @run: one input; returns an exit code of the program, or 0
 * @seeds: gives right inputs to fuzz_seed(), always the same
 */
struct fuzz_target {
	const char *name;
	size_t max_size;
	unsigned int damaged;
	void (*start)(void);
	void (*stop)(void);
	int (*run)(const struct ks_image *input);
	void (*seeds)(void);
};

/* The order is that of the replay. */
#define FUZZ_TARGETS(X)								\
	X(candidate) X(decompress) X(image) X(vmlinux) X(symvers) X(config)	\
	X(saved) X(btf) X(certificate) X(signature) X(packages) X(parameters)	\
	X(netlink) X(lists) X(baseline) X(cache) X(log)

#define FUZZ_DECLARE(id) extern const struct fuzz_target fuzz_target_##id;
FUZZ_TARGETS(FUZZ_DECLARE)

const struct fuzz_target *fuzz_find(const char *name);

/* Who calls seeds() takes them. */
void fuzz_seed(const void *data, size_t size);

/* The key that signs in seeds, with a certificate of that name: always the same. */
void fuzz_key_make(struct signing *key, const char *name);

int fuzz_file(const struct ks_image *input, char *path, size_t size);
void fuzz_seed_module(const char *const *options, size_t count);

int fuzz_judge(const struct ks_needs *needs, const struct ks_facts *facts);
int fuzz_load_text(struct ks_snapshot *snapshot, const char *text, size_t size);

/* The kernels of tests/kernels, each with the key of the seeds. */
#define FUZZ_KERNELS_MAX	8
struct fuzz_kernels {
	struct ks_snapshot snapshots[FUZZ_KERNELS_MAX];
	size_t count;
};

void fuzz_kernels_open(struct fuzz_kernels *kernels);
void fuzz_kernels_close(struct fuzz_kernels *kernels);

/** struct fuzz_bytes - bytes being put together for a seed */
struct fuzz_bytes {
	uint8_t data[32768];
	size_t size;
};

void fuzz_add(struct fuzz_bytes *bytes, const void *data, size_t size);
void fuzz_add_number(struct fuzz_bytes *bytes, uint64_t value, unsigned int size);

/* A BTF of a kernel or of a module that goes on from it. */
void fuzz_add_btf(struct fuzz_bytes *bytes, bool module);

#endif
