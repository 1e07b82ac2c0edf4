// SPDX-License-Identifier: GPL-2.0-or-later
/* boot/: lists of what is loaded at boot, each as its reader reads it. */
#include <errno.h>

#include "boot/boot.h"
#include "boot/list.h"
#include "boot_files.h"
#include "lib/cleanup.h"

static struct ks_boot boot;

static void read_root(void)
{
	struct ks_err err;

	ks_boot_free(&boot);
	expect_int(ks_boot_read_root(&boot, root, &err), 0);
}

/* All entries: "name [options] @list:line", without the root, separated by "; ". */
static void expect_entries(const char *want)
{
	ks_auto_free char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < boot.count; i++) {
		const struct ks_boot_entry *e = &boot.entries[i];

		fprintf(out, "%s%s", i ? "; " : "", e->name);
		if (e->options)
			fprintf(out, " [%s]", e->options);
		fputs(e->at_once ? " now" : "", out);
		fputs(e->flaw == KS_BOOT_NAMELESS ? " nameless" : "", out);
		fputs(e->flaw == KS_BOOT_CUT ? " cut" : "", out);
		/* Of a tree it is the path here. */
		fprintf(out, " @%s:%u",
			strncmp(e->list, root, strlen(root)) ? e->list : e->list + strlen(root),
			e->line);
	}
	fclose(out);
	expect_text(text, want);
}

static void expect_problem(size_t index, int code, const char *part)
{
	if (!expect(index < boot.problem_count))
		return;
	expect_int(boot.problems[index].code, code);
	expect(strstr(boot.problems[index].text, part));
}

static void test_etc_modules(void)
{
	new_root("/etc/modules: a word and parameters, comments, blank lines");
	put("/etc/modules", "# comment\n\nloop\n  snd-hda-intel  index=1 model=x \r\n#no\nlast");
	read_root();
	expect_entries("loop @/etc/modules:3; snd-hda-intel [index=1 model=x \r] @/etc/modules:4; last @/etc/modules:6");
	expect_int(boot.lists, 1);
	expect_int(boot.problem_count, 0);

	new_root("no list at all");
	read_root();
	expect_entries("");
	expect_int(boot.lists, 0);
}

static void test_modules_load_d(void)
{
	new_root("modules-load.d: order of names over all directories, the first directory wins");
	put("/usr/lib/modules-load.d/10-a.conf", "from_usr\n");
	put("/usr/lib/modules-load.d/30-c.conf", "c\n");
	put("/etc/modules-load.d/10-a.conf", "; comment\n# comment\n  from_etc  \n");
	put("/run/modules-load.d/20-b.conf", "b one\n");
	put("/run/modules-load.d/30-c.conf", "c_of_run\n");
	put("/etc/modules-load.d/readme.txt", "no\n");
	put("/etc/modules-load.d/.hidden.conf", "no\n");
	read_root();
	expect_entries("from_etc @/etc/modules-load.d/10-a.conf:3; b one @/run/modules-load.d/20-b.conf:1; c_of_run @/run/modules-load.d/30-c.conf:1");

	new_root("modules-load.d: an empty file and a link to /dev/null hide those behind");
	put("/usr/lib/modules-load.d/a.conf", "a\n");
	put("/usr/lib/modules-load.d/b.conf", "b\n");
	put("/usr/lib/modules-load.d/c.conf", "c\n");
	put("/etc/modules-load.d/a.conf", "");
	put_link("/etc/modules-load.d/b.conf", "/dev/null");
	put_link("/etc/modules-load.d/c.conf", "/nowhere");
	read_root();
	expect_entries("c @/usr/lib/modules-load.d/c.conf:1");
	expect_int(boot.problem_count, 0);

	new_root("a link from the root stays in the root");
	put("/etc/modules", "inside\n");
	put_link("/etc/modules-load.d/modules.conf", "/etc/modules");
	put_link("/etc/modules-load.d/out.conf", "../../../../../../../../etc/passwd");
	read_root();
	expect_entries("inside @/etc/modules:1; inside @/etc/modules-load.d/modules.conf:1");
}

static void test_systemd_lines(void)
{
	new_root("systemd: the whole line is a name, at both ends blanks go");
	put("/etc/modules-load.d/a.conf", " \tloop max_loop=4 \t\n#c\n;c\n\t# c\nx#y\n\"q\"\n");
	read_root();
	expect_entries("loop max_loop=4 @/etc/modules-load.d/a.conf:1; x#y @/etc/modules-load.d/a.conf:5; \"q\" @/etc/modules-load.d/a.conf:6");

	new_root("systemd: a carriage return ends a line, with and without a line feed");
	put("/etc/modules-load.d/a.conf", "one\r\ntwo\rthree\n\r\nfour\r");
	read_root();
	expect_entries("one @/etc/modules-load.d/a.conf:1; two @/etc/modules-load.d/a.conf:2; three @/etc/modules-load.d/a.conf:3; four @/etc/modules-load.d/a.conf:5");
}

