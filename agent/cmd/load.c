// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kmodsafe load: boot lists, in the order and with the policy of those who read
 * them, but checked before anything is loaded.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "boot/plan.h"
#include "cmd/plan.h"
#include "lib/cleanup.h"
#include "report/load.h"
#include "resolve/resolve.h"

/* Where modprobe.d may be. */
#define CONFIGS	5

/* One call of the command. */
struct call {
	const struct ks_options *options;
	const char *root;
	const char *release;
	enum ks_boot_format format;
	char *tree;
	char *cmdline;
	char *configs[CONFIGS];
	struct ks_boot boot;
	struct ks_boot_plan made;
	struct ks_resolver *resolver;
	struct ks_plan_request *requests;
	struct ks_plan resolved;
	struct ks_plan_call load;
};

static int refuse(struct call *c, int code, const char *object, const char *why)
{
	struct ks_err err;

	ks_err_set(&err, code, "%s: %s", object, why);
	return ks_complain(c->options, "load", &err);
}

/* What the running kernel was started with; of another system nobody knows. */
static char *read_cmdline(void)
{
	ks_auto_fclose FILE *f = fopen("/proc/cmdline", "re");
	char *line = NULL;
	size_t room = 0;

	if (f && getline(&line, &room, f) > 0)
		line[strcspn(line, "\n")] = '\0';
	return line;
}

static int find_format(struct call *c)
{
	const struct ks_options *o = c->options;

	if (o->format)
		return ks_boot_format_parse(o->format, &c->format) ?
			       ks_misuse(o, "load",
					 "load: %s: no such format: systemd, modules, openwrt or android",
					 o->format) : 0;
	if (o->list && ks_boot_format_of(o->list, &c->format))
		return refuse(c, -EINVAL, o->list,
			      "read: where it lies does not say who reads it: name the reader with --format");
	if (o->system && ks_boot_format_of_root(c->root, &c->format))
		return refuse(c, -ENOENT, c->root,
			      "read: nothing in it says who reads its boot lists: name the reader with --format");
	return 0;
}

static const char *mode_suffix(const char *mode)
{
	if (!mode || !strcmp(mode, "normal"))
		return "";
	if (!strcmp(mode, "recovery"))
		return ".recovery";
	return strcmp(mode, "charger") ? NULL : ".charger";
}

/* The list of the mode, or modules.load where there is none. */
static int read_directory(struct call *c, const char *directory, const char *suffix,
			  struct ks_err *err)
{
	ks_auto_free char *path = NULL;

	if (asprintf(&path, "%s/modules.load%s", directory, suffix) < 0)
		path = NULL;
	if (path && *suffix && access(path, F_OK))
		path[strlen(path) - strlen(suffix)] = '\0';
	if (!path)
		return ks_err_sys(err, -ENOMEM, directory, "read");
	return ks_boot_read_list(&c->boot, KS_BOOT_ANDROID, path,
				 c->options->root, err);
}

static int plan_directory(struct call *c, const char *directory, struct ks_err *err)
{
	int ret = read_directory(c, directory, mode_suffix(c->options->boot_mode), err);

	if (ret == -ENOENT)
		return 0;
	if (!ret && ks_boot_plan_make(&c->made, &c->boot, NULL, c->cmdline))
		ret = ks_err_sys(err, -ENOMEM, directory, "plan");
	return ret;
}

/* The first directory from which anything would be loaded. */
static int plan_android(struct call *c, struct ks_err *err)
{
	struct ks_boot_files found = { 0 };
	ks_auto_free const char **names = NULL;
	struct ks_boot all = { 0 };
	int ret;

	ret = ks_boot_android_directories(&all, c->tree, c->release, sysconf(_SC_PAGESIZE), &found);
	names = found.names;
	if (ret)
		ks_err_sys(err, ret, c->tree, "read");
	for (size_t i = 0; i < found.count && !ret && !c->made.plan.count; i++) {
		ks_auto_free char *directory = NULL;

		ks_boot_plan_free(&c->made);
		ks_boot_free(&c->boot);
		if (asprintf(&directory, "%s%s%s", c->tree, *names[i] ? "/" : "", names[i]) < 0) {
			directory = NULL;
			ret = ks_err_sys(err, -ENOMEM, c->tree, "read");
			continue;
		}
		ret = plan_directory(c, directory, err);
	}
	ks_boot_free(&all);
	return ret;
}

