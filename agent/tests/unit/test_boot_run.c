// SPDX-License-Identifier: GPL-2.0-or-later
/* boot/: what readers make of their lists: order, failures, deny lists, needs. */
#include <errno.h>

#include "boot/run.h"
#include "boot_files.h"
#include "lib/cleanup.h"
#include "module_file.h"

/**
 * struct row - a boot, and what comes of it
 * @name: of the case
 * @files: path and content, by turns
 * @modules: of OpenWrt: "name option...", as mkmodule takes them
 * @refused: names that the kernel does not take, each between commas
 * @cmdline: of the kernel
 * @want: attempts: '+' loaded, '-' refused, parameters in brackets; outcome of each
 *	line; how it ends
 */
struct row {
	const char *name;
	const char *files[16];
	const char *modules[10];
	const char *refused;
	const char *cmdline;
	const char *want;
};

#define TREE	"/lib/modules/6.6.1"

static const struct row openwrt_rows[] = {
	{ .name = "batched: by name, '_' as '-', what is needed first",
	  .files = { "/etc/modules.d/a", "zz\nb_a\nb-\n" },
	  .modules = { "zz", "b_a depends=zz", "b-" },
	  .want = "+b- +zz +b_a; loaded loaded loaded; through" },
	{ .name = "digits first: line by line, with what each needs",
	  .files = { "/etc/modules.d/10-a", "zz\nmm\n", "/etc/modules.d/20-b", "aa\n" },
	  .modules = { "zz depends=ll", "mm", "ll", "aa" },
	  .want = "+ll +zz +mm +aa; loaded loaded loaded; through" },
	{ .name = "a file without a digit waits until the end, and then all go together",
	  .files = { "/etc/modules.d/10-a", "mm\n", "/etc/modules.d/b", "bb\n", "/etc/modules.d/c", "aa\n" },
	  .modules = { "mm", "aa", "bb" }, .want = "+mm +aa +bb; loaded loaded loaded; through" },
	{ .name = "a file with a digit also loads what waits",
	  .files = { "/etc/modules.d/+", "mm\n", "/etc/modules.d/:b", "bb\n", "/etc/modules.d/;", "aa\n" },
	  .modules = { "mm", "aa", "bb" }, .want = "+mm +aa +bb; loaded loaded loaded; through" },
	{ .name = "parameters of several lines are joined behind those of modules.conf",
	  .files = { "/etc/modules.conf", "options aa c=0  # why\noptions aa d=0\n",
		     "/etc/modules.d/a", "aa x=1\naa y=2\n" },
	  .modules = { "aa" }, .want = "+aa[c=0 d=0 x=1 y=2]; loaded loaded; through" },
	{ .name = "parameters of a line behind the load are lost",
	  .files = { "/etc/modules.d/1", "aa x=1\naa y=2\n" },
	  .modules = { "aa" }, .want = "+aa[x=1]; loaded before; through" },
	{ .name = "the deny list: not for a line, but for what another one needs",
	  .files = { "/etc/modules.conf", "blacklist aa\n\tblacklist\t bb\n", "/etc/modules.d/a", "aa\nbb\ncc\n" },
	  .modules = { "aa", "bb", "cc depends=bb" },
	  .want = "+bb +cc; denied denied loaded; through" },
	{ .name = "the deny list compares bytes, the lists do not",
	  .files = { "/etc/modules.conf", "blacklist a-a\noptions b-b x=1\n", "/etc/modules.d/a", "a-a\nb-b\n" },
	  .modules = { "a_a", "b_b" }, .want = "+a_a +b_b; loaded loaded; through" },
	{ .name = "on the deny list parameters do not count, before it they do not help",
	  .files = { "/etc/modules.conf", "options aa x=1\nblacklist aa\noptions aa y=1\n",
		     "/etc/modules.d/a", "aa\nbb\n" },
	  .modules = { "aa", "bb depends=aa" }, .want = "+aa +bb; denied loaded; through" },
	{ .name = "modules.conf: a word that stands alone crashes it",
	  .files = { "/etc/modules.conf", "# ok\nblacklist\n", "/etc/modules.d/a", "aa\n" },
	  .modules = { "aa" }, .want = "; never; crashed /etc/modules.conf:2" },
	{ .name = "modules.conf: options of nothing crash it, whatever blanks are behind",
	  .files = { "/etc/modules.conf", "\noptions x y=1\noptions aa  \n", "/etc/modules.d/a", "aa\n" },
	  .modules = { "aa" }, .want = "; never; crashed /etc/modules.conf:3" },
	{ .name = "modules.conf: comments, blanks and other words are nothing",
	  .files = { "/etc/modules.conf", "\n \t\n#x\nalias aa bb\ninstall cc dd\n", "/etc/modules.d/a", "aa\n" },
	  .modules = { "aa" }, .want = "+aa; loaded; through" },
	{ .name = "names that no module has are passed over in silence",
	  .files = { "/etc/modules.d/1", "nothing\n bb\ncc\tx=1\n#aa\ncc\r\nbb\n" },
	  .modules = { "aa", "bb", "cc" }, .want = "+bb; passed passed passed passed loaded; through" },
	{ .name = "an alias is a name, without wildcards",
	  .files = { "/etc/modules.d/1", "net-pf-10\nnet-pf-11\n" },
	  .modules = { "ipv6 info=alias=net_pf_10", "other info=alias=net-pf-*" },
	  .want = "+ipv6; loaded passed; through" },
	{ .name = "a file is hidden by an alias of one before it",
	  .files = { "/etc/modules.d/1", "mm\n" },
	  .modules = { "aa info=alias=mm", "mm" }, .want = "+aa; loaded; through" },
	{ .name = "but not by one behind it",
	  .files = { "/etc/modules.d/1", "mm\n" },
	  .modules = { "zz info=alias=mm", "mm" }, .want = "+mm; loaded; through" },
	{ .name = "a refusal: the others go on, what needs it is not tried",
	  .files = { "/etc/modules.d/1", "aa\nbb\ncc\n" },
	  .modules = { "aa", "bb depends=aa", "cc" }, .refused = ",aa,",
	  .want = "-aa +cc -aa; failed depends loaded; through" },
	{ .name = "what failed is tried again at the end",
	  .files = { "/etc/modules.d/1", "aa\n", "/etc/modules.d/b", "cc\n" },
	  .modules = { "aa", "cc" }, .refused = ",aa,",
	  .want = "-aa +cc -aa; failed loaded; through" },
	{ .name = "but not in the very first round",
	  .files = { "/etc/modules.d/a", "aa\n" }, .modules = { "aa" }, .refused = ",aa,",
	  .want = "-aa; failed; through" },
	{ .name = "the second time it may be taken",
	  .files = { "/etc/modules.d/1", "aa\n", "/etc/modules.d/b", "bb\n" },
	  .modules = { "aa", "bb" }, .refused = ",aa once,",
	  .want = "-aa +bb +aa; loaded loaded; through" },
	{ .name = "a dependency that is not there",
	  .files = { "/etc/modules.d/1", "aa\n" }, .modules = { "aa depends=gone" },
	  .want = "; depends; through" },
	{ .name = "a circle of dependencies is waited for in vain",
	  .files = { "/etc/modules.d/1", "aa\ncc\n" },
	  .modules = { "aa depends=bb", "bb depends=aa", "cc" },
	  .want = "+cc; depends loaded; through" },
	{ .name = "one file that is no module, and nothing is loaded at all",
	  .files = { "/etc/modules.d/1", "aa\n", TREE "/broken.ko", "text" }, .modules = { "aa" },
	  .want = "; never; gave-up " TREE "/broken.ko" },
	{ .name = "no directory for the release", .files = { "/etc/modules.d/1", "aa\n" },
	  .want = "; never; gave-up " TREE },
};

