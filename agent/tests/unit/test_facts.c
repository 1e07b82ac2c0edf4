// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * facts/: Module.symvers in its dialects, configurations, saved facts and what
 * two sources make of one kernel; well-formed, damaged and hostile.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "facts/provider.h"
#include "ktap.h"

#define MAX_FILES	3

/* A kernel out of texts, as --kernel a,b,c makes it. */
struct kernel {
	struct ks_snapshot snapshot;
	struct ks_err err;
	char spec[128];
	int fds[MAX_FILES];
	int ret;
};

static int text_file(const char *text, size_t size)
{
	int fd = memfd_create("facts", MFD_CLOEXEC);

	for (size_t at = 0; at < size;) {
		ssize_t n = write(fd, text + at, size - at);

		if (n <= 0)
			abort();
		at += n;
	}
	return fd;
}

static void kernel_finish(struct kernel *k, size_t count)
{
	const struct ks_wanted all = { 0 };

	k->spec[0] = '\0';
	for (size_t i = 0; i < count; i++)
		snprintf(k->spec + strlen(k->spec), sizeof(k->spec) - strlen(k->spec),
			 "%s/proc/self/fd/%d", i ? "," : "", k->fds[i]);
	ks_snapshot_init(&k->snapshot, k->spec);
	k->err = (struct ks_err){ 0 };
	k->ret = ks_facts_load(&k->snapshot, k->spec, &k->err);
	if (!k->ret)
		k->ret = ks_facts_complete(&k->snapshot, &all, &k->err);
	for (size_t i = 0; i < count; i++)
		close(k->fds[i]);
}

static void kernel_of(struct kernel *k, const char *a, const char *b)
{
	k->fds[0] = text_file(a, strlen(a));
	if (b)
		k->fds[1] = text_file(b, strlen(b));
	kernel_finish(k, b ? 2 : 1);
}

static void kernel_of_bytes(struct kernel *k, const char *bytes, size_t size)
{
	k->fds[0] = text_file(bytes, size);
	kernel_finish(k, 1);
}

static void kernel_free(struct kernel *k)
{
	ks_facts_free(&k->snapshot);
}

static const struct ks_export *export_of(const struct kernel *k, const char *name)
{
	return ks_facts_export(&k->snapshot.facts, name);
}