static int read_lists(struct call *c, struct ks_err *err)
{
	/* What lies beside a list of Android is meant, unless a root is named. */
	const char *root = c->format == KS_BOOT_ANDROID ? c->options->root : c->root;

	if (c->options->list)
		return ks_boot_read_list(&c->boot, c->format, c->options->list, root, err);
	return ks_boot_read_system(&c->boot, c->format, c->root, err);
}

/* modprobe.d of another system, there or not; with none libkmod would read ours. */
static size_t find_configs(struct call *c)
{
	static const char *const places[CONFIGS] = {
		"etc/modprobe.d", "run/modprobe.d", "usr/local/lib/modprobe.d",
		"usr/lib/modprobe.d", "lib/modprobe.d",
	};
	size_t count = 0;

	for (size_t i = 0; i < CONFIGS && c->options->root; i++) {
		char *path = NULL;

		if (asprintf(&path, "%s/%s", c->root, places[i]) >= 0 &&
		    (!count || !access(path, F_OK)))
			c->configs[count++] = path;
		else
			free(path);
	}
	return count;
}

/* Names that libkmod looks up; of systemd the deny list counts for names, too. */
static int resolve(struct call *c, struct ks_err *err)
{
	const struct ks_resolver_options where = {
		.root = c->options->root, .release = c->options->release,
		.use_blacklist = c->format == KS_BOOT_SYSTEMD,
		.config_count = find_configs(c),
		.configs = (const char *const *)c->configs,
	};
	int ret;

	c->requests = calloc(c->boot.count + 1, sizeof(*c->requests));
	if (!c->requests)
		return ks_err_sys(err, -ENOMEM, "boot lists", "read");
	for (size_t i = 0; i < c->boot.count; i++) {
		const struct ks_boot_entry *e = &c->boot.entries[i];

		c->requests[i] = (struct ks_plan_request){
			.name = e->name, .parameters = e->options, .list = e->list, .line = e->line,
		};
	}
	ret = ks_resolver_open(&c->resolver, &where, err);
	return ret ? ret : ks_resolve(c->resolver, c->requests, c->boot.count, &c->resolved, err);
}

static int make_plan(struct call *c, struct ks_err *err)
{
	ks_auto_free char *home = NULL;
	int ret;

	if (c->format == KS_BOOT_ANDROID && c->options->system)
		return plan_android(c, err);
	ret = read_lists(c, err);
	if (ret)
		return ret;
	if (c->format == KS_BOOT_SYSTEMD || c->format == KS_BOOT_MODULES)
		return resolve(c, err);
	if (asprintf(&home, "%s/%s", c->tree, c->release) < 0) {
		home = NULL;
		return ks_err_sys(err, -ENOMEM, c->tree, "plan");
	}
	ret = ks_boot_plan_make(&c->made, &c->boot, home, c->cmdline);
	return ret ? ks_err_sys(err, ret, c->tree, "plan") : 0;
}

/* What ends a reader before it reads a line. */
static int check_readers(struct call *c, struct ks_err *err)
{
	for (size_t i = 0; c->made.run.ends && i < c->boot.sequence_count; i++) {
		const struct ks_boot_end *end = &c->made.run.ends[i];

		if (end->ending == KS_BOOT_CRASHED && end->file)
			return ks_err_set(err, -EINVAL,
					  "%s:%u: read: kmodloader crashes at this line, and loads nothing",
					  end->file, end->line);
		if (end->ending == KS_BOOT_GAVE_UP)
			return ks_err_set(err, -EINVAL,
					  "%s: read: kmodloader gives up at it, and loads nothing",
					  end->file);
		if (end->ending == KS_BOOT_TOO_LONG)
			return ks_err_set(err, -E2BIG, "%s: plan: takes more than any boot",
					  c->boot.sequences[i].place);
	}
	return 0;
}

