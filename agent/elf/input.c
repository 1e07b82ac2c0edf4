// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Gets the bytes of a file into private memory; see input.h.  Memory grows
 * with what was read, never with the size that a sparse or lying file claims;
 * a file that is neither ELF nor packed is not read beyond its beginning.
 */
#include "elf/input.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "elf/decompress.h"
#include "lib/large.h"

#define CHUNK		(1 << 20)
#define BEGINNING	4096
#define HEADER		512

/*
 * Parts are read in blocks, of which files up to a size are too few to be worth
 * it.  Tests have small blocks and whatever was not read is poisoned there: a
 * look at it ends the program.
 */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define BLOCK		16
#define WHOLE		0
#else
#define ASAN_POISON_MEMORY_REGION(start, size)		((void)(start), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(start, size)	((void)(start), (void)(size))
#define BLOCK		512
#define WHOLE		(32 * 1024)
#endif

static int look_at(struct ks_input *input, const char *path, struct ks_err *err)
{
	if (fstat(input->fd, &input->stat))
		return ks_err_sys(err, -errno, path, "stat");
	if (S_ISDIR(input->stat.st_mode))
		return ks_err_set(err, -EISDIR, "%s: open: is a directory, a file is wanted", path);
	if (!S_ISREG(input->stat.st_mode))
		return ks_err_set(err, -EINVAL, "%s: open: is no regular file", path);
	return 0;
}

/* A byte more than is expected tells that this was all. */
static size_t next_read(const struct ks_buffer *buffer, size_t end, uint64_t expected)
{
	size_t want = end - buffer->size < CHUNK ? end - buffer->size : CHUNK;

	if (expected < buffer->size)
		expected = buffer->size;
	return expected + 1 - buffer->size < want ? expected + 1 - buffer->size : want;
}

static int read_until(int fd, struct ks_buffer *buffer, size_t end, uint64_t expected)
{
	while (buffer->size < end) {
		size_t want = next_read(buffer, end, expected);
		ssize_t got;
		int ret;

		ret = ks_buffer_reserve(buffer, want, INT_MAX);
		if (ret)
			return ret;
		got = read(fd, buffer->data + buffer->size, want);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			return 0;
		buffer->size += got;
	}
	return 0;
}

/* A signature is looked at before anything else, whatever it stands behind. */
static bool is_signed(const struct ks_input *input)
{
	static const char marker[] = "~Module signature appended~\n";
	char end[sizeof(marker) - 1];

	return input->size >= sizeof(end) &&
	       pread(input->fd, end, sizeof(end), input->size - sizeof(end)) == sizeof(end) &&
	       !memcmp(end, marker, sizeof(end));
}

static bool worth_reading(const struct ks_input *input)
{
	const uint8_t *start = ks_image_range(&input->image, 0, 4);

	return input->compression != KS_COMPRESSION_NONE ||
	       (start && !memcmp(start, "\177ELF", 4)) || is_signed(input);
}

static bool is_filled(const struct ks_input *input, uint64_t block)
{
	return input->filled[block / 8] & 1u << block % 8;
}

static void mark(struct ks_input *input, uint64_t block, uint64_t count)
{
	for (uint64_t i = block; i < block + count; i++)
		input->filled[i / 8] |= 1u << i % 8;
}

/* Blocks of which none was read yet. */
static void fill(struct ks_input *input, uint64_t block, uint64_t count)
{
	uint64_t start = block * BLOCK, end = start + count * BLOCK;

	if (end > input->size)
		end = input->size;
	ASAN_UNPOISON_MEMORY_REGION(input->bytes + start, end - start);
	mark(input, block, count);
	if (!input->error)
		input->error = ks_read_at(input->fd, input->bytes + start, start, end - start);
}

/**
 * ks_input_fetch - read a part of a file that was opened with KS_INPUT_PARTS
 * @input: any input; without parts there is nothing left to do
 * @offset: from the start of the file; any value
 * @len: bytes; any value: what lies behind the file is not read
 *
 * A failure is kept in @input->error: -ESTALE when the file has become shorter, or
 * another negative errno; what could not be read is zero then.
 */
