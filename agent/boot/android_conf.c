// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The files beside Android's modules, as libmodprobe reads them: modules.dep,
 * .alias, .softdep, .options and .blocklist.  ParseCfg() ends words at a blank
 * only, and takes nothing away: of two blanks an empty word is between them, and
 * a blank at the end of a line has one behind it.  In modules.dep that is a module
 * without a name, which is never there, so that the one that needs it fails.  A
 * file that is a symbolic link, or cannot be read, says nothing.
 *
 *   modules.dep	"PATH: PATH...": the last line for a name counts; without a
 *			colon in its first word a line does not
 *   modules.alias	"alias PATTERN MODULE": exactly three words
 *   modules.softdep	"softdep MODULE pre: ... post: ...": four words at least;
 *			MODULE is compared with '-' as it stands there, which no
 *			name has
 *   modules.options	"options MODULE PARAMETERS": the first line for a name
 *			counts; dyn_options asks a program, and what it says is
 *			not known
 *   modules.blocklist	"blocklist MODULE": exactly two words
 *
 * Parameters on the kernel's command line, MODULE.NAME=VALUE, come behind those.
 */
#include "boot/android_conf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "boot/android.h"
#include "boot/list.h"
#include "lib/cleanup.h"
#include "lib/root.h"

/* Those of a distribution have 1.5 MiB. */
#define CONF_MAX	(16 << 20)

/* A line with more words than this is an attack. */
#define WORDS_MAX	4096

struct words {
	char *items[WORDS_MAX];
	size_t count;
};

typedef int take_fn(struct ks_boot_android *conf, struct words *words);

static int grow(void **items, size_t count, size_t size)
{
	void *more;

	/* Powers of two. */
	if (count & (count - 1) || (count && count < 16))
		return 0;
	more = reallocarray(*items, count ? 2 * count : 16, size);
	if (!more)
		return -ENOMEM;
	*items = more;
	return 0;
}

static const char *canonical(struct ks_boot_android *conf, const char *text)
{
	ks_auto_free char *name = strdup(text);

	if (!name)
		return NULL;
	return ks_boot_android_name(name) ? ks_pool_copy(&conf->strings, name) : "";
}

static int take_dep(struct ks_boot_android *conf, struct words *words)
{
	char *colon = strchr(words->items[0], ':');
	struct ks_boot_dep *dep;

	if (!colon)
		return 0;
	*colon = '\0';
	if (grow((void **)&conf->deps, conf->dep_count, sizeof(*conf->deps)))
		return -ENOMEM;
	dep = &conf->deps[conf->dep_count];
	*dep = (struct ks_boot_dep){ .name = canonical(conf, words->items[0]),
				     .place = conf->dep_count };
	if (!dep->name)
		return -ENOMEM;
	if (!*dep->name)
		return 0;
	dep->paths = ks_pool_alloc(&conf->strings, words->count * sizeof(*dep->paths));
	if (!dep->paths)
		return -ENOMEM;
	for (size_t i = 0; i < words->count; i++) {
		dep->paths[i] = ks_pool_copy(&conf->strings, words->items[i]);
		if (!dep->paths[i])
			return -ENOMEM;
	}
	dep->path_count = words->count;
	conf->dep_count++;
	return 0;
}

static int add_pair(struct ks_boot_android *conf, struct ks_boot_pair **pairs, size_t *count,
		    const char *name, const char *value)
{
	struct ks_boot_pair *pair;

	if (grow((void **)pairs, *count, sizeof(**pairs)))
		return -ENOMEM;
	pair = &(*pairs)[*count];
	pair->name = ks_pool_copy(&conf->strings, name);
	pair->value = ks_pool_copy(&conf->strings, value);
	if (!pair->name || !pair->value)
		return -ENOMEM;
	(*count)++;
	return 0;
}

static int take_alias(struct ks_boot_android *conf, struct words *words)
{
	if (words->count != 3 || strcmp(words->items[0], "alias"))
		return 0;
	return add_pair(conf, &conf->aliases, &conf->alias_count, words->items[1],
			words->items[2]);
}

