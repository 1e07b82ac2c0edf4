// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An unpacked lib/modules/RELEASE, read from its modules.dep, and its files,
 * plain or .xz. Loads nothing.
 */
#include "tree.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <lzma.h>
#include <regex.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The name that the kernel gives to what is in the file. */
char *module_name(const char *path)
{
	const char *base = strrchr(path, '/'), *end;
	char *name;

	base = base ? base + 1 : path;
	end = strstr(base, ".ko");
	name = strndup(base, end ? (size_t)(end - base) : strlen(base));
	if (!name)
		err(2, "memory");
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

/* A line of modules.dep: "file: nearest farther". */
static void take_line(struct module *module, const char *dir, char *line)
{
	char *depends = strchr(line, ':'), *word, *name;

	if (!depends)
		errx(2, "%s/modules.dep: cannot be read", dir);
	*depends++ = '\0';
	*module = (struct module){ .name = module_name(line) };
	if (asprintf(&module->path, "%s/%s", dir, line) < 0)
		err(2, "memory");
	while ((word = strsep(&depends, " "))) {
		if (!*word)
			continue;
		name = module_name(word);
		lines_add(&module->depends, name);
		free(name);
	}
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct module *)a)->path, ((const struct module *)b)->path);
}

void tree_open(struct tree *tree, const char *dir)
{
	struct lines lines = { 0 };
	char *path;

	if (asprintf(&path, "%s/modules.dep", dir) < 0)
		err(2, "memory");
	lines_read(&lines, path);
	free(path);
	tree->count = lines.count;
	tree->modules = calloc(tree->count, sizeof(*tree->modules));
	if (!tree->modules)
		err(2, "memory");
	for (size_t i = 0; i < lines.count; i++)
		take_line(&tree->modules[i], dir, lines.items[i]);
	qsort(tree->modules, tree->count, sizeof(*tree->modules), by_path);
	lines_free(&lines);
}

static void module_free(struct module *module)
{
	free(module->name);
	free(module->path);
	lines_free(&module->depends);
}

void tree_close(struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		module_free(&tree->modules[i]);
	free(tree->modules);
}

const struct module *tree_find(const struct tree *tree, const char *name)
{
	for (size_t i = 0; i < tree->count; i++)
		if (!strcmp(tree->modules[i].name, name))
			return &tree->modules[i];
	return NULL;
}

/* Forget the modules whose name has the pattern in it. */
void tree_leave_out(struct tree *tree, const char *pattern)
{
	size_t kept = 0;
	regex_t regex;

	if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB))
		errx(2, "%s: not a regular expression", pattern);
	for (size_t i = 0; i < tree->count; i++) {
		if (regexec(&regex, tree->modules[i].name, 0, NULL, 0))
			tree->modules[kept++] = tree->modules[i];
		else
			module_free(&tree->modules[i]);
	}
	tree->count = kept;
	regfree(&regex);
}

/* One of COUNT that are spread evenly, the same every time; NULL past the last. */
const struct module *tree_pick(const struct tree *tree, size_t nth, size_t count)
{
	if (nth >= count || nth >= tree->count)
		return NULL;
	return &tree->modules[count < tree->count ? nth * tree->count / count : nth];
}

static void copy_bytes(int in, int out, const char *path)
{
	uint8_t buffer[65536];
	ssize_t got;

	while ((got = read(in, buffer, sizeof(buffer))) > 0)
		if (write(out, buffer, got) != got)
			err(2, "copy of %s", path);
	if (got < 0)
		err(2, "%s", path);
}

static void decompress(int in, int out, const char *path)
{
	uint8_t packed[65536], plain[65536];
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_ret ret = lzma_stream_decoder(&stream, UINT64_MAX, 0);
	lzma_action action = LZMA_RUN;
	ssize_t got, made;

	while (ret == LZMA_OK) {
		if (!stream.avail_in && action == LZMA_RUN) {
			got = read(in, packed, sizeof(packed));
			if (got < 0)
				err(2, "%s", path);
			if (!got)
				action = LZMA_FINISH;
			stream.next_in = packed;
			stream.avail_in = got;
		}
		stream.next_out = plain;
		stream.avail_out = sizeof(plain);
		ret = lzma_code(&stream, action);
		made = sizeof(plain) - stream.avail_out;
		if (write(out, plain, made) != made)
			err(2, "copy of %s", path);
	}
	if (ret != LZMA_STREAM_END)
		errx(2, "%s: cannot be decompressed", path);
	lzma_end(&stream);
}

/* The bytes that a loader would hand over, in another file. */
void module_unpack(const char *path, const char *to)
{
	int in = open(path, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size_t length = strlen(path);

	if (in < 0 || out < 0)
		err(2, "%s", in < 0 ? path : to);
	if (length > 3 && !strcmp(path + length - 3, ".xz"))
		decompress(in, out, path);
	else
		copy_bytes(in, out, path);
	close(in);
	close(out);
}
