// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What every process can read of the running kernel in /proc and /sys: which
 * modules are there, whether modules may be loaded at all, lockdown, the
 * blacklist, and the taint of our own kernel module, which counts more than
 * what that module says of itself.
 */
#include "facts/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "facts/lines.h"
#include "facts/packages.h"
#include "lib/cleanup.h"
#include "lib/number.h"

#define SYS_MODULE	"/sys/module"

/* First line of a small file, without its newline; false if unreadable. */
static bool read_line(const char *path, char *line, size_t size)
{
	ks_auto_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, line, size - 1);

	if (got < 0)
		return false;
	line[got] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return true;
}

/*
 * A parameter of the kernel, which sysfs shows up to a page with a newline behind
 * it: without one it is not whole, and what is missing could matter.
 */
static bool read_parameter(const char *path, char *text, size_t size)
{
	ks_auto_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t have = 0;
	ssize_t got;

	if (fd < 0)
		return false;
	while ((got = read(fd, text + have, size - have)) > 0)
		have += got;
	if (got < 0 || !have || text[have - 1] != '\n')
		return false;
	text[have - 1] = '\0';
	return true;
}

/**
 * ks_system_is_live - is there a module of this name now, whose init() is through
 * @name: inside struct module
 */
bool ks_system_is_live(const char *name)
{
	char path[300], state[32];

	snprintf(path, sizeof(path), SYS_MODULE "/%.255s/initstate", name);
	return read_line(path, state, sizeof(state)) && !strcmp(state, "live");
}

/**
 * ks_system_helper_is_loaded - is the kmodsafe kernel module live
 *
 * Looks at sysfs, because asking netlink for an absent family makes the kernel
 * run modprobe.
 */
bool ks_system_helper_is_loaded(void)
{
	return ks_system_is_live("kmodsafe");
}

/**
 * ks_system_helper_version - version of the kmodsafe kernel module
 * @version: to fill
 * @size: of @version
 *
 * Needs no privilege.
 *
 * Return: false when it is not loaded.
 */
bool ks_system_helper_version(char *version, size_t size)
{
	return ks_system_helper_is_loaded() &&
	       read_line(SYS_MODULE "/kmodsafe/version", version, size);
}

static enum ks_module_state state_of(const char *name)
{
	char path[300], word[32];

	snprintf(path, sizeof(path), SYS_MODULE "/%.255s/initstate", name);
	if (!read_line(path, word, sizeof(word)))
		return KS_MODULE_BUILTIN_SYSFS;
	if (!strcmp(word, "live"))
		return KS_MODULE_LIVE;
	return strcmp(word, "coming") ? KS_MODULE_GOING : KS_MODULE_COMING;
}

/* "name size count users state address (taints)"; without taints no last field. */
static void take_proc_line(struct ks_snapshot *s, char *line)
{
	static const char *const words[] = {
		[KS_MODULE_LIVE] = "Live",
		[KS_MODULE_COMING] = "Loading",
		[KS_MODULE_GOING] = "Unloading",
	};
	struct ks_module module = { .origin = KS_ORIGIN_LIVE, .taints = "" };
	char *f[7];
	size_t count;

	line[strcspn(line, "\n")] = '\0';
	count = ks_split(line, ' ', f, KS_ARRAY_SIZE(f));
	if (count < 6)
		return;
	module.name = f[0];
	for (size_t i = 0; i < KS_ARRAY_SIZE(words); i++)
		if (!strcmp(f[4], words[i]))
			module.state = i;
	if (count > 6 && f[6][0] == '(') {
		module.taints = f[6] + 1;
		/* Ends in ")", and before it '+' or '-' while it comes or goes. */
		f[6][strcspn(f[6], "+-)")] = '\0';
	}
	ks_add_module(s, &module);
}

/* One file for all, with states and taints; false without it. */
static bool fill_proc_modules(struct ks_snapshot *s)
{
	ks_auto_fclose FILE *f = fopen("/proc/modules", "re");
	ks_auto_free char *line = NULL;
	size_t room = 0;

	while (f && getline(&line, &room, f) > 0)
		take_proc_line(s, line);
	return f;
}

