/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a kernel may be wrapped in: one row a kind, in kernel_image.c, and one
 * file a family.  A kind knows where in its bytes the next layer is; what that
 * is, its own first bytes say.
 */
#ifndef KS_ELF_WRAPPING_H
#define KS_ELF_WRAPPING_H

#include "elf/kernel_image.h"

/**
 * struct ks_unwrap - a kernel on its way out of its wrappings
 * @kernel: what is known of it; kernel->image is the layer that is looked at
 * @path: the file, for errors
 * @err: one line on failure
 * @budget: bytes that may still be produced or looked through in vain
 * @done: kernel->image is the kernel, and kernel->banner its banner
 */
struct ks_unwrap {
	struct ks_kernel_image *kernel;
	const char *path;
	struct ks_err *err;
	size_t budget;
	bool done;
};

/**
 * struct ks_wrapping - a kind of wrapping
 * @name: for people
 * @is: does this layer look like it
 * @open: make the next layer kernel->image; 0 or a negative errno with err filled
 */
struct ks_wrapping {
	const char *name;
	bool (*is)(const struct ks_image *image);
	int (*open)(struct ks_unwrap *unwrap);
};

extern const struct ks_wrapping ks_wrapping_packed;
extern const struct ks_wrapping ks_wrapping_bzimage;
extern const struct ks_wrapping ks_wrapping_zboot;
extern const struct ks_wrapping ks_wrapping_uki;
extern const struct ks_wrapping ks_wrapping_zimage;
extern const struct ks_wrapping ks_wrapping_s390;
extern const struct ks_wrapping ks_wrapping_uimage;
extern const struct ks_wrapping ks_wrapping_fit;
extern const struct ks_wrapping ks_wrapping_android;
extern const struct ks_wrapping ks_wrapping_android_vendor;

bool ks_has_at(const struct ks_image *image, uint64_t offset, const char *magic, size_t len);
uint64_t ks_number_at(const struct ks_image *image, uint64_t offset, unsigned int bytes, bool big);
bool ks_find_banner(const struct ks_image *image, size_t *offset);

void ks_unwrap_note(struct ks_unwrap *unwrap, const char *name);
int ks_unwrap_part(struct ks_unwrap *unwrap, uint64_t offset, uint64_t size) ks_must_check;
int ks_unwrap_payload(struct ks_unwrap *unwrap, struct ks_image payload) ks_must_check;
int ks_unwrap_search(struct ks_unwrap *unwrap, struct ks_image where) ks_must_check;
int ks_unwrap_bare(struct ks_unwrap *unwrap) ks_must_check;
int ks_unwrap_damaged(struct ks_unwrap *unwrap, const char *what) ks_must_check;

#endif