/* What scripts/mod/modpost.c of the supported series writes, and kin. */
static void test_symvers(void)
{
	struct kernel k;

	ktap_case("symvers: five columns, with a trailing tab");
	kernel_of(&k, "0x00000001\talpha\tvmlinux\tEXPORT_SYMBOL\t\n"
		      "0xfffffffe\tbeta\tdrivers/x/y-z\tEXPORT_SYMBOL_GPL\tNS\n", NULL);
	expect_int(k.ret, 0);
	if (expect(export_of(&k, "alpha") && export_of(&k, "beta"))) {
		expect_int(export_of(&k, "alpha")->crc, 1);
		expect(!export_of(&k, "alpha")->ns && !export_of(&k, "alpha")->owner);
		expect(!export_of(&k, "alpha")->gpl_only);
		expect_int(export_of(&k, "beta")->crc, 0xfffffffe);
		expect_text(export_of(&k, "beta")->ns, "NS");
		expect_text(export_of(&k, "beta")->owner, "y_z");
		expect(export_of(&k, "beta")->gpl_only);
	}
	expect_int(ks_facts_exported(&k.snapshot.facts, "gamma"), KS_NO);
	expect_int(k.snapshot.facts.gates[KS_GATE_MODVERSIONS].value, KS_YES);
	kernel_free(&k);

	ktap_case("symvers: four columns, CRLF, blank lines, no last newline");
	kernel_of(&k, "\n0x00000001\talpha\tvmlinux\tEXPORT_SYMBOL\r\n\n\r\n"
		      "0x00000002\tbeta\tvmlinux\tEXPORT_SYMBOL_GPL", NULL);
	expect_int(k.ret, 0);
	if (expect(export_of(&k, "alpha") && export_of(&k, "beta"))) {
		expect(!export_of(&k, "alpha")->ns);
		expect(export_of(&k, "beta")->gpl_only && !export_of(&k, "beta")->ns);
	}
	kernel_free(&k);

	ktap_case("symvers: all CRCs zero means no CRCs, not CRCs of zero");
	kernel_of(&k, "0x00000000\talpha\tvmlinux\tEXPORT_SYMBOL\t\n"
		      "0x00000000\tbeta\tvmlinux\tEXPORT_SYMBOL\t\n", NULL);
	expect_int(k.ret, 0);
	expect(export_of(&k, "alpha") && !export_of(&k, "alpha")->has_crc);
	expect_int(k.snapshot.facts.gates[KS_GATE_MODVERSIONS].value, KS_NO);
	kernel_free(&k);

	ktap_case("symvers: a single CRC of zero is one");
	kernel_of(&k, "0x00000000\talpha\tvmlinux\tEXPORT_SYMBOL\t\n"
		      "0x00000001\tbeta\tvmlinux\tEXPORT_SYMBOL\t\n", NULL);
	expect(export_of(&k, "alpha") && export_of(&k, "alpha")->has_crc);
	kernel_free(&k);

	ktap_case("symvers: GPL_FUTURE of 5.10 is not GPL-only yet");
	kernel_of(&k, "0x00000001\talpha\tvmlinux\tEXPORT_SYMBOL_GPL_FUTURE\t\n"
		      "0x00000001\tbeta\tvmlinux\tEXPORT_UNUSED_SYMBOL_GPL\t\n"
		      "0x00000001\tgamma\tvmlinux\tEXPORT_UNUSED_SYMBOL\t\n", NULL);
	expect_int(k.ret, 0);
	expect(export_of(&k, "alpha") && !export_of(&k, "alpha")->gpl_only);
	expect(export_of(&k, "beta") && export_of(&k, "beta")->gpl_only);
	expect(export_of(&k, "gamma") && !export_of(&k, "gamma")->gpl_only);
	kernel_free(&k);
}

static void test_symvers_damaged(void)
{
	static const char *const tails[] = {
		"0x0000000", "0x00000002\t", "0x00000002\tbeta", "0x00000002\tbeta\tvmlinux",
		"0x00000002\tbeta\tvmlinux\t", "0x00000002\tbeta\tvmlinux\tEXP",
		"0x00000002\tbeta\tvmlinux\tEXPORT_", "0x00000002\tbeta\tvmlinux\tEXPORT_SYMB",
		"0x00000002\tbeta\tvmlinux\tEXPORT_SYMBOL_G", "00000002\tbeta\tvmlinux\tEXPORT_SYMBOL\t",
		"0x100000000\tbeta\tvmlinux\tEXPORT_SYMBOL\t", "0x0x000002\tbeta\tvmlinux\tEXPORT_SYMBOL\t",
		"0xnumber\tbeta\tvmlinux\tEXPORT_SYMBOL\t", "0x00000002\t\tvmlinux\tEXPORT_SYMBOL\t",
		"0x00000002 beta vmlinux EXPORT_SYMBOL", "garbage",
	};

	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		char text[256];
		struct kernel k;

		ktap_case("symvers: cut or damaged line %zu", i);
		snprintf(text, sizeof(text), "0x00000001\talpha\tvmlinux\tEXPORT_SYMBOL\t\n%s", tails[i]);
		kernel_of(&k, text, NULL);
		expect_int(k.ret, -EINVAL);
		expect(strstr(k.err.text, "line 2"));
		kernel_free(&k);
	}
}

#define CONFIG_61	"#\n# Automatically generated file; DO NOT EDIT.\n" \
			"# Linux/x86 6.1.176 Kernel Configuration\n#\n"
#define CONFIG_X86	"CONFIG_64BIT=y\nCONFIG_X86_64=y\nCONFIG_X86=y\nCONFIG_MODULES=y\n"

