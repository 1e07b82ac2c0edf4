// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The fuzz targets without a fuzzer: seeds, stored inputs and thousands of
 * damaged seeds under the sanitizers, in seconds and the same every time.
 *
 *	fuzz_replay [TARGET...]		a test of each target, KTAP
 *	fuzz_replay one TARGET NUMBER	one damaged seed alone
 *	fuzz_replay run TARGET FILE...	the inputs in files
 *	fuzz_replay seeds TARGET DIR	writes seeds and stored inputs, a file each
 *	fuzz_replay size TARGET		prints the size of its largest input
 *	fuzz_replay text FILE...	writes files as stored inputs are written
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "corpus.h"
#include "fuzz.h"
#include "ktap.h"

#define SEEDS	32
#define LIMIT	2	/* seconds that no input may take */

static struct module_file seeds[SEEDS];
static size_t seed_count;
static uint64_t state;
static char last_case[128];

/* Called by the sanitizers' runtime before it ends the program. */
void __asan_on_error(void);
void __asan_on_error(void)
{
	fprintf(stderr, "again with: fuzz_replay %s\n", last_case);
}

static struct module_file copy_of(const void *data, size_t size)
{
	struct module_file f = { malloc(size + 1), size };

	memcpy(f.data, data, size);
	return f;
}

void fuzz_seed(const void *data, size_t size)
{
	if (seed_count == SEEDS)
		abort();
	seeds[seed_count++] = copy_of(data, size);
}

static void begin(const struct fuzz_target *target)
{
	snprintf(last_case, sizeof(last_case), "%s, its seeds", target->name);
	if (target->start)
		target->start();
	target->seeds();
}

static void end(const struct fuzz_target *target)
{
	while (seed_count)
		free(seeds[--seed_count].data);
	if (target->stop)
		target->stop();
}

/* xorshift64*: the same everywhere, which rand() is not. */
static uint32_t draw(uint32_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return below ? (uint32_t)((state * 2685821657736338717ULL) >> 33) % below : 0;
}

static uint64_t odd_number(void)
{
	static const uint64_t numbers[] = {
		0, 1, 2, 7, 8, 63, 64, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff,
		0x80000000, 0xffffffff, 0x100000000, INT64_MAX, UINT64_MAX,
	};

	return numbers[draw(sizeof(numbers) / sizeof(numbers[0]))];
}

static void overwrite(struct module_file *f)
{
	static const unsigned int widths[] = { 1, 2, 4, 8 };
	unsigned int width = widths[draw(4)];
	uint64_t value = odd_number();
	size_t at;

	if (f->size < width)
		return;
	/* Headers are where it hurts: half of the time there. */
	at = draw(2) ? draw(f->size - width + 1)
		     : (draw(2) ? draw(64) : f->size - draw(f->size < 700 ? f->size : 700));
	if (at > f->size - width)
		at = f->size - width;
	memcpy(f->data + at, &value, width);
}

static void damage(struct module_file *f)
{
	for (uint32_t n = 1 + draw(6); n && f->size; n--) {
		size_t a = draw(f->size), b = draw(f->size);

		switch (draw(7)) {
		case 0:
			f->data[a] ^= 1 << draw(8);
			break;
		case 1:
			f->data[a] = draw(256);
			break;
		case 2:
			f->size = a;
			break;
		case 3:
			memmove(f->data + a, f->data + b, f->size - (a > b ? a : b));
			break;
		default:
			overwrite(f);
		}
	}
}

/* Of this process: other work on the machine is no fault of the parser's. */
static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* The input where nothing is behind it, which a sanitizer sees. */
static int try(const struct fuzz_target *target, const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);
	double before = seconds();
	int code;

	memcpy(copy, data, size);
	code = target->run(&(struct ks_image){ copy, size });
	free(copy);
	expect(code >= KS_EXIT_OK && code <= KS_EXIT_UNKNOWN);
	if (!expect(seconds() - before < LIMIT))
		printf("# %.1f seconds: %s\n", seconds() - before, last_case);
	return code;
}

static int try_damaged(const struct fuzz_target *target, unsigned int number)
{
	struct module_file f = seeds[number % seed_count];
	int code;

	state = (number + 1) * 0x9e3779b97f4a7c15ULL;
	f = copy_of(f.data, f.size);
	damage(&f);
	snprintf(last_case, sizeof(last_case), "one %s %u", target->name, number);
	code = try(target, f.data, f.size);
	free(f.data);
	return code;
}

static FILE *open_stored(const struct fuzz_target *target)
{
	char path[4096];

	snprintf(path, sizeof(path), FUZZ_CORPUS "/%s.txt", target->name);
	return fopen(path, "re");
}

