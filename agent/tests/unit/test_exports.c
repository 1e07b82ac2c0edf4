// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a module exports, out of its relocated tables, on each architecture and
 * in each series' way of writing them; and a kernel in which such a module is
 * loaded before another one.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "elf/candidate.h"
#include "facts/provider.h"
#include "ktap.h"
#include "module_file.h"

#define OPTIONS_MAX	24

struct opened {
	struct module_file file;
	struct ks_candidate candidate;
	char path[64];
	int fd;
};

static const struct ks_needs *open_module(struct opened *o, const struct ks_facts *facts,
					  const char *const *options, size_t count)
{
	struct ks_err err;

	module_file_make(&o->file, options, count);
	o->fd = module_file_memfd(&o->file, o->path, sizeof(o->path));
	expect_int(ks_candidate_open(&o->candidate, o->path, KS_DEPTH_DEEP, facts, &err), 0);
	return &o->candidate.needs;
}

static void close_module(struct opened *o)
{
	ks_candidate_close(&o->candidate);
	free(o->file.data);
	close(o->fd);
}

static void expect_export(const struct ks_needs *n, size_t i, const char *name, int64_t crc,
			  bool gpl_only, const char *ns)
{
	const struct ks_own_export *e = &n->exports[i];

	if (!expect(i < n->export_count))
		return;
	expect_text(e->name, name);
	expect_int(e->has_crc ? (int64_t)e->crc : -1, crc);
	expect_int(e->gpl_only, gpl_only);
	expect_text(e->ns, ns);
}

static const struct {
	const char *name, *class, *data, *machine;
} machines[] = {
	{ "x86_64", "class=64", "data=lsb", "machine=62" },
	{ "i386", "class=32", "data=lsb", "machine=3" },
	{ "arm64", "class=64", "data=lsb", "machine=183" },
	{ "arm", "class=32", "data=lsb", "machine=40" },
	{ "mips", "class=32", "data=msb", "machine=8" },
	{ "mipsel", "class=32", "data=lsb", "machine=8" },
	{ "mips64", "class=64", "data=msb", "machine=8" },
	{ "mips64el", "class=64", "data=lsb", "machine=8" },
	{ "powerpc", "class=32", "data=msb", "machine=20" },
	{ "powerpc64", "class=64", "data=msb", "machine=21" },
	{ "riscv64", "class=64", "data=lsb", "machine=243" },
	{ "riscv32", "class=32", "data=lsb", "machine=243" },
};

static const char *const styles[] = {
	"exports=plain", "exports=stripped", "exports=flags", "exports=flags,stripped",
	"exports=crc-absolute", "exports=crc-place", "exports=absolute",
	"exports=absolute,stripped",
};

/* Twelve architectures, eight ways to write the same tables: all are the same. */
static void test_machines(void)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(machines); i++)
		for (size_t s = 0; s < KS_ARRAY_SIZE(styles); s++) {
			const char *options[] = {
				machines[i].class, machines[i].data, machines[i].machine, styles[s],
				"export=able:0x11223344", "export=baker:0x80000001:gpl",
				"export=charlie:0:-:SPACE", "export=dog:0x7:gpl:module:kvm,kvm-*",
			};
			bool one_table = strstr(styles[s], "flags");
			const struct ks_needs *n;
			struct opened o;

			ktap_case("exports of a module for %s, %s", machines[i].name, styles[s]);
			n = open_module(&o, NULL, options, KS_ARRAY_SIZE(options));
			expect(n->readable && !n->exports_broken && !n->exports_unsorted);
			expect_int(n->export_count, 4);
			expect_export(n, 0, "able", 0x11223344, false, NULL);
			expect_export(n, one_table ? 1 : 2, "baker", 0x80000001, true, NULL);
			expect_export(n, one_table ? 2 : 1, "charlie", 0, false, "SPACE");
			expect_export(n, 3, "dog", 7, true, "module:kvm,kvm-*");
			close_module(&o);
		}
}

