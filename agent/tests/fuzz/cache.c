// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The cache of what modules need.  Key and checksum are made right, as whoever
 * wrote a hostile one would; what it says of the files of a set is joined and
 * judged as if it had been read from them.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/check.h"
#include "elf/candidate.h"
#include "fuzz.h"
#include "tree/cache.h"
#include "tree/cache_entry.h"
#include "tree/judge.h"

#define DIRECTORY	"fuzz.cache"
#define MODULES		3
#define LONG_AGO	1000000000

static struct fuzz_kernels kernels;
static struct ks_file items[MODULES];
static const struct ks_files files = { .items = items, .count = MODULES };
static struct ks_cache place;	/* its path and key, without content */

static void read_cache(struct ks_cache *cache, struct ks_names *names)
{
	if (ks_cache_open(cache, &kernels.snapshots[0].facts, &files, names))
		abort();
}

/* Files that are nowhere: only what was found of them counts. */
static void start(void)
{
	static const char *const paths[MODULES] = { "kernel/a.ko", "kernel/b.ko", "updates/c.ko" };
	char directory[PATH_MAX];
	struct ks_names names = { 0 };

	fuzz_kernels_open(&kernels);
	for (size_t i = 0; i < MODULES; i++)
		items[i] = (struct ks_file){
			.path = paths[i],
			.relative = paths[i],
			.stamp = { .device = 1, .inode = i + 1, .size = 4096, .mtime = LONG_AGO,
				   .ctime = LONG_AGO },
		};
	if ((mkdir(DIRECTORY, 0700) && errno != EEXIST) || !realpath(DIRECTORY, directory) ||
	    setenv("XDG_CACHE_HOME", directory, 1))
		abort();
	read_cache(&place, &names);
	ks_cache_close(&place);
	ks_names_free(&names);
}

static void stop(void)
{
	unlink(place.path);
	unsetenv("XDG_CACHE_HOME");
	fuzz_kernels_close(&kernels);
}

static void write_cache(const struct ks_image *input)
{
	int fd = open(place.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct ks_cache_header header = { 0 };
	size_t known = input->size < sizeof(header) ? input->size : sizeof(header);

	memcpy(&header, input->data, known);
	header.key = place.key;
	header.checksum = ks_cache_sum(0, input->data + known, input->size - known);
	if (write(fd, &header, known) != (ssize_t)known ||
	    write(fd, input->data + known, input->size - known) != (ssize_t)(input->size - known))
		abort();
	close(fd);
}

/* Members as read.c would have them, of the files that the cache knows. */
static void fill(struct ks_set *set, struct ks_tree_module *modules)
{
	struct ks_cache cache;

	read_cache(&cache, &set->names);
	for (size_t i = 0; i < MODULES; i++) {
		struct ks_member *m = &set->members[set->count];
		struct ks_tree_module *module = &modules[set->count];

		if (!ks_cache_get(&cache, &items[i], &set->names, &m->record))
			continue;
		*module = (struct ks_tree_module){
			.path = items[i].path,
			.relative = items[i].relative,
			.name = m->record.needs.mname,
			.dragged_by = KS_TREE_NONE,
			.shadowed_by = KS_TREE_NONE,
		};
		m->file = &items[i];
		m->module = module;
		set->count++;
	}
	ks_cache_close(&cache);
}

/* Whoever must be read again is not there. */
static void count_error(void *context, const char *path, const struct ks_err *err)
{
	(void)path, (void)err;
	++*(size_t *)context;
}

static void judge(struct ks_set *set)
{
	const struct ks_facts *kernel = &kernels.snapshots[set->names.count % kernels.count].facts;
	const struct ks_tree_options options = { .depth = KS_DEPTH_SHALLOW, .jobs = 1 };
	size_t failed = 0;
	const struct ks_walk_errors errors = { count_error, &failed };
	struct ks_err err;

	if (ks_set_join(set, kernel, set->names.count & 1, true) || ks_set_order(set) ||
	    ks_judge_set(set, &options, &errors, &err))
		abort();
	ks_is_foreign(set);
	for (uint32_t i = 0; i < set->count; i++) {
		const struct ks_record *record = &set->members[i].record;
		struct ks_import *imports = calloc(record->import_count + 1, sizeof(*imports));
		struct ks_needs needs;

		ks_record_unpack(record, &set->names, imports, &needs);
		fuzz_judge(&needs, kernel);
		free(imports);
	}
}

static void make_room(struct ks_set *set)
{
	set->members = ks_pool_alloc(&set->names.pool, MODULES * sizeof(*set->members));
	if (!set->members)
		abort();
	memset(set->members, 0, MODULES * sizeof(*set->members));
}

static int run(const struct ks_image *input)
{
	struct ks_tree_module modules[MODULES] = { 0 };
	struct ks_set set = { 0 };
	int code = KS_EXIT_FAILED;

	make_room(&set);
	if (*place.path) {
		write_cache(input);
		fill(&set, modules);
	}
	if (set.count) {
		code = set.count == MODULES ? KS_EXIT_OK : KS_EXIT_REFUSED;
		judge(&set);
	}
	ks_set_free(&set);
	return code;
}

static void pack(struct ks_set *set, uint32_t number, const char *const *options, size_t count)
{
	struct ks_member *m = &set->members[number];
	struct ks_sink sink = { 0 };
	struct ks_candidate candidate;
	struct module_file module;
	struct ks_err err;
	char path[64];
	int fd;

	module_file_make(&module, options, count);
	fd = module_file_memfd(&module, path, sizeof(path));
	if (ks_candidate_open(&candidate, path, KS_DEPTH_SHALLOW, &kernels.snapshots[0].facts,
			      &err) ||
	    ks_record_pack(&m->record, &set->names, &candidate.needs, &sink))
		abort();
	m->file = &items[number];
	ks_candidate_close(&candidate);
	close(fd);
	free(module.data);
}

/* What was saved of this many modules. */
static void seed(uint32_t count)
{
	static const char *const options[MODULES][4] = {
		{ "name=a", "import=alpha:0x10", "import=mine:2", "ns=NS" },
		{ "name=b", "export=mine:2:gpl:NS", "import=beta:0x20:weak", "info=parm=x:y" },
		{ "name=c", "import=theirs:1", "export=theirs:1", "sig=pkcs7" },
	};
	struct ks_set set = { .count = count };
	struct fuzz_bytes bytes = { 0 };
	int fd;

	make_room(&set);
	for (uint32_t i = 0; i < count; i++)
		pack(&set, i, options[i], KS_ARRAY_SIZE(options[i]));
	ks_cache_save(&place, &set);
	fd = open(place.path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		abort();
	bytes.size = read(fd, bytes.data, sizeof(bytes.data));
	close(fd);
	/* This program's own: the same for everybody. */
	memset(bytes.data + offsetof(struct ks_cache_header, key), 0, sizeof(place.key));
	fuzz_seed(bytes.data, bytes.size);
	ks_set_free(&set);
}

static void seeds(void)
{
	for (uint32_t count = 1; count <= MODULES; count++)
		seed(count);
}

const struct fuzz_target fuzz_target_cache = {
	.name = "cache",
	.max_size = 4096,
	.damaged = 800,
	.start = start,
	.stop = stop,
	.run = run,
	.seeds = seeds,
};
