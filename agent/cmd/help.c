// SPDX-License-Identifier: GPL-2.0-or-later
/* kmodsafe help: generated from the table of commands. */
#include <stdio.h>

#include "cmd/cmd.h"

static const struct {
	unsigned int takes;
	const char *text;
} option_lines[] = {
	{ KS_TAKES_KERNEL, "  --kernel SPEC         live (default), or files of one kernel, comma separated:\n"
			   "                        saved facts, Module.symvers, a kernel configuration,\n"
			   "                        a kernel image; or a directory: a root file system,\n"
			   "                        /lib/modules/RELEASE, a build tree, headers\n" },
	{ KS_TAKES_CMDLINE, "  --cmdline TEXT        the kernel is booted with this; files say only what it is\n" },
	{ KS_TAKES_LOADED, "  --loaded FILE         as if this module had been loaded before; may be repeated\n" },
	{ KS_TAKES_KERNEL, "  --keys FILE           certificates that the kernel trusts, too\n" },
	{ KS_TAKES_PROTECTED, "  --kmi-symbols FILE    Android: what unsigned modules may use; may be repeated\n"
			      "  --protected-exports FILE  Android: what these must not export\n" },
	{ KS_TAKES_LISTS, "  --list FILE           one list\n"
			  "  --system              all lists of a system\n"
			  "  --format WORD         who reads: systemd, modules, openwrt or android\n"
			  "  --root DIR            the system, in place of /\n"
			  "  --release RELEASE     of the kernel, in place of the running one's\n"
			  "  --boot-mode MODE      Android: normal, recovery or charger\n" },
	{ KS_TAKES_MODULES, "  --modules TREE        only what these modules use; may be repeated\n" },
	{ KS_TAKES_SAVE, "  --save FILE           write there instead of to standard output\n" },
	{ KS_TAKES_LOAD, "  --dry-run             stop after the verdict\n"
			 "  --allow-unsafe        load although it is unsafe\n"
			 "  --allow-unknown       load although it cannot be decided\n"
			 "  --no-follow           a symbolic link in place of a module is an error\n" },
	{ KS_TAKES_MODPROBE, "  --all                 (-a) every argument is a name\n"
			     "  --show-depends        (-D) print what would be loaded, as modprobe does\n" },
	{ KS_TAKES_NAMES, "  --use-blacklist       (-b) blacklist of modprobe.d counts for names, too\n"
			  "  --ignore-install      (-i) install of modprobe.d does not count for NAME\n"
			  "  --run-commands        run install and remove commands of modprobe.d\n"
			  "  --dirname DIR         (-d) modules are below DIR/lib/modules\n"
			  "  --set-version RELEASE (-S) of this kernel, not of the running one\n"
			  "  --config PATH         (-C) in place of modprobe.d; may be repeated\n" },
	{ KS_TAKES_TREE, "  --deep                look at every byte: signatures and relocations, too\n"
			 "  --no-cache            read every module, whatever is known of it\n"
			 "  --baseline FILE       known problems: only new ones count\n"
			 "  --write-baseline      write the problems that there are to that file\n"
			 "  --ktap                KTAP, a line for each module\n" },
	{ KS_TAKES_WATCH, "  --count N             end after that many things have happened\n"
			  "  --timeout SECONDS     end after that time\n" },
	{ KS_TAKES_JSON, "  --json                one JSON document (schema 1)\n" },
	{ KS_TAKES_VERBOSE, "  --verbose             everything, not only what matters\n" },
	{ 0, "  --quiet               as little as possible\n"
	     "  --color=WHEN          auto (default), always or never; NO_COLOR is honoured\n"
	     "  --help                this text\n" },
};

static void print_options(FILE *out, unsigned int takes)
{
	fputs("\nOptions:\n", out);
	for (size_t i = 0; i < KS_ARRAY_SIZE(option_lines); i++)
		if (!option_lines[i].takes || (option_lines[i].takes & takes))
			fputs(option_lines[i].text, out);
}

/**
 * ks_print_usage - what there is
 * @out: stream
 */
void ks_print_usage(FILE *out)
{
	fputs("Usage: kmodsafe COMMAND [OPTION...] [ARGUMENT...]\n\n"
	      "Says before insmod what a kernel will do with a module, and why.\n\nCommands:\n",
	      out);
	for (size_t i = 0; ks_commands[i]; i++)
		fprintf(out, "  %-9s %-23s %s\n", ks_commands[i]->name, ks_commands[i]->usage,
			ks_commands[i]->summary);
	print_options(out, ~0u);
	fputs("\nExit codes: 0 ok, 1 refused or unsafe, 2 usage or failure, 3 cannot be decided;\n"
	      "of diff: 0 same, 1 breaks modules, 3 cannot be told, 5 additions only.\n",
	      out);
}

/**
 * ks_print_command_usage - what one command takes
 * @out: stream
 * @cmd: command
 */
void ks_print_command_usage(FILE *out, const struct ks_cmd *cmd)
{
	fprintf(out, "Usage: kmodsafe %s [OPTION...]%s%s\n\n%s.\n", cmd->name,
		*cmd->usage ? " " : "", cmd->usage, cmd->summary);
	print_options(out, cmd->takes);
}

static int run(const struct ks_options *options, int argc, char **argv)
{
	const struct ks_cmd *cmd;

	if (argc > 1)
		return ks_misuse(options, "help", "help: takes one command at most");
	if (argc == 0) {
		ks_print_usage(stdout);
		return KS_EXIT_OK;
	}
	cmd = ks_cmd_find(options, argv[0]);
	if (!cmd)
		return KS_EXIT_FAILED;
	ks_print_command_usage(stdout, cmd);
	return KS_EXIT_OK;
}

const struct ks_cmd ks_cmd_help = {
	.name = "help",
	.summary = "show the commands, or what one of them takes",
	.usage = "[COMMAND]",
	.run = run,
};
