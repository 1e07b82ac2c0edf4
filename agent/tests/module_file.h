/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes modules for tests, right ones and every kind of wrong one, from a
 * list of options; mkmodule.c is the command line of it.  Not ELF libraries:
 * they refuse to write most of what is needed here.
 */
#ifndef KS_TESTS_MODULE_FILE_H
#define KS_TESTS_MODULE_FILE_H

#include <stddef.h>
#include <stdint.h>

/* The right module for tests/kernels/6.1.facts, see there. */
#define MODULE_VERMAGIC	"6.1.0-56-amd64 SMP preempt mod_unload modversions "
#define MODULE_LAYOUT	0x1a2b3c4d
#define MODULE_SIZE	896

/**
 * struct module_file - a finished module
 * @data: owned by the caller: free() it
 * @size: bytes
 */
struct module_file {
	uint8_t *data;
	size_t size;
};

int module_file_make(struct module_file *file, const char *const *options, size_t count);
int module_file_write(const struct module_file *file, const char *path);
int module_file_memfd(const struct module_file *file, char *path, size_t size);

#endif
