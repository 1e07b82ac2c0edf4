// SPDX-License-Identifier: GPL-2.0-or-later
/* The command line: options, then the command that they are for. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "lib/nearest.h"
#include "lib/number.h"

#define NUMBER_MAX	1000000000u

enum option_id {
	OPT_JSON = 1,
	OPT_QUIET,
	OPT_VERBOSE,
	OPT_KERNEL,
	OPT_LOADED,
	OPT_CMDLINE,
	OPT_KEYS,
	OPT_MODULES,
	OPT_SAVE,
	OPT_DRY_RUN,
	OPT_ALLOW_UNSAFE,
	OPT_ALLOW_UNKNOWN,
	OPT_DEEP,
	OPT_NO_CACHE,
	OPT_KTAP,
	OPT_BASELINE,
	OPT_WRITE_BASELINE,
	OPT_NO_FOLLOW,
	OPT_ALL,
	OPT_SHOW_DEPENDS,
	OPT_USE_BLACKLIST,
	OPT_IGNORE_INSTALL,
	OPT_RUN_COMMANDS,
	OPT_DIRNAME,
	OPT_SET_VERSION,
	OPT_CONFIG,
	OPT_LIST,
	OPT_SYSTEM,
	OPT_FORMAT,
	OPT_ROOT,
	OPT_BOOT_MODE,
	OPT_COUNT,
	OPT_TIMEOUT,
	OPT_RELEASE,
	OPT_KMI_SYMBOLS,
	OPT_PROTECTED_EXPORTS,
	OPT_COLOR,
	OPT_HELP,
	OPT_MAX,
};

static const struct option long_options[] = {
	{ "json", no_argument, NULL, OPT_JSON },
	{ "quiet", no_argument, NULL, OPT_QUIET },
	{ "verbose", no_argument, NULL, OPT_VERBOSE },
	{ "kernel", required_argument, NULL, OPT_KERNEL },
	{ "loaded", required_argument, NULL, OPT_LOADED },
	{ "cmdline", required_argument, NULL, OPT_CMDLINE },
	{ "keys", required_argument, NULL, OPT_KEYS },
	{ "modules", required_argument, NULL, OPT_MODULES },
	{ "save", required_argument, NULL, OPT_SAVE },
	{ "dry-run", no_argument, NULL, OPT_DRY_RUN },
	{ "allow-unsafe", no_argument, NULL, OPT_ALLOW_UNSAFE },
	{ "allow-unknown", no_argument, NULL, OPT_ALLOW_UNKNOWN },
	{ "deep", no_argument, NULL, OPT_DEEP },
	{ "no-cache", no_argument, NULL, OPT_NO_CACHE },
	{ "ktap", no_argument, NULL, OPT_KTAP },
	{ "baseline", required_argument, NULL, OPT_BASELINE },
	{ "write-baseline", no_argument, NULL, OPT_WRITE_BASELINE },
	{ "no-follow", no_argument, NULL, OPT_NO_FOLLOW },
	{ "all", no_argument, NULL, OPT_ALL },
	{ "show-depends", no_argument, NULL, OPT_SHOW_DEPENDS },
	{ "use-blacklist", no_argument, NULL, OPT_USE_BLACKLIST },
	{ "ignore-install", no_argument, NULL, OPT_IGNORE_INSTALL },
	{ "run-commands", no_argument, NULL, OPT_RUN_COMMANDS },
	{ "dirname", required_argument, NULL, OPT_DIRNAME },
	{ "set-version", required_argument, NULL, OPT_SET_VERSION },
	{ "config", required_argument, NULL, OPT_CONFIG },
	{ "list", required_argument, NULL, OPT_LIST },
	{ "system", no_argument, NULL, OPT_SYSTEM },
	{ "format", required_argument, NULL, OPT_FORMAT },
	{ "root", required_argument, NULL, OPT_ROOT },
	{ "boot-mode", required_argument, NULL, OPT_BOOT_MODE },
	{ "count", required_argument, NULL, OPT_COUNT },
	{ "timeout", required_argument, NULL, OPT_TIMEOUT },
	{ "release", required_argument, NULL, OPT_RELEASE },
	{ "kmi-symbols", required_argument, NULL, OPT_KMI_SYMBOLS },
	{ "protected-exports", required_argument, NULL, OPT_PROTECTED_EXPORTS },
	{ "color", required_argument, NULL, OPT_COLOR },
	{ "help", no_argument, NULL, OPT_HELP },
	{ 0 },
};

/* The only short ones: those of modprobe(8), each a word of its own. */
static const char short_options[] = "aDbind:S:C:";
static const int long_of[128] = {
	['a'] = OPT_ALL,	['D'] = OPT_SHOW_DEPENDS, ['b'] = OPT_USE_BLACKLIST,
	['i'] = OPT_IGNORE_INSTALL, ['n'] = OPT_DRY_RUN,  ['d'] = OPT_DIRNAME,
	['S'] = OPT_SET_VERSION, ['C'] = OPT_CONFIG,
};

