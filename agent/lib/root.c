// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Opens what a path means to somebody for whom a directory is "/": a symbolic
 * link to an absolute path starts there again, and ".." does not lead out.  The
 * root file system of another machine is full of such links, and none of them
 * may end in our own.
 */
#include "lib/root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As many as the kernel follows (include/linux/namei.h, MAXSYMLINKS). */
#define LINKS_MAX	40

/* A walk: what is behind it, without links, and what is ahead. */
struct walk {
	char done[PATH_MAX];
	char ahead[PATH_MAX];
	unsigned int links;
};

static void leave(struct walk *w)
{
	char *slash = strrchr(w->done, '/');

	*(slash ? slash : w->done) = '\0';
}

/* The name that comes next: 1, or 0 at the end, or -ENAMETOOLONG. */
static int next_name(struct walk *w, char *name)
{
	size_t slashes = strspn(w->ahead, "/"), len = strcspn(w->ahead + slashes, "/");

	if (len > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(name, w->ahead + slashes, len);
	name[len] = '\0';
	memmove(w->ahead, w->ahead + slashes + len, strlen(w->ahead + slashes + len) + 1);
	return len > 0;
}

/* A link goes in front of what is ahead. */
static int follow(struct walk *w, const char *target)
{
	char rest[PATH_MAX];

	if (++w->links > LINKS_MAX)
		return -ELOOP;
	memcpy(rest, w->ahead, sizeof(rest));
	if ((size_t)snprintf(w->ahead, sizeof(w->ahead), "%s/%s", target, rest) >=
	    sizeof(w->ahead))
		return -ENAMETOOLONG;
	if (*target == '/')
		*w->done = '\0';
	else
		leave(w);
	return 0;
}

static int step(int root, struct walk *w, const char *name)
{
	size_t len = strlen(w->done);
	char target[PATH_MAX];
	ssize_t got;

	if (!strcmp(name, "."))
		return 0;
	if (!strcmp(name, "..")) {
		leave(w);
		return 0;
	}
	if ((size_t)snprintf(w->done + len, sizeof(w->done) - len, "%s%s", len ? "/" : "", name) >=
	    sizeof(w->done) - len)
		return -ENAMETOOLONG;
	got = readlinkat(root, w->done, target, sizeof(target));
	if (got < 0)
		return errno == EINVAL ? 0 : -errno;
	if ((size_t)got >= sizeof(target))
		return -ENAMETOOLONG;
	target[got] = '\0';
	return follow(w, target);
}

/* What has no links any more, one name at a time: one that was put there in the
 * meantime is not followed.
 */
static int open_plain(int root, const char *path, int flags)
{
	int at = openat(root, ".", O_PATH | O_CLOEXEC);
	char name[NAME_MAX + 1];
	struct walk w = { 0 };

	if (at < 0)
		return -errno;
	snprintf(w.ahead, sizeof(w.ahead), "%s", *path ? path : ".");
	while (next_name(&w, name) > 0) {
		int how = *w.ahead ? O_PATH | O_DIRECTORY | O_CLOEXEC : flags;
		int next = openat(at, name, how | O_NOFOLLOW);
		int error = errno;

		close(at);
		if (next < 0)
			return -error;
		at = next;
	}
	return at;
}

/**
 * ks_root_open_by_hand - ks_root_open() where the kernel has no openat2(2)
 * @root: directory
 * @path: path in it
 * @flags: of open(2)
 *
 * Return: a descriptor or a negative errno.
 */
int ks_root_open_by_hand(int root, const char *path, int flags)
{
	struct walk w = { 0 };
	char name[NAME_MAX + 1];
	int ret;

	if (strlen(path) >= sizeof(w.ahead))
		return -ENAMETOOLONG;
	memcpy(w.ahead, path, strlen(path) + 1);
	while ((ret = next_name(&w, name)) > 0) {
		ret = step(root, &w, name);
		if (ret)
			break;
	}
	return ret ? ret : open_plain(root, w.done, flags);
}

/**
 * ks_root_open - open a path inside of a directory, and never one outside
 * @root: directory that is "/" for @path and for the links on its way
 * @path: path in it, with or without a leading slash
 * @flags: of open(2); files are not created
 *
 * Return: a descriptor or a negative errno.
 */
int ks_root_open(int root, const char *path, int flags)
{
	struct open_how how = {
		.flags = flags | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd = syscall(SYS_openat2, root, path, &how, sizeof(how));

	if (fd >= 0)
		return fd;
	/* Before 5.6, in a sandbox that does not know it, or a name moved. */
	if (errno == ENOSYS || errno == EPERM || errno == EAGAIN)
		return ks_root_open_by_hand(root, path, flags | O_CLOEXEC);
	return -errno;
}