static void test_module_plts(void)
{
	static const struct {
		const char *config;
		enum ks_tri value;
	} rows[] = {
		{ "# Linux/arm64 6.1.0 Kernel Configuration\nCONFIG_ARM64=y\n", KS_NO },
		{ "# Linux/arm64 6.1.0 Kernel Configuration\nCONFIG_ARM64=y\n"
		  "CONFIG_ARM64_MODULE_PLTS=y\n", KS_YES },
		{ "# Linux/arm64 6.4.0 Kernel Configuration\nCONFIG_ARM64=y\n", KS_NO },
		{ "# Linux/arm64 6.5.0 Kernel Configuration\nCONFIG_ARM64=y\n", KS_YES },
		{ "CONFIG_ARM64=y\n", KS_UNKNOWN },
		{ "CONFIG_ARM64=y\nCONFIG_ARM64_MODULE_PLTS=y\n", KS_YES },
		{ "CONFIG_ARM=y\n", KS_NO },
		{ "CONFIG_ARM=y\nCONFIG_ARM_MODULE_PLTS=y\n", KS_YES },
		{ "CONFIG_RISCV=y\nCONFIG_64BIT=y\nCONFIG_MODULE_SECTIONS=y\n", KS_YES },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct kernel k;

		ktap_case("config: sections for veneers, row %zu", i);
		kernel_of(&k, rows[i].config, NULL);
		expect_int(k.ret, 0);
		expect_int(k.snapshot.facts.gates[KS_GATE_MODULE_PLTS].value, rows[i].value);
		kernel_free(&k);
	}
}

