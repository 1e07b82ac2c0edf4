// SPDX-License-Identifier: GPL-2.0-only
/*
 * Chooses the discovery backend: the first whose tables pass the self-test,
 * or the one that was asked for.  Without any the module still loads and says
 * so.  What was found stays as it is until the module is removed.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "kmod/discover.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "kmod/facts_kernel.h"

static struct kmodsafe_exports found_exports;
static enum kmodsafe_backend found_backend = KMODSAFE_BACKEND_NONE;

/* In the order in which they are tried. */
static const struct {
	enum kmodsafe_backend id;
	const char *name;
} backends[] = {
	{ KMODSAFE_BACKEND_SCAN, "scan" },
	{ KMODSAFE_BACKEND_WALK, "walk" },
	{ KMODSAFE_BACKEND_KPROBE, "kprobe" },
	{ KMODSAFE_BACKEND_NONE, "none" },
};

/* No table of pointers: kmod/check-calls wants no indirect call at all. */
static const char *run(enum kmodsafe_backend id)
{
	if (id == KMODSAFE_BACKEND_SCAN)
		return kmodsafe_discover_scan(&found_exports);
	if (id == KMODSAFE_BACKEND_WALK)
		return kmodsafe_discover_walk(&found_exports);
	if (IS_ENABLED(CONFIG_KPROBES) && id == KMODSAFE_BACKEND_KPROBE)
		return kmodsafe_discover_kprobe(&found_exports);
	return "this kernel has no kprobes";
}

static bool try(unsigned int which, char *log, size_t size)
{
	const char *subject = NULL;
	const char *why = run(backends[which].id);
	size_t used = strlen(log);

	if (!why)
		why = kmodsafe_exports_verify(&found_exports, kmodsafe_imports,
					      kmodsafe_imports_count,
					      kmodsafe_helper_forced(), &subject);
	if (!why)
		return true;
	scnprintf(log + used, size - used, "%s%s: %s%s%s", used ? "; " : "",
		  backends[which].name, why, subject ? ": " : "", subject ?: "");
	return false;
}

/**
 * kmodsafe_discover - find the kernel image's export tables
 * @wanted: name of the backend to use, or "auto"
 *
 * Logs one line: the backend, or why there is none.
 *
 * Return: 0, also when nothing was found; -EINVAL for a name that is none.
 */
int kmodsafe_discover(const char *wanted)
{
	bool any = !strcmp(wanted, "auto"), known = any;
	char log[256] = "";
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(backends); i++) {
		if (!any && strcmp(wanted, backends[i].name))
			continue;
		known = true;
		if (backends[i].id == KMODSAFE_BACKEND_NONE || !try(i, log, sizeof(log)))
			continue;
		found_backend = backends[i].id;
		pr_info("backend %s, %u exported symbols%s%s%s\n", backends[i].name,
			kmodsafe_exports_total(&found_exports), *log ? " (" : "", log,
			*log ? ")" : "");
		return 0;
	}
	if (!known) {
		pr_err("backend=%s: not one of auto, scan, walk, kprobe, none\n", wanted);
		return -EINVAL;
	}
	pr_warn("no backend, symbols cannot be looked up%s%s\n", *log ? ": " : "", log);
	return 0;
}

/**
 * kmodsafe_backend - which backend found the tables
 *
 * Return: the backend; %KMODSAFE_BACKEND_NONE when there are no tables.
 */
enum kmodsafe_backend kmodsafe_backend(void)
{
	return found_backend;
}

/**
 * kmodsafe_exports - the kernel image's tables
 *
 * Return: tables that passed the self-test, or NULL.
 */
const struct kmodsafe_exports *kmodsafe_exports(void)
{
	return found_backend == KMODSAFE_BACKEND_NONE ? NULL : &found_exports;
}