static const struct row android_rows[] = {
	{ .name = "what is needed, from the end of its line",
	  .files = { "/modules.load", "aa.ko\n", "/modules.dep", "aa.ko: bb.ko cc.ko\nbb.ko: cc.ko\ncc.ko:\n",
		     "/aa.ko", "", "/bb.ko", "", "/cc.ko", "" },
	  .want = "+cc +bb +aa; loaded; through" },
	{ .name = "the order of the list where nobody needs anybody",
	  .files = { "/modules.load", "bb.ko\naa.ko\n", "/modules.dep", "aa.ko:\nbb.ko:\n", "/aa.ko", "", "/bb.ko", "" },
	  .want = "+bb +aa; loaded loaded; through" },
	{ .name = "the first failure ends the boot",
	  .files = { "/modules.load", "aa.ko\nbb.ko\ncc.ko\n", "/modules.dep", "aa.ko:\nbb.ko:\ncc.ko:\n",
		     "/aa.ko", "", "/bb.ko", "", "/cc.ko", "" },
	  .refused = ",bb,", .want = "+aa -bb; loaded failed never; stopped 2" },
	{ .name = "so does a module that is not in modules.dep",
	  .files = { "/modules.load", "aa.ko\ngone.ko\nbb.ko\n", "/modules.dep", "aa.ko:\nbb.ko:\n",
		     "/aa.ko", "", "/bb.ko", "" },
	  .want = "+aa; loaded absent never; stopped 2" },
	{ .name = "or there, but not on the disk",
	  .files = { "/modules.load", "aa.ko\nbb.ko\n", "/modules.dep", "aa.ko:\nbb.ko:\n", "/aa.ko", "" },
	  .want = "+aa; loaded absent; stopped 2" },
	{ .name = "but not if nothing at all was loaded",
	  .files = { "/modules.load", "aa.ko\nbb.ko\n", "/modules.dep", "aa.ko:\nbb.ko:\n", "/aa.ko", "", "/bb.ko", "" },
	  .refused = ",aa,", .want = "-aa; failed never; nothing 1" },
	{ .name = "an empty list is no failure",
	  .files = { "/modules.load", "# all of $(wildcard)\n" }, .want = "; ; nothing" },
	{ .name = "a carriage return ends the boot",
	  .files = { "/modules.load", "aa.ko\nbb.ko\r\n", "/modules.dep", "aa.ko:\nbb.ko:\n", "/aa.ko", "", "/bb.ko", "" },
	  .want = "+aa; loaded absent; stopped 2" },
	{ .name = "a line without a name is passed over",
	  .files = { "/modules.load", "a.ko\n bb.ko\naa.ko\n", "/modules.dep", "aa.ko:\nbb.ko:\na.ko:\n", "/aa.ko", "", "/bb.ko", "", "/a.ko", "" },
	  .want = "+aa; passed passed loaded; through" },
	{ .name = "two blanks in modules.dep are a module without a name",
	  .files = { "/modules.load", "bb.ko\naa.ko\n", "/modules.dep", "aa.ko:  bb.ko\nbb.ko:\n", "/aa.ko", "", "/bb.ko", "" },
	  .want = "+bb; loaded depends; stopped 2" },
	{ .name = "so is one at the end of its line",
	  .files = { "/modules.load", "bb.ko\naa.ko\n", "/modules.dep", "aa.ko: \nbb.ko:\n", "/aa.ko", "", "/bb.ko", "" },
	  .want = "+bb; loaded depends; stopped 2" },
	{ .name = "modules.dep: no blank behind the colon, no colon, a second line",
	  .files = { "/modules.load", "aa.ko\nbb.ko\n", "/modules.dep",
		     "aa.ko:cc.ko\nbb.ko cc.ko\nbb.ko: cc.ko\nbb.ko:\n", "/aa.ko", "", "/bb.ko", "", "/cc.ko", "" },
	  .want = "+aa +bb; loaded loaded; through" },
	{ .name = "absolute paths, '-' and '_'",
	  .files = { "/modules.load", "a-a.ko\n", "/modules.dep", "/lib/modules/a_a.ko: /lib/modules/sub/b-b.ko\n/lib/modules/sub/b-b.ko:\n",
		     "/a_a.ko", "", "/b-b.ko", "" },
	  .want = "+b_b +a_a; loaded; through" },
	{ .name = "a module that is a symbolic link cannot be opened",
	  .files = { "/modules.load", "bb.ko\naa.ko\n", "/modules.dep", "aa.ko:\nbb.ko:\n", "/aa.ko", "-> bb.ko", "/bb.ko", "" },
	  .want = "+bb; loaded failed; stopped 2" },
	{ .name = "soft dependencies before and behind; none of them is a failure",
	  .files = { "/modules.load", "aa.ko\nbb.ko\n", "/modules.dep", "aa.ko:\nbb.ko:\ncc.ko:\ndd.ko:\n",
		     "/modules.softdep", "softdep aa pre: cc gone post: dd\n", "/aa.ko", "", "/bb.ko", "", "/cc.ko", "", "/dd.ko", "" },
	  .refused = ",cc,", .want = "-cc +aa +dd +bb; loaded loaded; through" },
	{ .name = "softdep of a name with '-' is nobody's, one of three words neither",
	  .files = { "/modules.load", "a_a.ko\nbb.ko\n", "/modules.dep", "a_a.ko:\nbb.ko:\ncc.ko:\n",
		     "/modules.softdep", "softdep a-a pre: cc\nsoftdep bb pre:\nsoftdep bb cc pre: cc\nsoft bb pre: cc\n",
		     "/a_a.ko", "", "/bb.ko", "", "/cc.ko", "" },
	  .want = "+a_a +bb; loaded loaded; through" },
	{ .name = "an alias: all that have it, by name; one is enough",
	  .files = { "/modules.load", "any-1\n", "/modules.dep", "zz.ko:\naa.ko:\nbb.ko:\n",
		     "/modules.alias", "# c\nalias any_* zz\nalias any_1 aa\nalias any_1 bb x\nalias any_1 g-g\nalia any_1 bb\n",
		     "/zz.ko", "", "/aa.ko", "", "/bb.ko", "" },
	  .refused = ",aa,", .want = "-aa +zz; loaded; through" },
	{ .name = "a name is compared with aliases as modules.dep has it, with its path",
	  .files = { "/modules.load", "aa.ko\n", "/modules.dep", "aa.ko: x/bb.ko\nx/bb.ko:\ncc.ko:\n",
		     "/modules.alias", "alias bb cc\nalias aa cc\nalias x/* cc\n", "/aa.ko", "", "/x/bb.ko", "", "/cc.ko", "" },
	  .want = "+bb +cc +aa; loaded; through" },
	{ .name = "options: the first line for a name, blanks as they are",
	  .files = { "/modules.load", "a-a.ko\nbb.ko\n", "/modules.dep", "a-a.ko:\nbb.ko:\n",
		     "/modules.options", "options a_a.ko x=1  y=2\noptions a-a z=3\nopts bb q=1\noptions bb\n", "/a-a.ko", "", "/bb.ko", "" },
	  .want = "+a_a[x=1  y=2] +bb; loaded loaded; through" },
	{ .name = "the kernel's command line comes behind them",
	  .files = { "/modules.load", "a-a.ko\nbb.ko\n", "/modules.dep", "a-a.ko:\nbb.ko:\n",
		     "/modules.options", "options a_a x=1\n", "/a-a.ko", "", "/bb.ko", "" },
	  .cmdline = "quiet a-a.y=2 x=1.2 bb. bb.z bb.s=\"a b\" a_a.u.v=3 .w=1 bb.t=1.5 bb.q=\"open bb.r=1",
	  .want = "+a_a[x=1 y=2 u.v=3] +bb[s=\"a b\" t=1.5]; loaded loaded; through" },
	{ .name = "the deny list passes over a line, and what needs the module",
	  .files = { "/modules.load", "aa.ko\nbb.ko\ncc.ko\n", "/modules.dep", "aa.ko:\nbb.ko: aa.ko dd.ko\ncc.ko:\ndd.ko:\n",
		     "/modules.blocklist", "blocklist aa.ko\nblocklist cc now\nblacklist cc\n",
		     "/aa.ko", "", "/bb.ko", "", "/cc.ko", "", "/dd.ko", "" },
	  .want = "+dd +cc; denied denied loaded; through" },
	{ .name = "what is loaded already is not loaded again",
	  .files = { "/modules.load", "aa.ko\nbb.ko\nx/aa.ko\n", "/modules.dep", "aa.ko: bb.ko\nbb.ko:\n", "/aa.ko", "", "/bb.ko", "" },
	  .want = "+bb +aa; loaded before before; through" },
	{ .name = "two that need each other: init has no stack any more",
	  .files = { "/modules.load", "cc.ko\naa.ko\n", "/modules.dep", "aa.ko: bb.ko\nbb.ko: aa.ko\ncc.ko:\n", "/aa.ko", "", "/bb.ko", "", "/cc.ko", "" },
	  .want = "+cc; loaded endless; crashed 2" },
	{ .name = "so is a soft circle",
	  .files = { "/modules.load", "aa.ko\n", "/modules.dep", "aa.ko:\nbb.ko:\n",
		     "/modules.softdep", "softdep aa pre: bb\nsoftdep bb pre: aa\n", "/aa.ko", "", "/bb.ko", "" },
	  .want = "; endless; crashed 1" },
	{ .name = "but not one that comes to an end",
	  .files = { "/modules.load", "aa.ko\n", "/modules.dep", "aa.ko:\nbb.ko:\n",
		     "/modules.softdep", "softdep aa pre: bb\nsoftdep bb post: aa\n", "/aa.ko", "", "/bb.ko", "" },
	  .want = "+bb +aa; loaded; through" },
	{ .name = "modules.dep that is a link says nothing",
	  .files = { "/modules.load", "aa.ko\n", "/dep", "aa.ko:\n", "/modules.dep", "-> dep", "/aa.ko", "" },
	  .want = "; absent; nothing 1" },
	{ .name = "vendor: modprobe -a goes on",
	  .files = { "/vendor/lib/modules/modules.load", "aa.ko\ngone.ko\nbb.ko\n",
		     "/vendor/lib/modules/modules.dep", "/vendor/lib/modules/aa.ko:\n/vendor/lib/modules/bb.ko:\n",
		     "/vendor/lib/modules/aa.ko", "", "/vendor/lib/modules/bb.ko", "" },
	  .refused = ",aa,", .want = "-aa +bb; failed absent loaded; through 1" },
};

