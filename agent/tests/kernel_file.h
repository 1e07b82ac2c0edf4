/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes small kernels with export tables as each series and architecture has them. */
#ifndef KS_TESTS_KERNEL_FILE_H
#define KS_TESTS_KERNEL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KERNEL_NAMES	100	/* exports of kernel_name() */

/* How the CRC table is written. */
enum kernel_crcs { KERNEL_CRCS_NONE = 0, KERNEL_CRCS_PLAIN, KERNEL_CRCS_RELATIVE, KERNEL_CRCS_MAX };

/* What is wrong with the tables. */
enum kernel_fault {
	KERNEL_SOUND = 0,
	KERNEL_STRING_OF_NOBODY,
	KERNEL_GAP,
	KERNEL_FLAG,
	KERNEL_THREE_TABLES,
	KERNEL_ONE_TABLE,
	KERNEL_FEW,
	KERNEL_CRCS_SHORT,
	KERNEL_CRCS_HALF,
	KERNEL_FAULT_MAX,
};

struct kernel_form {
	bool is64;
	bool big;
	bool relative;
	bool has_ns;
	bool flags;
	bool sections;
	enum kernel_crcs crcs;
	enum kernel_fault fault;
};

struct kernel_file {
	uint8_t *data;
	size_t size;
	size_t tables;		/* where they start */
	size_t strings;		/* and end, with the strings behind */
};

void kernel_file_make(struct kernel_file *file, const struct kernel_form *form);
const char *kernel_name(const struct kernel_form *form, unsigned int i);
const char *kernel_ns(const struct kernel_form *form, unsigned int i);
bool kernel_gpl(const struct kernel_form *form, unsigned int i);
uint32_t kernel_crc(unsigned int i);

#endif