/* A list, and what its reader makes of the lines, without the list's name. */
static const struct line_row {
	const char *name;
	const char *list;
	const char *text;
	const char *want;
} line_rows[] = {
	{ "OpenWrt: parameters behind the first blank", "/etc/modules.d/usb",
	  "gpio-button-hotplug debug=1 x=2\nmmc_core \nb  y=3\n",
	  "gpio-button-hotplug [debug=1 x=2] 1; mmc_core [] 2; b [ y=3] 3" },
	{ "OpenWrt: a tabulator and a carriage return belong to the name", "/etc/modules.d/usb",
	  "tun\tx=1\nusb\r\nb x=1\r\n", "tun\tx=1 1; usb\r 2; b [x=1\r] 3" },
	{ "OpenWrt: a line that begins with a blank has no name", "/etc/modules.d/usb",
	  " tun\n  \n\n#no\n", " tun nameless 1" },
	{ "OpenWrt: of a path the last part, up to the first .ko", "/etc/modules.d/usb",
	  "/lib/modules/6.6/usb-common.ko\na.kool.ko\nb.ko.xz\ndir/\nx.ko y=z.ko\n",
	  "usb-common 1; a 2; b 3; dir 4; x [y=z.ko] 5" },
	{ "OpenWrt: 55 bytes of a name fit, not 56", "/etc/modules.d/usb",
	  "a1234567890123456789012345678901234567890123456789012345\n"
	  "b123456789012345678901234567890123456789012345678901234\n",
	  "a123456789012345678901234567890123456789012345678901234 cut 1; b123456789012345678901234567890123456789012345678901234 2" },
	{ "OpenWrt: a digit first: at once", "/etc/modules.d/30-gpio", "a\nb\n", "a now 1; b now 2" },
	{ "OpenWrt: so is all up to 9", "/etc/modules.d/+x", "a\n", "a now 1" },
	{ "OpenWrt: but not a colon, which is next", "/etc/modules.d/:x", "a\n", "a 1" },
	{ "OpenWrt: a byte above 127", "/etc/modules.d/\xc3\xa4", "a\n", "a now 1" },
	{ "Android: the first word, directories and .ko off, '-' is '_'", "/modules.load",
	  "kernel/drivers/zram/zram.ko\n# no\nfoo-bar.ko extra\n\nx.ko.xz\nab\n",
	  "zram 1; foo_bar 3; x.ko.xz 5; ab 6" },
	{ "Android: words end at blanks only", "/modules.load", "foo.ko\r\nbar.ko\tx\n",
	  "foo.ko\r 1; bar.ko\tx 2" },
	{ "Android: no name, or one of one byte", "/modules.load",
	  " foo.ko\na.ko\na\ndir/\n/\n #x\n",
	  " foo.ko nameless 1; a nameless 2; a nameless 3; / nameless 4; / nameless 5;  #x nameless 6" },
};

static void test_lines(void)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(line_rows); i++) {
		const struct line_row *row = &line_rows[i];
		ks_auto_free char *text = NULL;
		struct ks_err err;
		size_t size;
		FILE *out;

		new_root(row->name);
		put(row->list, row->text);
		read_root();
		if (!boot.count)
			expect_int(ks_boot_read_tree(&boot, root, NULL, &err), 0);
		out = open_memstream(&text, &size);
		for (size_t j = 0; j < boot.count; j++) {
			const struct ks_boot_entry *e = &boot.entries[j];

			fprintf(out, "%s%s", j ? "; " : "", e->name);
			if (e->options)
				fprintf(out, " [%s]", e->options);
			fprintf(out, "%s%s%s %u", e->at_once ? " now" : "",
				e->flaw == KS_BOOT_NAMELESS ? " nameless" : "",
				e->flaw == KS_BOOT_CUT ? " cut" : "", e->line);
		}
		fclose(out);
		expect_text(text, row->want);
	}
}

