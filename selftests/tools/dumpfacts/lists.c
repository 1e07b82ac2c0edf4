// SPDX-License-Identifier: GPL-2.0-or-later
/* The two lists, each sorted by name: modules and exported symbols. */
#include "rows.h"

#include <dirent.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#define LINES_MAX	300000

/* Whole rows, each with the name it is sorted by as its last word. */
struct list {
	size_t count;
	char *row[LINES_MAX];
};

static struct list modules, symbols;

static const char *name_of(const char *row)
{
	return strrchr(row, '\t') + 1;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(name_of(*(char *const *)a), name_of(*(char *const *)b));
}

static void add(struct list *list, char *row)
{
	if (!row || list->count == LINES_MAX)
		errx(2, "no room for another row");
	list->row[list->count++] = row;
}

static void print(FILE *f, struct list *list)
{
	size_t i;

	qsort(list->row, list->count, sizeof(list->row[0]), by_name);
	for (i = 0; i < list->count; i++)
		fprintf(f, "%s\n", list->row[i]);
}

static void add_module(const char *origin, const char *state, const char *name)
{
	char *row;

	if (asprintf(&row, "module\t%s\t%s\t%s", origin, state, name) < 0)
		row = NULL;
	add(&modules, row);
}

static void read_sysfs(void)
{
	DIR *dir = opendir("/sys/module");
	struct dirent *entry;
	char path[400], state[32];

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/sys/module/%s/initstate", entry->d_name);
		if (!rows_line(path, state, sizeof(state)))
			strcpy(state, "builtin-sysfs");
		add_module("live", state, entry->d_name);
	}
	if (dir)
		closedir(dir);
}

static bool known(size_t before, const char *name)
{
	size_t i;

	for (i = 0; i < before; i++)
		if (!strcmp(name_of(modules.row[i]), name))
			return true;
	return false;
}

/* Paths such as kernel/fs/ext4/ext4.ko; the name has '_' for '-'. */
static void read_builtin(void)
{
	size_t before = modules.count;
	struct utsname uts;
	char path[400], line[512], *name, *c;
	FILE *f;

	uname(&uts);
	snprintf(path, sizeof(path), "/lib/modules/%s/modules.builtin", uts.release);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f)) {
		name = strrchr(line, '/');
		name = name ? name + 1 : line;
		name[strcspn(name, ".\n")] = '\0';
		for (c = name; *c; c++)
			if (*c == '-')
				*c = '_';
		if (*name && !known(before, name))
			add_module("file", "builtin", name);
	}
	if (f)
		fclose(f);
}

static void add_symbol(const struct nlattr *nest)
{
	const void *in = nlt_data(nest);
	size_t len = nlt_len(nest);
	const struct nlattr *crc = nlt_find(in, len, KMODSAFE_A_SYMBOL_CRC);
	uint32_t flags = rows_u32(nlt_find(in, len, KMODSAFE_A_SYMBOL_FLAGS));
	char number[16] = "-", *row;

	if (crc)
		snprintf(number, sizeof(number), "0x%08x", rows_u32(crc));
	if (asprintf(&row, "symbol\tlive\t%s\t%s\t%s\t%s\t%s", number,
		     flags & KMODSAFE_SYMBOL_GPL_ONLY ? "gpl" : "-",
		     rows_text(nlt_find(in, len, KMODSAFE_A_SYMBOL_NAMESPACE), "-"),
		     rows_text(nlt_find(in, len, KMODSAFE_A_SYMBOL_OWNER), "-"),
		     rows_text(nlt_find(in, len, KMODSAFE_A_SYMBOL_NAME), "")) < 0)
		row = NULL;
	add(&symbols, row);
}

static void symbols_cb(const struct nlmsghdr *nlh, void *arg)
{
	size_t len;
	const struct nlattr *at = nlt_attrs(nlh, &len);

	(void)arg;
	for (; len >= NLA_HDRLEN; at = nlt_next(at, &len))
		if ((at->nla_type & NLA_TYPE_MASK) == KMODSAFE_A_QUERY_SYMBOL)
			add_symbol(at);
}

void rows_lists(FILE *f)
{
	int ret = rows_ask(KMODSAFE_CMD_SYMBOL_GET, NLM_F_DUMP, symbols_cb, NULL);

	read_sysfs();
	read_builtin();
	fprintf(f, "modules-complete\t-\tyes\nsymbols-complete\t-\t%s\n", ret ? "no" : "yes");
	print(f, &modules);
	print(f, &symbols);
}
