// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes a file one of two others in turns, as fast as it can, until it is killed:
 * "swap rename" by putting another file in its place, "swap write" by writing it
 * anew in place, "swap patch" by writing over it without making it shorter.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* One of the two. */
struct content {
	const char *path;
	char *bytes;
	size_t size;
};

static struct content content_of(const char *path)
{
	struct content content = { .path = path };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		err(2, "%s", path);
	content.size = st.st_size;
	content.bytes = malloc(content.size);
	if (!content.bytes || read(fd, content.bytes, content.size) != st.st_size)
		err(2, "%s", path);
	close(fd);
	return content;
}

static void swap_by_rename(const char *victim, const struct content *content)
{
	char new[4096];

	snprintf(new, sizeof(new), "%s.new", victim);
	unlink(new);
	if (link(content->path, new) || rename(new, victim))
		err(2, "%s", victim);
}

static void swap_in_place(const char *victim, const struct content *content, int flags)
{
	int fd = open(victim, O_WRONLY | O_CLOEXEC | flags);

	if (fd < 0 || write(fd, content->bytes, content->size) != (ssize_t)content->size)
		err(2, "%s", victim);
	close(fd);
}

int main(int argc, char **argv)
{
	struct content contents[2];

	if (argc != 5)
		errx(2, "usage: swap rename|write|patch VICTIM FILE FILE");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int i = 0; i < 2; i++)
		contents[i] = content_of(argv[3 + i]);
	for (unsigned int n = 0;; n++) {
		if (!strcmp(argv[1], "rename"))
			swap_by_rename(argv[2], &contents[n % 2]);
		else
			swap_in_place(argv[2], &contents[n % 2],
				      strcmp(argv[1], "patch") ? O_TRUNC : 0);
	}
}
