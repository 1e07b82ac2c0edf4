// SPDX-License-Identifier: GPL-2.0-or-later
/* A saved facts file. */
#include <stdio.h>
#include <stdlib.h>

#include "kernel_file.h"

static int run(const struct ks_image *input)
{
	return fuzz_kernel_file(input, &ks_provider_saved);
}

static const char saved[] =
	"# kmodsafe facts 1\n"
	"release\tlive\t6.1.0-56-amd64\n"
	"vermagic\tloader\t" MODULE_VERMAGIC "\n"
	"vermagic-flags\tfile\t SMP mod_unload \n"
	"module-size\tbuild\t896\nelf-machine\tbuild\t62\nelf-class\tbuild\t2\nelf-data\tbuild\t1\n"
	"gate\tbuild\tmodversions\tyes\ngate\tbuild\tforce-load\tyes\n"
	"gate\tbuild\tvermagic-compared\tyes\nstate\tlive\tlocked-down\tno\n"
	"blacklist\tlive\tfoo,bar\nhelper-forced\t-\tno\nmodules-complete\t-\tyes\n"
	"symbols-complete\t-\tyes\nmodule\tlive\tlive\tother\tOE\nmodule\tlive\tbuiltin\text4\n"
	"symbol\tlive\t0x1a2b3c4d\t-\t-\t-\tmodule_layout\n"
	"symbol\tlive\t0x00000010\tgpl\tNS\tother\talpha\n"
	"symbol\tlive\tabsent\t-\t-\t-\tgone\nsymbol\tlive\tunknown\t-\t-\t-\tdark\n";
static const char other[] =
	"# kmodsafe facts 1\n# a remark\n"
	"version\tfile\t395264\nbtf-types\tfile\t7\nbtf-strings\tfile\t90\ntaints\tassumed\t0\n"
	"kernel-hash\tfile\t6.6.1~0123-r1\ncontradiction\t-\trelease\t6.1\t6.2\n"
	"key\tfile\tnamed\t-\tabcd\t-\tOwner\nhash\tlive\t00\nkeys-complete\t-\tno\n";

static const char ended[] =
	"# kmodsafe facts 2\nrelease\tlive\t6.1.0-56-amd64\nsymbols-complete\t-\tyes\n"
	"from\t-\tconfig\tboot/config-6.1.0-56-amd64\n"
	"symbol\tlive\t0x1a2b3c4d\t-\t-\t-\tmodule_layout\nend\n";

static void seeds(void)
{
	struct signing key;
	char *text = NULL;
	size_t size;
	FILE *f;

	fuzz_seed(saved, sizeof(saved) - 1);
	fuzz_seed(other, sizeof(other) - 1);
	fuzz_seed(ended, sizeof(ended) - 1);
	fuzz_key_make(&key, "fuzz");
	f = open_memstream(&text, &size);
	fprintf(f, "%skeys-complete\t-\tyes\nkey\tfile\tbuiltin\tbuild\t0123\t", saved);
	for (size_t i = 0; i < key.der_size; i++)
		fprintf(f, "%02x", key.der[i]);
	fprintf(f, "\tfuzz\n");
	fclose(f);
	fuzz_seed(text, size);
	free(text);
	signing_free(&key);
}

const struct fuzz_target fuzz_target_saved = {
	.name = "saved",
	.max_size = 4096,
	.damaged = 800,
	.run = run,
	.seeds = seeds,
};