static void test_config(void)
{
	const struct ks_facts *f;
	struct kernel k;

	ktap_case("config: gates, architecture and vermagic of an x86_64 6.1");
	kernel_of(&k, CONFIG_61 CONFIG_X86 "CONFIG_SMP=y\nCONFIG_PREEMPT_BUILD=y\n"
		      "CONFIG_MODULE_UNLOAD=y\nCONFIG_MODVERSIONS=y\nCONFIG_MODULE_SIG=y\n"
		      "# CONFIG_MODULE_SIG_FORCE is not set\nCONFIG_MODULE_FORCE_LOAD=y\n", NULL);
	f = &k.snapshot.facts;
	expect_int(k.ret, 0);
	expect_int(f->version.value, 6 << 16 | 1 << 8);
	expect_int(f->machine.value, 62);
	expect_int(f->elf_class.value, 2);
	expect_int(f->elf_data.value, 1);
	expect_text(f->vermagic_flags.value, " SMP preempt mod_unload modversions ");
	expect_int(f->gates[KS_GATE_MODVERSIONS].value, KS_YES);
	expect_int(f->gates[KS_GATE_FORCE_LOAD].value, KS_YES);
	expect_int(f->gates[KS_GATE_SIG_ENFORCED].value, KS_NO);
	expect_int(f->gates[KS_GATE_SIG_ENFORCED].origin, KS_ORIGIN_ASSUMED);
	expect_int(f->states[KS_STATE_LOCKED_DOWN].origin, KS_ORIGIN_ASSUMED);
	expect(!f->release.value);
	kernel_free(&k);

	ktap_case("config: gates that follow from more than one option");
	kernel_of(&k, CONFIG_61 CONFIG_X86 "CONFIG_MODULE_COMPRESS_XZ=y\nCONFIG_SYSFS=y\n"
		      "CONFIG_DEBUG_INFO_BTF_MODULES=y\nCONFIG_MODULE_ALLOW_BTF_MISMATCH=y\n", NULL);
	f = &k.snapshot.facts;
	expect_int(f->gates[KS_GATE_DECOMPRESS_XZ].value, KS_NO);
	expect_int(f->gates[KS_GATE_BTF_MODULES].value, KS_YES);
	expect_int(f->gates[KS_GATE_BTF_ENFORCED].value, KS_NO);
	expect_int(f->gates[KS_GATE_SYSFS].value, KS_YES);
	expect_int(f->gates[KS_GATE_MODULE_PLTS].value, KS_NO);
	kernel_free(&k);
	kernel_of(&k, CONFIG_61 CONFIG_X86 "CONFIG_MODULE_COMPRESS_XZ=y\n"
		      "CONFIG_MODULE_DECOMPRESS=y\n", NULL);
	f = &k.snapshot.facts;
	expect_int(f->gates[KS_GATE_DECOMPRESS].value, KS_YES);
	expect_int(f->gates[KS_GATE_DECOMPRESS_GZIP].value, KS_NO);
	expect_int(f->gates[KS_GATE_DECOMPRESS_XZ].value, KS_YES);
	expect_int(f->gates[KS_GATE_DECOMPRESS_ZSTD].value, KS_NO);
	kernel_free(&k);

	ktap_case("config: options of similar names, =m and strings are no =y");
	kernel_of(&k, CONFIG_61 CONFIG_X86 "CONFIG_MODVERSIONS_FOO=y\nCONFIG_SMP=m\n"
		      "CONFIG_MODULE_UNLOAD=\"y\"\nCONFIG_MODULE_SIG=y \n", NULL);
	f = &k.snapshot.facts;
	expect_int(k.ret, 0);
	expect_int(f->gates[KS_GATE_MODVERSIONS].value, KS_NO);
	expect_int(f->gates[KS_GATE_SMP].value, KS_NO);
	expect_int(f->gates[KS_GATE_UNLOAD].value, KS_NO);
	expect_int(f->gates[KS_GATE_MODULE_SIG].value, KS_NO);
	kernel_free(&k);

	ktap_case("config: preemption by series");
	kernel_of(&k, "# Linux/x86_64 5.10.223 Kernel Configuration\n" CONFIG_X86
		      "CONFIG_PREEMPT_BUILD=y\n", NULL);
	expect_text(k.snapshot.facts.vermagic_flags.value, " ");
	kernel_free(&k);
	kernel_of(&k, "# Linux/x86_64 5.10.223 Kernel Configuration\n" CONFIG_X86
		      "CONFIG_PREEMPT=y\n", NULL);
	expect_text(k.snapshot.facts.vermagic_flags.value, " preempt ");
	kernel_free(&k);
	kernel_of(&k, "# Linux/x86 7.2.0 Kernel Configuration\n" CONFIG_X86
		      "CONFIG_PREEMPT_BUILD=y\nCONFIG_PREEMPT_RT=y\n", NULL);
	expect_text(k.snapshot.facts.vermagic_flags.value, " preempt_rt ");
	kernel_free(&k);

	ktap_case("config: arm64 and its word without a blank; mips has no fixed one");
	kernel_of(&k, "# Linux/arm64 6.1.1 Kernel Configuration\nCONFIG_ARM64=y\nCONFIG_64BIT=y\nCONFIG_SMP=y\n", NULL);
	expect_text(k.snapshot.facts.vermagic_flags.value, " SMP aarch64");
	expect_int(k.snapshot.facts.machine.value, 183);
	kernel_free(&k);
	kernel_of(&k, "# Linux/mips 6.1.1 Kernel Configuration\nCONFIG_MIPS=y\nCONFIG_CPU_BIG_ENDIAN=y\n", NULL);
	expect(!k.snapshot.facts.vermagic_flags.value);
	expect_int(k.snapshot.facts.elf_data.value, 2);
	expect_int(k.snapshot.facts.elf_class.value, 1);
	kernel_free(&k);

	ktap_case("config: without a header or with randomised structures vermagic is not known");
	kernel_of(&k, CONFIG_X86, NULL);
	expect(!k.snapshot.facts.vermagic_flags.value);
	expect_int(k.snapshot.facts.version.origin, KS_ORIGIN_NONE);
	kernel_free(&k);
	kernel_of(&k, CONFIG_61 CONFIG_X86 "CONFIG_RANDSTRUCT=y\n", NULL);
	expect(!k.snapshot.facts.vermagic_flags.value);
	kernel_free(&k);

	ktap_case("config: cut short before its architecture");
	kernel_of(&k, CONFIG_61 "CONFIG_MODULES=y\n", NULL);
	expect_int(k.ret, -EINVAL);
	kernel_free(&k);
}

#define SAVED	"# kmodsafe facts 1\n"