/* What the kernel says, and what was asked. */
struct kernel {
	const struct row *row;
	FILE *out;
	size_t count;
};

static int load(void *data, const struct ks_boot_attempt *attempt)
{
	struct kernel *k = data;
	char text[80];
	bool refused, once;

	snprintf(text, sizeof(text), ",%s,", attempt->name);
	refused = k->row->refused && strstr(k->row->refused, text);
	snprintf(text, sizeof(text), ",%s once,", attempt->name);
	once = k->row->refused && strstr(k->row->refused, text) && attempt->why != KS_BOOT_AGAIN;
	fprintf(k->out, "%s%c%s", k->count++ ? " " : "", refused || once ? '-' : '+',
		attempt->name);
	if (*attempt->options)
		fprintf(k->out, "[%s]", attempt->options);
	return refused || once ? -EINVAL : 0;
}

static void put_module(const char *text)
{
	ks_auto_free char *copy = strdup(text);
	struct module_file file;
	const char *options[8];
	size_t count = 0;
	char path[128], *rest = copy, *word;

	snprintf(path, sizeof(path), TREE "/%s.ko", strsep(&rest, " "));
	while ((word = strsep(&rest, " ")))
		options[count++] = word;
	expect_int(module_file_make(&file, options, count), 0);
	put_bytes(path, file.data, file.size);
	free(file.data);
}