static void test_openwrt(void)
{
	new_root("OpenWrt: early first, order of the bytes of names, dot files out");
	put("/etc/modules.d/30-gpio", "gpio\n");
	put("/etc/modules.d/02-crypto-hash", "crypto_hash\ncryptomgr\n\n");
	put("/etc/modules.d/B", "large\n");
	put("/etc/modules.d/a", "small\n");
	put("/etc/modules.d/.hidden", "no\n");
	put("/etc/modules-boot.d/15-mmc", "mmc_core \n");
	read_root();
	expect_entries("mmc_core [] now @/etc/modules-boot.d/15-mmc:1; crypto_hash now @/etc/modules.d/02-crypto-hash:1; cryptomgr now @/etc/modules.d/02-crypto-hash:2; gpio now @/etc/modules.d/30-gpio:1; large @/etc/modules.d/B:1; small @/etc/modules.d/a:1");
	expect_int(boot.sequence_count, 2);
	expect_text(boot.sequences[0].place, "/etc/modules-boot.d");
	expect_int(boot.sequences[1].first, 1);
	expect_int(boot.sequences[1].count, 5);
}

static void test_android(void)
{
	struct ks_err err;

	new_root("Android: three lists beside the modules, each a boot of its own");
	put("/modules.load", "zram.ko\n");
	put("/modules.load.recovery", "touch.ko\n");
	put("/modules.load.charger", "\ncharger.ko\n");
	ks_boot_free(&boot);
	expect_int(ks_boot_read_tree(&boot, root, NULL, &err), 0);
	expect_entries("zram @/modules.load:1; touch @/modules.load.recovery:1; charger @/modules.load.charger:2");
	expect_int(boot.sequence_count, 3);
	expect_text(boot.sequences[2].place, "modules.load.charger");
	expect(boot.sequences[2].stops);
	expect_int(ks_boot_read_tree(&boot, "not-there", NULL, &err), -ENOENT);

	new_root("Android: a list that is a link is not read, and that is said");
	put("/elsewhere", "zram.ko\n");
	put_link("/modules.load", "elsewhere");
	ks_boot_free(&boot);
	expect_int(ks_boot_read_tree(&boot, root, NULL, &err), 0);
	expect_int(boot.count, 0);
	expect_problem(0, -EMLINK, "modules.load: read: is a symbolic link");

	new_root("Android: whose a failure ends the boot");
	expect(ks_boot_is_early("/lib/modules"));
	expect(ks_boot_is_early("root/lib/modules/6.1.0"));
	expect(ks_boot_is_early("anything"));
	expect(!ks_boot_is_early("root/vendor/lib/modules"));
	expect(!ks_boot_is_early("vendor_dlkm/lib/modules/6.1"));
	expect(!ks_boot_is_early("/system_dlkm/lib/modules"));
	expect(ks_boot_is_early("/myvendor/lib/modules"));
}

static void test_one_list(void)
{
	enum ks_boot_format format;
	struct ks_err err;
	char path[128];

	new_root("one list by its path, and who reads it");
	put("/etc/modules.d/50-x", "a b=1\n");
	put("/etc/modules-load.d/x.conf", "a b\n");
	put("/lib/modules/modules.load.recovery", "ab.ko\n");
	put("/etc/modules", "a b=1\n");
	put("/etc/other", "a\n");
	snprintf(path, sizeof(path), "%s/etc/modules.d/50-x", root);
	expect_int(ks_boot_format_of(path, &format), 0);
	expect_text(ks_boot_format_name(format), "openwrt");
	ks_boot_free(&boot);
	expect_int(ks_boot_read_list(&boot, format, path, NULL, &err), 0);
	expect_int(boot.count, 1);
	expect(boot.entries[0].at_once);
	snprintf(path, sizeof(path), "%s/etc/modules-load.d/x.conf", root);
	expect_int(ks_boot_format_of(path, &format), 0);
	expect_text(ks_boot_format_name(format), "systemd");
	snprintf(path, sizeof(path), "%s/lib/modules/modules.load.recovery", root);
	expect_int(ks_boot_format_of(path, &format), 0);
	expect_text(ks_boot_format_name(format), "android");
	snprintf(path, sizeof(path), "%s/etc/modules", root);
	expect_int(ks_boot_format_of(path, &format), 0);
	expect_text(ks_boot_format_name(format), "modules");
	snprintf(path, sizeof(path), "%s/etc/other", root);
	expect_int(ks_boot_format_of(path, &format), -ENOENT);
	expect_int(ks_boot_format_parse("android", &format), 0);
	expect_int(format, KS_BOOT_ANDROID);
	expect_int(ks_boot_format_parse("androids", &format), -EINVAL);
	snprintf(path, sizeof(path), "%s/etc/absent", root);
	ks_boot_free(&boot);
	expect_int(ks_boot_read_list(&boot, KS_BOOT_MODULES, path, NULL, &err), -ENOENT);
}

