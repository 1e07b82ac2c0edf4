// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Gives modules to the kernel: the very bytes that were checked, by
 * init_module(2).  Only where a security module insists on the file itself
 * (LoadPin, IMA, IPE) the original descriptor is used, after comparing that it
 * was not written to.  No force flags, ever.
 */
#include "load/load.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"

#define SECURITY	"/sys/kernel/security"

/*
 * Does a security module that wants to see the file take part.  Before 6.9 IMA is in no
 * list; and without securityfs, as in an initramfs, nobody knows.
 */
static bool file_is_wanted(void)
{
	static const char *const names[] = { "loadpin", "ima", "ipe" };
	ks_auto_close int fd = open(SECURITY "/lsm", O_RDONLY | O_CLOEXEC);
	char list[512];
	ssize_t got = fd < 0 ? -1 : read(fd, list, sizeof(list) - 1);

	if (got < 0 || !access(SECURITY "/ima", F_OK))
		return true;
	list[got] = '\0';
	for (size_t i = 0; i < KS_ARRAY_SIZE(names); i++)
		if (strstr(list, names[i]))
			return true;
	return false;
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool unchanged(const struct ks_load_source *source)
{
	struct stat now;

	return !fstat(source->fd, &now) && now.st_size == source->stat.st_size &&
	       same_time(&now.st_mtim, &source->stat.st_mtim) &&
	       same_time(&now.st_ctim, &source->stat.st_ctim);
}

/**
 * ks_load_open - read a module that is to be loaded, to its end
 * @candidate: to fill; ks_candidate_close() releases it, also after a failure
 * @path: module
 * @no_follow: a symbolic link at the end of @path is an error
 * @facts: kernel whose way of reading counts, or NULL
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_load_open(struct ks_candidate *candidate, const char *path, bool no_follow,
		 const struct ks_facts *facts, struct ks_err *err)
{
	int fd = open(path, KS_INPUT_FLAGS | (no_follow ? O_NOFOLLOW : 0));
	int ret;

	*candidate = (struct ks_candidate){ .input.fd = -1 };
	if (fd < 0 && errno == ELOOP && no_follow)
		return ks_err_set(err, -ELOOP, "%s: open: is a symbolic link", path);
	if (fd < 0)
		return ks_err_sys(err, -errno, path, "open");
	ret = ks_candidate_take(candidate, fd, path, KS_DEPTH_DEEP, facts, err);
	return ret ? ret : ks_candidate_fill(candidate, err);
}

/**
 * ks_load_source_of - what is there of a file to load
 * @input: read to its end
 */
struct ks_load_source ks_load_source_of(const struct ks_input *input)
{
	return (struct ks_load_source){
		.image = input->image,
		.fd = input->fd,
		.stat = input->stat,
		.packed = input->compression != KS_COMPRESSION_NONE,
	};
}

/**
 * ks_load_allowed - may a module with this verdict be given to the kernel
 * @verdict: of the check
 * @unsafe: somebody said so for what is unsafe
 * @unknown: and for what cannot be decided
 *
 * Return: true for ok, and for the two that somebody answers for; never for refused.
 */
bool ks_load_allowed(enum ks_verdict verdict, bool unsafe, bool unknown)
{
	switch (verdict) {
	case KS_VERDICT_OK:
		return true;
	case KS_VERDICT_UNSAFE:
		return unsafe;
	case KS_VERDICT_UNKNOWN:
		return unknown;
	default:
		return false;
	}
}

/**
 * ks_load - load what was checked
 * @source: bytes
 * @parameters: "name=value" separated by blanks
 *
 * Return: 0 or the negative errno of the kernel; for -EACCES and -EPERM, unless they
 * are init()'s, see ks_load_file().
 */
int ks_load(const struct ks_load_source *source, const char *parameters)
{
	return syscall(SYS_init_module, source->image.data, source->image.size, parameters) ?
		       -errno : 0;
}

/**
 * ks_load_file - load the file itself, where a security module insists on it
 * @source: bytes, and the file they came from
 * @parameters: as for ks_load()
 * @error: what that returned
 *
 * Return: 0 or the negative errno of the kernel; @error where that is no reason, or
 * the file is not what was checked.
 */
int ks_load_file(const struct ks_load_source *source, const char *parameters, int error)
{
	if ((error != -EACCES && error != -EPERM) || source->packed || !file_is_wanted() ||
	    !unchanged(source))
		return error;
	return syscall(SYS_finit_module, source->fd, parameters, 0) ? -errno : 0;
}