/* What sysfs has besides; without /proc/modules all there is, but for taints. */
static int fill_sysfs_modules(struct ks_snapshot *s, bool have_proc, struct ks_err *err)
{
	ks_auto_closedir DIR *dir = opendir(SYS_MODULE);
	struct dirent *entry;

	if (!dir)
		return ks_err_sys(err, -errno, SYS_MODULE, "open");
	while ((entry = readdir(dir))) {
		struct ks_module module = {
			.name = entry->d_name,
			.state = KS_MODULE_BUILTIN_SYSFS,
			.origin = KS_ORIGIN_LIVE,
		};

		if (entry->d_name[0] == '.')
			continue;
		if (have_proc && ks_facts_module(&s->facts, module.name))
			continue;
		if (!have_proc)
			module.state = state_of(module.name);
		ks_add_module(s, &module);
	}
	return 0;
}

/* The module's name in a path such as kernel/fs/ext4/ext4.ko, '_' for '-'. */
static char *name_of(char *path)
{
	char *name = strrchr(path, '/');

	name = name ? name + 1 : path;
	name[strcspn(name, ".\n")] = '\0';
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

/* All that are built in, or only this one. */
static void fill_builtin(struct ks_snapshot *s, const char *wanted)
{
	ks_auto_fclose FILE *f = NULL;
	ks_auto_free char *line = NULL;
	size_t room = 0;
	char path[400];

	if (!s->facts.release.value)
		return;
	snprintf(path, sizeof(path), "/lib/modules/%.255s/modules.builtin", s->facts.release.value);
	f = fopen(path, "re");
	while (f && getline(&line, &room, f) > 0) {
		const char *name = name_of(line);

		if (*name && (!wanted || !strcmp(name, wanted)) &&
		    !ks_facts_module(&s->facts, name))
			ks_add_module(s, &(struct ks_module){ .name = name,
							      .state = KS_MODULE_BUILTIN,
							      .origin = KS_ORIGIN_FILE });
	}
}

/*
 * What one candidate can meet besides the modules that are loaded: its own name.
 * A directory for each module and a list of thousands that are built in cost
 * more than everything else.
 */
static void fill_wanted_module(struct ks_snapshot *s, const char *name)
{
	char path[300];

	/* A name out of a file need not be one of a directory. */
	if (!*name || *name == '.' || strchr(name, '/') ||
	    ks_facts_module(&s->facts, name))
		return;
	snprintf(path, sizeof(path), SYS_MODULE "/%.255s", name);
	if (!access(path, F_OK))
		ks_add_module(s, &(struct ks_module){ .name = name,
						      .state = state_of(name),
						      .origin = KS_ORIGIN_LIVE });
	else
		fill_builtin(s, name);
}

/**
 * ks_system_modules - add what is loaded and built in
 * @snapshot: to fill; its release says where modules.builtin is
 * @wanted: what will be asked for
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_system_modules(struct ks_snapshot *snapshot, const struct ks_wanted *wanted,
		      struct ks_err *err)
{
	bool have_proc = fill_proc_modules(snapshot);
	int ret = 0;

	if (have_proc && wanted->names) {
		for (size_t i = 0; i < wanted->module_count; i++)
			fill_wanted_module(snapshot, wanted->modules[i]);
	} else {
		ret = fill_sysfs_modules(snapshot, have_proc, err);
		fill_builtin(snapshot, NULL);
	}
	if (!ret)
		snapshot->facts.other_modules = KS_NO;
	return ret;
}

/* A kernel without securityfs has nowhere to keep the lockdown switch. */
static bool has_securityfs(void)
{
	ks_auto_fclose FILE *f = fopen("/proc/filesystems", "re");
	char line[128];

	if (!f)
		return true;
	while (fgets(line, sizeof(line), f))
		if (strstr(line, "\tsecurityfs\n"))
			return true;
	return false;
}

/*
 * "none [integrity] confidentiality": the level in brackets is in force.  A
 * security module that is not there cannot lock down; where securityfs is not
 * mounted the state stays unknown.
 */
static void fill_lockdown(struct ks_snapshot *s)
{
	char line[128];

	if (read_line("/sys/kernel/security/lockdown", line, sizeof(line)))
		ks_set_state(s, KS_STATE_LOCKED_DOWN, !strstr(line, "[none]"), KS_ORIGIN_LIVE);
	else if (!access("/sys/kernel/security/lsm", F_OK) || !has_securityfs())
		ks_set_state(s, KS_STATE_LOCKED_DOWN, false, KS_ORIGIN_LIVE);
}

/*
 * What spectre_v2_show_state() of arch/x86/kernel/cpu/bugs.c prints: a plain
 * "Vulnerable", with other mitigations behind it or not, stands for no
 * mitigation, "Vulnerable: ..." for one that is not enough.
 */
static void fill_spectre_v2(struct ks_snapshot *s)
{
	char line[256];
	bool mitigated;

	if (!read_line("/sys/devices/system/cpu/vulnerabilities/spectre_v2", line, sizeof(line)))
		return;
	mitigated = !strncmp(line, "Mitigation", 10) || !strncmp(line, "Vulnerable:", 11);
	if (mitigated || !strncmp(line, "Vulnerable", 10) || !strncmp(line, "Not affected", 12))
		ks_set_state(s, KS_STATE_SPECTRE_V2_MITIGATED, mitigated, KS_ORIGIN_LIVE);
}

static void fill_taints(struct ks_snapshot *s)
{
	uint64_t taints;
	char line[32];

	if (read_line("/proc/sys/kernel/tainted", line, sizeof(line)) &&
	    !ks_parse_number(line, 10, UINT32_MAX, &taints))
		ks_set_number(s, "taints", &s->facts.taints, taints, KS_ORIGIN_LIVE);
}

/* COMMAND_LINE_SIZE is 2048 on x86 and 4096 on most others; a page is the end of all. */
#define PARAMETER_MAX	8192

static void fill_blacklist(struct ks_snapshot *s)
{
	char list[PARAMETER_MAX];

	if (read_parameter(SYS_MODULE "/kernel/parameters/module_blacklist", list, sizeof(list)))
		ks_set_text(s, "blacklist", &s->facts.blacklist,
			    strcmp(list, "(null)") ? list : "", KS_ORIGIN_LIVE);
}

static void fill_switches(struct ks_snapshot *s)
{
	char line[128];

	if (read_line("/proc/sys/kernel/modules_disabled", line, sizeof(line)))
		ks_set_state(s, KS_STATE_MODULES_DISABLED, strcmp(line, "0"), KS_ORIGIN_LIVE);
	if (read_line(SYS_MODULE "/kmodsafe/taint", line, sizeof(line)) && strchr(line, 'F'))
		s->facts.helper.forced = true;
}

/**
 * ks_system_fill - add what /proc and /sys say of the kernel as a whole
 * @snapshot: to fill
 */
void ks_system_fill(struct ks_snapshot *snapshot)
{
	fill_lockdown(snapshot);
	fill_switches(snapshot);
	fill_blacklist(snapshot);
	fill_spectre_v2(snapshot);
	fill_taints(snapshot);
	ks_packages_fill(snapshot);
}

/**
 * ks_system_refresh - bring facts out of files up to what runs now
 * @snapshot: filled from files that describe the running kernel
 * @err: one line on failure
 *
 * For a module that is about to be loaded: what files say of loaded modules
 * and of switches is of another time, or only assumed.
 *
 * Return: 0, -EINVAL when the files describe another kernel than the running
 * one, or another negative errno.
 */
int ks_system_refresh(struct ks_snapshot *snapshot, struct ks_err *err)
{
	const struct ks_wanted all = { 0 };
	struct ks_facts *facts = &snapshot->facts;
	struct utsname uts;

	if (uname(&uts))
		return ks_err_sys(err, -errno, "uname", "ask");
	if (facts->release.value && strcmp(facts->release.value, uts.release))
		return ks_err_set(err, -EINVAL, "%s: load: describes %s, but %s is running",
				  facts->source, facts->release.value, uts.release);
	facts->module_count = 0;
	facts->blacklist = (struct ks_fact_text){ 0 };
	facts->taints = (struct ks_fact_number){ 0 };
	memset(facts->states, 0, sizeof(facts->states));
	ks_system_fill(snapshot);
	return ks_system_modules(snapshot, &all, err);
}