static void with_kernel(struct ks_facts *facts, unsigned int major, unsigned int minor,
			enum ks_tri uml)
{
	*facts = (struct ks_facts){ 0 };
	facts->version = (struct ks_fact_number){ ks_version_code(major, minor), KS_ORIGIN_FILE };
	facts->gates[KS_GATE_UML] = (struct ks_fact_tri){ uml, KS_ORIGIN_FILE };
}

/* Which tables there are is the kernel's to say. */
static void test_series(void)
{
	static const char *const old[] = { "export=one:1", "export=two:2:gpl" };
	static const char *const new[] = { "exports=flags", "export=one:1", "export=two:2:gpl" };
	struct ks_facts facts;
	const struct ks_needs *n;
	struct opened o;

	ktap_case("a table of GPL-only exports is not there since 7.1");
	with_kernel(&facts, 7, 2, KS_NO);
	n = open_module(&o, &facts, old, 2);
	expect_int(n->export_count, 1);
	expect_export(n, 0, "one", 1, false, NULL);
	close_module(&o);
	with_kernel(&facts, 6, 12, KS_NO);
	n = open_module(&o, &facts, old, 2);
	expect_int(n->export_count, 2);
	expect_export(n, 1, "two", 2, true, NULL);
	close_module(&o);

	ktap_case("flags of exports mean nothing before 7.1");
	n = open_module(&o, &facts, new, 3);
	expect_int(n->export_count, 2);
	expect_export(n, 1, "two", 2, false, NULL);
	close_module(&o);
	with_kernel(&facts, 7, 1, KS_NO);
	n = open_module(&o, &facts, new, 3);
	expect_export(n, 1, "two", 2, true, NULL);
	close_module(&o);
}

/* Entries of 24 bytes on x86_64 are those of User-Mode Linux, and the other way round. */
static void test_uml(void)
{
	static const char *const absolute[] = { "exports=absolute", "export=a:1", "export=b:2" };
	static const char *const relative[] = { "export=a:1", "export=b:2" };
	struct ks_facts facts;
	const struct ks_needs *n;
	struct opened o;

	ktap_case("User-Mode Linux has addresses in its tables");
	with_kernel(&facts, 6, 12, KS_YES);
	n = open_module(&o, &facts, absolute, 3);
	expect(!n->exports_broken);
	expect_int(n->export_count, 2);
	expect_export(n, 1, "b", 2, false, NULL);
	close_module(&o);
	n = open_module(&o, &facts, relative, 2);
	expect(n->exports_broken);
	close_module(&o);

	ktap_case("x86 has offsets in its tables");
	with_kernel(&facts, 6, 12, KS_NO);
	n = open_module(&o, &facts, relative, 2);
	expect(!n->exports_broken);
	expect_int(n->export_count, 2);
	close_module(&o);
	n = open_module(&o, &facts, absolute, 3);
	expect(n->exports_broken);
	close_module(&o);
}

static void test_damaged(void)
{
	static const struct {
		const char *what, *option;
		size_t count;
		bool broken;
	} rows[] = {
		{ "no relocations", "drop=.rela__ksymtab", 0, true },
		{ "relocations of another section", ".rela__ksymtab/sh_info=1", 0, true },
		{ "no strings", "__ksymtab_strings/sh_type=8", 0, true },
		{ "strings without an end", "__ksymtab_strings/sh_size=1", 0, true },
		{ "a table that is not allocated", "__ksymtab/sh_flags=0", 0, false },
		{ "a table of one entry and a half", "__ksymtab/sh_size=18", 1, false },
		{ "a table behind the file", "__ksymtab/sh_offset=0x7fffffff", 0, false },
		{ "relocations behind the file", ".rela__ksymtab/sh_offset=0x7fffffff", 0, true },
		{ "a CRC table of one CRC", "__kcrctab/sh_size=4", 2, false },
		{ "a CRC table that is not allocated", "__kcrctab/sh_flags=0", 2, false },
	};

	for (size_t i = 0; i < KS_ARRAY_SIZE(rows); i++) {
		const char *options[] = { "export=a:1", "export=b:2", rows[i].option };
		const struct ks_needs *n;
		struct opened o;

		ktap_case("exports with %s", rows[i].what);
		n = open_module(&o, NULL, options, 3);
		expect_int(n->export_count, rows[i].count);
		expect_int(n->exports_broken, rows[i].broken);
		close_module(&o);
	}
}

