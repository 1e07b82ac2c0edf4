// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the modules of a set: each is opened, the rules that look at its bytes
 * run, and what is left of it is a small record.
 */
#include "tree/read.h"

#include <errno.h>
#include <stdlib.h>

#include "check/check.h"
#include "lib/cleanup.h"
#include "tree/cache.h"
#include "tree/crew.h"

struct reading {
	struct ks_set *set;
	struct ks_files *files;
	const struct ks_facts *kernel;
	const struct ks_walk_errors *errors;
	bool *is_read;
	uint32_t *items;	/* those that are to be read */
	size_t count;
	size_t from_cache;
};

/* What somebody writes to meanwhile is neither the old nor the new module. */
static int check_unchanged(const struct ks_candidate *candidate, const struct ks_file *file,
			   struct ks_err *err)
{
	struct ks_stamp now;
	struct stat st;

	if (fstat(candidate->input.fd, &st))
		return ks_err_sys(err, -errno, file->path, "stat");
	now = ks_stamp_of(&st);
	if (memcmp(&now, &file->stamp, sizeof(now)))
		return ks_err_set(err, -EAGAIN, "%s: read: it changed meanwhile", file->path);
	return 0;
}

static int open_file(struct ks_candidate *candidate, const struct ks_file *file,
		     enum ks_depth depth, const struct ks_facts *kernel,
		     struct ks_input_room *room, struct ks_err *err)
{
	int fd = openat(file->at, ks_file_name(file), KS_INPUT_FLAGS);

	*candidate = (struct ks_candidate){ .input.fd = -1 };
	if (fd < 0)
		return ks_err_sys(err, -errno, file->path, "open");
	return ks_candidate_take_in(candidate, fd, file->path, depth, kernel, room, err);
}

/**
 * ks_read_again - open a module of which it is known what it was
 * @candidate: to fill; ks_candidate_close() releases it, also after a failure
 * @file: as it was found, with its stamp
 * @depth: how much of it
 * @kernel: kernel whose way of reading counts
 * @room: memory that is used again, or NULL
 * @err: one line on failure
 *
 * Return: 0 or a negative errno, -EAGAIN when it is not what it was.
 */
int ks_read_again(struct ks_candidate *candidate, const struct ks_file *file, enum ks_depth depth,
		  const struct ks_facts *kernel, struct ks_input_room *room, struct ks_err *err)
{
	int ret = open_file(candidate, file, depth, kernel, room, err);

	return ret ? ret : check_unchanged(candidate, file, err);
}

static int take(struct ks_crew *crew, size_t item, const struct ks_needs *needs,
		const struct ks_sink *bytes)
{
	struct reading *r = crew->context;
	int ret;

	ks_crew_lock(crew);
	ret = ks_record_pack(&r->set->members[item].record, &r->set->names, needs, bytes);
	r->is_read[item] = !ret;
	ks_crew_unlock(crew);
	return ret;
}

/*
 * Of a file that was found and not asked for, what it is now that it is open; there
 * is one thread then.  Return: 1 where it has another name that was read before.
 */
static int identify(struct reading *r, struct ks_file *file, const struct ks_candidate *candidate)
{
	int ret;

	if (file->has_stamp || candidate->input.fd < 0)
		return 0;
	file->has_stamp = true;
	file->stamp = ks_stamp_of(&candidate->input.stat);
	ret = ks_files_is_new(r->files, &candidate->input.stat);
	return ret < 0 ? ret : !ret;
}

/* What is to be known of it stays; the rules that look at bytes run now. */
static int keep(struct ks_crew *crew, struct ks_crew_desk *desk, size_t item,
		const struct ks_needs *needs)
{
	struct reading *r = crew->context;
	int ret = ks_crew_room(&desk->sink, needs);

	if (ret)
		return ret;
	ks_check_bytes(needs, r->kernel, &desk->sink);
	return take(crew, item, needs, &desk->sink);
}

/* A file that cannot be read is reported, and the others are read. */
static int read_one(struct ks_crew *crew, struct ks_crew_desk *desk, size_t number,
		    struct ks_err *err)
{
	struct reading *r = crew->context;
	struct ks_file *file = &r->files->items[r->items[number]];
	struct ks_candidate candidate;
	struct ks_err why;
	int failed = open_file(&candidate, file, KS_DEPTH_SHALLOW, r->kernel, &desk->room, &why);
	int ret = identify(r, file, &candidate);