static int take_softdep(struct ks_boot_android *conf, struct words *words)
{
	enum { NEITHER, BEFORE, AFTER } state = NEITHER;
	int ret = 0;

	if (words->count < 4 || strcmp(words->items[0], "softdep"))
		return 0;
	for (size_t i = 2; i < words->count && !ret; i++) {
		if (!strcmp(words->items[i], "pre:"))
			state = BEFORE;
		else if (!strcmp(words->items[i], "post:"))
			state = AFTER;
		else if (state == NEITHER)
			return 0;
		else if (state == BEFORE)
			ret = add_pair(conf, &conf->before, &conf->before_count, words->items[1],
				       words->items[i]);
		else
			ret = add_pair(conf, &conf->after, &conf->after_count, words->items[1],
				       words->items[i]);
	}
	return ret;
}

static struct ks_boot_pair *options_of(const struct ks_boot_android *conf, const char *name)
{
	for (size_t i = 0; i < conf->option_count; i++)
		if (!strcmp(conf->options[i].name, name))
			return &conf->options[i];
	return NULL;
}

static int take_options(struct ks_boot_android *conf, struct words *words)
{
	bool is_dynamic = !strcmp(words->items[0], "dyn_options");
	const char *name;

	if (words->count < 2 || (!is_dynamic && strcmp(words->items[0], "options")))
		return 0;
	name = canonical(conf, words->items[1]);
	if (!name)
		return -ENOMEM;
	if (!*name || options_of(conf, name))
		return 0;
	if (is_dynamic)
		return add_pair(conf, &conf->options, &conf->option_count, name, "");
	/* As they stood there. */
	for (size_t i = 3; i < words->count; i++)
		words->items[i][-1] = ' ';
	return add_pair(conf, &conf->options, &conf->option_count, name,
			words->count > 2 ? words->items[2] : "");
}

static int take_denied(struct ks_boot_android *conf, struct words *words)
{
	const char *name;

	if (words->count != 2 || strcmp(words->items[0], "blocklist"))
		return 0;
	name = canonical(conf, words->items[1]);
	if (!name)
		return -ENOMEM;
	return *name ? add_pair(conf, &conf->denied, &conf->denied_count, name, "") : 0;
}

/* In place, each word with an end of its own. */
static void split(char *line, struct words *words)
{
	words->count = 0;
	while (line && words->count < WORDS_MAX) {
		char *blank = strchr(line, ' ');

		words->items[words->count++] = line;
		if (blank)
			*blank++ = '\0';
		line = blank;
	}
}

static int take_lines(struct ks_boot_android *conf, char *text, take_fn *take)
{
	struct words *words = malloc(sizeof(*words));
	int ret = words ? 0 : -ENOMEM;

	while (*text && !ret) {
		size_t length = strcspn(text, "\n");
		char *next = text + length + (text[length] == '\n');

		text[length] = '\0';
		if (*text && *text != '#') {
			split(text, words);
			ret = take(conf, words);
		}
		text = next;
	}
	free(words);
	return ret;
}

static int read_conf(struct ks_boot_android *conf, int tree, const char *file, take_fn *take)
{
	ks_auto_close int fd = ks_root_open(tree, file, KS_BOOT_FLAGS | O_NOFOLLOW);
	ks_auto_free char *text = NULL;
	int ret;

	if (fd < 0)
		return 0;
	ret = ks_boot_read_file(fd, CONF_MAX, &text);
	if (ret)
		return ret == -ENOMEM ? ret : 0;
	return take_lines(conf, text, take);
}

static int by_name(const void *a, const void *b)
{
	const struct ks_boot_dep *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	/* The last line for a name comes first. */
	if (order || x->place == y->place)
		return order;
	return x->place < y->place ? 1 : -1;
}

/**
 * ks_boot_android_dep - what modules.dep says of a module
 * @conf: read
 * @name: canonical
 *
 * Return: its line, or NULL.
 */
