// SPDX-License-Identifier: GPL-2.0-or-later
/* The modules of a directory by name; see file_index.h. */
#include "resolve/file_index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct ks_file_symbol {
	const char *name;
	size_t entry;
};

/* What cannot be looked at is not there; whoever needs it says so. */
static void pass_over(void *context, const char *path, const struct ks_err *err)
{
	(void)context;
	(void)path;
	(void)err;
}

static const char *name_of(struct ks_file_index *index, const char *path)
{
	const char *base = strrchr(path, '/');
	char *name;

	base = base ? base + 1 : path;
	name = (char *)ks_pool_copy_n(&index->strings, base, strcspn(base, "."));
	for (char *c = name; c && *c; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

static int by_name(const void *a, const void *b)
{
	const struct ks_file_entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int by_rank(const void *a, const void *b)
{
	const struct ks_file *x = a, *y = b;
	int difference = ks_file_rank(x->relative) - ks_file_rank(y->relative);

	return difference ? difference : strcmp(x->path, y->path);
}

static bool is_known(const struct ks_file_index *index, const char *name)
{
	for (size_t i = 0; i < index->count; i++)
		if (!strcmp(index->items[i].name, name))
			return true;
	return false;
}

static int name_all(struct ks_file_index *index)
{
	index->items = calloc(index->files.count + 1, sizeof(*index->items));
	if (!index->items)
		return -ENOMEM;
	if (index->files.count)
		qsort(index->files.items, index->files.count, sizeof(*index->files.items),
		      by_rank);
	for (size_t i = 0; i < index->files.count; i++) {
		const char *name = name_of(index, index->files.items[i].path);

		if (!name)
			return -ENOMEM;
		if (!is_known(index, name))
			index->items[index->count++] = (struct ks_file_entry){
				.name = name, .path = index->files.items[i].path };
	}
	if (index->count)
		qsort(index->items, index->count, sizeof(*index->items), by_name);
	return 0;
}

/**
 * ks_file_index_open - the modules of a directory
 * @index: to fill; ks_file_index_free() releases it, also after a failure
 * @directory: with all that is below it
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_file_index_open(struct ks_file_index **index, const char *directory, struct ks_err *err)
{
	const struct ks_walk_errors errors = { .report = pass_over };
	struct ks_file_index *new = calloc(1, sizeof(*new));
	int ret;

	*index = new;
	if (!new)
		return ks_err_sys(err, -ENOMEM, directory, "read");
	ret = ks_files_find(&new->files, &directory, 1, &errors, err);
	if (ret)
		return ret;
	ret = name_all(new);
	return ret ? ks_err_sys(err, ret, directory, "read") : 0;
}

/**
 * ks_file_index_find - a module by its name, '-' or '_' in it
 * @index: opened
 * @name: as somebody wrote it
 *
 * Return: its position, or @index->count.
 */
size_t ks_file_index_find(const struct ks_file_index *index, const char *name)
{
	char plain[256];
	const struct ks_file_entry wanted = { .name = plain }, *found;

	if (strlen(name) >= sizeof(plain))
		return index->count;
	memcpy(plain, name, strlen(name) + 1);
	for (char *c = plain; *c; c++)
		if (*c == '-')
			*c = '_';
	found = index->count ? bsearch(&wanted, index->items, index->count,
				       sizeof(*index->items), by_name) : NULL;
	return found ? (size_t)(found - index->items) : index->count;
}

/**
 * ks_file_index_visit - read all modules, one after the other
 * @index: opened
 * @visit: gets them
 * @context: for @visit
 *
 * What cannot be read is passed over.
 *
 * Return: 0, or what @visit returned.
 */
int ks_file_index_visit(const struct ks_file_index *index, ks_file_visit *visit, void *context)
{
	int ret = 0;

	for (size_t i = 0; i < index->count && !ret; i++) {
		struct ks_candidate candidate;
		struct ks_err err;

		if (!ks_candidate_open(&candidate, index->items[i].path, KS_DEPTH_SHALLOW, NULL,
				       &err) &&
		    !ks_candidate_fill(&candidate, &err))
			ret = visit(context, i, &candidate);
		ks_candidate_close(&candidate);
	}
	return ret;
}

static int take_exports(void *context, size_t entry, const struct ks_candidate *candidate)
{
	struct ks_file_index *index = context;
	const struct ks_needs *needs = &candidate->needs;

	for (size_t i = 0; i < needs->export_count; i++) {
		struct ks_file_symbol *symbols = index->symbols;

		if (index->symbol_count == index->symbol_room) {
			size_t room = index->symbol_room ? index->symbol_room * 2 : 256;

			symbols = reallocarray(symbols, room, sizeof(*symbols));
			if (!symbols)
				return -ENOMEM;
			index->symbols = symbols;
			index->symbol_room = room;
		}
		symbols[index->symbol_count].entry = entry;
		symbols[index->symbol_count].name =
			ks_pool_copy(&index->strings, needs->exports[i].name);
		if (!symbols[index->symbol_count].name)
			return -ENOMEM;
		index->symbol_count++;
	}
	return 0;
}

static int by_symbol(const void *a, const void *b)
{
	const struct ks_file_symbol *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/**
 * ks_file_index_symbols - find out who exports what; once
 * @index: opened
 *
 * Return: 0 or -ENOMEM.
 */
int ks_file_index_symbols(struct ks_file_index *index)
{
	int ret;

	if (index->has_symbols)
		return 0;
	ret = ks_file_index_visit(index, take_exports, index);
	if (!ret && index->symbol_count)
		qsort(index->symbols, index->symbol_count, sizeof(*index->symbols), by_symbol);
	index->has_symbols = !ret;
	return ret;
}

/** ks_file_index_exporter - the module that exports a symbol, or @index->count */
size_t ks_file_index_exporter(const struct ks_file_index *index, const char *symbol)
{
	const struct ks_file_symbol wanted = { .name = symbol }, *found;

	found = index->symbol_count ? bsearch(&wanted, index->symbols, index->symbol_count,
					      sizeof(*index->symbols), by_symbol) : NULL;
	return found ? found->entry : index->count;
}

/** ks_file_index_free - release an index, or NULL */
void ks_file_index_free(struct ks_file_index *index)
{
	if (!index)
		return;
	ks_files_free(&index->files);
	free(index->items);
	free(index->symbols);
	ks_pool_free(&index->strings);
	free(index);
}
