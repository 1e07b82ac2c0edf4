// SPDX-License-Identifier: GPL-2.0-or-later
/* Puts a module that was made into a file, or where only this process sees it. */
#include "module_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int write_all(int fd, const struct module_file *file)
{
	for (size_t at = 0; at < file->size;) {
		ssize_t n = write(fd, file->data + at, file->size - at);

		if (n < 0)
			return -errno;
		at += n;
	}
	return 0;
}

/**
 * module_file_write - put a module into a file
 * @file: made
 * @path: file
 *
 * Return: 0 or a negative errno.
 */
int module_file_write(const struct module_file *file, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644), ret;

	if (fd < 0)
		return -errno;
	ret = write_all(fd, file);
	return close(fd) ? -errno : ret;
}

/**
 * module_file_memfd - put a module where only this process sees it
 * @file: made
 * @path: filled with a path to open it by
 * @size: of @path
 *
 * Return: the descriptor to close afterwards; the path lives as long.
 */
int module_file_memfd(const struct module_file *file, char *path, size_t size)
{
	int fd = memfd_create("module", MFD_CLOEXEC);

	if (fd < 0 || write_all(fd, file))
		abort();
	snprintf(path, size, "/proc/self/fd/%d", fd);
	return fd;
}
