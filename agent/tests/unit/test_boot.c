// SPDX-License-Identifier: GPL-2.0-or-later
/* boot/: lists of what is loaded at boot, each as its reader reads it. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/boot.h"
#include "ktap.h"
#include "lib/cleanup.h"

/* A root for each case, below the directory that the test runs in. */
static char root[64];

static void new_root(const char *name)
{
	ktap_case("%s", name);
	snprintf(root, sizeof(root), "root.XXXXXX");
	if (!mkdtemp(root))
		expect(!"a directory can be made");
}

static void make_parents(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0777);
		*slash = '/';
	}
}

static void put_bytes(const char *path, const char *content, size_t size)
{
	char whole[256];
	int fd;

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	make_parents(whole);
	fd = open(whole, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	expect(fd >= 0 && write(fd, content, size) == (ssize_t)size);
	close(fd);
}

static void put(const char *path, const char *content)
{
	put_bytes(path, content, strlen(content));
}

static void put_link(const char *path, const char *target)
{
	char whole[256];

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	make_parents(whole);
	expect_int(symlink(target, whole), 0);
}

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

static void test_openwrt(void)
{
	new_root("OpenWrt: early first, order of names, parameters, paths");
	put("/etc/modules.d/30-gpio", "gpio-button-hotplug debug=1 x=2\n");
	put("/etc/modules.d/02-crypto-hash", "crypto_hash\ncryptomgr\n\n");
	put("/etc/modules.d/usb", "/lib/modules/6.6/usb-common.ko\n#no\n");
	put("/etc/modules-boot.d/15-mmc", "mmc_core \n");
	read_root();
	expect_entries("mmc_core [] @/etc/modules-boot.d/15-mmc:1; crypto_hash @/etc/modules.d/02-crypto-hash:1; cryptomgr @/etc/modules.d/02-crypto-hash:2; gpio-button-hotplug [debug=1 x=2] @/etc/modules.d/30-gpio:1; usb-common @/etc/modules.d/usb:1");
}

static void test_android(void)
{
	struct ks_err err;

	new_root("Android: three lists beside the modules");
	put("/modules.load", "kernel/drivers/zram/zram.ko\n# no\nfoo-bar.ko extra\n");
	put("/modules.load.recovery", "touch.ko\n");
	put("/modules.load.charger", "\ncharger.ko\n");
	ks_boot_free(&boot);
	expect_int(ks_boot_read_tree(&boot, root, &err), 0);
	expect_entries("zram @/modules.load:1; foo-bar @/modules.load:3; touch @/modules.load.recovery:1; charger @/modules.load.charger:2");
	expect_int(ks_boot_read_tree(&boot, "not-there", &err), -ENOENT);
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
	test_openwrt();
	test_android();
	test_hostile();
	test_names();
	ks_boot_free(&boot);
	return ktap_end();
}
