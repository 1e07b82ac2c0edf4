// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * OpenWrt's packages: elf/package.c on databases as 23.05, 24.10 and 25.12
 * write them, rule_kernel_hash.c, and what both make of a module in a tree.
 */
#include "outcome.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf/candidate.h"
#include "elf/package.h"

#define HASH		"0123456789abcdef0123456789abcdef"
#define OTHER		"fedcba9876543210fedcba9876543210"

static const char opkg_23[] =
	"Package: kernel\nVersion: 5.15.167-1-" HASH "\nStatus: install hold installed\n"
	"Architecture: mips_24kc\n\n"
	"Package: kmod-tun\nVersion: 5.15.167-1\nDepends: kernel (=5.15.167-1-" HASH ")\n"
	"Status: install user installed\nConffiles:\n /etc/tun " HASH "\n\n"
	"Package: kmod-gone\nVersion: 1\nDepends: kernel (= 4.14.180-1-" OTHER ")\n"
	"Status: deinstall user not-installed\n";
static const char opkg_24[] =
	"Package: libc\nVersion: 1.2.5-r4\nStatus: install user installed\n\n"
	"Package: kmod-tun\nVersion: 6.6.86-r1\n"
	"Depends: kmod-kernel, kernel (=6.6.86~" HASH "-r1), kmod-nf\nStatus: install user installed\n\n"
	"Package: kernel\nVersion: 6.6.86~" HASH "-r1\nStatus: install hold installed\n\n";
static const char apk[] =
	"C:Q1abcdefgh=\nP:kernel\nV:6.12.71~" HASH "-r1\nA:mipsel_24kc\nS:1\nI:1\n"
	"F:lib/modules/6.12.71\nR:modules.builtin\n\n"
	"C:Q1ijklmnop=\nP:kmod-tun\nV:6.12.71-r1\nD:kmod-kernel=1 kernel=6.12.71~" HASH "-r1 libc\n"
	"F:etc/modules.d\nR:30-tun\nF:lib/modules/6.12.71\nR:tun.ko\na:0:0:644\n\n"
	"C:Q1qrstuvwx=\nP:kmod-old\nV:6.12.70-r1\nD:kernel=6.12.70~" OTHER "-r1\n"
	"F:lib/modules/6.12.71\nR:old.ko\n";

static struct ks_image image_of(const char *text)
{
	return (struct ks_image){ (const uint8_t *)text, strlen(text) };
}