static void test_hostile(void)
{
	static char large[(1 << 20) + 1];
	char path[256];

	new_root("what is no list is said, the others are read");
	memset(large, 'x', sizeof(large));
	put_bytes("/usr/lib/modules-load.d/a-large.conf", large, sizeof(large));
	put_bytes("/usr/lib/modules-load.d/b-binary.conf", "ab\0cd\n", 6);
	put("/usr/lib/modules-load.d/e-good.conf", "good\n");
	snprintf(path, sizeof(path), "%s/usr/lib/modules-load.d/c-fifo.conf", root);
	expect_int(mkfifo(path, 0666), 0);
	snprintf(path, sizeof(path), "%s/usr/lib/modules-load.d/d-directory.conf", root);
	expect_int(mkdir(path, 0777), 0);
	put_link("/usr/lib/modules-load.d/f-loop.conf", "f-loop.conf");
	read_root();
	expect_entries("good @/usr/lib/modules-load.d/e-good.conf:1");
	expect_int(boot.problem_count, 5);
	expect_problem(0, -EFBIG, "a-large.conf: read: is larger than 1024 KiB");
	expect_problem(1, -EBADMSG, "b-binary.conf: read: has NUL bytes");
	expect_problem(2, -EINVAL, "c-fifo.conf: read: is no regular file");
	expect_problem(3, -EISDIR, "d-directory.conf: read: ");
	expect_problem(4, -ELOOP, "f-loop.conf: read: ");

	new_root("a list that is exactly as large as one may be");
	put_bytes("/etc/modules", large, sizeof(large) - 1);
	read_root();
	expect_int(boot.count, 1);
	expect_int(boot.problem_count, 0);
}

static char matches[256];

static void note_match(const char *module, void *data)
{
	snprintf(matches + strlen(matches), sizeof(matches) - strlen(matches), "%s ", module);
	*(size_t *)data += 1;
}

static size_t resolve(const struct ks_boot_names *names, const char *name)
{
	size_t called = 0, count;

	*matches = '\0';
	count = ks_boot_resolve(names, name, note_match, &called);
	expect_int(count, called);
	return count;
}

static void test_names(void)
{
	struct ks_boot_names names;
	struct ks_err err;

	new_root("aliases and what is built in");
	put("/modules.alias",
	    "# Aliases\nalias net-pf-16-proto-16-family-nl80211 cfg80211\nalias pci:v00008086d*sv* e1000e\n"
	    "alias pci:v00008086d1234* other\nalias crypto-[a-c]x crc\nalias broken\nalias two words three\n");
	put("/modules.builtin", "kernel/fs/ext4/ext4.ko\nkernel/drivers/foo-bar.ko\nbase.ko");
	expect_int(ks_boot_names_read(&names, root, &err), 0);
	expect_int(resolve(&names, "net-pf-16-proto-16-family-nl80211"), 1);
	expect_text(matches, "cfg80211 ");
	expect_int(resolve(&names, "net_pf_16_proto_16_family_nl80211"), 1);
	expect_int(resolve(&names, "pci:v00008086d1234sv1"), 2);
	expect_text(matches, "e1000e other ");
	expect_int(resolve(&names, "crypto-bx"), 1);
	expect_int(resolve(&names, "crypto-dx"), 0);
	expect_int(resolve(&names, "broken"), 0);
	expect(ks_boot_is_builtin(&names, "ext4"));
	expect(ks_boot_is_builtin(&names, "foo_bar"));
	expect(ks_boot_is_builtin(&names, "base"));
	expect(!ks_boot_is_builtin(&names, "ext"));
	expect(!ks_boot_is_builtin(&names, "ext42"));
	ks_boot_names_free(&names);

	new_root("a tree without them");
	expect_int(ks_boot_names_read(&names, root, &err), 0);
	expect_int(resolve(&names, "x"), 0);
	expect(!ks_boot_is_builtin(&names, "x"));
	ks_boot_names_free(&names);

	new_root("damaged ones are said, the other counts");
	put_bytes("/modules.alias", "alias a\0b c\n", 12);
	put("/modules.builtin", "x.ko\n");
	expect_int(ks_boot_names_read(&names, root, &err), -EBADMSG);
	expect(strstr(err.text, "modules.alias: read: has NUL bytes"));
	expect(ks_boot_is_builtin(&names, "x"));
	ks_boot_names_free(&names);
}

int main(void)
{
	test_etc_modules();
	test_modules_load_d();
	test_systemd_lines();
	test_lines();
	test_one_list();
	test_openwrt();
	test_android();
	test_hostile();
	test_names();
	ks_boot_free(&boot);
	return ktap_end();
}