/* What a command must take for an option to make sense; 0: all do. */
static const unsigned int option_takes[OPT_MAX] = {
	[OPT_JSON] = KS_TAKES_JSON,	      [OPT_VERBOSE] = KS_TAKES_VERBOSE,
	[OPT_CMDLINE] = KS_TAKES_CMDLINE,
	[OPT_KERNEL] = KS_TAKES_KERNEL,	      [OPT_KEYS] = KS_TAKES_KERNEL,
	[OPT_SAVE] = KS_TAKES_SAVE,	      [OPT_MODULES] = KS_TAKES_MODULES,
	[OPT_DRY_RUN] = KS_TAKES_LOAD,	      [OPT_ALLOW_UNSAFE] = KS_TAKES_LOAD,
	[OPT_ALLOW_UNKNOWN] = KS_TAKES_LOAD,  [OPT_LOADED] = KS_TAKES_LOADED,
	[OPT_DEEP] = KS_TAKES_TREE,	      [OPT_NO_CACHE] = KS_TAKES_TREE,
	[OPT_KTAP] = KS_TAKES_TREE,	      [OPT_BASELINE] = KS_TAKES_TREE,
	[OPT_WRITE_BASELINE] = KS_TAKES_TREE, [OPT_NO_FOLLOW] = KS_TAKES_LOAD,
	[OPT_ALL] = KS_TAKES_MODPROBE,	      [OPT_SHOW_DEPENDS] = KS_TAKES_MODPROBE,
	[OPT_USE_BLACKLIST] = KS_TAKES_NAMES, [OPT_IGNORE_INSTALL] = KS_TAKES_NAMES,
	[OPT_RUN_COMMANDS] = KS_TAKES_NAMES,  [OPT_DIRNAME] = KS_TAKES_NAMES,
	[OPT_SET_VERSION] = KS_TAKES_NAMES,   [OPT_CONFIG] = KS_TAKES_NAMES,
	[OPT_LIST] = KS_TAKES_LISTS,	      [OPT_SYSTEM] = KS_TAKES_LISTS,
	[OPT_FORMAT] = KS_TAKES_LISTS,	      [OPT_ROOT] = KS_TAKES_LISTS,
	[OPT_BOOT_MODE] = KS_TAKES_LISTS,     [OPT_RELEASE] = KS_TAKES_LISTS,
	[OPT_COUNT] = KS_TAKES_WATCH,	      [OPT_TIMEOUT] = KS_TAKES_WATCH,
	[OPT_KMI_SYMBOLS] = KS_TAKES_PROTECTED,
	[OPT_PROTECTED_EXPORTS] = KS_TAKES_PROTECTED,
};

/* The command line as it was understood. */
struct command_line {
	struct ks_options options;
	bool given[OPT_MAX];
	const char *color;
};

/* getopt_long() takes abbreviations; an option that means something else in
 * the next release is worse than typing it in full.
 */
static bool is_short(const char *argument)
{
	return argument[1] != '-' && argument[1] != ':' && !argument[2] &&
	       strchr(short_options, argument[1]);
}

static bool is_exact(const struct ks_options *options, const char *argument)
{
	struct ks_nearest nearest = { 0 };
	const char *name = argument + strspn(argument, "-");
	size_t len = strcspn(name, "=");

	if (is_short(argument))
		return true;
	for (const struct option *o = long_options; o->name; o++) {
		if (name == argument + 2 && strlen(o->name) == len && !strncmp(name, o->name, len))
			return true;
		ks_nearest_offer(&nearest, name, o->name);
	}
	ks_misuse(options, NULL, "%s: no such option, did you mean \"--%s\"?", argument,
		  nearest.name);
	return false;
}

static bool takes_argument(const char *argument)
{
	if (is_short(argument))
		return strchr(short_options, argument[1])[1] == ':';
	for (const struct option *o = long_options; o->name; o++)
		if (!strcmp(argument + 2, o->name))
			return o->has_arg == required_argument;
	return false;
}