static void test_stored(const struct fuzz_target *target)
{
	FILE *f = open_stored(target);
	unsigned int number = 0;
	uint8_t *data;
	size_t size;

	ktap_case("%s: stored inputs", target->name);
	if (!expect(f))
		return;
	while ((data = corpus_read(f, &size))) {
		snprintf(last_case, sizeof(last_case), "%s, stored input %u", target->name,
			 ++number);
		try(target, data, size);
		free(data);
	}
	fclose(f);
}

/* Fuzzing starts from what is right. */
static void test_seeds(const struct fuzz_target *target)
{
	unsigned int failed = 0;

	ktap_case("%s: %zu seeds", target->name, seed_count);
	for (size_t i = 0; i < seed_count; i++) {
		if (!expect(seeds[i].size <= target->max_size))
			printf("# seed %zu has %zu bytes\n", i, seeds[i].size);
		if (try(target, seeds[i].data, seeds[i].size) == KS_EXIT_FAILED) {
			printf("# %s: seed %zu is none\n", target->name, i);
			failed++;
		}
	}
	expect(failed <= seed_count / 2);
}

static void test(const struct fuzz_target *target)
{
	unsigned int codes[4] = { 0 }, kinds = 0;
	double start = seconds();

	begin(target);
	test_seeds(target);
	test_stored(target);
	ktap_case("%s: %u damaged seeds", target->name, target->damaged);
	for (unsigned int i = 0; i < target->damaged; i++)
		kinds += !codes[try_damaged(target, i) & 3]++;
	expect(kinds > 1);
	printf("# %s: exit codes 0 to 3: %u %u %u %u, %.1f s\n", target->name, codes[0], codes[1],
	       codes[2], codes[3], seconds() - start);
	end(target);
}

static const char *content_of(const char *path, struct module_file *file)
{
	FILE *f = fopen(path, "re");

	*file = (struct module_file){ malloc(1 << 20), 0 };
	if (!f) {
		perror(path);
		exit(2);
	}
	file->size = fread(file->data, 1, 1 << 20, f);
	fclose(f);
	return path;
}

static int write_stored(const struct fuzz_target *target, const char *dir)
{
	FILE *f = open_stored(target);
	struct module_file file;
	unsigned int number = 0;
	char path[4096];
	int ret = 0;

	while (f && (file.data = corpus_read(f, &file.size))) {
		snprintf(path, sizeof(path), "%s/stored-%u", dir, ++number);
		ret |= module_file_write(&file, path);
		free(file.data);
	}
	if (f)
		fclose(f);
	return ret;
}

static int write_seeds(const struct fuzz_target *target, const char *dir)
{
	char path[4096];
	int ret = 0;

	begin(target);
	for (size_t i = 0; i < seed_count; i++) {
		snprintf(path, sizeof(path), "%s/seed-%zu", dir, i);
		ret |= module_file_write(&seeds[i], path);
	}
	ret |= write_stored(target, dir);
	end(target);
	return ret ? 1 : 0;
}

static int run_files(const struct fuzz_target *target, char **paths)
{
	struct module_file file;

	begin(target);
	for (; *paths; paths++) {
		snprintf(last_case, sizeof(last_case), "run %s FILE", target->name);
		printf("%s: ", content_of(*paths, &file));
		printf("%d\n", try(target, file.data, file.size));
		free(file.data);
	}
	end(target);
	return 0;
}

static int write_text(char **paths)
{
	struct module_file file;

	for (; *paths; paths++) {
		content_of(*paths, &file);
		corpus_write(stdout, file.data, file.size);
		free(file.data);
	}
	return 0;
}

static const struct fuzz_target *named(const char *name)
{
	const struct fuzz_target *target = fuzz_find(name);

	if (!target) {
		fprintf(stderr, "fuzz_replay: %s: no such target\n", name);
		exit(2);
	}
	return target;
}

#define TEST(id) test(&fuzz_target_##id);

static int test_all(char **names)
{
	if (!*names) {
		FUZZ_TARGETS(TEST)
	}
	for (; *names; names++)
		test(named(*names));
	return ktap_end();
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "text"))
		return write_text(argv + 2);
	if (argc > 3 && !strcmp(argv[1], "run"))
		return run_files(named(argv[2]), argv + 3);
	if (argc == 3 && !strcmp(argv[1], "size"))
		return printf("%zu\n", named(argv[2])->max_size) < 0;
	if (argc == 4 && !strcmp(argv[1], "seeds"))
		return write_seeds(named(argv[2]), argv[3]);
	if (argc == 4 && !strcmp(argv[1], "one")) {
		begin(named(argv[2]));
		printf("%d\n", try_damaged(named(argv[2]), strtoul(argv[3], NULL, 0)));
		end(named(argv[2]));
		return 0;
	}
	return test_all(argv + 1);
}
