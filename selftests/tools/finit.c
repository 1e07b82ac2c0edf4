// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Load one module by finit_module(2) with flags 0 and print the kernel's
 * answer: "ok", or the name of the errno. No check of its own and no library:
 * this is the judge that predictions are compared with. "finit init FILE" uses
 * init_module(2) with the bytes instead.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const char *path = argv[argc - 1];
	struct stat st;
	char *bytes;
	long ret;
	int fd;

	if (argc < 2 || argc > 3)
		errx(2, "usage: finit [init] FILE");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st))
		err(2, "%s", path);
	if (argc == 3) {
		bytes = malloc(st.st_size);
		if (!bytes || read(fd, bytes, st.st_size) != st.st_size)
			err(2, "%s", path);
		ret = syscall(SYS_init_module, bytes, st.st_size, "");
	} else {
		ret = syscall(SYS_finit_module, fd, "", 0);
	}
	puts(ret ? strerrorname_np(errno) : "ok");
	return 0;
}