static bool all_exact(const struct ks_options *options, int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		/* A lone "-" is a file's name. */
		if (argv[i][0] != '-' || !argv[i][1])
			continue;
		if (!is_exact(options, argv[i]))
			return false;
		i += takes_argument(argv[i]);
	}
	return true;
}

/* Before anything else is understood. */
static bool asks_json(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		if (!strcmp(argv[i], "--json"))
			return true;
		if (argv[i][0] == '-' && argv[i][1])
			i += takes_argument(argv[i]);
	}
	return false;
}

/* getopt_long() takes the "--" away. */
static int count_behind_dashes(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--"))
			return argc - i - 1;
		if (argv[i][0] == '-' && argv[i][1])
			i += takes_argument(argv[i]);
	}
	return 0;
}

static bool add(const struct ks_options *options, const char **list, size_t *count, size_t max,
		const char *option)
{
	if (*count == max) {
		ks_misuse(options, NULL, "%s: given more than %zu times", option, max);
		return false;
	}
	list[(*count)++] = optarg;
	return true;
}

/* No number of things, and no time, is not worth waiting for. */
static bool take_number(const struct ks_options *options, const char *option, uint64_t *value)
{
	if (!ks_parse_number(optarg, 10, NUMBER_MAX, value) && *value)
		return true;
	ks_misuse(options, NULL, "%s %s: a number from 1 to %u is wanted", option, optarg,
		  NUMBER_MAX);
	return false;
}

/* What says which boot lists are meant. */
static void take_boot_option(struct ks_options *o, int option)
{
	switch (option) {
	case OPT_LIST:
		o->list = optarg;
		break;
	case OPT_FORMAT:
		o->format = optarg;
		break;
	case OPT_ROOT:
		o->root = optarg;
		break;
	case OPT_BOOT_MODE:
		o->boot_mode = optarg;
		break;
	}
}

/* False after a line that says what is wrong. */
static bool take_option(struct command_line *line, int option, const char *word)
{
	struct ks_options *o = &line->options;

	if (option >= 'A' && option <= 'z')
		option = long_of[option];
	if (option < OPT_JSON || option >= OPT_MAX) {
		ks_misuse(o, NULL,
			  "%s: no such option, or its argument is missing; see \"kmodsafe help\"",
			  word);
		return false;
	}
	line->given[option] = true;
	take_boot_option(o, option);
	switch (option) {
	case OPT_KERNEL:
		return add(o, o->kernels, &o->kernel_count, KS_KERNELS_MAX, "--kernel");
	case OPT_LOADED:
		o->loaded[o->loaded_count++] = optarg;
		break;
	case OPT_CMDLINE:
		o->cmdline = optarg;
		break;
	case OPT_KEYS:
		return add(o, o->keys, &o->key_count, KS_KEYS_MAX, "--keys");
	case OPT_MODULES:
		return add(o, o->modules, &o->modules_count, KS_MODULES_MAX, "--modules");
	case OPT_SAVE:
		o->save = optarg;
		break;
	case OPT_BASELINE:
		o->baseline = optarg;
		break;
	case OPT_DIRNAME:
		o->dirname = optarg;
		break;
	case OPT_KMI_SYMBOLS:
		return add(o, o->kmi_symbols, &o->kmi_count, KS_SYMBOL_LISTS_MAX,
			   "--kmi-symbols");
	case OPT_PROTECTED_EXPORTS:
		return add(o, o->protected_exports, &o->protected_count, KS_SYMBOL_LISTS_MAX,
			   "--protected-exports");
	case OPT_RELEASE:
	case OPT_SET_VERSION:
		o->release = optarg;
		break;
	case OPT_CONFIG:
		return add(o, o->configs, &o->config_count, KS_CONFIGS_MAX, "--config");
	case OPT_COUNT:
		return take_number(o, "--count", &o->count);
	case OPT_TIMEOUT:
		return take_number(o, "--timeout", &o->timeout);
	case OPT_COLOR:
		line->color = optarg;
		break;
	}
	return true;
}

