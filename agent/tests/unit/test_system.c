// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * facts/system: what /proc and /sys say, from files that stand in their place:
 * whole values, long ones, and such as are cut.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "facts/system.h"
#include "ktap.h"

#define BLACKLIST	"/sys/module/kernel/parameters/module_blacklist"

/* What stands in place of the kernel's own; of others there is none. */
static const char *blacklist;

static int file_of(const char *text)
{
	int fd = memfd_create("system", MFD_CLOEXEC);
	size_t size = strlen(text);

	if (fd < 0 || write(fd, text, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET))
		abort();
	return fd;
}

/* In place of the library's. */
int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	va_start(ap, flags);
	if (flags & O_CREAT)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	if (blacklist && !strcmp(path, BLACKLIST))
		return file_of(blacklist);
	return openat(AT_FDCWD, path, flags, mode);
}

/* Of @size bytes: "aaaa...,last", and behind that what @end is. */
static char *list_of(size_t size, const char *end)
{
	static const char last[] = ",last";
	char *text = malloc(size + 3);

	memset(text, 'a', size);
	memcpy(text + size - strlen(last), last, strlen(last));
	snprintf(text + size, 3, "%s", end);
	return text;
}

static const char *read_blacklist(struct ks_snapshot *s, const char *text)
{
	blacklist = text;
	ks_snapshot_init(s, "live");
	ks_system_fill(s);
	return s->facts.blacklist.value;
}

static void test_blacklist(void)
{
	static const struct {
		size_t size;
		const char *end;
		bool known;
	} rows[] = {
		{ 20, "\n", true }, { 1023, "\n", true }, { 1024, "\n", true },
		{ 2040, "\n", true }, { 4094, "\n", true },
		/* scnprintf() with PAGE_SIZE leaves out what does not fit. */
		{ 4095, "", false }, { 20, "", false }, { 8191, "\n", true },
		{ 8192, "\n", false }, { 70000, "\n", false },
	};
	struct ks_snapshot s;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *text = list_of(rows[i].size, rows[i].end);
		const char *found;

		ktap_case("module_blacklist of %zu bytes%s", rows[i].size,
			  *rows[i].end ? "" : ", cut");
		found = read_blacklist(&s, text);
		expect_int(!!found, rows[i].known);
		if (found && rows[i].known) {
			expect_int(strlen(found), rows[i].size);
			expect_text(found + rows[i].size - 5, ",last");
		}
		ks_snapshot_free(&s);
		free(text);
	}
	ktap_case("module_blacklist that is empty, not given, and of two lines");
	expect_text(read_blacklist(&s, "\n"), "");
	ks_snapshot_free(&s);
	expect_text(read_blacklist(&s, "(null)\n"), "");
	ks_snapshot_free(&s);
	expect_text(read_blacklist(&s, "a\n,b\n"), "a\n,b");
	ks_snapshot_free(&s);
}

int main(void)
{
	test_blacklist();
	return ktap_end();
}