static void test_databases(void)
{
	static const struct {
		const char *what;
		const char *text;
		const char *version;
	} rows[] = {
		{ "opkg of 23.05", opkg_23, "5.15.167-1-" HASH },
		{ "opkg of 24.10", opkg_24, "6.6.86~" HASH "-r1" },
		{ "apk of 25.12", apk, "6.12.71~" HASH "-r1" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ks_image image = image_of(rows[i].text);
		struct ks_package p;

		ktap_case("%s: the kernel's version", rows[i].what);
		expect(ks_package_find(&image, "kernel", &p));
		expect_text(p.version, rows[i].version);
		ktap_case("%s: what a module's package wants", rows[i].what);
		expect(ks_package_find(&image, "kmod-tun", &p));
		expect_text(p.kernel, rows[i].version);
		ktap_case("%s: packages that are not there", rows[i].what);
		expect(!ks_package_find(&image, "kmod-gone", &p));
		expect(!ks_package_find(&image, "kern", &p));
		ktap_case("%s: cut anywhere, nothing is read behind it", rows[i].what);
		for (size_t size = 0; size < image.size; size++) {
			uint8_t *copy = malloc(size + 1);
			struct ks_image cut = { copy, size };

			memcpy(copy, image.data, size);
			copy = realloc(copy, size ? size : 1);
			cut.data = copy;
			expect(!ks_package_find(&cut, "nobody", &p));
			free(copy);
		}
	}
}

static void test_owner(void)
{
	struct ks_image image = image_of(apk);
	struct ks_package p;

	ktap_case("apk: whose file it is");
	expect(ks_package_owner(&image, "lib/modules/6.12.71/tun.ko", &p));
	expect_text(p.name, "kmod-tun");
	expect(ks_package_owner(&image, "lib/modules/6.12.71/old.ko", &p));
	expect_text(p.kernel, "6.12.70~" OTHER "-r1");
	ktap_case("apk: nobody's");
	expect(!ks_package_owner(&image, "lib/modules/6.12.71/mine.ko", &p));
	expect(!ks_package_owner(&image, "lib/modules/6.12.70/tun.ko", &p));
	expect(!ks_package_owner(&image, "tun.ko", &p));
}

/* Only a hash depends on the configuration; only this kernel's counts. */
static void test_rule(void)
{
	static const struct {
		const char *what, *module, *kernel, *release;
		int level;	/* -1: nothing to say */
	} rows[] = {
		{ "equal", "6.6.86~" HASH "-r1", "6.6.86~" HASH "-r1", "6.6.86", KS_LEVEL_AGREES },
		{ "equal, of 23.05", "5.15.167-1-" HASH, "5.15.167-1-" HASH, "5.15.167",
		  KS_LEVEL_AGREES },
		{ "another configuration", "6.6.86~" OTHER "-r1", "6.6.86~" HASH "-r1", "6.6.86",
		  KS_LEVEL_CONTRADICTS },
		{ "another release", "6.6.85~" HASH "-r1", "6.6.86~" HASH "-r1", "6.6.86",
		  KS_LEVEL_CONTRADICTS },
		{ "patched anew", "6.6.86~" HASH "-r2", "6.6.86~" HASH "-r1", "6.6.86",
		  KS_LEVEL_CONTRADICTS },
		{ "equal, without a hash", "6.6.86-r1", "6.6.86-r1", "6.6.86", -1 },
		{ "different, without a hash", "6.6.86-r2", "6.6.86-r1", "6.6.86",
		  KS_LEVEL_CONTRADICTS },
		{ "kernel exchanged behind the database", "6.6.86~" HASH "-r1",
		  "6.6.86~" HASH "-r1", "6.6.86-ophub", -1 },
		{ "another kernel runs", "6.6.85~" HASH "-r1", "6.6.86~" HASH "-r1", "6.6.8", -1 },
		{ "no package", NULL, "6.6.86~" HASH "-r1", "6.6.86", -1 },
		{ "no database", "6.6.86~" HASH "-r1", NULL, "6.6.86", -1 },
		{ "no release", "6.6.86~" HASH "-r1", "6.6.86~" HASH "-r1", NULL, -1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world w;

		ktap_case("%s", rows[i].what);
		world_init(&w, SERIES(6, 6));
		w.needs.kernel_hash = rows[i].module;
		w.facts.kernel_hash.value = rows[i].kernel;
		w.facts.release.value = rows[i].release;
		world_rule(&w, ks_rule_kernel_hash);
		if (rows[i].level < 0)
			world_expect_none(&w);
		else
			world_expect_one(&w, rows[i].level,
					 rows[i].level == KS_LEVEL_AGREES ?
						 KS_REASON_KERNEL_HASH_AGREES :
						 KS_REASON_KERNEL_HASH_DIFFERS, 0);
		world_free(&w);
	}
}

/*
 * A stock OpenWrt: neither vermagic nor CRCs are compared, and the module may
 * carry no vermagic at all.  Never ok without a witness that is named.
 */
static void test_openwrt(void)
{
	static const struct {
		const char *what, *vermagic, *module;
		uint64_t size;
		enum ks_verdict verdict;
	} rows[] = {
		{ "package agrees", NULL, "6.1.0-56-amd64~" HASH "-r1", MODULE_SIZE, KS_VERDICT_OK },
		{ "package differs", NULL, "6.1.0-56-amd64~" OTHER "-r1", MODULE_SIZE,
		  KS_VERDICT_UNSAFE },
		{ "no package", NULL, NULL, MODULE_SIZE, KS_VERDICT_UNKNOWN },
		{ "no package, right vermagic", MODULE_VERMAGIC, NULL, MODULE_SIZE,
		  KS_VERDICT_UNKNOWN },
		{ "no package, other vermagic", "6.1.0-55-amd64 SMP preempt mod_unload modversions ",
		  NULL, MODULE_SIZE, KS_VERDICT_UNSAFE },
		{ "package agrees, other vermagic",
		  "6.1.0-55-amd64 SMP preempt mod_unload modversions ",
		  "6.1.0-56-amd64~" HASH "-r1", MODULE_SIZE, KS_VERDICT_UNSAFE },
		{ "package agrees, other struct module", NULL, "6.1.0-56-amd64~" HASH "-r1",
		  MODULE_SIZE + 64, KS_VERDICT_UNSAFE },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world w;

		ktap_case("a kernel that compares nothing: %s", rows[i].what);
		world_init(&w, SERIES(6, 1));
		w.facts.gates[KS_GATE_MODVERSIONS].value = KS_NO;
		w.facts.gates[KS_GATE_FORCE_LOAD].value = KS_NO;
		w.facts.gates[KS_GATE_VERMAGIC_COMPARED].value = KS_NO;
		w.facts.kernel_hash = (struct ks_fact_text){ "6.1.0-56-amd64~" HASH "-r1",
							     KS_ORIGIN_FILE };
		w.needs.has_versions = false;
		w.needs.vermagic = rows[i].vermagic;
		w.needs.kernel_hash = rows[i].module;
		w.needs.module_size = rows[i].size;
		world_check(&w);
		expect_int(w.result.accept, KS_ACCEPTS);
		expect_int(w.result.verdict, rows[i].verdict);
		world_free(&w);
	}
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	fputs(text, f);
	fclose(f);
}

/* Whose module it is, in the tree that it lies in. */
static void expect_found(const char *what, const char *kernel)
{
	static const char *const options[] = { "import=alpha:0x10" };
	struct ks_facts facts = { .kernel_hash = { "x", KS_ORIGIN_FILE } };
	struct ks_candidate c;
	struct module_file file;
	struct ks_err err;

	ktap_case("%s", what);
	module_file_make(&file, options, 1);
	module_file_write(&file, "root/lib/modules/6.12.71/tun.ko");
	expect_int(ks_candidate_open(&c, "root/lib/modules/6.12.71/tun.ko", KS_DEPTH_DEEP,
				     &facts, &err), 0);
	expect_text(c.needs.kernel_hash ? c.needs.kernel_hash : "none", kernel);
	ks_candidate_close(&c);
	free(file.data);
}

static void test_tree(void)
{
	static const char *const dirs[] = {
		"root", "root/lib", "root/lib/modules", "root/lib/modules/6.12.71", "root/lib/apk",
		"root/lib/apk/db", "root/usr", "root/usr/lib", "root/usr/lib/opkg",
		"root/usr/lib/opkg/info", "root/CONTROL",
	};

	static const char *const files[] = {
		"root/CONTROL/control", "root/usr/lib/opkg/info/kmod-other.list",
		"root/usr/lib/opkg/info/kmod-tun.list", "root/usr/lib/opkg/info/kmod-tun.control",
		"root/lib/apk/db/installed",
	};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		mkdir(dirs[i], 0755);
	/* Of the run before. */
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		unlink(files[i]);
	expect_found("a tree without a database", "none");
	write_file("root/CONTROL/control",
		   "Package: kmod-tun\nDepends: kernel (=6.6.1~" HASH "-r1)\n");
	expect_found("a package that was unpacked", "6.6.1~" HASH "-r1");
	write_file("root/usr/lib/opkg/info/kmod-other.list", "/lib/modules/6.12.71/other.ko\n");
	write_file("root/usr/lib/opkg/info/kmod-tun.list",
		   "/etc/modules.d/30-tun\n/lib/modules/6.12.71/tun.ko\n");
	write_file("root/usr/lib/opkg/info/kmod-tun.control",
		   "Package: kmod-tun\nDepends: kernel (=6.6.2~" HASH "-r1)\n");
	expect_found("a database of opkg", "6.6.2~" HASH "-r1");
	write_file("root/lib/apk/db/installed", apk);
	expect_found("a database of apk", "6.12.71~" HASH "-r1");
}

int main(void)
{
	test_databases();
	test_owner();
	test_rule();
	test_openwrt();
	test_tree();
	return ktap_end();
}
