// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Make wrong modules out of a right one, each wrong in one way.
 *
 * Modules of another kernel are nearly all refused at their first CRC; what
 * comes after it in the loader is reached by editing bytes. Reads uncompressed
 * modules for 64-bit little-endian machines. "doctor list" names the variants.
 * "doctor make" exits 4 with a reason on stdout when the base does not offer
 * one, and 5 when it was made, but the running kernel may not survive it.
 */
#include "doctor/variant.h"

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#define EXIT_NOT_OFFERED	4
#define EXIT_DEADLY		5

static void die_of_usage(void)
{
	errx(2, "usage: doctor list [file|content] | doctor make VARIANT IN OUT");
}

static void list(const struct variant *variants, size_t count)
{
	for (size_t i = 0; i < count; i++)
		puts(variants[i].name);
}

static const struct variant *find(const char *name)
{
	for (size_t i = 0; i < file_variant_count; i++)
		if (!strcmp(file_variants[i].name, name))
			return &file_variants[i];
	for (size_t i = 0; i < content_variant_count; i++)
		if (!strcmp(content_variants[i].name, name))
			return &content_variants[i];
	errx(2, "%s: no such variant", name);
}

static void load(struct image *im, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		err(2, "%s", path);
	im->size = st.st_size;
	im->bytes = malloc(im->size + 1);
	if (!im->bytes || read(fd, im->bytes, im->size) != (ssize_t)im->size)
		err(2, "%s", path);
	close(fd);
}

static void save(const struct image *im, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, im->bytes, im->size) != (ssize_t)im->size || close(fd))
		err(2, "%s", path);
}

static unsigned int running_release(void)
{
	unsigned int major, minor;
	struct utsname uts;

	if (uname(&uts) || sscanf(uts.release, "%u.%u", &major, &minor) != 2)
		errx(2, "the kernel has no release");
	return SINCE(major, minor);
}

static int make(const char *name, const char *in, const char *out)
{
	const struct variant *variant = find(name);
	struct image im;
	const char *reason;

	load(&im, in);
	image_strip_signature(&im);
	if (!image_is_known(&im))
		errx(2, "%s: not a module for a 64-bit little-endian machine", in);
	reason = variant->make(&im, variant);
	if (reason)
		puts(reason);
	else
		save(&im, out);
	free(im.bytes);
	if (reason)
		return EXIT_NOT_OFFERED;
	return running_release() < variant->survived ? EXIT_DEADLY : 0;
}

int main(int argc, char **argv)
{
	const char *kind = argc > 2 ? argv[2] : "";

	if (argc == 5 && !strcmp(argv[1], "make"))
		return make(argv[2], argv[3], argv[4]);
	if (argc < 2 || argc > 3 || strcmp(argv[1], "list"))
		die_of_usage();
	if (!*kind || !strcmp(kind, "file"))
		list(file_variants, file_variant_count);
	if (!*kind || !strcmp(kind, "content"))
		list(content_variants, content_variant_count);
	return 0;
}
