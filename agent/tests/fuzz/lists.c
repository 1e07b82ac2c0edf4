// SPDX-License-Identifier: GPL-2.0-or-later
/* What a system loads at boot, and the names of a tree: one file of them at a time. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/run.h"
#include "facts/provider.h"
#include "facts/symbol_lists.h"
#include "fuzz.h"

#define ROOT	"fuzz.root"

/*
 * The first byte of an input says which; the last one is no file, but the kernel's
 * command line.
 */
static const char *const files[] = {
	"etc/modules", "etc/modules-load.d/a.conf", "etc/modules.d/10-a", "etc/modules-boot.d/b",
	"modules.load", "modules.alias", "modules.builtin", "etc/modules.conf", "modules.dep",
	"modules.softdep", "modules.options", "modules.blocklist", "cmdline",
};

/* What is there always, so that something comes of a line. */
static const char *const present[] = { "aa.ko", "bb.ko", "cc.ko", "d_d.ko" };
static const char dep[] = "aa.ko: bb.ko\nbb.ko:\ncc.ko:\nd_d.ko: cc.ko\n";
static const char load_list[] = "aa.ko\ncc.ko\nd-d.ko\n";

static void start(void)
{
	static const char *const dirs[] = {
		ROOT, ROOT "/etc", ROOT "/etc/modules-load.d", ROOT "/etc/modules.d",
		ROOT "/etc/modules-boot.d",
	};

	for (size_t i = 0; i < KS_ARRAY_SIZE(dirs); i++)
		if (mkdir(dirs[i], 0755) && errno != EEXIST)
			abort();
}

static void put(const char *path, const void *data, size_t size)
{
	FILE *f = fopen(path, "we");

	if (!f || fwrite(data, 1, size, f) != size || fclose(f))
		abort();
}

/* Refused is what has an odd number of bytes in its parameters. */
static int load(void *data, const struct ks_boot_attempt *attempt)
{
	const struct ks_boot *boot = data;

	if (!*attempt->name || !*attempt->path || !attempt->options ||
	    (attempt->entry != KS_BOOT_NONE && attempt->entry >= boot->count))
		abort();
	return strlen(attempt->options) % 2 ? -EINVAL : 0;
}

/* The first of all, with nothing but what the input says; bounded in any case. */
static size_t run_lists(struct ks_boot *boot, const char *cmdline)
{
	struct ks_boot_run run = { 0 };
	const struct ks_boot_kernel kernel = {
		.tree = ROOT, .cmdline = cmdline, .load = load, .data = boot,
	};
	size_t count;

	if (ks_boot_run_start(&run, boot))
		abort();
	for (size_t i = 0; i < boot->sequence_count; i++)
		if (boot->sequences[i].format == KS_BOOT_OPENWRT ||
		    boot->sequences[i].format == KS_BOOT_ANDROID)
			if (ks_boot_run_sequence(&run, boot, i, &kernel))
				abort();
	count = run.attempt_count;
	ks_boot_run_free(&run);
	return count;
}

static void count_match(const char *module, void *data)
{
	*(size_t *)data += strlen(module);
}

static size_t resolve(const struct ks_boot *boot)
{
	struct ks_boot_names names;
	struct ks_err err;
	size_t length = 0;

	if (!ks_boot_names_read(&names, ROOT, &err)) {
		for (size_t i = 0; i < boot->count; i++)
			ks_boot_is_builtin(&names, boot->entries[i].name);
		ks_boot_is_builtin(&names, "ext4");
		ks_boot_resolve(&names, "pci:v00008086d00001234sv0bc02", count_match, &length);
		ks_boot_resolve(&names, "fs-ext-4", count_match, &length);
	}
	ks_boot_names_free(&names);
	return length;
}

/* The same as a list of symbols: sorted, and nothing lost. */
static void read_symbols(const char *path)
{
	struct ks_snapshot snapshot;
	struct ks_symbol_list *list = &snapshot.facts.kmi_symbols;
	struct ks_err err;

	ks_snapshot_init(&snapshot, "fuzz");
	if (!ks_symbol_list_add(&snapshot, list, path, &err) && !list->count)
		abort();
	for (size_t i = 1; i < list->count; i++)
		if (strcmp(list->names[i - 1], list->names[i]) > 0)
			abort();
	ks_facts_free(&snapshot);
}

static int run(const struct ks_image *input)
{
	struct ks_boot boot = { 0 };
	struct ks_err err;
	char path[64], *cmdline;
	int code = KS_EXIT_FAILED;

	if (!input->size)
		return code;
	for (size_t i = 0; i < KS_ARRAY_SIZE(present); i++) {
		snprintf(path, sizeof(path), ROOT "/%s", present[i]);
		put(path, "", 0);
	}
	put(ROOT "/modules.dep", dep, sizeof(dep) - 1);
	put(ROOT "/modules.load", load_list, sizeof(load_list) - 1);
	snprintf(path, sizeof(path), ROOT "/%s", files[input->data[0] % KS_ARRAY_SIZE(files)]);
	put(path, input->data + 1, input->size - 1);
	read_symbols(path);
	cmdline = strndup((const char *)input->data + 1, input->size - 1);
	if (!ks_boot_read_root(&boot, ROOT, &err) && !ks_boot_read_tree(&boot, ROOT, NULL, &err))
		code = resolve(&boot) + run_lists(&boot, cmdline) || boot.count ?
			       KS_EXIT_OK : KS_EXIT_REFUSED;
	for (size_t i = 0; i < boot.count; i++)
		if (!*boot.entries[i].name || strchr(boot.entries[i].name, '\n') ||
		    !boot.entries[i].line)
			abort();
	ks_boot_free(&boot);
	free(cmdline);
	unlink(path);
	return code;
}

static void seeds(void)
{
	static const char *const texts[] = {
		"# modules\next4\n  loop max_loop=8 \n;none\n",
		"# modules\n\nnf-tables\n ; none\nwireguard",
		"tun\nusb-serial vendor=1 product=2\n",
		"scsi_mod\nsd-mod",
		"kernel/net/mac80211.ko\n# vendor\nwlan.ko\n",
		"alias pci:v00008086d0000*sv*bc02* e1000e\nalias fs_ext[-_]? ext4\n",
		"kernel/fs/ext4/ext4.ko\nkernel/drivers/x-y.ko\n",
		"# c\nblacklist aa\noptions bb x=1 # y\noptions bb z\n",
		"aa.ko: bb.ko cc.ko\nbb.ko: cc.ko\ncc.ko:\nd-d.ko: aa.ko\n",
		"softdep aa pre: cc post: d_d\nsoftdep cc pre: aa\n",
		"options aa x=1  y=2\ndyn_options bb root /bin/x\n",
		"blocklist bb.ko\nblocklist cc d\n",
		"[abi_symbol_list]\n# used\n  alpha\n  beta\n\n  alpha\n",
		"quiet aa.x=1 d-d.y=\"a b\" cc.z.u=3=4",
	};

	for (size_t i = 0; i < KS_ARRAY_SIZE(texts); i++) {
		struct fuzz_bytes bytes = { 0 };

		fuzz_add_number(&bytes, i, 1);
		fuzz_add(&bytes, texts[i], strlen(texts[i]));
		fuzz_seed(bytes.data, bytes.size);
	}
}

const struct fuzz_target fuzz_target_lists = {
	.name = "lists",
	.max_size = 1024,
	.damaged = 600,
	.start = start,
	.run = run,
	.seeds = seeds,
};
