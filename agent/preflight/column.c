// SPDX-License-Identifier: GPL-2.0-or-later
/* One kernel and what is checked against it: verdicts, boot lists, groups. */
#include "preflight/column.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "boot/list.h"
#include "preflight/boot.h"
#include "preflight/groups.h"
#include "preflight/partitions.h"

static int copy_modules(struct ks_preflight_column *view, const struct ks_tree *tree)
{
	view->modules = calloc(tree->module_count + 1, sizeof(*view->modules));
	if (!view->modules)
		return -ENOMEM;
	for (size_t i = 0; i < tree->module_count; i++) {
		const struct ks_tree_module *m = &tree->modules[i];

		view->modules[i] = (struct ks_preflight_module){
			.path = m->path, .relative = m->relative, .name = m->name,
			.result = &m->result, .culprit = m->dragged_by, .in_cycle = m->in_cycle,
			.shadowed_by = m->shadowed_by, .group = KS_PREFLIGHT_NONE,
		};
	}
	view->module_count = tree->module_count;
	return 0;
}

static int needs_of(const void *context, size_t module, struct ks_needs *needs)
{
	return ks_tree_needs(context, module, needs);
}

static bool is_directory(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static int read_lists(struct ks_column *column, const struct ks_scope *scope, struct ks_err *err)
{
	int ret = scope->root ? ks_boot_read_root(&column->boot, scope->root, err) : 0;

	for (size_t i = 0; i < column->pick.root_count && !ret; i++)
		if (is_directory(column->pick.roots[i]))
			ret = ks_boot_read_tree(&column->boot, column->pick.roots[i],
						scope->root_given ? scope->root : NULL, err);
	return ret;
}

/* kmodloader looks into one directory only. */
static const char *home_of(const struct ks_scope_pick *pick)
{
	for (size_t i = 0; i < pick->root_count; i++)
		if (is_directory(pick->roots[i]))
			return pick->roots[i];
	return NULL;
}

static int read_boot(struct ks_column *column, struct ks_preflight_column *view,
		     const struct ks_scope *scope, struct ks_err *err)
{
	struct ks_boot_denied denied = { 0 };
	struct ks_boot_names *names = calloc(column->pick.root_count + 1, sizeof(*names));
	size_t count = 0;
	int ret;

	if (!names)
		return ks_err_sys(err, -ENOMEM, view->spec, "check");
	ret = read_lists(column, scope, err);
	for (size_t i = 0; i < column->pick.root_count && !ret && column->boot.count; i++) {
		struct ks_err problem;

		if (!is_directory(column->pick.roots[i]))
			continue;
		if (ks_boot_names_read(&names[count++], column->pick.roots[i], &problem))
			ret = ks_boot_add_problem(&column->boot, &problem);
	}
	if (!ret && scope->root)
		ret = ks_boot_denied_read(&denied, scope->root);
	if (!ret)
		ret = ks_preflight_resolve(view, &(const struct ks_preflight_lists){
			.boot = &column->boot, .names = names, .name_count = count,
			.denied = &denied, .tree = &column->tree, .home = home_of(&column->pick),
			.strings = &column->strings,
		});
	for (size_t i = 0; i < count; i++)
		ks_boot_names_free(&names[i]);
	free(names);
	ks_boot_denied_free(&denied);
	return ret == -ENOMEM ? ks_err_sys(err, ret, view->spec, "check") : ret;
}

static int copy_errors(struct ks_column *column, struct ks_preflight_column *view,
		       const struct ks_scope *scope)
{
	const struct ks_tree *tree = &column->tree;
	size_t count = 0;

	column->errors = calloc(scope->error_count + tree->error_count +
				column->boot.problem_count + 1, sizeof(*column->errors));
	if (!column->errors)
		return -ENOMEM;
	for (size_t i = 0; i < scope->error_count; i++)
		column->errors[count++] = scope->errors[i];
	for (size_t i = 0; i < tree->error_count; i++)
		column->errors[count++] = (struct ks_preflight_error){
			tree->errors[i].path, tree->errors[i].code, tree->errors[i].text,
		};
	for (size_t i = 0; i < column->boot.problem_count; i++)
		column->errors[count++] = (struct ks_preflight_error){
			NULL, column->boot.problems[i].code, column->boot.problems[i].text,
		};
	view->errors = column->errors;
	view->error_count = count;
	return 0;
}

static int check_tree(struct ks_column *column, struct ks_preflight_column *view,
		      const struct ks_scope *scope, struct ks_snapshot *kernel,
		      const struct ks_tree_options *options, struct ks_err *err)
{
	int ret;

	if (!column->pick.root_count && scope->error_count)
		return ks_err_set(err, scope->errors[0].code, "%s", scope->errors[0].text);
	if (!column->pick.root_count)
		return ks_err_set(err, -ENOENT, "%s: no tree of modules to check", view->spec);
	ret = ks_tree_check(&column->tree, column->pick.roots, column->pick.root_count, kernel,
			    options, err);
	if (ret)
		return ret;
	view->facts = column->tree.facts;
	view->foreign = column->tree.foreign_kernel;
	view->needs = needs_of;
	view->context = &column->tree;
	return copy_modules(view, &column->tree) ?
		       ks_err_sys(err, -ENOMEM, view->spec, "check") : 0;
}

/**
 * ks_column_fill - check, and gather what there is to say
 * @column: with its pick made; ks_column_free() releases it
 * @view: with its spec; the rest is filled, as far as it goes after a failure
 * @scope: what the arguments mean
 * @kernel: complete
 * @options: how to check
 * @err: one line on failure
 *
 * Return: 0 or a negative errno; -ENOENT when there is no module, and no error that
 * would explain it.
 */
int ks_column_fill(struct ks_column *column, struct ks_preflight_column *view,
		   const struct ks_scope *scope, struct ks_snapshot *kernel,
		   const struct ks_tree_options *options, struct ks_err *err)
{
	int ret;

	view->trees = column->pick.roots;
	view->tree_count = column->pick.root_count;
	view->notes = column->pick.notes;
	view->note_count = column->pick.note_count;
	ret = check_tree(column, view, scope, kernel, options, err);
	if (!ret)
		ret = read_boot(column, view, scope, err);
	if (!ret && (ks_partitions_check(&column->pick, view, &column->boot, &column->tree) ||
		     copy_errors(column, view, scope) || ks_preflight_group(view)))
		ret = ks_err_sys(err, -ENOMEM, view->spec, "check");
	/* Where nothing could be looked at, that was said. */
	if (!ret && !view->module_count && !view->error_count)
		ret = ks_err_set(err, -ENOENT, "%s: no kernel module in it: nothing was checked",
				 column->pick.roots[0]);
	return ret;
}

/**
 * ks_column_free - release a column
 * @column: all zeroes or filled
 * @view: what borrowed from it
 */
void ks_column_free(struct ks_column *column, struct ks_preflight_column *view)
{
	free(view->modules);
	free(view->groups);
	free(view->boot);
	free(view->readers);
	*view = (struct ks_preflight_column){ 0 };
	free(column->errors);
	ks_boot_free(&column->boot);
	ks_tree_free(&column->tree);
	ks_pool_free(&column->strings);
	ks_scope_pick_free(&column->pick);
}
