// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the modules of a set: each is opened, the rules that look at its bytes
 * run, and what is left of it is a small record.
 */
#include "tree/read.h"

#include <errno.h>
#include <stdlib.h>

#include "check/check.h"
#include "elf/candidate.h"

struct reading {
	struct ks_set *set;
	const struct ks_files *files;
	const struct ks_facts *kernel;
	const struct ks_tree_options *options;
	const struct ks_walk_errors *errors;
};

/* Room for findings, kept from one module to the next. */
struct room {
	struct ks_sink sink;
};

static int make_room(struct room *room, const struct ks_needs *needs)
{
	size_t wanted = KS_SINK_ROOM(needs);
	struct ks_finding *bigger;

	room->sink.count = room->sink.lost = 0;
	if (wanted <= room->sink.room)
		return 0;
	bigger = reallocarray(room->sink.items, wanted, sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	room->sink.items = bigger;
	room->sink.room = wanted;
	return 0;
}

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

static int take(struct reading *r, struct room *room, const struct ks_file *file,
		const struct ks_needs *needs, struct ks_err *err)
{
	struct ks_member *member = &r->set->members[r->set->count];

	if (make_room(room, needs))
		return ks_err_sys(err, -ENOMEM, file->path, "read");
	ks_check_bytes(needs, r->kernel, &room->sink);
	if (ks_record_pack(&member->record, &r->set->names, needs, &room->sink))
		return ks_err_sys(err, -ENOMEM, file->path, "read");
	*member->module = (struct ks_tree_module){
		.path = file->path,
		.relative = file->relative,
		.root = file->root,
		.name = member->record.needs.mname,
		.dragged_by = KS_TREE_NONE,
		.shadowed_by = KS_TREE_NONE,
	};
	r->set->count++;
	return 0;
}

/* A file that cannot be read is reported, and the others are read. */
static int read_one(struct reading *r, struct room *room, const struct ks_file *file,
		    struct ks_err *err)
{
	struct ks_candidate candidate;
	struct ks_err why;
	int ret = ks_candidate_open(&candidate, file->path, KS_DEPTH_SHALLOW, r->kernel,
				    &why);

	if (!ret)
		ret = check_unchanged(&candidate, file, &why);
	if (ret)
		r->errors->report(r->errors->context, file->path, &why);
	else
		ret = take(r, room, file, &candidate.needs, err);
	ks_candidate_close(&candidate);
	return ret == -ENOMEM ? ks_err_sys(err, ret, file->path, "read") : 0;
}

/**
 * ks_read_modules - read the modules of a set
 * @set: gets its members, by path; room for as many as there are files
 * @files: files that were found
 * @kernel: kernel whose way of reading counts
 * @options: depth, jobs, progress
 * @errors: receives what cannot be read
 * @err: one line on failure
 *
 * Return: 0 or -ENOMEM.
 */
int ks_read_modules(struct ks_set *set, const struct ks_files *files, const struct ks_facts *kernel,
		    const struct ks_tree_options *options, const struct ks_walk_errors *errors,
		    struct ks_err *err)
{
	struct reading r = { set, files, kernel, options, errors };
	struct room room = { 0 };
	int ret = 0;

	for (size_t i = 0; i < files->count && !ret; i++) {
		ret = read_one(&r, &room, &files->items[i], err);
		if (options->progress)
			options->progress(options->context, i + 1, files->count);
	}
	free(room.sink.items);
	return ret;
}