void ks_input_fetch(struct ks_input *input, uint64_t offset, uint64_t len)
{
	uint64_t block, end;

	if (!input->filled || offset >= input->size || !len)
		return;
	end = len < input->size - offset ? offset + len : input->size;
	end = (end + BLOCK - 1) / BLOCK;
	for (block = offset / BLOCK; block < end; block++) {
		uint64_t first = block;

		/* Eight at a time where there is nothing to do. */
		if (block % 8 == 0 && input->filled[block / 8] == 0xff) {
			block += 7;
			continue;
		}
		while (block < end && !is_filled(input, block))
			block++;
		if (block > first)
			fill(input, first, block - first);
	}
}

static void fetch(struct ks_pager *pager, uint64_t offset, uint64_t len)
{
	ks_input_fetch((struct ks_input *)pager, offset, len);
}

/* Entries are gone through one after the other, and what they point to with jumps. */
static const uint8_t *view(struct ks_pager *pager, enum ks_view which, uint64_t offset,
			   uint64_t *len)
{
	struct ks_input *input = (struct ks_input *)pager;
	const struct ks_blocks_file file = { input->fd, input->size };
	const uint8_t *bytes = ks_blocks_at(&input->views[which], &file,
					    which == KS_VIEW_PLACES ? KS_BLOCKS_MAX : 1, offset,
					    len, &input->error);

	if (bytes)
		return bytes;
	ks_input_fetch(input, offset, *len);
	return input->bytes + offset;
}

static bool has_all(const struct ks_input *input)
{
	for (uint64_t block = 0; block < (input->size + BLOCK - 1) / BLOCK; block++)
		if (!is_filled(input, block))
			return false;
	return true;
}

/**
 * ks_input_pager - how to look at what was not fetched
 * @input: opened
 *
 * Return: NULL where all is there.
 */
struct ks_pager *ks_input_pager(struct ks_input *input)
{
	if (!input->filled || has_all(input))
		return NULL;
	input->pager = (struct ks_pager){ .fetch = fetch, .view = view };
	return &input->pager;
}

/* Only a little of it is used, here and there: large pages would be in the way. */
static uint8_t *map_zeroes(size_t size)
{
	uint8_t *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (bytes == MAP_FAILED)
		return NULL;
	madvise(bytes, size, MADV_NOHUGEPAGE);
	return bytes;
}

/* Zeroes as large as the file: borrowed where it fits, else its own. */
static uint8_t *find_room(struct ks_input *input, struct ks_input_room *room)
{
	if (!room || input->size > KS_INPUT_ROOM)
		return map_zeroes(input->size);
	if (!room->bytes)
		room->bytes = map_zeroes(KS_INPUT_ROOM);
	if (room->bytes)
		memset(room->bytes, 0, room->used);
	room->used = 0;
	input->room = room;
	return room->bytes;
}

/* As it was found: only what was read is to be zeroed again. */
static void leave_parts(struct ks_input *input)
{
	ASAN_UNPOISON_MEMORY_REGION(input->bytes, input->size);
	if (!input->room) {
		munmap(input->bytes, input->size);
		return;
	}
	/* Eight blocks at a time, of which mostly all or none were read. */
	for (uint64_t start = 0; start < input->size; start += 8 * BLOCK) {
		uint64_t left = input->size - start;

		if (input->filled[start / BLOCK / 8])
			memset(input->bytes + start, 0, left < 8 * BLOCK ? left : 8 * BLOCK);
	}
}

/* The memory of a file, wherever it is. */
static void leave(struct ks_input *input)
{
	if (input->filled)
		leave_parts(input);
	else if (input->room)
		ASAN_UNPOISON_MEMORY_REGION(input->bytes, KS_INPUT_ROOM);
	else
		free(input->bytes);
	input->room = NULL;
}

/* Memory for the whole file, of which the beginning is known already. */
static int make_room(struct ks_input *input, struct ks_input_room *room,
		     struct ks_buffer *buffer)
{
	uint8_t *filled = calloc(input->size / BLOCK / 8 + 1, 1);
	uint8_t *bytes = filled ? find_room(input, room) : NULL;
	size_t known;

