// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Make the candidates of the oracle out of modules that are right.
 *
 *	forge list			names of the doctored variants
 *	forge make RELEASE <RECIPES	one case a line: OUT BASE HOW, tab separated
 *	forge inert IN OUT		one module, so that it runs nothing
 *
 * HOW is "inert", "doctored VARIANT", "random SEED INDEX", "grid NUMBER", "plain"
 * (with its init(), but no signature) or "signed WHERE": with both, but a byte changes
 * inside of the "module" or the "signature", or "nowhere". For each recipe a line
 * comes back: OUT, what became of it and a note: "made", "deadly" (made, but a kernel
 * of RELEASE may not survive it) or "not offered" by this base, with the reason.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "forge/content.h"
#include "forge/grid.h"
#include "forge/mutate.h"
#include "forge/variant.h"

struct table {
	const struct variant *variants;
	const size_t *count;
};

static const struct table tables[] = {
	{ file_variants, &file_variant_count },
	{ content_variants, &content_variant_count },
	{ linked_variants, &linked_variant_count },
};

#define TABLES	(sizeof(tables) / sizeof(tables[0]))

static void die_of_usage(void)
{
	errx(2, "usage: forge list | forge make RELEASE <RECIPES | forge inert IN OUT");
}

static void list_variants(void)
{
	for (size_t t = 0; t < TABLES; t++)
		for (size_t i = 0; i < *tables[t].count; i++)
			puts(tables[t].variants[i].name);
}

const struct variant *variant_find(const char *name)
{
	for (size_t t = 0; t < TABLES; t++)
		for (size_t i = 0; i < *tables[t].count; i++)
			if (!strcmp(tables[t].variants[i].name, name))
				return &tables[t].variants[i];
	errx(2, "%s: no such variant", name);
}

static void image_load(struct image *im, const char *path)
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

static void image_save(const struct image *im, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, im->bytes, im->size) != (ssize_t)im->size || close(fd))
		err(2, "%s", path);
}

static unsigned int release_number(const char *release)
{
	unsigned int major, minor;

	if (sscanf(release, "%u.%u", &major, &minor) != 2)
		errx(2, "%s: not a release", release);
	return SINCE(major, minor);
}

static const char *name_in(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* What stays a module of this kernel to which something is done. */
static void prepare(struct image *im, const char *path)
{
	if (!image_is_known(im))
		errx(2, "%s: not a module", path);
	image_strip_signature(im);
	make_inert(im);
}

static const char *doctor(struct image *im, const char *name, unsigned int release, FILE *note,
			  bool *deadly)
{
	const struct variant *variant = variant_find(name);
	const char *reason = variant->make(im, variant);

	*deadly = release < variant->survived;
	if (reason)
		fputs(reason, note);
	return reason;
}

/* A byte in the middle of what is signed, or of what signs it. */
static bool spoil_signed(struct image *im, const char *where, FILE *note)
{
	struct image bare = *im;

	image_strip_signature(&bare);
	if (bare.size == im->size) {
		fputs("it is not signed", note);
		return false;
	}
	if (!strcmp(where, "module"))
		im->bytes[bare.size / 2] ^= 1;
	else if (!strcmp(where, "signature"))
		im->bytes[bare.size + (im->size - bare.size) / 2] ^= 1;
	return true;
}

/* Returns whether it was made. */
static bool apply(struct image *im, const char *base, const char *how, unsigned int release,
		  FILE *note, bool *deadly)
{
	unsigned long long seed, index;

	if (!strncmp(how, "signed ", 7))
		return spoil_signed(im, how + 7, note);
	if (!strcmp(how, "plain")) {
		image_strip_signature(im);
		return true;
	}
	prepare(im, base);
	if (!strcmp(how, "inert"))
		return true;
	if (!strncmp(how, "doctored ", 9))
		return !doctor(im, how + 9, release, note, deadly);
	if (sscanf(how, "grid %llu", &index) == 1)
		return grid(im, index, note);
	if (sscanf(how, "random %llu %llu", &seed, &index) != 2)
		errx(2, "%s: no such recipe", how);
	mutate(im, seed, name_in(base), index, note);
	return true;
}

static void make_case(char *line, unsigned int release)
{
	const char *out = strsep(&line, "\t"), *base = strsep(&line, "\t"), *how = line;
	struct image im = { 0 };
	bool made, deadly = false;
	char *note;
	size_t length;
	FILE *notes = open_memstream(&note, &length);

	if (!base || !how)
		errx(2, "%s: not a recipe", out);
	if (!notes)
		err(2, "memory");
	image_load(&im, base);
	made = apply(&im, base, how, release, notes, &deadly);
	if (fclose(notes))
		err(2, "memory");
	if (made)
		image_save(&im, out);
	printf("%s\t%s\t%s\n", out, !made ? "not offered" : deadly ? "deadly" : "made", note);
	free(note);
	free(im.bytes);
}

static void make_cases(const char *release)
{
	unsigned int number = release_number(release);
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	while ((length = getline(&line, &size, stdin)) > 0) {
		if (line[length - 1] == '\n')
			line[length - 1] = '\0';
		make_case(line, number);
	}
	free(line);
}

static void make_one_inert(const char *in, const char *out)
{
	struct image im = { 0 };

	image_load(&im, in);
	prepare(&im, in);
	image_save(&im, out);
	free(im.bytes);
}

int main(int argc, char **argv)
{
	const char *command = argc > 1 ? argv[1] : "";

	if (argc == 2 && !strcmp(command, "list"))
		list_variants();
	else if (argc == 3 && !strcmp(command, "make"))
		make_cases(argv[2]);
	else if (argc == 4 && !strcmp(command, "inert"))
		make_one_inert(argv[2], argv[3]);
	else
		die_of_usage();
	return fflush(stdout) ? 2 : 0;
}