static void apply_flags(struct command_line *line)
{
	struct ks_options *o = &line->options;

	o->json = line->given[OPT_JSON];
	o->style.quiet = line->given[OPT_QUIET];
	o->style.verbose = line->given[OPT_VERBOSE];
	o->kernel_given = line->given[OPT_KERNEL];
	if (!o->kernel_given)
		o->kernels[o->kernel_count++] = "live";
	o->dry_run = line->given[OPT_DRY_RUN];
	o->allow_unsafe = line->given[OPT_ALLOW_UNSAFE];
	o->allow_unknown = line->given[OPT_ALLOW_UNKNOWN];
	o->deep = line->given[OPT_DEEP];
	o->no_cache = line->given[OPT_NO_CACHE];
	o->ktap = line->given[OPT_KTAP];
	o->write_baseline = line->given[OPT_WRITE_BASELINE];
	o->no_follow = line->given[OPT_NO_FOLLOW];
	o->all = line->given[OPT_ALL];
	o->show_depends = line->given[OPT_SHOW_DEPENDS];
	o->use_blacklist = line->given[OPT_USE_BLACKLIST];
	o->ignore_install = line->given[OPT_IGNORE_INSTALL];
	o->run_commands = line->given[OPT_RUN_COMMANDS];
	o->system = line->given[OPT_SYSTEM];
}

static bool apply_color(struct command_line *line)
{
	const char *no_color = getenv("NO_COLOR");

	if (!strcmp(line->color, "always"))
		line->options.style.color = true;
	else if (!strcmp(line->color, "auto"))
		line->options.style.color = isatty(STDOUT_FILENO) && (!no_color || !*no_color);
	else if (strcmp(line->color, "never"))
		return false;
	return true;
}

static int parse(struct command_line *line, int argc, char **argv)
{
	int option;

	/* What is wrong with the others is said in its way, too. */
	line->options.json = asks_json(argc, argv);
	if (!all_exact(&line->options, argc, argv))
		return KS_EXIT_FAILED;
	line->options.behind_dashes = count_behind_dashes(argc, argv);
	opterr = 0;
	while ((option = getopt_long(argc, argv, short_options, long_options, NULL)) != -1)
		if (!take_option(line, option, argv[optind - 1]))
			return KS_EXIT_FAILED;
	apply_flags(line);
	if (!apply_color(line))
		return ks_misuse(&line->options, NULL,
				 "--color=%s: auto, always or never is wanted", line->color);
	return KS_EXIT_OK;
}

static bool options_fit(const struct command_line *line, const struct ks_cmd *cmd)
{
	for (const struct option *o = long_options; o->name; o++)
		if (line->given[o->val] && option_takes[o->val] &&
		    !(option_takes[o->val] & cmd->takes)) {
			ks_misuse(&line->options, cmd->name, "%s: does not take --%s", cmd->name,
				  o->name);
			return false;
		}
	if (line->options.kernel_count > 1 && !(cmd->takes & KS_TAKES_KERNELS)) {
		ks_misuse(&line->options, cmd->name,
			  "%s: takes one kernel, got \"%s\" and \"%s\": commas join the files of one kernel",
			  cmd->name, line->options.kernels[0], line->options.kernels[1]);
		return false;
	}
	return true;
}

static int run(const struct command_line *line, int argc, char **argv)
{
	const struct ks_cmd *cmd;

	if (argc == 0 && line->options.json && !line->given[OPT_HELP])
		return ks_misuse(&line->options, NULL, "no command; see \"kmodsafe help\"");
	if (argc == 0) {
		ks_print_usage(line->given[OPT_HELP] ? stdout : stderr);
		return line->given[OPT_HELP] ? KS_EXIT_OK : KS_EXIT_FAILED;
	}
	cmd = ks_cmd_find(&line->options, argv[0]);
	if (!cmd)
		return KS_EXIT_FAILED;
	if (line->given[OPT_HELP]) {
		ks_print_command_usage(stdout, cmd);
		return KS_EXIT_OK;
	}
	if (!options_fit(line, cmd))
		return KS_EXIT_FAILED;
	return cmd->run(&line->options, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	struct command_line line = { .color = "auto" };
	int code;

	if (argc && ks_shim_is_meant(argv[0]))
		return ks_shim_run(argc, argv);
	line.options.loaded = calloc(argc + 1, sizeof(*line.options.loaded));
	if (!line.options.loaded)
		return ks_usage_error("out of memory");
	code = parse(&line, argc, argv);
	if (!code)
		code = run(&line, argc - optind, argv + optind);
	free(line.options.loaded);
	/* A verdict that nobody could read is not "ok". */
	if (fflush(stdout) || ferror(stdout))
		return ks_usage_error("standard output: write failed");
	return code;
}