	if (!bytes) {
		free(filled);
		return -ENOMEM;
	}
	known = buffer->size / BLOCK;
	memcpy(bytes, buffer->data, known * BLOCK);
	free(buffer->data);
	*buffer = (struct ks_buffer){ .data = bytes };
	input->bytes = bytes;
	input->filled = filled;
	input->image = (struct ks_image){ bytes, input->size };
	mark(input, 0, known);
	ASAN_POISON_MEMORY_REGION(bytes + known * BLOCK, input->size - known * BLOCK);
	return 0;
}

static bool comes_in_parts(const struct ks_input *input, enum ks_input_kind kind)
{
	return (kind == KS_INPUT_PARTS || kind == KS_INPUT_EITHER) &&
	       input->compression == KS_COMPRESSION_NONE && input->stat.st_size > WHOLE &&
	       input->stat.st_size <= INT_MAX && input->image.size >= 4 &&
	       !memcmp(input->image.data, "\177ELF", 4);
}

/*
 * The whole of a file that is small enough, by one call that asks for more than
 * it has.  What turns out to be larger by now goes the ordinary way.
 */
static int read_into_room(struct ks_input *input, struct ks_input_room *room)
{
	size_t size = 0;
	ssize_t got;

	if (!room || input->stat.st_size >= KS_INPUT_ROOM)
		return 0;
	if (!room->bytes)
		room->bytes = map_zeroes(KS_INPUT_ROOM);
	if (!room->bytes)
		return 0;
	do {
		got = pread(input->fd, room->bytes + size, KS_INPUT_ROOM - size, size);
		if (got > 0)
			size += got;
		if (size > room->used)
			room->used = size;
	} while ((got > 0 && size != (uint64_t)input->stat.st_size) ||
		 (got < 0 && errno == EINTR));
	if (got < 0)
		return -errno;
	if (size == KS_INPUT_ROOM)
		return 0;
	input->room = room;
	input->bytes = room->bytes;
	input->image = (struct ks_image){ room->bytes, size };
	input->size = size;
	input->compression = ks_compression_of(&input->image);
	ASAN_POISON_MEMORY_REGION(room->bytes + size, KS_INPUT_ROOM - size);
	return 0;
}

static void reserve_large_page(struct ks_buffer *buffer, const struct stat *stat)
{
	uint8_t *data;

	if (stat->st_size < (off_t)KS_LARGE_PAGE / 2 || stat->st_size >= (off_t)KS_LARGE_PAGE)
		return;
	data = ks_large_alloc(1);
	if (data)
		*buffer = (struct ks_buffer){ .data = data, .room = KS_LARGE_PAGE };
}

/* Of what comes in parts the ELF header will do. */
static int read_beginning(struct ks_input *input, enum ks_input_kind kind,
			  struct ks_buffer *buffer)
{
	size_t end = kind == KS_INPUT_PARTS ? HEADER : BEGINNING;
	int ret;

	for (;;) {
		ret = read_until(input->fd, buffer, end, end);
		input->image = (struct ks_image){ buffer->data, buffer->size };
		input->compression = ks_compression_of(&input->image);
		if (ret || end == BEGINNING || comes_in_parts(input, kind))
			return ret;
		end = BEGINNING;
	}
}

static int read_file(struct ks_input *input, const char *path, enum ks_input_kind kind,
		     struct ks_input_room *room, struct ks_buffer *buffer, struct ks_err *err)
{
	int ret;

	if (kind == KS_INPUT_ANY)
		reserve_large_page(buffer, &input->stat);
	ret = read_beginning(input, kind, buffer);
	input->size = (uint64_t)input->stat.st_size > buffer->size ? (uint64_t)input->stat.st_size
								    : buffer->size;
	if (!ret && input->size > INT_MAX && kind == KS_INPUT_ANY)
		return ks_err_set(err, -EFBIG, "%s: read: is larger than 2 GiB", path);
	if (!ret && input->size <= INT_MAX && comes_in_parts(input, kind)) {
		ret = make_room(input, room, buffer);
	} else if (!ret && input->size <= INT_MAX &&
		   (kind == KS_INPUT_ANY || worth_reading(input))) {
		/* Until the end, wherever that is by now. */
		ret = read_until(input->fd, buffer, INT_MAX, input->stat.st_size);
		input->image = (struct ks_image){ buffer->data, buffer->size };
		input->size = buffer->size;
	}
	return ret ? ks_err_sys(err, ret, path, "read") : 0;
}

