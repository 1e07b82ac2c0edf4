/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Roots with boot lists in them, for tests; below the directory that a test runs in. */
#ifndef KS_TESTS_BOOT_FILES_H
#define KS_TESTS_BOOT_FILES_H

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ktap.h"

/* A root for each case. */
static char root[64];

static inline void make_root(void)
{
	snprintf(root, sizeof(root), "root.XXXXXX");
	if (!mkdtemp(root))
		expect(!"a directory can be made");
}

static inline void new_root(const char *name)
{
	ktap_case("%s", name);
	make_root();
}

static inline void make_parents(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0777);
		*slash = '/';
	}
}

static inline void put_bytes(const char *path, const void *content, size_t size)
{
	char whole[256];
	int fd;

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	make_parents(whole);
	fd = open(whole, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	expect(fd >= 0 && write(fd, content, size) == (ssize_t)size);
	close(fd);
}

static inline void put(const char *path, const char *content)
{
	put_bytes(path, content, strlen(content));
}

static inline void put_link(const char *path, const char *target)
{
	char whole[256];

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	make_parents(whole);
	expect_int(symlink(target, whole), 0);
}

#endif
