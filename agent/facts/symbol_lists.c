// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lists of symbols that Android's kernels protect: KMI symbol lists
 * (android/abi_gki_aarch64 and those of the vendors, of which the union counts)
 * and android/abi_gki_protected_exports.  One name a line; blanks around it, empty
 * lines, comments with '#' and headings in brackets are nothing.
 */
#include "facts/symbol_lists.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/input.h"
#include "facts/lines.h"

/* All that a kernel exports, some times over. */
#define NAMES_MAX	(1 << 20)

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int add(struct ks_snapshot *snapshot, struct ks_symbol_list *list, const char *name)
{
	const char **more = list->names;

	if (!(list->count & (list->count - 1)) || list->count < 2) {
		more = reallocarray(list->names, list->count ? 2 * list->count : 1, sizeof(*more));
		if (!more)
			return -ENOMEM;
		list->names = more;
	}
	more[list->count] = ks_pool_copy(&snapshot->strings, name);
	return more[list->count++] ? 0 : -ENOMEM;
}

static char *trim(char *line)
{
	size_t length;

	line += strspn(line, " \t\r");
	for (length = strlen(line); length && strchr(" \t\r", line[length - 1]); length--)
		line[length - 1] = '\0';
	return line;
}

static int take(struct ks_snapshot *snapshot, struct ks_symbol_list *list,
		const struct ks_image *image)
{
	struct ks_lines lines = { .image = image };
	int ret = 0;

	while (!ret && ks_lines_next(&lines)) {
		char *name = trim(lines.line);

		if (lines.has_nul)
			return -EBADMSG;
		if (!*name || *name == '#' || *name == '[')
			continue;
		if (strcspn(name, " \t") != strlen(name))
			return -EBADMSG;
		if (list->count == NAMES_MAX)
			return -E2BIG;
		ret = add(snapshot, list, name);
	}
	return ret;
}

/**
 * ks_symbol_list_add - add a list of symbols to what is known of a kernel
 * @snapshot: owner of the texts
 * @list: of its facts
 * @path: file
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_symbol_list_add(struct ks_snapshot *snapshot, struct ks_symbol_list *list, const char *path,
		       struct ks_err *err)
{
	struct ks_input input;
	size_t before = list->count;
	int ret = ks_input_open(&input, path, KS_INPUT_ANY, err);

	if (!ret) {
		ret = take(snapshot, list, &input.image);
		if (!ret && list->count == before)
			ret = -EBADMSG;
		if (ret == -EBADMSG)
			ks_err_set(err, ret, "%s: read: no list of symbols, one a line", path);
		else if (ret)
			ks_err_sys(err, ret, path, "read");
	}
	if (list->count)
		qsort(list->names, list->count, sizeof(*list->names), by_text);
	ks_input_close(&input);
	return ret;
}
