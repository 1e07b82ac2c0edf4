// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The system's own insmod or modprobe, when we stand in its place: NAME.real
 * beside us or in PATH, else the next NAME there that is not us, else a program
 * that has many names.
 */
#include "load/real.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/number.h"

#define DEPTH	"KMODSAFE_SHIM_DEPTH"
/* The kernel calls modprobe with a PATH of its own, others with none at all. */
#define FOLDERS	"/sbin:/usr/sbin:/bin:/usr/bin"

/* One search: who we are, and whom to call. */
struct search {
	struct stat self;
	bool know_self;
	const char *name;
	char **argv;
};

/* Returns only if it is not there, or is us. */
static void try(const struct search *s, const char *folder, size_t len, const char *file,
		const char *suffix)
{
	char path[4096];
	struct stat st;

	if (snprintf(path, sizeof(path), "%.*s/%s%s", (int)len, folder, file, suffix) >=
	    (int)sizeof(path))
		return;
	if (stat(path, &st) || !S_ISREG(st.st_mode) || access(path, X_OK))
		return;
	/* Who does not know itself takes what cannot be itself. */
	if (!s->know_self && !*suffix && !strcmp(file, s->name))
		return;
	if (s->know_self && st.st_dev == s->self.st_dev && st.st_ino == s->self.st_ino)
		return;
	execv(path, s->argv);
}

static void try_folders(const struct search *s, const char *folders, const char *file,
			const char *suffix)
{
	while (folders && *folders) {
		size_t len = strcspn(folders, ":");

		if (len)
			try(s, folders, len, file, suffix);
		folders += len + (folders[len] == ':');
	}
}

static void try_everywhere(const struct search *s, const char *file, const char *suffix)
{
	const char *slash = strrchr(s->argv[0], '/');

	if (slash)
		try(s, s->argv[0], slash - s->argv[0], file, suffix);
	try_folders(s, getenv("PATH"), file, suffix);
	try_folders(s, FOLDERS, file, suffix);
}

/* A tool that calls us again, which calls it again, has to end. */
static bool is_too_deep(void)
{
	const char *text = getenv(DEPTH);
	uint64_t depth = 0;
	char next[24];

	if (text && ks_parse_number(text, 10, KS_REAL_DEPTH_MAX, &depth))
		return true;
	snprintf(next, sizeof(next), "%d", (int)depth + 1);
	return depth >= KS_REAL_DEPTH_MAX || setenv(DEPTH, next, 1);
}

/**
 * ks_real_exec - become the system's own tool
 * @name: "insmod" or "modprobe"
 * @argv: as we were called
 *
 * Return: only on failure: -ELOOP when we were called from ourselves too often,
 * -ENOENT when there is no such tool.
 */
int ks_real_exec(const char *name, char **argv)
{
	struct search s = { .name = name, .argv = argv };

	if (is_too_deep())
		return -ELOOP;
	s.know_self = !stat("/proc/self/exe", &s.self);
	try_everywhere(&s, name, ".real");
	try_everywhere(&s, name, "");
	/* They go by the name that they are called by. */
	try_everywhere(&s, "kmod", "");
	try_everywhere(&s, "kmodloader", "");
	try_everywhere(&s, "busybox", "");
	return -ENOENT;
}
