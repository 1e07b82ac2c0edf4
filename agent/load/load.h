/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gives modules to the kernel.  Only commands that say so come here. */
#ifndef KS_LOAD_LOAD_H
#define KS_LOAD_LOAD_H

#include "elf/candidate.h"
#include "lib/macro.h"
#include "model/finding.h"

/**
 * struct ks_load_source - what was checked
 * @image: the bytes
 * @fd: the original file
 * @stat: of the original file, before it was read
 * @packed: the file is compressed, @image is what came out of it
 */
struct ks_load_source {
	struct ks_image image;
	int fd;
	struct stat stat;
	bool packed;
};

bool ks_load_allowed(enum ks_verdict verdict, bool unsafe, bool unknown);
int ks_load_open(struct ks_candidate *candidate, const char *path, bool no_follow,
		 const struct ks_facts *facts, struct ks_err *err) ks_must_check;
struct ks_load_source ks_load_source_of(const struct ks_input *input);
int ks_load(const struct ks_load_source *source, const char *parameters) ks_must_check;
int ks_load_file(const struct ks_load_source *source, const char *parameters,
		 int error) ks_must_check;

#endif