static void put_files(const struct row *row)
{
	for (size_t i = 0; row->files[i]; i += 2) {
		if (!strncmp(row->files[i + 1], "-> ", 3))
			put_link(row->files[i], row->files[i + 1] + 3);
		else
			put(row->files[i], row->files[i + 1]);
	}
	for (size_t i = 0; row->modules[i]; i++)
		put_module(row->modules[i]);
}

static void put_end(FILE *out, const struct ks_boot *boot, const struct ks_boot_end *end)
{
	static const char *const words[] = {
		"through", "stopped", "crashed", "gave-up", "nothing", "too-long",
	};

	const char *file = end->file;

	if (file && !strncmp(file, root, strlen(root)))
		file += strlen(root);
	fprintf(out, "; %s", words[end->ending]);
	if (file)
		fprintf(out, " %s", file);
	if (end->line)
		fprintf(out, ":%u", end->line);
	if (end->entry != KS_BOOT_NONE)
		fprintf(out, " %u", boot->entries[end->entry].line);
}

static void run(const struct row *row, const struct ks_boot *boot, const char *tree)
{
	static const char *const words[] = { "never", "loaded", "before", "failed", "depends",
					     "denied", "absent", "passed", "endless" };
	ks_auto_free char *text = NULL;
	struct ks_boot_run run = { 0 };
	struct kernel k = { .row = row };
	struct ks_boot_kernel kernel = {
		.tree = tree, .cmdline = row->cmdline, .load = load, .data = &k,
	};
	size_t size;

	k.out = open_memstream(&text, &size);
	expect_int(ks_boot_run_start(&run, boot), 0);
	for (size_t i = 0; i < boot->sequence_count; i++)
		expect_int(ks_boot_run_sequence(&run, boot, i, &kernel), 0);
	fputs("; ", k.out);
	for (size_t i = 0; i < boot->count; i++)
		fprintf(k.out, "%s%s", i ? " " : "", words[run.outcomes[i]]);
	for (size_t i = 0; i < boot->sequence_count; i++)
		put_end(k.out, boot, &run.ends[i]);
	fclose(k.out);
	expect_text(text, row->want);
	expect_int(run.attempt_count, k.count);
	ks_boot_run_free(&run);
}

