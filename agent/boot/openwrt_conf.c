// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /etc/modules.conf, as load_options() of ubox's kmodloader.c reads it: "blacklist
 * MODULE" and "options MODULE PARAMETERS"; '#' begins a comment wherever it
 * stands; words end at blanks and tabulators.  Lines are read in pieces of 511
 * bytes, and each piece is a line of its own.  Names are compared as they are
 * written: '-' is not '_' here.  Parameters of several lines are joined, unless
 * the module is on the deny list, which wins.
 *
 * kmodloader does not survive a line that ends behind "blacklist" or behind the
 * name in "options": it follows the null pointer of strsep(3), and no module is
 * loaded.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "boot/list.h"
#include "boot/openwrt.h"
#include "lib/cleanup.h"

/* Of the buffer of 512 bytes fgets(3) fills all but the last. */
#define PIECE	511

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A word, and what is behind it: NULL at the end of the line. */
static char *word(char **rest)
{
	char *start = *rest, *end;

	if (!start)
		return NULL;
	end = start + strcspn(start, " \t");
	*rest = *end ? end + 1 : NULL;
	*end = '\0';
	return start;
}

static struct ks_boot_conf_item *item_of(struct ks_boot_conf *conf, const char *name)
{
	struct ks_boot_conf_item *more;

	for (size_t i = 0; i < conf->count; i++)
		if (!strcmp(conf->items[i].name, name))
			return &conf->items[i];
	more = reallocarray(conf->items, conf->count + 1, sizeof(*more));
	if (!more)
		return NULL;
	conf->items = more;
	more = &conf->items[conf->count];
	*more = (struct ks_boot_conf_item){ .name = ks_pool_copy(&conf->strings, name) };
	return more->name ? &conf->items[conf->count++] : NULL;
}

static int add_options(struct ks_boot_conf *conf, struct ks_boot_conf_item *item, const char *text)
{
	ks_auto_free char *joined = NULL;

	if (item->is_denied)
		return 0;
	if (asprintf(&joined, "%s%s%s", item->options ? item->options : "",
		     item->options ? " " : "", text) < 0) {
		joined = NULL;
		return -ENOMEM;
	}
	item->options = ks_pool_copy(&conf->strings, joined);
	return item->options ? 0 : -ENOMEM;
}

static char *skip(char *at)
{
	while (at && is_space(*at))
		at++;
	return at;
}

/* 1: kmodloader crashes here. */
static int take(struct ks_boot_conf *conf, char *line)
{
	struct ks_boot_conf_item *item;
	char *command, *name;
	size_t length;

	line = skip(line);
	line[strcspn(line, "#")] = '\0';
	for (length = strlen(line); length && is_space(line[length - 1]); length--)
		line[length - 1] = '\0';
	command = word(&line);
	if (!*command)
		return 0;
	if (!line)
		return 1;
	line = skip(line);
	name = word(&line);
	if (!*name)
		return 0;
	if (strcmp(command, "blacklist") && strcmp(command, "options"))
		return 0;
	item = item_of(conf, name);
	if (!item)
		return -ENOMEM;
	if (!strcmp(command, "blacklist")) {
		item->is_denied = true;
		return 0;
	}
	if (!line)
		return 1;
	line = skip(line);
	return *line ? add_options(conf, item, line) : 0;
}

static int take_all(struct ks_boot_conf *conf, const char *text)
{
	char piece[PIECE + 1];
	unsigned int line = 1;
	int ret = 0;

	while (*text && !ret) {
		size_t length = strcspn(text, "\n");
		bool ends = length < PIECE && text[length];

		if (length > PIECE)
			length = PIECE;
		memcpy(piece, text, length);
		piece[length] = '\0';
		ret = take(conf, piece);
		if (ret > 0)
			conf->crash_line = line;
		line += ends;
		text += length + ends;
	}
	return ret < 0 ? ret : 0;
}

/**
 * ks_boot_conf_read - read /etc/modules.conf
 * @conf: all zeroes; ks_boot_conf_free() releases it, also after a failure
 * @root: root file system, or NULL
 *
 * Return: 0, also where there is none or it cannot be read, as kmodloader goes on
 * then; or -ENOMEM.
 */
int ks_boot_conf_read(struct ks_boot_conf *conf, const char *root)
{
	ks_auto_close int dir = root ? open(*root ? root : "/", O_PATH | O_DIRECTORY | O_CLOEXEC) :
				       -1;
	ks_auto_free char *text = NULL;
	int ret = dir < 0 ? 0 : ks_boot_read_conf(dir, KS_BOOT_CONF, &text);

	return ret || !text ? ret : take_all(conf, text);
}

/**
 * ks_boot_conf_find - what modules.conf says of a module
 * @conf: read
 * @name: of the module's file, exactly
 *
 * Return: the item, or NULL.
 */
const struct ks_boot_conf_item *ks_boot_conf_find(const struct ks_boot_conf *conf,
						  const char *name)
{
	for (size_t i = 0; i < conf->count; i++)
		if (!strcmp(conf->items[i].name, name))
			return &conf->items[i];
	return NULL;
}

/**
 * ks_boot_conf_free - release what was read
 * @conf: its members
 */
void ks_boot_conf_free(struct ks_boot_conf *conf)
{
	free(conf->items);
	ks_pool_free(&conf->strings);
	*conf = (struct ks_boot_conf){ 0 };
}
