// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib/root: no link, and no "..", leads out of a directory; with openat2(2) and
 * by hand, with the same answers.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ktap.h"
#include "lib/root.h"

typedef int opener(int root, const char *path, int flags);

static char top[] = "/tmp/test_root.XXXXXX";

static void put(int dir, const char *path, const char *text)
{
	int fd = openat(dir, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		abort();
	close(fd);
}

static void must(int ret)
{
	if (ret)
		abort();
}

/* "outside" stands beside the root; inside of it, "etc/name" says inside. */
static int make(void)
{
	int dir, root;

	if (!mkdtemp(top))
		abort();
	dir = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(mkdirat(dir, "root", 0755));
	must(mkdirat(dir, "root/etc", 0755));
	must(mkdirat(dir, "root/a", 0755));
	must(mkdirat(dir, "root/a/b", 0755));
	put(dir, "name", "outside");
	put(dir, "root/etc/name", "inside");
	must(symlinkat("/etc/name", dir, "root/a/absolute"));
	must(symlinkat("../../../../name", dir, "root/a/b/up"));
	must(symlinkat("../../etc", dir, "root/a/b/relative"));
	must(symlinkat("/a/b", dir, "root/short"));
	must(symlinkat("/loop", dir, "root/loop"));
	must(symlinkat("/nowhere/at/all", dir, "root/dangling"));
	must(symlinkat("name", dir, "root/etc/chain1"));
	must(symlinkat("/etc/chain1", dir, "root/chain2"));
	root = openat(dir, "root", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		abort();
	close(dir);
	return root;
}

static void expect_inside(opener *open_in, const char *how, int root, const char *path)
{
	char text[16] = "";
	int fd;

	ktap_case("%s: %s stays inside", how, path);
	fd = open_in(root, path, O_RDONLY | O_CLOEXEC);
	if (!expect(fd >= 0))
		return;
	expect(read(fd, text, sizeof(text) - 1) > 0);
	expect_text(text, "inside");
	close(fd);
}

static void expect_error(opener *open_in, int root, const char *path, int error)
{
	int fd = open_in(root, path, O_RDONLY | O_CLOEXEC);

	expect_int(fd, -error);
	if (fd >= 0)
		close(fd);
}

static void test(opener *open_in, int root, const char *how)
{
	static const char *const inside[] = {
		"etc/name", "/etc/name", "//etc//name", "./etc/./name", "../../etc/name",
		"a/absolute", "a/b/relative/name", "short/relative/name", "a/b/../absolute",
		"etc/chain1", "chain2", "short/../absolute",
	};
	char deep[PATH_MAX + 16], longest[NAME_MAX + 3];

	for (size_t i = 0; i < sizeof(inside) / sizeof(*inside); i++)
		expect_inside(open_in, how, root, inside[i]);
	ktap_case("%s: what leads nowhere", how);
	expect_error(open_in, root, "a/b/up", ENOENT);
	expect_error(open_in, root, "../name", ENOENT);
	expect_error(open_in, root, "dangling", ENOENT);
	expect_error(open_in, root, "nowhere/../etc/name", ENOENT);
	expect_error(open_in, root, "etc/name/x", ENOTDIR);
	expect_error(open_in, root, "loop", ELOOP);
	expect_error(open_in, root, "loop/x", ELOOP);
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	expect_error(open_in, root, longest, ENAMETOOLONG);
	for (size_t i = 0; i < sizeof(deep) - 1; i++)
		deep[i] = i % 2 ? '/' : '.';
	deep[sizeof(deep) - 1] = '\0';
	expect_error(open_in, root, deep, ENAMETOOLONG);
}

int main(void)
{
	char command[64];
	int root = make();

	test(ks_root_open, root, "openat2");
	test(ks_root_open_by_hand, root, "by hand");
	close(root);
	snprintf(command, sizeof(command), "rm -rf -- %s", top);
	must(system(command));
	return ktap_end();
}
