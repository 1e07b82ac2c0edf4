// SPDX-License-Identifier: GPL-2.0-or-later
/* Modules checked as a set; see tree.h. */
#include "tree/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "facts/keys.h"
#include "tree/judge.h"
#include "tree/read.h"
#include "tree/walk.h"

/* What a module of a distribution leaves in the pool: bytes, about. */
#define RECORD_SIZE	1280

struct ks_tree_state {
	struct ks_files files;
	struct ks_set set;
	struct ks_tree_module *modules;
	struct ks_tree_error *errors;
	size_t error_count;
	size_t error_room;
	struct ks_pool texts;
	struct ks_import *imports;	/* of the last ks_tree_needs() */
	size_t from_cache;
	bool out_of_memory;
};

static void add_error(void *context, const char *path, const struct ks_err *err)
{
	struct ks_tree_state *s = context;
	const char *object = ks_pool_copy(&s->texts, path);
	const char *text = ks_pool_copy(&s->texts, err->text);

	if (s->error_count == s->error_room) {
		size_t room = s->error_room ? s->error_room * 2 : 16;
		struct ks_tree_error *bigger = reallocarray(s->errors, room, sizeof(*bigger));

		if (bigger) {
			s->errors = bigger;
			s->error_room = room;
		}
	}
	if (!object || !text || s->error_count == s->error_room)
		s->out_of_memory = true;
	else
		s->errors[s->error_count++] = (struct ks_tree_error){ object, err->code, text };
}

static int by_path(const void *a, const void *b)
{
	const struct ks_tree_error *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : strcmp(x->text, y->text);
}

static int make_room(struct ks_tree_state *s, struct ks_err *err)
{
	size_t count = s->files.count, members = (count + 1) * sizeof(*s->set.members);
	size_t modules = (count + 1) * sizeof(*s->modules);
	struct ks_pool *pool = &s->set.names.pool;

	ks_pool_expect(pool, members + modules + count * RECORD_SIZE);
	s->set.members = ks_pool_alloc(pool, members);
	s->modules = ks_pool_alloc(pool, modules);
	if (!s->set.members || !s->modules)
		return ks_err_sys(err, -ENOMEM, "modules", "read");
	memset(s->set.members, 0, members);
	memset(s->modules, 0, modules);
	for (size_t i = 0; i < count; i++)
		s->set.members[i].module = &s->modules[i];
	return 0;
}

static int check(struct ks_tree_state *s, struct ks_snapshot *kernel,
		 const struct ks_tree_options *options, const struct ks_walk_errors *errors,
		 struct ks_err *err)
{
	int ret = make_room(s, err);

	if (!ret)
		ret = ks_read_modules(&s->set, &s->files, &kernel->facts, options, errors,
				      &s->from_cache, err);
	if (ret)
		return ret;
	/* Signatures are looked at, and thousands of them are worth an image. */
	if (options->depth == KS_DEPTH_DEEP) {
		ks_facts_live_keys(kernel);
		ks_facts_live_image(kernel);
	}
	ret = ks_set_join(&s->set, &kernel->facts, options->whole, !s->error_count);
	if (!ret)
		ret = ks_set_order(&s->set);
	if (ret)
		return ks_err_sys(err, ret, "modules", "check");
	return ks_judge_set(&s->set, options, errors, err);
}

/**
 * ks_tree_check - check modules as a set
 * @tree: to fill; ks_tree_free() releases it, also after a failure
 * @roots: directories, and files, which count whatever their names
 * @root_count: entries of @roots
 * @kernel: completed by ks_facts_complete() with all names; must outlive @tree
 * @options: how
 * @err: one line on failure
 *
 * Below a directory, files of the names *.ko, *.ko.gz, *.ko.xz and *.ko.zst
 * count; what is packed is told by the content.  Links are followed, and each
 * file and directory is taken once; directories "build" and "source" are left
 * out.  What cannot be looked at is in @tree->errors, and is no failure; neither
 * is a set without modules, which the caller must look at.
 *
 * Return: 0 or a negative errno.
 */
int ks_tree_check(struct ks_tree *tree, const char *const *roots, size_t root_count,
		  struct ks_snapshot *kernel, const struct ks_tree_options *options,
		  struct ks_err *err)
{
	struct ks_tree_state *s = calloc(1, sizeof(*s));
	const struct ks_walk_errors errors = { add_error, s };
	int ret;

	*tree = (struct ks_tree){ .state = s, .depth = options->depth };
	if (!s)
		return ks_err_sys(err, -ENOMEM, "modules", "check");
	/* The cache knows files by their stamps. */
	s->files.is_lazy = options->no_cache;
	ret = ks_files_find(&s->files, roots, root_count, &errors, err);
	if (!ret)
		ret = check(s, kernel, options, &errors, err);
	if (!ret && s->out_of_memory)
		ret = ks_err_sys(err, -ENOMEM, "modules", "check");
	if (ret)
		return ret;
	/* Several threads found them. */
	if (s->error_count)
		qsort(s->errors, s->error_count, sizeof(*s->errors), by_path);
	tree->modules = s->modules;
	tree->module_count = s->set.count;
	tree->errors = s->errors;
	tree->error_count = s->error_count;
	tree->facts = &s->set.facts;
	tree->from_cache = s->from_cache;
	tree->foreign_kernel = ks_is_foreign(&s->set);
	return 0;
}

/**
 * ks_tree_needs - what a module of the set asks for, for words about it
 * @tree: checked
 * @module: index in @tree->modules
 * @needs: to fill; without bytes; valid until the next call or ks_tree_free()
 *
 * Return: 0 or -ENOMEM.
 */
int ks_tree_needs(const struct ks_tree *tree, size_t module, struct ks_needs *needs)
{
	struct ks_tree_state *s = tree->state;
	const struct ks_record *record = &s->set.members[module].record;
	struct ks_import *imports;

	imports = reallocarray(s->imports, record->import_count + 1, sizeof(*imports));
	if (!imports)
		return -ENOMEM;
	s->imports = imports;
	ks_record_unpack(record, &s->set.names, imports, needs);
	return 0;
}

/**
 * ks_tree_free - release a tree with its verdicts
 * @tree: filled by ks_tree_check()
 */
void ks_tree_free(struct ks_tree *tree)
{
	struct ks_tree_state *s = tree->state;

	if (!s)
		return;
	ks_set_free(&s->set);
	ks_files_free(&s->files);
	ks_pool_free(&s->texts);
	free(s->errors);
	free(s->imports);
	free(s);
	*tree = (struct ks_tree){ 0 };
}