static int unpack(struct ks_input *input, const char *path, struct ks_err *err)
{
	struct ks_buffer plain = { 0 };
	int ret = ks_decompress(input->compression, &input->image, KS_INPUT_EXPANDED_MAX, &plain);

	leave(input);
	input->bytes = plain.data;
	input->image = (struct ks_image){ plain.data, plain.size };
	input->size = plain.size;
	if (ret == -EFBIG)
		return ks_err_set(err, ret, "%s: decompress: grows beyond %llu MiB", path,
				  KS_INPUT_EXPANDED_MAX >> 20);
	if (ret == -EOPNOTSUPP)
		return ks_err_set(err, ret, "%s: decompress: this build lacks the library", path);
	if (ret == -EBADMSG)
		return ks_err_set(err, ret, "%s: decompress: damaged or cut short", path);
	return ret ? ks_err_sys(err, ret, path, "decompress") : 0;
}

/**
 * ks_input_take - read an open file into private memory, decompressed
 * @input: to fill; ks_input_close() releases it, also after a failure
 * @fd: open with KS_INPUT_FLAGS; owned by @input from here on
 * @path: for messages
 * @kind: which files are of interest
 * @err: one line on failure
 *
 * Return: 0 or a negative errno; see ks_input_open().
 */
int ks_input_take(struct ks_input *input, int fd, const char *path, enum ks_input_kind kind,
		  struct ks_err *err)
{
	return ks_input_take_in(input, fd, path, kind, NULL, err);
}

/**
 * ks_input_take_in - the same, with memory that is used again
 * @input: to fill; ks_input_close() leaves the room, also after a failure
 * @fd: open with KS_INPUT_FLAGS; owned by @input from here on
 * @path: for messages
 * @kind: which files are of interest
 * @room: memory, or NULL
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_input_take_in(struct ks_input *input, int fd, const char *path, enum ks_input_kind kind,
		     struct ks_input_room *room, struct ks_err *err)
{
	struct ks_buffer buffer = { 0 };
	int ret;

	*input = (struct ks_input){ .fd = fd };
	ret = look_at(input, path, err);
	if (ret)
		return ret;
	/* Of what is small, parts are too few to be worth it. */
	if (kind == KS_INPUT_EITHER || (kind == KS_INPUT_PARTS && input->stat.st_size <= WHOLE))
		ret = read_into_room(input, room);
	if (ret)
		return ks_err_sys(err, ret, path, "read");
	if (!input->bytes) {
		ret = read_file(input, path, kind, room, &buffer, err);
		input->bytes = buffer.data;
	}
	if (!ret && input->compression != KS_COMPRESSION_NONE)
		ret = unpack(input, path, err);
	return ret;
}

/**
 * ks_input_open - read a file into private memory, decompressed
 * @input: to fill; ks_input_close() releases it, also after a failure
 * @path: file; a directory, FIFO, socket or device is an error
 * @kind: which files are of interest
 * @err: one line on failure
 *
 * An empty file is no error, and neither is a module above INT_MAX bytes, of
 * which only the beginning is kept: the kernel has its own answer to both.
 *
 * Return: 0 or a negative errno.
 */
int ks_input_open(struct ks_input *input, const char *path, enum ks_input_kind kind,
		  struct ks_err *err)
{
	int fd = open(path, KS_INPUT_FLAGS);

	*input = (struct ks_input){ .fd = -1 };
	if (fd < 0)
		return ks_err_sys(err, -errno, path, "open");
	return ks_input_take(input, fd, path, kind, err);
}

/**
 * ks_input_close - release the copy and the file
 * @input: filled by ks_input_open()
 */
void ks_input_close(struct ks_input *input)
{
	leave(input);
	free(input->filled);
	for (int i = 0; i < KS_VIEW_MAX; i++)
		ks_blocks_free(&input->views[i]);
	if (input->fd >= 0)
		close(input->fd);
	*input = (struct ks_input){ .fd = -1 };
}

/**
 * ks_input_room_free - release a room
 * @room: all zeroes, or used; nobody is in it
 */
void ks_input_room_free(struct ks_input_room *room)
{
	if (room->bytes)
		munmap(room->bytes, KS_INPUT_ROOM);
	*room = (struct ks_input_room){ 0 };
}