static void test_saved_damaged(void)
{
	static const char *const lines[] = {
		"release", "release\tlive", "release\tnowhere\t6.1", "release\tlive\t6.1\textra",
		"nothing\tlive\tx", "module-size\tlive\tabc", "module-size\tlive\t-1",
		"module-size\tlive\t4294967296", "gate\tlive\tmodversions", "gate\tlive\tmodversions\tmaybe",
		"gate\tlive\tno-such-gate\tyes", "state\tlive\tno-such\tyes", "module\tlive\tasleep\tfoo",
		"symbol\tlive\t0x1\t-\t-\t-", "symbol\tlive\t0x1\t-\t-\t-\t", "symbol\tlive\t1\t-\t-\t-\tfoo",
		"symbol\tlive\t0x1ffffffff\t-\t-\t-\tfoo", "symbol\tlive\t0x0x1\t-\t-\t-\tfoo",
		"symbol\tlive\t0x1\tGPL\t-\t-\tfoo", "symbol\tlive\t0x1\t-\t-\t-\tfoo\tbar",
		"helper-forced\t-\tperhaps",
		"\t\t\t", "x\ty\tz",
	};
	struct kernel k;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char text[256];

		ktap_case("saved facts: damaged line %zu", i);
		snprintf(text, sizeof(text), SAVED "# a comment\n\n%s\n", lines[i]);
		kernel_of(&k, text, NULL);
		expect_int(k.ret, -EINVAL);
		expect(strstr(k.err.text, "line 4"));
		kernel_free(&k);
	}
	ktap_case("saved facts: another format is named as such");
	kernel_of(&k, "# kmodsafe facts 3\nrelease\tlive\t6.1\n", NULL);
	expect_int(k.ret, -EPROTO);
	kernel_free(&k);
	ktap_case("saved facts: nothing but the first line is a kernel of which nothing is known");
	kernel_of(&k, SAVED, NULL);
	expect_int(k.ret, 0);
	expect_int(ks_facts_exported(&k.snapshot.facts, "x"), KS_UNKNOWN);
	kernel_free(&k);
}

/* A row that is cut inside of its name is a row of another name. */
static void test_saved_cut(void)
{
	static const char whole[] = "# kmodsafe facts 2\nrelease\tlive\t6.1.0\n"
				    "symbols-complete\t-\tyes\nmodule\tlive\tlive\tclean\t-\n"
				    "symbol\tlive\t0x00000001\tgpl\tNS\tone\talpha\n"
				    "symbol\tlive\t-\t-\t-\t-\tbeta\nend\n";
	static const struct {
		const char *name, *text;
		int ret;
	} rows[] = {
		{ "whole", whole, 0 },
		{ "with DOS's ends", "# kmodsafe facts 2\r\nrelease\tlive\t6.1\r\nend\r\n", 0 },
		{ "nothing but an end", "# kmodsafe facts 2\nend\n", 0 },
		{ "a word that ends so", "# kmodsafe facts 2\nrelease\tlive\tend\n", -EINVAL },
		{ "an end before the end", "# kmodsafe facts 2\nend\nrelease\tlive\t6.1\nend\n",
		  -EINVAL },
		{ "something behind the end", "# kmodsafe facts 2\nend\nrelease\tlive\t6.1\n",
		  -EINVAL },
		{ "format 1, where a line is cut", SAVED "release\tlive\t6.1\nmodule\tlive\tlive\tcle",
		  -EINVAL },
	};
	struct kernel k;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ktap_case("saved facts: %s", rows[i].name);
		kernel_of(&k, rows[i].text, NULL);
		expect_int(k.ret, rows[i].ret);
		kernel_free(&k);
	}
	ktap_case("saved facts: cut at any byte");
	for (size_t n = 0; n < sizeof(whole) - 1; n++) {
		char text[sizeof(whole)];

		memcpy(text, whole, n);
		text[n] = '\0';
		kernel_of(&k, text, NULL);
		if (!expect(k.ret < 0))
			printf("# at byte %zu\n", n);
		kernel_free(&k);
	}
}

static char *save(const struct kernel *k)
{
	static const char path[] = "saved.facts";
	char *text = calloc(1, 1 << 16);
	struct ks_err err;
	ssize_t got;
	int fd;

	expect_int(ks_facts_save(&k->snapshot.facts, path, &err), 0);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	got = read(fd, text, (1 << 16) - 1);
	expect(got > 0);
	close(fd);
	unlink(path);
	return text;
}

