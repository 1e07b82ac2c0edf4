// SPDX-License-Identifier: GPL-2.0-or-later
/* mkmodule FILE [option...]: writes a module; module_file.c has the options. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "module_file.h"

int main(int argc, char **argv)
{
	struct module_file file;
	int ret;

	if (argc < 2) {
		fprintf(stderr, "usage: mkmodule FILE [option...]\n");
		return 2;
	}
	ret = module_file_make(&file, (const char *const *)argv + 2, argc - 2);
	if (!ret)
		ret = module_file_write(&file, argv[1]);
	if (ret)
		fprintf(stderr, "mkmodule: %s: %s\n", argv[1], strerror(-ret));
	free(file.data);
	return ret ? 1 : 0;
}
