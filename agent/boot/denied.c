// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The deny list of modprobe.d, "blacklist MODULE", of a system that is not ours,
 * as kmod_config_parse() of libkmod/libkmod-config.c reads it: words end at blanks
 * and tabulators, a backslash at the end of a line goes on with the next one, '#'
 * begins a comment at the beginning of a line, and '-' and '_' are the same.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "boot/list.h"
#include "lib/cleanup.h"

static int take(struct ks_boot_denied *denied, char *line)
{
	char *word = strsep(&line, "\t ");
	const char **more;

	if (!word || strcmp(word, "blacklist"))
		return 0;
	while ((word = strsep(&line, "\t ")) && !*word)
		;
	if (!word)
		return 0;
	more = reallocarray(denied->names, denied->count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	denied->names = more;
	more[denied->count] = ks_pool_copy(&denied->strings, word);
	return more[denied->count++] ? 0 : -ENOMEM;
}

/* Lines that end with a backslash are one with the next. */
static void unwrap(char *text)
{
	for (char *at = text; (at = strstr(at, "\\\n"));)
		memset(at, ' ', 2);
}

static int take_all(struct ks_boot_denied *denied, char *text)
{
	int ret = 0;

	unwrap(text);
	while (*text && !ret) {
		size_t length = strcspn(text, "\n");
		char *next = text + length + (text[length] == '\n');

		text[length] = '\0';
		ret = take(denied, text + strspn(text, "\t "));
		text = next;
	}
	return ret;
}

static int read_conf(const struct ks_boot_place *place, const char *path, void *data)
{
	ks_auto_free char *text = NULL;
	int ret = ks_boot_read_conf(place->root, path, &text);

	return ret || !text ? ret : take_all(data, text);
}

/**
 * ks_boot_denied_read - what modprobe.d of a system keeps out
 * @denied: all zeroes; ks_boot_denied_free() releases it, also after a failure
 * @root: root file system; links in it do not lead out of it
 *
 * Return: 0, also where files cannot be read, as libkmod goes on then; or -ENOMEM.
 */
int ks_boot_denied_read(struct ks_boot_denied *denied, const char *root)
{
	ks_auto_close int fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct ks_boot problems = { 0 };
	const struct ks_boot_place place = {
		.boot = &problems, .root = fd, .path = root, .is_root = true,
	};
	int ret = fd < 0 ? 0 : ks_boot_conf_files(&place, "modprobe.d", read_conf, denied);

	ks_boot_free(&problems);
	return ret;
}

/** ks_boot_is_denied - is a module on the deny list; '-' and '_' are the same */
bool ks_boot_is_denied(const struct ks_boot_denied *denied, const char *name)
{
	for (size_t i = 0; i < denied->count; i++)
		if (ks_boot_same_name(denied->names[i], name))
			return true;
	return false;
}

/**
 * ks_boot_denied_free - release a deny list
 * @denied: its members
 */
void ks_boot_denied_free(struct ks_boot_denied *denied)
{
	free(denied->names);
	ks_pool_free(&denied->strings);
	*denied = (struct ks_boot_denied){ 0 };
}