/* What was saved and loaded again is saved as the same bytes. */
static void round_trip(const char *name, const char *a, const char *b)
{
	struct kernel first, second;
	char *one, *two;

	ktap_case("round trip: %s", name);
	kernel_of(&first, a, b);
	expect_int(first.ret, 0);
	one = save(&first);
	kernel_of(&second, one, NULL);
	if (!expect_int(second.ret, 0))
		printf("# %s\n", second.err.text);
	two = save(&second);
	expect_text(two, one);
	expect_int(second.snapshot.facts.conflict_count, first.snapshot.facts.conflict_count);
	expect_int(second.snapshot.facts.export_count, first.snapshot.facts.export_count);
	free(one);
	free(two);
	kernel_free(&first);
	kernel_free(&second);
}

#define SYMVERS_TWO	"0x00000001\talpha\tvmlinux\tEXPORT_SYMBOL\t\n" \
			"0x00000002\tbeta\tdrivers/b\tEXPORT_SYMBOL_GPL\tNS\n"
#define WHOLE		SAVED "release\tlive\t6.1.0-56-amd64\n" \
			"vermagic\tloader\t6.1.0-56-amd64 SMP preempt mod_unload modversions \n" \
			"module-size\tbuild\t896\nelf-machine\tbuild\t62\nelf-class\tbuild\t2\n" \
			"elf-data\tbuild\t1\ngate\tbuild\tmodversions\tyes\n" \
			"state\tlive\tlocked-down\tyes\nblacklist\tlive\tfoo,bar\n" \
			"helper-forced\t-\tyes\nmodules-complete\t-\tyes\nsymbols-complete\t-\tno\n" \
			"module\tlive\tlive\tclean\t-\nmodule\tlive\tlive\tone\tPO\n" \
			"module\tfile\tbuiltin\ttwo\n" \
			"symbol\tlive\t0x00000001\tgpl\tNS\tone\talpha\n" \
			"symbol\tlive\t-\t-\t-\t-\tbeta\nsymbol\tlive\tabsent\t-\t-\t-\tgone\n" \
			"symbol\tlive\tunknown\t-\t-\t-\tdark\n"

static void test_round_trips(void)
{
	round_trip("a live kernel", WHOLE, NULL);
	round_trip("a symvers", SYMVERS_TWO, NULL);
	round_trip("a symvers without CRCs", "0x00000000\talpha\tvmlinux\tEXPORT_SYMBOL\t\n", NULL);
	round_trip("a config", CONFIG_61 CONFIG_X86 "CONFIG_SMP=y\n", NULL);
	round_trip("a config and a symvers", CONFIG_61 CONFIG_X86 "CONFIG_MODVERSIONS=y\n", SYMVERS_TWO);
	round_trip("nothing known", SAVED, NULL);
	round_trip("a config that may lock down", CONFIG_61 CONFIG_X86 "CONFIG_SECURITY_LOCKDOWN_LSM=y\n"
		   "CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y\n", NULL);
	round_trip("a release without a series", SAVED "release\tlive\tcustom\n", CONFIG_61 CONFIG_X86);
	round_trip("two symvers of the same kernel", SYMVERS_TWO, SYMVERS_TWO);
	round_trip("two that contradict each other", SYMVERS_TWO,
		   "0x00000009\talpha\tvmlinux\tEXPORT_SYMBOL\t\n");
	round_trip("a release and vermagic of another one", SAVED "release\tlive\t6.1.0-56\n",
		   SAVED "vermagic\tbuild\t6.1.0-50 SMP \n");
	round_trip("two releases", SAVED "release\tfile\t6.1.0-1\n", SAVED "release\tfile\t6.1.0-2\n");
}

static enum ks_tri locked_down(const struct kernel *k)
{
	return k->snapshot.facts.states[KS_STATE_LOCKED_DOWN].value;
}