static void test_order(void)
{
	static const char *const options[] = { "export=b:1", "export=a:2" };
	static const char *const twice[] = { "export=a:1", "export=a:2" };
	const struct ks_needs *n;
	struct opened o;

	ktap_case("exports that no binary search would find");
	n = open_module(&o, NULL, options, 2);
	expect(n->exports_unsorted);
	close_module(&o);
	n = open_module(&o, NULL, twice, 2);
	expect(n->exports_unsorted);
	close_module(&o);
}

/* --- modules that are loaded before */

static const char facts_text[] =
	"# kmodsafe facts 1\n"
	"release\tlive\t6.1.0-56-amd64\n"
	"gate\tlive\tmodversions\tyes\n"
	"modules-complete\t-\tyes\n"
	"symbols-complete\t-\tyes\n"
	"module\tlive\tlive\tthere\tPO\n"
	"module\tlive\tlive\tquiet\n"
	"module\tlive\tbuiltin\tinside\n"
	"symbol\tlive\t0x00000001\t-\t-\t-\tof_kernel\n"
	"symbol\tlive\t0x00000002\t-\t-\tthere\tof_there\n"
	"symbol\tfile\t0x00000003\t-\t-\tmod\tof_mod\n"
	"symbol\tfile\t0x00000004\t-\t-\tmod\tgone_from_mod\n"
	"symbol\tfile\t0x00000005\t-\t-\tother\tof_other\n"
	"symbol\tlive\tabsent\t-\t-\t-\tabsent\n";

static void load_kernel(struct ks_snapshot *s, struct opened *o)
{
	const struct ks_wanted all = { 0 };
	struct ks_err err;

	o->file.data = (uint8_t *)strdup(facts_text);
	o->file.size = strlen(facts_text);
	o->fd = module_file_memfd(&o->file, o->path, sizeof(o->path));
	ks_snapshot_init(s, o->path);
	expect_int(ks_facts_load(s, o->path, &err), 0);
	expect_int(ks_facts_complete(s, &all, &err), 0);
	free(o->file.data);
	close(o->fd);
}

static int assume(struct ks_snapshot *s, const char *const *options, size_t count)
{
	const struct ks_needs *n;
	struct ks_err err;
	struct opened o;
	int ret;

	n = open_module(&o, &s->facts, options, count);
	ret = ks_facts_add_loaded(s, n, "P", &err);
	close_module(&o);
	return ret;
}

static void expect_known(const struct ks_snapshot *s, const char *name, enum ks_tri exported,
			 const char *owner, int64_t crc)
{
	const struct ks_export *e = ks_facts_export(&s->facts, name);

	if (!expect(e))
		return;
	expect_int(e->exported, exported);
	expect_text(e->owner, owner);
	expect_int(e->has_crc ? (int64_t)e->crc : -1, crc);
}

/* The last expectation of each is that nothing contradicts, or what does. */
static void test_loaded(void)
{
	static const char *const options[] = {
		"name=mod", "export=absent:0xa", "export=new:0xb:gpl:NS", "export=of_mod:0xc",
		"export=of_other:0xd",
	};
	static const char *const again[] = { "name=second", "export=third:0x10", "export=zero:0x11" };
	const struct ks_module *m;
	struct ks_snapshot s;
	struct opened o;

	ktap_case("a module that is loaded before");
	load_kernel(&s, &o);
	expect_int(assume(&s, options, KS_ARRAY_SIZE(options)), 0);
	expect_known(&s, "absent", KS_YES, "mod", 0xa);
	expect_known(&s, "new", KS_YES, "mod", 0xb);
	expect_text(ks_facts_export(&s.facts, "new")->ns, "NS");
	expect_known(&s, "of_mod", KS_YES, "mod", 0xc);
	/* Of a module that is not loaded, and of another build of this one. */
	expect_known(&s, "of_other", KS_YES, "mod", 0xd);
	expect_known(&s, "gone_from_mod", KS_NO, NULL, -1);
	expect_known(&s, "of_kernel", KS_YES, NULL, 1);
	m = ks_facts_module(&s.facts, "mod");
	expect(m && m->state == KS_MODULE_LIVE && m->origin == KS_ORIGIN_ASSUMED);
	expect_text(m ? m->taints : NULL, "P");
	expect_int(assume(&s, again, KS_ARRAY_SIZE(again)), 0);
	expect_known(&s, "third", KS_YES, "second", 0x10);
	expect_known(&s, "new", KS_YES, "mod", 0xb);
	expect_int(s.facts.conflict_count, 0);
	ks_facts_free(&s);
}

