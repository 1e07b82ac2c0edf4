/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands: one file each, one row each in table.c.  Options are parsed once,
 * in main.c; a command says which of them it takes.
 */
#ifndef KS_CMD_CMD_H
#define KS_CMD_CMD_H

#include "elf/candidate.h"
#include "facts/provider.h"
#include "report/report.h"

/* Part of the interface; 4 is never used, it is kselftest's SKIP. */
#define KS_EXIT_OK	0	/* right, and it would load */
#define KS_EXIT_REFUSED	1	/* refused or unsafe */
#define KS_EXIT_FAILED	2	/* usage, or a file or kernel that cannot be read */
#define KS_EXIT_UNKNOWN	3	/* cannot be decided with these facts */
#define KS_EXIT_ADDS	5	/* of diff: differs, and breaks nothing */

#define KS_KERNELS_MAX	16	/* columns of --kernel */
#define KS_KEYS_MAX	16	/* files of --keys */
#define KS_MODULES_MAX	16	/* trees of --modules */
#define KS_SYMBOL_LISTS_MAX 16	/* files of --kmi-symbols and of --protected-exports */
#define KS_CONFIGS_MAX	16	/* files and directories of --config */

/**
 * struct ks_options - the command line
 * @style: of reports
 * @json: one JSON document instead of text
 * @kernels: each --kernel, in order; "live" when there is none
 * @kernel_count: entries of @kernels, at least 1
 * @kernel_given: --kernel was there
 * @cmdline: --cmdline, or NULL
 * @keys: each --keys
 * @key_count: entries of @keys
 * @modules: each --modules
 * @modules_count: entries of @modules
 * @save: --save, or NULL
 * @loaded: each --loaded, in order
 * @loaded_count: entries of @loaded
 * @behind_dashes: how many of the arguments stand behind "--"
 * @dry_run: stop after the verdict
 * @allow_unsafe: load what is unsafe
 * @allow_unknown: load what cannot be decided
 * @deep: look at every byte of a tree's modules
 * @no_cache: of what modules of a tree need
 * @ktap: KTAP instead of text
 * @baseline: file of known problems, or NULL
 * @write_baseline: write it anew
 * @no_follow: a symbolic link in place of a module is an error
 * @all: every argument is a name
 * @show_depends: print what would be loaded, as modprobe does
 * @use_blacklist: "blacklist" counts for names, too
 * @ignore_install: "install" does not count for what was asked for
 * @run_commands: run commands of modprobe.d
 * @kmi_symbols: each --kmi-symbols
 * @kmi_count: entries of @kmi_symbols
 * @protected_exports: each --protected-exports
 * @protected_count: entries of @protected_exports
 * @list: --list, or NULL
 * @system: the lists of a whole system
 * @format: --format, or NULL
 * @root: --root, or NULL
 * @boot_mode: --boot-mode, or NULL
 * @dirname: --dirname, or NULL
 * @release: --set-version or --release, or NULL
 * @configs: each --config
 * @config_count: entries of @configs
 * @count: --count, 0: no end
 * @timeout: --timeout in seconds, 0: no end
 */
struct ks_options {
	struct ks_style style;
	bool json;
	const char *kernels[KS_KERNELS_MAX];
	size_t kernel_count;
	bool kernel_given;
	const char *cmdline;
	const char *keys[KS_KEYS_MAX];
	size_t key_count;
	const char *modules[KS_MODULES_MAX];
	size_t modules_count;
	const char *save;
	const char **loaded;
	size_t loaded_count;
	int behind_dashes;
	bool dry_run;
	bool allow_unsafe;
	bool allow_unknown;
	bool deep;
	bool no_cache;
	bool ktap;
	const char *baseline;
	bool write_baseline;
	bool no_follow;
	bool all;
	bool show_depends;
	bool use_blacklist;
	bool ignore_install;
	bool run_commands;
	const char *kmi_symbols[KS_SYMBOL_LISTS_MAX];
	size_t kmi_count;
	const char *protected_exports[KS_SYMBOL_LISTS_MAX];
	size_t protected_count;
	const char *list;
	bool system;
	const char *format;
	const char *root;
	const char *boot_mode;
	const char *dirname;
	const char *release;
	const char *configs[KS_CONFIGS_MAX];
	size_t config_count;
	uint64_t count;
	uint64_t timeout;
};

/* Which options a command takes besides --help, --color and --quiet. */
#define KS_TAKES_JSON		1
#define KS_TAKES_KERNEL		2
#define KS_TAKES_VERBOSE	4
#define KS_TAKES_SAVE		8
#define KS_TAKES_LOAD		16	/* --dry-run, --allow-*, --no-follow */
#define KS_TAKES_LOADED		32
#define KS_TAKES_KERNELS	64	/* --kernel more than once */
#define KS_TAKES_TREE		128	/* --deep, --no-cache, --ktap, --*baseline */
#define KS_TAKES_MODULES	256
#define KS_TAKES_CMDLINE	512
#define KS_TAKES_NAMES		1024	/* where names are looked for, and modprobe.d */
#define KS_TAKES_MODPROBE	2048	/* --all, --show-depends */
#define KS_TAKES_LISTS		4096	/* --list, --system and what goes with them */
#define KS_TAKES_WATCH		8192	/* --count, --timeout */
#define KS_TAKES_PROTECTED	16384	/* --kmi-symbols, --protected-exports */

/**
 * struct ks_cmd - one command
 * @name: as typed
 * @summary: one line for help
 * @usage: arguments, for help
 * @takes: KS_TAKES_*
 * @run: gets the arguments behind the command's name; returns an exit code
 */
struct ks_cmd {
	const char *name;
	const char *summary;
	const char *usage;
	unsigned int takes;
	int (*run)(const struct ks_options *options, int argc, char **argv);
};

extern const struct ks_cmd ks_cmd_info;
extern const struct ks_cmd ks_cmd_check;
extern const struct ks_cmd ks_cmd_preflight;
extern const struct ks_cmd ks_cmd_insmod;
extern const struct ks_cmd ks_cmd_modprobe;
extern const struct ks_cmd ks_cmd_load;
extern const struct ks_cmd ks_cmd_needs;
extern const struct ks_cmd ks_cmd_facts;
extern const struct ks_cmd ks_cmd_diff;
extern const struct ks_cmd ks_cmd_monitor;
extern const struct ks_cmd ks_cmd_why;
extern const struct ks_cmd ks_cmd_rules;
extern const struct ks_cmd ks_cmd_version;
extern const struct ks_cmd ks_cmd_help;

/* NULL-terminated, in the order of help. */
extern const struct ks_cmd *const ks_commands[];

bool ks_shim_is_meant(const char *path);
int ks_shim_run(int argc, char **argv);

const struct ks_cmd *ks_cmd_find(const struct ks_options *options, const char *name);
int ks_usage_error(const char *fmt, ...) ks_printf(1, 2);
int ks_complain(const struct ks_options *options, const char *command, const struct ks_err *err);
int ks_misuse(const struct ks_options *options, const char *command, const char *fmt, ...)
	ks_printf(3, 4);
void ks_print_usage(FILE *out);
void ks_print_command_usage(FILE *out, const struct ks_cmd *cmd);

#endif
