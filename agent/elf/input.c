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
#include <unistd.h>

#include "elf/decompress.h"

#define CHUNK		(1 << 20)
#define BEGINNING	4096

static int open_regular(struct ks_input *input, const char *path, struct ks_err *err)
{
	/* O_NONBLOCK: opening a FIFO must not wait for a writer. */
	input->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (input->fd < 0)
		return ks_err_sys(err, -errno, path, "open");
	if (fstat(input->fd, &input->stat))
		return ks_err_sys(err, -errno, path, "stat");
	if (S_ISDIR(input->stat.st_mode))
		return ks_err_set(err, -EISDIR, "%s: open: is a directory, a file is wanted", path);
	if (!S_ISREG(input->stat.st_mode))
		return ks_err_set(err, -EINVAL, "%s: open: is no regular file", path);
	return 0;
}

static int read_until(int fd, struct ks_buffer *buffer, size_t end)
{
	while (buffer->size < end) {
		size_t want = end - buffer->size < CHUNK ? end - buffer->size : CHUNK;
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

static int read_file(struct ks_input *input, const char *path, enum ks_input_kind kind,
		     struct ks_buffer *buffer, struct ks_err *err)
{
	int ret = read_until(input->fd, buffer, BEGINNING);

	input->image = (struct ks_image){ buffer->data, buffer->size };
	input->compression = ks_compression_of(&input->image);
	input->size = (uint64_t)input->stat.st_size > buffer->size ? (uint64_t)input->stat.st_size
								    : buffer->size;
	if (!ret && input->size <= INT_MAX && (kind == KS_INPUT_ANY || worth_reading(input))) {
		/* Until the end, wherever that is by now. */
		ret = read_until(input->fd, buffer, INT_MAX);
		input->image = (struct ks_image){ buffer->data, buffer->size };
		input->size = buffer->size;
	}
	return ret ? ks_err_sys(err, ret, path, "read") : 0;
}

static int unpack(struct ks_input *input, const char *path, struct ks_buffer *packed,
		  struct ks_err *err)
{
	struct ks_buffer plain = { 0 };
	int ret = ks_decompress(input->compression, &input->image, KS_INPUT_EXPANDED_MAX, &plain);

	free(packed->data);
	*packed = plain;
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
 * ks_input_open - read a file into private memory, decompressed
 * @input: to fill; ks_input_close() releases it, also after a failure
 * @path: file; a directory, FIFO, socket or device is an error
 * @kind: which files are of interest
 * @err: one line on failure
 *
 * An empty file is no error, and neither is one above INT_MAX bytes, of which
 * only the beginning is kept: the kernel has its own answer to both.
 *
 * Return: 0 or a negative errno.
 */
int ks_input_open(struct ks_input *input, const char *path, enum ks_input_kind kind,
		  struct ks_err *err)
{
	struct ks_buffer buffer = { 0 };
	int ret;

	*input = (struct ks_input){ .fd = -1 };
	ret = open_regular(input, path, err);
	if (ret)
		return ret;
	ret = read_file(input, path, kind, &buffer, err);
	if (!ret && input->compression != KS_COMPRESSION_NONE)
		ret = unpack(input, path, &buffer, err);
	input->bytes = buffer.data;
	return ret;
}

/**
 * ks_input_close - release the copy and the file
 * @input: filled by ks_input_open()
 */
void ks_input_close(struct ks_input *input)
{
	free(input->bytes);
	if (input->fd >= 0)
		close(input->fd);
	*input = (struct ks_input){ .fd = -1 };
}
