/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A module's bytes, and the places in them that are worth editing, of either
 * class and byte order. Offsets into the file are the currency; 0, where the
 * ELF header lies, means that there is no such thing. Every access is checked
 * against the size: a base may be broken itself.
 */
#ifndef FORGE_IMAGE_H
#define FORGE_IMAGE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VERSION_SIZE	64	/* struct modversion_info */

struct image {
	uint8_t *bytes;
	size_t size;
	bool is64;
	bool big;
};

enum header_field {
	EH_TYPE, EH_MACHINE, EH_VERSION, EH_ENTRY, EH_SHOFF, EH_FLAGS, EH_SHENTSIZE, EH_SHNUM,
	EH_SHSTRNDX, EH_FIELDS,
};

enum section_field {
	SH_NAME, SH_TYPE, SH_FLAGS, SH_ADDR, SH_OFFSET, SH_SIZE, SH_LINK, SH_INFO, SH_ALIGN,
	SH_ENTSIZE, SH_FIELDS,
};

enum symbol_field { ST_NAME, ST_INFO, ST_OTHER, ST_SHNDX, ST_VALUE, ST_SIZE, ST_FIELDS };

/* REL_SYMBOL and REL_TYPE are the halves of r_info. */
enum relocation_field { REL_OFFSET, REL_SYMBOL, REL_TYPE, REL_ADDEND, REL_FIELDS };

const char *section_field_name(enum section_field field);
const char *symbol_field_name(enum symbol_field field);
const char *relocation_field_name(enum relocation_field field);

bool image_is_known(struct image *im);
bool image_put(struct image *im, uint64_t at, const void *from, size_t size);
bool image_flip(struct image *im, uint64_t at, uint8_t mask);
uint64_t image_number(const struct image *im, uint64_t at, size_t width);
bool image_set(struct image *im, uint64_t at, size_t width, uint64_t value);
const char *image_string(const struct image *im, uint64_t at);
uint64_t image_append(struct image *im, const void *from, size_t size);
void image_strip_signature(struct image *im);

uint64_t header_get(const struct image *im, enum header_field field);
bool header_set(struct image *im, enum header_field field, uint64_t value);
size_t header_size(const struct image *im);

int section_count(const struct image *im);
int section_find(const struct image *im, const char *name);
int section_find_type(const struct image *im, uint64_t type, int after);
const char *section_name(const struct image *im, int index);
uint64_t section_get(const struct image *im, int index, enum section_field field);
bool section_set(struct image *im, int index, enum section_field field, uint64_t value);
bool section_has_bytes(const struct image *im, int index);
int section_add(struct image *im, int like);
bool section_move(struct image *im, int index, size_t more);
bool section_rename(struct image *im, int index, const char *name);
size_t section_header_size(const struct image *im);

size_t symbol_count(const struct image *im);
uint64_t symbol_get(const struct image *im, size_t index, enum symbol_field field);
bool symbol_set(struct image *im, size_t index, enum symbol_field field, uint64_t value);
const char *symbol_name(const struct image *im, size_t index);

size_t relocation_count(const struct image *im, int section);
size_t relocation_size(const struct image *im, int section);
uint64_t relocation_get(const struct image *im, int section, size_t index,
			enum relocation_field field);
bool relocation_set(struct image *im, int section, size_t index, enum relocation_field field,
		    uint64_t value);

#endif