static bool is_failure(const struct ks_plan_miss *miss)
{
	return miss->why != KS_PLAN_BLACKLISTED && miss->why != KS_PLAN_PASSED_OVER &&
	       miss->why != KS_PLAN_NAMELESS;
}

static enum ks_load_policy policy_of(const struct call *c)
{
	for (size_t i = 0; i < c->boot.sequence_count; i++)
		if (c->boot.sequences[i].stops)
			return KS_LOAD_STOP;
	return KS_LOAD_GO_ON;
}

static int load(struct call *c)
{
	const struct ks_plan *plan = c->resolver ? &c->resolved : &c->made.plan;
	int code = KS_EXIT_OK;

	for (size_t i = 0; i < c->boot.problem_count; i++)
		code = ks_usage_error("%s", c->boot.problems[i].text);
	if (!c->boot.count)
		return code ? code :
			      refuse(c, -ENODATA, c->options->list ? c->options->list : c->root,
				     "read: its boot lists name no module: nothing is loaded");
	if (!c->options->json && !c->options->style.quiet)
		ks_text_misses(stderr, plan);
	for (size_t i = 0; i < plan->miss_count; i++)
		if (is_failure(&plan->misses[i]))
			code = ks_exit_worst(code, KS_EXIT_REFUSED);
	c->load.plan = plan;
	c->load.policy = policy_of(c);
	c->load.no_follow = c->format == KS_BOOT_ANDROID;
	return ks_exit_worst(code, ks_plan_load(&c->load));
}

static int prepare(struct call *c)
{
	const struct ks_options *o = c->options;

	if (!o->list == !o->system)
		return ks_misuse(o, "load", "load: wants --list FILE or --system");
	if (!mode_suffix(o->boot_mode))
		return ks_misuse(o, "load",
				 "load: %s: no such mode: normal, recovery or charger",
				 o->boot_mode);
	if (o->boot_mode && o->list)
		return ks_misuse(o, "load", "load: --boot-mode chooses a list: it needs --system");
	if (asprintf(&c->tree, "%s/lib/modules", o->root ? o->root : "") < 0) {
		c->tree = NULL;
		return ks_usage_error("load: out of memory");
	}
	if (!o->root)
		c->cmdline = read_cmdline();
	return find_format(c);
}

static int run(const struct ks_options *options, int argc, char **argv)
{
	struct utsname name;
	struct call c = {
		.options = options, .root = options->root ? options->root : "/",
		.load = { .options = options, .command = "load" },
	};
	struct ks_err err;
	int code;

	if (argc)
		return ks_misuse(options, "load", "load: %s: takes no names; usage: kmodsafe load %s",
				 argv[0], ks_cmd_load.usage);
	ks_snapshot_init(&c.load.snapshot, options->kernels[0]);
	if (uname(&name))
		*name.release = '\0';
	c.release = options->release ? options->release : name.release;
	code = prepare(&c);
	if (!code)
		code = make_plan(&c, &err) || check_readers(&c, &err) ?
			       ks_complain(options, "load", &err) : load(&c);
	code = ks_plan_close(&c.load, code);
	ks_resolver_close(c.resolver);
	ks_boot_plan_free(&c.made);
	ks_boot_free(&c.boot);
	for (size_t i = 0; i < CONFIGS; i++)
		free(c.configs[i]);
	free(c.requests);
	free(c.tree);
	free(c.cmdline);
	return code;
}

const struct ks_cmd ks_cmd_load = {
	.name = "load",
	.summary = "load what boot lists name, as their reader does",
	.usage = "--list FILE | --system",
	.takes = KS_TAKES_JSON | KS_TAKES_KERNEL | KS_TAKES_VERBOSE | KS_TAKES_LOAD |
		 KS_TAKES_LISTS,
	.run = run,
};