	if (!ret && !failed)
		failed = check_unchanged(&candidate, file, &why);
	if (!ret && failed) {
		ks_crew_lock(crew);
		r->errors->report(r->errors->context, file->path, &why);
		ks_crew_unlock(crew);
	} else if (!ret) {
		ret = keep(crew, desk, r->items[number], &candidate.needs);
	}
	ks_candidate_close(&candidate);
	return ret == -ENOMEM ? ks_err_sys(err, ret, file->path, "read") : 0;
}

/* Threads cost more than they bring, but where there is much to unpack. */
static unsigned int jobs_for(const struct reading *r, const struct ks_tree_options *options)
{
	size_t packed = 0;

	for (size_t i = 0; i < r->count; i++) {
		const char *end = strrchr(r->files->items[r->items[i]].path, '.');

		packed += end && strcmp(end, ".ko");
	}
	if (!packed)
		return 1;
	return options->jobs ? options->jobs : ks_crew_cpus();
}

/* What is known already need not be read. */
static void look_into(struct reading *r, const struct ks_cache *cache)
{
	for (size_t i = 0; i < r->files->count; i++) {
		r->is_read[i] = ks_cache_get(cache, &r->files->items[i], &r->set->names,
					     &r->set->members[i].record);
		r->from_cache += r->is_read[i];
		if (!r->is_read[i])
			r->items[r->count++] = i;
	}
}

/* Members without gaps, by path. */
static void close_ranks(struct reading *r)
{
	struct ks_set *set = r->set;

	for (size_t i = 0; i < r->files->count; i++) {
		const struct ks_file *file = &r->files->items[i];
		struct ks_member *m = &set->members[set->count];

		if (!r->is_read[i])
			continue;
		m->record = set->members[i].record;
		m->file = file;
		*m->module = (struct ks_tree_module){
			.path = file->path,
			.relative = file->relative,
			.root = file->root,
			.stamp = &file->stamp,
			.name = m->record.needs.mname,
			.dragged_by = KS_TREE_NONE,
			.shadowed_by = KS_TREE_NONE,
		};
		set->count++;
	}
}

static int read_rest(struct reading *r, const struct ks_tree_options *options, struct ks_err *err)
{
	struct ks_crew crew = {
		.jobs = jobs_for(r, options),
		.count = r->count,
		.work = read_one,
		.context = r,
		.progress = options->progress,
		.progress_context = options->context,
	};

	return ks_crew_run(&crew, err);
}

/**
 * ks_read_modules - read the modules of a set
 * @set: gets its members, by path; room for as many as there are files
 * @files: files that were found; those without a stamp get theirs
 * @kernel: kernel whose way of reading counts
 * @options: jobs, cache, progress
 * @errors: receives what cannot be read
 * @from_cache: how many of them were known
 * @err: one line on failure
 *
 * Return: 0 or -ENOMEM.
 */
int ks_read_modules(struct ks_set *set, struct ks_files *files, const struct ks_facts *kernel,
		    const struct ks_tree_options *options, const struct ks_walk_errors *errors,
		    size_t *from_cache, struct ks_err *err)
{
	ks_auto_free bool *is_read = calloc(files->count + 1, sizeof(*is_read));
	ks_auto_free uint32_t *items = calloc(files->count + 1, sizeof(*items));
	struct reading r = { set, files, kernel, errors, is_read, items, 0, 0 };
	struct ks_cache cache = { 0 };
	int ret = 0;

	if (!is_read || !items)
		return ks_err_sys(err, -ENOMEM, "modules", "read");
	if (!options->no_cache && ks_cache_open(&cache, kernel, files, &set->names))
		ret = ks_err_sys(err, -ENOMEM, "modules", "read");
	if (!ret) {
		look_into(&r, &cache);
		ret = read_rest(&r, options, err);
	}
	if (!ret) {
		close_ranks(&r);
		if (r.count)
			ks_cache_save(&cache, set);
	}
	*from_cache = r.from_cache;
	ks_files_forget(files);
	ks_cache_close(&cache);
	return ret;
}