static void test_loaded_clashes(void)
{
	static const struct {
		const char *what, *name, *export;
		size_t conflicts;
		const char *second;
	} rows[] = {
		{ "an export of the kernel", "name=mod", "export=of_kernel:1", 1, "exported by mod" },
		{ "an export of a module that is loaded", "name=mod", "export=of_there:2", 1,
		  "exported by mod" },
		{ "a module that is loaded, the same", "name=there", "export=of_there:2", 0, NULL },
		{ "a module that is loaded, and it differs", "name=there", "export=of_there:3", 1,
		  "0x00000003 of there" },
		{ "a name that is built in", "name=inside", "export=mine:2", 1, NULL },
	};

	for (size_t i = 0; i < KS_ARRAY_SIZE(rows); i++) {
		const char *options[] = { rows[i].name, rows[i].export };
		struct ks_snapshot s;
		struct opened o;

		ktap_case("a module loaded before with %s", rows[i].what);
		load_kernel(&s, &o);
		expect_int(assume(&s, options, 2), 0);
		expect_int(s.facts.conflict_count, rows[i].conflicts);
		if (s.facts.conflict_count && rows[i].second)
			expect_text(s.facts.conflicts[0].second, rows[i].second);
		ks_facts_free(&s);
	}
}

static void test_loaded_oddities(void)
{
	static const char *const one[] = { "name=mod", "export=a:1" };
	static const char *const two[] = { "name=mod2", "export=a:1" };
	static const char *const mixed[] = { "name=mixed", "export=z:1", "export=b:2" };
	static const char *const broken[] = { "name=broken", "export=q:1", "drop=.rela__ksymtab" };
	static const char *const bare[] = { "name=bare", "export=unversioned" };
	static const char *const none[] = { "name=-" };
	struct ks_snapshot s;
	struct opened o;

	ktap_case("two modules loaded before that export the same");
	load_kernel(&s, &o);
	expect_int(assume(&s, one, 2), 0);
	expect_int(assume(&s, two, 2), 0);
	expect_int(s.facts.conflict_count, 1);
	expect_text(s.facts.conflicts[0].first, "exported by mod");
	ks_facts_free(&s);

	ktap_case("a module named twice");
	load_kernel(&s, &o);
	expect_int(assume(&s, one, 2), 0);
	expect_int(assume(&s, one, 2), 0);
	expect_int(s.facts.conflict_count, 1);
	expect_text(s.facts.conflicts[0].first, "named as loaded before");
	ks_facts_free(&s);

	ktap_case("a module loaded before whose tables cannot be searched");
	load_kernel(&s, &o);
	expect_int(assume(&s, mixed, 3), 0);
	expect_known(&s, "b", KS_UNKNOWN, "mixed", 2);
	expect_int(ks_facts_exported(&s.facts, "else"), KS_NO);
	expect_int(assume(&s, broken, 3), 0);
	expect_int(ks_facts_exported(&s.facts, "else"), KS_UNKNOWN);
	expect_int(assume(&s, none, 1), -ENOEXEC);
	ks_facts_free(&s);

	ktap_case("a module loaded before without CRCs is known to have none");
	load_kernel(&s, &o);
	expect_int(assume(&s, bare, 2), 0);
	expect_known(&s, "unversioned", KS_YES, "bare", -1);
	expect(ks_facts_export(&s.facts, "unversioned")->unversioned);
	ks_facts_free(&s);
}

int main(void)
{
	test_machines();
	test_series();
	test_uml();
	test_damaged();
	test_order();
	test_loaded();
	test_loaded_clashes();
	test_loaded_oddities();
	return ktap_end();
}
