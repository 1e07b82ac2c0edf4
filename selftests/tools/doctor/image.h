/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A module's bytes, and the places in them that are worth editing. Only 64-bit
 * little-endian relocatables are known, which is what the guests run; every
 * access is checked against the size, as a base may be broken itself.
 */
#ifndef DOCTOR_IMAGE_H
#define DOCTOR_IMAGE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* struct modversion_info of a 64-bit kernel */
#define VERSION_SIZE	64
#define VERSION_NAME	8

struct image {
	uint8_t *bytes;
	size_t size;
};

bool image_get(const struct image *im, uint64_t offset, void *to, size_t size);
bool image_put(struct image *im, uint64_t offset, const void *from, size_t size);
bool image_flip(struct image *im, uint64_t offset, uint8_t mask);
const char *image_string(const struct image *im, uint64_t offset);
uint64_t image_append(struct image *im, const void *from, size_t size);
void image_strip_signature(struct image *im);
bool image_is_known(const struct image *im);

int section_find(const struct image *im, const char *name);
bool section_get(const struct image *im, int index, Elf64_Shdr *section);
bool section_put(struct image *im, int index, const Elf64_Shdr *section);
bool section_add(struct image *im, const Elf64_Shdr *section);

uint64_t modinfo_find(const struct image *im, const char *tag, uint64_t after);

size_t version_count(const struct image *im);
uint64_t version_at(const struct image *im, size_t index);
uint64_t version_find(const struct image *im, const char *name);
uint64_t version_of_import(const struct image *im, size_t nth);

size_t symbol_count(const struct image *im);
uint64_t symbol_get(const struct image *im, size_t index, Elf64_Sym *symbol);
const char *symbol_name(const struct image *im, const Elf64_Sym *symbol);
uint64_t symbol_import(const struct image *im, bool last, Elf64_Sym *symbol);
uint64_t symbol_spare(const struct image *im, Elf64_Sym *symbol);

#endif
