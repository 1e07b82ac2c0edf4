// SPDX-License-Identifier: GPL-2.0-or-later
/* What a system loads at boot, and the names of a tree: one file of them at a time. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/boot.h"
#include "fuzz.h"

#define ROOT	"fuzz.root"

/* The first byte of an input says which. */
static const char *const files[] = {
	"etc/modules", "etc/modules-load.d/a.conf", "etc/modules.d/10-a", "etc/modules-boot.d/b",
	"modules.load", "modules.alias", "modules.builtin",
};

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

static int run(const struct ks_image *input)
{
	struct ks_boot boot = { 0 };
	struct ks_err err;
	char path[64];
	int code = KS_EXIT_FAILED;
	FILE *f;

	if (!input->size)
		return code;
	snprintf(path, sizeof(path), ROOT "/%s", files[input->data[0] % KS_ARRAY_SIZE(files)]);
	f = fopen(path, "we");
	if (!f || fwrite(input->data + 1, 1, input->size - 1, f) != input->size - 1 || fclose(f))
		abort();
	if (!ks_boot_read_root(&boot, ROOT, &err) && !ks_boot_read_tree(&boot, ROOT, &err))
		code = resolve(&boot) || boot.count ? KS_EXIT_OK : KS_EXIT_REFUSED;
	for (size_t i = 0; i < boot.count; i++)
		if (!*boot.entries[i].name || strchr(boot.entries[i].name, '\n') ||
		    !boot.entries[i].line)
			abort();
	ks_boot_free(&boot);
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
