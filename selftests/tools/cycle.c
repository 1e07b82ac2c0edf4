// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Load modules and remove them again, many times and fast: finit_module(2) in the
 * order given, delete_module(2) in reverse. "cycle COUNT FILE..." ends with the
 * first failure. Prints how many cycles there were.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES_MAX	16

/* The name inside the kernel: of the file, '_' for '-'. */
static void name_of(const char *path, char *name, size_t size)
{
	const char *slash = strrchr(path, '/');

	snprintf(name, size, "%s", slash ? slash + 1 : path);
	name[strcspn(name, ".")] = '\0';
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
}

static int load(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), ret;

	if (fd < 0)
		err(2, "%s", path);
	ret = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	close(fd);
	return ret;
}

int main(int argc, char **argv)
{
	char **files = argv + 2, name[64];
	int files_count = argc - 2;
	long count = argc > 2 ? atol(argv[1]) : 0;

	if (count <= 0 || files_count < 1 || files_count > FILES_MAX)
		errx(2, "usage: cycle COUNT FILE...");
	for (long n = 0; n < count; n++) {
		for (int i = 0; i < files_count; i++) {
			if (load(files[i]))
				err(1, "cycle %ld: %s", n, files[i]);
		}
		for (int i = files_count - 1; i >= 0; i--) {
			name_of(files[i], name, sizeof(name));
			if (syscall(SYS_delete_module, name, O_NONBLOCK))
				err(1, "cycle %ld: remove %s", n, name);
		}
	}
	printf("%ld cycles\n", count);
	return 0;
}