const struct ks_boot_dep *ks_boot_android_dep(const struct ks_boot_android *conf, const char *name)
{
	size_t low = 0, high = conf->dep_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(conf->deps[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < conf->dep_count && !strcmp(conf->deps[low].name, name) ? &conf->deps[low] :
									      NULL;
}

/**
 * ks_boot_android_options - parameters of a module
 * @conf: read
 * @name: canonical
 *
 * Return: a text, "" without any.
 */
const char *ks_boot_android_options(const struct ks_boot_android *conf, const char *name)
{
	const struct ks_boot_pair *pair = options_of(conf, name);

	return pair ? pair->value : "";
}

/** ks_boot_android_is_denied - does modules.blocklist name a module */
bool ks_boot_android_is_denied(const struct ks_boot_android *conf, const char *name)
{
	for (size_t i = 0; i < conf->denied_count; i++)
		if (!strcmp(conf->denied[i].name, name))
			return true;
	return false;
}

/* MODULE.NAME=VALUE: where its parts are. */
struct argument {
	const char *module;
	size_t module_length;
	const char *name;
	size_t name_length;
	const char *value;
};

/* One word of the command line: its length, and its parts, as far as there are any. */
static size_t take_apart(const char *word, struct argument *a)
{
	bool quoted = false, in_name = false;
	const char *start = word;
	size_t i;

	*a = (struct argument){ 0 };
	for (i = 0; word[i] && (quoted || word[i] != ' '); i++) {
		quoted ^= word[i] == '"';
		if (quoted)
			continue;
		if (word[i] == '.' && !a->module) {
			a->module = word;
			a->module_length = i;
			start = word + i + 1;
			in_name = true;
		} else if (word[i] == '.') {
			in_name = true;
		} else if (word[i] == '=') {
			if (in_name) {
				a->name = start;
				a->name_length = word + i - start;
				start = word + i + 1;
				in_name = false;
			}
			a->value = start;
		}
	}
	if (a->value)
		a->value = start;
	/* A quote that does not end swallows the rest. */
	if (quoted)
		*a = (struct argument){ 0 };
	return i;
}

static int add_argument(struct ks_boot_android *conf, const struct argument *a, const char *end)
{
	ks_auto_free char *module = strndup(a->module, a->module_length), *joined = NULL;
	struct ks_boot_pair *pair;
	const char *name;

	name = module ? canonical(conf, module) : NULL;
	if (!name)
		return -ENOMEM;
	pair = options_of(conf, name);
	if (asprintf(&joined, "%s%s%.*s=%.*s", pair ? pair->value : "", pair ? " " : "",
		     (int)a->name_length, a->name, (int)(end - a->value), a->value) < 0) {
		joined = NULL;
		return -ENOMEM;
	}
	if (!pair)
		return add_pair(conf, &conf->options, &conf->option_count, name, joined);
	pair->value = ks_pool_copy(&conf->strings, joined);
	return pair->value ? 0 : -ENOMEM;
}

/**
 * ks_boot_android_arguments - take parameters of modules off the kernel's command line
 * @conf: read
 * @cmdline: the line
 *
 * Models ParseKernelCmdlineOptions().
 *
 * Return: 0 or -ENOMEM.
 */
int ks_boot_android_arguments(struct ks_boot_android *conf, const char *cmdline)
{
	int ret = 0;

	while (*cmdline && !ret) {
		struct argument a;
		size_t length = take_apart(cmdline, &a);

		if (a.value && a.module_length && a.name_length)
			ret = add_argument(conf, &a, cmdline + length);
		cmdline += length + (cmdline[length] == ' ');
	}
	return ret;
}

/**
 * ks_boot_android_read - read what is beside Android's modules
 * @conf: all zeroes; ks_boot_android_free() releases it, also after a failure
 * @tree: their directory
 *
 * Return: 0 or a negative errno.
 */
int ks_boot_android_read(struct ks_boot_android *conf, const char *tree)
{
	static const struct {
		const char *file;
		take_fn *take;
	} files[] = {
		{ "modules.alias", take_alias },	 { "modules.dep", take_dep },
		{ "modules.softdep", take_softdep },	 { "modules.options", take_options },
		{ "modules.blocklist", take_denied },
	};
	ks_auto_close int fd = open(tree, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int ret = fd < 0 ? -errno : 0;

	for (size_t i = 0; i < KS_ARRAY_SIZE(files) && !ret; i++)
		ret = read_conf(conf, fd, files[i].file, files[i].take);
	if (conf->dep_count)
		qsort(conf->deps, conf->dep_count, sizeof(*conf->deps), by_name);
	return ret;
}

/**
 * ks_boot_android_free - release what was read
 * @conf: its members
 */
void ks_boot_android_free(struct ks_boot_android *conf)
{
	free(conf->deps);
	free(conf->aliases);
	free(conf->before);
	free(conf->after);
	free(conf->options);
	free(conf->denied);
	ks_pool_free(&conf->strings);
	*conf = (struct ks_boot_android){ 0 };
}
