// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that are written for others to read, who never see half of one. */
#include "lib/write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"

/**
 * ks_write_stream - write, and see that it arrived
 * @out: stream
 * @write: writes the content
 * @data: for @write
 *
 * Return: 0 or a negative errno.
 */
int ks_write_stream(FILE *out, ks_write_fn *write, const void *data)
{
	int ret;

	errno = 0;
	ret = write(out, data);
	if (!ret && (fflush(out) || ferror(out)))
		ret = errno ? -errno : -EIO;
	return ret;
}

static int finish(FILE *out, int ret)
{
	if (fclose(out))
		ret = ret ? ret : -errno;
	return ret;
}

/* A terminal, a pipe or /dev/null is written to, and stays what it is. */
static int write_special(const char *path, ks_write_fn *write, const void *data)
{
	FILE *out = fopen(path, "we");

	return out ? finish(out, ks_write_stream(out, write, data)) : -errno;
}

/**
 * ks_write_anew - write a file beside what is there, and put it in its place
 * @path: of the file; a link is replaced, not followed
 * @mode: who may read it
 * @write: writes the content
 * @data: for @write
 *
 * Return: 0 or a negative errno; then what was there is still there.
 */
int ks_write_anew(const char *path, mode_t mode, ks_write_fn *write, const void *data)
{
	ks_auto_free char *temporary = NULL;
	FILE *out;
	int fd, ret;

	if (asprintf(&temporary, "%s.XXXXXX", path) < 0) {
		temporary = NULL;
		return -ENOMEM;
	}
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	fchmod(fd, mode);
	out = fdopen(fd, "w");
	ret = out ? finish(out, ks_write_stream(out, write, data)) : -errno;
	if (!out)
		close(fd);
	if (!ret && rename(temporary, path))
		ret = -errno;
	if (ret)
		unlink(temporary);
	return ret;
}

/**
 * ks_write_file - write a file beside the old one, and put it in its place
 * @path: of the file, or a link to it; what is no regular file is written to instead
 * @write: writes the content
 * @data: for @write
 *
 * Return: 0 or a negative errno; then the old file is still there.
 */
int ks_write_file(const char *path, ks_write_fn *write, const void *data)
{
	ks_auto_free char *real = NULL;
	struct stat st;

	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		return write_special(path, write, data);
	/* /dev/stdout is a link, and must not become a file. */
	real = realpath(path, NULL);
	return ks_write_anew(real ? real : path, 0644, write, data);
}