static void test_openwrt(void)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(openwrt_rows); i++) {
		struct ks_boot boot = { 0 };
		char tree[128];
		struct ks_err err;

		ktap_case("OpenWrt: %s", openwrt_rows[i].name);
		make_root();
		put_files(&openwrt_rows[i]);
		snprintf(tree, sizeof(tree), "%s" TREE, root);
		expect_int(ks_boot_read_root(&boot, root, &err), 0);
		run(&openwrt_rows[i], &boot, tree);
		ks_boot_free(&boot);
	}
}

static void test_android(void)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(android_rows); i++) {
		const struct row *row = &android_rows[i];
		bool vendor = !strncmp(row->files[0], "/vendor", 7);
		struct ks_boot boot = { 0 };
		char tree[128];
		struct ks_err err;

		ktap_case("Android: %s", row->name);
		make_root();
		put_files(row);
		snprintf(tree, sizeof(tree), "%s%s", root, vendor ? "/vendor/lib/modules" : "");
		expect_int(ks_boot_read_tree(&boot, tree, vendor ? root : NULL, &err), 0);
		run(row, &boot, NULL);
		ks_boot_free(&boot);
	}
}

/* Each module wants the next one twice, and none is taken: 2^n attempts. */
static void test_busy(void)
{
	struct row row = { .name = "x", .refused = ",x," };
	ks_auto_free char *deps = NULL, *softs = NULL, *refused = NULL;
	struct ks_boot boot = { 0 };
	FILE *d, *s, *r;
	size_t size;
	struct ks_err err;
	char path[32];
	struct kernel k = { .row = &row };
	struct ks_boot_kernel kernel = { .load = load, .data = &k };
	struct ks_boot_run run = { 0 };

	new_root("Android: what would keep us busy for ever is left");
	d = open_memstream(&deps, &size);
	s = open_memstream(&softs, &size);
	r = open_memstream(&refused, &size);
	for (int i = 10; i < 50; i++) {
		snprintf(path, sizeof(path), "/m%d.ko", i);
		put(path, "");
		fprintf(d, "m%d.ko:\n", i);
		fprintf(s, "softdep m%d pre: m%d m%d\n", i, i + 1, i + 1);
		fprintf(r, ",m%d,", i);
	}
	fclose(d);
	fclose(s);
	fclose(r);
	row.refused = refused;
	put("/modules.dep", deps);
	put("/modules.softdep", softs);
	put("/modules.load", "m10.ko\n");
	k.out = fopen("/dev/null", "w");
	expect_int(ks_boot_read_tree(&boot, root, NULL, &err), 0);
	expect_int(ks_boot_run_start(&run, &boot), 0);
	expect_int(ks_boot_run_sequence(&run, &boot, 0, &kernel), 0);
	expect_int(run.ends[0].ending, KS_BOOT_TOO_LONG);
	expect_int(run.outcomes[0], KS_BOOT_NEVER);
	expect_int(run.attempt_count, KS_BOOT_ATTEMPTS_MAX);
	fclose(k.out);
	ks_boot_run_free(&run);
	ks_boot_free(&boot);
}

int main(void)
{
	test_openwrt();
	test_android();
	test_busy();
	return ktap_end();
}