/* Two sources of one kernel: each pair, and whether they contradict. */
static void test_merge(void)
{
	static const struct {
		const char *name, *a, *b;
		bool conflict;
	} rows[] = {
		{ "the same twice", SYMVERS_TWO, SYMVERS_TWO, false },
		{ "another CRC", SYMVERS_TWO, "0x00000009\talpha\tvmlinux\tEXPORT_SYMBOL\t\n", true },
		{ "another licence", SYMVERS_TWO, "0x00000001\talpha\tvmlinux\tEXPORT_SYMBOL_GPL\t\n", true },
		{ "another namespace", SYMVERS_TWO, "0x00000001\talpha\tvmlinux\tEXPORT_SYMBOL\tX\n", true },
		{ "another owner", SYMVERS_TWO, "0x00000001\talpha\tfs/a\tEXPORT_SYMBOL\t\n", true },
		{ "without CRCs and with", SAVED "symbol\tfile\t-\t-\t-\t-\talpha\n", SYMVERS_TWO, false },
		{ "with CRCs and without", SYMVERS_TWO, SAVED "symbol\tfile\t-\t-\t-\t-\talpha\n", false },
		{ "exported and absent", SYMVERS_TWO, SAVED "symbol\tlive\tabsent\t-\t-\t-\talpha\n", true },
		{ "exported and unknown", SYMVERS_TWO, SAVED "symbol\tlive\tunknown\t-\t-\t-\talpha\n", false },
		{ "unknown and exported", SAVED "symbol\tlive\tunknown\t-\t-\t-\talpha\n", SYMVERS_TWO, false },
		{ "config without MODVERSIONS, symvers with CRCs", CONFIG_61 CONFIG_X86, SYMVERS_TWO, true },
		{ "config with MODVERSIONS, symvers with CRCs",
		  CONFIG_61 CONFIG_X86 "CONFIG_MODVERSIONS=y\n", SYMVERS_TWO, false },
		{ "two releases", SAVED "release\tfile\t6.1.0-1\n", SAVED "release\tfile\t6.1.0-2\n", true },
		{ "release and config of another series", SAVED "release\tfile\t6.12.0\n",
		  CONFIG_61 CONFIG_X86, true },
		{ "release and config of its series", SAVED "release\tfile\t6.1.0-56-amd64\n",
		  CONFIG_61 CONFIG_X86, false },
		{ "release and vermagic of another one", SAVED "release\tlive\t6.1.0-56-amd64\n",
		  SAVED "vermagic\tbuild\t6.1.0-50-amd64 SMP \n", true },
		{ "vermagic and config that differ", SAVED "vermagic\tlive\t6.1.0 SMP mod_unload \n",
		  CONFIG_61 CONFIG_X86, true },
		{ "two sizes", SAVED "module-size\tfile\t896\n", SAVED "module-size\tfile\t960\n", true },
		{ "two architectures", SAVED "elf-machine\tfile\t183\n", CONFIG_61 CONFIG_X86, true },
		{ "two blacklists", SAVED "blacklist\tlive\ta\n", SAVED "blacklist\tlive\tb\n", true },
		{ "an assumed blacklist and a real one", SAVED "blacklist\tassumed\t\n",
		  SAVED "blacklist\tlive\tb\n", false },
		{ "an assumed state and a real one", SAVED "state\tassumed\tlocked-down\tno\n",
		  SAVED "state\tlive\tlocked-down\tyes\n", false },
		{ "two states", SAVED "state\tlive\tlocked-down\tno\n",
		  SAVED "state\tlive\tlocked-down\tyes\n", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int swapped = 0; swapped < 2; swapped++) {
			const char *a = swapped ? rows[i].b : rows[i].a;
			const char *b = swapped ? rows[i].a : rows[i].b;
			struct kernel k;

			ktap_case("merge: %s%s", rows[i].name, swapped ? ", swapped" : "");
			kernel_of(&k, a, b);
			expect_int(k.ret, 0);
			expect_int(k.snapshot.facts.conflict_count > 0, rows[i].conflict);
			if (!rows[i].conflict && strstr(rows[i].name, "blacklist"))
				expect_text(k.snapshot.facts.blacklist.value, "b");
			if (!rows[i].conflict && strstr(rows[i].name, "state"))
				expect_int(locked_down(&k), KS_YES);
			if (!rows[i].conflict && export_of(&k, "alpha"))
				expect_int(export_of(&k, "alpha")->crc, 1);
			kernel_free(&k);
		}
	ktap_case("merge: one kernel counts each symbol once");
	struct kernel k;

	kernel_of(&k, SYMVERS_TWO, SYMVERS_TWO);
	expect_int(k.snapshot.facts.export_count, 2);
	kernel_free(&k);
}

/* Lines that no program wrote. */
static void test_hostile(void)
{
	static char big[1 << 20];
	struct kernel k;

	ktap_case("hostile: no file at all, an empty one, and one of newlines");
	kernel_of(&k, "", NULL);
	expect_int(k.ret, -EINVAL);
	kernel_free(&k);
	kernel_of(&k, "\n\n\n\n", NULL);
	expect_int(k.ret, -EINVAL);
	kernel_free(&k);
	ktap_case("hostile: a line of a megabyte");
	memset(big, 'a', sizeof(big));
	kernel_of_bytes(&k, big, sizeof(big));
	expect_int(k.ret, -EINVAL);
	expect(strlen(k.err.text) < sizeof(k.err.text));
	kernel_free(&k);
	memcpy(big, SAVED "release\tlive\t", strlen(SAVED "release\tlive\t"));
	kernel_of_bytes(&k, big, sizeof(big));
	expect(k.ret || strlen(k.snapshot.facts.release.value) < 16384);
	kernel_free(&k);
	ktap_case("hostile: a NUL in a line of symvers does not hide the rest");
	kernel_of_bytes(&k, "0x00000001\talpha\0\tvmlinux\tEXPORT_SYMBOL\t\n", 41);
	expect_int(k.ret, -EINVAL);
	kernel_free(&k);
	ktap_case("hostile: a NUL behind a whole row");
	kernel_of_bytes(&k, "0x00000001\talpha\tvmlinux\tEXPORT_SYMBOL\t\0NS\n", 43);
	expect(k.ret || !export_of(&k, "alpha")->ns);
	kernel_free(&k);
	ktap_case("hostile: names that collide, names that are empty or odd");
	kernel_of(&k, SAVED "symbol\tlive\t0x1\t-\t-\t-\t\001\002\nsymbol\tlive\t0x2\t-\t-\t-\t%s%n\n", NULL);
	expect_int(k.ret, 0);
	expect(export_of(&k, "%s%n") && export_of(&k, "%s%n")->crc == 2);
	kernel_free(&k);
	ktap_case("hostile: --kernel with empty parts");
	ks_snapshot_init(&k.snapshot, "");
	expect_int(ks_facts_load(&k.snapshot, "", &k.err), -EINVAL);
	kernel_free(&k);
	ks_snapshot_init(&k.snapshot, ",");
	expect(ks_facts_load(&k.snapshot, ",", &k.err) < 0);
	kernel_free(&k);
}

static void test_versions(void)
{
	static const struct {
		const char *text;
		int ret;
		uint64_t code;
	} rows[] = {
		{ "6.1.0-56-amd64", 0, 0x60100 }, { "6.12", 0, 0x60c00 }, { "5.10.0", 0, 0x50a00 },
		{ "7.2+deb14-amd64", 0, 0x70200 }, { "6.12-rc1", 0, 0x60c00 }, { "6", -EINVAL, 0 },
		{ "", -EINVAL, 0 }, { "6.", -EINVAL, 0 }, { ".1", -EINVAL, 0 }, { "x6.1", -EINVAL, 0 },
		{ "-6.1", -EINVAL, 0 }, { "6.256", -EINVAL, 0 }, { "999999999.1", -EINVAL, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t code = 0;
		int ret;

		ktap_case("series of release \"%s\"", rows[i].text);
		ret = ks_parse_version(rows[i].text, &code);
		expect_int(ret < 0, rows[i].ret < 0);
		if (!ret)
			expect_int(code, rows[i].code);
	}
}

int main(void)
{
	test_symvers();
	test_symvers_damaged();
	test_config();
	test_module_plts();
	test_saved_damaged();
	test_saved_cut();
	test_round_trips();
	test_merge();
	test_hostile();
	test_versions();
	return ktap_end();
}
